/* lattice.c - every way to write a line with the letters of an atlas. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/lattice.h"

#include <stdlib.h>
#include <string.h>
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"

/*
 * Bounds on hostile pictures; what goes beyond is "too many", never cut. STATES_MAX: a line of
 * 32,767 px has fewer pens. TRAIL_MAX: letters that still reach under the next one; two occur,
 * three where kerning may come.
 */
enum {
	STATES_MAX = 1 << 16,
	EDGES_MAX = 1 << 18,
	TRAIL_MAX = 6,
	VARIANTS_MAX = 64,
	STEPS_MAX = 1 << 16,
	TEXT_MAX_BYTES = 1 << 17,
	FITS_MAX = 1 << 20,
	NOTHING = -1,
};

/* A pen position and what the letters before it may still have under it. */
struct state {
	int pen_px, fine; /* @fine: pens behind it */
	struct stroke trail[TRAIL_MAX];
	size_t n_trail;
	const struct glyph *before; /* the last letter, if the atlas kerns */
	bool root, blank;           /* nothing before it; a blank before it */
	bool end, live;             /* a text may end here; some text passes here */
	int next;                   /* with the same pen */
	int edges;                  /* the first that leaves */
	int order;                  /* among the live ones */
};

struct edge {
	int to, next;
	const struct glyph *glyph;
};

struct lattice {
	const struct atlas *atlas;
	const struct ground *ground;
	struct state *states; /* owned */
	struct edge *edges;   /* owned */
	int n_states, n_edges, room_states, room_edges;
	int *at_pen; /* owned; first state of each pen from @pen_min_px on */
	int pen_min_px, n_pens;
	int reach;  /* of the pens, those that have had a state; none has behind it */
	bool ended; /* some text may end */
	int *order; /* owned; live states from left to right */
	int n_live;
	struct canvas canvas;
	const struct glyph **fits; /* owned; letters that fit alone, pen by pen */
	int n_fits, room_fits;
	uint32_t *sifted;         /* owned; room for all glyphs of the atlas */
	int *fits_from, *fits_to; /* owned; their parts of @fits, from @pen_min_px - @most_px */
	int most_px;              /* of kerning, either way */
	int left_min_px;          /* of any letter after any other */
	int fine;                 /* of the first pen */
	bool too_many;
};

static void lattice_clear(struct lattice *l)
{
	free(l->states);
	free(l->edges);
	free(l->at_pen);
	free(l->order);
	free(l->canvas.tone);
	free(l->fits);
	free(l->sifted);
	free(l->fits_from);
	free(l->fits_to);
}

static bool same_state(const struct state *a, const struct state *b)
{
	if (a->fine != b->fine || a->n_trail != b->n_trail || a->before != b->before ||
	    a->root != b->root || a->blank != b->blank)
		return false;
	for (size_t i = 0; i < a->n_trail; i++)
		if (a->trail[i].glyph != b->trail[i].glyph ||
		    a->trail[i].pen_px != b->trail[i].pen_px)
			return false;
	return true;
}

/* intern() - the number of @s, new or known; NOTHING if there are too many. */
static int intern(struct lattice *l, const struct state *s)
{
	int *head = &l->at_pen[s->pen_px - l->pen_min_px];

	for (int i = *head; i != NOTHING; i = l->states[i].next)
		if (same_state(&l->states[i], s))
			return i;
	if (l->n_states == STATES_MAX) {
		l->too_many = true;
		return NOTHING;
	}
	if (l->n_states == l->room_states) {
		l->room_states = l->room_states ? 2 * l->room_states : 256;
		l->states = mem_realloc(l->states, (size_t)l->room_states, sizeof *l->states);
	}
	if (s->pen_px - l->pen_min_px >= l->reach)
		l->reach = s->pen_px - l->pen_min_px + 1;
	l->states[l->n_states] = *s;
	l->states[l->n_states].next = *head;
	*head = l->n_states;
	return l->n_states++;
}

static void connect(struct lattice *l, int from, int to, const struct glyph *g)
{
	if (l->n_edges == EDGES_MAX) {
		l->too_many = true;
		return;
	}
	if (l->n_edges == l->room_edges) {
		l->room_edges = l->room_edges ? 2 * l->room_edges : 256;
		l->edges = mem_realloc(l->edges, (size_t)l->room_edges, sizeof *l->edges);
	}
	l->edges[l->n_edges] = (struct edge){ to, l->states[from].edges, g };
	l->states[from].edges = l->n_edges++;
}

/* add_trail() - @s to the letters that reach column @from or beyond. */
static void add_trail(struct lattice *l, struct state *next, const struct stroke *s, int from)
{
	if (s->pen_px + s->glyph->left_px + s->glyph->width_px <= from || !s->glyph->width_px)
		return;
	if (next->n_trail == TRAIL_MAX)
		l->too_many = true;
	else
		next->trail[next->n_trail++] = *s;
}

