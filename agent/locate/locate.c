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
#include "ocr/tab.h"

enum { REALMS_MAX = 32 };

bool locator_new(const struct locator_options *o, struct locator **ret_locator, struct err *e)
{
	CLEANUP(locator_freep) struct locator *l = mem_zalloc(sizeof *l);

	l->desk = o->desk;
	l->tess = o->tess;
	l->index = index_new();
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
	cellfonts_free(l->cellfonts);
	faces_free(l->faces);
	view_clear(&l->view);
	index_free(l->index);
	free(l);
}

struct locate_counts locate_counts(const struct locator *l)
{
	return l->counts;
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

/* inside_of() - where @t is looked for in the place @hit: beside a label may be a list. */
static struct rect inside_of(const struct locator *l, const struct target *t, const struct hit *hit)
{
	bool list = t->in->kind == TARGET_BESIDE || t->in->kind == TARGET_FIELD;

	if (t->scrolls)
		return list_whole(l->view.frame, hit->box);
	return list ? list_around(l->view.frame, hit->box) : hit->box;
}

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
	if (!locate_again(l, &outer, &hits, e))
		return false;
	for (size_t i = 0; i < hits.n && r->n < REALMS_MAX; i++)
		for (size_t w = 0; w < l->view.n_windows; w++)
			if (l->view.windows[w].window.id == hits.list[i].window_id)
				r->list[r->n++] =
					(struct realm){ w, inside_of(l, q->target, &hits.list[i]) };
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

static struct hit hit_of(const struct locator *l, const struct realm *realm, struct rect box)
{
	return (struct hit){ .box = box, .window_id = l->view.windows[realm->window].window.id };
}

bool text_find(struct locator *l, const struct realm *realm, const char *text, struct hits *hits,
	       struct err *e)
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
			hits_add(hits, hit_of(l, realm, list[i].box));
	}
	return true;
}

/* find_match() - phrases that may read what has the form of the target's pattern. */
static bool find_match(struct locator *l, const struct locate_query *q, const struct realm *realm,
		       struct hits *hits, struct err *e)
{
	const struct pattern *look = q->target->like ? q->target->like : q->target->match;
	const struct phrase *list;
	size_t n;

	view_phrases(&l->view, realm->window, &list, &n);
	for (size_t i = 0; i < n; i++) {
		bool matches;
		if (!rect_contains(realm->area, list[i].box))
			continue;
		if (!phrase_matches(l, &list[i], look, &matches, e))
			return false;
		if (matches)
			hits_add(hits, hit_of(l, realm, list[i].box));
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
			hits_add(hits, (struct hit){ .box = w->area, .window_id = w->id });
	}
	return true;
}

