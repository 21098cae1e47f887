/* schema_check.c - applies a loaded schema to a document. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <inttypes.h>
#include <string.h>
#include "agent/recipe/schema_rules.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/decimal.h"
#include "base/pattern.h"
#include "base/str.h"
#include "base/utf8.h"

/*
 * STEPS_MAX: a schema of 2,000 fields on a submission of 10,000 values takes 1 % of it; all of it
 * takes about 0.5 s. DEPTH_MAX: a frame is below 300 bytes. NAME_SHOWN: letters of a member's name
 * in a message, since a sender may choose any.
 */
enum { STEPS_MAX = 10000000, DEPTH_MAX = 1000, NAME_SHOWN = 40, PATH_BYTES_MAX = 300 };

struct spot { /* a value and the way to it */
	const struct json *value;
	const struct spot *up; /* NULL: the document itself */
	const char *name;      /* NULL: entry `nth` of a list */
	size_t nth;            /* from 1 */
};

struct check {
	const char *doc;
	struct err *e;
	unsigned quiet; /* > 0: only trying; what does not fit is no error */
	bool stopped;   /* a limit was reached; `e` is set */
	uint64_t steps;
	unsigned depth;
};

static bool fits(struct check *c, const struct schema *s, const struct spot *at);

/* add_path() - append "kinder[1].name"; what does not fit is left out. */
static void add_path(const struct spot *at, struct buf *out)
{
	if (!at->up)
		return;
	add_path(at->up, out);
	if (!at->name) {
		buf_addf(out, "[%zu]", at->nth);
		return;
	}
	const char *end = at->name;
	for (int i = 0; i < NAME_SHOWN; i++)
		(void)utf8_next(&end); /* 0 at the end, where it stays */
	if (out->len_bytes > 0)
		buf_addc(out, '.');
	buf_add(out, at->name, (size_t)(end - at->name));
	if (*end)
		buf_adds(out, "...");
}

/* refuse() - the value at @at is not what was expected; no error while only trying. */
static bool refuse(struct check *c, const struct spot *at, const char *cause)
{
	if (c->quiet > 0 || c->stopped)
		return false;
	CLEANUP(buf_clear) struct buf path = { 0 };
	buf_init(&path, PATH_BYTES_MAX);
	add_path(at, &path);
	return err_set(c->e, ERR_INPUT, "%s:%d:%d: %s%s%s", c->doc, at->value->line, at->value->col,
		       path.data, path.len_bytes > 0 ? ": " : "", cause);
}

/* spend() - take @steps from what one document may cost. */
static bool spend(struct check *c, uint64_t steps)
{
	if (c->stopped)
		return false;
	c->steps += steps;
	if (c->steps <= STEPS_MAX)
		return true;
	c->stopped = true;
	return err_set(c->e, ERR_LIMIT, "%s: too much to check against the schema", c->doc);
}

static bool equal(struct check *c, const struct json *a, const struct json *b);

static bool equal_numbers(const char *a, const char *b)
{
	struct decimal x, y;

	if (!decimal_from(a, &x) || !decimal_from(b, &y))
		return str_eq(a, b); /* out of range: only the same text counts */
	return decimal_compare(&x, &y) == 0;
}

static bool equal_members(struct check *c, const struct json *a, const struct json *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		const struct json *other = b->items[i];
		if (a->type == JSON_OBJECT) {
			if (!spend(c, b->n))
				return false;
			other = json_get(b, a->names[i]);
		}
		if (!other || !equal(c, a->items[i], other))
			return false;
	}
	return true;
}

/* equal() - the same value; members in any order, numbers by what they mean. */
static bool equal(struct check *c, const struct json *a, const struct json *b)
{
	if (a->type != b->type || !spend(c, 1))
		return false;
	switch (a->type) {
	case JSON_NULL: return true;
	case JSON_BOOL: return a->truth == b->truth;
	case JSON_NUMBER: return equal_numbers(a->text, b->text);
	case JSON_TEXT: return str_eq(a->text, b->text);
	case JSON_LIST:
	case JSON_OBJECT: return equal_members(c, a, b);
	}
	return false;
}

