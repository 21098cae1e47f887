/* indicator.c - check boxes and radio buttons: where they stand and what they show. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/indicator.h"

#include <stdlib.h>
#include "ocr/piece.h"

/*
 * Measured (docs/decisions/034-controls.md): indicators are 9 px (Tk) to 17 px (GTK with its
 * shadow) wide, at 150 % up to 26; the field of one letter is 6 px higher than wide. RING_PX: the
 * ring around a text that has the focus. TONE_LUMA: one colour to the eye. STEP_LUMA: rows of a
 * shading differ by 12 at most, those of a mark by 50 at least. SHADED_LUMA: a shaded empty box
 * (Swing) is 25 darker than the form on average, one filled by a mark (Qt) 90. FAINT_LUMA: marks
 * of disabled boxes differ by 54 to 102 from them, others by 130 and more.
 */
enum {
	SIDE_MIN_PX = 8,
	SIDE_MAX_PX = 26,
	SQUARE_PX = 3,
	RING_PX = 6,
	TONE_LUMA = 8,
	STEP_LUMA = 24,
	SHADED_LUMA = 40,
	FAINT_LUMA = 115,
};

static int luma_at(const struct img *img, int ix, int iy)
{
	uint32_t rgb = img_at(img, ix, iy);

	return (int)((299 * (rgb >> 16) + 587 * (rgb >> 8 & 255) + 114 * (rgb & 255)) / 1000);
}

static bool is_shaped(struct rect box)
{
	return box.w >= SIDE_MIN_PX && box.w <= SIDE_MAX_PX && box.h >= SIDE_MIN_PX &&
	       box.h <= SIDE_MAX_PX && abs(box.w - box.h) <= SQUARE_PX;
}

/*
 * indicator_on() - the piece with an indicator's shape that begins on the line of @stop. A piece
 * that goes on above or below is a frame around more than one line: nothing stands there.
 */
static enum panel_end indicator_on(const struct img *img, const struct panel_stop *stop,
				   struct rect *ret_box)
{
	enum panel_end end = PANEL_ELSE;
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct rect line = stop->line;
	const struct piece_ground ground = {
		.area = { line.x - SIDE_MAX_PX - 1, line.y + line.h / 2 - SIDE_MAX_PX,
			  2 * SIDE_MAX_PX + 3, 2 * SIDE_MAX_PX },
		.paper = stop->paper,
	};
	struct piece *list;
	size_t n;

	pieces_find(img, &ground, a, &list, &n);
	for (size_t i = 0; i < n; i++) {
		if (rect_empty(rect_intersection(list[i].box, line)))
			continue;
		*ret_box = list[i].box;
		if (is_shaped(list[i].box))
			return PANEL_THERE;
		if (list[i].box.h >= ground.area.h)
			end = PANEL_NOTHING;
	}
	return end;
}

/* ring_around() - the ring a toolkit draws around a text that has the focus. */
static bool ring_around(const struct img *img, struct rect label, uint32_t paper,
			struct rect *ret_ring)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	const struct piece_ground ground = { .area = rect_grow(label, RING_PX), .paper = paper };
	struct piece *list;
	size_t n;
	struct rect around = { 0 };

	/* A dotted ring is many pieces: those that do not touch the text. */
	pieces_find(img, &ground, a, &list, &n);
	for (size_t i = 0; i < n; i++)
		if (rect_empty(rect_intersection(list[i].box, label)) ||
		    rect_contains(list[i].box, label))
			around = rect_union(around, list[i].box);
	*ret_ring = around;
	return rect_contains(around, rect_grow(label, 1)) &&
	       rect_contains(rect_grow(label, RING_PX - 1), around);
}

enum panel_end indicator_beside(const struct img *img, struct rect label, enum panel_way way,
				int reach_px, struct rect *ret_box)
{
	struct panel_stop stop;
	struct rect ring;

	if (!panel_stop_at(img, label, way, reach_px, &stop))
		return PANEL_NOTHING;
	if (ring_around(img, label, stop.paper, &ring) &&
	    !panel_stop_at(img, ring, way, reach_px, &stop))
		return PANEL_NOTHING;
	enum panel_end end = indicator_on(img, &stop, ret_box);
	if (end != PANEL_THERE)
		*ret_box = stop.line;
	return end;
}

/* What is looked at while one indicator is judged. */
struct look {
	const struct img *img;
	struct rect box, core; /* core: where its border cannot be and its mark must be */
	int paper;             /* luma of the form around it */
	bool round;
};

static bool is_paper(const struct look *k, int ix, int iy)
{
	return abs(luma_at(k->img, ix, iy) - k->paper) <= TONE_LUMA;
}

/* top_row() - pixels of the uppermost row that are not the form's. */
static int top_row(const struct look *k)
{
	int n = 0;

	for (int ix = k->box.x; ix < k->box.x + k->box.w; ix++)
		n += !is_paper(k, ix, k->box.y);
	return n;
}

