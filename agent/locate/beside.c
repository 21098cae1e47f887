/* beside.c - what stands beside another target, and which of several stands nearest to it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/locator.h"

#include "ocr/indicator.h"
#include "ocr/panel.h"

/*
 * REACH_PX: as in area.c. NEAR_PX: how far `near` looks: docs/decisions/034-controls.md. INSIDE_PX:
 * from the edge of a shaded button or of a picture to the text in it.
 */
enum { REACH_PX = 420, NEAR_PX = 180, INSIDE_PX = 40 };

static int most(int a, int b)
{
	return a > b ? a : b;
}

/* gap() - px between two boxes along one axis; 0 where they overlap. */
static int gap(int from, int length, int other, int other_length)
{
	return most(0, most(other - (from + length), from - (other + other_length)));
}

/* near_square() - the square of the straight way between two boxes, which has no root in pixels. */
static int near_square(struct rect of, struct rect box)
{
	int dx = gap(of.x, of.w, box.x, box.w), dy = gap(of.y, of.h, box.y, box.h);

	return dx * dx + dy * dy;
}

/* side_distance() - px from @of to @box on @side; negative if it does not lie there. */
static int side_distance(struct rect of, struct rect box, enum target_side side)
{
	bool level = box.y < of.y + of.h && of.y < box.y + box.h;
	bool upright = box.x < of.x + of.w && of.x < box.x + box.w;

	switch (side) {
	case SIDE_RIGHT: return level ? box.x - (of.x + of.w) : -1;
	case SIDE_LEFT: return level ? of.x - (box.x + box.w) : -1;
	case SIDE_ABOVE: return upright ? of.y - (box.y + box.h) : -1;
	case SIDE_BELOW: return upright ? box.y - (of.y + of.h) : -1;
	case SIDE_NEAR: return near_square(of, box);
	}
	return -1;
}

/* limit_of() - the largest side_distance() there may be. */
static int limit_of(enum target_side side)
{
	return side == SIDE_NEAR ? NEAR_PX * NEAR_PX : REACH_PX;
}

/* within() - side_distance(), negative also beyond reach and for the anchor itself. */
static int within(struct rect of, struct rect box, enum target_side side)
{
	int px = side_distance(of, box, side);

	return px > limit_of(side) || rect_equal(of, box) ? -1 : px;
}

/* The nearest places found so far; several if they are equally far. */
struct nearest {
	struct hits *hits;
	struct rect of;
	enum target_side side;
	int px; /* side_distance() of those in @hits; -1: none yet */
};

static void offer(struct nearest *n, struct hit hit)
{
	int px = within(n->of, hit.box, n->side);

	if (px < 0 || (n->px >= 0 && px > n->px))
		return;
	if (px < n->px)
		n->hits->n = 0;
	n->px = px;
	hits_add(n->hits, hit);
}

/* What is looked for beside one anchor. */
struct seek {
	struct locator *l;
	const struct realm *realm;
	struct hit anchor;
	enum locate_as as;
};

static struct hit hit_at(const struct seek *s, struct rect box)
{
	struct hit hit = { .box = box, .window_id = s->anchor.window_id, .as = s->as };

	if (s->as == LOCATE_INDICATOR)
		hit.label = s->anchor.box;
	return hit;
}

/* serves() - the panel or text @box is seen whole and of the kind that is asked for. */
static bool serves(const struct seek *s, struct rect box)
{
	return area_is_own(s->l, s->realm, box) &&
	       (s->as != LOCATE_ENTRY || area_serves(s->l, s->realm, box, s->as));
}

/* offer_texts() - the phrases of the realm, none of which begins behind @limit px. */
static void offer_texts(const struct seek *s, int limit_px, struct nearest *n)
{
	const struct phrase *list;
	size_t count;

	if (s->as == LOCATE_INDICATOR)
		return;
	view_phrases(&s->l->view, s->realm->window, &list, &count);
	for (size_t i = 0; i < count; i++)
		if (within(n->of, list[i].box, n->side) <= limit_px && serves(s, list[i].box))
			offer(n, hit_at(s, list[i].box));
}

/*
 * look() - what stands nearest on one side: a panel, or else a text. Behind something that is
 * neither, a text counts only if it stands in it.
 */
