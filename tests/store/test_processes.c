/* test_processes.c - several processes on one store, and processes that die at any moment. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <signal.h>
#include "tests/check.h"
#include "tests/store/ground.h"
#include "tests/store/life.h"

enum { CLAIMERS = 4, JOBS = 200, SEATS = 3, OPENERS = 16, ROUNDS = 12, KILLS = 30, FACTS_MAX = 60 };

/* What a process says about itself, in one write: the pipe keeps the order. */
struct record {
	int kind;   /* enum saying, or FACT plus enum life_fact */
	int64_t id; /* of a job or, with some facts, of an op */
};

enum saying { CLAIMED, GIVING_BACK, CROWDED, OPENED, FAILED, FACT };

static void say(int fd, int kind, int64_t id)
{
	struct record r = { kind, id };

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
	case 1: return store_desk_gone(g->s, &t, &ground_death, &ground_due, &g->e);
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
	say(fd, OPENED, ground_job(g, (unsigned)getpid(), "hund"));
}

static void open_together(const struct ground_driver *driver)
{
	CLEANUP(ground_clear)
	struct ground g = { .driver = driver, .folder = "/tmp/amtsbote-store-XXXXXX" };
	struct record r;
	int ends[2], n = 0;

	g.a = arena_new();
	if (!CHECK(mkdtemp(g.folder) != NULL) || !CHECK(pipe(ends) == 0))
		return;
	for (int i = 0; i < OPENERS; i++)
		CHECK(start(&g, ends[1], 0, just_open) > 0);
	(void)close(ends[1]);
	while (hear(ends[0], &r))
		n += CHECK_EQ_INT(r.kind, OPENED) && r.id > 0;
	(void)close(ends[0]);
	CHECK_EQ_INT(n, OPENERS);
	for (int i = 0, status; i < OPENERS; i++)
		CHECK(wait(&status) > 0 && status == 0);
}

/* Without the lock on the folder about one round in six fails. */
TEST(several_open_a_new_store_at_the_same_time)
{
	EACH_CASE (driver, ground_drivers)
		for (int round = 0; round < ROUNDS; round++)
			open_together(driver);
}

/* ---- killed */

static void say_fact(void *self, enum life_fact fact, int64_t id)
{
	say(*(int *)self, FACT + (int)fact, id);
}

/* live() - the whole way of submissions, one after the other, until it is killed. */
static void live(struct ground *g, int fd, uint64_t random)
{
	struct life l = { g, say_fact, &fd, random };

	if (life_recover(&l))
		while (life_go_on(&l))
			;
	printf("\tlive: %s\n", g->e.msg);
	say(fd, FAILED, 0);
}

static void remember(struct life_memory *m, const struct record *r)
{
	if (CHECK(r->kind >= FACT))
		CHECK(life_remember(m, (enum life_fact)(r->kind - FACT), r->id));
}

/* live_and_die() - one process, killed after it has said @facts things; what it said is in @m. */
static bool live_and_die(struct ground *g, uint64_t facts, struct life_memory *m)
{
	struct record r;
	int ends[2], status;

	if (!CHECK(pipe(ends) == 0))
		return false;
	pid_t pid = start(g, ends[1], check_random(), live);
	(void)close(ends[1]);
	while (facts-- > 0 && CHECK(hear(ends[0], &r)))
		remember(m, &r);
	(void)kill(pid, SIGKILL);
	while (hear(ends[0], &r))
		remember(m, &r);
	(void)close(ends[0]);
	return CHECK(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status));
}

TEST(a_killed_process_loses_nothing_that_it_was_told_is_durable)
{
	EACH_CASE (driver, ground_drivers) {
		CLEANUP(ground_clear) struct ground g;
		static struct life_memory m;
		bool good = CHECK(ground_init(&g, driver));
		memset(&m, 0, sizeof m);
		for (int i = 0; good && i < KILLS; i++) {
			store_close(TAKE(g.s));
			good = live_and_die(&g, check_random() % FACTS_MAX, &m) &&
			       CHECK((g.s = ground_open(&g)) != NULL) && CHECK(life_check(&g, &m));
		}
		printf("%d kills, %lld jobs\n", KILLS, (long long)m.jobs);
		CHECK(m.jobs > KILLS / 2);
	}
}
