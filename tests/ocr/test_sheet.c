/* test_sheet.c - a list's pages are put together where their pixels prove it, and nowhere else. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/sheet.h"

#include "tests/check.h"

enum { WIDTH = 80, ROW = 16, SEEN = 10, HEIGHT = SEEN * ROW, ROWS = 60, PAPER = 0xffffff };

/* below() - a random number from 0 to @n - 1. */
static int below(int n)
{
	return (int)(check_random() % (uint64_t)n);
}

/* list_of() - rows of random strokes; row i looks like row i - @period, if that is above 0. */
static struct img *list_of(int rows, int period)
{
	struct img *list = img_new(WIDTH, rows * ROW);

	img_fill(list, img_bounds(list), PAPER);
	for (int row = 0; row < rows; row++) {
		img_fill(list, (struct rect){ 6, row * ROW + 3, 2, 9 }, 0); /* no gap in a line */
		for (int k = 0; k < 40; k++)
			img_fill(list,
				 (struct rect){ 9 + below(60), row * ROW + 3 + below(9), 1, 1 },
				 (uint32_t)below(2) * 0x404040);
	}
	for (int iy = period * ROW; period > 0 && iy < list->height_px; iy++)
		for (int ix = 0; ix < WIDTH; ix++)
			img_row(list, iy)[ix] = img_at(list, ix, iy - period * ROW);
	return list;
}

/* page_at() - what is seen of @list from row @iy of pixels on; with a ring around it. */
static struct img *page_at(const struct img *list, int iy, bool ring)
{
	const struct rect seen = { 0, iy, WIDTH, HEIGHT };
	CLEANUP(img_unrefp) struct img *shown = img_crop(list, seen);

	if (ring) {
		img_fill(shown, (struct rect){ 0, 0, WIDTH, 2 }, 0);
		img_fill(shown, (struct rect){ 0, HEIGHT - 2, WIDTH, 2 }, 0);
		img_fill(shown, (struct rect){ 0, 0, 2, HEIGHT }, 0);
		img_fill(shown, (struct rect){ WIDTH - 2, 0, 2, HEIGHT }, 0);
	}
	return sheet_page(shown, img_bounds(shown));
}

/* join_all() - from the top to the end, @step px at a time. */
static enum sheet_join join_all(const struct img *list, int step, bool ring, struct sheet *s)
{
	enum sheet_join join = SHEET_JOINED;
	CLEANUP(img_unrefp) struct img *top = page_at(list, 0, false);
	int end = list->height_px - HEIGHT;

	sheet_begin(s, top);
	for (int at = step; join == SHEET_JOINED; at += step) {
		at = at < end ? at : end;
		CLEANUP(img_unrefp) struct img *page = page_at(list, at, ring && at < end);
		join = sheet_join(s, page);
		if (at == end)
			break;
	}
	if (join == SHEET_JOINED)
		sheet_finish(s);
	return join;
}

TEST(a_list_is_put_together_from_its_pages)
{
	for (int i = 0; i < 40; i++) {
		CLEANUP(img_unrefp) struct img *list = list_of(ROWS, 0);
		CLEANUP(sheet_clear) struct sheet s = { 0 };
		int step = 1 + below(HEIGHT / 2), at = 0;
		if (!CHECK_EQ_INT(join_all(list, step, i % 2, &s), SHEET_JOINED) ||
		    !CHECK(img_equal(s.img, list)))
			printf("\t%d px at a time\n", step);
		CLEANUP(img_unrefp) struct img *page = page_at(list, 5 * ROW + 3, true);
		CHECK(sheet_find(&s, page, &at));
		CHECK_EQ_INT(at, 5 * ROW + 3);
	}
}

TEST(what_repeats_itself_or_jumps_is_not_put_together)
{
	CLEANUP(img_unrefp) struct img *same = list_of(ROWS, 1), *other = list_of(ROWS, 0);
	CLEANUP(img_unrefp) struct img *pairs = list_of(ROWS, 4);
	CLEANUP(sheet_clear) struct sheet a = { 0 };
	CLEANUP(sheet_clear) struct sheet b = { 0 };
	CLEANUP(sheet_clear) struct sheet c = { 0 };

	CHECK_EQ_INT(join_all(same, 3 * ROW, false, &a), SHEET_DOUBTFUL);
	CHECK_EQ_INT(join_all(pairs, 3 * ROW, false, &b), SHEET_DOUBTFUL);
	CHECK_EQ_INT(join_all(other, 8 * ROW, false, &c), SHEET_APART);
}

/* A page that has not moved is the end only if it could not have moved unseen. */
TEST(a_page_that_stays_is_told_from_one_that_looks_alike)
{
	CLEANUP(img_unrefp) struct img *list = list_of(ROWS, 0), *same = list_of(ROWS, 2);
	CLEANUP(img_unrefp) struct img *page = page_at(list, 0, false);
	CLEANUP(img_unrefp) struct img *alike = page_at(same, 0, false);
	CLEANUP(sheet_clear) struct sheet s = { 0 };
	CLEANUP(sheet_clear) struct sheet t = { 0 };

	sheet_begin(&s, page);
	CHECK_EQ_INT(sheet_join(&s, page), SHEET_JOINED);
	CHECK_EQ_INT(s.moved_px, 0);
	sheet_begin(&t, alike);
	CHECK_EQ_INT(sheet_join(&t, alike), SHEET_DOUBTFUL);
}

TEST(room_for_another_line_is_seen)
{
	CLEANUP(img_unrefp) struct img *list = list_of(SEEN, 0);

	for (int free_px = 0; free_px < 4 * ROW; free_px++) {
		CLEANUP(img_unrefp) struct img *page = page_at(list, 0, false);
		img_fill(page, (struct rect){ 0, HEIGHT - free_px, WIDTH, free_px }, PAPER);
		bool room = sheet_has_room(page);
		CHECK(room || free_px < 3 * ROW);
		CHECK(!room || free_px > ROW);
	}
}
