/* claim.c - the promises a claim makes to its run: intent, proof, lease. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/run/claim.h"

#include <poll.h>
#include "base/clock.h"
#include "base/fault.h"

/* PROVE_MS, AGAIN_MS: how long and how often a proof is written that the disk refuses. */
enum { VALUES_BYTES_MAX = 1024 * 1024, PROVE_MS = 60000, AGAIN_MS = 1000 };

bool claim_renew(struct claim *c, struct err *e)
{
	if (!store_renew(c->d->store, &c->ledger.ticket, c->d->lease_ms, e))
		return err_wrap(e, "lease");
	c->renew_at = deadline_in(c->d->lease_ms / 3);
	return true;
}

void claim_outlive(void *self)
{
	struct claim *c = self;
	struct err unsaid = { 0 };

	/* A job in a commit passes to nobody by time: what matters is written down afterwards. */
	if (deadline_over(c->renew_at))
		err_ignored(claim_renew(c, &unsaid));
}

/* look() - struct run_watch: may the run go on? */
static bool look(void *self, struct err *e)
{
	struct claim *c = self;

	if (c->d->stopping(c->d->self, 0))
		return err_set(e, ERR_STOPPED, "the agent is asked to stop");
	return !deadline_over(c->renew_at) || claim_renew(c, e);
}

/* intent() - struct run_ledger: the lease is ours, then store, then journal, then the act. */
static bool intent(void *self, const char *stage, const char *intent_json, struct err *e)
{
	struct claim *c = self;
	CLEANUP(sealed_clear) struct sealed s = { 0 };
	struct journal_body body = journal_body(JK_COMMIT_INTENT);
	const char *what = arena_printf(c->arena, "intent:%s", stage);

	if (!claim_renew(c, e) || !ledger_seal(&c->ledger, what, intent_json, &s, e))
		return false;
	journal_put_id(&body, JF_STAGE, stage);
	journal_put_hash(&body, JF_INTENT, s.commitment);
	journal_put(&body, JF_TOKEN, c->ledger.ticket.token);
	const struct store_due due = ledger_due(&body, c->arena);
	if (!store_stage_begin(c->d->store, &c->ledger.ticket, stage, sealed_bytes(&s), &due, e))
		return false;
	c->begun = arena_strdup(c->arena, stage);
	fault_point("worker-intent-stored");
	if (!ledger_note(&c->ledger, &body, e))
		return false;
	fault_point("worker-intent-journaled");
	return true;
}

/*
 * prove() - a disk that is full for a moment must not turn what was seen into a doubt: as long as
 * the commit could have lasted, it is tried again.
 */
static bool prove(struct claim *c, const char *stage, struct store_bytes values,
		  const struct store_due *due, struct err *e)
{
	struct deadline until = deadline_in(PROVE_MS);

	for (;;) {
		claim_outlive(c); /* running again, the job passes by time: not at once */
		if (store_stage_prove(c->d->store, &c->ledger.ticket, stage, values, due, e))
			return true;
		if (e->code != ERR_IO || deadline_over(until))
			return false;
		err_clear(e);
		(void)poll(NULL, 0, AGAIN_MS); /* no event tells of room on a disk */
	}
}

/* proof() - struct run_ledger: it happened, and this is what it gave. */
static bool proof(void *self, const char *stage, const struct run_value *values, size_t n,
		  struct err *e)
{
	struct claim *c = self;
	CLEANUP(sealed_clear) struct sealed s = { 0 };
	CLEANUP(buf_clear) struct buf json = { 0 };
	struct journal_body body = journal_body(JK_COMMIT_PROOF);

	buf_init(&json, VALUES_BYTES_MAX);
	ledger_values(values, n, &json);
	if (!buf_check(&json, "values of a proof", e) ||
	    !ledger_seal(&c->ledger, arena_printf(c->arena, "values:%s", stage), json.data, &s, e))
		return false;
	journal_put_id(&body, JF_STAGE, stage);
	journal_put_hash(&body, JF_PROOF, s.commitment);
	const struct store_due due = ledger_due(&body, c->arena);
	if (!prove(c, stage, sealed_bytes(&s), &due, e))
		return false;
	c->begun = NULL;
	fault_point("worker-proof-stored");
	if (!ledger_note(&c->ledger, &body, e))
		return false;
	fault_point("worker-proof-journaled");
	return true;
}

/* undo() - struct run_ledger: the application itself said no. */
static bool undo(void *self, const char *stage, enum err_code cause, struct err *e)
{
	struct claim *c = self;
	struct journal_body body = journal_body(JK_COMMIT_VOID);

	journal_put_id(&body, JF_STAGE, stage);
	journal_put_id(&body, JF_CAUSE, err_code_word(cause));
	const struct store_due due = ledger_due(&body, c->arena);
	claim_outlive(c);
	if (!store_stage_void(c->d->store, &c->ledger.ticket, stage, &due, e))
		return false;
	c->begun = NULL;
	return ledger_note(&c->ledger, &body, e);
}

bool claim_undo(struct claim *c, enum err_code cause, struct err *e)
{
	return !c->begun || undo(c, c->begun, cause, e);
}

bool claim_scope(struct claim *c, struct err *e)
{
	struct scope *fresh;

	if (!scope_new(&c->values, &fresh, e))
		return false;
	scope_free(c->scope);
	c->task.scope = c->scope = fresh;
	return true;
}

void claim_bind(struct claim *c)
{
	c->run_ledger = (struct run_ledger){ c, intent, proof, undo };
	c->watch = (struct run_watch){ c, look };
	c->task.ledger = &c->run_ledger;
	c->task.watch = &c->watch;
	c->renew_at = deadline_in(c->d->lease_ms / 3);
}

bool claim_desk(struct claim *c, struct run_result *ret_result, struct run **ret_run, struct err *e)
{
	struct journal_body body = journal_body(JK_DESK_STARTED);
	struct run *run = workplace_ready(c->d->place, &c->task, c->arena, ret_result);
	const char *fingerprint = workplace_new_desk(c->d->place);

	*ret_run = NULL;
	if (fingerprint) {
		journal_put_hex(&body, JF_DESK, fingerprint);
		if (!ledger_say(&c->ledger, &body, e))
			return false;
	}
	*ret_run = run;
	return true;
}
