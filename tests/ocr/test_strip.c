/* test_strip.c - a scrolled line is put together where its pixels prove it, and nowhere else. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/strip.h"

#include "tests/check.h"

enum { WIDTH = 120, HEIGHT = 14, LEFT = 5, RIGHT = 115, LINE = 700, PAPER = 0xffffff };

/* below() - a random number from 0 to @n - 1. */
static int below(int n)
{
	return (int)(check_random() % (uint64_t)n);
}

/* line_of() - letters of random strokes, two columns apart; with @period > 0 they repeat. */
static struct img *line_of(int period)
{
	struct img *line = img_new(LINE, HEIGHT);

	img_fill(line, img_bounds(line), PAPER);
	for (int ix = LEFT; ix < LINE - 40; ix += 9) {
		for (int k = 0; k < 12; k++) {
			uint32_t shade = (uint32_t)below(2) * 0x404040;
			img_fill(line, (struct rect){ ix + below(7), 2 + below(10), 1, 1 }, shade);
		}
	}
	for (int ix = LEFT + period; period > 0 && ix < LINE; ix++)
		for (int iy = 0; iy < HEIGHT; iy++)
			img_row(line, iy)[ix] = img_at(line, ix - period, iy);
	return line;
}

/* seen() - the field with @line scrolled @offset columns, a caret at column @caret. */
static struct img *seen(const struct img *line, int offset, int caret)
{
	struct img *view = img_new(WIDTH, HEIGHT);

	img_fill(view, img_bounds(view), PAPER);
	for (int iy = 0; iy < HEIGHT; iy++)
		for (int ix = LEFT; ix < RIGHT && ix + offset < LINE; ix++)
			img_row(view, iy)[ix] = img_at(line, ix + offset, iy);
	img_fill(view, (struct rect){ caret, 1, 2, HEIGHT - 2 }, 0);
	return view;
}

static struct img *still_at(const struct img *line, int offset)
{
	CLEANUP(img_unrefp) struct img *a = seen(line, offset, LEFT);
	CLEANUP(img_unrefp) struct img *b = seen(line, offset, RIGHT - 2);

	return strip_still(a, b);
}

/* join_all() - all views of @line, the next at most @most columns farther. */
static enum strip_join join_all(const struct img *line, int most, struct strip *s)
{
	enum strip_join join = STRIP_JOINED;
	int last = LINE - RIGHT;

	for (int offset = 0; join == STRIP_JOINED; offset += 1 + below(most)) {
		CLEANUP(img_unrefp)
		struct img *view = still_at(line, offset < last ? offset : last);
		if (!CHECK(view != NULL))
			return STRIP_APART;
		if (s->img == NULL)
			strip_begin(s, view, LEFT, RIGHT);
		else
			join = strip_join(s, view);
		if (offset >= last)
			break;
	}
	return join;
}

TEST(what_overlaps_is_put_together)
{
	for (int round = 0; round < 50; round++) {
		CLEANUP(img_unrefp) struct img *line = line_of(0);
		CLEANUP(strip_clear) struct strip s = { 0 };
		if (!CHECK_EQ_INT(join_all(line, (RIGHT - LEFT) / 2, &s), STRIP_JOINED))
			return;
		strip_finish(&s);
		CLEANUP(img_unrefp)
		struct img *got =
			img_crop(s.img, (struct rect){ LEFT, 0, LINE - 2 * LEFT, HEIGHT });
		CLEANUP(img_unrefp)
		struct img *want =
			img_crop(line, (struct rect){ LEFT, 0, LINE - 2 * LEFT, HEIGHT });
		CHECK(img_equal(got, want));
	}
}

TEST(text_that_repeats_itself_has_no_proven_place)
{
	for (int round = 0; round < 20; round++) {
		CLEANUP(img_unrefp) struct img *line = line_of(9 * (1 + below(5)));
		CLEANUP(strip_clear) struct strip s = { 0 };
		CHECK_EQ_INT(join_all(line, (RIGHT - LEFT) / 2, &s), STRIP_DOUBTFUL);
	}
}

TEST(what_does_not_overlap_is_apart)
{
	for (int round = 0; round < 20; round++) {
		CLEANUP(img_unrefp) struct img *line = line_of(0);
		CLEANUP(img_unrefp) struct img *first = still_at(line, 0);
		CLEANUP(img_unrefp)
		struct img *far = still_at(line, (RIGHT - LEFT) / 2 + 1 + below(300));
		CLEANUP(strip_clear) struct strip s = { 0 };
		strip_begin(&s, first, LEFT, RIGHT);
		CHECK_EQ_INT(strip_join(&s, far), STRIP_APART);
	}
}

TEST(one_pixel_that_differs_is_no_overlap)
{
	for (int round = 0; round < 50; round++) {
		CLEANUP(img_unrefp) struct img *line = line_of(0);
		CLEANUP(img_unrefp) struct img *first = still_at(line, 0);
		CLEANUP(img_unrefp) struct img *next = still_at(line, 20);
		CLEANUP(strip_clear) struct strip s = { 0 };
		int ix = LEFT + below(RIGHT - LEFT - 20), iy = below(HEIGHT);
		img_row(next, iy)[ix] ^= 1;
		strip_begin(&s, first, LEFT, RIGHT);
		CHECK_EQ_INT(strip_join(&s, next), STRIP_APART);
	}
}

TEST(more_than_a_caret_is_no_still_picture)
{
	CLEANUP(img_unrefp) struct img *line = line_of(0);
	CLEANUP(img_unrefp) struct img *a = seen(line, 0, LEFT);
	CLEANUP(img_unrefp) struct img *b = seen(line, 0, 50);
	CLEANUP(img_unrefp) struct img *moved = seen(line, 9, 50);

	img_fill(b, (struct rect){ 100, 3, 1, 1 }, img_at(b, 100, 3) == PAPER ? 0 : PAPER);
	CHECK(strip_still(a, b) == NULL);
	CHECK(strip_still(a, moved) == NULL);
}
