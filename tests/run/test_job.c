/* test_job.c - one claimed job, whatever happens to its desk: once, or a person is asked. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include "base/clock.h"
#include "base/str.h"
#include "tests/check.h"
#include "tests/run/office.h"

/* What it saved it knows from its log in a later life, and its search finds it. */
#define MASK \
	"size 700 340\n" \
	"label 20 20 lname Name\n" \
	"field 140 14 300 name\n" \
	"label 20 60 lmark Bemerkung\n" \
	"field 140 54 300 mark\n" \
	"label 20 100 lnumber Nummer\n" \
	"label 140 100 number -\n" \
	"label 20 140 lhit Suche\n" \
	"label 140 140 hit Keine\n" \
	"label 20 180 lfund Fundstelle\n" \
	"label 140 180 fund -\n" \
	"label 20 220 state Offen\n" \
	"button 20 280 save Speichern\n" \
	"button 200 280 find Suchen\n" \
	"button 380 280 file Ablegen\n" \
	"on start if saved show\n" \
	"on show set hit Treffer;set fund 4711\n"

#define SAVES "on save log saved;set number 4711;do show\n"

#define STEPS "steps:\n  - write: { into: Name, value: Mustermann }\n"
#define COMMIT(within) \
	"  - commit:\n      id: a\n      within: " within "\n      do: { click: Speichern }\n" \
	"      mark: { into: Bemerkung }\n" \
	"      proof: { read: { from: { right_of: Nummer }, as: nummer, match: '^\\d{4}$' } }\n" \
	"      visible_after: 1s\n"
#define PROBE \
	"      probe:\n" \
	"        - click: Suchen\n" \
	"        - within: 1s\n" \
	"          either:\n" \
	"            found:\n" \
	"              text: Treffer\n" \
	"              do:\n" \
	"                - within: 1s\n" \
	"                  read:\n" \
	"                    from: { right_of: Fundstelle }\n" \
	"                    as: nummer\n" \
	"                    match: '^\\d{4}$'\n" \
	"            absent: Keine\n"
#define SECOND \
	"  - click: Suchen\n" \
	"  - commit:\n      id: b\n      within: 4s\n      do: { click: Ablegen }\n" \
	"      proof: { expect: Abgelegt }\n"
#define OUTCOME "outcome:\n  entered: { nummer: =nummer }\n"
#define PLAIN STEPS COMMIT("4s") PROBE OUTCOME

#define ON_ERROR(what) \
	"on:\n" \
	"  - sees: { window: \"Fehler*\" }\n" \
	"    do: [ click: OK, fail: { " what ": Gemeldet } ]\n"

/* In its first life it ends at Speichern without having saved. */
#define DIES_FIRST \
	"on save if died really;log died;exit 139\non really log saved;set number 4711;do show\n"

#define ENTERED \
	"{\"job\":\"" OFFICE_MARK "\",\"outcome\":\"entered\",\"values\":{\"nummer\":\"4711\"}}"

static const struct {
	const char *why, *script, *recipe;
	enum job_state state;
	unsigned claims;
	const char *log, *answer, *reason;
} jobs[] = {
	{ "the plain way", MASK SAVES, PLAIN, JOB_ENTERED, 1, "saved\n", ENTERED, "" },
	{ "it dies behind the saving", MASK "on save log saved;exit 139\n", PLAIN, JOB_ENTERED, 2,
	  "saved\n", ENTERED, "" },
	{ "it dies before the saving", MASK DIES_FIRST, PLAIN, JOB_ENTERED, 2, "died\nsaved\n",
	  ENTERED, "" },
	{ "its record comes to light between the two looks",
	  MASK "on save log saved;exit 139\non find log looked\non start if looked show\n", PLAIN,
	  JOB_ENTERED, 2, "saved\nlooked\nlooked\n", ENTERED, "" },
	{ "trouble is declared behind the saving: nobody waits for the limit",
	  MASK "on save log saved;say Fehler|Netz~weg\n",
	  ON_ERROR("application") STEPS COMMIT("100s") PROBE OUTCOME, JOB_ENTERED, 2, "saved\n",
	  ENTERED, "" },
	{ "another number than the record has: nobody looks it away",
	  MASK "on save log saved;set number 4712;do show\n", STEPS COMMIT("100s") PROBE OUTCOME,
	  JOB_IN_DOUBT, 1, "saved\n", "", "'nummer' differs" },
	{ "no probe", MASK "on save log saved;exit 139\n", STEPS COMMIT("4s") OUTCOME, JOB_IN_DOUBT,
	  2, "saved\n", "", OFFICE_MARK },
	{ "a probe that tells nothing",
	  MASK "on save log saved;exit 139\non show set hit Anderes\n", PLAIN, JOB_IN_DOUBT, 2,
	  "saved\n", "", "either" },
	{ "it says no", MASK "on save say Fehler|Name~fehlt\n", ON_ERROR("business") PLAIN,
	  JOB_RETURNED, 1, "",
	  "{\"job\":\"" OFFICE_MARK "\",\"outcome\":\"returned\",\"reason\":\"Gemeldet\"}",
	  "Gemeldet" },
	{ "it says no when half is entered already", MASK SAVES "on file say Fehler|Ablage~fehlt\n",
	  ON_ERROR("business") STEPS COMMIT("4s") PROBE SECOND OUTCOME, JOB_HELD, 1, "saved\n", "",
	  "Gemeldet" },
};

