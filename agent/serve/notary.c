/* notary.c - when `keys` signs. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/notary.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/clock.h"
#include "base/mem.h"
#include "logs/checkpoint.h"

/*
 * LINES_MAX, AGE_MS: what somebody who rewrites the end can reach is at most that much (docs/
 * decisions/053). LOOK_MS: how often lines are counted, which costs a lock and two stats.
 */
enum { LINES_MAX = 1000, AGE_MS = 10 * 60 * 1000, LOOK_MS = 10 * 1000 };

struct notary {
	char *journal, *keys;    /* owned */
	struct checkpoint *made; /* owned; NULL until the journal was opened */
	bool begun;              /* a first checkpoint was made */
	struct deadline look, age;
};

struct notary *notary_new(const char *journal, const char *keys)
{
	struct notary *n = mem_zalloc(sizeof *n);

	n->journal = mem_strdup(journal);
	n->keys = mem_strdup(keys);
	return n;
}

void notary_free(struct notary *n)
{
	if (!n)
		return;
	checkpoint_close(n->made);
	free(n->journal);
	free(n->keys);
	free(n);
}

int notary_wait_ms(const struct notary *n)
{
	return deadline_left_ms(n->look);
}

bool notary_now(struct notary *n, bool renew, struct err *e)
{
	n->look = deadline_in(LOOK_MS);
	n->age = deadline_in(AGE_MS);
	if (!n->made && !checkpoint_open(n->journal, n->keys, &n->made, e))
		return false;
	if (!(renew ? checkpoint_renew(n->made, e) : checkpoint_make(n->made, e)))
		return false;
	n->begun = true;
	return true;
}

/* due() - is there enough that is not signed, or something for long enough? */
static bool due(struct notary *n)
{
	uint64_t waiting = n->begun ? checkpoint_waiting(n->made) : LINES_MAX;

	return waiting >= LINES_MAX || (waiting > 0 && deadline_over(n->age));
}

static void say(const struct err *e)
{
	(void)fprintf(stderr, "amtsbote keys: not signed: %s\n", e->msg);
}

bool notary_work(struct notary *n, struct err *e)
{
	struct err cause = { 0 };

	if (!deadline_over(n->look))
		return true;
	n->look = deadline_in(LOOK_MS);
	if (!due(n) || notary_now(n, false, &cause))
		return true;
	if (!n->begun && cause.code == ERR_SEALED) {
		*e = cause;
		return false;
	}
	say(&cause);
	return true;
}

void notary_end(struct notary *n)
{
	struct err cause = { 0 };

	if (!notary_now(n, false, &cause))
		say(&cause);
}

const struct verifier *notary_verifier(const struct notary *n)
{
	return checkpoint_verifier(n->made);
}
