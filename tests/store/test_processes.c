/* test_processes.c - several processes on one store, and processes that die at any moment. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <signal.h>
#include "tests/check.h"
#include "tests/store/ground.h"

enum { CLAIMERS = 4, JOBS = 200, SEATS = 3, OPENERS = 6, KILLS = 30, FACTS_MAX = 60 };

/* What a process says about itself, in one write: the pipe keeps the order. */
struct record {
	enum {
		CLAIMED,
		GIVING_BACK,
		CROWDED,
		FAILED,
		RECEIVED,
		BEGUN,
		PROVEN,
		ENDED,
		DELIVERED,
		OWED,
		WRITING,
		WRITTEN
	} kind;
	int64_t id; /* of a job; of an op from OWED on */
};

static void say(int fd, int kind, int64_t id)
{
	struct record r = { .id = id };

	r.kind = (unsigned)kind;
	if (write(fd, &r, sizeof r) != sizeof r)
		_exit(3);
}

/* hear() - the next record; false when all writers are gone. */
static bool hear(int fd, struct record *ret_record)
{
	return read(fd, ret_record, sizeof *ret_record) == sizeof *ret_record;
}

/* start() - run @body in a process of its own; the parent must have no store open. */
static pid_t start(struct ground *g, int fd, uint64_t random,
		   void (*body)(struct ground *, int, uint64_t))
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	g->s = ground_open(g);
	if (!g->s) {
		say(fd, FAILED, 0);
		_exit(1);
	}
	body(g, fd, random);
	store_close(g->s);
	_exit(0);
}

static uint64_t draw(uint64_t *random, uint64_t below)
{
	*random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (*random >> 33) % below;
}

/* ---- several at once */

/* count_running() - more than SEATS of them at one moment would be too many. */
static void count_running(struct ground *g, int fd)
{
	struct store_filter f = { .state = JOB_RUNNING, .limit = 1000 };
	struct store_job *list;
	size_t n = 0;

	if (!store_list(g->s, &f, g->a, &list, &n, &g->e))
		say(fd, FAILED, 0);
	if (n > SEATS)
		say(fd, CROWDED, (int64_t)n);
}

/* give_back() - finish three of four; the others wait again or lose their desk. */
static bool give_back(struct ground *g, const struct store_job *job, uint64_t *random)
{
	struct store_ticket t = ground_ticket(job);
	struct store_answer answer = { job->mark, ground_bytes("x") };
	struct store_end entered = { JOB_RUNNING, JOB_ENTERED, .answer = &answer };
	struct store_end later = { JOB_RUNNING, JOB_WAITING, ERR_HUNG, .not_before_ms = 1 };

	switch (draw(random, 8)) {
	case 0: return store_end(g->s, &t, &later, &ground_due, &g->e);
	case 1: return store_desk_gone(g->s, &t, &ground_due, &g->e);
	default: return store_end(g->s, &t, &entered, &ground_due, &g->e);
	}
}

static void claim_all(struct ground *g, int fd, uint64_t random)
{
	uint64_t counts[JOB_STATES_N];

	while (store_counts(g->s, counts, &g->e) && counts[JOB_WAITING] + counts[JOB_RUNNING] > 0) {
		struct store_job *job = ground_claim(g, "claimer");
		if (!job) /* the others have the seats */
			continue;
		say(fd, CLAIMED, job->id);
		count_running(g, fd);
		say(fd, GIVING_BACK, job->id);
		if (!give_back(g, job, &random))
			break;
	}
	if (g->e.code != ERR_NONE) {
		printf("\tclaimer: %s\n", g->e.msg);
		say(fd, FAILED, 0);
	}
}

/* hear_claims() - that no job has two holders, until all are silent; how many claims there were. */
static unsigned hear_claims(int fd)
{
	bool held[JOBS + 1] = { false };
	unsigned claims = 0;
	struct record r;

	while (hear(fd, &r)) {
		CHECK(r.kind != FAILED && r.kind != CROWDED);
		if (r.kind == CLAIMED && CHECK(r.id >= 1 && r.id <= JOBS)) {
			CHECK(!held[r.id]);
			held[r.id] = true;
			claims++;
		}
		if (r.kind == GIVING_BACK)
			held[r.id] = false;
	}
	return claims;
}

