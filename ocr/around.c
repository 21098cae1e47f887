/* around.c - what surrounds a line: borders, its neighbours' ink, and edges that may cut it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/around.h"

#include <stdlib.h>
#include "base/cleanup.h"
#include "base/mem.h"

/*
 * CARET_PX: no bar or stem of a caret is wider (ocr/veil.c). CARET_MORE_PX: toolkits draw it as
 * high as a line, which is what the tallest and the deepest letter take, or a few pixels more.
 * MARGIN_PX: of an area, above and below, where no letter of the line has ink (ocr/glyphs.h).
 * DEEP_PX: so far into a line its neighbours reach where lines stand close; what goes farther is a
 * letter of the line that touches them, and may be one that no atlas has.
 */
enum { CARET_PX = 2, CARET_MORE_PX = 4, MARGIN_PX = 1, DEEP_PX = 3, SIDES = 4 };

/* The sides of a rectangle; the first two are level. */
enum side { SIDE_TOP, SIDE_BOTTOM, SIDE_LEFT, SIDE_RIGHT };

/* The longest unbroken strokes and the largest pictures of letters in all fonts. */
struct reach {
	int tall_px, wide_px, rows, columns;
};

static struct reach reach_of(const struct veil_fonts *fonts)
{
	struct reach most = { 0 };

	for (size_t i = 0; i < fonts->n; i++) {
		const struct atlas *at = fonts->atlases[i];
		int columns = at->right_max_px - at->left_min_px;
		most.tall_px = at->tall_max_px > most.tall_px ? at->tall_max_px : most.tall_px;
		most.wide_px = at->wide_max_px > most.wide_px ? at->wide_max_px : most.wide_px;
		most.rows = at->rows > most.rows ? at->rows : most.rows;
		most.columns = columns > most.columns ? columns : most.columns;
	}
	return most;
}

/* strip_at() - the row or column of @r that is @far from its side; 0: the outermost one inside. */
static struct rect strip_at(struct rect r, enum side side, int far)
{
	switch (side) {
	case SIDE_TOP: return (struct rect){ r.x, r.y + far, r.w, 1 };
	case SIDE_BOTTOM: return (struct rect){ r.x, r.y + r.h - 1 - far, r.w, 1 };
	case SIDE_LEFT: return (struct rect){ r.x + far, r.y, 1, r.h };
	case SIDE_RIGHT:
	default: return (struct rect){ r.x + r.w - 1 - far, r.y, 1, r.h };
	}
}

/* length_of() - of @strip with what goes on of it at its ends, as far as is looked at. */
static int length_of(const struct around_line *line, struct rect strip)
{
	struct rect seen =
		rect_intersection(rect_grow(line->area, AROUND_PX), img_bounds(line->img));
	int dx = strip.w > 1, dy = !dx, n = strip.w > 1 ? strip.w : strip.h;

	for (int ix = strip.x - dx, iy = strip.y - dy; rect_has_point(seen, ix, iy);
	     ix -= dx, iy -= dy, n++)
		if (img_at(line->img, ix, iy) == line->paper_rgb)
			break;
	for (int ix = strip.x + strip.w - 1 + dx, iy = strip.y + strip.h - 1 + dy;
	     rect_has_point(seen, ix, iy); ix += dx, iy += dy, n++)
		if (img_at(line->img, ix, iy) == line->paper_rgb)
			break;
	return n;
}

/* without_paper() - false for what is not wholly on the picture. */
static bool without_paper(const struct around_line *line, struct rect strip)
{
	return rect_contains(img_bounds(line->img), strip) &&
	       veil_is_border(line->img, line->paper_rgb, strip);
}

/*
 * border_of() - how many strips at this side of @in are borders: wide ones longer than any stroke
 * of a letter, or thin ones higher than any caret.
 */
static int border_of(const struct around_line *line, struct rect in, enum side side,
		     const struct reach *most)
{
	bool level = side == SIDE_TOP || side == SIDE_BOTTOM;
	int far = (level ? in.h : in.w) / 2;

	while (far > 0 && !without_paper(line, strip_at(in, side, far - 1)))
		far--;
	if (far == 0)
		return 0;
	int length = length_of(line, strip_at(in, side, far - 1));
	if (!level && length > most->rows + CARET_MORE_PX)
		return far;
	for (int i = 0; i <= CARET_PX; i++)
		if (!without_paper(line, strip_at(in, side, far - 1 - i)))
			return 0;
	return length > (level ? most->wide_px : most->tall_px) ? far : 0;
}

