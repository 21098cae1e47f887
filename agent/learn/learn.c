/* learn.c - a font learnt from an application: its letters typed, cut out and proven. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/learn/learn.h"

#include <stdlib.h>
#include <string.h>
#include "agent/desk/desk.h"
#include "agent/desk/input.h"
#include "agent/desk/traits.h"
#include "agent/desk/window.h"
#include "agent/doctor/toolkit.h"
#include "agent/learn/likeness.h"
#include "agent/learn/proof.h"
#include "agent/learn/tone.h"
#include "base/mem.h"
#include "base/str.h"
#include "ocr/repertoire.h"

/*
 * BOXES: characters that no font has, to see what stands for those; with numbers in it the box
 * differs from one to the next. SHARED_MAX: letters of one picture; more are a sign for what is
 * missing, too (outline fonts draw up to 3 letters alike, docs/decisions/036). PASSES: what is not
 * proven is left out and the rest proven once more.
 */
enum { BOXES = 3, SHARED_MAX = 8, PASSES = 2 };

/* A font that is being learnt. */
struct lesson {
	struct desk *desk;
	const struct learn_options *o;
	struct arena *arena;
	struct specimen specimen;
	struct ruler ruler;
	struct tones tones;
	struct cut boxes[BOXES];
	struct cut *cuts; /* owned, n of them */
	size_t n;
	bool *proven; /* owned */
	struct learn *to;
};

static void lesson_clear(struct lesson *l)
{
	for (size_t i = 0; i < l->n; i++)
		img_unref(l->cuts[i].img);
	for (size_t i = 0; i < BOXES; i++)
		img_unref(l->boxes[i].img);
	free(l->cuts);
	free(l->proven);
	ruler_clear(&l->ruler);
	specimen_close(&l->specimen);
}

/* drop() - the letter is not learnt, for this reason. */
static void drop(struct cut *c, enum cut_fate fate)
{
	img_unref(c->img);
	c->img = NULL;
	c->fate = fate;
}

/* find_terminal() - is the uppermost window a terminal's? */
static bool find_terminal(struct lesson *l, struct err *e)
{
	struct traits_window traits;
	struct window *list;
	size_t n;

	if (!window_list(l->desk, l->arena, &list, &n, e))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (list[i].popup || !traits_of_window(l->desk, list[i].id, l->arena, &traits))
			continue;
		const struct toolkit kit =
			toolkit_find(traits.pid, traits_app_pid(l->desk), l->arena);
		l->specimen.terminal = str_starts(kit.name, "terminal");
		break;
	}
	return true;
}

static size_t n_asked(const struct lesson *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++)
		n += l->cuts[i].fate != CUT_UNASKED;
	return n;
}

/* enter() - the application, and the field that takes the letters. */
static bool enter(struct lesson *l, struct err *e)
{
	const struct learn_options *o = l->o;
	struct field *f = &l->specimen.field;

	if (!capture_start(l->desk, &o->app, e) || !find_terminal(l, e))
		return false;
	f->desk = l->desk;
	f->limit_ms = o->app.timeout_ms;
	o->announce(arena_printf(l->arena,
				 "types %zu letters and texts of them into %s; presses the chords"
				 " that select, Delete, shift+Insert and ctrl+v, never Return",
				 n_asked(l),
				 o->has_field ? arena_printf(l->arena,
							     "the field at %d,%d, which is clicked",
							     o->field_x, o->field_y)
					      : "the field that has the keyboard"));
	if (o->has_field &&
	    (!input_click(l->desk, o->field_x, o->field_y, 1, 1, e) || !field_settle(f, e)))
		return false;
	return specimen_open(&l->specimen, e) && ruler_make(&l->ruler, &l->specimen, e);
}

