/* options.c - the options `plan` and `run` share. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/cli/options.h"

#include <getopt.h>
#include <stdio.h>
#include "agent/cli/command.h"
#include "base/str.h"

enum {
	OPT_SUBMISSION = 1,
	OPT_CONFIG,
	OPT_SECRETS,
	OPT_SET,
	OPT_PICTURES,
	OPT_UNTIL,
	OPT_PROBE,
	OPT_RESULT,
	OPT_QUIET,
	OPT_HELP
};

/* One row an option: what getopt needs, and what --help says. */
static const struct row {
	const char *name, *argument, *help;
	int value;
	bool run_only;
} rows[] = {
	{ "submission", "FILE", "JSON file of a submission; may be given several times",
	  OPT_SUBMISSION, false },
	{ "config", "FILE", "JSON object of the recipe's config values", OPT_CONFIG, false },
	{ "set", "NAME=VALUE", "one config value, over the file", OPT_SET, false },
	{ "secrets", "FILE", "JSON object of secrets; mode 0600", OPT_SECRETS, true },
	{ "pictures", "DIR",
	  "where a stopped run leaves its picture "
	  "(default: $XDG_STATE_HOME/amtsbote/pictures)",
	  OPT_PICTURES, true },
	{ "until-commit", NULL, "stop after the last look and leave the mask unsaved", OPT_UNTIL,
	  true },
	{ "rehearse-probe", NULL, "look for the record before (absent) and after (found)",
	  OPT_PROBE, true },
	{ "result", "FILE", "append one line of JSON a submission (for programs)", OPT_RESULT,
	  true },
	{ "quiet", NULL, "do not show the steps", OPT_QUIET, true },
	{ "help", NULL, "this text", OPT_HELP, false },
};

enum { N_ROWS = sizeof rows / sizeof *rows };

static bool print_help(const char *command, int *ret_exit)
{
	bool run = str_eq(command, "run");

	(void)printf("usage: amtsbote %s RECIPE --submission FILE [options]\n\n", command);
	for (size_t i = 0; i < N_ROWS; i++)
		if (run || !rows[i].run_only)
			(void)printf("  --%-16s %-11s %s\n", rows[i].name,
				     rows[i].argument ? rows[i].argument : "", rows[i].help);
	*ret_exit = EXIT_DONE;
	return false;
}

static bool wrong(const char *command, const char *text, int *ret_exit)
{
	*ret_exit = command_complain(command, text);
	return false;
}

/* take() - one option's effect; false if there are too many of it. */
static bool take(struct options *o, int value, const char *argument)
{
	struct inputs *in = &o->in;

	if (value == OPT_SUBMISSION) {
		if (in->n_submissions == SUBMISSIONS_MAX)
			return false;
		in->submissions[in->n_submissions++] = argument;
	} else if (value == OPT_SET) {
		if (in->n_settings == SETTINGS_MAX)
			return false;
		in->settings[in->n_settings++] = argument;
	}
	in->config_file = value == OPT_CONFIG ? argument : in->config_file;
	in->secrets_file = value == OPT_SECRETS ? argument : in->secrets_file;
	o->picture_folder = value == OPT_PICTURES ? argument : o->picture_folder;
	o->until_commit |= value == OPT_UNTIL;
	o->rehearse_probe |= value == OPT_PROBE;
	o->result_file = value == OPT_RESULT ? argument : o->result_file;
	o->quiet |= value == OPT_QUIET;
	return true;
}

bool options_read(int argc, char **argv, struct options *ret_options, int *ret_exit)
{
	struct option table[N_ROWS + 1] = { 0 };
	size_t n = 0;
	int value;

	for (size_t i = 0; i < N_ROWS; i++)
		if (!rows[i].run_only || str_eq(argv[0], "run"))
			table[n++] =
				(struct option){ .name = rows[i].name,
						 .val = rows[i].value,
						 .has_arg = rows[i].argument ? required_argument
									     : no_argument };
	*ret_options = (struct options){ 0 };
	optind = 1;
	while ((value = getopt_long(argc, argv, "", table, NULL)) != -1) {
		if (value == OPT_HELP)
			return print_help(argv[0], ret_exit);
		if (value == '?') { /* getopt has said what is wrong */
			*ret_exit = EXIT_WRONG;
			return false;
		}
		if (!take(ret_options, value, optarg))
			return wrong(argv[0], "an option was given too often", ret_exit);
	}
	if (optind != argc - 1)
		return wrong(argv[0], "wants exactly one recipe folder (--help)", ret_exit);
	if (ret_options->in.n_submissions == 0)
		return wrong(argv[0], "wants --submission FILE", ret_exit);
	ret_options->in.recipe_folder = argv[optind];
	return true;
}
