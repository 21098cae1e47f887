/* erasure.h - what is personal of a job goes, everywhere and for good; nothing else does. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "agent/serve/books.h"
#include "agent/serve/config.h"
#include "agent/store/store.h"
#include "base/err.h"
#include "logs/keyholder.h"

/*
 * The order (docs/decisions/057 says what a death at each point leaves):
 *
 *   begin    a newer day key is made; the store loses what is personal and keeps the order to
 *            finish, in one transaction with the line `erasing` that is owed
 *   finish   the other jobs of the old day key are wrapped anew; no key may be stored under it any
 *            more; it leaves the keyring; log, report and tapes go; the line `erased`
 *
 * Whoever holds an erasure finishes what another one has begun.
 */
struct erasure {
	const struct config *config; /* borrowed, like all but the descriptor */
	const struct books *books;
	struct keyholder *keys;
	int presence_fd; /* owned; one erases at a time */
};

/*
 * erasure_open() - for CLEANUP(erasure_close); .presence_fd is -1 before. Lines that one before us
 * owes the journal are written.
 * @e: ERR_STALE: another one is at work; ERR_IO
 */
MUST_USE bool erasure_open(struct erasure *x, struct err *e);

/* erasure_close() - let others. */
void erasure_close(struct erasure *x);

/* ERASURE_PROCESS: who erases by hand, for store_as() and the lines it owes. */
#define ERASURE_PROCESS "erase"

/* ERASURE_PERSON, ERASURE_RETENTION: words of the journal. */
#define ERASURE_PERSON "person"
#define ERASURE_RETENTION "retention"

/*
 * erasure_begin() - @job is to be erased.
 * @cause:  one of the two words
 * @reason: why; sealed under a key of its own, and stays
 * @e: ERR_UNSUPPORTED (not closed, held), ERR_STALE (begun already), ERR_SEALED (`keys`), ERR_IO
 */
MUST_USE bool erasure_begin(const struct erasure *x, const struct store_job *job, const char *cause,
			    const char *reason, struct err *e);

/*
 * erasure_finish() - all that is begun comes to its end.
 * @ret_n: how many jobs; may be NULL
 * @e: as above; what is not finished is so later
 */
MUST_USE bool erasure_finish(const struct erasure *x, size_t *ret_n, struct err *e);
