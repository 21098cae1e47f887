/* locate.c - from a recipe's target to boxes on the screen. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/locate.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "agent/locate/locator.h"
#include "base/mem.h"
#include "base/pattern.h"
#include "ocr/layout.h"
#include "ocr/mend.h"
#include "ocr/panel.h"

/*
 * FIELD_REACH_PX: from a label to its field. Aligned columns leave up to the longest label between;
 * half the usual window width still ends before the next column of fields, and the nearest panel
 * wins anyway. INDICATOR_REACH_PX: a check box stands beside its label, never a column away.
 * BORDER_PX: as in ocr/panel.c.
 */
enum { BORDER_PX = 8, FIELD_REACH_PX = 420, INDICATOR_REACH_PX = 40, REALMS_MAX = 32 };

bool locator_new(const struct locator_options *o, struct locator **ret_locator, struct err *e)
{
	CLEANUP(locator_freep) struct locator *l = mem_zalloc(sizeof *l);

	l->desk = o->desk;
	l->tess = o->tess;
	l->texts = arena_new();
	if (!faces_open(o->desk, &o->recipe->application, &l->faces, e))
		return false;
	const struct face *faces = faces_list(l->faces, &l->n_menders);
	l->menders = mem_calloc(l->n_menders, sizeof *l->menders);
	for (size_t i = 0; i < l->n_menders; i++)
		l->menders[i] = mend_new(&faces[i]);
	*ret_locator = TAKE(l);
	return true;
}

void locator_free(struct locator *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->n_menders; i++)
		mend_free(l->menders[i]);
	free(l->menders);
	faces_free(l->faces);
	view_clear(&l->view);
	arena_free(l->texts);
	free(l);
}

void hits_add(struct hits *hits, struct hit hit)
{
	for (size_t i = 0; i < hits->n; i++)
		if (rect_equal(hits->list[i].box, hit.box))
			return;
	struct hit *list = arena_calloc(hits->arena, hits->n + 1, sizeof *list);
	if (hits->n)
		memcpy(list, hits->list, hits->n * sizeof *list);
	list[hits->n] = hit;
	hits->list = list;
	hits->n++;
}

/* The areas a target may lie in. */
struct realms {
	struct realm list[REALMS_MAX];
	size_t n;
};

static void add_realm(struct locator *l, struct realms *r, size_t window)
{
	if (r->n < REALMS_MAX)
		r->list[r->n++] = (struct realm){ window, l->view.windows[window].window.area };
}

static bool find(struct locator *l, const struct locate_query *q, struct hits *hits, struct err *e);

/* inner_realms() - the inside of what `in:` names; for a window that is the window. */
static bool inner_realms(struct locator *l, const struct locate_query *q, struct realms *r,
			 struct err *e)
{
	const struct locate_query outer = { .target = q->target->in,
					    .scope = q->scope,
					    .everywhere = q->everywhere };
	struct hits hits = { .arena = arena_new() };
	CLEANUP(arena_freep) struct arena *a = hits.arena;

	(void)a; /* owns the hits until the end of this function */
	if (!find(l, &outer, &hits, e))
		return false;
	for (size_t i = 0; i < hits.n && r->n < REALMS_MAX; i++)
		for (size_t w = 0; w < l->view.n_windows; w++)
			if (l->view.windows[w].window.id == hits.list[i].window_id)
				r->list[r->n++] = (struct realm){ w, hits.list[i].box };
	return true;
}

/* realms_of() - where @q's target may lie: inside `in:`, else the active window and what pops up
 * over it. */
static bool realms_of(struct locator *l, const struct locate_query *q, struct realms *r,
		      struct err *e)
{
	r->n = 0;
	if (q->target->in)
		return inner_realms(l, q, r, e);
	size_t active = view_active(&l->view);
	for (size_t i = 0; i < l->view.n_windows; i++)
		if (q->everywhere || i == active || l->view.windows[i].window.popup)
			add_realm(l, r, i);
	return true;
}

