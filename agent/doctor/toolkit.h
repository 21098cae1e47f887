/* toolkit.h - which toolkit draws a window: by the libraries its process has mapped. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <sys/types.h>
#include "base/arena.h"

struct toolkit {
	const char *name;     /* "GTK 3", "terminal", "unknown" */
	const char *evidence; /* the library or device that tells, "" if none */
	pid_t pid;            /* of the process it was found in, 0 if unknown */
};

/*
 * toolkit_find() - of process @pid, or with 0 of the first process of session @session that tells.
 * @a: owns the texts
 */
struct toolkit toolkit_find(pid_t pid, pid_t session, struct arena *a);

/* toolkit_alive() - does any process of @session live? Zombies do not. */
bool toolkit_alive(pid_t session);
