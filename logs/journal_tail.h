/* journal_tail.h - what the next line is chained to, found and checked by reading lines. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/err.h"
#include "logs/journal_line.h"

struct journal_tail_state {
	bool known;                     /* n and hash are; else the next line is taken as it is */
	uint64_t n;                     /* of the last line */
	uint8_t hash[VAULT_HASH_BYTES]; /* of the last line, or zeros before the first */
	struct hasher *hasher;          /* borrowed; NULL: none is kept ready */
	uint64_t end;                   /* where the last line of the segment ends, in bytes */
};

/* journal_tail_fits() - parse @text, check that it follows @t, which moves on. ERR_SEALED. */
MUST_USE bool journal_tail_fits(struct journal_tail_state *t, const char *text, size_t len,
				struct journal_line *ret_line, struct err *e);

/*
 * journal_tail_walk() - move @t over the lines of @fd between t->end and @size.
 * @ret_torn: behind t->end lies what a crash or a power loss left: no line feed at the end, or
 *            bytes of zero where a block never reached the disk
 * @e: ERR_SEALED for a line that does not fit otherwise, ERR_IO
 */
MUST_USE bool journal_tail_walk(struct journal_tail_state *t, int fd, uint64_t size, bool *ret_torn,
				struct err *e);

/*
 * journal_tail_find() - the same for a segment that was not followed from its begin: only its last
 * megabyte is read. t->known stays false if there is no line in it.
 */
MUST_USE bool journal_tail_find(struct journal_tail_state *t, int fd, uint64_t size, bool *ret_torn,
				struct err *e);