static bool find_text(struct locator *l, const struct realm *realm, const char *text,
		      struct hits *hits, struct err *e)
{
	const struct phrase *list;
	size_t n;

	view_phrases(&l->view, realm->window, &list, &n);
	for (size_t i = 0; i < n; i++) {
		bool says;
		if (!rect_contains(realm->area, list[i].box))
			continue;
		if (!phrase_says(l, &list[i], text, &says, e))
			return false;
		if (says)
			hits_add(hits, (struct hit){ list[i].box,
						     l->view.windows[realm->window].window.id });
	}
	return true;
}

/* find_match() - phrases whose exact text, else whose proposal, matches the target's pattern. */
static bool find_match(struct locator *l, const struct locate_query *q, const struct realm *realm,
		       struct hits *hits, struct err *e)
{
	const struct phrase *list;
	size_t n;

	view_phrases(&l->view, realm->window, &list, &n);
	for (size_t i = 0; i < n; i++) {
		const char *text;
		bool matches;
		if (!rect_contains(realm->area, list[i].box))
			continue;
		if (!phrase_certain(l, &list[i], &text, e) ||
		    (!text && !phrase_proposal(l, &list[i], &text, e)) ||
		    !pattern_matches_whole(q->target->match, text, &matches, e))
			return false;
		if (matches)
			hits_add(hits, (struct hit){ list[i].box,
						     l->view.windows[realm->window].window.id });
	}
	return true;
}

/* panel_of() - the panel that belongs to a label, by what kind it is to be. */
static bool panel_of(const struct img *frame, struct rect label, enum locate_as as,
		     struct rect *ret_panel)
{
	if (as == LOCATE_INDICATOR)
		return panel_left_of(frame, label, INDICATOR_REACH_PX, ret_panel) ||
		       panel_right_of(frame, label, FIELD_REACH_PX, ret_panel);
	return panel_right_of(frame, label, FIELD_REACH_PX, ret_panel) ||
	       panel_below(frame, label, INDICATOR_REACH_PX, ret_panel);
}

/*
 * is_own() - @box belongs to the realm and is seen whole: what is drawn there may be another
 * window's panel, or the rest of a panel that goes on behind another window.
 */
static bool is_own(const struct locator *l, const struct realm *realm, struct rect box)
{
	struct rect wide = { box.x - BORDER_PX, box.y - 1, box.w + 2 * BORDER_PX, box.h + 2 };

	return rect_contains(realm->area, box) && !view_covered(&l->view, realm->window, wide);
}

/* find_field() - the panels of all phrases that read the label, with or without a colon. */
static bool find_field(struct locator *l, const struct locate_query *q, const struct realm *realm,
		       struct hits *hits, struct err *e)
{
	struct hits labels = { .arena = hits->arena };
	const char *label;

	if (!scope_text(q->scope, q->target->text, hits->arena, &label, e) ||
	    !find_text(l, realm, label, &labels, e) ||
	    !find_text(l, realm, arena_printf(hits->arena, "%s:", label), &labels, e))
		return false;
	for (size_t i = 0; i < labels.n; i++) {
		struct hit hit = labels.list[i];
		if (panel_of(l->view.frame, labels.list[i].box, q->as, &hit.box) &&
		    is_own(l, realm, hit.box))
			hits_add(hits, hit);
	}
	return true;
}

/* distance() - px from @of to @box on @side; negative if it does not lie there. */
static int distance(struct rect of, struct rect box, enum target_side side)
{
	bool level = box.y < of.y + of.h && of.y < box.y + box.h;
	bool upright = box.x < of.x + of.w && of.x < box.x + box.w;

	switch (side) {
	case SIDE_RIGHT: return level ? box.x - (of.x + of.w) : -1;
	case SIDE_LEFT: return level ? of.x - (box.x + box.w) : -1;
	case SIDE_ABOVE: return upright ? of.y - (box.y + box.h) : -1;
	case SIDE_BELOW: return upright ? box.y - (of.y + of.h) : -1;
	}
	return -1;
}