struct rect around_inside(const struct around_line *line, const struct veil_fonts *fonts)
{
	const struct reach most = reach_of(fonts);
	struct rect in = line->area;

	/* Twice: where a border ends, those across it do. */
	for (int i = 0; i < 2 * SIDES; i++) {
		enum side side = (enum side)(i % SIDES);
		bool level = side == SIDE_TOP || side == SIDE_BOTTOM;
		int cut = border_of(line, in, side, &most);
		in = (struct rect){ in.x + (side == SIDE_LEFT ? cut : 0),
				    in.y + (side == SIDE_TOP ? cut : 0), in.w - (level ? 0 : cut),
				    in.h - (level ? cut : 0) };
	}
	return in;
}

/* is_near() - does a border stand beside @in, where the picture around the line is looked at? */
static bool is_near(const struct around_line *line, enum side side)
{
	struct rect seen = rect_grow(line->area, AROUND_PX);

	for (int far = 1; far <= AROUND_PX + 1; far++) {
		struct rect strip = strip_at(line->in, side, -far);
		if (!rect_contains(seen, strip))
			return false;
		if (without_paper(line, strip))
			return true;
	}
	return false;
}

/* The line while its look is made. */
struct making {
	const struct around_line *line;
	struct around *to;
	struct rect seen; /* of the picture */
	struct rect core; /* of the picture: whatever ink is the line's, is there in part */
	bool near[SIDES]; /* the sides that a border stands beside; not asked above and below */
	int *todo;        /* owned; pixels of the look whose neighbours may be hidden with them */
	size_t n_todo;
};

/* hidden() - the veil's byte of a pixel of the look. */
static uint8_t *hidden(const struct making *m, int ix, int iy)
{
	return &m->to->veil.set[(size_t)iy * (size_t)m->to->look->width_px + (size_t)ix];
}

static bool is_paper(const struct making *m, int ix, int iy)
{
	return img_at(m->to->look, ix, iy) == m->line->paper_rgb;
}

/* is_shown() - is picture pixel (@ix,@iy), outside of the line's inside, known? */
static bool is_shown(const struct making *m, int ix, int iy)
{
	const struct rect *in = &m->line->in, *area = &m->line->area;

	if (ix < in->x || ix >= in->x + in->w || !rect_has_point(m->seen, ix, iy))
		return false;
	return iy < in->y ? in->y == area->y : in->y + in->h == area->y + area->h;
}

/* paint() - pixel (@ix,@iy) of the look. */
static void paint(struct making *m, int ix, int iy)
{
	int rx = m->to->ix + ix, ry = m->to->iy + iy;
	bool inside = rect_has_point(m->line->in, rx, ry), shown = is_shown(m, rx, ry);

	if (inside || shown)
		img_row(m->to->look, iy)[ix] = img_at(m->line->img, rx, ry);
	if ((inside && (is_paper(m, ix, iy) || rect_has_point(m->core, rx, ry))) ||
	    (shown && is_paper(m, ix, iy)))
		return;
	*hidden(m, ix, iy) = 1;
	if (inside || shown)
		m->todo[m->n_todo++] = iy * m->to->look->width_px + ix;
}

/* note_depth() - row @iy of the look, of the line itself, holds ink that is hidden. */
static void note_depth(struct making *m, int iy)
{
	int top = m->core.y - m->to->iy, down = iy - top + 1, up = top + m->core.h - iy;
	int deep_px = down < up ? down : up;

	m->to->deep_px = deep_px > m->to->deep_px ? deep_px : m->to->deep_px;
}

/* spread() - to the line's ink that hangs together with what is hidden. */
static void spread(struct making *m)
{
	const struct rect in = { m->line->in.x - m->to->ix, m->line->in.y - m->to->iy,
				 m->line->in.w, m->line->in.h };
	int w = m->to->look->width_px;

	while (m->n_todo > 0) {
		int at = m->todo[--m->n_todo];
		for (int i = 0; i < 9; i++) {
			int ix = at % w + i % 3 - 1, iy = at / w + i / 3 - 1;
			if (!rect_has_point(in, ix, iy) || is_paper(m, ix, iy) ||
			    *hidden(m, ix, iy))
				continue;
			*hidden(m, ix, iy) = 1;
			note_depth(m, iy);
			m->todo[m->n_todo++] = iy * w + ix;
		}
	}
}

