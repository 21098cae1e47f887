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

/* focus_top_level() - the top-level window that has the focus according to the server, or None. */
Window focus_top_level(struct desk *d);