/* refuse_type() - name the types that the schema allows. */
static bool refuse_type(struct check *c, const struct schema *s, const struct spot *at)
{
	CLEANUP(buf_clear) struct buf cause = { 0 };
	const char *between = "";

	buf_init(&cause, 100); /* all six names have 50 letters */
	buf_adds(&cause, "expected ");
	for (size_t type = 0; type <= JSON_OBJECT; type++) {
		if (!s->types[type])
			continue;
		bool only_whole = type == JSON_NUMBER && s->whole;
		buf_addf(&cause, "%s%s%s", between, only_whole ? "whole " : "",
			 json_type_name((enum json_type)type));
		between = " or ";
	}
	if (at->value->type != JSON_NUMBER || !s->types[JSON_NUMBER])
		buf_addf(&cause, ", found %s", json_type_name(at->value->type));
	return refuse(c, at, cause.data);
}

static bool fits_type(struct check *c, const struct schema *s, const struct spot *at)
{
	const struct json *v = at->value;
	struct decimal d;

	if (s->nothing)
		return refuse(c, at, "must not be here");
	if (v->type == JSON_NUMBER && !decimal_from(v->text, &d))
		return refuse(c, at, "a number with too large an exponent");
	bool whole = v->type != JSON_NUMBER || !s->whole || decimal_is_whole(&d);
	if (!s->typed || (s->types[v->type] && whole))
		return true;
	return c->quiet == 0 && refuse_type(c, s, at);
}

/* refuse_listed() - name the @n values that the schema allows, if they are few. */
static bool refuse_listed(struct check *c, struct json *const *values, size_t n,
			  const struct spot *at)
{
	if (c->quiet > 0)
		return false;
	CLEANUP(buf_clear) struct buf cause = { 0 };
	buf_init(&cause, 200);
	buf_adds(&cause, n > 1 ? "expected one of: " : "expected ");
	for (size_t i = 0; i < n; i++) {
		buf_adds(&cause, i > 0 ? ", " : "");
		json_write(values[i], &cause);
	}
	if (!cause.overflowed)
		return refuse(c, at, cause.data);
	buf_reset(&cause);
	buf_addf(&cause, "expected one of %zu values of the schema", n);
	return refuse(c, at, cause.data);
}

static bool fits_values(struct check *c, const struct schema *s, const struct spot *at)
{
	bool listed = s->values == NULL;

	if (s->value && !equal(c, s->value, at->value))
		return refuse_listed(c, &s->value, 1, at);
	for (size_t i = 0; !listed && i < s->values->n; i++)
		listed = equal(c, s->values->items[i], at->value);
	return !c->stopped && (listed || refuse_listed(c, s->values->items, s->values->n, at));
}

static bool fits_numbers(struct check *c, const struct schema *s, const struct spot *at)
{
	const struct {
		const char *bound, *words;
		int wrong, also_wrong; /* signs of value compared with bound */
	} rows[] = {
		{ s->minimum, "at least", -1, -1 },
		{ s->maximum, "at most", 1, 1 },
		{ s->above, "more than", -1, 0 },
		{ s->below, "less than", 1, 0 },
	};
	struct decimal value, bound;
	char cause[100];
	bool has = true;

	if (at->value->type != JSON_NUMBER || !decimal_from(at->value->text, &value))
		return true;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!rows[i].bound || !decimal_from(rows[i].bound, &bound))
			continue;
		int order = decimal_compare(&value, &bound);
		int sign = (order > 0) - (order < 0);
		if (sign != rows[i].wrong && sign != rows[i].also_wrong)
			continue;
		bool shown = fmt_into(cause, sizeof cause, "expected %s %s", rows[i].words,
				      rows[i].bound);
		return refuse(c, at, shown ? cause : "outside the bounds of the schema");
	}
	if (s->factor && decimal_from(s->factor, &bound) &&
	    decimal_has_factor(&value, &bound, &has) && !has)
		return refuse(c, at,
			      fmt_into(cause, sizeof cause, "expected a multiple of %s", s->factor)
				      ? cause
				      : "expected a multiple of a number");
	return true;
}

