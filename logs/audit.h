/* audit.h - is a journal whole, and what was signed of it? Needs neither agent nor keyring. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/err.h"
#include "logs/journal_verify.h"
#include "logs/note.h"

struct audit_report {
	/* verdict.file may also be "checkpoints"; file_line 0 is the file as a whole. */
	struct journal_verdict verdict;
	uint64_t notes;      /* checkpoints that hold, from the first */
	struct note note;    /* the last of them; note.size lines are signed */
	char text[NOTE_MAX]; /* of it */
	int64_t since_us;    /* time of the first of them, UTC */
	struct verifier key; /* whose signature the last one carries */
	unsigned keys;       /* how many there were, one after the other */
	bool given_signed;   /* the key that was given is one of them, and signed */
	uint64_t restored;   /* number of the last line that tells of a restored journal; 0: none */
	uint64_t given_up;   /* lines that had been signed then */
	uint64_t kept;       /* of them that were kept: the first */
	uint8_t given_up_root[HASH_BYTES]; /* of those that had been signed */
	bool torn; /* the file ends within a checkpoint, which no line demands */
};

/*
 * audit_journal() - read every line and every checkpoint of @folder: form, numbering, fields and
 * chain, the tree's root at each checkpoint, its signature, that none of them is missing. Keys are
 * those that the journal names, each vouched for by the one before; who trusts one, gives it.
 * @given:   NULL: any key will do; else it must have signed
 * @watcher: sees the lines on the way; NULL: nobody
 * Streams; memory is fixed. False only if it cannot be read (ERR_IO).
 */
MUST_USE bool audit_journal(const char *folder, const struct verifier *given,
			    const struct journal_watcher *watcher, struct audit_report *ret_report,
			    struct err *e);