/* cut_all() - the boxes and every letter. */
static bool cut_all(struct lesson *l, struct err *e)
{
	/* Not assigned in Unicode 15. */
	static const char *const nothing[BOXES] = { "\u0378", "\u0530", "\u05ff" };

	for (size_t i = 0; i < BOXES; i++)
		if (!cut_letter(&l->ruler, nothing[i], &l->boxes[i], e))
			return false;
	for (size_t i = 0; i < l->n; i++)
		if (l->cuts[i].fate != CUT_UNASKED &&
		    !cut_letter(&l->ruler, l->cuts[i].text, &l->cuts[i], e))
			return false;
	return true;
}

static bool has(const struct repertoire *r, const char *text)
{
	for (size_t i = 0; i < r->n; i++)
		if (str_eq(r->texts[i], text))
			return true;
	return false;
}

/* list_letters() - those that are asked for, and those that may be mistaken for them. */
static void list_letters(struct lesson *l)
{
	const struct repertoire all = repertoire_read(l->arena), *asked = &l->o->letters;

	l->cuts = mem_calloc(all.n + asked->n, sizeof *l->cuts);
	l->proven = mem_calloc(all.n + asked->n, sizeof *l->proven);
	for (size_t i = 0; i < all.n; i++) {
		const bool wanted = asked->n == 0 || has(asked, all.texts[i]);
		l->cuts[l->n++] = (struct cut){ .text = all.texts[i],
						.fate = wanted ? CUT_LEARNT : CUT_UNASKED };
	}
	for (size_t i = 0; i < asked->n; i++)
		if (!has(&all, asked->texts[i]))
			l->cuts[l->n++] = (struct cut){ .text = asked->texts[i] };
}

/* same_place() - the same box around the ink and the same advance. */
static bool same_place(const struct cut *a, const struct cut *b)
{
	return a->img && b->img && a->dx == b->dx && a->dy == b->dy &&
	       a->advance_px == b->advance_px && a->img->width_px == b->img->width_px &&
	       a->img->height_px == b->img->height_px;
}

static bool same_look(const struct cut *a, const struct cut *b)
{
	return same_place(a, b) && img_equal(a->img, b->img);
}

/* is_box() - has @c all the ink that the boxes of its size have in common? */
static bool is_box(const struct lesson *l, const struct cut *c)
{
	const size_t n = c->img ? (size_t)c->img->width_px * (size_t)c->img->height_px : 0;
	size_t n_same = 0;

	for (size_t i = 0; i < BOXES; i++)
		n_same += same_place(c, &l->boxes[i]);
	for (size_t px = 0; px < n && n_same > 0; px++) {
		uint32_t rgb = l->specimen.paper_rgb;
		size_t agree = 0;
		for (size_t i = 0; i < BOXES; i++) {
			if (!same_place(c, &l->boxes[i]))
				continue;
			agree += agree == 0 || l->boxes[i].img->px[px] == rgb;
			rgb = l->boxes[i].img->px[px];
		}
		if (agree == n_same && rgb != l->specimen.paper_rgb && c->img->px[px] != rgb)
			return false;
	}
	return n_same > 0;
}

/* is_sign() - do so many letters look like this one that it stands for what is missing? */
static bool is_sign(const struct lesson *l, const struct cut *c)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++)
		n += same_look(&l->cuts[i], c);
	return n > SHARED_MAX;
}

/* is_question() - where no selection tells what arrived, another letter may stand as one. */
static bool is_question(const struct lesson *l, const struct cut *c)
{
	for (size_t i = 0; i < l->n && !l->specimen.field.reads; i++)
		if (str_eq(l->cuts[i].text, "?") && !str_eq(c->text, "?"))
			return same_look(&l->cuts[i], c);
	return false;
}