TEST(a_job_ends_once_or_with_a_person)
{
	EACH_CASE (row, jobs) {
		int64_t began_ms = clock_boot_ms();
		struct office o;
		if (CHECK(office_open(&o, row->script, row->recipe))) {
			office_work(&o);
			struct store_job *job = office_job(&o);
			if (!CHECK_EQ_INT(job->state, row->state))
				printf("\t%s: %s: %s\n", row->why, job_state_word(job->state),
				       office_text(&o, "reason", job->reason));
			CHECK_EQ_UINT(o.claims, row->claims);
			CHECK_EQ_STR(office_log(&o), row->log);
			CHECK_EQ_STR(office_answer(&o), row->answer);
			CHECK_HAS_STR(office_text(&o, "reason", job->reason), row->reason);
			CHECK(clock_boot_ms() - began_ms < 60000);
		}
		CHECK(!o.broken);
		office_close(&o);
	}
}

/* What a person needs to decide: which record, which stage, since when, what was seen. */
TEST(a_doubt_says_what_a_person_needs)
{
	struct office o;

	if (CHECK(office_open(&o, MASK "on save log saved;exit 139\n",
			      STEPS COMMIT("4s") OUTCOME))) {
		office_work(&o);
		struct store_job *job = office_job(&o);
		const char *reason = office_text(&o, "reason", job->reason);
		CHECK_HAS_STR(reason, OFFICE_MARK);
		CHECK_HAS_STR(reason, "'a'");
		CHECK_HAS_STR(reason, "no probe");
		CHECK_HAS_STR(reason, "UTC");
	}
	CHECK(!o.broken);
	office_close(&o);
}

static bool is_stopped(struct office *o, enum err_code cause)
{
	struct store_stop *list = NULL;
	struct err e = { 0 };
	size_t n = 0;

	CHECK_OK(store_stops(o->store, o->a, &list, &n, &e), e);
	return n == 1 && list[0].cause == cause;
}

/* A password is tried once, also by who only wants to look. */
TEST(a_login_refused_while_looking_stops_the_recipe)
{
	struct office o;

	if (CHECK(office_open(&o, MASK "on save log saved;exit 139\non show set state Gesperrt\n",
			      "  login: [ { within: 1s, expect: Offen } ]\n" PLAIN))) {
		office_work(&o);
		CHECK_EQ_INT(office_job(&o)->state, JOB_COMMITTING);
		CHECK_EQ_UINT(o.claims, 2);
		CHECK(is_stopped(&o, ERR_LOGIN));
	}
	CHECK(!o.broken);
	office_close(&o);
}

static const struct {
	const char *why, *script, *stop_at;
	enum job_state state;
	const char *log;
} stops[] = {
	{ "before anything was done", MASK SAVES, "running", JOB_WAITING, "" },
	{ "between intent and act", MASK SAVES, "committing", JOB_WAITING, "" },
	{ "in the middle of the commit",
	  MASK "on save log saved;later 1500 shown\non shown set number 4711;do show\n", "saved",
	  JOB_ENTERED, "saved\n" },
};

