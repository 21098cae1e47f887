/* commit.c - the step after which the legacy system has changed for good. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/desk.h"
#include "agent/run/intent.h"
#include "agent/run/recording.h"
#include "agent/run/runner.h"
#include "base/fault.h"
#include "base/str.h"

/* LOOKS_MAX: last looks before one act; what comes between more often is no accident. */
enum { LOOKS_MAX = 4 };

/* What the proof's steps said before the act; the same again proves nothing. */
struct before {
	const char *text[PROOFS_MAX]; /* of a read; NULL: nothing certain stood there */
	size_t n;
};

/* look_once() - does one look step hold now? A read holds with its certain text. */
static bool look_once(struct run *r, const struct step *s, struct locate_query q, bool *ret_holds,
		      struct reading *ret_reading, struct err *e)
{
	struct hits hits = { .arena = r->arena };
	const char *text;

	q.scope = r->scope;
	if (s->verb == STEP_READ) {
		q.target = s->u.read.from;
		if (!stepper_read(r, &q, &text, ret_reading, e))
			return false;
		*ret_holds = text != NULL;
		return true;
	}
	q.target = s->u.look.target;
	*ret_reading = (struct reading){ .exact = true };
	if (!locate_find(r->o.locator, &q, &hits, e))
		return false;
	*ret_holds = s->verb == STEP_GONE ? hits.n == 0 : hits.n == 1;
	return true;
}

/*
 * look_before() - the proof must be false before the act; a number that stands there already is
 * noted. What cannot be read now could be an old number that can be read afterwards.
 */
static bool look_before(struct run *r, const struct step_commit *c, struct before *b, struct err *e)
{
	const struct locate_query here = { .as = LOCATE_AREA };

	if (c->proof.n > PROOFS_MAX)
		return err_set(e, ERR_RECIPE, "a proof has at most %d steps", PROOFS_MAX);
	for (b->n = 0; b->n < c->proof.n; b->n++) {
		const struct step *s = &c->proof.list[b->n];
		struct reading reading;
		bool holds;
		if (!look_once(r, s, here, &holds, &reading, e))
			return false;
		if (holds && s->verb != STEP_READ)
			return err_set(e, ERR_RECIPE,
				       "the proof is true before the act: it proves nothing");
		if (!reading.exact)
			return err_set(e, ERR_UNCERTAIN,
				       "%s cannot be read before the act: an old value could not"
				       " be told from a new one",
				       locate_describe(s->u.read.from, r->scope, r->arena));
		b->text[b->n] = holds ? reading.text : NULL;
	}
	return true;
}

/* proven() - every step of the proof holds and no read says what it said before. */
static bool proven(struct run *r, const struct step_commit *c, const struct before *b,
		   bool *ret_proven, struct err *e)
{
	const struct locate_query here = { .as = LOCATE_AREA };
	struct reading reading[PROOFS_MAX];

	*ret_proven = false;
	for (size_t i = 0; i < c->proof.n; i++) {
		bool holds;
		if (!look_once(r, &c->proof.list[i], here, &holds, &reading[i], e))
			return false;
		if (!holds || (b->text[i] && str_eq(reading[i].text, b->text[i])))
			return true;
	}
	for (size_t i = 0; i < c->proof.n; i++)
		if (c->proof.list[i].verb == STEP_READ &&
		    !reads_keep(r, c->proof.list[i].u.read.as, reading[i].text, e))
			return false;
	*ret_proven = true;
	return true;
}

/*
 * await_proof() - handlers come first: a message may name the number of another record, and that
 * would be read as the proof of ours.
 */
static bool await_proof(struct run *r, const struct step_commit *c, const struct before *b,
			struct err *e)
{
	bool over = false, done = false, handled;

	for (;;) {
		if (!wait_settle(r, e) || !wait_handlers(r, &handled, e) ||
		    (!handled && !proven(r, c, b, &done, e)))
			return false;
		if (done)
			return true;
		if (over)
			return err_set(e, ERR_IN_DOUBT, "no proof within %lld ms%s",
				       (long long)r->within_ms,
				       b->n && b->text[0]
					       ? "; the value from before still stands there"
					       : "");
		if (!handled && !wait_event(r, &over, e))
			return false;
		over = over || deadline_over(r->limit);
	}
}

/*
 * denied() - nothing of the proof is to be seen in any window: only then the recipe is believed
 * that the act came to nothing. A message above the mask does not make the number behind it
 * untrue.
 */
static bool denied(struct run *r, const struct step_commit *c, const struct before *b)
{
	const struct locate_query all = { .everywhere = true };
	struct err unsaid = { 0 };

	r->windows_changed = true; /* what the handler closed has to be gone */
	if (!wait_settle(r, &unsaid))
		return false;
	for (size_t i = 0; i < c->proof.n; i++) {
		const struct step *s = &c->proof.list[i];
		struct reading reading;
		bool holds;
		if (!look_once(r, s, all, &holds, &reading, &unsaid))
			return false;
		if (s->verb == STEP_READ && b->text[i] && str_eq(reading.text, b->text[i]))
			holds = false;
		if (holds || !reading.exact)
			return false;
	}
	return true;
}

/* undo() - nothing happened: have that recorded, then the stage is open again. */
static bool undo(struct run *r, const struct step_commit *c, enum err_code cause, struct err *e)
{
	const struct run_ledger *l = r->task->ledger;

	if (l && !l->undo(l->self, c->id, cause, e))
		return false;
	r->undecided = NULL;
	return true;
}

/*
 * after_act() - what a failure behind the act means. Only a business failure that the recipe itself
 * declares is believed, and only where the screen does not say otherwise: the application has
 * answered then. That it misbehaved says nothing about what it saved before.
 */
