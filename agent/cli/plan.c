/* plan.c - `amtsbote plan`: every value a recipe would write for a submission, without a desk. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/plan.h"
#include <stdio.h>
#include "agent/cli/command.h"
#include "agent/cli/options.h"
#include "agent/recipe/day.h"
#include "agent/recipe/scope.h"
#include "base/buf.h"

/* PLAN_MAX_BYTES: all texts of a submission several times over. */
enum { PLAN_MAX_BYTES = 32 * 1024 * 1024 };

static bool plan_one(const struct options *o, const struct recipe *recipe, const char *path,
		     struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(scope_freep) struct scope *scope = NULL;
	CLEANUP(buf_clear) struct buf text = { 0 };
	struct scope_options so = { .recipe = recipe,
				    .job_id = "(plan)",
				    .mark = "(mark of the job)",
				    .today = day_today(a) };

	buf_init(&text, PLAN_MAX_BYTES);
	if (!inputs_config(&o->in, a, &so.config, e) ||
	    !inputs_submission(path, recipe, a, &so.input, e) || !scope_new(&so, &scope, e) ||
	    !scope_compute(scope, e) || !plan_print(recipe, scope, &text, e) ||
	    !buf_check(&text, "the plan", e))
		return false;
	(void)fputs(text.data, stdout);
	return true;
}

int command_plan(int argc, char **argv)
{
	CLEANUP(recipe_freep) struct recipe *recipe = NULL;
	struct options o;
	struct err e = { 0 };
	int exit_code;

	if (!options_read(argc, argv, &o, &exit_code))
		return exit_code;
	if (!inputs_recipe(&o.in, &recipe, &e))
		return command_complain("plan", e.msg);
	for (size_t i = 0; i < o.in.n_submissions; i++)
		if (!plan_one(&o, recipe, o.in.submissions[i], &e))
			return command_complain("plan", e.msg);
	return EXIT_DONE;
}
