/* words.c - a command line as one text, split as a shell would, but without a shell. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/doctor/words.h"

#include <string.h>

/* next_word() - from *@at, which moves on; false: a quote has no end. */
static bool next_word(const char **at, struct arena *a, const char **ret_word)
{
	char *word = arena_alloc(a, strlen(*at) + 1);
	const char *s = *at;
	size_t n = 0;
	char quote = 0;

	for (; *s && (quote || !strchr(" \t\n", *s)); s++) {
		if (quote ? *s == quote : *s == '\'' || *s == '"')
			quote = quote ? 0 : *s;
		else if (*s == '\\' && quote != '\'' && s[1])
			word[n++] = *++s;
		else
			word[n++] = *s;
	}
	*at = s;
	*ret_word = word;
	return quote == 0;
}

bool words_split(const char *line, struct arena *a, const char ***ret_words, size_t *ret_n,
		 struct err *e)
{
	const char **words = arena_calloc(a, strlen(line) / 2 + 2, sizeof *words);
	size_t n = 0;

	for (line += strspn(line, " \t\n"); *line; line += strspn(line, " \t\n"))
		if (!next_word(&line, a, &words[n++]))
			return err_set(e, ERR_SYNTAX, "command: a quote has no end");
	if (n == 0)
		return err_set(e, ERR_SYNTAX, "command: no word in it");
	*ret_words = words;
	*ret_n = n;
	return true;
}