/* in_range() - @n of @what is within @r. */
static bool in_range(struct check *c, const struct schema_range *r, uint64_t n, const char *what,
		     const struct spot *at)
{
	char cause[100];

	if (n >= r->least && n <= r->most)
		return true;
	bool few = n < r->least;
	bool shown = fmt_into(cause, sizeof cause, "expected at %s %" PRIu64 " %s, found %" PRIu64,
			      few ? "least" : "most", few ? r->least : r->most, what, n);
	return refuse(c, at, shown ? cause : what);
}

/* two_digits() - value of the two digits at @s, -1 if they are none. */
static int two_digits(const char *s)
{
	if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
		return -1;
	return (s[0] - '0') * 10 + s[1] - '0';
}

/* is_date() - YYYY-MM-DD of the Gregorian calendar (RFC 3339 full-date). */
static bool is_date(const char *s)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (strlen(s) != 10 || s[4] != '-' || s[7] != '-')
		return false;
	int century = two_digits(s), year = two_digits(s + 2), month = two_digits(s + 5),
	    day = two_digits(s + 8);
	if (century < 0 || year < 0 || month < 1 || month > 12 || day < 1)
		return false;
	bool leap = year % 4 == 0 && (year != 0 || century % 4 == 0);
	return day <= days[month - 1] + (month == 2 && leap);
}

static bool fits_text(struct check *c, const struct schema *s, const struct spot *at)
{
	struct err cause = { 0 };
	bool matches = true;

	if (at->value->type != JSON_TEXT)
		return true;
	const char *text = at->value->text;
	if (!spend(c, strlen(text) / 16) ||
	    !in_range(c, &s->length, utf8_count(text), "characters", at))
		return false;
	if (s->date && !is_date(text))
		return refuse(c, at, "expected a date like 2024-12-31");
	if (!s->pattern)
		return true;
	if (!pattern_matches(s->pattern, text, &matches, &cause)) {
		c->stopped = true;
		return err_set(c->e, cause.code, "%s:%d:%d: %s", c->doc, at->value->line,
			       at->value->col, cause.msg);
	}
	if (matches || c->quiet > 0)
		return matches;
	CLEANUP(buf_clear) struct buf words = { 0 };
	buf_init(&words, 200);
	buf_addf(&words, "expected the form %s", pattern_source(s->pattern));
	return refuse(c, at,
		      words.overflowed ? "not of the form that the schema asks for" : words.data);
}

/* unique() - no entry twice. */
static bool unique(struct check *c, const struct spot *at)
{
	const struct json *v = at->value;
	char cause[80];

	for (size_t i = 1; i < v->n; i++) {
		for (size_t k = 0; k < i; k++) {
			if (!spend(c, 1))
				return false;
			if (!equal(c, v->items[k], v->items[i]))
				continue;
			bool shown = fmt_into(cause, sizeof cause,
					      "entries %zu and %zu are the same", k + 1, i + 1);
			return refuse(c, at, shown ? cause : "an entry stands here twice");
		}
	}
	return !c->stopped;
}

static bool fits_list(struct check *c, const struct schema *s, const struct spot *at)
{
	const struct json *v = at->value;

	if (v->type != JSON_LIST)
		return true;
	if (!in_range(c, &s->n_items, v->n, "entries", at))
		return false;
	for (size_t i = 0; i < v->n; i++) {
		const struct schema *entry = i < s->prefix.n ? s->prefix.list[i] : s->items;
		struct spot below = { .value = v->items[i], .up = at, .nth = i + 1 };
		if (entry && !fits(c, entry, &below))
			return false;
	}
	return !s->unique || unique(c, at);
}

/* has_property() - is @name among the properties of @s? */
static bool has_property(const struct schema *s, const char *name)
{
	for (size_t i = 0; i < s->properties.n; i++)
		if (str_eq(s->properties.names[i], name))
			return true;
	return false;
}

static bool fits_additional(struct check *c, const struct schema *s, const struct spot *at)
{
	const struct json *v = at->value;

	for (size_t i = 0; s->additional && i < v->n; i++) {
		struct spot below = { .value = v->items[i], .up = at, .name = v->names[i] };
		if (!spend(c, s->properties.n))
			return false;
		if (has_property(s, v->names[i]))
			continue;
		if (s->additional->nothing)
			return refuse(c, &below, "the schema knows no such member");
		if (!fits(c, s->additional, &below))
			return false;
	}
	return true;
}

