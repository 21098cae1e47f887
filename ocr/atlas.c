/* atlas.c - every letter of a font as its pixels, letters that look alike together. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/atlas.h"

#include <stdlib.h>
#include <string.h>
#include "base/arena.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ocr/extent.h"
#include "ocr/verify.h"

#define WHITE 0xffffffU

/* UNASKED: a kern nobody has asked the face for, twice the byte that memory is filled with; no
 * distance is that large. */
enum { UNASKED_BYTE = 0x7e, UNASKED = 0x7e7e };

/* A letter as the face drew it. */
struct drawn {
	const char *text;
	struct img *img;  /* owned */
	int img_x, img_y; /* its corner, where the letters' boxes count from */
	struct rect box;  /* of the ink */
	int advance;      /* in pens */
	int fine_first, fine_last;
	size_t letter;
	size_t look; /* number of its class */
};

struct draft {
	const struct face *face;
	struct drawn *list; /* owned, n of them */
	size_t n, room, n_letters;
	int pens;
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

/* pixels() - row @iy of a letter from column @ix on, counted as its box. */
static const uint32_t *pixels(const struct drawn *d, int ix, int iy)
{
	return img_row(d->img, iy - d->img_y) + (ix - d->img_x);
}

static bool draw(const struct face *face, const char *text, struct drawn *ret, struct err *e)
{
	struct drawn d = { .text = text };

	if (!face->draw(face->self, text, &d.img, &d.advance, e))
		return err_wrap(e, "face '%s'", face->name);
	d.box = ink_box(d.img);
	*ret = d;
	return true;
}

/* draw_fine() - the same with the pen @fine behind a whole pixel. */
static bool draw_fine(const struct face *face, const char *text, int fine, struct drawn *ret,
		      struct err *e)
{
	struct drawn d = { .text = text, .fine_first = fine, .fine_last = fine };

