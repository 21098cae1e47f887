/* decide.c - what a person decides about a job that the agent cannot go on with. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/cli/decide.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "agent/cli/argument.h"
#include "agent/cli/command.h"
#include "agent/cli/office.h"
#include "agent/cli/reroute.h"
#include "agent/recipe/recipe.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"

enum { TEXT_BYTES_MAX = 64 * 1024, STATES_MAX = 4 };

/* One decision on its way; texts are borrowed from argv, or read by read_texts(). */
struct decision {
	const char *name; /* of the command, for messages */
	const char *config, *mark;
	const char *reason;    /* why, as the person wrote */
	const char *reference; /* of the record, NULL: there is none */
	const char *text;      /* for the applicant, NULL: none */
	enum job_state from[STATES_MAX];
	size_t n_from;
	enum job_state to;
	bool void_stages, reset_attempts;
};

static int failed(const struct decision *d, const struct err *e)
{
	char name[40];

	return command_complain(fmt_into(name, sizeof name, "jobs %s", d->name) ? name : "jobs",
				e->msg);
}

/* name_of_reference() - the outcome's only member in the recipe, so that the source finds the
 * person's reference where it finds the agent's. */
static const char *name_of_reference(struct office *o, const struct store_job *j, struct arena *a)
{
	CLEANUP(recipe_freep) struct recipe *recipe = NULL;
	struct findings f;
	struct err unread = { 0 };

	findings_init(&f, a);
	const char *folder =
		arena_printf(a, "%s/%s", config_path(o->config, "recipes"), j->recipe_hash);
	if (*j->recipe_hash == 0 || !recipe_load(folder, &f, &recipe, &unread) || !recipe ||
	    recipe->n_entered != 1)
		return "reference";
	return arena_strdup(a, recipe->entered[0].name);
}

/* write_outcome() - {"kassenzeichen":"52.000001.7"} */
static void write_outcome(const char *name, const char *reference, struct buf *out)
{
	buf_addc(out, '{');
	json_write_text(name, out);
	buf_addc(out, ':');
	json_write_text(reference, out);
	buf_addc(out, '}');
}

/* write_answer() - what the source gets. */
static void write_answer(const struct decision *d, const struct store_job *j, const char *outcome,
			 struct buf *out)
{
	buf_adds(out, "{\"job\":");
	json_write_text(j->mark, out);
	buf_addf(out, ",\"outcome\":\"%s\"", job_state_word(d->to));
	if (d->reference)
		buf_addf(out, ",\"values\":%s", outcome);
	if (d->text) {
		buf_adds(out, ",\"reason\":");
		json_write_text(d->text, out);
	}
	buf_addc(out, '}');
}

/* The sealed forms of one decision. */
struct papers {
	struct buf reason, outcome, answer;
	uint8_t reason_commitment[VAULT_HASH_BYTES];
};

static void papers_clear(struct papers *p)
{
	buf_clear(&p->reason);
	buf_clear(&p->outcome);
	buf_clear(&p->answer);
}

static bool seal_papers(struct office *o, const struct decision *d, const struct store_job *j,
			struct papers *p, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(buf_clear) struct buf outcome = { 0 }, answer = { 0 };
	const struct office_slot reason = { j, "reason" }, out = { j, "outcome" };
	const struct office_slot back = { j, "answer" };

	buf_init(&outcome, TEXT_BYTES_MAX);
	buf_init(&answer, 2 * TEXT_BYTES_MAX);
	buf_init(&p->reason, TEXT_BYTES_MAX);
	buf_init(&p->outcome, 2 * TEXT_BYTES_MAX);
	buf_init(&p->answer, 3 * TEXT_BYTES_MAX);
	if (!office_seal(o, &reason, d->text ? d->text : d->reason, &p->reason,
			 p->reason_commitment, e))
		return false;
	if (d->reference)
		write_outcome(name_of_reference(o, j, a), d->reference, &outcome);
	if (d->reference && !office_seal(o, &out, outcome.data, &p->outcome, NULL, e))
		return false;
	if (!job_has_outcome(d->to))
		return true;
	write_answer(d, j, outcome.data, &answer);
	return buf_check(&answer, "answer", e) &&
	       office_seal(o, &back, answer.data, &p->answer, NULL, e);
}

static struct store_bytes bytes_of(const struct buf *b)
{
	return (struct store_bytes){ b->data, b->len_bytes };
}

