/* reads.c - what a run read off the screen, for its expressions and for who goes on later. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include "agent/run/runner.h"
#include "base/str.h"

enum { ROOM_FIRST = 16 };

static struct run_value *slot_of(struct run *r, const char *name)
{
	struct reads *k = &r->reads;

	for (size_t i = 0; i < k->n; i++)
		if (str_eq(k->list[i].name, name))
			return &k->list[i];
	if (k->n == k->room) {
		k->room = k->room ? 2 * k->room : ROOM_FIRST;
		struct run_value *more = arena_calloc(r->arena, k->room, sizeof *more);
		if (k->n)
			memcpy(more, k->list, k->n * sizeof *more);
		k->list = more;
	}
	return &k->list[k->n++];
}

/* note_probe() - a probe's readings are compared with the proof's, they do not replace them. */
static void note_probe(struct probing *p, const char *name, const char *text)
{
	for (size_t i = 0; i < p->proof->n && i < PROOFS_MAX; i++) {
		const struct step *s = &p->proof->list[i];
		if (s->verb == STEP_READ && str_eq(s->u.read.as, name))
			p->text[i] = text;
	}
}

bool reads_keep(struct run *r, const char *name, const char *text, struct err *e)
{
	if (!scope_set(r->scope, name, text, e))
		return false;
	if (r->probing)
		note_probe(r->probing, name, text);
	else
		*slot_of(r, name) = (struct run_value){ name, text };
	return true;
}

bool reads_give(struct run *r, const struct run_value *values, size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++)
		if (!reads_keep(r, values[i].name, values[i].text, e))
			return false;
	return true;
}

bool reads_proven(struct run *r, struct err *e)
{
	for (size_t i = 0; i < r->task->n_proven; i++)
		if (!reads_give(r, r->task->proven[i].values, r->task->proven[i].n_values, e))
			return false;
	return true;
}
