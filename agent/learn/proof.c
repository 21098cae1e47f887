/* proof.c - does a learnt font draw what the application draws, and read what was typed? */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/learn/proof.h"

#include <string.h>
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "ocr/certify.h"
#include "ocr/glyphs.h"

/*
 * TEXT_LETTERS: enough neighbours, and few letters share the fate of one that is drawn differently.
 * ROUNDS: each letter stands among as many different others. ROW: of one letter, so that a third of
 * a pixel shows.
 */
enum { TEXT_LETTERS = 12, ROUNDS = 2, ROW = 8 };

#define AHEAD "  "

/* What a text came to. */
struct trial {
	bool taken, equal;
	struct ocr_reading reading;
};

/* area_of() - where @text is drawn, without the caret three blanks behind it. */
static struct rect area_of(const struct proof *p, const struct img *img, int advance_px)
{
	const struct ruler *r = p->ruler;

	return rect_intersection(
		(struct rect){ 0, 0, r->mark_x + advance_px + 2 * r->blank_px, img->height_px },
		img_bounds(img));
}

/* advance_of() - how far @text moves the pen. */
static bool advance_of(const struct proof *p, const char *text, int *ret_px, struct err *e)
{
	CLEANUP(img_unrefp) struct img *drawn = NULL;
	const struct face *face = learnt_face(p->font);

	return face->draw(face->self, text, &drawn, ret_px, e);
}

/* top_of() - the row of the area that is row 0 of the font. */
static int top_of(const struct proof *p)
{
	int top = p->ruler->specimen->area.h;

	for (size_t i = 0; i < p->n; i++)
		if (p->cuts[i].img && p->cuts[i].dy < top)
			top = p->cuts[i].dy;
	return top;
}

/* attempt() - type @text, compare it with what is predicted, read it. */
static bool attempt(struct proof *p, const char *text, struct arena *a, struct trial *ret,
		    struct err *e)
{
	CLEANUP(img_unrefp) struct img *img = NULL, *look = NULL;
	enum specimen_outcome outcome;
	struct trial t = { 0 };
	int advance_px;

	if (!advance_of(p, text, &advance_px, e) ||
	    !specimen_take(p->ruler->specimen, arena_printf(a, AHEAD "%s", text), &outcome, &img,
			   e))
		return false;
	t.taken = outcome == SPECIMEN_TAKEN;
	if (t.taken) {
		look = img_crop(img, area_of(p, img, advance_px));
		const struct certify_claim claim = { .face = learnt_face(p->font),
						     .text = text,
						     .ix = p->ruler->mark_x - LEARNT_PEN_PX,
						     .iy = top_of(p) - LEARNT_TOP_PX,
						     .paper_rgb = p->paper_rgb,
						     .ink_rgb = p->ink_rgb };
		if (!certify_text(look, &claim, &t.equal, e) ||
		    !glyphs_read(learnt_atlas(p->font), look, img_bounds(look), a, &t.reading, e))
			return false;
	}
	*ret = t;
	return true;
}

/* knows() - is every letter of @text learnt? */
static bool knows(const struct proof *p, const char *text)
{
	for (; *text; text++) {
		const char letter[2] = { *text, 0 };
		if (!atlas_find(learnt_atlas(p->font), letter))
			return false;
	}
	return true;
}

/* check_row() - one letter again and again. */
static bool check_row(struct proof *p, char letter, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	char row[ROW + 1];
	struct trial t;
	int advance_px;

	memset(row, letter, ROW);
	row[ROW] = 0;
	for (size_t n = ROW; n > 2; n--) {
		row[n] = 0;
		if (!advance_of(p, row, &advance_px, e))
			return false;
		if (advance_px <= p->ruler->room_px)
			break;
	}
	if (!knows(p, row) || advance_px > p->ruler->room_px)
		return true;
	if (!attempt(p, row, a, &t, e))
		return false;
	return !t.taken || t.equal ||
	       err_set(e, ERR_UNSUPPORTED,
		       "'%s' is not drawn as one letter %d times: letters stand at parts of a"
		       " pixel, one has more than one picture",
		       row, (int)strlen(row));
}

