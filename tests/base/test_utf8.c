/* test_utf8.c - checking, normalising and walking UTF-8 text. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include "base/utf8.h"

TEST(only_well_formed_text_is_valid)
{
	static const struct {
		const char *bytes;
		size_t len, valid; /* bytes that are good */
	} rows[] = {
		{ "", 0, 0 },
		{ "a", 1, 1 },
		{ "äöü€😀", 13, 13 },
		{ "a\0b", 3, 1 },
		{ "\x80", 1, 0 },
		{ "ab\xff", 3, 2 },
		{ "\xc0\x80", 2, 0 }, /* NUL, overlong */
		{ "\xc1\xbf", 2, 0 },
		{ "\xe0\x80\xaf", 3, 0 },
		{ "\xf0\x80\x80\xaf", 4, 0 },
		{ "\xed\xa0\x80", 3, 0 }, /* surrogate */
		{ "\xed\xbf\xbf", 3, 0 },
		{ "\xf4\x8f\xbf\xbf", 4, 4 }, /* U+10FFFF: well-formed, though forbidden */
		{ "\xf4\x90\x80\x80", 4, 0 },
		{ "\xf8\x88\x80\x80\x80", 5, 0 },
		{ "a\xc3", 2, 1 }, /* cut */
		{ "a\xe2\x82", 3, 1 },
		{ "a\xf0\x9f\x98", 4, 1 },
		{ "\xc3\x28", 2, 0 },
		{ "\xef\xbf\xbe", 3, 3 },
	};

	EACH_CASE (row, rows) {
		/* an exact block: a sanitizer sees a read behind it */
		char *exact = malloc(row->len ? row->len : 1);
		memcpy(exact, row->bytes, row->len);
		CHECK_EQ_UINT(utf8_valid_bytes(exact, row->len), row->valid);
		CHECK_EQ_INT(utf8_valid(exact, row->len), row->valid == row->len);
		free(exact);
	}
}

TEST(every_code_point_survives_a_round_trip)
{
	for (uint32_t cp = 1; cp <= 0x10ffff; cp++) {
		char bytes[5];
		if (cp >= 0xd800 && cp < 0xe000)
			continue;
		size_t n = utf8_encode(cp, bytes);
		const char *s = bytes;
		if (strlen(bytes) != n || !utf8_valid(bytes, n) || utf8_next(&s) != cp || *s)
			CHECK_EQ_UINT(cp, 0);
	}
}

TEST(walking_ends_with_zero_and_stays)
{
	const char *s = "aä";

	CHECK_EQ_UINT(utf8_next(&s), 'a');
	CHECK_EQ_UINT(utf8_next(&s), 0xe4);
	CHECK_EQ_UINT(utf8_next(&s), 0);
	CHECK_EQ_UINT(utf8_next(&s), 0);
	CHECK_EQ_UINT(utf8_count("äöü€😀"), 5);
	CHECK_EQ_UINT(utf8_count(""), 0);
	CHECK_EQ_UINT(utf8_count("e\u0301"), 2);
}

TEST(normal_form)
{
	static const struct {
		const char *text, *nfc;
	} rows[] = {
		{ "", "" },
		{ "abc", "abc" },
		{ "e\u0301", "é" },
		{ "a\u0308o\u0308", "äö" },
		{ "A\u030a", "Å" },
		{ "\u212b", "Å" },        /* Angstrom sign */
		{ "M\u0302", "M\u0302" }, /* DIN 91379 has it as a sequence */
		{ "s\u0323\u0307", "\u1e69" },
		{ "s\u0307\u0323", "\u1e69" }, /* marks in the other order */
		{ "\ufb01", "\ufb01" },        /* no compatibility mapping */
	};

	EACH_CASE (row, rows) {
		char *nfc = utf8_nfc(row->text);
		CHECK_EQ_STR(nfc, row->nfc);
		free(nfc);
	}
}

TEST(upper_case)
{
	static const struct {
		const char *text, *upper;
	} rows[] = {
		{ "", "" },
		{ "Müller-Lüdenscheidt", "MÜLLER-LÜDENSCHEIDT" },
		{ "Straße", "STRASSE" },
		{ "ẞ", "ẞ" },
		{ "ŉ", "\u02bcN" },
		{ "ǰ", "J\u030c" },
		{ "ẖ", "H\u0331" },
		{ "ẗ", "T\u0308" },
		{ "ẘ", "W\u030a" },
		{ "ẙ", "Y\u030a" },
		{ "ẚ", "A\u02be" },
		{ "ÿ", "Ÿ" },
		{ "ı", "I" },
		{ "ĳ", "Ĳ" },
		{ "đ", "Đ" },
		{ "ǆ ǅ", "Ǆ Ǆ" },
		{ "ɐɥ", "\u2c6f\ua78d" }, /* longer in bytes */
		{ "m\u0302", "M\u0302" },
		{ "e\u0301", "É" }, /* comes out in normal form */
		{ "άς", "ΆΣ" },
		{ "12 §", "12 §" },
	};

	EACH_CASE (row, rows) {
		char *upper = utf8_upper(row->text);
		CHECK_EQ_STR(upper, row->upper);
		free(upper);
	}
}

TEST(lower_case)
{
	static const struct {
		const char *text, *lower;
	} rows[] = {
		{ "ÄÖÜẞ", "äöüß" }, { "STRASSE", "strasse" }, { "Đ", "đ" }, { "Ÿ", "ÿ" },
		{ "", "" },
	};

	EACH_CASE (row, rows) {
		char *lower = utf8_lower(row->text);
		CHECK_EQ_STR(lower, row->lower);
		free(lower);
	}
}

TEST(forbidden_characters)
{
	static const uint32_t bad[] = {
		0x01,    0x08,    0x0b,    0x0c,    0x1b,     0x1f,     0x7f,   0x80,
		0x85,    0x9f,    0xad,    0x200b,  0x200c,   0x200d,   0x200e, 0x200f,
		0x202a,  0x202e,  0x2028,  0x2029,  0x2060,   0x2066,   0x2069, 0xfeff,
		0xfff9,  0xe000,  0xf8ff,  0xfdd0,  0xfdef,   0xfffe,   0xffff, 0x1fffe,
		0xe0001, 0xe0041, 0xf0000, 0xfffff, 0x100000, 0x10ffff, 0x61c,  0x180e,
	};
	static const uint32_t good[] = {
		'\t',  '\n',  '\r',   ' ',    '~',    0xa0,   0xac,   0xae,   0xdf,
		0x17f, 0x300, 0x1e9e, 0x2011, 0x202f, 0x20ac, 0x4e00, 0xfffd, 0x1f600,
	};
	char text[16];

	EACH_CASE (cp, bad) {
		size_t n = utf8_encode('x', text);
		(void)utf8_encode(*cp, text + n);
		CHECK_EQ_UINT(utf8_forbidden(text), *cp);
		CHECK(utf8_find_forbidden(text) == text + 1);
	}
	EACH_CASE (cp, good) {
		(void)utf8_encode(*cp, text);
		CHECK_EQ_UINT(utf8_forbidden(text), 0);
		CHECK(utf8_find_forbidden(text) == NULL);
	}
}
