/* panel.c - bordered or differently filled rectangles: entry areas, buttons, indicator boxes. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/panel.h"

#include <stdlib.h>

enum {
	SIDE_MIN_PX =
		7, /* Motif indicators are 9 px inside; counters of letters in forms are less */
	BORDER_MAX_PX = 8, /* Motif: 2 px focus ring, 2 px bevel, 2 px of either from resources */
	FRAME_MAX_PX = 4,
	RELIEF_LUMA =
		24,   /* the two sides of a bevel differ by 90 and more, flat borders not at all */
	NEAR_PX = 12, /* how far from a point on ink its background may begin */
};

/* A line beside a side of a growing rectangle: the part of it that is known to lack a colour. */
struct clean {
	int from, to;
};

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

/* A part of the row or column @at. */
struct line {
	bool (*has)(const struct img *img, int at, int from, int to, uint32_t rgb);
	int at, from, to;
};

/*
 * side_moves() - does @l hold @rgb, so that the side beside it moves on to it? What was looked at
 * while the other sides grew is not looked at again.
 */
static bool side_moves(const struct img *img, struct line l, uint32_t rgb, struct clean *clean)
{
	bool moves;

	if (clean->from == clean->to)
		moves = l.has(img, l.at, l.from, l.to, rgb);
	else
		moves = l.has(img, l.at, l.from, clean->from, rgb) ||
			l.has(img, l.at, clean->to, l.to, rgb);
	*clean = moves ? (struct clean){ 0, 0 } : (struct clean){ l.from, l.to };
	return moves;
}

static struct line column(const struct rect *r, int ix)
{
	return (struct line){ column_has, ix, r->y, r->y + r->h };
}

static struct line row(const struct rect *r, int iy)
{
	return (struct line){ row_has, iy, r->x, r->x + r->w };
}

/* A rectangle that grows from a pixel, and what is known about the lines beside it. */
struct growth {
	struct rect r;
	struct clean left, right, above, below;
};

/*
 * grow_once() - move every side whose next line holds @rgb by one; false when all four rest. No
 * side is at the edge of the picture.
 */
static bool grow_once(const struct img *img, uint32_t rgb, struct growth *g)
{
	struct rect *r = &g->r;
	const struct rect was = *r;

	if (side_moves(img, column(r, r->x - 1), rgb, &g->left)) {
		r->x--;
		r->w++;
	}
	r->w += side_moves(img, column(r, r->x + r->w), rgb, &g->right);
	if (side_moves(img, row(r, r->y - 1), rgb, &g->above)) {
		r->y--;
		r->h++;
	}
	r->h += side_moves(img, row(r, r->y + r->h), rgb, &g->below);
	return !rect_equal(was, *r);
}

