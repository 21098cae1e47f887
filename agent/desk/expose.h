/* expose.h - the question that only a repaint answers. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include <stdbool.h>
#include "agent/desk/barrier.h"

/*
 * expose_ask() - clear parts of windows of @top and wait for their repaint; as often as
 * barrier.left says if it is known who answers, else once. barrier.left is one less for each
 * answer.
 * *ret_answered: the last question was answered; else the window or the application ended, or
 * @limit is over
 */
MUST_USE bool expose_ask(struct desk *d, Window top, struct deadline limit, bool *ret_answered,
			 struct err *e);

/* expose_answered() - have enough probes been repainted? */
bool expose_answered(const struct barrier *b);

/* expose_unlearn() - what was learned about @top may have been hidden since: choose anew. */
void expose_unlearn(struct barrier *b, Window top);
