/* probe.c - looking our record up: before the act, as part of the proof, after an interruption. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/desk.h"
#include "agent/run/intent.h"
#include "agent/run/runner.h"
#include "base/fault.h"
#include "base/str.h"

/*
 * PAUSE_FIRST_MS: between two looks of a confirmation, doubled each time: an index that lags shows
 * the record within its visible_after, and a search costs the application something.
 */
enum { PAUSE_FIRST_MS = 500 };

/* look() - walk home and the probe once; what it read is in @p. */
static bool look(struct run *r, const struct step_commit *c, struct probing *p,
		 enum probe_branch *ret_branch, struct err *e)
{
	*p = (struct probing){ .proof = &c->proof };
	r->probing = p;
	r->branch = NULL;
	bool done =
		stepper_walk(r, &r->o.recipe->application.home, e) && stepper_walk(r, &c->probe, e);
	r->probing = NULL;
	lastlook_forget(r); /* what was searched for is no entry of the record */
	if (!done)
		return err_wrap(e, "probe");
	*ret_branch = PROBE_UNCLEAR;
	if (r->branch && str_eq(r->branch, "found"))
		*ret_branch = PROBE_FOUND;
	else if (r->branch && str_eq(r->branch, "absent"))
		*ret_branch = PROBE_ABSENT;
	return true;
}

/* has_all() - did the probe read everything the proof reads? */
static bool has_all(const struct probing *p, struct err *e)
{
	for (size_t i = 0; i < p->proof->n && i < PROOFS_MAX; i++)
		if (p->proof->list[i].verb == STEP_READ && !p->text[i])
			return err_set(e, ERR_IN_DOUBT, "probe: '%s' was not read",
				       p->proof->list[i].u.read.as);
	return true;
}

/* is_void() - was this stage begun before, and given up by two looks or by a person? */
static bool is_void(const struct run_task *task, const char *stage)
{
	for (size_t i = 0; i < task->n_void_stages; i++)
		if (str_eq(task->void_stages[i], stage))
			return true;
	return false;
}

/* judge_baseline() - what was seen before the act: may the stage go on? */
static bool judge_baseline(struct run *r, const struct step_commit *c, bool again, struct err *e)
{
	bool rehearsed = (r->flags & RUN_REHEARSE_PROBE) != 0;

	/* Given up by mistake, or shown late: nobody enters it a second time. */
	if (again && c->mark_into && r->baseline == PROBE_FOUND)
		return err_set(e, ERR_TWICE, "a record with this job's mark is there already");
	if (r->baseline != PROBE_UNCLEAR && (!rehearsed || r->baseline == PROBE_ABSENT))
		return true;
	return err_set(e, ERR_RECIPE, "probe: before the act it took the branch '%s', not 'absent'",
		       r->branch ? r->branch : "none");
}

bool probe_baseline(struct run *r, const struct step_commit *c, struct err *e)
{
	bool rehearsed = (r->flags & RUN_REHEARSE_PROBE) != 0;
	bool again = is_void(r->task, c->id);
	struct probing p;

	r->baseline = PROBE_UNCLEAR;
	if (c->probe.n == 0 || !(rehearsed || again || (r->task->ledger && !c->mark_into)))
		return true;
	if (!look(r, c, &p, &r->baseline, e))
		return false;
	if (rehearsed)
		r->probe_before = r->branch ? r->branch : "none";
	return judge_baseline(r, c, again, e) && stepper_walk(r, &r->o.recipe->application.home, e);
}

/* text_of() - what the proof gave @name. */
static const char *text_of(const struct run *r, const char *name)
{
	for (size_t i = 0; i < r->reads.n; i++)
		if (str_eq(r->reads.list[i].name, name))
			return r->reads.list[i].text;
	return "";
}

/* contradiction() - two looks at one record say different things; nobody but a person can tell. */
static bool contradiction(struct run *r, const char *what, struct err *e)
{
	r->contradicted = true;
	return err_set(e, ERR_IN_DOUBT, "the act was done and its proof was seen, but %s", what);
}

/* compare() - what the probe read is what the proof read. */
static bool compare(struct run *r, const struct probing *p, struct err *e)
{
	if (!has_all(p, e))
		return false;
	for (size_t i = 0; i < p->proof->n; i++) {
		const struct step *s = &p->proof->list[i];
		if (s->verb != STEP_READ || str_eq(p->text[i], text_of(r, s->u.read.as)))
			continue;
		return contradiction(r,
				     arena_printf(r->arena,
						  "'%s' differs: the proof says '%s', the record"
						  " the probe found '%s'",
						  s->u.read.as, text_of(r, s->u.read.as),
						  p->text[i]),
				     e);
	}
	return true;
}

