/* check_digit.c - the named check digit schemes a recipe may demand of a value. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/check_digit.h"

#include <stddef.h>
#include <string.h>
#include "base/str.h"

static int digit_value(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : -1;
}

/* alnum_value() - 0..9, A..Z (either case) as 10..35, -1 for all else. */
static int alnum_value(char c)
{
	int upper = c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c;

	return upper >= 'A' && upper <= 'Z' ? upper - 'A' + 10 : digit_value(c);
}

static bool mod11_holds(const char *text)
{
	int check = -1, sum = 0, weight = 2;

	for (size_t i = strlen(text); i-- > 0;) {
		int digit = digit_value(text[i]);
		if (digit < 0)
			continue;
		if (check < 0) {
			check = digit;
			continue;
		}
		sum = (sum + digit * weight) % 11;
		weight = weight == 7 ? 2 : weight + 1;
	}
	int n_digits = 0;
	for (; *text; text++)
		n_digits += digit_value(*text) >= 0;
	/* 10 equals no digit, so a number that would need it never holds */
	return n_digits >= 2 && (11 - sum) % 11 == check;
}

static bool luhn_holds(const char *text)
{
	int sum = 0, n_digits = 0;

	for (size_t i = strlen(text); i-- > 0;) {
		int digit = digit_value(text[i]);
		if (digit < 0)
			continue;
		if (n_digits++ % 2 == 1)
			digit = digit > 4 ? digit * 2 - 9 : digit * 2;
		sum = (sum + digit) % 10;
	}
	return n_digits >= 2 && sum == 0;
}

/* append() - the remainder of a number modulo 97 after @value is written behind it. */
static int append(int rest, int value)
{
	return (rest * (value > 9 ? 100 : 10) + value) % 97;
}

static bool mod97_holds(const char *text)
{
	enum { HEAD = 4 };
	int head[HEAD], n = 0, rest = 0;

	for (; *text; text++) {
		int value = alnum_value(*text);
		if (value < 0)
			continue;
		if (n < HEAD)
			head[n] = value;
		else
			rest = append(rest, value);
		n++;
	}
	if (n <= HEAD || head[2] > 9 || head[3] > 9)
		return false;
	/* 02..98 are issued; 00, 01 and 99 leave the same remainder as 97, 98 and 02. */
	int check = head[2] * 10 + head[3];
	for (int i = 0; i < HEAD; i++)
		rest = append(rest, head[i]);
	return rest == 1 && check >= 2 && check <= 98;
}

/*
 * Characters of an IBAN by country: SWIFT's IBAN registry (ISO 13616), the countries of SEPA. What
 * no row names does not hold.
 */
static const struct {
	char country[3];
	unsigned char length;
} ibans[] = {
	{ "AD", 24 }, { "AL", 28 }, { "AT", 20 }, { "BE", 16 }, { "BG", 22 }, { "CH", 21 },
	{ "CY", 28 }, { "CZ", 24 }, { "DE", 22 }, { "DK", 18 }, { "EE", 20 }, { "ES", 24 },
	{ "FI", 18 }, { "FR", 27 }, { "GB", 22 }, { "GI", 23 }, { "GR", 27 }, { "HR", 21 },
	{ "HU", 28 }, { "IE", 22 }, { "IS", 26 }, { "IT", 27 }, { "LI", 21 }, { "LT", 20 },
	{ "LU", 20 }, { "LV", 21 }, { "MC", 27 }, { "MD", 24 }, { "ME", 22 }, { "MK", 19 },
	{ "MT", 31 }, { "NL", 18 }, { "NO", 15 }, { "PL", 28 }, { "PT", 25 }, { "RO", 24 },
	{ "RS", 22 }, { "SE", 24 }, { "SI", 19 }, { "SK", 24 }, { "SM", 27 }, { "VA", 22 },
};

static bool iban_holds(const char *text)
{
	char country[3] = "";
	size_t n = 0;

	for (const char *at = text; *at; at++) {
		if (alnum_value(*at) < 0)
			continue;
		if (n < 2)
			country[n] = *at;
		n++;
	}
	for (size_t i = 0; i < sizeof ibans / sizeof *ibans; i++)
		if (str_eq(ibans[i].country, country))
			return n == ibans[i].length && mod97_holds(text);
	return false;
}

static bool mod97_10_holds(const char *text)
{
	int rest = 0, last[2] = { -1, -1 };
	size_t n = 0;

	for (; *text; text++) {
		int value = alnum_value(*text);
		if (value < 0)
			continue;
		rest = append(rest, value);
		last[0] = last[1];
		last[1] = value;
		n++;
	}
	/* 02..98 as above; the check digits are digits. */
	int check = last[0] * 10 + last[1];
	return n > 2 && last[0] < 10 && last[1] < 10 && rest == 1 && check >= 2 && check <= 98;
}

/* ISO/IEC 7064's hybrid system: every digit but the last doubles what came before, modulo 11. */
static bool mod11_10_holds(const char *text)
{
	int product = 10, sum = 0;
	size_t n = 0;

	for (; *text; text++) {
		int digit = digit_value(*text);
		if (digit < 0)
			continue;
		sum = (product + digit) % 10;
		product = (sum == 0 ? 10 : sum) * 2 % 11;
		n++;
	}
	return n >= 2 && sum == 1;
}

bool check_digit_holds(enum check_digit scheme, const char *text)
{
	switch (scheme) {
	case CHECK_DIGIT_NONE: return true;
	case CHECK_DIGIT_MOD11: return mod11_holds(text);
	case CHECK_DIGIT_MOD97: return mod97_holds(text);
	case CHECK_DIGIT_LUHN: return luhn_holds(text);
	case CHECK_DIGIT_IBAN: return iban_holds(text);
	case CHECK_DIGIT_MOD97_10: return mod97_10_holds(text);
	case CHECK_DIGIT_MOD11_10: return mod11_10_holds(text);
	}
	return false;
}

bool check_digit_from(const char *name, enum check_digit *ret_scheme)
{
	static const struct {
		const char *name;
		enum check_digit scheme;
	} rows[] = {
		{ "mod11", CHECK_DIGIT_MOD11 },       { "mod97", CHECK_DIGIT_MOD97 },
		{ "luhn", CHECK_DIGIT_LUHN },         { "iban", CHECK_DIGIT_IBAN },
		{ "mod97_10", CHECK_DIGIT_MOD97_10 }, { "mod11_10", CHECK_DIGIT_MOD11_10 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!str_eq(name, rows[i].name))
			continue;
		*ret_scheme = rows[i].scheme;
		return true;
	}
	return false;
}
