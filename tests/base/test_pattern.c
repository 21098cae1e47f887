/* test_pattern.c - regular expressions with limits on time and depth. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include "base/pattern.h"

/* HOSTILE_MS: processor time that a match may take, however loaded the machine is. */
enum { HOSTILE_MS = 200 };

static int64_t cpu_us(void)
{
	struct timespec t;

	CHECK(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) == 0);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* compiled() - @source, which must be good; the caller frees. */
static struct pattern *compiled(const char *source)
{
	struct pattern *p = NULL;
	struct err e = { 0 };

	CHECK_OK(pattern_new(source, &p, &e), e);
	return p;
}

TEST(matching)
{
	static const struct {
		const char *source, *text;
		bool somewhere, whole;
	} rows[] = {
		{ "b", "abc", true, false },
		{ "abc", "abc", true, true },
		{ "", "", true, true },
		{ "", "a", true, false },
		{ "x", "abc", false, false },
		{ "a|ab", "ab", true, true }, /* the second branch is tried for the whole */
		{ "^\\d{2}\\.\\d{6}\\.\\d$", "26.004711.3", true, true },
		{ "^\\d+$", "12\n", false, false }, /* $ is the very end */
		{ "a.b", "a\nb", false, false },
		{ "^.{3}$", "äöü", true, true }, /* characters, not bytes */
		{ "^\\w+$", "Größe", true, true },
		{ "^\\p{Lu}\\p{Ll}+$", "Ägypten", true, true },
		{ "(?i)straße", "STRAßE", true, true },
		{ "^(?:[A-Z]|M\xcc\x82)*$", "AM\xcc\x82Z", true, true },
		{ "(.)\\1", "abba", true, false },
		{ "(?<=a)b", "ab", true, false },
	};

	EACH_CASE (row, rows) {
		struct pattern *p = compiled(row->source);
		struct err e = { 0 };
		bool found = !row->somewhere;
		CHECK_OK(pattern_matches(p, row->text, &found, &e), e);
		CHECK_EQ_INT(found, row->somewhere);
		found = !row->whole;
		CHECK_OK(pattern_matches_whole(p, row->text, &found, &e), e);
		CHECK_EQ_INT(found, row->whole);
		CHECK_EQ_STR(pattern_source(p), row->source);
		pattern_free(p);
	}
	pattern_free(NULL);
}

TEST(bad_patterns_are_refused_with_their_place)
{
	static const struct {
		const char *source, *want;
	} rows[] = {
		{ "(", "pattern, character 2: missing closing parenthesis" },
		{ "äö(", "pattern, character 4: missing closing parenthesis" },
		{ "[a", "pattern, character 3: missing terminating ] for character class" },
		{ "a\\", "pattern, character 3: \\ at end of pattern" },
		{ "*", "pattern, character 1: quantifier does not follow a repeatable item" },
		{ "\\C", "pattern, character 3: using \\C is disabled by the application" },
		{ "\\1", "pattern, character 2: reference to non-existent subpattern" },
		{ "\\u00e4",
		  "pattern, character 3: PCRE2 does not support \\F, \\L, \\l, \\N{name}, "
		  "\\U, or \\u" },
	};

	EACH_CASE (row, rows) {
		struct pattern *p = NULL;
		struct err e = { 0 };
		CHECK(!pattern_new(row->source, &p, &e));
		CHECK_EQ_INT(e.code, ERR_SYNTAX);
		CHECK_EQ_STR(e.msg, row->want);
		CHECK(p == NULL);
	}
}

TEST(long_patterns_are_refused)
{
	char *source = malloc(PATTERN_BYTES_MAX + 2);
	struct pattern *p = NULL;
	struct err e = { 0 };

	memset(source, '.', PATTERN_BYTES_MAX + 1);
	source[PATTERN_BYTES_MAX + 1] = 0;
	CHECK_ERR(pattern_new(source, &p, &e), e, ERR_LIMIT);
	/* deeply nested ones too */
	memset(source, '(', 1000);
	memset(source + 1000, ')', 1000);
	source[2000] = 0;
	CHECK_ERR(pattern_new(source, &p, &e), e, ERR_SYNTAX);
	free(source);
}

TEST(hostile_patterns_stop)
{
	/* On 10,000 letters a; `ends` says whether they are done within the limit after all. */
	static const struct {
		const char *source;
		bool ends;
	} rows[] = {
		{ "(a+)+$", false },
		{ "(a|a)*$", false },
		{ "(a+)+[bq]", false },
		{ "^(?:(?:a|b)*)*$", false },
		{ "a*a*a*a*[bq]", false },
		{ "[ab]*[bc]*[cd]*[eq]", false }, /* n steps at each of n places, thrice */
		{ "(?=.*z)a", false },
		{ "(?:x|y|a{9999}b)+", false }, /* an item that walks far in vain */
		{ "(.*)\\1\\1[zq]", false },
		{ "(a?){500}a{500}[bq]", false },
		{ "^(([a-z])+.)+[A-Z]([a-z])+$", false },
		{ "\\p{L}+\\p{N}", false },
		{ "(?:a(?=(.*[bq])))*!", false },
		{ "(a(?1)?b)*[cq]", false },
		{ "(?R)?a", false },
		{ "(?>a+)[bq]", false },
		{ "\\X*[bq]", false },
		{ "(?<=a{200})[bq]", true },
		{ "^(?:a|b)*!$", true },
		{ "^[a-z]*!$", true },
		{ "a{1,5000}b", true },
	};
	const size_t n = 10000;
	char *text = malloc(n + 2);

	memset(text, 'a', n);
	memcpy(text + n, "!", 2);
	EACH_CASE (row, rows) {
		struct pattern *p = compiled(row->source);
		struct err e = { 0 };
		bool found;
		int64_t begin = cpu_us();
		bool done = pattern_matches(p, text, &found, &e);
		int64_t took = cpu_us() - begin;
		CHECK_EQ_INT(done, row->ends);
		CHECK_EQ_INT(e.code, row->ends ? ERR_NONE : ERR_LIMIT);
		CHECK(took < HOSTILE_MS * 1000);
		pattern_free(p);
	}
	free(text);
}

