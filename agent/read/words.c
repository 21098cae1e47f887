/* words.c - from the reading of a phrase to its words, each with a box. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/read/words.h"

#include <string.h>
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ocr/ink.h"

enum { WHITE = 0xffffff, TEXT_BYTES_MAX = 1 << 17, ROOM_FIRST = 64 };

#define REPLACEMENT "\xef\xbf\xbd"

/* clean() - @text without what could break a line or a format. */
static const char *clean(const char *text, struct arena *a)
{
	CLEANUP(buf_clear) struct buf out = { 0 };
	char letter[5];
	uint32_t cp;

	buf_init(&out, 3 * TEXT_BYTES_MAX);
	while ((cp = utf8_next(&text)) != 0) {
		bool blank = cp == '\t' || cp == '\n' || cp == '\r';
		(void)utf8_encode(cp, letter);
		buf_adds(&out, blank ? " " : utf8_forbidden(letter) ? REPLACEMENT : letter);
	}
	return arena_strdup(a, out.data);
}

static struct page_word *add(struct words *words)
{
	if (words->n == words->room) {
		size_t room = words->room ? 2 * words->room : ROOM_FIRST;
		struct page_word *list = arena_calloc(words->arena, room, sizeof *list);
		if (words->n)
			memcpy(list, words->list, words->n * sizeof *list);
		words->list = list;
		words->room = room;
	}
	return &words->list[words->n++];
}

/* ---- exact readings */

/* blanks() - of all variants of a place; 0 if they do not all have as many. */
static size_t blanks(const struct ocr_place *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n_variants; i++) {
		size_t its = 0;
		for (const char *at = p->variants[i]; *at; at++)
			its += *at == ' ';
		if (i > 0 && its != n)
			return 0;
		n = its;
	}
	return n;
}

/* part_of() - what stands in front of blank number @number of @text, and behind the one before. */
static const char *part_of(const char *text, size_t number, struct arena *a)
{
	while (number-- > 0)
		text = strchr(text, ' ') + 1;
	return arena_strndup(a, text, strcspn(text, " "));
}

/* slice() - part @number of all variants of @p, each once. */
static struct ocr_place slice(const struct ocr_place *p, size_t number, struct arena *a)
{
	const char **list = arena_calloc(a, p->n_variants, sizeof *list);
	struct ocr_place part = { .variants = list };

	for (size_t i = 0; i < p->n_variants; i++) {
		const char *text = part_of(p->variants[i], number, a);
		bool known = false;
		for (size_t k = 0; k < part.n_variants && !known; k++)
			known = str_eq(list[k], text);
		if (!known)
			list[part.n_variants++] = text;
	}
	return part;
}

/* One reading on its way to words. */
struct cut {
	struct words *words;
	const struct ocr_reading *whole;
	const struct face *face;
	struct ocr_place *places; /* of the word in progress */
	size_t n;
	size_t at, begin; /* bytes of the whole text: read so far, where the word begins */
	bool first;
};

/* box_of() - where @text stands that begins at byte @c->begin of the whole. */
static bool box_of(const struct cut *c, const char *text, struct rect *ret_box, struct err *e)
{
	CLEANUP(img_unrefp) struct img *before = NULL;
	CLEANUP(img_unrefp) struct img *drawn = NULL;
	const char *prefix = arena_strndup(c->words->arena, c->whole->text, c->begin);
	int pen_px = 0, advance_px = 0;

	if (*prefix && !c->face->draw(c->face->self, prefix, &before, &pen_px, e))
		return false;
	if (!c->face->draw(c->face->self, text, &drawn, &advance_px, e))
		return false;
	struct rect box = img_tight(drawn, img_bounds(drawn), WHITE);
	box.x += c->whole->drawn_ix + pen_px;
	box.y += c->whole->drawn_iy;
	*ret_box = box;
	return true;
}

/* end_word() - the places in progress become a word, unless they spell nothing. */
static bool end_word(struct cut *c, struct err *e)
{
	struct arena *a = c->words->arena;
	struct ocr_reading r = { .places = c->places, .n_places = c->n };
	struct rect box;

	reading_spell(&r, a);
	if (c->n > 0 && (*r.text || r.n_alternatives)) {
		bool certain = true;
		for (size_t i = 0; i < c->n; i++)
			certain = certain && c->places[i].n_variants == 1;
		if (!box_of(c, r.text, &box, e))
			return false;
		*add(c->words) = (struct page_word){
			.box = box,
			.text = clean(r.text, a),
			.certainty = certain ? OCR_CERTAIN : OCR_AMBIGUOUS,
			.engine = c->whole->engine,
			.alternatives = r.alternatives,
			.n_alternatives = r.n_alternatives,
			.apart = c->first,
		};
		c->first = false;
	}
	c->places = arena_calloc(a, c->whole->n_places + 1, sizeof *c->places);
	c->n = 0;
	return true;
}

