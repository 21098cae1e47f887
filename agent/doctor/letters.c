/* letters.c - which characters of DIN 91379 arrive in a field, by keys and by paste. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/doctor/letters.h"

#include <stdint.h>
#include <string.h>
#include "agent/desk/input.h"
#include "agent/doctor/din_letters.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* EXAMPLES_MAX: named a group; PORTION_MAX: pieces put in at once, with fences they stay below
 * FIELD_TEXT_BYTES. */
enum { EXAMPLES_MAX = 12, PORTION_MAX = 24 };

/* The groups as the standard's list names them. */
static const struct group {
	const char *name;
	const char *const *list;
	size_t n;
	bool demanded; /* a German form must take it */
} groups[] = {
	{ "bll", din_bll, ARRAY_LEN(din_bll), true },
	{ "dc", din_dc, ARRAY_LEN(din_dc), true },
	{ "bnlreq", din_bnlreq, ARRAY_LEN(din_bnlreq), true },
	{ "bnl", din_bnl, ARRAY_LEN(din_bnl), true },
	{ "bnlopt", din_bnlopt, ARRAY_LEN(din_bnlopt), false },
	{ "bnlnot", din_bnlnot, ARRAY_LEN(din_bnlnot), false },
	{ "gl", din_gl, ARRAY_LEN(din_gl), false },
	{ "cl", din_cl, ARRAY_LEN(din_cl), false },
	{ "enl", din_enl, ARRAY_LEN(din_enl), false },
};

/* One group on its way through the field. */
struct round {
	struct field *f;
	enum field_how how;
	struct arena *a;
	struct fact_share share;
	const char **missing; /* room for EXAMPLES_MAX */
	unsigned turn;
};

/* named() - "U+1E9E ẞ", a mark on its own under a dotted circle. */
static const char *named(struct arena *a, const char *piece)
{
	const char *at = piece, *text = "";
	uint32_t cp, first = 0;

	while ((cp = utf8_next(&at)) != 0) {
		text = arena_printf(a, "%s%sU+%04X", text, first ? "+" : "", (unsigned)cp);
		first = first ? first : cp;
	}
	bool mark = first >= 0x300 && first < 0x370;
	return arena_printf(a, "%s %s%s", text, mark ? "\xe2\x97\x8c" : "", piece);
}

/* lose() - one piece did not arrive; @got stands in its place, NULL if that cannot be told. */
static void lose(struct round *r, const char *piece, const char *got)
{
	if (r->share.n_missing == EXAMPLES_MAX)
		return;
	const char *name = named(r->a, piece);
	if (got && *got && utf8_valid(got, strlen(got)))
		name = arena_printf(r->a, "%s arrives as %s", name, named(r->a, got));
	r->missing[r->share.n_missing++] = name;
}

/*
 * fence_for() - an ASCII character that no piece holds, to stand between them; another one than
 * last time, so that what stood there before is never taken for an answer. None of them makes one
 * character with a mark behind it, as x does in xterm; digits and capitals also stay what they are
 * in a field that turns letters into capitals.
 */
static char fence_for(struct round *r, const char *const *pieces, size_t n)
{
	static const char candidates[] = "01QV";
	size_t wanted = r->turn++ % 2;

	for (const char *c = candidates; *c; c++) {
		bool free = true;
		for (size_t i = 0; i < n && free; i++)
			free = strchr(pieces[i], *c) == NULL;
		if (free && wanted-- == 0)
			return *c;
	}
	return '|';
}

/* put() - "0A0B0C0" into the field; *ret_got (free()) is what stands there, NULL if unknown. */
static bool put(struct round *r, const char *const *pieces, size_t n, char fence, char **ret_got,
		struct err *e)
{
	CLEANUP(buf_clear) struct buf text = { 0 };

	buf_init(&text, FIELD_TEXT_BYTES - 1);
	buf_addc(&text, fence);
	for (size_t i = 0; i < n; i++) {
		buf_adds(&text, pieces[i]);
		buf_addc(&text, fence);
	}
	return buf_check(&text, "portion", e) && field_write(r->f, r->how, text.data, e) &&
	       field_check(r->f, text.data, ret_got, e);
}

/* cut() - @got into what stands between its fences; false unless there are exactly @n + 1. */
static bool cut(char *got, char fence, size_t n, const char *ret_parts[PORTION_MAX])
{
	size_t fences = 0;

	for (const char *s = got; *s; s++)
		fences += *s == fence;
	if (got[0] != fence || got[strlen(got) - 1] != fence || fences != n + 1)
		return false;
	for (size_t i = 0; i < n; i++) {
		char *end = strchr(got + 1, fence);
		ret_parts[i] = got + 1;
		*end = 0;
		got = end;
	}
	return true;
}

/* try_single() - one piece alone, because what came of it among others cannot be told. */
static bool try_single(struct round *r, const char *piece, struct err *e)
{
	CLEANUP(mem_freep) char *got = NULL;
	const char *parts[PORTION_MAX];
	char fence = fence_for(r, &piece, 1);

	if (!put(r, &piece, 1, fence, &got, e))
		return false;
	bool told = got && cut(got, fence, 1, parts);
	if (told && str_eq(parts[0], piece)) {
		r->share.arrive++;
		r->share.retried++;
	} else {
		lose(r, piece, told ? parts[0] : NULL);
	}
	return true;
}

/* try_portion() - all at once; one by one if it stays open what stands for which. */
static bool try_portion(struct round *r, const char *const *pieces, size_t n, struct err *e)
{
	CLEANUP(mem_freep) char *got = NULL;
	const char *parts[PORTION_MAX];
	char fence = fence_for(r, pieces, n);

	if (!put(r, pieces, n, fence, &got, e))
		return false;
	bool told = got && cut(got, fence, n, parts);
	for (size_t i = 0; i < n; i++) {
		if (told && str_eq(parts[i], pieces[i]))
			r->share.arrive++;
		else if (told)
			lose(r, pieces[i], parts[i]);
		else if (!try_single(r, pieces[i], e))
			return false;
	}
	return true;
}

/* try_group() - in portions that the field has room for. */
static bool try_group(struct round *r, const struct group *g, struct err *e)
{
	const char *portion[PORTION_MAX];
	size_t n = 0, used = 1;

	for (size_t i = 0; i < g->n; i++) {
		size_t takes = utf8_count(g->list[i]) + 1;
		if (r->how == FIELD_BY_KEYS && input_can_type(r->f->desk, g->list[i]) != 0) {
			r->share.no_key++;
			continue;
		}
		if (n == PORTION_MAX || (n > 0 && used + takes > r->f->room)) {
			if (!try_portion(r, portion, n, e))
				return false;
			n = 0;
			used = 1;
		}
		portion[n++] = g->list[i];
		used += takes;
	}
	return n == 0 || try_portion(r, portion, n, e);
}

bool letters_try(struct field *f, enum field_how how, struct facts *to, size_t *ret_missing,
		 struct err *e)
{
	const char *way = how == FIELD_BY_KEYS ? "keys" : "paste";
	size_t missing = 0;

	for (size_t i = 0; i < ARRAY_LEN(groups); i++) {
		const struct group *g = &groups[i];
		struct round r = { .f = f, .how = how, .a = to->arena, .share.of = g->n };
		r.share.missing = r.missing = arena_calloc(r.a, EXAMPLES_MAX, sizeof *r.missing);
		if (!try_group(&r, g, e))
			return false;
		facts_share(to, arena_printf(r.a, "letters.%s.%s", way, g->name), &r.share);
		missing += g->demanded ? g->n - r.share.arrive : 0;
	}
	*ret_missing = missing;
	return true;
}
