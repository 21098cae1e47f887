/* transition.h - the one way a job changes its state: table and compare-and-set together. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "agent/model/job.h"
#include "agent/store/connection.h"
#include "agent/store/store.h"
#include "base/err.h"

struct transition {
	int64_t job;
	enum job_state from, to;
	const struct store_ticket *ticket; /* of the claim; NULL: the job must not be leased */
};

/*
 * transition_make() - inside a transaction: the job is .to and not leased any more, unless .to is a
 * leased state too.
 * @e: ERR_UNSUPPORTED (no row of the table), ERR_STALE (it is not .from, or another's),
 *     ERR_NOT_FOUND (no such job)
 */
MUST_USE bool transition_make(struct store *s, const struct transition *t, struct err *e);

/* transition_hold() - that the claim of @t still holds and its job is @state; else ERR_STALE. */
MUST_USE bool transition_hold(struct store *s, const struct store_ticket *t, enum job_state state,
			      struct err *e);

/* transition_note() - why the job is where it is now: cause, sealed reason, sealed outcome. */
MUST_USE bool transition_note(struct store *s, int64_t job, enum err_code cause,
			      struct store_bytes reason, struct store_bytes outcome, struct err *e);