	if (!face->draw_at(face->self, text, fine, &d.img, &d.advance, e))
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
		if (memcmp(pixels(a, a->box.x, iy), pixels(b, b->box.x, iy),
			   (size_t)a->box.w * sizeof(uint32_t)) != 0)
			return false;
	return true;
}

/* name_of() - for reports. */
static const char *name_of(const struct draft *d)
{
	return d->face ? d->face->name : "of drawn letters";
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

/* draw_letter() - @text if the font has it; what is one code point is drawn once only, for an X
 * server takes most of an atlas's time. */
static bool draw_letter(struct draft *d, const char *text, struct drawn *ret, bool *ret_has,
			struct err *e)
{
	bool single = utf8_count(text) == 1;

	*ret_has = true;
	if (!single && !has_picture(d, text, ret_has, e))
		return false;
	if (!*ret_has)
		return true;
	if (!draw(d->face, text, ret, e))
		return false;
	if (!single || str_eq(text, " "))
		return true;
	*ret_has = !rect_empty(ret->box) && !same_ink(ret, &d->missing);
	if (!*ret_has)
		img_unref(ret->img);
	return true;
}

/* put_down() - @one to the list, which owns it then. */
static bool put_down(struct draft *d, const struct drawn *one, struct err *e)
{
	if (d->n == d->room) {
		d->room = 2 * d->room + 1;
		d->list = mem_realloc(d->list, d->room, sizeof *d->list);
	}
	d->list[d->n] = *one;
	d->list[d->n++].letter = d->n_letters;
	return (one->box.w <= ATLAS_WIDTH_MAX && one->advance <= ATLAS_WIDTH_MAX * d->pens) ||
	       err_set(e, ERR_LIMIT, "face '%s' draws '%s' wider than %d px", d->face->name,
		       one->text, ATLAS_WIDTH_MAX);
}

/*
 * stretch() - how far behind its place @one looks the same: to the end of the quarter, unless a
 * mark of it moves before.
 */
static bool stretch(struct draft *d, struct drawn *one, struct err *e)
{
	bool same = false;

	one->fine_last = one->fine_first / FACE_QUARTER * FACE_QUARTER + FACE_QUARTER;
	while (!same) {
		struct drawn last;
		if (!draw_fine(d->face, one->text, --one->fine_last, &last, e))
			return false;
		same = same_ink(one, &last);
		img_unref(last.img);
	}
	return true;
}

/* add_fine() - every look of @text, the pen anywhere between two pixels. */
static bool add_fine(struct draft *d, const char *text, struct err *e)
{
	for (int fine = 0; fine < d->pens;) {
		struct drawn one;
		if (!draw_fine(d->face, text, fine, &one, e))
			return false;
		if (!put_down(d, &one, e) || !stretch(d, &d->list[d->n - 1], e))
			return false;
		fine = d->list[d->n - 1].fine_last + 1;
	}
	return true;
}

/* add() - draw @text; it becomes one of the list or absent. */
static bool add(struct draft *d, const char *text, struct err *e)
{
	const char *kept = arena_strdup(d->atlas->arena, text);
	struct drawn one;
	bool has;

	if (!draw_letter(d, kept, &one, &has, e))
		return false;
	if (!has || one.advance <= 0) {
		d->absent[d->atlas->n_absent++] = kept;
		if (has)
			img_unref(one.img);
		return true;
	}
	d->n_letters++;
	if (d->pens == 1)
		return put_down(d, &one, e);
	img_unref(one.img);
	return add_fine(d, kept, e);
}

/* ink_px() - a glyph's weight: what explains most comes first. */
static int ink_px(const struct drawn *d)
{
	int n = 0;

	for (int iy = d->box.y; iy < d->box.y + d->box.h; iy++)
		for (int ix = d->box.x; ix < d->box.x + d->box.w; ix++)
			n += *pixels(d, ix, iy) != WHITE;
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
		size_t k = d->face && d->face->kern ? i : 0;
		while (k < i && (d->list[k].advance != d->list[i].advance ||
				 !same_ink(&d->list[k], &d->list[i])))
			k++;
		d->list[i].look = k < i ? d->list[k].look : n_looks++;
	}
	return n_looks;
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
			     .advance_px = one->advance / at->pens,
			     .advance = one->advance,
			     .fine_first = one->fine_first,
			     .fine_last = one->fine_last,
			     .letter = one->letter,
			     .any = any,
			     .full = full };
	for (int c = 0; c < one->box.w; c++) {
		for (int iy = one->box.y; iy < one->box.y + one->box.h; iy++) {
			int row = iy - at->top_px;
			uint32_t ink = WHITE - *pixels(one, one->box.x + c, iy);
			tone[(size_t)c * (size_t)at->rows + (size_t)row] = ink;
			any[c] |= (uint64_t)(ink != 0) << row;
			at->coloured = at->coloured || ink != (ink & 255) * UINT32_C(0x010101);
			full[c] |= (uint64_t)(ink == WHITE) << row;
		}
		if (any[c] != full[c])
			g->tone = tone;
	}
}