static void look(const struct seek *s, enum panel_way way, struct nearest *n)
{
	const struct img *frame = s->l->view.frame;
	struct rect of = s->anchor.box, box;
	bool indicator = s->as == LOCATE_INDICATOR;
	enum panel_end end = indicator ? indicator_beside(frame, of, way, REACH_PX, &box)
				       : panel_beside(frame, of, way, REACH_PX, &box);

	switch (end) {
	case PANEL_THERE:
		if (serves(s, box))
			offer(n, hit_at(s, box));
		return;
	case PANEL_ELSE:
		offer_texts(s, most(0, side_distance(of, box, n->side)) + INSIDE_PX, n);
		return;
	case PANEL_NOTHING: offer_texts(s, limit_of(n->side), n);
	}
}

/* look_around() - the nearest panel or text on any side. */
static void look_around(const struct seek *s, struct nearest *n)
{
	static const enum panel_way ways[] = { PANEL_RIGHT, PANEL_LEFT, PANEL_BELOW };

	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		struct rect box;
		if (panel_beside(s->l->view.frame, s->anchor.box, ways[i], NEAR_PX, &box) ==
			    PANEL_THERE &&
		    serves(s, box))
			offer(n, hit_at(s, box));
	}
	offer_texts(s, limit_of(SIDE_NEAR), n);
}

static void look_beside(const struct seek *s, struct nearest *n)
{
	switch (n->side) {
	case SIDE_RIGHT: look(s, PANEL_RIGHT, n); return;
	case SIDE_LEFT: look(s, PANEL_LEFT, n); return;
	case SIDE_BELOW: look(s, PANEL_BELOW, n); return;
	case SIDE_ABOVE: offer_texts(s, limit_of(n->side), n); return;
	case SIDE_NEAR: look_around(s, n); return;
	}
}

/* anchors_of() - where the target that @q's one is beside stands now. */
static bool anchors_of(struct locator *l, const struct locate_query *q, struct hits *anchors,
		       struct err *e)
{
	const struct locate_query anchor = { .target = q->target->of,
					     .scope = q->scope,
					     .everywhere = q->everywhere };

	return locate_again(l, &anchor, anchors, e);
}

static bool is_in(const struct locator *l, const struct realm *realm, struct hit hit)
{
	return hit.window_id == l->view.windows[realm->window].window.id;
}

/* add_all() - one more anchor's places; @from is emptied. */
static void add_all(struct hits *hits, struct hits *from)
{
	for (size_t i = 0; i < from->n; i++)
		hits_add(hits, from->list[i]);
	from->n = 0;
}

bool beside_find(struct locator *l, const struct locate_query *q, const struct realm *realm,
		 struct hits *hits, struct err *e)
{
	struct hits anchors = { .arena = hits->arena }, found = { .arena = hits->arena };

	if (!anchors_of(l, q, &anchors, e))
		return false;
	for (size_t i = 0; i < anchors.n; i++) {
		const struct seek s = { l, realm, anchors.list[i], q->as };
		struct nearest n = { &found, s.anchor.box, q->target->side, -1 };
		if (is_in(l, realm, s.anchor))
			look_beside(&s, &n);
		add_all(hits, &found);
	}
	return true;
}

bool beside_keep(struct locator *l, const struct locate_query *q, struct hits *hits, struct err *e)
{
	struct hits anchors = { .arena = hits->arena }, found = { .arena = hits->arena };
	struct hits kept = { .arena = hits->arena, .miss = hits->miss };

	if (!anchors_of(l, q, &anchors, e))
		return false;
	for (size_t i = 0; i < anchors.n; i++) {
		struct nearest n = { &found, anchors.list[i].box, q->target->side, -1 };
		for (size_t k = 0; k < hits->n; k++)
			if (hits->list[k].window_id == anchors.list[i].window_id)
				offer(&n, hits->list[k]);
		add_all(&kept, &found);
	}
	*hits = kept;
	return true;
}

bool point_find(struct locator *l, const struct locate_query *q, const struct realm *realm,
		struct hits *hits, struct err *e)
{
	struct hits anchors = { .arena = hits->arena };

	if (!anchors_of(l, q, &anchors, e))
		return false;
	for (size_t i = 0; i < anchors.n; i++) {
		struct hit hit = anchors.list[i];
		hit.box = (struct rect){ hit.box.x + q->target->dx_px, hit.box.y + q->target->dy_px,
					 1, 1 };
		if (is_in(l, realm, hit) && rect_contains(realm->area, hit.box) &&
		    !view_covered(&l->view, realm->window, hit.box))
			hits_add(hits, hit);
	}
	return true;
}
