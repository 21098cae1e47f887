/* masking.c - what of the screen may be kept. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/masking.h"

#include <stdlib.h>
#include <string.h>
#include "agent/locate/locator.h"
#include "agent/recipe/walk.h"
#include "base/mem.h"
#include "ocr/bare.h"

struct rects {
	struct rect *list; /* owned */
	size_t n, room;
};

struct masking {
	enum masking_mode mode;
	const char **texts; /* owned list of what the recipe calls things on the screen */
	size_t n_texts, room;
	struct rects labels; /* where such texts stand, as they were certified; nothing changed
				there */
	struct rects open;
	uint64_t n_read; /* looks of phrases that were read by the last call */
	size_t n_hidden; /* fields that hid their text then */
};

static void rects_add(struct rects *r, struct rect one)
{
	if (r->n == r->room) {
		r->room = r->room ? 2 * r->room : 256;
		r->list = mem_realloc(r->list, r->room, sizeof *r->list);
	}
	r->list[r->n++] = one;
}

/* ---- what stands in the recipe */

static void add_text(struct masking *m, const char *text)
{
	if (!*text)
		return;
	if (m->n_texts == m->room) {
		m->room = m->room ? 2 * m->room : 64;
		m->texts = mem_realloc(m->texts, m->room, sizeof *m->texts);
	}
	m->texts[m->n_texts++] = text;
}

static void add_value(struct masking *m, const struct value *v)
{
	if (v && !v->expression)
		add_text(m, v->text);
}

/* see_target() - names of things; the values in a row that is looked for are none. */
static void see_target(void *with, const struct target *t)
{
	struct masking *m = with;

	if (t->kind == TARGET_TEXT || t->kind == TARGET_FIELD || t->kind == TARGET_WINDOW)
		add_value(m, t->text);
	add_value(m, t->column);
}

/* see_step() - menus, tabs, headings; what is written or chosen is data, literal or not. */
static void see_step(void *with, const struct step *s)
{
	struct masking *m = with;

	if (s->verb == STEP_TAB)
		add_value(m, s->u.tab.title);
	for (size_t i = 0; s->verb == STEP_MENU && i < s->u.menu.n; i++)
		add_value(m, s->u.menu.path[i]);
	for (size_t i = 0; s->verb == STEP_READ_TABLE && i < s->u.table.columns.n; i++)
		add_text(m, s->u.table.columns.list[i].heading);
	for (size_t i = 0; s->verb == STEP_EITHER && i < s->u.either.n; i++)
		if (s->u.either.branches[i].read_column)
			add_text(m, s->u.either.branches[i].read_column);
}

struct masking *masking_new(const struct recipe *r, enum masking_mode mode)
{
	struct masking *m = mem_zalloc(sizeof *m);
	const struct visitor v = { .target = see_target, .step = see_step, .with = m };

	m->mode = mode;
	walk_recipe(r, &v);
	for (size_t i = 0; i < r->n_targets; i++)
		see_target(m, r->targets[i]);
	return m;
}

void masking_free(struct masking *m)
{
	if (!m)
		return;
	free(m->texts);
	free(m->labels.list);
	free(m->open.list);
	free(m);
}

/* ---- where it stands */

/* drop_labels() - those in which something changed. */
static void drop_labels(struct masking *m, struct rect changed)
{
	size_t kept = 0;

	for (size_t i = 0; i < m->labels.n; i++) {
		struct rect near = rect_grow(m->labels.list[i], PHRASE_MARGIN_PX);
		if (rect_empty(rect_intersection(near, changed)))
			m->labels.list[kept++] = m->labels.list[i];
	}
	m->labels.n = kept;
}

static bool has_label(const struct masking *m, struct rect box)
{
	for (size_t i = 0; i < m->labels.n; i++)
		if (rect_equal(m->labels.list[i], box))
			return true;
	return false;
}

static bool is_label(const struct masking *m, const struct locator *l, const struct phrase *p)
{
	const struct ocr_reading *r = phrase_known(l, p);

	for (size_t i = 0; r && i < m->n_texts; i++)
		if (reading_allows(r, m->texts[i]))
			return true;
	return false;
}

/* find_labels() - certified by now and not before; returns the rectangle around them. */
static struct rect find_labels(struct masking *m, const struct locator *l)
{
	struct rect around = { 0 };

	for (size_t w = 0; w < l->view.n_windows; w++) {
		const struct view_window *window = &l->view.windows[w];
		for (size_t k = 0; window->looked_at && k < window->n_phrases; k++) {
			const struct phrase *p = &window->phrases[k];
			if (has_label(m, p->box) || !is_label(m, l, p))
				continue;
			rects_add(&m->labels, p->box);
			around = rect_union(around, p->box);
		}
	}
	return around;
}

