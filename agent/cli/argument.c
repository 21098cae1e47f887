/* argument.c - the options of one command: a table of rows, help included. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/cli/argument.h"

#include <assert.h>
#include <getopt.h>
#include <stdio.h>
#include "agent/cli/command.h"
#include "base/str.h"

/* FIRST_VALUE: getopt's value of the first row; '?' (63) is its own. */
enum { FIRST_VALUE = 1000, HELP_VALUE = 999 };

static int print_help(const struct arguments *a)
{
	(void)printf("usage: amtsbote %s\n", a->usage);
	for (size_t i = 0; i < a->n; i++)
		(void)printf("%s  --%-14s %-8s %s\n", i ? "" : "\n", a->list[i].name,
			     a->list[i].wants ? a->list[i].wants : "", a->list[i].help);
	return EXIT_DONE;
}

static int complain(const struct arguments *a)
{
	(void)fprintf(stderr, "usage: amtsbote %s\n", a->usage);
	return EXIT_WRONG;
}

static void take(const struct argument *row, const char *value)
{
	if (row->flag)
		*row->flag = true;
	else
		*row->text = value;
}

/* letter_row() - getopt's value of the row that -o stands for too. */
static int letter_row(const struct arguments *a)
{
	int i = 0;

	while (!str_eq(a->list[i].name, "output"))
		i++;
	return FIRST_VALUE + i;
}

bool arguments_read(const struct arguments *a, int argc, char **argv, const char **ret_words,
		    int *ret_exit)
{
	struct option table[ARGUMENTS_MAX + 2] = { 0 };
	const char *letters = "";
	int value, words = 0;

	assert(a->n <= ARGUMENTS_MAX);
	for (size_t i = 0; i < a->n; i++) {
		if (str_eq(a->list[i].name, "output"))
			letters = "o:";
		table[i] = (struct option){ .name = a->list[i].name,
					    .val = FIRST_VALUE + (int)i,
					    .has_arg = a->list[i].flag ? no_argument
								       : required_argument };
	}
	table[a->n] = (struct option){ .name = "help", .val = HELP_VALUE };
	optind = 1;
	while ((value = getopt_long(argc, argv, letters, table, NULL)) != -1) {
		if (value == HELP_VALUE || value == '?') {
			/* What is wrong getopt has said. */
			*ret_exit = value == '?' ? EXIT_WRONG : print_help(a);
			return false;
		}
		if (value == 'o')
			value = letter_row(a);
		take(&a->list[value - FIRST_VALUE], optarg);
	}
	for (int i = 0; i < a->words_max; i++)
		ret_words[i] = NULL;
	for (; optind < argc; optind++, words++)
		if (words < a->words_max)
			ret_words[words] = argv[optind];
	if (words >= a->words_min && words <= a->words_max)
		return true;
	*ret_exit = complain(a);
	return false;
}