TEST(who_is_stopped_finishes_a_commit_and_begins_none)
{
	EACH_CASE (row, stops) {
		struct office o;
		if (CHECK(office_open(&o, row->script, PLAIN))) {
			o.stop_at = row->stop_at;
			office_work(&o);
			struct store_job *job = office_job(&o);
			if (!CHECK_EQ_INT(job->state, row->state))
				printf("\t%s\n", row->why);
			CHECK_EQ_UINT(job->attempts, 0); /* nobody failed */
			CHECK_EQ_STR(office_log(&o), row->log);
		}
		CHECK(!o.broken);
		office_close(&o);
	}
}

enum { WORKER_MS = 60000 };

/* start_worker() - the real one; @ret_lifeline: closing it says that its supervisor is gone. */
static pid_t start_worker(struct office *o, int *ret_lifeline)
{
	const char *build = getenv("AMTSBOTE_BUILD_DIR");
	const char *program = arena_printf(o->a, "%s/amtsbote", build ? build : "build/dev");
	int ends[2];

	if (pipe(ends) != 0)
		abort();
	pid_t pid = fork();
	if (pid == 0) {
		if (dup2(ends[0], 3) != 3)
			_exit(126);
		close(ends[1]);
		execl(program, program, "worker", "--config", o->config, "--desk", "1", NULL);
		_exit(127);
	}
	close(ends[0]);
	*ret_lifeline = ends[1];
	return pid;
}

/* await_log() - until the mask has done @word. */
static bool await_log(struct office *o, const char *word)
{
	struct deadline limit = deadline_in(WORKER_MS);

	while (!strstr(office_log(o), word) && !deadline_over(limit))
		(void)poll(NULL, 0, 20);
	return strstr(office_log(o), word) != NULL;
}

/* A service manager that stops us does not put an office in doubt. */
TEST(a_worker_that_is_terminated_finishes_its_commit)
{
	static const struct {
		bool by_signal;
	} rows[] = { { true }, { false } };

	EACH_CASE (row, rows) {
		struct office o;
		int lifeline = -1, status = 0;
		if (CHECK(office_open(&o,
				      MASK "on save log saved;later 1500 shown\n"
					   "on shown set number 4711;do show\n",
				      PLAIN))) {
			pid_t pid = start_worker(&o, &lifeline);
			CHECK(await_log(&o, "saved"));
			if (row->by_signal)
				CHECK(kill(pid, SIGTERM) == 0);
			else
				close(lifeline);
			CHECK(waitpid(pid, &status, 0) == pid);
			CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
			CHECK_EQ_INT(office_job(&o)->state, JOB_ENTERED);
			CHECK_EQ_STR(office_log(&o), "saved\n");
			if (row->by_signal)
				close(lifeline);
		}
		CHECK(!o.broken);
		office_close(&o);
	}
}

TEST(what_was_given_up_is_looked_for_before_it_is_done_again)
{
	struct office o;

	/* A clerk says it is not there, and is wrong. */
	if (CHECK(office_open(&o, MASK "on save log saved;exit 139\non show set hit Anderes\n",
			      PLAIN))) {
		const struct store_decision d = { .from = JOB_IN_DOUBT,
						  .to = JOB_WAITING,
						  .reason = { "r", 1 },
						  .void_stages = true,
						  .reset_attempts = true };
		office_work(&o);
		const struct store_job *job = office_job(&o);
		CHECK(job->state == JOB_IN_DOUBT);
		CHECK_OK(store_decide(o.store, job->id, &d, NULL, &o.e), o.e);
		office_work(&o);
		CHECK_EQ_STR(office_log(&o), "saved\n");
		CHECK(office_job(&o)->state != JOB_ENTERED);
	}
	CHECK(!o.broken);
	office_close(&o);
}

/* wear() - @n claims that end as @gone says. */
static void wear(struct office *o, unsigned n, const struct store_gone *gone)
{
	const struct store_claimer by = { "worker-1", 60000 };

	for (unsigned i = 0; i < n; i++) {
		struct store_job *job = NULL;
		int64_t wait_ms;
		if (!CHECK_OK(store_claim(o->store, &by, o->a, &job, &wait_ms, &o->e), o->e) ||
		    !CHECK(job != NULL))
			return;
		const struct store_ticket t = { job->id, job->token };
		CHECK_OK(store_desk_gone(o->store, &t, gone, NULL, &o->e), o->e);
	}
}