/* floor_of() - the pixel of a pen; @fine may be negative. */
static int floor_of(const struct lattice *l, int fine)
{
	int pens = l->atlas->pens;

	return fine >= 0 ? fine / pens : -((pens - 1 - fine) / pens);
}

/* follow() - the state after stroke @s at state @at; its pen is @fine behind its pixel. */
static void follow(struct lattice *l, int at, const struct stroke *s, int fine)
{
	const struct state here = l->states[at];
	const struct glyph *g = s->glyph;
	const int pixels = floor_of(l, fine + g->advance);
	struct state next = { .pen_px = s->pen_px + pixels,
			      .fine = fine + g->advance - pixels * l->atlas->pens,
			      .before = l->atlas->kerns ? g : NULL,
			      .blank = g->width_px == 0,
			      .edges = NOTHING };
	int from = next.pen_px + l->left_min_px;

	/* States are walked pixel by pixel. */
	if (next.pen_px <= here.pen_px) {
		l->too_many = l->atlas->pens > 1;
		return;
	}
	if (next.pen_px >= l->pen_min_px + l->n_pens || (next.blank && from > l->ground->limit))
		return;
	for (size_t i = 0; i < here.n_trail; i++)
		add_trail(l, &next, &here.trail[i], from);
	add_trail(l, &next, s, from);
	int to = intern(l, &next);
	if (to != NOTHING)
		connect(l, at, to, g);
}

/* add_fit() - @g to the letters of the pen in progress. */
static void add_fit(struct lattice *l, const struct glyph *g)
{
	if (l->n_fits == FITS_MAX) {
		l->too_many = true;
		return;
	}
	if (l->n_fits == l->room_fits) {
		l->room_fits = l->room_fits ? 2 * l->room_fits : 1024;
		l->fits = mem_realloc(l->fits, (size_t)l->room_fits, sizeof *l->fits);
	}
	l->fits[l->n_fits++] = g;
}

/* look_at() - which letters may stand at place @at of the pens, whatever is before them? Few. */
static void look_at(struct lattice *l, int at)
{
	int pen_px = l->pen_min_px - l->most_px + at;

	if (l->fits_to[at] != NOTHING)
		return;
	l->fits_from[at] = l->n_fits;
	size_t n = sift_letters(l->atlas, l->ground, pen_px, l->sifted);
	for (size_t i = 0; i < n && !l->too_many; i++) {
		const struct stroke s = { &l->atlas->glyphs[l->sifted[i]], pen_px };
		if (fit_is_open(l->ground, &s))
			add_fit(l, s.glyph);
	}
	l->fits_to[at] = l->n_fits;
}

/*
 * may_begin() - the first letter's ink begins where the line's does, unless the second letter may
 * reach left of it.
 */
static bool may_begin(const struct lattice *l, const struct glyph *g, int pen_px)
{
	if (g->width_px == 0)
		return false;
	return pen_px + g->left_px == l->ground->first ||
	       g->left_px - g->advance_px > l->left_min_px || l->ground->veiled;
}

/* expand_at() - state @at by the letters whose pens are @pixels beside its own after kerning. */
static void expand_at(struct lattice *l, int at, int pixels)
{
	const struct state here = l->states[at];
	int place = here.pen_px + pixels - l->pen_min_px + l->most_px;

	look_at(l, place);
	for (int i = l->fits_from[place]; i < l->fits_to[place] && !l->too_many; i++) {
		const struct glyph *g = l->fits[i];
		const struct stroke s = { g, here.pen_px + pixels };
		if (here.root && !may_begin(l, g, s.pen_px))
			continue;
		int kern = atlas_kern(l->atlas, here.before, g);
		int fine = here.fine + kern - pixels * l->atlas->pens;
		if (kern == FACE_APART || fine < g->fine_first || fine > g->fine_last ||
		    kern + g->advance <= 0)
			continue;
		if (fit_letter(&l->canvas, l->ground, &s,
			       s.pen_px + g->advance_px + l->left_min_px))
			follow(l, at, &s, fine);
	}
}

/* expand() - all letters that may follow at state @at. */
static void expand(struct lattice *l, int at)
{
	const struct state here = l->states[at];
	int most_px = here.before ? l->most_px : 0;

	fit_start(&l->canvas, here.pen_px + l->left_min_px);
	for (size_t i = 0; i < here.n_trail; i++)
		fit_draw(&l->canvas, l->ground, &here.trail[i]);
	l->states[at].end = !here.root && !here.blank && fit_all(&l->canvas, l->ground);
	l->ended = l->ended || l->states[at].end;
	if (l->canvas.from > l->ground->limit)
		return;
	for (int pixels = -most_px; pixels <= most_px && !l->too_many; pixels++)
		expand_at(l, at, pixels);
}

