/* test_words.c - a command line is split as a shell would, and nothing is expanded. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/doctor/words.h"

#include "tests/check.h"

TEST(words_are_split_and_held_together)
{
	static const struct {
		const char *line;
		const char *words[5];
	} table[] = {
		{ "xterm", { "xterm" } },
		{ "  xterm\t-e  cat ", { "xterm", "-e", "cat" } },
		{ "a 'b c' \"d  e\"", { "a", "b c", "d  e" } },
		{ "a'b'\"c\"d", { "abcd" } },
		{ "a '' b", { "a", "", "b" } },
		{ "a\\ b 'c\\' \"d\\\"e\"", { "a b", "c\\", "d\"e" } },
		{ "a $HOME * ; b", { "a", "$HOME", "*", ";", "b" } },
	};

	EACH_CASE (row, table) {
		struct arena *a = arena_new();
		const char **words = NULL;
		struct err e = { 0 };
		size_t n = 0, wanted = 0;

		while (wanted < 5 && row->words[wanted])
			wanted++;
		if (CHECK_OK(words_split(row->line, a, &words, &n, &e), e) &&
		    CHECK_EQ_UINT(n, wanted)) {
			for (size_t i = 0; i < n; i++)
				CHECK_EQ_STR(words[i], row->words[i]);
			CHECK(words[n] == NULL);
		}
		arena_free(a);
	}
}

TEST(what_is_no_command_line_is_refused)
{
	static const char *const table[] = { "", "  ", "a 'b", "a \"b" };

	EACH_CASE (row, table) {
		struct arena *a = arena_new();
		const char **words = NULL;
		struct err e = { 0 };
		size_t n = 7;

		CHECK_ERR(words_split(*row, a, &words, &n, &e), e, ERR_SYNTAX);
		CHECK_EQ_UINT(n, 7);
		arena_free(a);
	}
}
