/* resume.c - `amtsbote resume`: a stopped recipe may work again. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <unistd.h>
#include "agent/cli/argument.h"
#include "agent/cli/command.h"
#include "agent/cli/office.h"

static bool resume(const char *path, const char *recipe, struct err *e)
{
	CLEANUP(office_clear) struct office o = { .lock_fd = -1, .lifeline_fd = -1 };
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct journal_body body = journal_body(JK_RESUMED);

	journal_put_id(&body, JF_RECIPE, recipe);
	journal_put(&body, JF_UID, getuid());
	if (!office_open(path, &o, e))
		return false;
	const struct store_due due = books_due(&body, a);
	return store_recipe_start(o.books.store, recipe, &due, e) &&
	       books_note(&o.books, "", &body, e);
}

int command_resume(int argc, char **argv)
{
	const char *path = NULL, *recipe;
	const struct argument rows[] = {
		{ "config", "FILE", "the agent's configuration (" OFFICE_CONFIG ")", &path, NULL },
	};
	const struct arguments all = { "resume RECIPE [--config FILE]", rows, 1, 1, 1 };
	struct err e = { 0 };
	int exit_code;

	if (!arguments_read(&all, argc, argv, &recipe, &exit_code))
		return exit_code;
	if (!resume(path, recipe, &e))
		return command_complain("resume", e.msg);
	(void)printf("%s works again\n", recipe);
	return EXIT_DONE;
}
