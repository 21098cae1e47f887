/* journal_line.c - one line of the journal as text. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/journal_line.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>
#include "base/hash.h"
#include "base/str.h"
#include "logs/journal_field.h"

/* ---- time: days of the proleptic Gregorian calendar, counted from 1970-01-01 */

enum { DAYS_OF_400_YEARS = 146097, DAYS_BEFORE_1970 = 719468 };

#define DAY_US INT64_C(86400000000)
#define YEAR_10000_US (INT64_C(2932897) * DAY_US)

struct day {
	int year, month, day;
};

/* day_number() - days since 1970; years begin in March, so that the leap day comes last. */
static int64_t day_number(struct day d)
{
	int64_t y = d.month <= 2 ? d.year - 1 : d.year;
	int64_t in_year = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
	int64_t era = y / 400, of_era = y % 400;

	return era * DAYS_OF_400_YEARS + of_era * 365 + of_era / 4 - of_era / 100 + in_year -
	       DAYS_BEFORE_1970;
}

static struct day day_of(int64_t number)
{
	int64_t n = number + DAYS_BEFORE_1970, era = n / DAYS_OF_400_YEARS;
	int64_t of_era = n % DAYS_OF_400_YEARS;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t in_year = of_era - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * in_year + 2) / 153;
	struct day d = { .day = (int)(in_year - (153 * month + 2) / 5 + 1) };

	d.month = (int)(month < 10 ? month + 3 : month - 9);
	d.year = (int)(year + era * 400 + (d.month <= 2));
	return d;
}

/* day_exists() - 30 February is another day than what it says. */
static bool day_exists(struct day d)
{
	if (d.year < 1970 || d.month < 1 || d.month > 12)
		return false;
	struct day again = day_of(day_number(d));

	return again.year == d.year && again.month == d.month && again.day == d.day;
}

void journal_time_text(int64_t t_us, char ret_text[JOURNAL_TIME_BYTES])
{
	assert(t_us >= 0 && t_us < YEAR_10000_US);
	struct day d = day_of(t_us / DAY_US);
	int64_t us = t_us % DAY_US;
	bool fits =
		fmt_into(ret_text, JOURNAL_TIME_BYTES, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ",
			 d.year, d.month, d.day, (int)(us / 3600000000), (int)(us / 60000000 % 60),
			 (int)(us / 1000000 % 60), (int)(us % 1000000));

	assert(fits && "four digits of year");
}

/* ---- writing */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_id_char(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
	       c == '_' || c == ':' || c == '-';
}

bool journal_id_valid(const char *id)
{
	size_t len = 0;

	while (is_id_char(id[len]))
		len++;
	return len > 0 && len < JOURNAL_ID_BYTES && id[len] == 0;
}

void journal_line_write(const struct journal_line *line, struct buf *out)
{
	char time[JOURNAL_TIME_BYTES], prev[HASH_HEX_BYTES];

	journal_time_text(line->t_us, time);
	hash_hex(line->prev, prev);
	buf_addf(out, "{\"n\":%" PRIu64 ",\"t\":\"%s\",\"origin\":{\"process\":\"%s\"", line->n,
		 time, line->process);
	buf_addf(out, ",\"host\":\"%s\",\"boot\":\"%s\"},\"job\":\"%s\",\"kind\":\"%s\",\"body\":",
		 line->host, line->boot, line->job, journal_kind_word(line->body.kind));
	journal_body_text(&line->body, out);
	buf_addf(out, ",\"prev\":\"%s\"}", prev);
}

/* ---- reading: exactly what is written above, nothing else */

struct reader {
	const char *text, *at, *end;
	struct err *e;
};

static bool wrong(struct reader *r, const char *what)
{
	return err_set(r->e, ERR_SEALED, "column %td: %s", r->at - r->text + 1, what);
}

/* literal() - the next bytes must be @s. */
static bool literal(struct reader *r, const char *s)
{
	size_t len = strlen(s);

	if ((size_t)(r->end - r->at) < len || memcmp(r->at, s, len) != 0)
		return err_set(r->e, ERR_SEALED, "column %td: %s is expected here",
			       r->at - r->text + 1, s);
	r->at += len;
	return true;
}

