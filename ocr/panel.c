/* panel.c - bordered or differently filled rectangles: entry areas, buttons, indicator boxes. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/panel.h"

enum {
	SIDE_MIN_PX =
		7, /* Motif indicators are 9 px inside; counters of letters in forms are less */
	BORDER_MAX_PX = 8, /* Motif: 2 px focus ring, 2 px bevel, 2 px of either from resources */
	FRAME_MAX_PX = 4,
	NEAR_PX = 12, /* how far from a point on ink its background may begin */
};

/* row_has(), column_has() - any pixel of colour @rgb in the part of a line. */
static bool row_has(const struct img *img, int iy, int from, int to, uint32_t rgb)
{
	for (int ix = from; ix < to; ix++)
		if (img_at(img, ix, iy) == rgb)
			return true;
	return false;
}

static bool column_has(const struct img *img, int ix, int from, int to, uint32_t rgb)
{
	for (int iy = from; iy < to; iy++)
		if (img_at(img, ix, iy) == rgb)
			return true;
	return false;
}

/* grow_once() - move every side whose next line holds @rgb by one; false when all four rest. */
static bool grow_once(const struct img *img, uint32_t rgb, struct rect *r)
{
	struct rect was = *r;

	if (r->x > 0 && column_has(img, r->x - 1, r->y, r->y + r->h, rgb)) {
		r->x--;
		r->w++;
	}
	if (r->x + r->w < img->width_px && column_has(img, r->x + r->w, r->y, r->y + r->h, rgb))
		r->w++;
	if (r->y > 0 && row_has(img, r->y - 1, r->x, r->x + r->w, rgb)) {
		r->y--;
		r->h++;
	}
	if (r->y + r->h < img->height_px && row_has(img, r->y + r->h, r->x, r->x + r->w, rgb))
		r->h++;
	return !rect_equal(was, *r);
}

static int count(const struct img *img, struct rect r, uint32_t rgb)
{
	int n = 0;

	for (int iy = r.y; iy < r.y + r.h; iy++)
		for (int ix = r.x; ix < r.x + r.w; ix++)
			n += img_at(img, ix, iy) == rgb;
	return n;
}

/*
 * is_filled() - @rgb is the background of @r and no part of a frame: it holds half of every edge
 * (of a bevel it holds two edges only) and three tenths of the area, which thin frames do not.
 */
static bool is_filled(const struct img *img, struct rect r, uint32_t rgb)
{
	return r.w >= SIDE_MIN_PX && r.h >= SIDE_MIN_PX &&
	       2 * count(img, (struct rect){ r.x, r.y, r.w, 1 }, rgb) >= r.w &&
	       2 * count(img, (struct rect){ r.x, r.y + r.h - 1, r.w, 1 }, rgb) >= r.w &&
	       2 * count(img, (struct rect){ r.x, r.y, 1, r.h }, rgb) >= r.h &&
	       2 * count(img, (struct rect){ r.x + r.w - 1, r.y, 1, r.h }, rgb) >= r.h &&
	       10 * count(img, r, rgb) >= 3 * r.w * r.h;
}

/*
 * panel_from() - the panel whose background is the colour of the pixel (@ix,@iy): the smallest
 * rectangle around it whose four neighbouring lines hold none of that colour from corner to
 * corner.
 */
static bool panel_from(const struct img *img, int ix, int iy, struct rect *ret_inner)
{
	struct rect r = { ix, iy, 1, 1 };
	uint32_t rgb = img_at(img, ix, iy);

	while (grow_once(img, rgb, &r))
		;
	/* A side at the edge of the picture is bounded by nothing. */
	if (r.x == 0 || r.y == 0 || r.x + r.w == img->width_px || r.y + r.h == img->height_px)
		return false;
	if (!is_filled(img, r, rgb))
		return false;
	*ret_inner = r;
	return true;
}

/*
 * around_selection() - a selection is a filled rectangle too. It lies directly in the background
 * of its field, without a line between, and covers at least half of its height (Motif: 15 of 25
 * px).
 */
static bool around_selection(const struct img *img, struct rect r, struct rect *ret_field)
{
	struct rect field;
	struct rect above = { r.x, r.y - 1, r.w, 1 };
	uint32_t rgb = img_at(img, r.x, r.y - 1);

	if (panel_blank(img, r) || !panel_blank(img, above) || img_at(img, r.x, r.y + r.h) != rgb)
		return false;
	if (!panel_from(img, r.x, r.y - 1, &field) || field.h > 2 * r.h)
		return false;
	if (!rect_contains(field, rect_grow(r, 1)))
		return false;
	*ret_field = field;
	return true;
}

/* The innermost panel found so far around a point. */
struct search {
	struct rect point; /* 1 x 1 px */
	struct rect best;
	bool found;
};

/* consider() - the panel of the background at (@ix,@iy), if it holds the point. */
static void consider(const struct img *img, int ix, int iy, struct search *s)
{
	struct rect r;

	if (!rect_has_point(img_bounds(img), ix, iy) || !panel_from(img, ix, iy, &r) ||
	    !rect_contains(r, s->point))
		return;
	if (!s->found || r.w * r.h < s->best.w * s->best.h)
		s->best = r;
	s->found = true;
}