/* neighbour() - the panel beside @of, else the nearest phrase on that side. */
static bool neighbour(struct locator *l, const struct realm *realm, struct rect of,
		      enum target_side side, struct rect *ret_box)
{
	const struct img *frame = l->view.frame;
	const struct phrase *list;
	int best_px = FIELD_REACH_PX;
	size_t n;
	bool found = false;

	if ((side == SIDE_RIGHT && panel_right_of(frame, of, FIELD_REACH_PX, ret_box)) ||
	    (side == SIDE_LEFT && panel_left_of(frame, of, FIELD_REACH_PX, ret_box)) ||
	    (side == SIDE_BELOW && panel_below(frame, of, FIELD_REACH_PX, ret_box)))
		return true;
	view_phrases(&l->view, realm->window, &list, &n);
	for (size_t i = 0; i < n; i++) {
		int px = distance(of, list[i].box, side);
		if (px < 0 || px >= best_px)
			continue;
		best_px = px;
		*ret_box = list[i].box;
		found = true;
	}
	return found;
}

static bool find_beside(struct locator *l, const struct locate_query *q, const struct realm *realm,
			struct hits *hits, struct err *e)
{
	const struct locate_query anchor = { .target = q->target->of,
					     .scope = q->scope,
					     .everywhere = q->everywhere };
	struct hits anchors = { .arena = hits->arena };

	if (!find(l, &anchor, &anchors, e))
		return false;
	for (size_t i = 0; i < anchors.n; i++) {
		struct hit hit = anchors.list[i];
		if (hit.window_id == l->view.windows[realm->window].window.id &&
		    neighbour(l, realm, anchors.list[i].box, q->target->side, &hit.box) &&
		    is_own(l, realm, hit.box))
			hits_add(hits, hit);
	}
	return true;
}

static bool find_window(struct locator *l, const struct locate_query *q, struct hits *hits,
			struct err *e)
{
	const struct target *t = q->target;
	struct window_pattern pattern = { .cls = t->window_class };

	if (t->text && !scope_text(q->scope, t->text, hits->arena, &pattern.title, e))
		return false;
	for (size_t i = 0; i < l->view.n_windows; i++) {
		const struct window *w = &l->view.windows[i].window;
		if (window_match(w, &pattern))
			hits_add(hits, (struct hit){ w->area, w->id });
	}
	return true;
}

static bool find_any(struct locator *l, const struct locate_query *q, struct hits *hits,
		     struct err *e)
{
	for (size_t i = 0; i < q->target->n_any && hits->n == 0; i++) {
		struct locate_query one = *q;
		one.target = q->target->any[i];
		if (!find(l, &one, hits, e))
			return false;
	}
	return true;
}

static bool find_in_realm(struct locator *l, const struct locate_query *q,
			  const struct realm *realm, struct hits *hits, struct err *e)
{
	const char *text;

	switch (q->target->kind) {
	case TARGET_TEXT:
		return scope_text(q->scope, q->target->text, hits->arena, &text, e) &&
		       find_text(l, realm, text, hits, e);
	case TARGET_MATCH: return find_match(l, q, realm, hits, e);
	case TARGET_FIELD: return find_field(l, q, realm, hits, e);
	case TARGET_BESIDE: return find_beside(l, q, realm, hits, e);
	case TARGET_ROW: return row_find(l, q, realm, hits, e);
	case TARGET_WINDOW:
	case TARGET_ANY: break; /* not bound to a realm: find() has answered */
	}
	return true;
}

/* keep_inside() - of several looks' hits those inside what `in:` names. */
static bool keep_inside(struct locator *l, const struct locate_query *q, struct hits *hits,
			struct err *e)
{
	struct realms realms = { .n = 0 };
	size_t kept = 0;

	if (!inner_realms(l, q, &realms, e))
		return false;
	for (size_t i = 0; i < hits->n; i++) {
		bool inside = false;
		for (size_t k = 0; k < realms.n; k++)
			inside |= hits->list[i].window_id ==
					  l->view.windows[realms.list[k].window].window.id &&
				  rect_contains(realms.list[k].area, hits->list[i].box);
		if (inside)
			hits->list[kept++] = hits->list[i];
	}
	hits->n = kept;
	return true;
}

