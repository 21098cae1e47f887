/* marks.h - what the window manager writes on windows for toolkits to read (ICCCM, EWMH). */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>

struct client;
struct desk;

/* marks_open() - on the root window: that there is a manager, what it can do, the one desktop. */
void marks_open(struct desk *d);

/* marks_lists() - _NET_CLIENT_LIST and _NET_CLIENT_LIST_STACKING. */
void marks_lists(struct desk *d);

/* marks_active() - note @id as the active window, and write that. */
void marks_active(struct desk *d, Window id);

/* marks_new() - on a window that is now managed. */
void marks_new(struct desk *d, Window id);

/* marks_gone() - take off what a window must not carry when it comes again. */
void marks_gone(struct desk *d, Window id);

/* marks_states() - _NET_WM_STATE of @c. */
void marks_states(struct desk *d, const struct client *c);

/* marks_wm_state() - ICCCM's WM_STATE: NormalState, IconicState or WithdrawnState. */
void marks_wm_state(struct desk *d, Window id, int state);

/* marks_frame() - _NET_FRAME_EXTENTS: none. */
void marks_frame(struct desk *d, Window id);