/* peek() - is @s next? */
static bool peek(const struct reader *r, const char *s)
{
	size_t len = strlen(s);

	return (size_t)(r->end - r->at) >= len && memcmp(r->at, s, len) == 0;
}

/* number() - decimal without sign and leading zeros, up to JOURNAL_COUNT_MAX. */
static bool number(struct reader *r, uint64_t *ret_value)
{
	const char *from = r->at;
	uint64_t v = 0;

	while (r->at < r->end && is_digit(*r->at) && r->at - from < 17)
		v = v * 10 + (uint64_t)(*r->at++ - '0');
	if (r->at == from || (*from == '0' && r->at - from > 1) || v > JOURNAL_COUNT_MAX) {
		r->at = from;
		return wrong(r, "a number of 0 to 2^53 is expected here");
	}
	*ret_value = v;
	return true;
}

/* digits() - exactly @n of them; they were checked against the form. */
static int digits(const char *from, int n)
{
	int v = 0;

	while (n-- > 0)
		v = v * 10 + (*from++ - '0');
	return v;
}

static bool time_of(struct reader *r, int64_t *ret_us)
{
	static const char form[] = "dddd-dd-ddTdd:dd:dd.ddddddZ";
	const char *t = r->at;

	if ((size_t)(r->end - t) < sizeof form - 1)
		return wrong(r, "a time is expected here");
	for (size_t i = 0; i < sizeof form - 1; i++)
		if (form[i] == 'd' ? !is_digit(t[i]) : t[i] != form[i])
			return wrong(r, "a time as 2026-11-23T10:11:12.123456Z is expected here");
	struct day d = { digits(t, 4), digits(t + 5, 2), digits(t + 8, 2) };
	int hour = digits(t + 11, 2), minute = digits(t + 14, 2), second = digits(t + 17, 2);
	if (!day_exists(d) || hour > 23 || minute > 59 || second > 59)
		return wrong(r, "there is no such time");
	int64_t us = day_number(d) * DAY_US + digits(t + 20, 6) +
		     INT64_C(1000000) * (hour * 3600 + minute * 60 + second);
	r->at += sizeof form - 1;
	*ret_us = us;
	return true;
}

bool journal_time_read(const char *text, int64_t *ret_us)
{
	struct err why = { 0 };
	struct reader r = { text, text, text + strlen(text), &why };

	return time_of(&r, ret_us) && r.at == r.end;
}

/* id() - up to the quote, which is left; may be empty if @empty. */
static bool id(struct reader *r, bool empty, char ret_id[JOURNAL_ID_BYTES])
{
	const char *quote = memchr(r->at, '"', (size_t)(r->end - r->at));
	size_t len = quote ? (size_t)(quote - r->at) : 0;
	char got[JOURNAL_ID_BYTES] = "";

	if (!quote || len >= JOURNAL_ID_BYTES)
		return wrong(r, "an id of at most 64 bytes is expected here");
	memcpy(got, r->at, len);
	if (strlen(got) != len || (!journal_id_valid(got) && !(empty && len == 0)))
		return wrong(r, "an id of [A-Za-z0-9._:-] is expected here");
	memcpy(ret_id, got, sizeof got);
	r->at = quote;
	return true;
}

/* hex() - @n lower-case hex digits into @ret_hex with NUL. */
static bool hex(struct reader *r, size_t n, char *ret_hex)
{
	if ((size_t)(r->end - r->at) < n)
		return wrong(r, "hex digits are expected here");
	bool all = true;
	for (size_t i = 0; i < n; i++) /* to the end: half of a hash's digits are letters */
		all &= (unsigned)(r->at[i] - '0') < 10 || (unsigned)(r->at[i] - 'a') < 6;
	if (!all)
		return wrong(r, "lower-case hex digits are expected here");
	memcpy(ret_hex, r->at, n);
	ret_hex[n] = 0;
	r->at += n;
	return true;
}

static bool hash(struct reader *r, uint8_t ret_hash[VAULT_HASH_BYTES])
{
	char text[HASH_HEX_BYTES];

	return hex(r, HASH_HEX_BYTES - 1, text) &&
	       (hash_from_hex(text, ret_hash) || wrong(r, "a hash is expected here"));
}