static bool fits_object(struct check *c, const struct schema *s, const struct spot *at)
{
	const struct json *v = at->value;

	if (v->type != JSON_OBJECT)
		return true;
	if (!in_range(c, &s->n_members, v->n, "members", at))
		return false;
	for (size_t i = 0; i < s->n_required; i++) {
		/* the place is that of the object, the path that of what is missing */
		struct spot below = { .value = v, .up = at, .name = s->required[i] };
		if (!spend(c, v->n))
			return false;
		if (!json_get(v, s->required[i]))
			return refuse(c, &below, "is missing");
	}
	for (size_t i = 0; i < s->properties.n; i++) {
		struct spot below = { .up = at, .name = s->properties.names[i] };
		if (!spend(c, v->n))
			return false;
		below.value = json_get(v, below.name);
		if (below.value && !fits(c, s->properties.schemas[i], &below))
			return false;
	}
	return fits_additional(c, s, at);
}

/* tried() - fits() without an error; a limit still stops everything. */
static bool tried(struct check *c, const struct schema *s, const struct spot *at)
{
	c->quiet++;
	bool good = fits(c, s, at);
	c->quiet--;
	return good;
}

/* n_fitting() - how many of @list fit. */
static size_t n_fitting(struct check *c, const struct schema_list *list, const struct spot *at)
{
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++)
		n += tried(c, list->list[i], at);
	return n;
}

/* refuse_alternatives() - none of @list fits. FIM writes a code list as alternatives of `const`. */
static bool refuse_alternatives(struct check *c, const struct schema_list *list,
				const struct spot *at)
{
	enum { SHOWN_MAX = 20 };
	struct json *values[SHOWN_MAX];

	for (size_t i = 0; i < list->n; i++) {
		if (i == SHOWN_MAX || !list->list[i]->value)
			return refuse(c, at, "fits none of the schema's alternatives");
		values[i] = list->list[i]->value;
	}
	return refuse_listed(c, values, list->n, at);
}

static bool fits_choices(struct check *c, const struct schema *s, const struct spot *at)
{
	if (s->any.n > 0 && n_fitting(c, &s->any, at) == 0)
		return refuse_alternatives(c, &s->any, at);
	size_t n = s->one.n > 0 ? n_fitting(c, &s->one, at) : 1;
	if (n > 1)
		return refuse(c, at, "fits several of the schema's alternatives (oneOf)");
	return !c->stopped && (n == 1 || refuse_alternatives(c, &s->one, at));
}

static bool fits_composed(struct check *c, const struct schema *s, const struct spot *at)
{
	if (s->ref && !fits(c, s->ref, at))
		return false;
	for (size_t i = 0; i < s->all.n; i++)
		if (!fits(c, s->all.list[i], at))
			return false;
	if (!fits_choices(c, s, at))
		return false;
	if (s->negated && tried(c, s->negated, at))
		return refuse(c, at, "is what the schema rules out (not)");
	if (!s->condition || c->stopped)
		return !c->stopped;
	const struct schema *next = tried(c, s->condition, at) ? s->then : s->otherwise;
	return !c->stopped && (!next || fits(c, next, at));
}

/* fits() - everything that @s says about the value at @at. */
static bool fits(struct check *c, const struct schema *s, const struct spot *at)
{
	if (!spend(c, 1))
		return false;
	if (c->depth == DEPTH_MAX) {
		c->stopped = true;
		return err_set(c->e, ERR_LIMIT, "%s: the schema is nested too deeply", c->doc);
	}
	c->depth++;
	bool good = fits_type(c, s, at) && fits_values(c, s, at) && fits_numbers(c, s, at) &&
		    fits_text(c, s, at) && fits_list(c, s, at) && fits_object(c, s, at) &&
		    fits_composed(c, s, at);
	c->depth--;
	return good;
}

bool schema_check_document(const struct schema *s, const char *name, const struct json *value,
			   struct err *e)
{
	struct check c = { .doc = name, .e = e };
	struct spot top = { .value = value };

	return fits(&c, s, &top);
}
