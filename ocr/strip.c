/* strip.c - a line of text wider than its field, from pictures of it as it scrolls. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/strip.h"

#include <string.h>
#include "ocr/ink.h"
#include "ocr/verify.h"

/* CARETS: where the caret was, and where it is. */
enum { CARETS = 2 };

/* Columns in which two looks differ, from left to right. */
struct stretches {
	int begin[CARETS];
	size_t n;
};

/* add_column() - false if @ix lies in more stretches than carets make. */
static bool add_column(struct stretches *s, int ix)
{
	if (s->n > 0 && ix - s->begin[s->n - 1] < VERIFY_CARET_PX)
		return true;
	if (s->n == CARETS)
		return false;
	s->begin[s->n++] = ix;
	return true;
}

/* differing() - paper among the pixels of column @ix in which @img differs from @other. */
static int differing(const struct img *img, const struct img *other, int ix, uint32_t paper,
		     bool *ret_same)
{
	int n_paper = 0;

	*ret_same = true;
	for (int iy = 0; iy < img->height_px; iy++) {
		if (img_at(img, ix, iy) == img_at(other, ix, iy))
			continue;
		*ret_same = false;
		n_paper += img_at(img, ix, iy) == paper;
	}
	return n_paper;
}

/*
 * take_column() - where the looks differ one has the caret, the other what is under it: that is the
 * one with more paper, for a caret is taller than any letter. False if that does not tell.
 */
static bool take_column(struct img *still, const struct img *b, int ix, uint32_t paper,
			bool *ret_same)
{
	int in_a = differing(still, b, ix, paper, ret_same);
	int in_b = differing(b, still, ix, paper, ret_same);

	for (int iy = 0; in_b > in_a && iy < b->height_px; iy++)
		img_row(still, iy)[ix] = img_at(b, ix, iy);
	return *ret_same || in_a != in_b;
}

struct img *strip_still(const struct img *a, const struct img *b)
{
	uint32_t paper = ink_background(a);
	struct stretches differ = { .n = 0 };

	if (a->width_px != b->width_px || a->height_px != b->height_px ||
	    paper != ink_background(b))
		return NULL;
	struct img *still = img_crop(a, img_bounds(a));
	for (int ix = 0; ix < a->width_px; ix++) {
		bool same;
		if (take_column(still, b, ix, paper, &same) && (same || add_column(&differ, ix)))
			continue;
		img_unref(still);
		return NULL;
	}
	return still;
}

/* grow() - @s as wide as @width_px; what is new is black until it is painted. */
static bool grow(struct strip *s, int width_px)
{
	if (width_px <= s->img->width_px)
		return true;
	if (width_px > IMG_SIDE_MAX)
		return false;
	struct img *wide = img_new(width_px, s->img->height_px);
	img_blit(wide, s->img, 0, 0);
	img_unref(s->img);
	s->img = wide;
	return true;
}

/* paint() - the columns [from,to) of the view joined last. */
static void paint(struct strip *s, int from, int to)
{
	for (int iy = 0; iy < s->last->height_px; iy++)
		memcpy(img_row(s->img, iy) + s->at_ix + from, img_row(s->last, iy) + from,
		       (size_t)(to - from) * sizeof(uint32_t));
}

void strip_begin(struct strip *s, const struct img *view, int left, int right)
{
	*s = (struct strip){ .img = img_crop(view, (struct rect){ 0, 0, right, view->height_px }),
			     .last = img_crop(view, img_bounds(view)),
			     .left = left,
			     .right = right };
}

/* fits() - has @view, seen @shift columns farther right, all pixels that it shares with the last?
 */
static bool fits(const struct strip *s, const struct img *view, int shift)
{
	size_t bytes = (size_t)(s->right - s->left - shift) * sizeof(uint32_t);

	for (int iy = 0; iy < view->height_px; iy++)
		if (memcmp(img_row(view, iy) + s->left, img_row(s->last, iy) + s->left + shift,
			   bytes) != 0)
			return false;
	return true;
}

enum strip_join strip_join(struct strip *s, const struct img *view)
{
	int shift = -1;

	for (int i = 0; i <= (s->right - s->left) / 2; i++) {
		if (!fits(s, view, i))
			continue;
		if (shift >= 0)
			return STRIP_DOUBTFUL;
		shift = i;
	}
	if (shift < 0 || !grow(s, s->at_ix + shift + s->right))
		return STRIP_APART;
	s->at_ix += shift;
	img_unref(s->last);
	s->last = img_crop(view, img_bounds(view));
	paint(s, s->left, s->right);
	return STRIP_JOINED;
}

void strip_finish(struct strip *s)
{
	if (grow(s, s->at_ix + s->last->width_px))
		paint(s, s->right, s->last->width_px);
}

void strip_clear(struct strip *s)
{
	img_unref(s->img);
	img_unref(s->last);
	*s = (struct strip){ 0 };
}