/*
 * sure_ink() - the rows of what is neither paper nor hidden, and the columns of whatever is no
 * paper between the margins: a letter may be hidden whole. Empty if all is hidden.
 */
static struct rect sure_ink(const struct making *m)
{
	const struct rect core = m->core;
	struct rect sure = { 0 }, any = { 0 };

	for (int i = 0; i < core.w * core.h; i++) {
		struct rect px = { core.x - m->to->ix + i % core.w, core.y - m->to->iy + i / core.w,
				   1, 1 };
		if (is_paper(m, px.x, px.y))
			continue;
		any = rect_union(any, px);
		if (!*hidden(m, px.x, px.y))
			sure = rect_union(sure, px);
	}
	return rect_empty(sure) ? sure : (struct rect){ any.x, sure.y, any.w, sure.h };
}

/* open_side() - hides all columns from @from up to @to. */
static void open_side(struct making *m, int from, int to)
{
	for (int iy = 0; iy < m->to->look->height_px; iy++)
		for (int ix = from; ix < to; ix++)
			*hidden(m, ix, iy) = 1;
}

/* veil_box() - tight around all that is hidden. */
static struct rect veil_box(const struct making *m)
{
	struct rect box = { 0 };

	for (int iy = 0; iy < m->to->look->height_px; iy++)
		for (int ix = 0; ix < m->to->look->width_px; ix++)
			if (*hidden(m, ix, iy))
				box = rect_union(box, (struct rect){ ix, iy, 1, 1 });
	return box;
}

/* is_cut() - touches the ink an edge of @line->in behind which nothing is known? */
static bool is_cut(const struct making *m)
{
	bool left = m->near[SIDE_LEFT], right = m->near[SIDE_RIGHT];
	const struct rect *in = &m->line->in, *area = &m->line->area, *ink = &m->to->ink;
	int top = in->y - m->to->iy, first = in->x - m->to->ix;

	if (ink->y == top && in->y == area->y && in->y <= m->seen.y)
		return true;
	if (ink->y + ink->h == top + in->h && in->y + in->h == area->y + area->h &&
	    in->y + in->h >= m->seen.y + m->seen.h)
		return true;
	return (ink->x == first && !left) || (ink->x + ink->w == first + in->w && !right);
}

struct around around_look(const struct around_line *line, const struct veil_fonts *fonts)
{
	const struct reach most = reach_of(fonts);
	bool left = is_near(line, SIDE_LEFT), right = is_near(line, SIDE_RIGHT);
	struct around a = { .ix = line->in.x - (left ? most.columns : 0),
			    .iy = line->in.y - most.rows };
	struct making m = { .line = line,
			    .to = &a,
			    .near = { [SIDE_LEFT] = left, [SIDE_RIGHT] = right },
			    .seen = rect_intersection(rect_grow(line->area, AROUND_PX),
						      img_bounds(line->img)) };
	const int margin = MARGIN_PX;
	m.core =
		rect_intersection(line->in, (struct rect){ line->in.x, line->area.y + margin,
							   line->in.w, line->area.h - 2 * margin });
	int w = line->in.w + (left ? most.columns : 0) + (right ? most.columns : 0);
	int h = line->in.h + 2 * most.rows;

	if (w > IMG_SIDE_MAX || h > IMG_SIDE_MAX)
		return (struct around){ .look = NULL };
	a.look = img_new(w, h);
	a.veil.set = mem_calloc((size_t)w * (size_t)h, 1);
	img_fill(a.look, img_bounds(a.look), line->paper_rgb);
	m.todo = mem_calloc((size_t)w * (size_t)h, sizeof *m.todo);
	for (int iy = 0; iy < h; iy++)
		for (int ix = 0; ix < w; ix++)
			paint(&m, ix, iy);
	spread(&m);
	free(m.todo);
	a.ink = sure_ink(&m);
	if (rect_empty(a.ink) || a.deep_px > DEEP_PX || is_cut(&m)) {
		around_clear(&a);
		return (struct around){ .look = NULL };
	}
	int from = left ? a.ink.x : 0, to = right ? a.ink.x + a.ink.w : w;
	a.open = (struct rect){ from, m.core.y - a.iy, to - from, m.core.h };
	open_side(&m, 0, from);
	open_side(&m, to, w);
	a.veil.box = veil_box(&m);
	return a;
}

void around_clear(struct around *a)
{
	img_unref(a->look);
	a->look = NULL;
	veil_clear(&a->veil);
}
