/* branch_parse.c - reads the branches of `either` out of YAML. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/branch_parse.h"

#include "agent/recipe/step_parse.h"
#include "agent/recipe/target_parse.h"
#include "base/str.h"

static void take_column(struct parse *p, const struct yaml *y, void *to)
{
	((struct either_branch *)to)->read_column = parse_text(p, y);
}

static void take_as(struct parse *p, const struct yaml *y, void *to)
{
	((struct either_branch *)to)->read_as = parse_name(p, y);
}

static void take_match(struct parse *p, const struct yaml *y, void *to)
{
	((struct either_branch *)to)->read_match = parse_pattern(p, y);
}

static void take_check_digit(struct parse *p, const struct yaml *y, void *to)
{
	((struct either_branch *)to)->read_check_digit = parse_check_digit(p, y);
}

static void parse_read(struct parse *p, const struct yaml *y, struct either_branch *branch)
{
	static const struct parse_key rows[] = {
		{ "column", true, take_column },
		{ "as", true, take_as },
		{ "match", false, take_match },
		{ "check_digit", false, take_check_digit },
	};
	const struct parse_keys keys = { "key of a branch's read", rows,
					 sizeof rows / sizeof *rows };

	parse_map(p, y, &keys, branch);
	if (branch->sees->kind != TARGET_ROW)
		source_error(p->src, parse_place(y),
			     "a branch reads the cell of a row: it needs 'row_with'; read anything"
			     " else by a step under 'do'");
}

static void parse_branch(struct parse *p, const struct yaml *y, struct either_branch *branch)
{
	static const char *const own[] = { "read", "do" };
	const struct yaml *read = yaml_get(y, "read"), *act = yaml_get(y, "do");

	branch->sees = target_parse_but(p, y, &(struct words){ own, sizeof own / sizeof *own });
	if (read)
		parse_read(p, read, branch);
	if (act)
		branch->then = step_parse_list(p, act);
}

struct step_either branch_parse(struct parse *p, const struct yaml *y)
{
	struct step_either either = { 0 };

	if (!parse_is(p, y, YAML_MAP, "a map of branches"))
		return either;
	if (y->n < 2)
		source_error(p->src, parse_place(y), "'either' needs two branches at least");
	either.branches = arena_calloc(p->r->arena, y->n, sizeof *either.branches);
	for (size_t i = 0; i < y->n; i++) {
		struct either_branch *branch = &either.branches[either.n++];

		branch->name = arena_strdup(p->r->arena, y->keys[i]->text);
		branch->at = parse_place(y->keys[i]);
		parse_branch(p, y->items[i], branch);
	}
	return either;
}

static const struct step_read *find_read(const struct steps *steps, const char *as)
{
	for (size_t i = 0; i < steps->n; i++)
		if (steps->list[i].verb == STEP_READ && str_eq(steps->list[i].u.read.as, as))
			return &steps->list[i].u.read;
	return NULL;
}

static void inherit(const struct steps *proof, struct step_either *either)
{
	for (size_t i = 0; i < either->n; i++) {
		struct either_branch *branch = &either->branches[i];
		const struct step_read *read =
			branch->read_as ? find_read(proof, branch->read_as) : NULL;

		if (!read || branch->read_match)
			continue;
		branch->read_match = read->from->match;
		if (branch->read_check_digit == CHECK_DIGIT_NONE)
			branch->read_check_digit = read->from->check_digit;
	}
}

void branch_inherit_forms(struct step_commit *commit)
{
	for (size_t i = 0; i < commit->probe.n; i++)
		if (commit->probe.list[i].verb == STEP_EITHER)
			inherit(&commit->proof, &commit->probe.list[i].u.either);
}
