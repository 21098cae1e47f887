/* atlas.c - every letter of a font as its pixels, letters that look alike together. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/atlas.h"

#include <stdlib.h>
#include <string.h>
#include "base/arena.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ocr/verify.h"

#define WHITE 0xffffffU

/* UNASKED: a kern nobody has asked the face for; no distance is that large. */
enum { UNASKED = 126 };

/* A letter as the face drew it. */
struct drawn {
	const char *text;
	struct img *img; /* owned */
	struct rect box; /* of the ink */
	int advance_px;
	size_t look; /* number of its class */
};

struct draft {
	const struct face *face;
	struct drawn *list; /* owned, n of them */
	size_t n;
	struct drawn missing; /* the font's sign for what it lacks */
	struct atlas *atlas;
	const char **absent;
};

static struct rect ink_box(const struct img *img)
{
	struct rect box = { 0 };

	for (int iy = 0; iy < img->height_px; iy++)
		for (int ix = 0; ix < img->width_px; ix++)
			if (img_at(img, ix, iy) != WHITE)
				box = rect_union(box, (struct rect){ ix, iy, 1, 1 });
	return box;
}

static bool draw(const struct face *face, const char *text, struct drawn *ret, struct err *e)
{
	struct drawn d = { .text = text };

	if (!face->draw(face->self, text, &d.img, &d.advance_px, e))
		return err_wrap(e, "face '%s'", face->name);
	d.box = ink_box(d.img);
	*ret = d;
	return true;
}

/* same_ink() - the same pixels at the same place. */
static bool same_ink(const struct drawn *a, const struct drawn *b)
{
	if (!rect_equal(a->box, b->box))
		return false;
	for (int iy = a->box.y; iy < a->box.y + a->box.h; iy++)
		if (memcmp(img_row(a->img, iy) + a->box.x, img_row(b->img, iy) + b->box.x,
			   (size_t)a->box.w * sizeof(uint32_t)) != 0)
			return false;
	return true;
}

/* has_picture() - has the font a look of its own for every code point of @text? */
static bool has_picture(struct draft *d, const char *text, bool *ret_has, struct err *e)
{
	uint32_t cp;

	*ret_has = true;
	while (*ret_has && (cp = utf8_next(&text)) != 0) {
		struct drawn one;
		char bytes[5];
		(void)utf8_encode(cp, bytes);
		if (!draw(d->face, bytes, &one, e))
			return false;
		*ret_has = !rect_empty(one.box) && !same_ink(&one, &d->missing);
		img_unref(one.img);
	}
	return true;
}

/* add() - draw @text; it becomes one of the list or absent. */
static bool add(struct draft *d, const char *text, struct err *e)
{
	struct drawn *one = &d->list[d->n];
	bool has = str_eq(text, " ");

	if ((!has && !has_picture(d, text, &has, e)) || (has && !draw(d->face, text, one, e)))
		return false;
	if (has && (one->box.w > ATLAS_WIDTH_MAX || one->advance_px > ATLAS_WIDTH_MAX)) {
		img_unref(one->img);
		return err_set(e, ERR_LIMIT, "face '%s' draws '%s' wider than %d px", d->face->name,
			       text, ATLAS_WIDTH_MAX);
	}
	one->text = arena_strdup(d->atlas->arena, text);
	if (has && one->advance_px > 0) {
		d->n++;
		return true;
	}
	d->absent[d->atlas->n_absent++] = one->text;
	if (has)
		img_unref(one->img);
	return true;
}

/* ink_px() - a glyph's weight: what explains most comes first. */
static int ink_px(const struct drawn *d)
{
	int n = 0;

	for (int iy = d->box.y; iy < d->box.y + d->box.h; iy++)
		for (int ix = d->box.x; ix < d->box.x + d->box.w; ix++)
			n += img_at(d->img, ix, iy) != WHITE;
	return n;
}

/* by_weight() - heavy first, then whatever keeps equal looks together and the order fixed. */
static int by_weight(const void *left, const void *right)
{
	const struct drawn *a = left, *b = right;
	int weight = ink_px(b) - ink_px(a);

	return weight ? weight : strcmp(a->text, b->text);
}