TEST(a_limit_names_the_pattern_and_not_the_text)
{
	struct pattern *p = compiled("^(a+)+$");
	struct err e = { 0 };
	bool found;

	CHECK(!pattern_matches(p, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", &found, &e));
	CHECK_EQ_STR(e.msg, "pattern '^(a+)+$': takes too many steps on this text");
	pattern_free(p);
}

TEST(forms_of_everyday_stay_far_below_the_limit)
{
	static const char *const rows[] = {
		"^[A-Za-zäöüß]*$",
		"^[A-Za-z0-9+/]*={0,2}$",
		"^(?:[A-Z]|[a-z]|[À-ž]|Ä|Ö)*$",
		"^.{1,60000}$",
		"z",
	};
	const size_t n = 50000;
	char *text = malloc(n + 1);

	memset(text, 'a', n);
	text[n] = 0;
	EACH_CASE (row, rows) {
		struct pattern *p = compiled(*row);
		struct err e = { 0 };
		bool found;
		CHECK_OK(pattern_matches(p, text, &found, &e), e);
		CHECK_EQ_INT(found, (*row)[0] == '^');
		pattern_free(p);
	}
	free(text);
}

TEST(replacing)
{
	static const struct {
		const char *source, *text, *with, *want; /* NULL: ERR_SYNTAX */
	} rows[] = {
		{ "a", "banana", "o", "bonono" },
		{ "a+", "baana", "", "bn" },
		{ "x", "abc", "y", "abc" },
		{ "(\\d+)\\.(\\d+)", "12.34 5.6", "$2,$1", "34,12 6,5" },
		{ "(\\d)(x)?", "1x2", "<$2$1$$>", "<x1$><2$>" },
		{ "a*", "baac", "-", "-b--c-" },
		{ "", "äö", "|", "|ä|ö|" },
		{ "", "", "|", "|" },
		{ "\\b", "ab cd", "_", "_ab_ _cd_" },
		{ "^", "a\nb", "_", "_a\nb" },
		{ "$", "ab", "_", "ab_" },
		{ "(?=b)|b", "abc", "X", "aXXc" },
		{ "\\s+", "  a  b ", " ", " a b " },
		{ "ä", "äöä", "ae", "aeöae" },
		{ "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)", "abcdefghij", "$9", "i" },
		{ "a", "a", "$1", NULL },
		{ "(a)", "a", "$2", NULL },
		{ "a", "a", "$", NULL },
		{ "a", "a", "$0", NULL },
		{ "a", "no match", "$x", NULL },
	};

	EACH_CASE (row, rows) {
		struct pattern *p = compiled(row->source);
		struct err e = { 0 };
		char *got = NULL;
		CHECK_EQ_INT(pattern_replace(p, row->text, row->with, &got, &e), row->want != NULL);
		CHECK_EQ_STR(got, row->want);
		CHECK_EQ_INT(e.code, row->want ? ERR_NONE : ERR_SYNTAX);
		free(got);
		pattern_free(p);
	}
}

TEST(replacing_has_limits)
{
	char *text = malloc(PATTERN_RESULT_MAX + 1), *got = NULL;
	struct pattern *p = compiled("a"), *slow = compiled("(a+)+$");
	struct err e = { 0 };

	memset(text, 'b', PATTERN_RESULT_MAX);
	text[PATTERN_RESULT_MAX] = 0;
	CHECK_OK(pattern_replace(p, text, "x", &got, &e), e);
	CHECK(got && strcmp(got, text) == 0);
	free(got);
	got = NULL;
	text[7] = 'a';
	CHECK_ERR(pattern_replace(p, text, "xx", &got, &e), e, ERR_LIMIT);
	/* a short text that grows */
	memset(text, 'a', 2000);
	text[2000] = 0;
	memset(text + 3000, 'x', 2000);
	text[5000] = 0;
	CHECK_ERR(pattern_replace(p, text, text + 3000, &got, &e), e, ERR_LIMIT);
	text[1999] = '!';
	CHECK_ERR(pattern_replace(slow, text, "", &got, &e), e, ERR_LIMIT);
	CHECK(got == NULL);
	pattern_free(p);
	pattern_free(slow);
	free(text);
}
