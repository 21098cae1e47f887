/* check.c - `amtsbote check`: what can be proved about a recipe without the application. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include "agent/cli/command.h"
#include "agent/cli/inputs.h"
#include "base/str.h"

int command_check(int argc, char **argv)
{
	CLEANUP(recipe_freep) struct recipe *recipe = NULL;
	struct inputs in = { 0 };
	struct err e = { 0 };

	if (argc == 2 && str_eq(argv[1], "--help")) {
		(void)puts("usage: amtsbote check RECIPE\n\nExit code 1 if there is any error.");
		return EXIT_DONE;
	}
	if (argc != 2 || argv[1][0] == '-')
		return command_complain("check", "wants exactly one recipe folder");
	in.recipe_folder = argv[1];
	if (!inputs_recipe(&in, &recipe, &e))
		return command_complain("check", e.msg);
	(void)printf("%s %s: %zu steps, no errors\n", recipe->name, recipe->version,
		     recipe->steps.n);
	return EXIT_DONE;
}
