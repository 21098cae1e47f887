/* rewind.h - a journal that ends before what was signed last: provably its beginning, or not. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/err.h"
#include "base/hash.h"

/*
 * The keyring remembers how far the journal was signed. A state that was restored holds less. That
 * is accepted only of a journal that is proven to be a beginning of the one that was signed: whole,
 * signed by the keyring's present key, with no line behind its last checkpoint but those that tell
 * of it, and no part of what an earlier restoring gave up (docs/decisions/065). Read by the process
 * `keys` alone.
 */
struct rewind {
	bool behind;    /* else it goes on from what was signed, as far as its end tells */
	uint64_t lines; /* that were signed */
	uint8_t root[HASH_BYTES]; /* of them */
	uint64_t kept;            /* of them that are here */
};

/*
 * rewind_check() - how the journal in the folder @journal stands to what the keyring in @keys
 * remembers; writes nothing. @ret_state: lines, root and kept are set if it is behind
 * @e: ERR_SEALED (it does not go on, and is no proven beginning), ERR_IO, as signer_open()
 */
MUST_USE bool rewind_check(const char *journal, const char *keys, struct rewind *ret_state,
			   struct err *e);

/*
 * rewind_accept() - if it is behind: a line `restored` tells what was signed and how much of that
 * is here, then the keyring goes on from there. Cut off anywhere, the next call goes on with it.
 * @uid: of the person who says so
 * @e: as rewind_check(); ERR_LIMIT (too often)
 */
MUST_USE bool rewind_accept(const char *journal, const char *keys, unsigned uid,
			    struct rewind *ret_state, struct err *e);
