/* stack.h - the order of the managed windows: dialogs above their parents, always. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include <stdbool.h>

struct client;
struct desk;
struct wm;

/* stack_descends() - is @ancestor the parent of @c, or its parent's parent, ...? */
bool stack_descends(struct wm *wm, const struct client *c, Window ancestor);

/* stack_raise() - @c above its siblings, and its family above the others, as far as layers allow.
 */
void stack_raise(struct desk *d, struct client *c);

/* stack_lower() - @c below its siblings, and its family below the others. */
void stack_lower(struct desk *d, struct client *c);

/* stack_apply() - tell the server and everybody else the order, if it changed. */
void stack_apply(struct desk *d);
