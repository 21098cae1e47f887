/* test_zone.c - backgrounds against the plain words of zone.h, on random pictures. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include "base/mem.h"
#include "ocr/zone.h"
#include "tests/check.h"

enum { SIDE_MAX = 90, SQUARE = 7, PICTURES = 400 };

/* One connected area, found pixel by pixel. */
struct naive {
	int left, right, top, bottom;
	int pixels, edge;
	bool square;
};

struct found {
	const struct img *img;
	int *of; /* number of each pixel's area */
	struct naive list[SIDE_MAX * SIDE_MAX];
	int n;
};

static void flood(struct found *f, int ix, int iy)
{
	static int stack[4 * SIDE_MAX * SIDE_MAX][2];
	const struct img *img = f->img;
	uint32_t rgb = img_at(img, ix, iy);
	struct naive *a = &f->list[f->n];
	int n = 0;

	*a = (struct naive){ .left = ix, .right = ix, .top = iy, .bottom = iy };
	stack[n][0] = ix;
	stack[n++][1] = iy;
	while (n > 0) {
		int x = stack[--n][0], y = stack[n][1];
		if (x < 0 || y < 0 || x >= img->width_px || y >= img->height_px ||
		    f->of[y * img->width_px + x] >= 0 || img_at(img, x, y) != rgb)
			continue;
		f->of[y * img->width_px + x] = f->n;
		a->pixels++;
		a->left = x < a->left ? x : a->left;
		a->right = x > a->right ? x : a->right;
		a->top = y < a->top ? y : a->top;
		a->bottom = y > a->bottom ? y : a->bottom;
		const int next[4][2] = { { x - 1, y }, { x + 1, y }, { x, y - 1 }, { x, y + 1 } };
		for (int i = 0; i < 4; i++) {
			stack[n][0] = next[i][0];
			stack[n++][1] = next[i][1];
		}
	}
	f->n++;
}

static bool is_square(const struct found *f, int ix, int iy)
{
	int w = f->img->width_px;

	if (ix + SQUARE > w || iy + SQUARE > f->img->height_px)
		return false;
	for (int y = iy; y < iy + SQUARE; y++)
		for (int x = ix; x < ix + SQUARE; x++)
			if (f->of[y * w + x] != f->of[iy * w + ix])
				return false;
	return true;
}

static void look(struct found *f)
{
	int w = f->img->width_px, h = f->img->height_px;

	f->n = 0;
	for (int i = 0; i < w * h; i++)
		f->of[i] = -1;
	for (int i = 0; i < w * h; i++)
		if (f->of[i] < 0)
			flood(f, i % w, i / w);
	for (int i = 0; i < w * h; i++) {
		struct naive *a = &f->list[f->of[i]];
		int x = i % w, y = i / w;
		a->edge += x == a->left || x == a->right || y == a->top || y == a->bottom;
		a->square |= is_square(f, x, y);
	}
}

static int around(const struct naive *a)
{
	return 2 * (a->right - a->left + a->bottom - a->top);
}

static bool fills(const struct naive *a)
{
	int w = a->right - a->left + 1, h = a->bottom - a->top + 1;

	return w >= 12 && h >= 9 && 5 * a->pixels >= 2 * w * h && 10 * a->edge >= 9 * around(a);
}

/* leaks() - does the pixel stand in an inverse row, and its area reach out of it? */
static bool leaks(const struct found *f, int x, int y)
{
	const struct naive *own = &f->list[f->of[y * f->img->width_px + x]];

	for (int i = 0; i < f->n; i++) {
		const struct naive *a = &f->list[i];
		bool inside = x >= a->left && x <= a->right && y >= a->top && y <= a->bottom;
		if (inside && a->bottom - a->top < 40 && fills(a) && a->edge != around(a) &&
		    !(own->left >= a->left && own->right <= a->right && own->top >= a->top &&
		      own->bottom <= a->bottom))
			return true;
	}
	return false;
}

static void compare(const struct found *f, const struct zones *z)
{
	size_t n = (size_t)f->img->width_px * (size_t)f->img->height_px;
	CLEANUP(mem_freep) int *area_of = mem_calloc(n + 1, sizeof *area_of);
	CLEANUP(mem_freep) uint32_t *zone_of = mem_calloc((size_t)f->n, sizeof *zone_of);

	for (size_t i = 0; i < n; i++) {
		int area = f->of[i], x = (int)i % f->img->width_px, y = (int)i / f->img->width_px;
		bool wanted = (f->list[area].square || fills(&f->list[area])) && !leaks(f, x, y);
		uint32_t zone = z->of[i];
		CHECK((zone != ZONE_INK) == wanted);
		if (zone == ZONE_INK)
			continue;
		CHECK(zone <= n);
		/* One number an area, one area a number. */
		CHECK(zone_of[area] == 0 || zone_of[area] == zone);
		CHECK(area_of[zone] == 0 || area_of[zone] == area + 1);
		zone_of[area] = zone;
		area_of[zone] = area + 1;
	}
}

/* die() - a random number below @n. */
static int die(int n)
{
	return (int)(check_random() % (uint64_t)n);
}

/* draw() - boxes, lines and dots in four colours, as forms have them. */
static struct img *draw(void)
{
	static const uint32_t colours[] = { 0xffffff, 0x000000, 0xbfbfbf, 0x000080 };
	int w = 1 + die(SIDE_MAX), h = 1 + die(SIDE_MAX);
	struct img *img = img_new(w, h);
	int n = die(40);

	img_fill(img, img_bounds(img), colours[die(4)]);
	for (int i = 0; i < n; i++) {
		int tall = die(3) ? 1 + die(4) : 1 + die(h);
		struct rect r = { die(w), die(h), 1 + die(w), tall };
		img_fill(img, r, colours[die(4)]);
	}
	for (int i = die(3) ? w * h : 0; i < w * h; i += 7)
		img->px[die(w * h)] = colours[die(4)];
	return img;
}

TEST(backgrounds_are_what_the_words_say)
{
	static struct found f;

	for (int i = 0; i < PICTURES; i++) {
		CLEANUP(img_unrefp) struct img *img = draw();
		CLEANUP(mem_freep)
		int *of = mem_calloc((size_t)(img->width_px * img->height_px), sizeof *of);
		CLEANUP(zones_clear) struct zones z;
		f.img = img;
		f.of = of;
		look(&f);
		zones_find(img, &z);
		compare(&f, &z);
	}
}

TEST(outside_of_the_picture_is_ink)
{
	CLEANUP(img_unrefp) struct img *img = img_new(20, 10);
	CLEANUP(zones_clear) struct zones z;

	zones_find(img, &z);
	CHECK(zones_at(&z, 0, 0) != ZONE_INK);
	CHECK(zones_at(&z, 19, 9) == zones_at(&z, 0, 0));
	CHECK_EQ_UINT(zones_at(&z, 20, 0), ZONE_INK);
	CHECK_EQ_UINT(zones_at(&z, 0, 10), ZONE_INK);
	CHECK_EQ_UINT(zones_at(&z, -1, 0), ZONE_INK);
}
