/* sieve.c - of the texts that something may be, those of the form that was asked for. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/sieve.h"

#include "agent/recipe/check_digit.h"
#include "base/buf.h"
#include "base/pattern.h"
#include "base/str.h"

/* ALTERNATIVES_MAX_BYTES: of all texts that are told; each is on a screen at once. */
enum { ALTERNATIVES_MAX_BYTES = 1 << 20 };

bool sieve_fits(const struct read_query *q, const char *text, bool *ret_fits, struct err *e)
{
	*ret_fits = true;
	if (q->match && !pattern_matches_whole(q->match, text, ret_fits, e))
		return false;
	if (*ret_fits)
		*ret_fits = check_digit_holds(q->check_digit, text);
	return true;
}

bool sieve_add(struct sieve *s, const char *text, struct err *e)
{
	bool ok;

	if (!sieve_fits(s->query, text, &ok, e))
		return false;
	for (size_t i = 0; i < s->n && ok; i++)
		ok = !str_eq(s->fit[i], text);
	if (ok && s->n == SIEVE_MAX)
		s->too_many = true;
	else if (ok)
		s->fit[s->n++] = arena_strdup(s->query->arena, text);
	return true;
}

void sieve_settle(const struct sieve *s, struct reading *reading)
{
	CLEANUP(buf_clear) struct buf same = { 0 };

	reading->certainty = s->n == 1 && !s->too_many ? OCR_CERTAIN : OCR_UNCERTAIN;
	if (s->n > 0)
		reading->text = s->fit[0];
	if (s->n < 2 && !s->too_many)
		return;
	buf_init(&same, ALTERNATIVES_MAX_BYTES);
	for (size_t i = 0; i < s->n; i++)
		buf_addf(&same, "%s%s", i ? " | " : "", s->fit[i]);
	buf_adds(&same, s->too_many ? " | ..." : "");
	reading->certainty = OCR_AMBIGUOUS;
	reading->alternatives = arena_strdup(s->query->arena, same.data);
}
