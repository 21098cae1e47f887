/* export.h - a job's lines in one file, each with the proof that it stands in a signed journal. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/buf.h"
#include "base/err.h"
#include "logs/journal_line.h"
#include "logs/note.h"

/* EXPORT_LINES_MAX: as JOURNAL_EXTRACT_MAX. EXPORT_BYTES_MAX: so many with proofs in 2^30 lines. */
enum { EXPORT_LINES_MAX = 10000, EXPORT_BYTES_MAX = 64 * 1024 * 1024 };

struct export_summary {
	char job[JOURNAL_ID_BYTES];
	uint64_t lines, first, last; /* how many, and their numbers */
	uint64_t waiting;            /* lines about the job that no checkpoint covers: left out */
	struct note note;
	struct verifier key; /* that signed it, as the file says */
	bool given_signed;
	uint64_t bad_line; /* of the file, from 1; 0: it holds */
	char why[160];
};

/*
 * export_write() - append the file about @job to @out. The journal is verified first.
 * @e: ERR_SEALED (the journal is not whole: says where), ERR_INPUT (nothing about the job, or
 *     nothing of it is signed yet), ERR_LIMIT, ERR_IO
 */
MUST_USE bool export_write(const char *folder, const char *job, struct buf *out,
			   struct export_summary *ret_summary, struct err *e);

/* export_is() - does @text begin as an exported file does? */
bool export_is(const char *text, size_t len);

/*
 * export_verify() - is the file whole: form, signature, every proof?
 * @given: NULL: the key the file names will do; else it must have signed
 * ret_summary->bad_line tells.
 */
void export_verify(const char *text, size_t len, const struct verifier *given,
		   struct export_summary *ret_summary);