static bool find_any(struct locator *l, const struct locate_query *q, struct hits *hits,
		     struct err *e)
{
	for (size_t i = 0; i < q->target->n_any && hits->n == 0; i++) {
		struct locate_query one = *q;
		one.target = q->target->any[i];
		if (!locate_again(l, &one, hits, e))
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
		       text_find(l, realm, text, hits, e);
	case TARGET_MATCH: return find_match(l, q, realm, hits, e);
	case TARGET_FIELD: return area_find(l, q, realm, hits, e);
	case TARGET_BESIDE: return beside_find(l, q, realm, hits, e);
	case TARGET_POINT: return point_find(l, q, realm, hits, e);
	case TARGET_ROW: return row_find(l, q, realm, hits, e);
	case TARGET_CELL: return cell_find(l, q, realm, hits, e);
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

/* keep_tabs() - of @hits the titles of tabs; where none is one, what only may be stays too. */
static void keep_tabs(struct locator *l, const struct locate_query *q, struct hits *hits)
{
	size_t kept = 0;

	for (size_t i = 0; i < hits->n; i++) {
		struct hit hit = hits->list[i];
		hit.as = LOCATE_TAB;
		if (tab_look(l->view.frame, hit.box) != TAB_NONE)
			hits->list[kept++] = hit;
	}
	if (kept > 0 || q->target->tab)
		hits->n = kept;
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

bool locate_again(struct locator *l, const struct locate_query *q, struct hits *hits, struct err *e)
{
	if (!find_all(l, q, hits, e))
		return false;
	if (q->as == LOCATE_TAB || q->target->tab)
		keep_tabs(l, q, hits);
	if (q->target->related && !beside_keep(l, q, hits, e))
		return false;
	if (q->target->nth > 0)
		pick_nth(hits, (size_t)q->target->nth);
	return true;
}

bool locate_find(struct locator *l, const struct locate_query *q, struct hits *hits, struct err *e)
{
	*hits = (struct hits){ .arena = hits->arena };
	return view_refresh(&l->view, l->desk, e) && locate_again(l, q, hits, e);
}

bool locate_popup_text(struct locator *l, const char *text, struct hits *hits, struct err *e)
{
	hits->list = NULL;
	hits->n = 0;
	if (!view_refresh(&l->view, l->desk, e))
		return false;
	for (size_t i = 0; i < l->view.n_windows; i++) {
		const struct realm realm = { i, l->view.windows[i].window.area };
		if (l->view.windows[i].window.popup && !text_find(l, &realm, text, hits, e))
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

static const char *describe_cell(const struct target *t, struct arena *a)
{
	bool computed = t->cell_row->expression || t->cell_column->expression;

	return computed ? "computed cell"
			: arena_printf(a, "cell [%s, %s]", t->cell_row->text, t->cell_column->text);
}

const char *locate_miss_words(enum locate_miss miss)
{
	static const char *const words[] = {
#define X(miss, words) words,
		LOCATE_MISSES(X)
#undef X
	};

	return words[miss];
}

static const char *const sides[] = {
	[SIDE_RIGHT] = "right of", [SIDE_LEFT] = "left of", [SIDE_ABOVE] = "above",
	[SIDE_BELOW] = "below",    [SIDE_NEAR] = "near",
};

/*
 * text_of() - the text of @t, NULL if it has none. Messages go where the submission's values must
 * not: an expression is named, not computed.
 */
static const char *text_of(const struct target *t, struct scope *s, struct arena *a)
{
	struct err ignored = { 0 };
	const char *text = NULL;

	if (t->text && t->text->expression)
		return arena_printf(a, "=%s", t->text->text);
	if (t->text && !scope_text(s, t->text, a, &text, &ignored))
		return t->text->text;
	return text;
}

/* describe() - @t without what it stands beside. */
static const char *describe(const struct target *t, struct scope *s, struct arena *a)
{
	const char *text = text_of(t, s, a);

	switch (t->kind) {
	case TARGET_TEXT: return arena_printf(a, "%s'%s'", t->tab ? "tab " : "", text);
	case TARGET_MATCH:
		if (t->like)
			return arena_printf(a, "text like '%s'", text);
		return arena_printf(a, "text matching '%s'", pattern_source(t->match));
	case TARGET_FIELD: return arena_printf(a, "field '%s'", text);
	case TARGET_BESIDE:
		return arena_printf(a, "%s %s", sides[t->side], locate_describe(t->of, s, a));
	case TARGET_POINT:
		return arena_printf(a, "the point %d,%d of %s", t->dx_px, t->dy_px,
				    locate_describe(t->of, s, a));
	case TARGET_CELL: return describe_cell(t, a);
	case TARGET_ROW: return arena_printf(a, "row with %zu given values", t->n_row_with);
	case TARGET_WINDOW: return arena_printf(a, "window '%s'", text ? text : t->window_class);
	case TARGET_ANY: return t->n_any ? locate_describe(t->any[0], s, a) : "nothing";
	}
	assert(false && "every kind of target has words");
	return "";
}

const char *locate_describe(const struct target *t, struct scope *s, struct arena *a)
{
	const char *what = describe(t, s, a);

	if (!t->related)
		return what;
	return arena_printf(a, "%s %s %s", what, sides[t->side], locate_describe(t->of, s, a));
}
