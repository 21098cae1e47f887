/* application.h - the program that runs on a desk, and everything it started. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "agent/desk/child.h"
#include "agent/desk/desk.h"

struct application {
	struct child first; /* the program itself; its pid is also the group's and the session's */
	enum desk_app state;
	int status; /* exit code or signal number */
	bool shown; /* a window of its own was open since its start */
};

/* application_check() - note its end if it has ended; true the first time it is noticed. */
bool application_check(struct application *app);

/* application_end() - end all that is left of it: its group, its session, and what left them. */
void application_end(struct desk *d);

enum { APPLICATION_ENDING_BYTES = 96 };

/* application_ending() - how it ended, as a sentence in @text; returns @text. */
const char *application_ending(const struct application *app, char text[APPLICATION_ENDING_BYTES]);