/* lay_out() - room for all pens of a line. */
static void lay_out(struct lattice *l)
{
	l->pen_min_px = l->ground->first - l->atlas->left_max_px;
	/* No letter begins behind the ink; its own advance may go beyond. */
	l->n_pens = l->ground->limit - l->left_min_px + 1 + ATLAS_WIDTH_MAX - l->pen_min_px + 1;
	l->at_pen = mem_calloc((size_t)l->n_pens, sizeof *l->at_pen);
	l->reach = l->n_pens; /* nothing is said of any yet */
	int places = l->n_pens + 2 * l->most_px;
	l->fits_from = mem_calloc((size_t)places, sizeof *l->fits_from);
	l->fits_to = mem_calloc((size_t)places, sizeof *l->fits_to);
	for (int i = 0; i < places; i++)
		l->fits_to[i] = NOTHING;
}

/* plant() - one root for each pixel that the first letter's pen may be in, @l->fine behind it. */
static void plant(struct lattice *l)
{
	int last = l->ground->seen - l->atlas->left_min_px;

	for (int i = 0; i < l->reach; i++)
		l->at_pen[i] = NOTHING;
	l->reach = 0;
	l->ended = false;
	l->n_states = l->n_edges = l->n_live = 0;
	for (int pen_px = l->pen_min_px; pen_px <= last; pen_px++) {
		const struct state root = {
			.pen_px = pen_px, .fine = l->fine, .root = true, .edges = NOTHING
		};
		(void)intern(l, &root); /* fewer than pens */
	}
}

/* walk() - every state from left to right. A pen behind the ink has nothing to follow. */
static void walk(struct lattice *l)
{
	for (int p = 0; p < l->reach && !l->too_many; p++)
		for (int i = l->at_pen[p]; i != NOTHING && !l->too_many; i = l->states[i].next)
			expand(l, i);
}

/* keep_live() - what leads to an end, in order; from right to left, then turned round. */
static void keep_live(struct lattice *l)
{
	l->order = mem_realloc(l->order, (size_t)l->n_states + 1, sizeof *l->order);
	for (int p = l->reach - 1; p >= 0; p--) {
		for (int i = l->at_pen[p]; i != NOTHING; i = l->states[i].next) {
			struct state *s = &l->states[i];
			s->live = s->end;
			for (int k = s->edges; k != NOTHING && !s->live; k = l->edges[k].next)
				s->live = l->states[l->edges[k].to].live;
			if (s->live)
				l->order[l->n_live++] = i;
		}
	}
	for (int i = 0; i < l->n_live / 2; i++) {
		int other = l->order[l->n_live - 1 - i];
		l->order[l->n_live - 1 - i] = l->order[i];
		l->order[i] = other;
	}
	for (int i = 0; i < l->n_live; i++)
		l->states[l->order[i]].order = i;
}

/* All texts between two states that every text passes; ends[] are places in the order. */
struct stretch {
	struct lattice *l;
	struct arena *arena;
	int to; /* n_live: the line's end */
	struct buf text;
	const char **variants;
	size_t n;
	unsigned steps;
};

static void keep_variant(struct stretch *st)
{
	for (size_t i = 0; i < st->n; i++)
		if (str_eq(st->variants[i], st->text.data))
			return;
	if (st->n == VARIANTS_MAX || st->text.overflowed)
		st->l->too_many = true;
	else
		st->variants[st->n++] = arena_strdup(st->arena, st->text.data);
}

static void spell_from(struct stretch *st, int at);

/* spell_edge() - each text of a letter, and all that may follow. */
static void spell_edge(struct stretch *st, const struct edge *edge)
{
	size_t len = st->text.len_bytes;

	for (size_t i = 0; i < edge->glyph->n_members && !st->l->too_many; i++) {
		buf_adds(&st->text, edge->glyph->members[i]);
		spell_from(st, edge->to);
		st->text.len_bytes = len;
		st->text.data[len] = 0;
	}
}

static void spell_from(struct stretch *st, int at)
{
	struct lattice *l = st->l;
	const struct state *s = &l->states[at];

	if (st->steps++ > STEPS_MAX)
		l->too_many = true;
	if (s->order == st->to || (s->end && st->to == l->n_live))
		keep_variant(st);
	if (s->order == st->to)
		return;
	for (int k = s->edges; k != NOTHING && !l->too_many; k = l->edges[k].next) {
		const struct state *next = &l->states[l->edges[k].to];
		if (next->live && next->order <= st->to)
			spell_edge(st, &l->edges[k]);
	}
}