bool panel_at(const struct img *img, int ix, int iy, struct rect *ret_inner)
{
	struct search s = { .point = { ix, iy, 1, 1 } };

	if (!rect_has_point(img_bounds(img), ix, iy))
		return false;
	consider(img, ix, iy, &s);
	for (int step = 1; step <= NEAR_PX && !s.found; step++) {
		consider(img, ix + step, iy, &s);
		consider(img, ix - step, iy, &s);
		consider(img, ix, iy + step, &s);
		consider(img, ix, iy - step, &s);
	}
	if (s.found && !around_selection(img, s.best, ret_inner))
		*ret_inner = s.best;
	return s.found;
}

/* paper_around() - the colour most pixels of the 1 px frame around @label have. */
static uint32_t paper_around(const struct img *img, struct rect label)
{
	struct rect r = rect_intersection(rect_grow(label, 1), img_bounds(img));
	uint32_t candidate = 0;
	int lead = 0;

	for (int ix = r.x; ix < r.x + r.w; ix++) {
		uint32_t ends[] = { img_at(img, ix, r.y), img_at(img, ix, r.y + r.h - 1) };
		for (int i = 0; i < 2; i++) {
			candidate = lead == 0 ? ends[i] : candidate;
			lead += ends[i] == candidate ? 1 : -1;
		}
	}
	return candidate;
}

/* A walk from a label to its panel: along x or y, one px a step. */
struct walk {
	int x, y, dx, dy;  /* first pixel beside the label, direction */
	struct rect front; /* the line of pixels that must be background, at the start */
	int reach_px;
};

/* walk_to_border() - steps over background until something else begins; false if nothing does. */
static bool walk_to_border(const struct img *img, const struct walk *w, uint32_t paper,
			   int *ret_step)
{
	for (int step = 0; step <= w->reach_px; step++) {
		struct rect line = w->front;
		line.x += step * w->dx;
		line.y += step * w->dy;
		if (!rect_contains(img_bounds(img), line))
			return false;
		if (count(img, line, paper) < line.w * line.h) {
			*ret_step = step;
			return true;
		}
	}
	return false;
}

/*
 * walk_to_panel() - the panel that begins behind at most BORDER_MAX_PX of border. A thick frame
 * of one colour around a small box is filled like a panel, so a panel that lies in another with
 * no more than FRAME_MAX_PX between them on every side replaces it; the selected row of a list
 * does not replace the list.
 */
static bool walk_to_panel(const struct img *img, const struct walk *w, uint32_t paper,
			  struct rect *ret_inner)
{
	struct rect r, best = { 0 };
	bool found = false;
	int first;

	if (!walk_to_border(img, w, paper, &first))
		return false;
	for (int step = first; step <= first + BORDER_MAX_PX; step++) {
		int ix = w->x + step * w->dx, iy = w->y + step * w->dy;
		if (!rect_has_point(img_bounds(img), ix, iy) || !panel_from(img, ix, iy, &r))
			continue;
		struct rect hit = { w->x + first * w->dx, w->y + first * w->dy, 1, 1 };
		if (rect_has_point(r, hit.x - w->dx, hit.y - w->dy) ||
		    !rect_contains(rect_grow(r, BORDER_MAX_PX), hit))
			continue;
		if (!found || rect_contains(rect_grow(r, FRAME_MAX_PX), best))
			best = r;
		found = true;
	}
	if (found)
		*ret_inner = best;
	return found;
}

bool panel_right_of(const struct img *img, struct rect label, int reach_px, struct rect *ret_inner)
{
	struct walk w = { .x = label.x + label.w,
			  .y = label.y + label.h / 2,
			  .dx = 1,
			  .front = { label.x + label.w, label.y, 1, label.h },
			  .reach_px = reach_px };

	return walk_to_panel(img, &w, paper_around(img, label), ret_inner);
}

bool panel_left_of(const struct img *img, struct rect label, int reach_px, struct rect *ret_inner)
{
	struct walk w = { .x = label.x - 1,
			  .y = label.y + label.h / 2,
			  .dx = -1,
			  .front = { label.x - 1, label.y, 1, label.h },
			  .reach_px = reach_px };

	return walk_to_panel(img, &w, paper_around(img, label), ret_inner);
}

bool panel_below(const struct img *img, struct rect label, int reach_px, struct rect *ret_inner)
{
	struct walk w = { .x = label.x,
			  .y = label.y + label.h,
			  .dy = 1,
			  .front = { label.x, label.y + label.h, (label.w + 1) / 2, 1 },
			  .reach_px = reach_px };
	uint32_t paper = paper_around(img, label);

	if (walk_to_panel(img, &w, paper, ret_inner))
		return true;
	w.x = label.x + label.w / 2;
	return walk_to_panel(img, &w, paper, ret_inner);
}

bool panel_blank(const struct img *img, struct rect inner)
{
	inner = rect_intersection(inner, img_bounds(img));
	return rect_empty(inner) ||
	       count(img, inner, img_at(img, inner.x, inner.y)) == inner.w * inner.h;
}