/* confirm() - look until the record is found or had its time to become visible. */
static bool confirm(struct run *r, const struct step_commit *c, struct err *e)
{
	struct deadline visible = deadline_in(c->visible_after_ms);
	struct probing p;

	for (int64_t pause_ms = PAUSE_FIRST_MS;; pause_ms *= 2) {
		bool last = deadline_over(visible);
		enum probe_branch branch;
		struct deadline next;
		if (!look(r, c, &p, &branch, e))
			return false;
		if (branch == PROBE_FOUND) {
			r->probe_after = "found";
			return compare(r, &p, e);
		}
		if (branch == PROBE_UNCLEAR)
			return err_set(e, ERR_IN_DOUBT, "probe: took the branch '%s'",
				       r->branch ? r->branch : "none");
		if (last)
			return contradiction(r, "the probe does not find the record", e);
		next = deadline_in(pause_ms);
		if (!wait_until(r, next.at_ms < visible.at_ms ? next : visible, e))
			return false;
	}
}

bool probe_confirm(struct run *r, const struct step_commit *c, struct err *e)
{
	bool known = c->mark_into || r->baseline == PROBE_ABSENT;
	bool wanted = c->confirm || (r->flags & RUN_REHEARSE_PROBE);

	if (c->probe.n == 0 || !known || !wanted)
		return true;
	if (confirm(r, c, e))
		return true;
	struct err cause = *e;
	if (cause.code == ERR_IN_DOUBT)
		return false;
	err_clear(e);
	return err_set(e, ERR_IN_DOUBT,
		       "the act was done and its proof was seen, not confirmed: %s", cause.msg);
}

static const struct step_commit *commit_named(const struct steps *steps, const char *id)
{
	for (size_t i = 0; i < steps->n; i++)
		if (steps->list[i].verb == STEP_COMMIT && str_eq(steps->list[i].u.commit.id, id))
			return &steps->list[i].u.commit;
	return NULL;
}

/* may_ask() - can this probe tell our record from another one's? */
static bool may_ask(const struct step_commit *c, const struct intent *in, struct err *e)
{
	if (!c)
		return err_set(e, ERR_IN_DOUBT, "the recipe has no such stage");
	if (c->probe.n == 0)
		return err_set(e, ERR_IN_DOUBT, "the recipe has no probe for it");
	if (!c->mark_into && in->baseline == PROBE_UNCLEAR)
		return err_set(e, ERR_IN_DOUBT,
			       "its probe has no mark to go by, and nobody looked before the act");
	return true;
}

/* values_found() - what the proof would have given, as the values of the run. */
static bool values_found(struct run *r, const struct probing *p, struct err *e)
{
	if (!has_all(p, e))
		return false;
	for (size_t i = 0; i < p->proof->n; i++)
		if (p->proof->list[i].verb == STEP_READ &&
		    !reads_keep(r, p->proof->list[i].u.read.as, p->text[i], e))
			return false;
	return true;
}

/* ask() - *ret_branch is UNCLEAR with @e set, or what was seen. */
static bool ask(struct run *r, const struct probe_query *q, enum probe_branch *ret_branch,
		struct err *e)
{
	const struct step_commit *c = commit_named(&r->o.recipe->steps, q->stage);
	struct intent in = { .baseline = PROBE_UNCLEAR };
	enum probe_branch branch;
	struct probing p;

	if (q->intent_json && !intent_read(q->intent_json, r->arena, &in, e))
		return false;
	if (!may_ask(c, &in, e) || !scope_compute(r->scope, e) || !reads_proven(r, e) ||
	    !reads_give(r, in.values, in.n_values, e))
		return false;
	if (!c->mark_into && in.baseline == PROBE_FOUND) {
		*ret_branch = PROBE_EXISTED;
		return err_set(e, ERR_TWICE, "a record was there before the act already");
	}
	fault_point("worker-probe-look");
	if (!look(r, c, &p, &branch, e) || (branch == PROBE_FOUND && !values_found(r, &p, e)))
		return false;
	*ret_branch = branch;
	return branch != PROBE_UNCLEAR || err_set(e, ERR_IN_DOUBT, "the probe took the branch '%s'",
						  r->branch ? r->branch : "none");
}

void run_probe(struct run *r, const struct run_task *task, const struct probe_query *q,
	       struct arena *a, struct probe_result *ret_result)
{
	struct probe_result result = { .branch = PROBE_UNCLEAR };

	run_begin(r, task, a);
	r->handlers = &r->o.recipe->on;
	if (ask(r, q, &result.branch, &result.err)) {
		result.values = r->reads.list;
		result.n_values = r->reads.n;
	}
	result.retry_after_ms = r->retry_after_ms;
	run_over(r);
	*ret_result = result;
}
