/* lines.c - several lines in one area: which line ends are real. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/lines.h"

#include <string.h>
#include "agent/locate/locator.h"
#include "agent/locate/sieve.h"
#include "base/buf.h"
#include "ocr/ink.h"

/* OPEN_MAX: 2^6 texts are SIEVE_MAX. ROOM_PX: what an area keeps free at its right; see room.c. */
enum { OPEN_MAX = 6, TEXT_MAX_BYTES = 16384, ROOM_PX = 16 };

enum joint {
	JOINT_BLANK, /* on one line */
	JOINT_REAL,  /* a line end */
	JOINT_OPEN,  /* a line end, or wrapped there */
};

/* What the recipe's fonts say about lines. */
struct measure {
	int height_px;    /* of the highest letters; two lines of it are twice as high */
	int pitch_px;     /* from line to line; 0: not known */
	enum joint *list; /* before each part but the first */
	int *empty;       /* lines between; -1: not known how many */
	unsigned open;    /* how many are JOINT_OPEN */
};

static bool one_line(struct rect a, struct rect b)
{
	int top = a.y > b.y ? a.y : b.y;
	int bottom = a.y + a.h < b.y + b.h ? a.y + a.h : b.y + b.h;

	return 3 * (bottom - top) >= (a.h < b.h ? a.h : b.h);
}

size_t lines_count(const struct line_part *parts, size_t n)
{
	size_t lines = n > 0;

	for (size_t i = 1; i < n; i++)
		lines += !one_line(parts[i - 1].box, parts[i].box);
	return lines;
}

/* widest() - @text's advance in the face that draws it widest, and the height of its ink. */
static bool widest(struct locator *l, const char *text, int *ret_advance, int *ret_height,
		   struct err *e)
{
	size_t n;
	const struct face *faces = faces_list(l->faces, &n);

	*ret_advance = *ret_height = 0;
	for (size_t i = 0; i < n; i++) {
		CLEANUP(img_unrefp) struct img *drawn = NULL;
		int advance_px;
		if (!faces[i].draw(faces[i].self, text, &drawn, &advance_px, e))
			return false;
		CLEANUP(ink_clear)
		struct ink ink = ink_of((const struct img *const *)&drawn, 1);
		*ret_advance = advance_px > *ret_advance ? advance_px : *ret_advance;
		*ret_height = ink.box.h > *ret_height ? ink.box.h : *ret_height;
	}
	return true;
}

/* has_room() - would a blank and the first word of @next have had room behind @last? */
static bool has_room(struct locator *l, const struct read_query *q, struct rect last,
		     const char *next, bool *ret_room, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	int advance, height;

	if (!widest(l, arena_printf(a, " %.*s", (int)strcspn(next, " "), next), &advance, &height,
		    e))
		return false;
	*ret_room = last.x + last.w + advance + ROOM_PX <= q->box.x + q->box.w;
	return true;
}

/*
 * count_empty() - a pair of lines less than two heights apart has none between; it gives the pitch
 * for all others.
 */
static void count_empty(const struct line_part *parts, size_t n, struct measure *m)
{
	for (size_t pass = 0; pass < 2; pass++) {
		for (size_t i = 1; i < n; i++) {
			int apart = parts[i].line_y - parts[i - 1].line_y;
			bool known = parts[i].drawn && parts[i - 1].drawn;
			if (m->list[i] == JOINT_BLANK)
				continue;
			if (known && apart < 2 * m->height_px)
				m->pitch_px = apart;
			m->empty[i] = known && m->pitch_px > 0 && apart % m->pitch_px == 0
					      ? apart / m->pitch_px - 1
					      : -1;
		}
	}
}

static bool measure(struct locator *l, const struct read_query *q, const struct line_part *parts,
		    size_t n, struct measure *m, struct err *e)
{
	int advance;

	for (size_t i = 1; i < n; i++) {
		bool room;
		if (one_line(parts[i - 1].box, parts[i].box))
			continue;
		if (!has_room(l, q, parts[i - 1].box, parts[i].text, &room, e))
			return false;
		m->list[i] = room ? JOINT_REAL : JOINT_OPEN;
	}
	if (!widest(l, "Äg", &advance, &m->height_px, e))
		return false;
	count_empty(parts, n, m);
	/* Nothing wraps in front of an empty line. */
	for (size_t i = 1; i < n; i++)
		if (m->list[i] == JOINT_OPEN && m->empty[i] > 0)
			m->list[i] = JOINT_REAL;
	return true;
}

/* spell() - the text in which the open joints are line ends where @wrapped has a 0. */
static void spell(const struct line_part *parts, size_t n, const struct measure *m,
		  unsigned wrapped, struct buf *text)
{
	unsigned bit = 1;

	buf_reset(text);
	for (size_t i = 0; i < n; i++) {
		bool blank = i > 0 && m->list[i] == JOINT_BLANK;
		if (i > 0 && m->list[i] == JOINT_OPEN) {
			blank = (wrapped & bit) != 0;
			bit <<= 1;
		}
		if (i > 0)
			buf_adds(text, blank ? " " : "\n");
		for (int k = 0; i > 0 && k < m->empty[i]; k++)
			buf_adds(text, "\n");
		buf_adds(text, parts[i].text);
	}
}

/* add_all() - every text that the open joints allow. */
static bool add_all(struct sieve *s, const struct line_part *parts, size_t n,
		    const struct measure *m, struct buf *text, struct err *e)
{
	s->too_many = m->open > OPEN_MAX;
	for (unsigned i = 0; i < 1U << (s->too_many ? 0 : m->open); i++) {
		spell(parts, n, m, i, text);
		if (!buf_check(text, "text on the screen", e) || !sieve_add(s, text->data, e))
			return false;
	}
	return true;
}

bool lines_join(struct locator *l, const struct read_query *q, const struct line_part *parts,
		size_t n, struct reading *whole, struct err *e)
{
	CLEANUP(buf_clear) struct buf text = { 0 };
	struct sieve s = { .query = q };
	struct measure m = { .list = arena_calloc(q->arena, n, sizeof *m.list),
			     .empty = arena_calloc(q->arena, n, sizeof *m.empty) };
	bool counted = true;

	if (!measure(l, q, parts, n, &m, e))
		return false;
	for (size_t i = 1; i < n; i++) {
		counted = counted && m.empty[i] >= 0;
		whole->lines += m.empty[i] > 0 ? (size_t)m.empty[i] : 0;
		m.open += m.list[i] == JOINT_OPEN;
	}
	buf_init(&text, TEXT_MAX_BYTES);
	spell(parts, n, &m, 0, &text);
	if (!buf_check(&text, "text on the screen", e))
		return false;
	whole->text = arena_strdup(q->arena, text.data);
	if (!counted)
		whole->exact = false;
	if (!counted)
		whole->certainty = OCR_UNCERTAIN;
	if (whole->certainty != OCR_CERTAIN)
		return true;
	if (!add_all(&s, parts, n, &m, &text, e))
		return false;
	sieve_settle(&s, whole);
	return true;
}
