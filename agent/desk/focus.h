/* focus.h - which window has the keyboard: the newest, behind its modal dialogs. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>

struct client;
struct desk;

/* focus_newest() - it is @c's turn: raise it and its dialogs, give the focus to the right one of
 * them. */
void focus_newest(struct desk *d, struct client *c);

/* focus_again() - choose anew after a window went; @parent (or None) is preferred. */
void focus_again(struct desk *d, Window parent);

/* focus_give() - hand the keyboard to @c once more, whatever took it. */
void focus_give(struct desk *d, const struct client *c);

/* focus_blocker() - the newest modal window that keeps the keyboard from @c, NULL if none. */
struct client *focus_blocker(struct desk *d, const struct client *c);

/*
 * focus_look() - the server told that the focus moved. If the application moved it between its own
 * windows, the desk follows; a modal dialog gets it back; and what another program took from the
 * active window is given back and noted (guard.h).
 */
void focus_look(struct desk *d);

/* focus_top_of() - the top-level window that holds @at, None if it is gone; remembered. */
Window focus_top_of(struct desk *d, Window at);

/* focus_top_level() - the top-level window that has the focus according to the server, or None. */
Window focus_top_level(struct desk *d);
