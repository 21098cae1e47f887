/* outbox.h - putting an answer into the outbox inside another change. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "agent/model/job.h"
#include "agent/store/connection.h"
#include "agent/store/store.h"
#include "base/err.h"

/*
 * outbox_put() - the answer that belongs to a job that has become @state.
 * @e: ERR_UNSUPPORTED if there is one without an outcome or an outcome without one
 */
MUST_USE bool outbox_put(struct store *s, int64_t job, enum job_state state,
			 const struct store_answer *answer, struct err *e);
