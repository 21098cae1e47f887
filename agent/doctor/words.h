/* words.h - a command line as one text, split as a shell would, but without a shell. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include "base/arena.h"
#include "base/err.h"

/*
 * words_split() - blanks separate, '...' and "..." hold together, a backslash takes the next
 * character as it is (not within '...'). Nothing is expanded.
 * @ret_words: NULL-terminated, *ret_n of them; @a owns
 * @e: ERR_SYNTAX (a quote without its end, no word at all)
 */
MUST_USE bool words_split(const char *line, struct arena *a, const char ***ret_words, size_t *ret_n,
			  struct err *e);