/* number_looks() - twins get one number; classes in the order of their first member. */
static size_t number_looks(struct draft *d)
{
	size_t n_looks = 0;

	for (size_t i = 0; i < d->n; i++) {
		size_t k = d->face->kern ? i : 0;
		while (k < i && (d->list[k].advance_px != d->list[i].advance_px ||
				 !same_ink(&d->list[k], &d->list[i])))
			k++;
		d->list[i].look = k < i ? d->list[k].look : n_looks++;
	}
	return n_looks;
}

/* longest_run() - of ones in @bits. */
static int longest_run(uint64_t bits)
{
	int n = 0;

	for (; bits; n++)
		bits &= bits << 1;
	return n;
}

/* longest_row() - the longest run of ink across a glyph. */
static int longest_row(const struct atlas *at, const struct glyph *g)
{
	int longest = 0;

	for (int row = 0; row < at->rows; row++) {
		int run = 0;
		for (int c = 0; c < g->width_px; c++) {
			run = g->any[c] >> row & 1 ? run + 1 : 0;
			longest = run > longest ? run : longest;
		}
	}
	return longest;
}

/* pack() - the pixels of @one as columns. */
static void pack(struct atlas *at, const struct drawn *one, struct glyph *g)
{
	uint64_t *any = arena_calloc(at->arena, (size_t)one->box.w, sizeof *any);
	uint64_t *full = arena_calloc(at->arena, (size_t)one->box.w, sizeof *full);
	uint32_t *tone =
		arena_calloc(at->arena, (size_t)one->box.w * (size_t)at->rows, sizeof *tone);

	*g = (struct glyph){ .left_px = one->box.x,
			     .width_px = one->box.w,
			     .advance_px = one->advance_px,
			     .any = any,
			     .full = full };
	for (int c = 0; c < one->box.w; c++) {
		for (int iy = one->box.y; iy < one->box.y + one->box.h; iy++) {
			int row = iy - at->top_px;
			uint32_t ink = WHITE - img_at(one->img, one->box.x + c, iy);
			tone[(size_t)c * (size_t)at->rows + (size_t)row] = ink;
			any[c] |= (uint64_t)(ink != 0) << row;
			full[c] |= (uint64_t)(ink == WHITE) << row;
		}
		if (any[c] != full[c])
			g->tone = tone;
	}
	at->mono = at->mono && !g->tone;
}

/* measure() - widen the atlas's bounds by @g. */
static void measure(struct atlas *at, const struct glyph *g)
{
	int right = g->left_px + g->width_px, across = longest_row(at, g);

	if (g->width_px == 0)
		return;
	at->left_min_px = g->left_px < at->left_min_px ? g->left_px : at->left_min_px;
	at->left_max_px = g->left_px > at->left_max_px ? g->left_px : at->left_max_px;
	at->right_max_px = right > at->right_max_px ? right : at->right_max_px;
	at->wide_max_px = across > at->wide_max_px ? across : at->wide_max_px;
	for (int c = 0; c < g->width_px; c++) {
		int down = longest_run(g->any[c]);
		at->tall_max_px = down > at->tall_max_px ? down : at->tall_max_px;
	}
}

/* set_rows() - the rows any letter has ink in. */
static bool set_rows(struct draft *d, struct err *e)
{
	struct rect all = { 0 };

	for (size_t i = 0; i < d->n; i++)
		all = rect_union(all, d->list[i].box);
	if (all.h > ATLAS_ROWS_MAX)
		return err_set(e, ERR_LIMIT, "face '%s' is %d px tall, more than %d", d->face->name,
			       all.h, ATLAS_ROWS_MAX);
	d->atlas->top_px = all.y;
	d->atlas->rows = all.h;
	return true;
}

