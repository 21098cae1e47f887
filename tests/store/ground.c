/* ground.c - what tests of stores stand on: every driver, a fresh store, jobs to play with. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/store/ground.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/file.h"
#include "base/hash.h"
#include "base/str.h"

const struct store_gone ground_death = { .cause = ERR_GONE, .died = true };
const struct store_due ground_due = { "job_started", "{\"attempt\":1}" };

static bool open_sqlite(const char *folder, struct store **ret_store, struct err *e)
{
	char path[128];

	return fmt_into(path, sizeof path, "%s/store.db", folder) && store_open(path, ret_store, e);
}

const struct ground_driver ground_drivers[GROUND_DRIVERS] = { { "sqlite", open_sqlite } };

bool ground_init(struct ground *g, const struct ground_driver *driver)
{
	*g = (struct ground){ .driver = driver, .folder = "/tmp/amtsbote-store-XXXXXX" };
	g->a = arena_new();
	if (mkdtemp(g->folder) && (g->s = ground_open(g)))
		return true;
	ground_clear(g);
	return false;
}

void ground_clear(struct ground *g)
{
	struct err e = { 0 };

	store_close(g->s);
	g->s = NULL;
	arena_free(g->a);
	g->a = NULL;
	err_ignored(file_remove_tree(g->folder, &e)); /* only litter in /tmp */
}

struct store *ground_open(struct ground *g)
{
	struct store *s = NULL;

	if (g->driver->open(g->folder, &s, &g->e))
		return s;
	printf("\t%s: %s\n", g->driver->name, g->e.msg);
	return NULL;
}

struct store_bytes ground_bytes(const char *text)
{
	return (struct store_bytes){ text, strlen(text) };
}

bool ground_same(struct store_bytes bytes, const char *text)
{
	return bytes.len == strlen(text) &&
	       (bytes.len == 0 || memcmp(bytes.data, text, bytes.len) == 0);
}

struct store_submission ground_submission(struct ground *g, unsigned number, const char *recipe)
{
	struct store_submission in = {
		.source = "portal",
		.external = ground_bytes(arena_printf(g->a, "sealed id %u", number)),
		.key = ground_bytes(arena_printf(g->a, "wrapped key %u", number)),
		.payload = ground_bytes(arena_printf(g->a, "sealed payload %u", number)),
		.mark = arena_printf(g->a, "AB-%010u", number),
		.recipe = recipe,
		.recipe_hash = *recipe ? "00ff" : "",
		.state = *recipe ? JOB_WAITING : JOB_HELD,
		.cause = *recipe ? ERR_NONE : ERR_ROUTE,
	};

	hash_of(&number, sizeof number, in.external_hash);
	return in;
}

int64_t ground_job(struct ground *g, unsigned number, const char *recipe)
{
	struct store_submission in = ground_submission(g, number, recipe);
	struct store_receipt r;

	if (store_receive(g->s, &in, NULL, &r, &g->e) && r.fate == STORE_NEW)
		return r.job;
	printf("\treceive: %s\n", g->e.msg);
	return 0;
}

struct store_job *ground_claim(struct ground *g, const char *owner)
{
	struct store_claimer by = { owner, 600000 };
	struct store_job *job = NULL;
	int64_t wait_ms;

	if (!store_claim(g->s, &by, g->a, &job, &wait_ms, &g->e))
		printf("\tclaim: %s\n", g->e.msg);
	return job;
}

struct store_ticket ground_ticket(const struct store_job *job)
{
	return (struct store_ticket){ job->id, job->token };
}

struct store_job *ground_find(struct ground *g, unsigned number)
{
	struct store_job *job = NULL;

	if (!store_find(g->s, arena_printf(g->a, "AB-%010u", number), g->a, &job, &g->e))
		printf("\tfind: %s\n", g->e.msg);
	return job;
}

bool ground_is(struct ground *g, unsigned number, enum job_state state)
{
	struct store_job *job = ground_find(g, number);

	if (job && job->state != state)
		printf("\tjob %u is %s\n", number, job_state_word(job->state));
	return job && job->state == state;
}

static bool end(struct ground *g, const struct store_ticket *t, enum job_state from,
		enum job_state to)
{
	struct store_answer answer = { arena_printf(g->a, "key-%d", (int)t->job),
				       ground_bytes("sealed answer") };
	struct store_end how = {
		.from = from,
		.to = to,
		.cause = to == JOB_FAILED ? ERR_HUNG : ERR_NONE,
		.answer = job_has_outcome(to) ? &answer : NULL,
	};

	return store_end(g->s, t, &how, NULL, &g->e);
}

static bool decide_by_hand(struct ground *g, int64_t job)
{
	struct store_answer answer = { arena_printf(g->a, "key-%d", (int)job),
				       ground_bytes("sealed answer") };
	struct store_decision d = { JOB_HELD, JOB_BY_HAND, .answer = &answer };

	return store_decide(g->s, job, &d, NULL, &g->e);
}

static bool close_job(struct ground *g, const struct store_ticket *t)
{
	struct store_delivery *d = NULL;
	int64_t wait_ms;

	return end(g, t, JOB_RUNNING, JOB_ENTERED) &&
	       store_next_delivery(g->s, g->a, &d, &wait_ms, &g->e) && d && d->job == t->job &&
	       store_delivered(g->s, d->id, NULL, &g->e);
}

/* onward() - from the claimed job to @state. */
static bool onward(struct ground *g, const struct store_ticket *t, enum job_state state)
{
	enum job_state from = JOB_RUNNING;

	if (state == JOB_COMMITTING || state == JOB_IN_DOUBT) {
		if (!store_stage_begin(g->s, t, "anmelden", ground_bytes("sealed intent"), NULL,
				       &g->e))
			return false;
		from = JOB_COMMITTING;
	}
	if (state == JOB_RUNNING || state == JOB_COMMITTING)
		return true;
	if (state == JOB_CLOSED)
		return close_job(g, t);
	if (state == JOB_BY_HAND)
		return end(g, t, from, JOB_HELD) && decide_by_hand(g, t->job);
	return end(g, t, from, state);
}

bool ground_to(struct ground *g, unsigned number, const char *recipe, enum job_state state)
{
	int64_t id = ground_job(g, number, recipe);

	if (id == 0 || state == JOB_WAITING)
		return id != 0;
	struct store_job *job = ground_claim(g, "worker-1");
	if (!job || job->id != id)
		return false;
	struct store_ticket t = ground_ticket(job);
	bool good = onward(g, &t, state);
	if (!good)
		printf("\tto %s: %s\n", job_state_word(state), g->e.msg);
	return good;
}