/* at_edge() - a side lies at the edge of the picture. */
static bool at_edge(const struct img *img, struct rect r)
{
	return r.x == 0 || r.y == 0 || r.x + r.w == img->width_px || r.y + r.h == img->height_px;
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
 * grow_from() - around the pixel (@ix,@iy) the smallest rectangle whose four neighbouring lines
 * hold none of its colour from corner to corner; false if it reaches the edge of the picture, where
 * it is bounded by nothing.
 */
static bool grow_from(const struct img *img, int ix, int iy, struct rect *ret_r)
{
	struct growth g = { .r = { ix, iy, 1, 1 } };
	uint32_t rgb = img_at(img, ix, iy);

	while (!at_edge(img, g.r) && grow_once(img, rgb, &g))
		;
	*ret_r = g.r;
	return !at_edge(img, g.r);
}

/* panel_from() - the panel whose background is the colour of the pixel (@ix,@iy). */
static bool panel_from(const struct img *img, int ix, int iy, struct rect *ret_inner)
{
	struct rect r;

	if (!grow_from(img, ix, iy, &r) || !is_filled(img, r, img_at(img, ix, iy)))
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
 * walk_to_panel() - the panel whose border begins at step @first and is at most BORDER_MAX_PX
 * thick. A thick frame
 * of one colour around a small box is filled like a panel, so a panel that lies in another with
 * no more than FRAME_MAX_PX between them on every side replaces it; the selected row of a list
 * does not replace the list.
 */
static bool walk_to_panel(const struct img *img, const struct walk *w, int first,
			  struct rect *ret_inner)
{
	struct rect r, best = { 0 };
	bool found = false;

	for (int step = first; step <= first + BORDER_MAX_PX; step++) {
		int ix = w->x + step * w->dx, iy = w->y + step * w->dy;
		if (!rect_has_point(img_bounds(img), ix, iy))
			continue;
		/* Neighbours of one colour grow into the same rectangle: it was looked at. */
		if (step > first && img_at(img, ix, iy) == img_at(img, ix - w->dx, iy - w->dy))
			continue;
		if (!grow_from(img, ix, iy, &r))
			continue;
		struct rect hit = { w->x + first * w->dx, w->y + first * w->dy, 1, 1 };
		/* The area of a large background is counted last. */
		if (rect_has_point(r, hit.x - w->dx, hit.y - w->dy) ||
		    !rect_contains(rect_grow(r, BORDER_MAX_PX), hit) ||
		    !is_filled(img, r, img_at(img, ix, iy)))
			continue;
		if (!found || rect_contains(rect_grow(r, FRAME_MAX_PX), best))
			best = r;
		found = true;
	}
	if (found)
		*ret_inner = best;
	return found;
}

/* walk_of() - from @label into the given direction. */
static struct walk walk_of(struct rect label, enum panel_way way, int reach_px)
{
	struct walk w = { .x = label.x, .y = label.y + label.h / 2, .reach_px = reach_px };

	switch (way) {
	case PANEL_RIGHT:
		w.dx = 1;
		w.x = label.x + label.w;
		break;
	case PANEL_LEFT:
		w.dx = -1;
		w.x = label.x - 1;
		break;
	case PANEL_BELOW:
		w.dy = 1;
		w.y = label.y + label.h;
		w.front = (struct rect){ w.x, w.y, (label.w + 1) / 2, 1 };
		return w;
	}
	w.front = (struct rect){ w.x, label.y, 1, label.h };
	return w;
}

bool panel_stop_at(const struct img *img, struct rect label, enum panel_way way, int reach_px,
		   struct panel_stop *ret_stop)
{
	const struct walk w = walk_of(label, way, reach_px);
	struct panel_stop stop = { w.front, paper_around(img, label) };
	int step;

	if (!walk_to_border(img, &w, stop.paper, &step))
		return false;
	stop.line.x += step * w.dx;
	stop.line.y += step * w.dy;
	*ret_stop = stop;
	return true;
}

enum panel_end panel_beside(const struct img *img, struct rect label, enum panel_way way,
			    int reach_px, struct rect *ret_box)
{
	struct walk w = walk_of(label, way, reach_px);
	struct panel_stop stop;

	if (!panel_stop_at(img, label, way, reach_px, &stop))
		return PANEL_NOTHING;
	int step = abs(stop.line.x - w.front.x) + abs(stop.line.y - w.front.y);
	if (walk_to_panel(img, &w, step, ret_box))
		return PANEL_THERE;
	if (way == PANEL_BELOW) {
		w.x = label.x + label.w / 2;
		if (walk_to_panel(img, &w, step, ret_box))
			return PANEL_THERE;
	}
	*ret_box = stop.line;
	return PANEL_ELSE;
}

static int luma(uint32_t rgb)
{
	return (int)((299 * (rgb >> 16) + 587 * (rgb >> 8 & 255) + 114 * (rgb & 255)) / 1000);
}

/* light() - mean luma of the part of @r inside the picture. */
static int light(const struct img *img, struct rect r)
{
	int64_t sum = 0;

	r = rect_intersection(r, img_bounds(img));
	for (int iy = r.y; iy < r.y + r.h; iy++)
		for (int ix = r.x; ix < r.x + r.w; ix++)
			sum += luma(img_at(img, ix, iy));
	return rect_empty(r) ? 0 : (int)(sum / ((int64_t)r.w * r.h));
}

bool panel_entry(const struct img *img, struct rect outer, struct rect *ret_inner)
{
	enum { ARROW_MIN_PX = 12, ARROW_MAX_PX = 40 };
	const struct rect edge = { outer.x, outer.y + outer.h / 2 - 2, 1, 4 };
	struct rect inner;

	if (outer.h < 2 * SIDE_MIN_PX ||
	    panel_beside(img, edge, PANEL_RIGHT, 2 * BORDER_MAX_PX, &inner) != PANEL_THERE ||
	    !rect_contains(outer, rect_grow(inner, 1)) || 2 * inner.h < outer.h)
		return false;
	int rest = outer.x + outer.w - inner.x - inner.w;
	const struct rect arrow = { outer.x + outer.w - rest / 2, outer.y, rest / 2, outer.h };
	if (rest < ARROW_MIN_PX || rest > ARROW_MAX_PX || panel_blank(img, arrow))
		return false;
	*ret_inner = inner;
	return true;
}

enum panel_relief panel_relief(const struct img *img, struct rect inner)
{
	int top = light(img, (struct rect){ inner.x, inner.y - 1, inner.w, 1 });
	int bottom = light(img, (struct rect){ inner.x, inner.y + inner.h, inner.w, 1 });
	int left = light(img, (struct rect){ inner.x - 1, inner.y, 1, inner.h });
	int right = light(img, (struct rect){ inner.x + inner.w, inner.y, 1, inner.h });

	if (top - bottom > RELIEF_LUMA && left - right > RELIEF_LUMA)
		return PANEL_RAISED;
	if (bottom - top > RELIEF_LUMA && right - left > RELIEF_LUMA)
		return PANEL_SUNKEN;
	return PANEL_FLAT;
}

bool panel_blank(const struct img *img, struct rect inner)
{
	inner = rect_intersection(inner, img_bounds(img));
	return rect_empty(inner) ||
	       count(img, inner, img_at(img, inner.x, inner.y)) == inner.w * inner.h;
}
