/* table_parse.c - reads the columns of `read_table` out of YAML. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/table_parse.h"

#include "base/str.h"

enum { COLUMNS_MAX = 64 };

static void take_heading(struct parse *p, const struct yaml *y, void *to)
{
	((struct table_heading *)to)->heading = parse_text(p, y);
}

static void take_match(struct parse *p, const struct yaml *y, void *to)
{
	((struct table_heading *)to)->match = parse_pattern(p, y);
}

static void take_check_digit(struct parse *p, const struct yaml *y, void *to)
{
	((struct table_heading *)to)->check_digit = parse_check_digit(p, y);
}

static struct table_heading parse_heading(struct parse *p, const struct yaml *y)
{
	static const struct parse_key rows[] = {
		{ "heading", true, take_heading },
		{ "match", false, take_match },
		{ "check_digit", false, take_check_digit },
	};
	const struct parse_keys keys = { "key of a column", rows, sizeof rows / sizeof *rows };
	struct table_heading h = { .at = parse_place(y), .heading = "" };

	if (y->type == YAML_MAP)
		parse_map(p, y, &keys, &h);
	else
		h.heading = parse_text(p, y);
	return h;
}

static void refuse_twins(struct parse *p, const struct table_headings *all)
{
	for (size_t i = 0; i < all->n; i++)
		for (size_t k = 0; k < i; k++)
			if (str_eq(all->list[i].heading, all->list[k].heading))
				source_error(p->src, all->list[i].at,
					     "the column '%s' is named twice",
					     all->list[i].heading);
}

struct table_headings table_parse(struct parse *p, const struct yaml *y)
{
	struct table_headings all = { 0 };

	if (!parse_is(p, y, YAML_LIST, "a list of headings"))
		return all;
	if (y->n == 0 || y->n > COLUMNS_MAX) {
		source_error(p->src, parse_place(y), "1 to %d columns were expected here",
			     COLUMNS_MAX);
		return all;
	}
	all.list = arena_calloc(p->r->arena, y->n, sizeof *all.list);
	for (size_t i = 0; i < y->n; i++)
		all.list[all.n++] = parse_heading(p, y->items[i]);
	refuse_twins(p, &all);
	return all;
}