static struct look look_of(const struct img *img, struct rect box)
{
	struct look k = { .img = img, .box = box, .paper = luma_at(img, box.x - 1, box.y - 1) };
	int side = box.w < box.h ? box.w : box.h, right = box.x + box.w - 1;

	k.round = is_paper(&k, box.x + 1, box.y) && is_paper(&k, box.x, box.y + 1) &&
		  is_paper(&k, right - 1, box.y) && is_paper(&k, right, box.y + 1);
	/* Of a diamond (its tip is 1 px wide) only the very middle lies inside its border. */
	int inset = k.round && 4 * top_row(&k) <= side ? 3 * side / 8 : (side + 3) / 4;
	k.core = rect_grow(box, -inset);
	return k;
}

/* row_tones() - the darkest and the lightest pixel of a row of the core. */
static void row_tones(const struct look *k, int iy, int *ret_dark, int *ret_light)
{
	*ret_dark = *ret_light = luma_at(k->img, k->core.x, iy);
	for (int ix = k->core.x; ix < k->core.x + k->core.w; ix++) {
		int luma = luma_at(k->img, ix, iy);
		*ret_dark = luma < *ret_dark ? luma : *ret_dark;
		*ret_light = luma > *ret_light ? luma : *ret_light;
	}
}

/* What the rows of the core tell. */
struct rows {
	int dark, light; /* of all */
	int mean;
	bool even;   /* each row is of one tone */
	bool smooth; /* and hardly another than the row above */
};

static struct rows rows_of(const struct look *k)
{
	struct rows r = { .dark = 255, .even = true, .smooth = true };
	int was = -1, sum = 0;

	for (int iy = k->core.y; iy < k->core.y + k->core.h; iy++) {
		int dark, light;
		row_tones(k, iy, &dark, &light);
		r.dark = dark < r.dark ? dark : r.dark;
		r.light = light > r.light ? light : r.light;
		r.even &= light - dark <= TONE_LUMA;
		r.smooth &= was < 0 || abs(light - was) <= STEP_LUMA;
		was = light;
		sum += (dark + light) / 2;
	}
	r.mean = sum / k->core.h;
	return r;
}

/* border_light() - mean luma of the border in the rows from @from to @to; -1 if it has none. */
static int border_light(const struct look *k, int from, int to)
{
	int sum = 0, n = 0;

	for (int iy = from; iy < to; iy++) {
		for (int ix = k->box.x; ix < k->box.x + k->box.w; ix++) {
			if (rect_has_point(k->core, ix, iy) || is_paper(k, ix, iy))
				continue;
			sum += luma_at(k->img, ix, iy);
			n++;
		}
	}
	return n ? sum / n : -1;
}

/* relief_of() - as panel_relief(): the upper half of the border against the lower one. */
static enum panel_relief relief_of(const struct look *k)
{
	int middle = k->box.y + k->box.h / 2;
	int upper = border_light(k, k->box.y, middle);
	int lower = border_light(k, middle, k->box.y + k->box.h);

	if (upper < 0 || lower < 0 || abs(upper - lower) <= STEP_LUMA)
		return PANEL_FLAT;
	return upper > lower ? PANEL_RAISED : PANEL_SUNKEN;
}

/* border_px() - thickness of the left border in the middle row. */
static int border_px(const struct look *k)
{
	int iy = k->box.y + k->box.h / 2, n = 0;
	int inside = luma_at(k->img, k->core.x, iy);

	while (n < k->core.x - k->box.x &&
	       abs(luma_at(k->img, k->box.x + n, iy) - inside) > TONE_LUMA)
		n++;
	return n;
}

/* has_gap() - between border and core there is something lighter than both: the core lies inside a
 * filled mark. */
static bool has_gap(const struct look *k, int core)
{
	int iy = k->box.y + k->box.h / 2;

	for (int ix = k->box.x + 1; ix < k->core.x; ix++)
		if (luma_at(k->img, ix, iy) > core + SHADED_LUMA)
			return true;
	return false;
}

/* plain_mark() - of a core without anything drawn in it. */
static enum indicator_mark plain_mark(const struct look *k, int core)
{
	bool thin = border_px(k) <= 1, like_form = abs(core - k->paper) <= TONE_LUMA;

	switch (relief_of(k)) {
	case PANEL_RAISED: return like_form ? INDICATOR_EMPTY : INDICATOR_UNKNOWN;
	case PANEL_SUNKEN:
		if (core < k->paper - TONE_LUMA)
			return thin ? INDICATOR_UNKNOWN : INDICATOR_MARKED;
		return thin ? INDICATOR_EMPTY : INDICATOR_UNKNOWN;
	case PANEL_FLAT: break;
	}
	if (core >= k->paper - SHADED_LUMA)
		return INDICATOR_EMPTY;
	if (has_gap(k, core))
		return k->round ? INDICATOR_MARKED : INDICATOR_MIXED;
	return INDICATOR_UNKNOWN;
}

