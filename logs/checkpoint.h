/* checkpoint.h - making signed checkpoints of a journal; only `keys` does. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/cleanup.h"
#include "base/err.h"
#include "logs/audit.h"
#include "logs/verifier.h"

/* A journal and the key that signs it. */
struct checkpoint;

/*
 * checkpoint_open() - the journal in @journal, which is made if it is missing, and the key in the
 * keyring's folder @keys.
 * @e: as journal_open() and signer_open()
 */
MUST_USE bool checkpoint_open(const char *journal, const char *keys,
			      struct checkpoint **ret_checkpoint, struct err *e);

/* checkpoint_close() - takes NULL. */
void checkpoint_close(struct checkpoint *c);
DEFINE_CLEANUP(struct checkpoint *, checkpoint_close)

/* checkpoint_waiting() - lines that no checkpoint covers; its own lines do not count. */
uint64_t checkpoint_waiting(struct checkpoint *c);

/*
 * checkpoint_make() - read what was appended since the last one, check that it follows, sign, keep
 * the note beside the segments, append a line that tells of it. Nothing new: nothing is done.
 * @e: ERR_SEALED if the journal does not go on from what was signed last: nothing is signed;
 *     ERR_IO, ERR_LIMIT
 */
MUST_USE bool checkpoint_make(struct checkpoint *c, struct err *e);

/*
 * checkpoint_renew() - a fresh key: named by a line, vouched for by a checkpoint of both keys.
 * Cut off anywhere, the next checkpoint_make() goes on with it.
 */
MUST_USE bool checkpoint_renew(struct checkpoint *c, struct err *e);

/*
 * checkpoint_rewind() - the keyring in @keys remembers no more than the journal in @journal has
 * signed: what audit_journal() said of it in @report. For logs/rewind alone, which has proven that
 * it is a beginning. Durable. @e: as checkpoint_open(), checkpoint_make()
 */
MUST_USE bool checkpoint_rewind(const char *journal, const char *keys,
				const struct audit_report *report, struct err *e);

/* checkpoint_verifier() - the public key now, borrowed. */
const struct verifier *checkpoint_verifier(const struct checkpoint *c);
