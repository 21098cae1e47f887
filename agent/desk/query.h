/* query.h - several questions to the X server in one round trip (xcb on Xlib's connection). */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include <stdbool.h>
#include <stddef.h>
#include "base/rect.h"

struct desk;

/* A window and where it stands on the root window, hidden parts too. */
struct query_place {
	Window id;
	bool visible; /* it and all its ancestors are mapped */
	struct rect area;
};

/* Where what is typed or moved shows. */
struct query_echo {
	int pointer_x, pointer_y; /* on the root window */
	Window focus;
};

/* QUERY_PLACES_MAX: windows asked for at once. */
enum { QUERY_PLACES_MAX = 8 };

/* query_places() - fill in @n places by their ids, and the echo; a window that is gone is not
 * visible, nothing is visible on a lost connection. */
void query_places(struct desk *d, struct query_place *list, size_t n, struct query_echo *ret_echo);
