/* sheet.h - a list longer than its window, put together from pictures of it as it scrolls. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/img.h"

/* SHEET_EDGE_PX: along the edges of a page stands what does not scroll: the ring of a list that has
 * the keyboard while its cursor is out of sight (Motif: 2 px), a shadow (GTK: 1 px). */
enum { SHEET_EDGE_PX = 3 };

/*
 * sheet_page() - the part @area of @frame as a page: columns along its sides that have one colour
 * from top to bottom hold no text and become paper, and so does a ring. Owned by the caller.
 */
struct img *sheet_page(const struct img *frame, struct rect area);

/* sheet_has_room() - is so much free below the last ink of @page that another line would have been
 * seen? */
bool sheet_has_room(const struct img *page);

/* Put together so far, from top to bottom. */
struct sheet {
	struct img *img;  /* owned; at least as high as what is known; NULL before sheet_begin() */
	struct img *last; /* owned; the page joined last */
	int at_iy;        /* where that page begins in @img */
	int height_px;    /* what is known */
	int moved_px;     /* how far the last page lies below the one before */
};

enum sheet_join {
	SHEET_JOINED,
	SHEET_DOUBTFUL, /* it fits in several places: rows that repeat themselves */
	SHEET_APART,    /* nothing fits with a third of the rows in common */
	SHEET_FULL,     /* longer than a picture may be */
};

/* sheet_begin() - the page at the top of the list. */
void sheet_begin(struct sheet *s, const struct img *page);

/*
 * sheet_join() - @page (as large as the first) shows the list at the same place or farther down.
 * The place is proven by the pixels that both have: exactly one of all shifts that leave a third of
 * the page makes them equal. @s is unchanged unless it is SHEET_JOINED.
 */
enum sheet_join sheet_join(struct sheet *s, const struct img *page);

/* sheet_finish() - nothing follows; the picture is cut to what is known. */
void sheet_finish(struct sheet *s);

/* sheet_find() - where in the finished sheet @page begins; false unless that is exactly one place.
 */
bool sheet_find(const struct sheet *s, const struct img *page, int *ret_iy);

/* sheet_clear() - release what it owns. For CLEANUP(sheet_clear). */
void sheet_clear(struct sheet *s);