/* set_rows() - the rows any letter has ink in. */
static bool set_rows(struct draft *d, struct err *e)
{
	struct rect all = { 0 };

	for (size_t i = 0; i < d->n; i++)
		all = rect_union(all, d->list[i].box);
	if (all.h > ATLAS_ROWS_MAX)
		return err_set(e, ERR_LIMIT, "face '%s' is %d px tall, more than %d", name_of(d),
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
	if (d->face && d->face->kern) {
		at->n_letters = d->n_letters + 1;
		const size_t n = at->n_letters * at->n_letters;
		at->kerns = arena_calloc(at->arena, n, sizeof *at->kerns);
		memset(at->kerns, UNASKED_BYTE, n * sizeof *at->kerns);
	}
	for (size_t look = 0, first = 0; look < at->n_glyphs; look++) {
		while (d->list[first].look != look)
			first++;
		pack(at, &d->list[first], &glyphs[look]);
		set_members(d, first, &glyphs[look]);
	}
	extent_measure(at);
}

static void draft_clear(struct draft *d)
{
	for (size_t i = 0; i < d->n; i++)
		img_unref(d->list[i].img);
	img_unref(d->missing.img);
	free(d->list);
}

/* finish() - the draft's list as an atlas. */
static bool finish(struct draft *d, struct err *e)
{
	struct atlas *at = d->atlas;

	if (!set_rows(d, e))
		return false;
	gather(d);
	return at->right_max_px - at->left_min_px <= ATLAS_SPAN_MAX ||
	       err_set(e, ERR_LIMIT, "face '%s' has overhangs beyond %d px", name_of(d),
		       ATLAS_SPAN_MAX);
}

/* begin() - room for @n letters. */
static bool begin(struct draft *d, size_t n, struct err *e)
{
	d->atlas->face = d->face;
	d->atlas->arena = arena_new();
	if (n > ATLAS_LETTERS_MAX)
		return err_set(e, ERR_LIMIT, "%zu letters are more than an atlas holds (%d)", n,
			       ATLAS_LETTERS_MAX);
	d->room = n + 1;
	d->list = mem_calloc(d->room, sizeof *d->list);
	d->pens = d->atlas->pens = face_pens(d->face);
	d->atlas->absent = d->absent = arena_calloc(d->atlas->arena, n + 1, sizeof *d->absent);
	return true;
}

bool atlas_build(const struct face *face, const struct repertoire *r, struct atlas **ret_atlas,
		 struct err *e)
{
	CLEANUP(atlas_freep) struct atlas *at = mem_zalloc(sizeof *at);
	CLEANUP(draft_clear) struct draft d = { .face = face, .atlas = at };
	char absent[5];

	if (!begin(&d, r->n, e))
		return false;
	(void)utf8_encode(VERIFY_ABSENT, absent);
	if (!draw(face, absent, &d.missing, e))
		return false;
	for (size_t i = 0; i < r->n; i++)
		if (!add(&d, r->texts[i], e))
			return false;
	if (!finish(&d, e))
		return false;
	*ret_atlas = TAKE(at);
	return true;
}

/* take_letter() - one of atlas_assemble(). */
static bool take_letter(struct draft *d, const struct atlas_letter *letter, struct err *e)
{
	struct drawn one = { .text = arena_strdup(d->atlas->arena, letter->text),
			     .img = img_ref(letter->img),
			     .img_x = letter->ix,
			     .img_y = letter->iy,
			     .box = ink_box(letter->img),
			     .advance = letter->advance_px };

	one.box.x += letter->ix;
	one.box.y += letter->iy;
	if (rect_empty(one.box))
		one.box = (struct rect){ 0 };
	d->list[d->n++] = one;
	return (one.box.w <= ATLAS_WIDTH_MAX && one.advance <= ATLAS_WIDTH_MAX) ||
	       err_set(e, ERR_LIMIT, "letter '%s' is wider than %d px", letter->text,
		       ATLAS_WIDTH_MAX);
}

bool atlas_assemble(const struct face *face, const struct atlas_letters *letters,
		    struct atlas **ret_atlas, struct err *e)
{
	CLEANUP(atlas_freep) struct atlas *at = mem_zalloc(sizeof *at);
	CLEANUP(draft_clear) struct draft d = { .face = face, .atlas = at };

	if (!begin(&d, letters->n, e))
		return false;
	for (size_t i = 0; i < letters->n; i++)
		if (!take_letter(&d, &letters->list[i], e))
			return false;
	if (!finish(&d, e))
		return false;
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
static int16_t *kern_place(const struct atlas *at, const struct glyph *left,
			   const struct glyph *right)
{
	return &at->kerns[left->letter * at->n_letters + right->letter];
}

int atlas_kern(const struct atlas *at, const struct glyph *left, const struct glyph *right)
{
	if (!at->kerns || !left)
		return 0;
	int16_t *kern = kern_place(at, left, right);
	if (*kern == UNASKED)
		*kern = (int16_t)at->face->kern(at->face->self, left->members[0],
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
