/* place.h - where windows stand and how big they are. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include "base/rect.h"

struct client;
struct desk;

/* place_new() - a window that appears: dialogs over the middle of their parent, everything else in
 * the corner, always alike. */
void place_new(struct desk *d, struct client *c);

/* place_asked() - answer a window's wish for another place, size or rank. */
void place_asked(struct desk *d, const XConfigureRequestEvent *r);

/* place_moveresize() - the same by EWMH's _NET_MOVERESIZE_WINDOW. */
void place_moveresize(struct desk *d, const XClientMessageEvent *m);

/* place_states() - give @c the states @now (set of enum client_state), and the area they mean. */
void place_states(struct desk *d, struct client *c, unsigned now);

/* place_at() - put @c there, as far as its limits allow. */
void place_at(struct desk *d, struct client *c, struct rect wish);