/* set_members() - all texts that look like the one at @first, which is the first of them. */
static void set_members(const struct draft *d, size_t first, struct glyph *g)
{
	size_t n = 0;

	for (size_t i = first; i < d->n; i++)
		n += d->list[i].look == d->list[first].look;
	const char **members = arena_calloc(d->atlas->arena, n, sizeof *members);
	for (size_t i = first; i < d->n; i++)
		if (d->list[i].look == d->list[first].look)
			members[g->n_members++] = d->list[i].text;
	g->members = members;
}

/* gather() - the drawn letters as classes. */
static void gather(struct draft *d)
{
	struct atlas *at = d->atlas;

	qsort(d->list, d->n, sizeof *d->list, by_weight);
	at->n_glyphs = number_looks(d);
	struct glyph *glyphs = arena_calloc(at->arena, at->n_glyphs, sizeof *glyphs);
	at->glyphs = glyphs;
	at->mono = true;
	if (d->face->kern) {
		at->kerns = arena_alloc(at->arena, at->n_glyphs * at->n_glyphs + 1);
		memset(at->kerns, UNASKED, at->n_glyphs * at->n_glyphs);
	}
	at->left_min_px = IMG_SIDE_MAX;
	for (size_t look = 0, first = 0; look < at->n_glyphs; look++) {
		while (d->list[first].look != look)
			first++;
		pack(at, &d->list[first], &glyphs[look]);
		set_members(d, first, &glyphs[look]);
		measure(at, &glyphs[look]);
	}
	if (at->right_max_px == 0)
		at->left_min_px = 0;
}

static void draft_clear(struct draft *d)
{
	for (size_t i = 0; i < d->n; i++)
		img_unref(d->list[i].img);
	img_unref(d->missing.img);
	free(d->list);
}

bool atlas_build(const struct face *face, const struct repertoire *r, struct atlas **ret_atlas,
		 struct err *e)
{
	CLEANUP(atlas_freep) struct atlas *at = mem_zalloc(sizeof *at);
	CLEANUP(draft_clear) struct draft d = { .face = face, .atlas = at };
	char absent[5];

	at->face = face;
	at->arena = arena_new();
	if (r->n > ATLAS_LETTERS_MAX)
		return err_set(e, ERR_LIMIT, "%zu letters are more than an atlas holds (%d)", r->n,
			       ATLAS_LETTERS_MAX);
	d.list = mem_calloc(r->n + 1, sizeof *d.list);
	at->absent = d.absent = arena_calloc(at->arena, r->n + 1, sizeof *d.absent);
	(void)utf8_encode(VERIFY_ABSENT, absent);
	if (!draw(face, absent, &d.missing, e))
		return false;
	for (size_t i = 0; i < r->n; i++)
		if (!add(&d, r->texts[i], e))
			return false;
	if (!set_rows(&d, e))
		return false;
	gather(&d);
	if (at->right_max_px - at->left_min_px > ATLAS_SPAN_MAX)
		return err_set(e, ERR_LIMIT, "face '%s' has overhangs beyond %d px", face->name,
			       ATLAS_SPAN_MAX);
	*ret_atlas = TAKE(at);
	return true;
}

void atlas_free(struct atlas *at)
{
	if (!at)
		return;
	arena_free(at->arena);
	free(at);
}

/* kern_place() - where the table holds it. */
static signed char *kern_place(const struct atlas *at, const struct glyph *left,
			       const struct glyph *right)
{
	size_t row = (size_t)(left - at->glyphs), column = (size_t)(right - at->glyphs);

	return &at->kerns[row * at->n_glyphs + column];
}

int atlas_kern(const struct atlas *at, const struct glyph *left, const struct glyph *right)
{
	if (!at->kerns || !left)
		return 0;
	signed char *kern = kern_place(at, left, right);
	if (*kern == UNASKED)
		*kern = (signed char)at->face->kern(at->face->self, left->members[0],
						    right->members[0]);
	return *kern;
}

const struct glyph *atlas_find(const struct atlas *at, const char *text)
{
	for (size_t i = 0; i < at->n_glyphs; i++)
		for (size_t k = 0; k < at->glyphs[i].n_members; k++)
			if (str_eq(at->glyphs[i].members[k], text))
				return &at->glyphs[i];
	return NULL;
}