static bool truth(struct reader *r, uint64_t *ret_value)
{
	bool yes = peek(r, "true");

	*ret_value = yes;
	return literal(r, yes ? "true" : "false");
}

static bool value(struct reader *r, enum journal_field field, struct journal_body *b)
{
	switch (journal_field_type(field)) {
	case JOURNAL_COUNT:
	case JOURNAL_TIME: return number(r, &b->value[field].count);
	case JOURNAL_TRUTH: return truth(r, &b->value[field].count);
	case JOURNAL_ID:
	case JOURNAL_WORD:
		return literal(r, "\"") && id(r, false, b->value[field].id) && literal(r, "\"");
	case JOURNAL_HASH:
	case JOURNAL_COMMITMENT:
		return literal(r, "\"") && hash(r, b->value[field].hash) && literal(r, "\"");
	}
	return wrong(r, "a value is expected here");
}

/* member() - one field; they stand in the order of the table. */
static bool member(struct reader *r, struct journal_body *b, uint64_t allowed, int *last)
{
	enum journal_field field;

	if (!literal(r, "\""))
		return false;
	const char *quote = memchr(r->at, '"', (size_t)(r->end - r->at));
	if (!quote || !journal_field_named(r->at, (size_t)(quote - r->at), &field))
		return wrong(r, "there is no field of this name");
	if (!(allowed & JOURNAL_BIT(field)))
		return wrong(r, "this kind has no such field");
	if ((int)field <= *last)
		return wrong(r, "fields are not in their order");
	*last = (int)field;
	r->at = quote;
	if (!literal(r, "\":") || !value(r, field, b))
		return false;
	b->has |= JOURNAL_BIT(field);
	return true;
}

static bool body(struct reader *r, struct journal_body *b)
{
	uint64_t allowed = journal_kind_demands(b->kind) | JOURNAL_FREE_FIELDS;
	int last = -1;

	if (!literal(r, "{"))
		return false;
	while (!peek(r, "}")) {
		if (last >= 0 && !literal(r, ","))
			return false;
		if (!member(r, b, allowed, &last))
			return false;
	}
	if (!journal_body_complete(b))
		return wrong(r, "a field that this kind demands is missing");
	return literal(r, "}");
}

static bool kind(struct reader *r, struct journal_body *b)
{
	const char *quote = memchr(r->at, '"', (size_t)(r->end - r->at));
	enum journal_kind k;

	if (!quote || !journal_kind_named(r->at, (size_t)(quote - r->at), &k))
		return wrong(r, "there is no kind of this name");
	*b = journal_body(k);
	r->at = quote;
	return true;
}

static bool head(struct reader *r, struct journal_line *l)
{
	return literal(r, "{\"n\":") && number(r, &l->n) && literal(r, ",\"t\":\"") &&
	       time_of(r, &l->t_us) && literal(r, "\",\"origin\":{\"process\":\"") &&
	       id(r, false, l->process) && literal(r, "\",\"host\":\"") && hex(r, 16, l->host) &&
	       literal(r, "\",\"boot\":\"") && hex(r, 16, l->boot) &&
	       literal(r, "\"},\"job\":\"") && id(r, true, l->job);
}

bool journal_line_read(const char *text, size_t len, struct journal_line *ret_line, struct err *e)
{
	struct reader r = { text, text, text + len, e };

	if (!head(&r, ret_line) || !literal(&r, "\",\"kind\":\"") || !kind(&r, &ret_line->body) ||
	    !literal(&r, "\",\"body\":") || !body(&r, &ret_line->body) ||
	    !literal(&r, ",\"prev\":\"") || !hash(&r, ret_line->prev) || !literal(&r, "\"}"))
		return false;
	return r.at == r.end || wrong(&r, "the line goes on behind its end");
}

bool journal_body_read(const char *word, const char *text, struct journal_body *ret_body,
		       struct err *e)
{
	struct reader r = { text, text, text + strlen(text), e };
	enum journal_kind k;

	if (!journal_kind_named(word, strlen(word), &k))
		return err_set(e, ERR_SEALED, "there is no kind of this name");
	*ret_body = journal_body(k);
	if (!body(&r, ret_body))
		return false;
	return r.at == r.end || wrong(&r, "the body goes on behind its end");
}
