/* reroute.h - the recipe of a job that came in when none took it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "agent/cli/office.h"
#include "base/buf.h"

/* For CLEANUP(reroute_clear). */
struct reroute {
	struct store_route route; /* borrows from the rest, and from the caller's arena */
	struct buf payload;       /* owned: sealed */
	uint8_t commitment[VAULT_HASH_BYTES]; /* of the payload */
};

/* reroute_clear() - release what it owns. */
void reroute_clear(struct reroute *r);

/*
 * reroute_find() - judge @j's submission once more by the recipes as they are configured now.
 * @a: owns texts of @ret_reroute
 * @e: ERR_ROUTE, ERR_EXPRESSION ... (still none takes it), ERR_INPUT (one does, but the data does
 *     not fit: that is the applicant's to hear), ERR_CONFIG (its source is not configured any more)
 */
MUST_USE bool reroute_find(struct office *o, const struct store_job *j, struct arena *a,
			   struct reroute *ret_reroute, struct err *e);
