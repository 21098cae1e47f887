/* argument.h - the options of one command: a table of rows, help included. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum { ARGUMENTS_MAX = 16 };

/* One option; exactly one of text and flag is set. */
struct argument {
	const char *name;  /* without the dashes; `output` is -o, too */
	const char *wants; /* "FILE"; NULL for a flag */
	const char *help;
	const char **text; /* receives the value, borrowed from argv */
	bool *flag;        /* becomes true */
};

struct arguments {
	const char *usage; /* "jobs list [--state STATE]" */
	const struct argument *list;
	size_t n;
	int words_min, words_max; /* how many words that are no options */
};

/*
 * arguments_read() - parse argv[1..]; complains itself and answers --help.
 * @ret_words: receives the words, room for words_max of them; NULL for those not given
 * Returns false if the command is to end with *ret_exit.
 */
bool arguments_read(const struct arguments *a, int argc, char **argv, const char **ret_words,
		    int *ret_exit);
