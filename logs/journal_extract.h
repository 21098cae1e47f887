/* journal_extract.h - the lines about one job, and whether the journal around them is whole. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"
#include "logs/journal_kind.h"
#include "logs/journal_verify.h"

struct journal_extract_line {
	uint64_t n;
	int64_t t_us;
	enum journal_kind kind;
	const char *body; /* {"op":7,...} */
	const char *text; /* the whole line as it stands in the journal */
};

struct journal_extract {
	struct journal_extract_line *lines; /* those of the job that fit, in their order */
	size_t n;
	struct journal_verdict verdict; /* of the whole journal */
};

/* JOURNAL_EXTRACT_MAX: a job of a thousand steps tried again a few times. */
enum { JOURNAL_EXTRACT_MAX = 10000 };

/*
 * journal_extract() - read and verify the journal in @folder, keep the lines of @job.
 * @a: owns what *ret_extract points to
 * @e: ERR_IO; ERR_LIMIT over JOURNAL_EXTRACT_MAX lines
 */
MUST_USE bool journal_extract(const char *folder, const char *job, struct arena *a,
			      struct journal_extract *ret_extract, struct err *e);