/* ---- what may be kept */

/* open_runs() - of row @iy the pixels from @ix on that are set in @map, @n of them. */
static void open_runs(struct masking *m, const uint8_t *map, struct rect row)
{
	for (int x = 0; x < row.w; x++) {
		int from = x;
		while (x < row.w && map[x])
			x++;
		if (x > from)
			rects_add(&m->open, (struct rect){ row.x + from, row.y, x - from, 1 });
	}
}

/* open_bare() - plain ground, lines and frames. */
static void open_bare(struct masking *m, const struct img *frame, struct rect area)
{
	CLEANUP(mem_freep) uint8_t *map = mem_calloc((size_t)area.w * (size_t)area.h, 1);
	const struct bare_query q = { frame, area, m->labels.list, m->labels.n };

	bare_find(&q, map);
	for (int y = 0; y < area.h; y++)
		open_runs(m, map + (size_t)y * (size_t)area.w,
			  (struct rect){ area.x, area.y + y, area.w, 1 });
}

static void open_labels(struct masking *m, struct rect area)
{
	for (size_t i = 0; i < m->labels.n; i++) {
		struct rect r = rect_intersection(m->labels.list[i], area);
		if (!rect_empty(r))
			rects_add(&m->open, r);
	}
}

/* without() - the up to four parts of @r outside of @hole. */
static size_t without(struct rect r, struct rect hole, struct rect ret_parts[4])
{
	struct rect h = rect_intersection(r, hole);
	size_t n = 0;
	const struct rect parts[] = {
		{ r.x, r.y, r.w, h.y - r.y },
		{ r.x, h.y + h.h, r.w, r.y + r.h - h.y - h.h },
		{ r.x, h.y, h.x - r.x, h.h },
		{ h.x + h.w, h.y, r.x + r.w - h.x - h.w, h.h },
	};

	if (rect_empty(h)) {
		ret_parts[0] = r;
		return 1;
	}
	for (size_t i = 0; i < 4; i++)
		if (!rect_empty(parts[i]))
			ret_parts[n++] = parts[i];
	return n;
}

/* close_hidden() - nothing of a field that hides its text is open, whatever opened it. */
static void close_hidden(struct masking *m, const struct view *v)
{
	struct rect hidden, parts[4];

	for (size_t i = 0; i < v->n_hidden; i++) {
		if (!view_hidden_box(v, i, &hidden))
			continue;
		struct rects was = m->open;
		m->open = (struct rects){ 0 };
		for (size_t k = 0; k < was.n; k++)
			for (size_t n = without(was.list[k], hidden, parts); n-- > 0;)
				rects_add(&m->open, parts[n]);
		free(was.list);
	}
}

/* hidden_around() - the rectangle around the hidden fields: one may have become so just now. */
static struct rect hidden_around(const struct view *v)
{
	struct rect around = { 0 }, box;

	for (size_t i = 0; i < v->n_hidden; i++)
		if (view_hidden_box(v, i, &box))
			around = rect_union(around, box);
	return around;
}

bool masking_look(struct masking *m, struct locator *l, struct masked *ret_masked)
{
	struct view *v = &l->view;
	struct rect changed = v->untaken;

	if (!v->seen || v->take_all ||
	    (rect_empty(changed) && m->n_read == l->counts.read && m->n_hidden == v->n_hidden))
		return false;
	drop_labels(m, changed);
	if (m->n_hidden != v->n_hidden)
		changed = rect_union(changed, hidden_around(v));
	m->n_hidden = v->n_hidden;
	struct rect area = rect_union(changed, find_labels(m, l));
	if (rect_empty(area))
		return false;
	area.x -= BARE_AWAY_X_PX;
	area.w += 2 * BARE_AWAY_X_PX;
	area.y -= BARE_AWAY_Y_PX;
	area.h += 2 * BARE_AWAY_Y_PX;
	area = rect_intersection(rect_union(area, hidden_around(v)), img_bounds(v->seen));
	m->open.n = 0;
	m->n_read = l->counts.read;
	v->untaken = (struct rect){ 0 };
	if (m->mode == MASKING_HIDDEN) {
		rects_add(&m->open, area);
	} else {
		open_bare(m, v->seen, area);
		open_labels(m, area);
	}
	close_hidden(m, v);
	*ret_masked = (struct masked){ .frame = v->seen,
				       .at_us = v->seen_at_us,
				       .area = area,
				       .open = m->open.list,
				       .n_open = m->open.n };
	return true;
}

void masking_watch(struct locator *l, void (*leave)(void *self), void *self)
{
	l->view.watch = (struct view_watch){ self, leave };
	l->view.take_all = true;
}
