/* test_plan.c - no call reads more rows than it must: query plans, and steps as queues grow. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <sqlite3.h>
#include "agent/store/connection.h"
#include "base/str.h"
#include "tests/check.h"
#include "tests/store/ground.h"
#include "tests/store/queue.h"

/* What may be read from end to end, and why that is little. */
static const char *const allowed[] = {
	"SCAN r",                                  /* one row a recipe */
	"SCAN recipe",                             /* likewise */
	"SCAN d",                                  /* what is owed, at start */
	"SCAN job USING COVERING INDEX job_state", /* counts, for a person */
	"SCAN o USING INDEX outbox_ready",
	"SCAN sqlite_master",
	"SCAN job USING INDEX job_lease",  /* the first of those that run */
	"SCAN x USING INDEX erasure_open", /* what is being erased */
};

static bool may_scan(const char *detail)
{
	for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
		if (str_eq(detail, allowed[i]))
			return true;
	return !str_starts(detail, "SCAN") && !strstr(detail, "TEMP B-TREE") &&
	       !strstr(detail, "AUTOMATIC");
}

static void check_plan(struct ground *g, const char *text)
{
	sqlite3_stmt *plan = NULL;
	const char *explain = arena_printf(g->a, "EXPLAIN QUERY PLAN %s", text);

	if (!CHECK(sqlite3_prepare_v2(g->s->sql.handle, explain, -1, &plan, NULL) == SQLITE_OK))
		printf("\t%s\n", explain);
	while (sqlite3_step(plan) == SQLITE_ROW) {
		const char *detail = (const char *)sqlite3_column_text(plan, 3);
		if (!CHECK(may_scan(detail)))
			printf("\t%s\n\tin: %s\n", detail, text);
	}
	(void)sqlite3_finalize(plan);
}

static void use_work(struct ground *g)
{
	struct store_decision d = {
		.from = JOB_IN_DOUBT, .to = JOB_WAITING, .void_stages = true, .reset_attempts = true
	};
	struct store_ticket *tickets = NULL;
	size_t n = 0;

	CHECK(ground_to(g, 1, "a", JOB_CLOSED));
	CHECK(ground_to(g, 2, "b", JOB_ENTERED));
	CHECK(ground_to(g, 3, "c", JOB_COMMITTING));
	CHECK_OK(store_owned(g->s, "worker-1", g->a, &tickets, &n, &g->e), g->e);
	if (!CHECK_EQ_UINT(n, 1))
		return;
	CHECK_OK(store_renew(g->s, &tickets[0], 1000, &g->e), g->e);
	CHECK_OK(store_desk_gone(g->s, &tickets[0], &ground_death, &ground_due, &g->e), g->e);
	CHECK_ERR(store_desk_gone(g->s, &tickets[0], &ground_death, NULL, &g->e), g->e, ERR_STALE);
	struct store_ticket t = ground_ticket(ground_claim(g, "worker-1"));
	CHECK_ERR(store_stage_begin(g->s, &t, "a", ground_bytes("i"), NULL, &g->e), g->e,
		  ERR_STALE);
	CHECK_OK(store_stage_void(g->s, &t, "anmelden", NULL, &g->e), g->e);
	CHECK(ground_claim(g, "worker-2") == NULL);
	CHECK(ground_to(g, 4, "d", JOB_IN_DOUBT));
	CHECK_OK(store_decide(g->s, 4, &d, &ground_due, &g->e), g->e);
	CHECK_OK(store_acknowledged(g->s, 1, NULL, &g->e), g->e);
}

static void use_intake_and_outbox(struct ground *g)
{
	struct store_submission in = ground_submission(g, 5, "e");
	struct store_delivery *next = NULL;
	struct store_receipt r;
	int64_t wait_ms;

	in.has_once = true;
	CHECK_OK(store_receive(g->s, &in, NULL, &r, &g->e), g->e);
	CHECK_OK(store_next_delivery(g->s, g->a, &next, &wait_ms, &g->e), g->e);
	if (!CHECK(next != NULL))
		return;
	CHECK_OK(store_not_delivered(g->s, next->id, ERR_NET, INT64_MAX, NULL, &g->e), g->e);
	CHECK_OK(store_next_delivery(g->s, g->a, &next, &wait_ms, &g->e), g->e);
	CHECK_OK(store_revive(g->s, 2, NULL, &g->e), g->e);
}

