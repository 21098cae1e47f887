/* commit.c - the step after which the legacy system has changed for good. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include "agent/desk/desk.h"
#include "agent/run/runner.h"
#include "base/fault.h"
#include "base/str.h"

/* PROOFS_MAX: look steps of one proof; the checker refuses more. */
enum { PROOFS_MAX = 8 };

/* What the proof's steps said before the act; the same again proves nothing. */
struct before {
	const char *text[PROOFS_MAX]; /* of a read; NULL: nothing certain stood there */
	size_t n;
};

/* look_once() - does one look step hold now? A read holds with its certain text. */
static bool look_once(struct run *r, const struct step *s, bool *ret_holds, const char **ret_text,
		      struct err *e)
{
	const struct locate_query q = { .target = s->u.look.target, .scope = r->scope };
	struct hits hits = { .arena = r->arena };
	struct reading reading;

	*ret_text = NULL;
	if (s->verb == STEP_READ) {
		if (!stepper_read(r, s->u.read.from, ret_text, &reading, e))
			return false;
		*ret_holds = *ret_text != NULL;
		return true;
	}
	if (!locate_find(r->o.locator, &q, &hits, e))
		return false;
	*ret_holds = s->verb == STEP_GONE ? hits.n == 0 : hits.n == 1;
	return true;
}

/* look_before() - the proof must be false before the act; a number that stands there already is
 * noted. */
static bool look_before(struct run *r, const struct step_commit *c, struct before *b, struct err *e)
{
	if (c->proof.n > PROOFS_MAX)
		return err_set(e, ERR_RECIPE, "a proof has at most %d steps", PROOFS_MAX);
	for (b->n = 0; b->n < c->proof.n; b->n++) {
		bool holds;
		if (!look_once(r, &c->proof.list[b->n], &holds, &b->text[b->n], e))
			return false;
		if (holds && !b->text[b->n])
			return err_set(e, ERR_RECIPE,
				       "the proof is true before the act: it proves nothing");
	}
	return true;
}

/* proven() - every step of the proof holds and no read says what it said before. */
static bool proven(struct run *r, const struct step_commit *c, const struct before *b,
		   bool *ret_proven, struct err *e)
{
	const char *text[PROOFS_MAX] = { 0 };

	*ret_proven = false;
	for (size_t i = 0; i < c->proof.n; i++) {
		bool holds;
		if (!look_once(r, &c->proof.list[i], &holds, &text[i], e))
			return false;
		if (!holds || (text[i] && b->text[i] && str_eq(text[i], b->text[i])))
			return true;
	}
	for (size_t i = 0; i < c->proof.n; i++)
		if (text[i] && !scope_set(r->scope, c->proof.list[i].u.read.as, text[i], e))
			return false;
	*ret_proven = true;
	return true;
}

static bool await_proof(struct run *r, const struct step_commit *c, const struct before *b,
			struct err *e)
{
	bool over = false, done, handled;

	for (;;) {
		if (!wait_settle(r, e) || !proven(r, c, b, &done, e))
			return false;
		if (done)
			return true;
		if (!wait_handlers(r, &handled, e))
			return false;
		if (over)
			return err_set(e, ERR_IN_DOUBT, "no proof within %lld ms%s",
				       (long long)r->step->within_ms,
				       b->n && b->text[0]
					       ? "; the value from before still stands there"
					       : "");
		if (!handled && !wait_event(r, &over, e))
			return false;
	}
}

/* after_act() - what a failure behind the act means: only what the recipe itself declared is
 * believed. */
static bool after_act(struct err *e)
{
	struct err cause = *e;

	if (cause.code == ERR_REFUSED || cause.code == ERR_MISBEHAVED || cause.code == ERR_IN_DOUBT)
		return false;
	err_clear(e);
	return err_set(e, ERR_IN_DOUBT, "the act was done, its proof is missing: %s", cause.msg);
}

static bool act(struct run *r, const struct step *step, const struct before *b, struct err *e)
{
	const struct step_commit *c = &step->u.commit;

	r->acted = true;
	if (!stepper_walk(r, &c->act, e))
		return after_act(e);
	r->step = step;
	r->limit = deadline_in(step->within_ms);
	return await_proof(r, c, b, e) ? true : after_act(e);
}

bool commit_step(struct run *r, const struct step *step, struct err *e)
{
	const struct step_commit *c = &step->u.commit;
	struct before before;
	const char *mark;
	const struct value job_mark = { .at = step->at, .expression = true, .text = "job.mark" };

	r->limit = deadline_in(STEP_WITHIN_MS);
	if (c->mark_into && (!scope_text(r->scope, &job_mark, r->arena, &mark, e) ||
			     !entry_mark(r, c->mark_into, mark, e)))
		return false;
	r->limit = deadline_in(step->within_ms);
	if (!lastlook_check(r, e) || !look_before(r, c, &before, e))
		return false;
	if (r->flags & RUN_UNTIL_COMMIT) {
		r->rehearsed = true;
		r->what = "last look done, not committed";
		r->mark = STEP_VERIFIED;
		return true;
	}
	if (!act(r, step, &before, e))
		return false;
	r->what = c->id;
	r->how = "proof";
	r->mark = STEP_VERIFIED;
	return true;
}

bool commit_probe(struct run *r, const struct step_commit *c, const char **ret_branch,
		  struct err *e)
{
	r->branch = NULL;
	if (!stepper_walk(r, &r->o.recipe->application.home, e) || !stepper_walk(r, &c->probe, e))
		return err_wrap(e, "probe");
	*ret_branch = r->branch;
	return true;
}
