/* deliver.h - the process that carries answers from the outbox to the sources. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "agent/serve/config.h"
#include "base/err.h"

/*
 * deliver_run() - until told to end (agent/serve/vigil): hand over what is due, oldest first, each
 * under its idempotency key, until its source has it. What fails is tried again after a back-off
 * (config_deliver); what its source will never take, and what failed for give_up_ms, becomes a dead
 * letter. A submission whose acknowledgement was lost is acknowledged before its answer goes out.
 * @e: what a restart may mend (ERR_IO of store or journal), or only a person (ERR_CONFIG); the
 *     sources' own failures end nothing
 */
MUST_USE bool deliver_run(const struct config *c, struct err *e);