static void use_lists_and_recipes(struct ground *g)
{
	struct store_filter any = { .any_state = true, .limit = 10 }, one = { .limit = 10 };
	uint64_t counts[JOB_STATES_N];
	struct store_stop *stops;
	struct store_owed *owed;
	struct store_job *jobs;
	unsigned in_row;
	size_t n;

	CHECK_OK(store_list(g->s, &any, g->a, &jobs, &n, &g->e), g->e);
	CHECK_OK(store_list(g->s, &one, g->a, &jobs, &n, &g->e), g->e);
	CHECK_OK(store_counts(g->s, counts, &g->e), g->e);
	CHECK_OK(store_recipe_seats(g->s, "a", 2, &g->e), g->e);
	CHECK_OK(store_recipe_failed(g->s, "a", &in_row, &g->e), g->e);
	CHECK_OK(store_recipe_worked(g->s, "a", &g->e), g->e);
	CHECK_OK(store_recipe_stop(g->s, "a", ERR_HUNG, &ground_due, &g->e), g->e);
	CHECK_OK(store_recipe_start(g->s, "a", &ground_due, &g->e), g->e);
	CHECK_OK(store_stops(g->s, g->a, &stops, &n, &g->e), g->e);
	CHECK_OK(store_owed(g->s, g->a, &owed, &n, &g->e), g->e);
	CHECK_OK(store_due_done(g->s, 1, &g->e), g->e);
}

static void use_erasing(struct ground *g)
{
	const struct store_remains r = { ground_bytes("other wrapped key, longer"),
					 ground_bytes("why") };
	const struct store_bytes none = { 0 };
	struct store_pending *pending;
	struct store_rewrap *list;
	size_t n;

	CHECK_OK(store_hold(g->s, 1, true, none, &ground_due, &g->e), g->e);
	CHECK_OK(store_hold(g->s, 1, false, none, NULL, &g->e), g->e);
	CHECK_OK(store_erase(g->s, 1, &r, &ground_due, &g->e), g->e);
	CHECK_OK(store_pending(g->s, g->a, &pending, &n, &g->e), g->e);
	if (!CHECK_EQ_UINT(n, 1))
		return;
	CHECK_OK(store_wrapped(g->s, ground_bytes("no such day key"), g->a, &list, &n, &g->e),
		 g->e);
	CHECK_OK(store_retire(g->s, ground_bytes("no such day key"), &g->e), g->e);
	const struct store_rewrap one = { 2, ground_bytes("x"), ground_bytes("y") };
	CHECK_OK(store_rewrap(g->s, &one, 1, &g->e), g->e);
	CHECK_OK(store_scrub(g->s, &g->e), g->e);
	CHECK_OK(store_erased(g->s, 1, 0, &ground_due, &g->e), g->e);
}

/* The statements a store has prepared by then are all there are. */
TEST(every_statement_finds_its_rows_by_an_index)
{
	CLEANUP(ground_clear) struct ground g;
	size_t checked = 0;

	if (!CHECK(ground_init(&g, &ground_drivers[0])))
		return;
	use_work(&g);
	use_intake_and_outbox(&g);
	use_lists_and_recipes(&g);
	use_erasing(&g);
	CHECK(ground_find(&g, 1) != NULL);
	for (size_t i = 0; i < g.s->sql.n_cache; i++) {
		const char *text = g.s->sql.cache[i].text;
		if (!str_starts(text, "PRAGMA")) {
			check_plan(&g, text);
			checked++;
		}
	}
	/* Not fewer than there were when this was written. */
	CHECK(checked >= 67);
	printf("%zu statements\n", checked);
}

/* ---- steps */

/* steps() - what SQLite's machine has done for this connection since it was asked last. */
static int64_t steps(struct ground *g)
{
	int64_t sum = 0;

	for (size_t i = 0; i < g->s->sql.n_cache; i++)
		sum += sqlite3_stmt_status(g->s->sql.cache[i].stmt, SQLITE_STMTSTATUS_VM_STEP, 1);
	return sum;
}

/* work() - claim ten jobs and end them; the steps that took. */
static int64_t work(struct ground *g)
{
	struct store_end held = { JOB_RUNNING, JOB_HELD, .cause = ERR_TWICE };

	(void)steps(g);
	for (int i = 0; i < 10; i++) {
		struct store_job *job = ground_claim(g, "worker-1");
		if (!CHECK(job && strcmp(job->recipe, "free") == 0))
			return 0;
		struct store_ticket t = ground_ticket(job);
		CHECK_OK(store_end(g->s, &t, &held, NULL, &g->e), g->e);
	}
	return steps(g);
}

TEST(a_claim_in_a_queue_a_hundred_times_as_long_takes_the_same_steps)
{
	CLEANUP(ground_clear) struct ground small, large;

	if (!CHECK(ground_init(&small, &ground_drivers[0])) ||
	    !CHECK(queue_fill(small.s, 200, &small.e)))
		return;
	if (!CHECK(ground_init(&large, &ground_drivers[0])) ||
	    !CHECK(queue_fill(large.s, 20000, &large.e)))
		return;
	int64_t few = work(&small), many = work(&large);
	printf("%lld and %lld steps\n", (long long)few, (long long)many);
	CHECK(few > 0 && many < few + few / 10);
}