static bool check_pair(struct proof *p, const char *pair, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct trial t;

	if (!knows(p, pair))
		return true;
	if (!attempt(p, pair, a, &t, e))
		return false;
	return !t.taken || t.equal ||
	       err_set(e, ERR_UNSUPPORTED,
		       "'%s' is not drawn as its letters side by side: the font kerns, or has a"
		       " ligature there",
		       pair);
}

bool proof_sides(struct proof *p, struct err *e)
{
	/* Narrow and wide ones; and what DejaVu, Liberation and Noto kern or join most. */
	static const char rows[] = "inoH1.";
	static const char *const pairs[] = { "AV", "VA", "AT", "TA", "To", "Ta", "T.", "Tr", "LT",
					     "LV", "P.", "P,", "V.", "Vo", "Y.", "Yo", "AY", "F.",
					     "r.", "r,", "y.", "v.", "w.", "fi", "fl", "ff", "11",
					     "Wa", "W.", "Ty", "Av", "ve", "ko", "L'", "ft" };

	for (size_t i = 0; rows[i]; i++)
		if (!check_row(p, rows[i], e))
			return false;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (!check_pair(p, pairs[i], e))
			return false;
	return true;
}

/* next() - xorshift32; the same numbers in every run, so that the same font gives the same file. */
static uint32_t next(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

/* shuffle() - the numbers of the learnt letters but the blank; how many. */
static size_t shuffle(const struct proof *p, uint32_t seed, size_t *order)
{
	uint32_t state = seed;
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++)
		if (p->cuts[i].fate == CUT_LEARNT && p->cuts[i].img)
			order[n++] = i;
	for (size_t i = n; i > 1; i--) {
		size_t k = next(&state) % i, was = order[i - 1];
		order[i - 1] = order[k];
		order[k] = was;
	}
	return n;
}

/* fill() - a text of letters from @order on, with a blank in it; how many were used, at least one.
 */
static size_t fill(const struct proof *p, const size_t *order, size_t n, struct buf *text)
{
	int px = p->ruler->blank_px;
	size_t used = 0;

	while (used < n && used < TEXT_LETTERS) {
		const struct cut *c = &p->cuts[order[used]];
		px += c->advance_px;
		if (used > 1 && px > p->ruler->room_px)
			break;
		if (used == TEXT_LETTERS / 2)
			buf_addc(text, ' ');
		buf_adds(text, c->text);
		used++;
	}
	return used;
}

/* judge() - a reading that is certain of anything but @text refuses the font. */
static bool judge(struct proof *p, const struct trial *t, const char *text, struct err *e)
{
	p->n_texts++;
	p->n_equal += t->equal;
	p->n_certain += t->taken && t->reading.certainty == OCR_CERTAIN;
	return !t->taken || t->reading.certainty == OCR_UNCERTAIN ||
	       reading_allows(&t->reading, text) ||
	       err_set(e, ERR_UNSUPPORTED, "'%s' was typed and would be read as '%s'", text,
		       t->reading.text);
}

static bool round_of_texts(struct proof *p, uint32_t seed, size_t *order, struct err *e)
{
	const size_t n = shuffle(p, seed, order);

	for (size_t at = 0; at < n;) {
		CLEANUP(arena_freep) struct arena *a = arena_new();
		CLEANUP(buf_clear) struct buf text = { 0 };
		struct trial t;
		buf_init(&text, FIELD_TEXT_BYTES / 2);
		const size_t used = fill(p, order + at, n - at, &text);
		if (!buf_check(&text, "the text", e) || !attempt(p, text.data, a, &t, e) ||
		    !judge(p, &t, text.data, e))
			return false;
		for (size_t i = 0; i < used; i++)
			p->proven[order[at + i]] = p->proven[order[at + i]] || t.equal;
		at += used;
	}
	return true;
}

bool proof_texts(struct proof *p, struct err *e)
{
	CLEANUP(mem_freep) size_t *order = mem_calloc(p->n + 1, sizeof *order);

	for (size_t i = 0; i < p->n; i++)
		p->proven[i] = p->proven[i] || (p->cuts[i].fate == CUT_LEARNT && !p->cuts[i].img);
	for (uint32_t i = 1; i <= ROUNDS; i++)
		if (!round_of_texts(p, i * 2654435761U, order, e))
			return false;
	return true;
}