/* write_down() - store, journal. */
static bool write_down(struct office *o, const struct decision *d, const struct store_job *j,
		       const struct papers *p, const struct reroute *found, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct journal_body body = journal_body(found ? JK_REROUTED : JK_PERSON_DECIDED);
	const struct store_answer answer = { .idempotency_key = j->mark,
					     .body = bytes_of(&p->answer) };
	const struct store_decision decision = {
		.from = j->state,
		.to = d->to,
		.reason = bytes_of(&p->reason),
		.outcome = bytes_of(&p->outcome),
		.void_stages = d->void_stages,
		.reset_attempts = d->reset_attempts,
		.answer = job_has_outcome(d->to) ? &answer : NULL,
		.route = found ? &found->route : NULL,
	};

	journal_put_id(&body, JF_FROM, job_state_word(j->state));
	journal_put_id(&body, JF_STATE, job_state_word(d->to));
	journal_put_hash(&body, JF_REASON, p->reason_commitment);
	journal_put(&body, JF_UID, getuid());
	if (found) {
		journal_put_id(&body, JF_RECIPE, found->route.recipe);
		journal_put_hex(&body, JF_RECIPE_HASH, found->route.recipe_hash);
		journal_put_hash(&body, JF_PAYLOAD, found->commitment);
	}
	const struct store_due due = books_due(&body, a);
	return store_decide(o->books.store, j->id, &decision, &due, e) &&
	       books_note(&o->books, j->mark, &body, e);
}

/*
 * one_stage() - what a person confirms is the whole job? With several commits the others have still
 * to be done, which one reference cannot say.
 */
static bool one_stage(struct office *o, const struct store_job *j, struct arena *a, struct err *e)
{
	CLEANUP(recipe_freep) struct recipe *recipe = NULL;
	const char *folder =
		arena_printf(a, "%s/%s", config_path(o->config, "recipes"), j->recipe_hash);
	struct findings f;
	size_t n = 0;

	findings_init(&f, a);
	if (!recipe_load(folder, &f, &recipe, e))
		return false;
	if (!recipe)
		return err_set(e, ERR_RECIPE, "'%s' has errors (amtsbote check)", folder);
	for (size_t i = 0; i < recipe->steps.n; i++)
		n += recipe->steps.list[i].verb == STEP_COMMIT;
	return n == 1 || err_set(e, ERR_UNSUPPORTED,
				 "the recipe has %zu commits: finish by hand, then --by-hand", n);
}

static bool fits(const struct decision *d, enum job_state state)
{
	for (size_t i = 0; i < d->n_from; i++)
		if (d->from[i] == state)
			return true;
	return false;
}

/* read_texts() - in the order in which the usage names them. */
static bool read_texts(struct decision *d, struct arena *a, struct err *e)
{
	return office_text(&d->reference, "reference", a, e) &&
	       office_text(&d->text, "text", a, e) && office_text(&d->reason, "reason", a, e);
}

/* find_job() - the one meant, in a state of which this can be said. */
static bool find_job(const struct office *o, const struct decision *d, struct arena *a,
		     struct store_job **ret_job, struct err *e)
{
	struct store_job *j;

	if (!store_find(o->books.store, d->mark, a, &j, e))
		return false;
	*ret_job = j;
	return fits(d, j->state) ||
	       err_set(e, ERR_STALE, "%s is %s: amtsbote jobs show %s says what fits", j->mark,
		       job_state_word(j->state), j->mark);
}

static int decide(struct decision *d)
{
	CLEANUP(office_clear) struct office o = { .lock_fd = -1, .lifeline_fd = -1 };
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(papers_clear) struct papers papers = { 0 };
	CLEANUP(reroute_clear) struct reroute found = { 0 };
	struct err e = { 0 };
	struct store_job *j;

	if (!office_open(d->config, &o, &e) || !find_job(&o, d, a, &j, &e) || !read_texts(d, a, &e))
		return failed(d, &e);
	bool lost = d->to == JOB_WAITING && *j->recipe == 0;
	if ((d->to == JOB_ENTERED && !one_stage(&o, j, a, &e)) ||
	    (lost && !reroute_find(&o, j, a, &found, &e)) || !seal_papers(&o, d, j, &papers, &e) ||
	    !write_down(&o, d, j, &papers, lost ? &found : NULL, &e))
		return failed(d, &e);
	(void)printf("%s: %s -> %s\n", j->mark, job_state_word(j->state), job_state_word(d->to));
	return EXIT_DONE;
}

/* ---- the four commands */

#define CONFIG_ROW(d) \
	{ \
		"config", "FILE", "the agent's configuration (" OFFICE_CONFIG ")", &(d).config, \
			NULL \
	}
#define REASON_ROW(d) \
	{ \
		"reason", "TEXT", "why; sealed beside the job; - reads it from standard input", \
			&(d).reason, NULL \
	}

/* again() - @d with its reason: the job waits once more. */
static int again(struct decision *d, const char *usage, int argc, char **argv)
{
	const struct argument rows[] = { CONFIG_ROW(*d), REASON_ROW(*d) };
	const struct arguments all = { usage, rows, 2, 1, 1 };
	int exit_code;

	if (!arguments_read(&all, argc, argv, &d->mark, &exit_code))
		return exit_code;
	if (!d->reason || *d->reason == 0)
		return command_complain("jobs", "wants --reason TEXT");
	return decide(d);
}