/* pick_nth() - `nth` picks one of several in reading order over all windows; fewer are none. */
static void pick_nth(struct hits *hits, size_t nth)
{
	layout_order(hits->list, hits->n, sizeof *hits->list);
	if (nth > hits->n) {
		hits->n = 0;
		return;
	}
	hits->list = &hits->list[nth - 1];
	hits->n = 1;
}

/* find_all() - hits of @q on the view as it is, before `nth` chooses. */
static bool find_all(struct locator *l, const struct locate_query *q, struct hits *hits,
		     struct err *e)
{
	struct realms realms;

	if (q->target->kind == TARGET_WINDOW)
		return find_window(l, q, hits, e);
	if (q->target->kind == TARGET_ANY)
		return find_any(l, q, hits, e) && (!q->target->in || keep_inside(l, q, hits, e));
	if (!realms_of(l, q, &realms, e))
		return false;
	for (size_t i = 0; i < realms.n; i++)
		if (!find_in_realm(l, q, &realms.list[i], hits, e))
			return false;
	return true;
}

static bool find(struct locator *l, const struct locate_query *q, struct hits *hits, struct err *e)
{
	if (!find_all(l, q, hits, e))
		return false;
	if (q->target->nth > 0)
		pick_nth(hits, (size_t)q->target->nth);
	return true;
}

bool locate_find(struct locator *l, const struct locate_query *q, struct hits *hits, struct err *e)
{
	hits->list = NULL;
	hits->n = 0;
	return view_refresh(&l->view, l->desk, e) && find(l, q, hits, e);
}

bool locate_popup_text(struct locator *l, const char *text, struct hits *hits, struct err *e)
{
	hits->list = NULL;
	hits->n = 0;
	if (!view_refresh(&l->view, l->desk, e))
		return false;
	for (size_t i = 0; i < l->view.n_windows; i++) {
		const struct realm realm = { i, l->view.windows[i].window.area };
		if (l->view.windows[i].window.popup && !find_text(l, &realm, text, hits, e))
			return false;
	}
	return true;
}

bool locate_shows(struct locator *l, struct rect box, const char *text, bool *ret_shows,
		  struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct phrase *list;
	size_t n;

	*ret_shows = false;
	if (!view_refresh(&l->view, l->desk, e))
		return false;
	layout_phrases(l->view.frame, box, a, &list, &n);
	if (n != 1) {
		*ret_shows = n == 0 && *text == 0;
		return true;
	}
	return phrase_shows(l, &list[0], text, ret_shows, e);
}

const struct face *locate_faces(const struct locator *l, size_t *ret_n)
{
	return faces_list(l->faces, ret_n);
}

const char *locate_describe(const struct target *t, struct scope *s, struct arena *a)
{
	static const char *const sides[] = { "right of", "left of", "above", "below" };
	struct err ignored = { 0 };
	const char *text = NULL;

	/*
	 * Messages go where the submission's values must not: an expression is named, not
	 * computed.
	 */
	if (t->text && t->text->expression)
		text = arena_printf(a, "=%s", t->text->text);
	else if (t->text && !scope_text(s, t->text, a, &text, &ignored))
		text = t->text->text;
	switch (t->kind) {
	case TARGET_TEXT: return arena_printf(a, "'%s'", text);
	case TARGET_MATCH: return arena_printf(a, "text matching '%s'", pattern_source(t->match));
	case TARGET_FIELD: return arena_printf(a, "field '%s'", text);
	case TARGET_BESIDE:
		return arena_printf(a, "%s %s", sides[t->side], locate_describe(t->of, s, a));
	case TARGET_ROW: return arena_printf(a, "row with %zu given values", t->n_row_with);
	case TARGET_WINDOW: return arena_printf(a, "window '%s'", text ? text : t->window_class);
	case TARGET_ANY: return t->n_any ? locate_describe(t->any[0], s, a) : "nothing";
	}
	assert(false && "every kind of target has words");
	return "";
}
