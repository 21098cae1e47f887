/* probe.h - which windows the expose barrier asks. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include "agent/desk/barrier.h"

struct desk;

/* probe_lesson() - what is known about asking @top, NULL if nothing. */
struct barrier_lesson *probe_lesson(struct barrier *b, Window top);

/* probe_target() - the window to be asked: an open menu before the active window, because it has
 * grabbed what we would ask below it; None if there is no window at all. */
Window probe_target(struct desk *d);

/* probe_choose() - fill the barrier's probes for @top: those that answered before, if they stand
 * where they stood, else the likeliest. */
void probe_choose(struct desk *d, Window top);