static void drop_signs(struct lesson *l)
{
	bool *box = mem_calloc(l->n, sizeof *box), *question = mem_calloc(l->n, sizeof *question);

	for (size_t i = 0; i < l->n; i++) {
		box[i] = is_box(l, &l->cuts[i]) || is_sign(l, &l->cuts[i]);
		question[i] = is_question(l, &l->cuts[i]);
	}
	for (size_t i = 0; i < l->n; i++)
		if (box[i] || question[i])
			drop(&l->cuts[i], box[i] ? CUT_BOX : CUT_OTHER);
	free(box);
	free(question);
}

/* tone_all() - every picture as black on white. */
static void tone_all(struct lesson *l)
{
	struct img **list = mem_calloc(l->n + 1, sizeof(struct img *));
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++)
		if (l->cuts[i].img)
			list[n++] = l->cuts[i].img;
	tones_learn(&l->tones, l->specimen.paper_rgb, list, n);
	free(list);
	for (size_t i = 0; i < l->n; i++) {
		struct cut *c = &l->cuts[i];
		struct img *toned = c->img ? tones_apply(&l->tones, c->img) : NULL;
		if (c->img && !toned)
			drop(c, CUT_COLOURS);
		if (toned) {
			img_unref(c->img);
			c->img = toned;
		}
	}
}

/* assemble() - the letters that are left as a font. */
static bool assemble(struct lesson *l, struct learnt **ret_font, struct err *e)
{
	struct atlas_letter *list = arena_calloc(l->arena, l->n + 1, sizeof *list);
	CLEANUP(img_unrefp) struct img *blank = img_new(1, 1);
	struct atlas *at;
	size_t n = 0;

	img_fill(blank, img_bounds(blank), 0xffffff);
	for (size_t i = 0; i < l->n; i++) {
		const struct cut *c = &l->cuts[i];
		if (c->fate != CUT_LEARNT)
			continue;
		list[n++] = (struct atlas_letter){ .text = c->text,
						   .img = c->img ? c->img : blank,
						   .ix = LEARNT_PEN_PX + c->dx,
						   .iy = c->dy,
						   .advance_px = c->advance_px };
	}
	if (!atlas_assemble(NULL, &(struct atlas_letters){ list, n }, &at, e))
		return false;
	*ret_font = learnt_new(at, "the learnt font");
	return true;
}

/* drop_unproven() - how many letters no text has proven. */
static size_t drop_unproven(struct lesson *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++) {
		if (l->cuts[i].fate != CUT_LEARNT || l->proven[i])
			continue;
		drop(&l->cuts[i], CUT_UNPROVEN);
		n++;
	}
	return n;
}

/* prove() - once; *ret_dropped letters were not proven and are left out now. */
static bool prove(struct lesson *l, const struct learnt *font, size_t *ret_dropped, struct err *e)
{
	struct proof p = { .ruler = &l->ruler,
			   .font = font,
			   .cuts = l->cuts,
			   .n = l->n,
			   .paper_rgb = l->tones.paper_rgb,
			   .ink_rgb = l->tones.ink_rgb };

	memset(l->proven, 0, l->n * sizeof *l->proven);
	p.proven = l->proven;
	if (!proof_sides(&p, e) || !proof_texts(&p, e))
		return false;
	if (p.n_equal == 0)
		return err_set(e, ERR_UNSUPPORTED,
			       "none of %zu texts is drawn as its letters one by one", p.n_texts);
	l->to->n_texts += p.n_texts;
	l->to->n_certain += p.n_certain;
	*ret_dropped = drop_unproven(l);
	return true;
}

/* prove_all() - until every letter that is left is proven. */
static bool prove_all(struct lesson *l, struct err *e)
{
	size_t dropped = 1;

	for (int i = 0; i < PASSES && dropped > 0; i++) {
		CLEANUP(learnt_freep) struct learnt *font = NULL;
		if (!assemble(l, &font, e) || !prove(l, font, &dropped, e))
			return false;
	}
	return dropped == 0 ||
	       err_set(e, ERR_UNSUPPORTED,
		       "%zu letters are drawn differently beside different letters", dropped);
}

