/* life.c - submissions on their whole way, and what was said to be durable meanwhile. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/store/life.h"

#include <stdio.h>
#include "base/str.h"

/* written() - what the agent does after each change: the journal has the line now. */
static bool written(struct life *l)
{
	int64_t op = store_last_op(l->g->s);

	l->say(l->self, LIFE_OWED, op);
	l->say(l->self, LIFE_WRITING, op);
	if (!store_due_done(l->g->s, op, &l->g->e))
		return false;
	l->say(l->self, LIFE_WRITTEN, op);
	return true;
}

static bool said(struct life *l, enum life_fact fact, int64_t job)
{
	l->say(l->self, fact, job);
	return written(l);
}

static bool commit(struct life *l, const struct store_job *job)
{
	struct store_ticket t = ground_ticket(job);
	struct ground *g = l->g;

	if (job->n_stages > 0 && job->stages[0].proven)
		return true;
	if (job->state == JOB_RUNNING &&
	    (!store_stage_begin(g->s, &t, "a", ground_bytes("i"), &ground_due, &g->e) ||
	     !said(l, LIFE_BEGUN, job->id)))
		return false;
	return store_stage_prove(g->s, &t, "a", ground_bytes(job->mark), &ground_due, &g->e) &&
	       said(l, LIFE_PROVEN, job->id);
}

static bool work(struct life *l)
{
	struct store_job *job = ground_claim(l->g, "agent");

	if (!job)
		return l->g->e.code == ERR_NONE;
	struct store_answer answer = { job->mark, ground_bytes("x") };
	struct store_end end = { JOB_RUNNING, JOB_ENTERED, .answer = &answer };
	struct store_ticket t = ground_ticket(job);
	return commit(l, job) && store_end(l->g->s, &t, &end, &ground_due, &l->g->e) &&
	       said(l, LIFE_ENDED, job->id);
}

static bool deliver(struct life *l)
{
	struct store_delivery *d = NULL;
	int64_t wait_ms;

	if (!store_next_delivery(l->g->s, l->g->a, &d, &wait_ms, &l->g->e) || !d)
		return l->g->e.code == ERR_NONE;
	return store_delivered(l->g->s, d->id, &ground_due, &l->g->e) &&
	       said(l, LIFE_DELIVERED, d->job);
}

bool life_recover(struct life *l)
{
	struct store_ticket *list = NULL;
	size_t n = 0;

	if (!store_owned(l->g->s, "agent", l->g->a, &list, &n, &l->g->e))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!store_desk_gone(l->g->s, &list[i], &ground_death, NULL, &l->g->e))
			return false;
	return true;
}

bool life_go_on(struct life *l)
{
	struct store_receipt r;

	l->random = l->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	struct store_submission in =
		ground_submission(l->g, 1 + (unsigned)((l->random >> 33) % 1000000), "hund");
	if (!store_receive(l->g->s, &in, &ground_due, &r, &l->g->e))
		return false;
	if (r.fate == STORE_NEW && !said(l, LIFE_RECEIVED, r.job))
		return false;
	return work(l) && deliver(l);
}

bool life_remember(struct life_memory *m, enum life_fact fact, int64_t id)
{
	bool fresh = id > 0 && id < LIFE_IDS_MAX && !m->said[fact][id];

	if (!fresh) {
		printf("\tfact %d of %lld: twice, or too many\n", fact, (long long)id);
		return false;
	}
	m->said[fact][id] = true;
	if (fact < LIFE_OWED && id > m->jobs)
		m->jobs = id;
	return true;
}

/* is_so() - one condition; prints it if it does not hold. */
static bool is_so(bool holds, const char *what, int64_t id)
{
	if (!holds)
		printf("\t%s: %lld\n", what, (long long)id);
	return holds;
}

static bool check_job(struct ground *g, const struct life_memory *m, const char *mark)
{
	struct store_job *job = NULL;

	if (!store_find(g->s, mark, g->a, &job, &g->e))
		return is_so(false, g->e.msg, 0);
	int64_t id = job->id;
	bool begun = job->n_stages == 1, ended = job->state == JOB_ENTERED;
	bool proven =
		begun && job->stages[0].proven && ground_same(job->stages[0].values, job->mark);
	bool closed = job->state == JOB_CLOSED;
	return is_so(!m->said[LIFE_BEGUN][id] || begun, "said begun", id) &&
	       is_so(!m->said[LIFE_PROVEN][id] || proven, "said proven", id) &&
	       is_so(!m->said[LIFE_ENDED][id] || ended || closed, "said ended", id) &&
	       is_so(!m->said[LIFE_DELIVERED][id] || closed, "said delivered", id);
}

static bool check_jobs(struct ground *g, const struct life_memory *m)
{
	struct store_filter f = { .any_state = true, .limit = 1000 };
	bool there[LIFE_IDS_MAX] = { false }, good = true;
	struct store_job *list = NULL;
	size_t n = 0;

	do {
		if (!store_list(g->s, &f, g->a, &list, &n, &g->e))
			return is_so(false, g->e.msg, 0);
		for (size_t i = 0; i < n; i++) {
			f.after = list[i].id;
			there[f.after] = true;
			good &= check_job(g, m, list[i].mark);
		}
	} while (n == f.limit);
	for (int64_t id = 1; id <= m->jobs; id++)
		good &= is_so(!m->said[LIFE_RECEIVED][id] || there[id], "said received", id);
	return good;
}

bool life_check(struct ground *g, const struct life_memory *m)
{
	bool there[LIFE_IDS_MAX] = { false }, good = check_jobs(g, m);
	struct store_owed *owed = NULL;
	size_t n = 0;

	if (!store_owed(g->s, g->a, &owed, &n, &g->e))
		return is_so(false, g->e.msg, 0);
	for (size_t i = 0; i < n; i++)
		there[owed[i].op] = true;
	for (int64_t op = 1; op < LIFE_IDS_MAX; op++) {
		bool open = m->said[LIFE_OWED][op] && !m->said[LIFE_WRITING][op];
		good &= is_so(!open || there[op], "said owed", op) &&
			is_so(!m->said[LIFE_WRITTEN][op] || !there[op], "said written", op);
	}
	return good;
}
