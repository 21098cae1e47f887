/* test_str.c - checked parsing, comparing and formatting of byte strings. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include "base/str.h"

TEST(numbers_are_digits_within_range)
{
	static const struct {
		const char *text;
		uint64_t max, want;
		bool good;
	} rows[] = {
		{ "0", 0, 0, true },
		{ "1", 0, 0, false },
		{ "9", 5, 0, false },
		{ "5", 5, 5, true },
		{ "6", 5, 0, false },
		{ "10", 9, 0, false },
		{ "15", 15, 15, true },
		{ "16", 15, 0, false },
		{ "007", 7, 7, true },
		{ "18446744073709551615", UINT64_MAX, UINT64_MAX, true },
		{ "18446744073709551616", UINT64_MAX, 0, false },
		{ "18446744073709551620", UINT64_MAX, 0, false },
		{ "99999999999999999999", UINT64_MAX, 0, false },
		{ "184467440737095516150", UINT64_MAX, 0, false },
		{ "18446744073709551614", UINT64_MAX - 1, UINT64_MAX - 1, true },
		{ "18446744073709551615", UINT64_MAX - 1, 0, false },
		{ "9223372036854775807", INT64_MAX, INT64_MAX, true },
		{ "9223372036854775808", INT64_MAX, 0, false },
		{ "", 9, 0, false },
		{ " 1", 9, 0, false },
		{ "1 ", 9, 0, false },
		{ "+1", 9, 0, false },
		{ "-1", 9, 0, false },
		{ "1a", 99, 0, false },
		{ "0x1", 99, 0, false },
		{ "١", 9, 0, false },
	};

	EACH_CASE (row, rows) {
		uint64_t value = 77;
		CHECK_EQ_INT(str_to_u64(row->text, row->max, &value), row->good);
		CHECK_EQ_UINT(value, row->good ? row->want : 77);
	}
}

TEST(durations_have_a_unit)
{
	static const struct {
		const char *text;
		int64_t want_ms; /* -1: refused */
	} rows[] = {
		{ "0ms", 0 },
		{ "250ms", 250 },
		{ "30s", 30000 },
		{ "5m", 300000 },
		{ "2h", 7200000 },
		{ "168h", 604800000 },
		{ "169h", -1 },
		{ "604800s", 604800000 },
		{ "604801s", -1 },
		{ "604800000ms", 604800000 },
		{ "604800001ms", -1 },
		{ "", -1 },
		{ "30", -1 },
		{ "s", -1 },
		{ "30 s", -1 },
		{ "30S", -1 },
		{ "-1s", -1 },
		{ "1.5s", -1 },
		{ "1d", -1 },
		{ "30ss", -1 },
		{ "99999999999999999999s", -1 },
		{ "18446744073709551617ms", -1 },
		{ "1s ", -1 },
	};

	EACH_CASE (row, rows) {
		int64_t ms = -1;
		CHECK_EQ_INT(str_to_duration_ms(row->text, &ms), row->want_ms >= 0);
		CHECK_EQ_INT(ms, row->want_ms);
	}
}

TEST(globs)
{
	static const struct {
		const char *pattern, *text;
		bool want;
	} rows[] = {
		{ "", "", true },
		{ "", "a", false },
		{ "*", "", true },
		{ "*", "anything", true },
		{ "?", "", false },
		{ "?", "a", true },
		{ "?", "ä", true },
		{ "?", "😀", true },
		{ "??", "ä", false },
		{ "*?", "ä", true },
		{ "*??", "ä", false },
		{ "??", "äö", true },
		{ "Hund*", "Hundesteuer", true },
		{ "Hund*", "hundesteuer", false },
		{ "*steuer", "Hundesteuer", true },
		{ "*steuer", "Steuer", false },
		{ "H*e*r", "Hundesteuer", true },
		{ "H*e*x", "Hundesteuer", false },
		{ "a**b", "ab", true },
		{ "**", "", true },
		{ "a*", "a", true },
		{ "*a", "ba", true },
		{ "*ab", "aab", true },
		{ "*aab", "aaab", true },
		{ "a?c", "abc", true },
		{ "a?c", "ac", false },
		{ "?*b", "ä-b", true },
		{ "*ä?", "xxäy", true },
		{ "[a]", "a", false },
		{ "[a]", "[a]", true },
		{ "\\*", "*", false },
		{ "a.c", "abc", false },
		{ "*?x*", "äöx", true },
		{ "x*??y", "xäy", false },
	};

	EACH_CASE (row, rows)
		CHECK_EQ_INT(str_glob(row->pattern, row->text), row->want);
}