/* An outage of the application must not use up a commit's chances within a minute. */
TEST(what_cannot_be_looked_up_is_looked_up_later)
{
	const struct store_gone hung = { .cause = ERR_HUNG };
	struct office o;

	if (CHECK(office_open(&o, MASK "on save log saved;exit 139\non show exit 3\n", PLAIN))) {
		wear(&o, 3, &hung); /* one more failure before the act and it would have failed */
		office_work(&o);
		const struct store_job *job = office_job(&o);
		CHECK_EQ_INT(job->state, JOB_COMMITTING);
		CHECK_EQ_INT(job->cause, ERR_GONE);
		CHECK_EQ_UINT(o.claims, 2);
		CHECK(job->desk_gone && job->not_before_ms > clock_utc_ms());
	}
	CHECK(!o.broken);
	office_close(&o);
}

/* Not for ever. */
TEST(what_cannot_be_looked_up_at_all_is_in_doubt)
{
	const struct store_gone hung = { .cause = ERR_HUNG };
	struct office o;

	if (CHECK(office_open(&o, MASK "on save log saved;exit 139\non show exit 3\n", PLAIN))) {
		wear(&o, 8, &hung);
		office_work(&o);
		CHECK_EQ_INT(office_job(&o)->state, JOB_IN_DOUBT);
		CHECK_EQ_UINT(o.claims, 2);
		CHECK_EQ_STR(office_log(&o), "saved\n");
	}
	CHECK(!o.broken);
	office_close(&o);
}

/* Whatever makes every commit doubtful would make a list of doubts of the whole night. */
TEST(doubts_in_a_row_stop_the_recipe)
{
	struct office o;
	unsigned in_row;

	if (CHECK(office_open(&o, MASK "on save log saved;exit 139\non show set hit Anderes\n",
			      PLAIN))) {
		CHECK_OK(store_recipe_failed(o.store, "scene", &in_row, &o.e), o.e);
		office_work(&o);
		CHECK_EQ_INT(office_job(&o)->state, JOB_IN_DOUBT);
		CHECK(is_stopped(&o, ERR_NOT_FOUND));
	}
	CHECK(!o.broken);
	office_close(&o);
}

TEST(an_application_that_ends_at_every_save_is_given_up)
{
	const struct store_gone hung = { .cause = ERR_HUNG };
	struct office o;

	if (CHECK(office_open(&o, MASK "on save log died;exit 139\n", PLAIN))) {
		wear(&o, 2, &hung);
		office_work(&o);
		const struct store_job *job = office_job(&o);
		CHECK_EQ_INT(job->state, JOB_FAILED);
		CHECK_EQ_INT(job->attempts, 5); /* the third and the fourth it tried, and this */
		CHECK_EQ_STR(office_log(&o), "died\ndied\n");
		CHECK(job->n_stages == 1 && job->stages[0].again);
	}
	CHECK(!o.broken);
	office_close(&o);
}

TEST(a_job_that_costs_too_many_workers_is_given_up)
{
	static const struct {
		bool committing;
		enum job_state state;
	} rows[] = { { false, JOB_FAILED }, { true, JOB_IN_DOUBT } };
	const struct store_gone death = { .cause = ERR_GONE, .died = true };

	EACH_CASE (row, rows) {
		const struct store_claimer by = { "worker-1", 60000 };
		struct store_job *job = NULL;
		struct office o;
		int64_t wait_ms;
		if (CHECK(office_open(&o, MASK SAVES, PLAIN))) {
			CHECK_OK(store_claim(o.store, &by, o.a, &job, &wait_ms, &o.e), o.e);
			const struct store_ticket t = { job->id, job->token };
			if (row->committing)
				CHECK_OK(store_stage_begin(o.store, &t, "a",
							   (struct store_bytes){ "x", 1 }, NULL,
							   &o.e),
					 o.e);
			CHECK_OK(store_desk_gone(o.store, &t, &death, NULL, &o.e), o.e);
			wear(&o, 19, &death);
			office_work(&o);
			CHECK_EQ_INT(office_job(&o)->state, row->state);
			CHECK_EQ_UINT(o.claims, 1);
			CHECK_HAS_STR(office_text(&o, "reason", office_job(&o)->reason),
				      "20 workers");
			CHECK_EQ_STR(office_log(&o), "");
		}
		CHECK(!o.broken);
		office_close(&o);
	}
}
