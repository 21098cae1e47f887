/* view.h - the screen at one moment: frame, windows, and the phrases of each window. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/desk/window.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/img.h"
#include "ocr/layout.h"

struct desk;

struct view_window {
	struct window window;
	struct phrase *phrases; /* those no other window covers; valid once looked_at */
	size_t n_phrases;
	bool looked_at;
};

struct view {
	struct arena *arena;         /* owned; replaced when the screen changed */
	const struct img *frame;     /* borrowed from the desk until the next refresh */
	struct view_window *windows; /* topmost first */
	size_t n_windows;
};

/* view_refresh() - look at the screen as it is now. Phrases are kept where no pixel and no window
 * changed. */
MUST_USE bool view_refresh(struct view *v, struct desk *desk, struct err *e);

/* view_clear() - release what the view holds. */
void view_clear(struct view *v);

/* view_phrases() - the visible phrases of window @i, found on first use; borrowed until the next
 * refresh. */
void view_phrases(struct view *v, size_t i, const struct phrase **ret_list, size_t *ret_n);

/* view_window_at() - index of the topmost window at root (@rx,@ry), n_windows if there is none. */
size_t view_window_at(const struct view *v, int rx, int ry);

/* view_covered() - some window above window @i hides part of @box. */
bool view_covered(const struct view *v, size_t i, struct rect box);

/* view_active() - index of the active window, else of the topmost managed one, else n_windows. */
size_t view_active(const struct view *v);
