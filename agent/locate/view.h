/* view.h - the screen at one moment: frame, windows, and the phrases of each window. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/desk/window.h"
#include "agent/locate/strip.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/img.h"
#include "ocr/layout.h"

struct desk;

struct view_window {
	struct window window;
	struct strips strips;   /* valid once looked_at; with those that are covered */
	struct phrase *phrases; /* those no other window covers; valid once looked_at */
	size_t n_phrases;
	bool looked_at;
};

/* A field whose text nobody may see: no phrase in it is ever listed. */
struct view_hidden {
	uint32_t window_id;
	struct rect box; /* from the corner of that window's area */
};

/* VIEW_HIDDEN_MAX: a login has one such field, a change of password three. */
enum { VIEW_HIDDEN_MAX = 16 };

/* Who is told that the view is about to be replaced, with all that was found out about it. */
struct view_watch {
	void *self;
	void (*leave)(void *self); /* NULL: nobody */
};

struct view {
	struct view_hidden hidden[VIEW_HIDDEN_MAX]; /* kept from view to view */
	size_t n_hidden;
	struct arena *arena;         /* owned; replaced when the screen changed */
	const struct img *frame;     /* borrowed from the desk until the next refresh */
	struct view_window *windows; /* topmost first */
	size_t n_windows;
	struct img *seen;        /* owned; the frame of the last refresh, to compare with */
	bool *changed;           /* one a row of the frame: it differs from that */
	long laid_out_rows;      /* whose phrases were searched, in all, for measurements */
	int64_t seen_at_us;      /* when that frame was taken, on clock_boot_us() */
	struct rect untaken;     /* around what changed since masking_look() */
	bool take_all;           /* this one is not to be taken, of the next one all of it */
	struct view_watch watch; /* kept from view to view */
};

/* view_refresh() - look at the screen as it is now. Phrases are kept where no pixel and no window
 * changed; they are the same as if all were looked at for the first time. */
MUST_USE bool view_refresh(struct view *v, struct desk *desk, struct err *e);

/* view_clear() - release what the view holds. */
void view_clear(struct view *v);

/* view_phrases() - the visible phrases of window @i, found on first use; borrowed until the next
 * refresh. */
void view_phrases(struct view *v, size_t i, const struct phrase **ret_list, size_t *ret_n);

/*
 * view_hide() - from now on nothing inside @box (root coordinates) of window @id is a phrase, until
 * that window shows something else there than a panel of this size. False if too many are hidden.
 */
bool view_hide(struct view *v, uint32_t id, struct rect box);

/* view_hidden_box() - where hidden field @i is; false if its window is not up. */
bool view_hidden_box(const struct view *v, size_t i, struct rect *ret_box);

/* view_hides() - does @box touch a hidden field? */
bool view_hides(const struct view *v, struct rect box);

/* view_window_at() - index of the topmost window at root (@rx,@ry), n_windows if there is none. */
size_t view_window_at(const struct view *v, int rx, int ry);

/* view_covered() - some window above window @i hides part of @box. */
bool view_covered(const struct view *v, size_t i, struct rect box);

/* view_active() - index of the active window, else of the topmost managed one, else n_windows. */
size_t view_active(const struct view *v);