static bool after_act(struct run *r, const struct step_commit *c, const struct before *b,
		      struct err *e)
{
	struct err cause = *e, unsaid = { 0 };
	const char *why = "its proof is missing";

	if (cause.code == ERR_IN_DOUBT)
		return false;
	r->answered = r->declared != ERR_CLASS_NONE;
	if (r->declared == ERR_CLASS_BUSINESS) {
		why = "and its proof is there or cannot be ruled out";
		if (denied(r, c, b)) {
			if (undo(r, c, cause.code, &unsaid))
				return false;
			why = unsaid.msg;
		}
	}
	err_clear(e);
	return err_set(e, ERR_IN_DOUBT, "the act was done, %s: %s", why, cause.msg);
}

/* act() - once. No handler comes between the last look and the first input. */
static bool act(struct run *r, const struct step *step, const struct before *b, struct err *e)
{
	const struct step_commit *c = &step->u.commit;
	const struct steps first = { c->act.list, 1 }, rest = { c->act.list + 1, c->act.n - 1 };
	const struct recipe_handlers *handlers = r->handlers;

	r->acted = true;
	r->undecided = c->id;
	r->answered = false;
	r->eaten_stir = 0; /* asked anew right before it: whoever hangs now is not acted upon */
	r->commit_limit = deadline_in(step->within_ms);
	r->handlers = NULL;
	bool done = stepper_walk(r, &first, e);
	r->handlers = handlers;
	fault_point("worker-acted");
	if (!done || !stepper_walk(r, &rest, e))
		return after_act(r, c, b, e);
	fault_point("worker-act-done");
	r->step = step;
	wait_within(r, step->within_ms);
	r->commit_limit = r->limit;
	return await_proof(r, c, b, e) ? true : after_act(r, c, b, e);
}

/*
 * intend() - from here on the act may have happened: that is known to the ledger before it does. A
 * watch has the last word: a lease that was lost meanwhile stops us here.
 */
static bool intend(struct run *r, const struct step_commit *c, struct before *b, struct err *e)
{
	CLEANUP(buf_clear) struct buf text = { 0 };
	const struct run_ledger *l = r->task->ledger;
	const struct intent in = { .before = b->text,
				   .n_before = b->n,
				   .baseline = r->baseline,
				   .values = r->reads.list,
				   .n_values = r->reads.n };

	buf_init(&text, INTENT_BYTES_MAX);
	intent_write(&in, &text);
	if (r->task->recording)
		recording_secure(r->task->recording); /* the last look, whatever comes */
	if (l && (!buf_check(&text, "intent", e) || !l->intent(l->self, c->id, text.data, e)))
		return err_wrap(e, "intent");
	return wait_watch(r, e);
}

/* settle_proof() - confirmed, and durable: now the stage is done. */
static bool settle_proof(struct run *r, const struct step_commit *c, struct err *e)
{
	const struct run_ledger *l = r->task->ledger;

	fault_point("worker-proof-seen");
	r->answered = true;
	lastlook_forget(r);
	if (!probe_confirm(r, c, e))
		return false;
	if (l && !l->proof(l->self, c->id, r->reads.list, r->reads.n, e)) {
		struct err cause = *e;
		err_clear(e);
		return err_set(e, ERR_IN_DOUBT, "the proof was seen, but not recorded: %s",
			       cause.msg);
	}
	r->undecided = NULL;
	r->n_proven++;
	return true;
}

/* await_act() - what the act begins with is there; meanwhile handlers may act. */
static bool await_act(struct run *r, const struct step_commit *c, struct err *e)
{
	const struct step *first = &c->act.list[0];
	struct hit hit;
	bool handled;

	wait_within(r, first->within_ms);
	if (first->verb == STEP_CLICK && !first->only_if)
		return wait_target(r, first->u.click.target, &hit, e);
	return wait_settle(r, e) && wait_handlers(r, &handled, e);
}

/*
 * look_all() - last look and look at the proof, again whenever a handler acted meanwhile: it may
 * have changed what was looked at before.
 */
static bool look_all(struct run *r, const struct step *step, struct before *b, struct err *e)
{
	const struct step_commit *c = &step->u.commit;

	for (int i = 0; i < LOOKS_MAX; i++) {
		unsigned handled = r->n_handled;
		wait_within(r, step->within_ms);
		if (!lastlook_check(r, e) || !look_before(r, c, b, e) ||
		    (!(r->flags & RUN_UNTIL_COMMIT) && !await_act(r, c, e)))
			return false;
		if (r->n_handled == handled)
			return true;
	}
	return err_set(e, ERR_MISMATCH, "last look: something came between %d times", LOOKS_MAX);
}

bool commit_step(struct run *r, const struct step *step, struct err *e)
{
	const struct step_commit *c = &step->u.commit;
	struct before before;
	const char *mark;
	const struct value job_mark = { .at = step->at, .expression = true, .text = "job.mark" };

	wait_within(r, STEP_WITHIN_MS);
	if (!c->mark_into && r->baseline == PROBE_FOUND)
		return err_set(e, ERR_TWICE, "a record is there already, before the act");
	if (c->mark_into && (!scope_text(r->scope, &job_mark, r->arena, &mark, e) ||
			     !entry_mark(r, c->mark_into, mark, e)))
		return false;
	if (!look_all(r, step, &before, e))
		return false;
	if (r->flags & RUN_UNTIL_COMMIT) {
		r->rehearsed = true;
		r->what = "last look done, not committed";
		r->mark = STEP_VERIFIED;
		return true;
	}
	if (!intend(r, c, &before, e) || !act(r, step, &before, e) || !settle_proof(r, c, e))
		return false;
	r->what = c->id;
	r->how = r->probe_after ? "proof and probe" : "proof";
	r->mark = STEP_VERIFIED;
	return true;
}