TEST(several_claimers_never_have_the_same_job)
{
	EACH_CASE (driver, ground_drivers) {
		CLEANUP(ground_clear) struct ground g;
		int ends[2];
		if (!CHECK(ground_init(&g, driver)) || !CHECK(pipe(ends) == 0))
			return;
		CHECK_OK(store_recipe_seats(g.s, "hund", SEATS, &g.e), g.e);
		for (unsigned i = 1; i <= JOBS; i++)
			(void)ground_job(&g, i, "hund");
		store_close(TAKE(g.s)); /* SQLite does not survive a fork */
		for (int i = 0; i < CLAIMERS; i++)
			CHECK(start(&g, ends[1], check_random(), claim_all) > 0);
		(void)close(ends[1]);
		CHECK(hear_claims(ends[0]) > JOBS);
		(void)close(ends[0]);
		for (int i = 0, status; i < CLAIMERS; i++)
			CHECK(wait(&status) > 0 && status == 0);

		uint64_t counts[JOB_STATES_N] = { 0 };
		g.s = ground_open(&g);
		CHECK(g.s && store_counts(g.s, counts, &g.e));
		CHECK_EQ_UINT(counts[JOB_ENTERED], JOBS);
	}
}

static void just_open(struct ground *g, int fd, uint64_t random)
{
	(void)random;
	say(fd, RECEIVED, ground_job(g, (unsigned)getpid(), "hund"));
}

TEST(several_open_a_new_store_at_the_same_time)
{
	EACH_CASE (driver, ground_drivers) {
		CLEANUP(ground_clear) struct ground g = { .driver = driver };
		struct record r;
		int ends[2], n = 0;
		(void)snprintf(g.folder, sizeof g.folder, "/tmp/amtsbote-store-XXXXXX");
		g.a = arena_new();
		if (!CHECK(mkdtemp(g.folder) != NULL) || !CHECK(pipe(ends) == 0))
			return;
		for (int i = 0; i < OPENERS; i++)
			CHECK(start(&g, ends[1], 0, just_open) > 0);
		(void)close(ends[1]);
		while (hear(ends[0], &r))
			n += CHECK_EQ_INT(r.kind, RECEIVED) && r.id > 0;
		(void)close(ends[0]);
		CHECK_EQ_INT(n, OPENERS);
		for (int i = 0, status; i < OPENERS; i++)
			CHECK(wait(&status) > 0 && status == 0);
	}
}

/* ---- killed */

/* written() - what the agent does after each change: the journal has the line now. */
static bool written(struct ground *g, int fd)
{
	int64_t op = store_last_op(g->s);

	say(fd, OWED, op);
	say(fd, WRITING, op);
	if (!store_due_done(g->s, op, &g->e))
		return false;
	say(fd, WRITTEN, op);
	return true;
}

static bool commit(struct ground *g, int fd, const struct store_job *job)
{
	struct store_ticket t = ground_ticket(job);

	if (job->n_stages > 0 && job->stages[0].proven)
		return true;
	if (job->state == JOB_RUNNING) {
		if (!store_stage_begin(g->s, &t, "a", ground_bytes("i"), &ground_due, &g->e))
			return false;
		say(fd, BEGUN, job->id);
		if (!written(g, fd))
			return false;
	}
	if (!store_stage_prove(g->s, &t, "a", ground_bytes(job->mark), &ground_due, &g->e))
		return false;
	say(fd, PROVEN, job->id);
	return written(g, fd);
}

static bool work(struct ground *g, int fd, const struct store_job *job)
{
	struct store_answer answer = { job->mark, ground_bytes("x") };
	struct store_end end = { JOB_RUNNING, JOB_ENTERED, .answer = &answer };
	struct store_ticket t = ground_ticket(job);

	if (!commit(g, fd, job) || !store_end(g->s, &t, &end, &ground_due, &g->e))
		return false;
	say(fd, ENDED, job->id);
	return written(g, fd);
}

static bool deliver(struct ground *g, int fd)
{
	struct store_delivery *d = NULL;
	int64_t wait_ms;

	if (!store_next_delivery(g->s, g->a, &d, &wait_ms, &g->e) || !d)
		return g->e.code == ERR_NONE;
	if (!store_delivered(g->s, d->id, &ground_due, &g->e))
		return false;
	say(fd, DELIVERED, d->job);
	return written(g, fd);
}

static bool recover(struct ground *g)
{
	struct store_ticket *list = NULL;
	size_t n = 0;

	if (!store_owned(g->s, "agent", g->a, &list, &n, &g->e))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!store_desk_gone(g->s, &list[i], NULL, &g->e))
			return false;
	return true;
}