/* is_dithered() - most pixels differ from the next one and equal the one after it. */
static bool is_dithered(const struct look *k)
{
	int triples = 0, woven = 0;

	for (int iy = k->core.y; iy < k->core.y + k->core.h; iy++) {
		for (int ix = k->core.x + 2; ix < k->core.x + k->core.w; ix++) {
			int luma = luma_at(k->img, ix, iy);
			triples++;
			woven += abs(luma - luma_at(k->img, ix - 1, iy)) > TONE_LUMA &&
				 abs(luma - luma_at(k->img, ix - 2, iy)) <= TONE_LUMA;
		}
	}
	return 2 * woven > triples;
}

/* is_bar() - what is drawn in the core is twice as wide as high, or a rectangle: no check mark, and
 * no dot. */
static bool is_bar(const struct look *k, const struct rows *r)
{
	int ground = luma_at(k->img, k->core.x, k->core.y), n = 0;
	struct rect mark = { 0 };

	for (int iy = k->core.y; iy < k->core.y + k->core.h; iy++) {
		for (int ix = k->core.x; ix < k->core.x + k->core.w; ix++) {
			if (2 * abs(luma_at(k->img, ix, iy) - ground) <= r->light - r->dark)
				continue;
			mark = rect_union(mark, (struct rect){ ix, iy, 1, 1 });
			n++;
		}
	}
	return mark.w >= 2 * mark.h || (n == mark.w * mark.h && mark.w > 2 && mark.h > 2);
}

struct indicator indicator_look(const struct img *img, struct rect box)
{
	struct indicator is = { .mark = INDICATOR_UNKNOWN };

	if (!is_shaped(box) || !rect_contains(img_bounds(img), rect_grow(box, 1)))
		return is;
	const struct look k = look_of(img, box);
	const struct rows r = rows_of(&k);
	is.round = k.round;
	if (r.even && r.smooth)
		is.mark = plain_mark(&k, r.mean);
	else if (!k.round && (r.even || is_dithered(&k) || is_bar(&k, &r)))
		is.mark = INDICATOR_MIXED;
	else if (r.even)
		is.mark = INDICATOR_UNKNOWN;
	else if (abs(r.light - k.paper) <= TONE_LUMA && r.light - r.dark < FAINT_LUMA)
		is.mark = INDICATOR_FAINT;
	else
		is.mark = INDICATOR_MARKED;
	return is;
}

/* first_column() - the leftmost column of @r from @from on that holds ink, or is empty of it. */
static int first_column(const struct img *img, struct rect r, int from, bool ink)
{
	uint32_t paper = img_at(img, r.x - 1, r.y - 1);

	for (int ix = from; ix < r.x + r.w; ix++) {
		bool any = false;
		for (int iy = r.y; iy < r.y + r.h && !any; iy++)
			any = img_at(img, ix, iy) != paper;
		if (any == ink)
			return ix;
	}
	return r.x + r.w;
}

/* tight() - @r without the empty rows above and below its ink. */
static struct rect tight(const struct img *img, struct rect r)
{
	uint32_t paper = img_at(img, r.x - 1, r.y - 1);
	struct rect ink = { 0 };

	for (int iy = r.y; iy < r.y + r.h; iy++)
		for (int ix = r.x; ix < r.x + r.w; ix++)
			if (img_at(img, ix, iy) != paper)
				ink = rect_union(ink, (struct rect){ ix, iy, 1, 1 });
	return ink;
}

/*
 * is_foreign() - @head is no letter of the text @tail: it has a pixel whose tone lies not between
 * paper and ink of the text, or it rises above every letter and hangs below most of them.
 */
static bool is_foreign(const struct img *img, struct rect head, struct rect tail)
{
	int paper = luma_at(img, head.x - 1, head.y - 1);
	int dark = paper, light = paper;

	for (int iy = tail.y; iy < tail.y + tail.h; iy++) {
		for (int ix = tail.x; ix < tail.x + tail.w; ix++) {
			int luma = luma_at(img, ix, iy);
			dark = luma < dark ? luma : dark;
			light = luma > light ? luma : light;
		}
	}
	for (int iy = head.y; iy < head.y + head.h; iy++) {
		for (int ix = head.x; ix < head.x + head.w; ix++) {
			int luma = luma_at(img, ix, iy);
			if (luma < dark - TONE_LUMA || luma > light + TONE_LUMA)
				return true;
		}
	}
	return head.y < tail.y && head.y + head.h > tail.y + tail.h;
}

struct rect indicator_trim(const struct img *img, struct rect box)
{
	enum { GAP_MIN_PX = 3 };

	if (!rect_contains(img_bounds(img), rect_grow(box, 1)))
		return box;
	int end = first_column(img, box, box.x, false);
	int next = first_column(img, box, end, true);
	struct rect head = tight(img, (struct rect){ box.x, box.y, end - box.x, box.h });
	struct rect tail = { next, box.y, box.x + box.w - next, box.h };

	if (!is_shaped(head) || next - end < GAP_MIN_PX || tail.w <= 0)
		return box;
	tail = tight(img, tail);
	return is_foreign(img, head, tail) ? tail : box;
}
