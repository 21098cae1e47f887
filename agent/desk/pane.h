/* pane.h - the windows inside a window, and how big a program says a character cell of it is. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/rect.h"

struct desk;

/* PANES_MAX: a form of Motif has some 200 windows; more are no character screen. */
enum { PANES_MAX = 256 };

/* One window that can be seen, without its border. */
struct pane {
	uint32_t id;
	size_t parent;    /* index in the list; the first one's own */
	struct rect area; /* on the root window, cut by its parents */
};

/*
 * pane_list() - window @id and all that is mapped inside it, parents first.
 * @a:       owns the list
 * @e: ERR_DISPLAY. A window that is gone gives an empty list.
 */
MUST_USE bool pane_list(struct desk *desk, uint32_t id, struct arena *a, struct pane **ret_list,
			size_t *ret_n, struct err *e);

/* By how much a program lets its window grow: terminals say so (ICCCM 4.1.2.3). */
struct pane_steps {
	int base_w, base_h; /* px around the cells */
	int step_w, step_h; /* px of one cell */
};

/* pane_steps() - what window @id says; false if it says nothing. */
bool pane_steps(struct desk *desk, uint32_t id, struct pane_steps *ret_steps);