int decide_requeue(int argc, char **argv)
{
	struct decision d = { .name = "requeue",
			      .from = { JOB_FAILED },
			      .n_from = 1,
			      .to = JOB_WAITING,
			      .reset_attempts = true };

	return again(&d, "jobs requeue MARK --reason TEXT [--config FILE]", argc, argv);
}

int decide_release(int argc, char **argv)
{
	struct decision d = { .name = "release",
			      .from = { JOB_HELD },
			      .n_from = 1,
			      .to = JOB_WAITING,
			      .reset_attempts = true };

	return again(&d, "jobs release MARK --reason TEXT [--config FILE]", argc, argv);
}

int decide_answer(int argc, char **argv)
{
	struct decision d = {
		.name = "answer", .from = { JOB_HELD }, .n_from = 1, .to = JOB_RETURNED
	};
	const struct argument rows[] = {
		CONFIG_ROW(d),
		{ "text", "TEXT", "what the applicant is told; - reads a line from standard input",
		  &d.text, NULL },
	};
	const struct arguments all = { "jobs answer MARK --text TEXT [--config FILE]", rows, 2, 1,
				       1 };
	int exit_code;

	if (!arguments_read(&all, argc, argv, &d.mark, &exit_code))
		return exit_code;
	if (!d.text || *d.text == 0)
		return command_complain("jobs", "wants --text TEXT");
	return decide(&d);
}

static bool deliver_again(const struct decision *d, struct err *e)
{
	CLEANUP(office_clear) struct office o = { .lock_fd = -1, .lifeline_fd = -1 };
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct journal_body body = journal_body(JK_REQUEUED);
	struct store_job *j;

	journal_put_id(&body, JF_CAUSE, "dead-letter");
	journal_put(&body, JF_UNTIL, (uint64_t)clock_utc_ms());
	if (!office_open(d->config, &o, e) || !store_find(o.books.store, d->mark, a, &j, e))
		return false;
	const struct store_due due = books_due(&body, a);
	return store_revive(o.books.store, j->id, &due, e) &&
	       books_note(&o.books, j->mark, &body, e);
}

int decide_deliver(int argc, char **argv)
{
	struct decision d = { .name = "deliver" };
	const struct argument rows[] = { CONFIG_ROW(d) };
	const struct arguments all = { "jobs deliver MARK [--config FILE]", rows, 1, 1, 1 };
	struct err e = { 0 };
	int exit_code;

	if (!arguments_read(&all, argc, argv, &d.mark, &exit_code))
		return exit_code;
	if (!deliver_again(&d, &e))
		return failed(&d, &e);
	(void)printf("%s: its answer is sent again\n", d.mark);
	return EXIT_DONE;
}

/* choose_end() - exactly one of the three ends of `resolve`. */
static bool choose_end(struct decision *d, const char *entered, bool not_entered,
		       const char *by_hand)
{
	if (!!entered + not_entered + !!by_hand != 1)
		return false;
	d->reference = entered ? entered : by_hand;
	if (d->reference && *d->reference == 0)
		return false;
	d->to = entered ? JOB_ENTERED : not_entered ? JOB_WAITING : JOB_BY_HAND;
	d->void_stages = d->reset_attempts = not_entered;
	d->n_from = by_hand ? 4 : 3;
	return true;
}

int decide_resolve(int argc, char **argv)
{
	struct decision d = { .name = "resolve",
			      .from = { JOB_IN_DOUBT, JOB_COMMITTING, JOB_HELD, JOB_FAILED } };
	const char *entered = NULL, *by_hand = NULL;
	bool not_entered = false;
	const struct argument rows[] = {
		CONFIG_ROW(d),
		REASON_ROW(d),
		{ "entered", "REF", "our record is there, this is its reference", &entered, NULL },
		{ "not-entered", NULL, "our record is not there: enter it again", NULL,
		  &not_entered },
		{ "by-hand", "REF", "a person has entered it", &by_hand, NULL },
	};
	const struct arguments all = {
		"jobs resolve MARK --entered REF|--not-entered|--by-hand REF --reason TEXT", rows,
		5, 1, 1
	};
	int exit_code;

	if (!arguments_read(&all, argc, argv, &d.mark, &exit_code))
		return exit_code;
	if (!choose_end(&d, entered, not_entered, by_hand))
		return command_complain("jobs resolve",
					"wants one of --entered, --not-entered, --by-hand");
	if (!d.reason || *d.reason == 0)
		return command_complain("jobs resolve", "wants --reason TEXT");
	return decide(&d);
}