/* add_place() - goes on with the word, and where @p has blanks ends it and begins the next. */
static bool add_place(struct cut *c, const struct ocr_place *p, struct err *e)
{
	size_t n = blanks(p);

	for (size_t i = 0; i <= n; i++) {
		struct ocr_place part = n ? slice(p, i, c->words->arena) : *p;
		if (part.n_variants > 1 || *part.variants[0])
			c->places[c->n++] = part;
		c->at += strlen(part.variants[0]);
		if (i == n)
			break;
		if (!end_word(c, e))
			return false;
		c->begin = ++c->at;
	}
	return true;
}

bool words_add_read(struct words *words, const struct ocr_reading *r, const struct face *face,
		    struct err *e)
{
	struct cut c = { .words = words, .whole = r, .face = face, .first = true };

	c.places = arena_calloc(words->arena, r->n_places + 1, sizeof *c.places);
	for (size_t i = 0; i < r->n_places; i++)
		if (!add_place(&c, &r->places[i], e))
			return false;
	return end_word(&c, e);
}

/* ---- proposals */

void words_doubt(struct words *words, size_t from)
{
	for (size_t i = from; i < words->n; i++) {
		words->list[i].certainty = OCR_UNCERTAIN;
		words->list[i].alternatives = NULL;
		words->list[i].n_alternatives = 0;
	}
}

/* A run of columns without ink. */
struct gap {
	int from, width;
};

/* widest() - the widest gap that begins at column @from or later, in @used ones are left out. */
static struct gap widest(const struct ink *k, const bool *used)
{
	struct gap best = { 0, 0 };

	for (int ix = k->box.x; ix < k->box.x + k->box.w; ix++) {
		int w = 0;
		for (bool blank = true; blank && ix + w < k->box.x + k->box.w; w += blank)
			for (int iy = 0; iy < k->height_px && blank; iy++)
				blank = !used[ix + w] && !k->set[iy * k->width_px + ix + w];
		if (w > best.width)
			best = (struct gap){ ix, w };
		ix += w;
	}
	return best;
}

/* count_words() - separated by single blanks, as Tesseract writes them. */
static size_t count_words(const char *text)
{
	size_t n = 1;

	for (; *text; text++)
		n += *text == ' ';
	return n;
}

/* mark_gaps() - the @n widest gaps in @used; false if there are not as many. */
static bool mark_gaps(const struct ink *k, size_t n, bool *used)
{
	for (; n > 0; n--) {
		struct gap g = widest(k, used);
		if (g.width == 0)
			return false;
		for (int ix = g.from; ix < g.from + g.width; ix++)
			used[ix] = true;
	}
	return true;
}

static void add_proposal(struct words *words, struct rect box, const char *text, bool apart)
{
	*add(words) = (struct page_word){ .box = box,
					  .text = text,
					  .certainty = OCR_UNCERTAIN,
					  .engine = OCR_ENGINE_TESSERACT,
					  .apart = apart };
}

void words_add_proposed(struct words *words, const struct img *img, struct rect box,
			const char *text)
{
	const char *cleaned = clean(text, words->arena);
	CLEANUP(img_unrefp) struct img *look = img_crop(img, box);
	const struct img *looks[] = { look };
	CLEANUP(ink_clear) struct ink k = ink_of(looks, 1);
	size_t n = count_words(cleaned);
	CLEANUP(mem_freep) bool *used = mem_calloc((size_t)look->width_px + 1, sizeof *used);

	if (rect_empty(k.box) || !mark_gaps(&k, n - 1, used)) {
		add_proposal(words, box, cleaned, true);
		return;
	}
	used[look->width_px] = true;
	for (int ix = 0, i = 0; i < (int)n; i++) {
		while (used[ix])
			ix++;
		int from = ix;
		while (!used[ix])
			ix++;
		add_proposal(words, (struct rect){ box.x + from, box.y, ix - from, box.h },
			     part_of(cleaned, (size_t)i, words->arena), i == 0);
	}
}