/* is_shown() - did the application draw it, as nothing or as a box at least? */
static bool is_shown(const struct cut *c)
{
	return c->fate == CUT_LEARNT || c->fate == CUT_NO_INK || c->fate == CUT_BOX;
}

/* near() - are the pictures so near that other colours might make them one? */
static bool near(const struct lesson *l, const struct cut *a, const struct cut *b)
{
	const int most = tones_apart_max(&l->tones);

	if (most == 0 || !same_place(a, b) || img_equal(a->img, b->img))
		return false;
	const size_t n = (size_t)a->img->width_px * (size_t)a->img->height_px;
	for (size_t i = 0; i < n; i++)
		for (unsigned shift = 0; shift < 24; shift += 8)
			if (abs((int)(a->img->px[i] >> shift & 255) -
				(int)(b->img->px[i] >> shift & 255)) > 2 * most)
				return false;
	return true;
}

/* may_look() - may @other look as @known does, though it was not seen so? */
static bool may_look(const struct lesson *l, const struct cut *known, const struct cut *other)
{
	if (other->fate == CUT_LEARNT)
		return near(l, known, other);
	return !is_shown(other) && likeness_holds(known->text, other->text);
}

/* cut_of() - the letter with this text. */
static const struct cut *cut_of(const struct lesson *l, const char *text)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->cuts[i].text, text))
			return &l->cuts[i];
	return NULL;
}

/* guess() - add to @g what may look like one of its members. */
static void guess(struct lesson *l, struct atlas *at, struct glyph *g)
{
	const char **members = arena_calloc(at->arena, g->n_members + l->n, sizeof *members);
	const size_t n_drawn = g->n_members;

	memcpy(members, g->members, n_drawn * sizeof *members);
	for (size_t i = 0; i < l->n; i++) {
		bool may = false;
		for (size_t k = 0; k < n_drawn && !may; k++) {
			const struct cut *known = cut_of(l, members[k]);
			may = known && may_look(l, known, &l->cuts[i]);
		}
		if (may)
			members[n_drawn + g->n_guessed++] =
				arena_strdup(at->arena, l->cuts[i].text);
	}
	g->members = members;
	g->n_members = n_drawn + g->n_guessed;
	l->to->n_guessed += g->n_guessed;
}

/* conclude() - the font as it is handed out, and what is to be said about it. */
static bool conclude(struct lesson *l, struct err *e)
{
	struct learn *to = l->to;

	if (!assemble(l, &to->font, e))
		return false;
	struct atlas *at = (struct atlas *)learnt_atlas(to->font);
	for (size_t i = 0; i < at->n_glyphs; i++)
		guess(l, at, (struct glyph *)&at->glyphs[i]);
	to->missing = arena_calloc(l->arena, l->n, sizeof *to->missing);
	for (size_t i = 0; i < l->n; i++) {
		const struct cut *c = &l->cuts[i];
		if (c->fate == CUT_LEARNT)
			to->n_learnt++;
		else if (c->fate != CUT_UNASKED)
			to->missing[to->n_missing++] = (struct learn_miss){ c->text, c->fate };
	}
	to->selection = l->specimen.field.reads;
	to->mono = at->mono;
	to->paper_rgb = l->tones.paper_rgb;
	to->ink_rgb = l->tones.ink_rgb;
	return true;
}

bool learn_font(struct desk *desk, const struct learn_options *o, struct arena *a,
		struct learn *ret_learn, struct err *e)
{
	struct learn to = { 0 };
	CLEANUP(lesson_clear)
	struct lesson l = { .desk = desk, .o = o, .arena = a, .to = &to };

	list_letters(&l);
	if (!enter(&l, e) || !cut_all(&l, e))
		return false;
	drop_signs(&l);
	tone_all(&l);
	if (!prove_all(&l, e) || !conclude(&l, e))
		return false;
	*ret_learn = to;
	return true;
}
