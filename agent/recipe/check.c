/* check.c - what can be proved of a recipe without the application: all findings at once. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/check.h"

#include "agent/recipe/check_context.h"
#include "agent/recipe/walk.h"

/* Counts first, then fills: names are as many as steps that read. */
struct reading {
	const char **list; /* NULL: count only */
	size_t n;
};

static void note_read(struct reading *reading, const char *name)
{
	if (!name)
		return;
	if (reading->list)
		reading->list[reading->n] = name;
	reading->n++;
}

static void note_reads(struct reading *reading, const struct steps *steps)
{
	const struct steps *inner[WALK_LISTS_MAX];

	for (size_t i = 0; i < steps->n; i++) {
		const struct step *s = &steps->list[i];

		if (s->verb == STEP_READ)
			note_read(reading, s->u.read.as);
		if (s->verb == STEP_READ_TABLE)
			note_read(reading, s->u.table.as);
		for (size_t k = 0; s->verb == STEP_EITHER && k < s->u.either.n; k++)
			note_read(reading, s->u.either.branches[k].read_as);
		for (size_t k = walk_inner(s, inner); k-- > 0;)
			note_reads(reading, inner[k]);
	}
}

static void note_all(struct reading *reading, const struct recipe *r)
{
	const struct recipe_handlers *handlers[] = { &r->on, &r->application.login_on };

	note_reads(reading, &r->application.login);
	note_reads(reading, &r->application.home);
	note_reads(reading, &r->steps);
	for (size_t i = 0; i < sizeof handlers / sizeof *handlers; i++)
		for (size_t k = 0; k < handlers[i]->n; k++)
			note_reads(reading, &handlers[i]->list[k].act);
}

static void collect_reads(struct check *c)
{
	struct reading reading = { 0 };

	note_all(&reading, c->r);
	c->reads = arena_calloc(c->arena, reading.n + 1, sizeof *c->reads);
	reading = (struct reading){ .list = c->reads };
	note_all(&reading, c->r);
	c->n_reads = reading.n;
	c->known = arena_calloc(c->arena, c->r->n_values + 2 * reading.n + 1, sizeof *c->known);
}

void check_recipe(const struct recipe *r, const struct source *src)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct check c = { .r = r, .src = src, .arena = a };

	sandbox_open(&c.sandbox, NULL);
	collect_reads(&c);
	check_name(&c);
	check_flow(&c);
	check_stage(&c);
	check_form(&c);
	check_lists(&c);
	sandbox_close(&c.sandbox);
}
