/* claim.h - what the files about jobs share: one claim in progress. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "agent/run/job.h"

struct claim {
	struct job_desk *d;
	const struct store_job *job;
	struct arena *arena; /* owned by job_run(), like all below */
	struct vault_key *key;
	struct scope_options values; /* what every scope of this claim is made of */
	struct scope *scope;         /* of the run or probe in progress */
	const struct recipe *recipe; /* borrowed from the workplace */
	struct ledger ledger;
	struct run_ledger run_ledger;
	struct run_watch watch;
	struct run_task task;
	struct run_stage *proven;    /* of task */
	struct recording *recording; /* NULL: no tape is kept */
	struct deadline renew_at;
	const char
		*begun; /* stage whose intent the store has, neither proven nor void; NULL: none */
};

/* ---- claim.c: the promises of struct run_ledger and struct run_watch */

/* claim_bind() - the task of this claim asks and tells us. */
void claim_bind(struct claim *c);

/* claim_scope() - a fresh scope for the next run or probe: each computes the values once. */
MUST_USE bool claim_scope(struct claim *c, struct err *e);

/* claim_renew() - make the lease last; ERR_STALE if it was lost. */
MUST_USE bool claim_renew(struct claim *c, struct err *e);

/*
 * claim_undo() - the stage that was begun did not happen: nothing was sent, or it was looked up.
 * True also if none is begun.
 */
MUST_USE bool claim_undo(struct claim *c, enum err_code cause, struct err *e);

/* claim_desk() - workplace_ready(), and the journal's line about a desk that had to be opened.
 * @ret_run: NULL if it failed; *ret_result says why. @e: the journal cannot be written */
MUST_USE bool claim_desk(struct claim *c, struct run_result *ret_result, struct run **ret_run,
			 struct err *e);

/* claim_outlive() - for workplace_outlast(): claim_renew() of a struct claim, whatever it says. */
void claim_outlive(void *self);

/* ---- lookup.c */

/* What became of the stage that was begun when its desk died. */
enum lookup_end {
	LOOKUP_PROVEN, /* in the store: the job goes on behind it */
	LOOKUP_VOID,   /* in the store: it may be done once more */
	LOOKUP_OVER,   /* the claim is over: in doubt, held, or its desk gone once more */
};

/* lookup_open() - the stage of @job that was begun and is undecided; NULL if there is none. */
const struct store_stage *lookup_open(const struct store_job *job);

/* lookup_stage() - find out whether the open stage of the job happened, on fresh desks. */
MUST_USE bool lookup_stage(struct claim *c, enum lookup_end *ret_end, struct err *e);

/* ---- finish.c: the ends of a claim */

/* finish_entered() - all stages are proven: outcome and answer. */
MUST_USE bool finish_entered(struct claim *c, const struct run_result *r, struct err *e);

/* finish_result() - what follows from a result that is no success, before an act or after it. */
MUST_USE bool finish_result(struct claim *c, const struct run_result *r, struct err *e);

/* finish_failed() - a failure that came before the application: technical, tried again or not. */
MUST_USE bool finish_failed(struct claim *c, const struct err *cause, struct err *e);

/* finish_doubt() - committing -> in doubt: a person has to look. Counts as a failure in a row. */
MUST_USE bool finish_doubt(struct claim *c, const char *stage, const struct err *cause,
			   struct err *e);

/* finish_held() - from @from -> held: only a person can decide. */
MUST_USE bool finish_held(struct claim *c, enum job_state from, const struct err *cause,
			  struct err *e);

/*
 * finish_given_up() - it has failed too often: failed, or in doubt while stage @open of it is.
 * @open: NULL if none
 */
MUST_USE bool finish_given_up(struct claim *c, const char *open, const struct err *cause,
			      struct err *e);

/*
 * finish_desk_gone() - committing, and the desk is dead because of @cause: the next claim looks it
 * up. Counts as a failure if failure_counts() it, and the recipe stops where its class says so.
 */
MUST_USE bool finish_desk_gone(struct claim *c, enum err_code cause, struct err *e);

/*
 * finish_unseen() - committing, and looking it up failed with @cause for reasons of its own: again
 * after the class's back-off, not before @retry_after_ms (0: not told), and the recipe stops where
 * its class says so; after too many times in doubt.
 */
MUST_USE bool finish_unseen(struct claim *c, const char *stage, const struct err *cause,
			    int64_t retry_after_ms, struct err *e);