/* spell_place() - the texts from place @from in the order (NOTHING: any root) to place @to. */
static struct ocr_place spell_place(struct lattice *l, struct arena *a, int from, int to)
{
	struct stretch st = { .l = l, .arena = a, .to = to };

	buf_init(&st.text, TEXT_MAX_BYTES);
	st.variants = arena_calloc(a, VARIANTS_MAX, sizeof *st.variants);
	if (from != NOTHING)
		spell_from(&st, l->order[from]);
	for (int i = 0; i < l->n_live && from == NOTHING; i++)
		if (l->states[l->order[i]].root)
			spell_from(&st, l->order[i]);
	buf_clear(&st.text);
	return (struct ocr_place){ st.variants, st.n };
}

/* is_nothing() - no letter stands there; so at the end of most lines. */
static bool is_nothing(const struct ocr_place *p)
{
	return p->n_variants == 1 && p->variants[0][0] == 0;
}

/* reach_of() - the rightmost place that follows place @i directly. */
static int reach_of(const struct lattice *l, int i)
{
	const struct state *s = &l->states[l->order[i]];
	int reach = s->end ? l->n_live : i;

	for (int k = s->edges; k != NOTHING; k = l->edges[k].next) {
		const struct state *next = &l->states[l->edges[k].to];
		if (next->live && next->order > reach)
			reach = next->order;
	}
	return reach;
}

/* spell() - cut the lattice where all texts pass one state. */
static void spell(struct lattice *l, struct arena *a, struct lattice_line *ret_line)
{
	struct ocr_place *places = arena_calloc(a, (size_t)l->n_live + 1, sizeof *places);
	int reach = 0, from = NOTHING;
	size_t n = 0;

	for (int i = 0; i < l->n_live; i++)
		if (l->states[l->order[i]].root)
			reach = i;
	if (reach == 0)
		from = 0;
	reach = from == 0 ? reach_of(l, 0) : reach;
	for (int i = from == 0; i <= l->n_live && !l->too_many; i++) {
		if (reach == i) {
			places[n] = spell_place(l, a, from, i);
			n += !is_nothing(&places[n]);
			from = i;
		}
		int mine = i < l->n_live ? reach_of(l, i) : i;
		reach = mine > reach ? mine : reach;
	}
	*ret_line = (struct lattice_line){ places, n, l->states[l->order[0]].pen_px, l->fine };
}

/* known() - does one of the @n lines before it spell the same as @line? */
static bool known(const struct lattice_line *lines, size_t n, const struct lattice_line *line)
{
	for (size_t i = 0; i < n; i++)
		if (lines[i].n_places == line->n_places &&
		    reading_same_places(lines[i].places, line->places, line->n_places))
			return true;
	return false;
}

/* find_from() - the texts whose first pen is @l->fine behind a pixel, to the lines. */
static void find_from(struct lattice *l, struct arena *a, struct lattice_line *lines, size_t *n)
{
	struct lattice_line line;

	plant(l);
	walk(l);
	if (l->too_many || !l->ended)
		return;
	keep_live(l);
	spell(l, a, &line);
	if (l->too_many || known(lines, *n, &line))
		return;
	if (*n == LATTICE_LINES_MAX)
		l->too_many = true;
	else
		lines[(*n)++] = line;
}

enum lattice_outcome lattice_find(const struct atlas *atlas, const struct ground *ground,
				  struct arena *a, struct lattice_line ret_lines[LATTICE_LINES_MAX],
				  size_t *ret_n)
{
	int most_px = atlas->kerns ? atlas->face->kern_most_px : 0;
	CLEANUP(lattice_clear)
	struct lattice l = { .atlas = atlas,
			     .ground = ground,
			     .most_px = most_px,
			     .left_min_px = atlas->left_min_px - most_px };

	*ret_n = 0;
	if (atlas->n_glyphs == 0 || ground->first > ground->last)
		return LATTICE_NONE;
	if (ground->ceiling && ground->ceiling->hopeless)
		return LATTICE_NONE;
	l.sifted = mem_calloc(atlas->n_glyphs, sizeof *l.sifted);
	if (!atlas->mono)
		l.canvas.tone = mem_realloc(NULL, (size_t)ATLAS_SPAN_MAX * ATLAS_ROWS_MAX,
					    sizeof(uint32_t));
	lay_out(&l);
	for (; l.fine < atlas->pens && !l.too_many; l.fine++)
		find_from(&l, a, ret_lines, ret_n);
	if (l.too_many)
		return LATTICE_TOO_MANY;
	return *ret_n ? LATTICE_FOUND : LATTICE_NONE;
}