/* The whole way of submissions, one after the other, until it is killed. */
static void live(struct ground *g, int fd, uint64_t random)
{
	bool good = recover(g);

	while (good) {
		struct store_submission in =
			ground_submission(g, 1 + (unsigned)draw(&random, 1000000), "hund");
		struct store_receipt r;
		good = store_receive(g->s, &in, &ground_due, &r, &g->e);
		if (!good || r.fate != STORE_NEW)
			continue;
		say(fd, RECEIVED, r.job);
		good = written(g, fd);
		struct store_job *job = good ? ground_claim(g, "agent") : NULL;
		good = good && (!job || work(g, fd, job)) && deliver(g, fd);
	}
	printf("\tlive: %s\n", g->e.msg);
	say(fd, FAILED, 0);
}

/* What was said to be durable; ids count from 1. */
struct memory {
	bool said[DELIVERED + 1][4096];
	bool owed[16384], writing[16384], written[16384];
	int64_t jobs;
};

static void remember(struct memory *m, const struct record *r)
{
	CHECK(r->kind != FAILED);
	if (r->kind == OWED || r->kind == WRITING || r->kind == WRITTEN) {
		bool *list = r->kind == OWED      ? m->owed
			     : r->kind == WRITING ? m->writing
						  : m->written;
		if (CHECK(r->id > 0 && r->id < 16384))
			list[r->id] = true;
		return;
	}
	if (!CHECK(r->id > 0 && r->id < 4096))
		return;
	CHECK(!m->said[r->kind][r->id]); /* nothing is done twice */
	m->said[r->kind][r->id] = true;
	m->jobs = r->id > m->jobs ? r->id : m->jobs;
}

static void check_job(struct ground *g, const struct memory *m, const struct store_job *plain)
{
	struct store_job *job = NULL;
	int64_t id = plain->id;

	if (!CHECK_OK(store_find(g->s, plain->mark, g->a, &job, &g->e), g->e))
		return;
	bool proven = job->n_stages == 1 && job->stages[0].proven;
	CHECK(!m->said[BEGUN][id] || job->n_stages == 1);
	CHECK(!m->said[PROVEN][id] || (proven && ground_same(job->stages[0].values, job->mark)));
	CHECK(!m->said[ENDED][id] || job->state == JOB_ENTERED || job->state == JOB_CLOSED);
	CHECK(!m->said[DELIVERED][id] || job->state == JOB_CLOSED);
}

static void check_memory(struct ground *g, const struct memory *m)
{
	struct store_filter f = { .any_state = true, .limit = 1000 };
	struct store_job *list = NULL;
	struct store_owed *owed = NULL;
	bool there[16384] = { false };
	size_t n = 0, received = 0;

	do {
		CHECK_OK(store_list(g->s, &f, g->a, &list, &n, &g->e), g->e);
		for (size_t i = 0; i < n; i++) {
			check_job(g, m, &list[i]);
			received += m->said[RECEIVED][list[i].id];
			f.after = list[i].id;
		}
	} while (n == f.limit);
	for (int64_t id = 1; id <= m->jobs; id++)
		received -= m->said[RECEIVED][id];
	CHECK_EQ_UINT(received, 0);

	CHECK_OK(store_owed(g->s, g->a, &owed, &n, &g->e), g->e);
	for (size_t i = 0; i < n; i++)
		there[owed[i].op] = true;
	for (int op = 0; op < 16384; op++) {
		CHECK(!m->owed[op] || m->writing[op] || there[op]);
		CHECK(!m->written[op] || !there[op]);
	}
}

TEST(a_killed_process_loses_nothing_that_it_was_told_is_durable)
{
	EACH_CASE (driver, ground_drivers) {
		CLEANUP(ground_clear) struct ground g;
		static struct memory m;
		m = (struct memory){ 0 };
		if (!CHECK(ground_init(&g, driver)))
			return;
		for (int i = 0; i < KILLS && check_state.failed == 0; i++) {
			uint64_t facts = check_random() % FACTS_MAX;
			struct record r;
			int ends[2], status;
			store_close(TAKE(g.s));
			if (!CHECK(pipe(ends) == 0))
				return;
			pid_t pid = start(&g, ends[1], check_random(), live);
			(void)close(ends[1]);
			while (facts-- > 0 && CHECK(hear(ends[0], &r)))
				remember(&m, &r);
			(void)kill(pid, SIGKILL);
			while (hear(ends[0], &r))
				remember(&m, &r);
			(void)close(ends[0]);
			CHECK(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status));
			if (!CHECK((g.s = ground_open(&g)) != NULL))
				return;
			check_memory(&g, &m);
		}
		CHECK(m.jobs > KILLS / 2);
	}
}
