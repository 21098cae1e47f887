/* str.c - checked parsing, comparing and formatting of byte strings. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool str_eq(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

bool str_starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

/* next_point() - the byte after the UTF-8 sequence that starts at @s. */
static const char *next_point(const char *s)
{
	s++;
	while (((unsigned char)*s & 0xc0) == 0x80)
		s++;
	return s;
}

bool str_glob(const char *pattern, const char *s)
{
	const char *star = NULL, *resume = NULL;

	while (*s) {
		if (*pattern == '*') {
			star = ++pattern;
			resume = s;
		} else if (*pattern == '?') {
			pattern++;
			s = next_point(s);
		} else if (*pattern == *s) {
			pattern++;
			s++;
		} else if (star) {
			pattern = star;
			s = ++resume;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == 0;
}

bool str_to_u64(const char *s, uint64_t max, uint64_t *ret_value)
{
	uint64_t v = 0;

	if (!*s)
		return false;
	for (; *s; s++) {
		if (*s < '0' || *s > '9')
			return false;
		uint64_t digit = (uint64_t)(*s - '0');
		if (v > (max - digit) / 10 || digit > max)
			return false;
		v = v * 10 + digit;
	}
	*ret_value = v;
	return true;
}

bool str_to_duration_ms(const char *s, int64_t *ret_ms)
{
	static const struct {
		const char *unit;
		int64_t ms;
	} units[] = { { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 } };
	const int64_t most_ms = 7 * 24 * INT64_C(3600000);
	size_t digits = strspn(s, "0123456789");
	char number[20];
	uint64_t v;

	if (digits == 0 || !fmt_into(number, sizeof number, "%.*s", (int)digits, s) ||
	    !str_to_u64(number, (uint64_t)most_ms, &v))
		return false;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (!str_eq(s + digits, units[i].unit))
			continue;
		if ((int64_t)v > most_ms / units[i].ms)
			return false;
		*ret_ms = (int64_t)v * units[i].ms;
		return true;
	}
	return false;
}

enum { WORD_LETTERS_MAX = 63 };

/* letters_of() - the bytes of each code point of @s as one number; 0 if there are too many. */
static size_t letters_of(const char *s, uint32_t letters[WORD_LETTERS_MAX])
{
	size_t n = 0;

	while (*s) {
		const char *next = next_point(s);
		if (n == WORD_LETTERS_MAX)
			return 0;
		for (letters[n] = 0; s < next; s++)
			letters[n] = letters[n] << 8 | (unsigned char)*s;
		n++;
	}
	return n;
}

/* edit_distance() - Levenshtein distance of two words in letters. */
static size_t edit_distance(const uint32_t *a, size_t la, const uint32_t *b, size_t lb)
{
	size_t row[WORD_LETTERS_MAX + 1];

	for (size_t j = 0; j <= lb; j++)
		row[j] = j;
	for (size_t i = 1; i <= la; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= lb; j++) {
			size_t swap = diagonal + (a[i - 1] != b[j - 1]);
			diagonal = row[j];
			size_t least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
			row[j] = swap < least ? swap : least;
		}
	}
	return row[lb];
}

const char *str_nearest(const char *s, const char *const *words, size_t n)
{
	uint32_t letters[WORD_LETTERS_MAX], other[WORD_LETTERS_MAX];
	size_t len = letters_of(s, letters);
	size_t best_distance = (len + 2) / 3 + 1; /* one typo in short words, a third in long */
	const char *best = NULL;

	for (size_t i = 0; len > 0 && i < n; i++) {
		size_t other_len = letters_of(words[i], other);
		size_t distance = edit_distance(letters, len, other, other_len);
		if (other_len > 0 && distance < best_distance) {
			best_distance = distance;
			best = words[i];
		}
	}
	return best;
}

bool fmt_into(char *dst, size_t size, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(dst, size, fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < size)
		return true;
	dst[0] = 0;
	return false;
}
