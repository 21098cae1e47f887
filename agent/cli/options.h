/* options.h - the options `plan` and `run` share, read into one struct. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "agent/cli/inputs.h"

struct options {
	struct inputs in;
	const char *picture_folder; /* --pictures DIR, NULL: the default place */
	bool until_commit;          /* --until-commit */
	bool rehearse_probe;        /* --rehearse-probe */
	const char *result_file;    /* --result FILE, NULL: none */
	bool quiet;                 /* --quiet */
};

/*
 * options_read() - parse argv of @command; complains itself. Returns false if the command is to end
 * with *ret_exit (wrong option, or --help was answered).
 */
bool options_read(int argc, char **argv, struct options *ret_options, int *ret_exit);
