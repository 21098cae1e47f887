/* decimal.c - numbers compared as they are written, to the last digit. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/decimal.h"

#include <string.h>
#include "base/str.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* skip_digits() - behind the run of digits at @s; NULL if there is none. */
static const char *skip_digits(const char *s)
{
	if (!is_digit(*s))
		return NULL;
	while (is_digit(*s))
		s++;
	return s;
}

/* read_exponent() - "", "e5", "E-03" up to the end of the text. */
static bool read_exponent(const char *s, int64_t *ret_exponent)
{
	uint64_t value;

	*ret_exponent = 0;
	if (!*s)
		return true;
	if (*s != 'e' && *s != 'E')
		return false;
	bool negative = s[1] == '-';
	s += 1 + (negative || s[1] == '+');
	if (!str_to_u64(s, DECIMAL_EXPONENT_MAX, &value))
		return false;
	*ret_exponent = negative ? -(int64_t)value : (int64_t)value;
	return true;
}

bool decimal_from(const char *text, struct decimal *ret_value)
{
	struct decimal d = { .negative = *text == '-' };
	const char *whole = text + d.negative, *point = skip_digits(whole), *end = point;
	int64_t exponent;

	if (!point || (*whole == '0' && point > whole + 1))
		return false;
	if (*point == '.')
		end = skip_digits(point + 1);
	if (!end || !read_exponent(end, &exponent))
		return false;
	for (const char *s = whole; s < end; s++) {
		if (*s == '0' || *s == '.')
			continue;
		d.first = d.first ? d.first : s;
		d.last = s;
	}
	if (d.first)
		d.exponent = exponent + (point - d.first) + (d.first > point);
	else
		d.negative = false;
	*ret_value = d;
	return true;
}

/* next_digit() - digit at *@s, which moves on to the next; '0' behind @last. */
static char next_digit(const char **s, const char *last)
{
	if (*s > last)
		return '0';
	char c = **s;
	*s += (*s)[1] == '.' ? 2 : 1;
	return c;
}

/* compare_size() - as decimal_compare() without the signs; neither is zero. */
static int compare_size(const struct decimal *a, const struct decimal *b)
{
	const char *x = a->first, *y = b->first;

	if (a->exponent != b->exponent)
		return a->exponent < b->exponent ? -1 : 1;
	while (x <= a->last || y <= b->last) {
		int difference = next_digit(&x, a->last) - next_digit(&y, b->last);
		if (difference != 0)
			return difference;
	}
	return 0;
}

/* sign() - -1, 0 or 1. */
static int sign(const struct decimal *d)
{
	if (!d->first)
		return 0;
	return d->negative ? -1 : 1;
}

int decimal_compare(const struct decimal *a, const struct decimal *b)
{
	if (sign(a) != sign(b) || !a->first)
		return sign(a) - sign(b);
	return a->negative ? compare_size(b, a) : compare_size(a, b);
}

/* n_digits() - digits from the first to the last that is not 0. */
static int64_t n_digits(const struct decimal *d)
{
	const char *point = memchr(d->first, '.', (size_t)(d->last - d->first));

	return d->last - d->first + 1 - (point != NULL);
}

bool decimal_is_whole(const struct decimal *d)
{
	return !d->first || d->exponent >= n_digits(d);
}

/* remainder_by() - the digits of @d, read as one whole number, modulo @by. */
static uint64_t remainder_by(const struct decimal *d, uint64_t by)
{
	uint64_t rest = 0;

	for (const char *s = d->first; s <= d->last;)
		rest = (rest * 10 + (uint64_t)(next_digit(&s, d->last) - '0')) % by;
	return rest;
}

bool decimal_has_factor(const struct decimal *d, const struct decimal *factor, bool *ret_has)
{
	const uint64_t nine_digits = 1000000000;

	if (!factor->first || n_digits(factor) > 9)
		return false;
	if (!d->first) {
		*ret_has = true;
		return true;
	}
	/* Both end in a digit that is not 0, so tens missing in @d cannot come from its digits. */
	int64_t tens = (d->exponent - n_digits(d)) - (factor->exponent - n_digits(factor));
	uint64_t by = remainder_by(factor, nine_digits), rest = remainder_by(d, by);
	for (; tens > 0 && rest > 0; tens--)
		rest = rest * 10 % by;
	*ret_has = tens >= 0 && rest == 0;
	return true;
}