/* glob_model() - the definition itself, exponential, for short ASCII texts. */
static bool glob_model(const char *p, const char *s)
{
	if (*p == '*')
		return glob_model(p + 1, s) || (*s && glob_model(p, s + 1));
	if (!*p || !*s)
		return !*p && !*s;
	return (*p == '?' || *p == *s) && glob_model(p + 1, s + 1);
}

TEST(globs_agree_with_the_definition)
{
	for (int i = 0; i < 200000; i++) {
		char pattern[8] = "", text[8] = "";
		for (size_t k = check_random() % 7; k-- > 0;)
			pattern[k] = "ab?*"[check_random() % 4];
		for (size_t k = check_random() % 7; k-- > 0;)
			text[k] = "ab"[check_random() % 2];
		if (str_glob(pattern, text) != glob_model(pattern, text))
			CHECK_EQ_STR(pattern, text);
	}
}

TEST(globs_of_many_stars_are_quick)
{
	static char text[20001];

	memset(text, 'a', 20000);
	CHECK(!str_glob("*a*a*a*a*a*a*a*a*b", text));
	CHECK(str_glob("*a*a*a*a*a*a*a*a*", text));
}

TEST(nearest_word)
{
	static const char *const words[] = {
		"write",
		"click",
		"choose",
		"tick",
		"expect",
		"if",
		"a_word_of_more_than_sixty_three_bytes_is_never_near_to_"
		"anything_else_at_all"
	};
	static char longer[400];
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "wirte", "write" }, { "write", "write" },   { "klick", "click" },
		{ "clik", "click" },  { "expct", "expect" },  { "chose", "choose" },
		{ "zzz", NULL },      { "", NULL },           { "iff", "if" },
		{ "tcik", "tick" },   { "completely", NULL },
	};

	EACH_CASE (row, rows)
		CHECK_EQ_STR(str_nearest(row->text, words, 7), row->want);
	memset(longer, 'x', 399);
	CHECK_EQ_STR(str_nearest(longer, words, 7), NULL);
	CHECK_EQ_STR(str_nearest("write", words, 0), NULL);
}

TEST(nearest_counts_letters_not_bytes)
{
	static const char *const words[] = { "Größe", "Straße" };

	/* one letter of five differs, which is two bytes twice */
	CHECK_EQ_STR(str_nearest("Grüße", words, 2), "Größe");
	CHECK_EQ_STR(str_nearest("Strasse", words, 2), "Straße");
	/* two of three letters differ */
	CHECK_EQ_STR(str_nearest("äöx", (const char *const[]){ "üßx" }, 1), NULL);
}

TEST(formatting_reports_what_does_not_fit)
{
	char dst[4] = "???";

	CHECK(fmt_into(dst, sizeof dst, "%d", 123));
	CHECK_EQ_STR(dst, "123");
	CHECK(!fmt_into(dst, sizeof dst, "%d", 1234));
	CHECK_EQ_STR(dst, "");
}

TEST(equality_and_prefixes)
{
	CHECK(str_eq("", ""));
	CHECK(!str_eq("a", "A"));
	CHECK(!str_eq("a", "ab"));
	CHECK(str_starts("abc", ""));
	CHECK(str_starts("abc", "abc"));
	CHECK(!str_starts("ab", "abc"));
}
