/* tab.c - the tabs above a page: is a text the title of one, and is it the one on top? */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/tab.h"

#include <stdlib.h>

/*
 * REACH_PX: from a title to the borders of its tab; measured 4 to 19 px. LINE_LUMA: what a border
 * differs from paper (14 to 90); shades of one tab differ by 2. HUE: of the bar below GTK's tab on
 * top. BAR_PX: its height is 4 px. BEYOND_PX: so far beyond its tab the page's border runs on.
 * LETTER_PX: no title is lower. PAGE_PX: no page either.
 */
enum {
	REACH_PX = 28,
	LINE_LUMA = 10,
	HUE = 80,
	BAR_MIN_PX = 2,
	BAR_MAX_PX = 6,
	BEYOND_PX = 6,
	LETTER_PX = 6,
	PAGE_PX = 14
};

static int luma(uint32_t rgb)
{
	return (int)((299 * (rgb >> 16) + 587 * (rgb >> 8 & 255) + 114 * (rgb & 255)) / 1000);
}

static bool is_line(uint32_t a, uint32_t b)
{
	return abs(luma(a) - luma(b)) >= LINE_LUMA;
}

static bool has_hue(uint32_t rgb)
{
	int r = (int)(rgb >> 16), g = (int)(rgb >> 8 & 255), b = (int)(rgb & 255);
	int most = r > g ? r : g, least = r < g ? r : g;

	most = most > b ? most : b;
	least = least < b ? least : b;
	return most - least >= HUE;
}

/* is_plain() - all of row @iy below the title has one colour. */
static bool is_plain(const struct img *img, struct rect title, int iy)
{
	for (int ix = title.x + 1; ix < title.x + title.w; ix++)
		if (img_at(img, ix, iy) != img_at(img, title.x, iy))
			return false;
	return true;
}

/*
 * next_line() - the first row from @iy on, going @step, that is a line across the title: plain,
 * and of another colour than the row before. -1: none, or something else comes first.
 */
static int next_line(const struct img *img, struct rect title, int iy, int step)
{
	for (int i = 0; i < REACH_PX; i++, iy += step) {
		if (iy < 1 || iy + 1 >= img->height_px || !is_plain(img, title, iy))
			return -1;
		if (i > 0 && is_line(img_at(img, title.x, iy), img_at(img, title.x, iy - step)))
			return iy;
	}
	return -1;
}

/* side() - the column beside the title in which the tab ends, going @step; -1: none. */
static int side(const struct img *img, struct rect title, int step)
{
	int ix = step < 0 ? title.x - 2 : title.x + title.w + 1; /* beside the ink */

	for (int i = 0; i < REACH_PX && ix > 0 && ix + 1 < img->width_px; i++, ix += step) {
		int iy = title.y + 1, end = title.y + title.h;
		while (iy < end && is_line(img_at(img, ix, iy), img_at(img, ix - step, iy)))
			iy++;
		if (iy == end)
			return ix;
	}
	return -1;
}

/* runs() - how far from (@ix,@iy) its colour goes, by @step; the pixel itself does not count. */
static int runs(const struct img *img, int ix, int iy, int step)
{
	uint32_t rgb = img_at(img, ix, iy);
	int n = 0;

	while (ix + step >= 0 && ix + step < img->width_px && img_at(img, ix + step, iy) == rgb)
		ix += step, n++;
	return n;
}

/* is_bar() - row @iy begins a bar with a hue, that of the tab on top in GTK. */
static bool is_bar(const struct img *img, int ix, int iy)
{
	uint32_t rgb = img_at(img, ix, iy);
	int high = 0;

	while (iy + high < img->height_px && img_at(img, ix, iy + high) == rgb)
		high++;
	return has_hue(rgb) && high >= BAR_MIN_PX && high <= BAR_MAX_PX;
}

/* bar_on_line() - does the bar of another tab stand on the line through (@ix,@iy)? */
static bool bar_on_line(const struct img *img, int ix, int iy)
{
	int left = ix - runs(img, ix, iy, -1) - 1, right = ix + runs(img, ix, iy, 1) + 1;

	for (int up = 0; up < BAR_MAX_PX && iy >= up; up++)
		if ((left >= 0 && is_bar(img, left, iy - up)) ||
		    (right < img->width_px && is_bar(img, right, iy - up)))
			return true;
	return false;
}

/*
 * page_line() - the row in which the page's border runs beside the tab that ends at @ix; -1: none.
 */
static int page_line(const struct img *img, int ix, int bottom, int step)
{
	ix += 2 * step;
	for (int iy = bottom + 1; iy < bottom + REACH_PX && iy + 1 < img->height_px; iy++)
		if (ix > 0 && ix + 1 < img->width_px &&
		    is_line(img_at(img, ix, iy), img_at(img, ix, iy - 1)) &&
		    runs(img, ix, iy, step) >= BEYOND_PX)
			return iy;
	return -1;
}

/* goes_on() - is there, near the end @ix of the line @iy, a side of the page below it? */
static bool goes_on(const struct img *img, int ix, int iy)
{
	for (int x = ix - 1; x <= ix + 2; x++) {
		int n = 2;
		while (x > 0 && x < img->width_px && iy + n < img->height_px && n <= PAGE_PX &&
		       is_line(img_at(img, x, iy + n), img_at(img, x - 1, iy + n)))
			n++;
		if (n > PAGE_PX)
			return true;
	}
	return false;
}

/* is_page() - the line below a title is the border of a page: it runs on beyond the tab, or the
 * page's side begins where it ends. A button's ends with the button. */
static bool is_page(const struct img *img, struct rect title, const int sides[2], int below)
{
	int from = title.x - runs(img, title.x, below, -1);
	int to = title.x + runs(img, title.x, below, 1);

	return from <= sides[0] - BEYOND_PX || to >= sides[1] + BEYOND_PX ||
	       goes_on(img, from, below) || goes_on(img, to, below);
}

/* frame_look() - of a title between the sides of its tab; @below: the line below it, -1: none. */
static enum tab frame_look(const struct img *img, struct rect title, const int sides[2], int below)
{
	for (int i = 0; i < 2; i++) {
		int at = page_line(img, sides[i], title.y + title.h, i ? 1 : -1);
		if (at >= 0 && (below < 0 || at < below))
			return TAB_ON_TOP;
	}
	return below >= 0 && is_page(img, title, sides, below) ? TAB_BEHIND : TAB_NONE;
}

enum tab tab_look(const struct img *img, struct rect title)
{
	if (!rect_contains(img_bounds(img), rect_grow(title, 2)) || title.h < LETTER_PX)
		return TAB_NONE;
	int below = next_line(img, title, title.y + title.h, 1);
	int above = next_line(img, title, title.y - 1, -1);
	const int sides[2] = { side(img, title, -1), side(img, title, 1) };

	if (above < 0)
		return TAB_NONE;
	if (below >= 0 && is_bar(img, title.x, below))
		return TAB_ON_TOP;
	if (below >= 0 && bar_on_line(img, title.x, below))
		return TAB_BEHIND;
	return sides[0] < 0 || sides[1] < 0 ? TAB_NONE : frame_look(img, title, sides, below);
}
