/* strip.h - a line of text wider than its field, put together from pictures of it as it scrolls. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/img.h"

/*
 * strip_still() - what two looks show between which only a caret moved, without the caret.
 * Owned by the caller; NULL if they differ in more than two stretches as wide as a caret.
 */
struct img *strip_still(const struct img *a, const struct img *b);

/* Put together so far. Pictures of a field are views; a pixel of each is taken once. */
struct strip {
	struct img *img;  /* owned; NULL before strip_begin() */
	struct img *last; /* owned; the view joined last */
	int at_ix;        /* where that view's left edge lies in @img */
	int left, right;  /* columns of a view that show text: [left,right) */
};

enum strip_join {
	STRIP_JOINED,
	STRIP_DOUBTFUL, /* it fits in several places: text that repeats itself */
	STRIP_APART,    /* nothing fits with half of the columns in common */
};

/*
 * strip_begin() - the view before anything has scrolled.
 * @left, @right: columns of every view in which text is seen. Fewer than there are do no harm: what
 * one view shows there, the next shows farther inside.
 */
void strip_begin(struct strip *s, const struct img *view, int left, int right);

/*
 * strip_join() - @view (as large as the first) shows the text at the same place or farther right.
 * The place is proven by the pixels that both have: exactly one shift of at most half the columns
 * makes all of them equal.
 */
enum strip_join strip_join(struct strip *s, const struct img *view);

/* strip_finish() - nothing follows behind the last view. */
void strip_finish(struct strip *s);

/* strip_clear() - release what it owns. For CLEANUP(strip_clear). */
void strip_clear(struct strip *s);
