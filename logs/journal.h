/* journal.h - the append-only, hash-chained record of what the agent did and saw. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/cleanup.h"
#include "base/err.h"
#include "logs/journal_kind.h"

/*
 * A folder of segment files `000001.jsonl`; every line is one JSON object in canonical form with
 * the members n, t, origin, job, kind, body, prev in this order (docs/journal-format.md). Several
 * processes may have one journal open; each append takes the folder's lock.
 */
struct journal;

enum { JOURNAL_LINE_MAX = 4096, JOURNAL_SEGMENT_BYTES = 64 * 1024 * 1024 };

/*
 * journal_open() - open or create the journal in @folder. A torn last line (power loss) is moved to
 * `torn-N` beside the segments, and a line of kind torn_tail says so.
 * @origin: who writes, "worker-1"; becomes part of `origin` with host and boot id
 * @e: ERR_IO; ERR_SEALED if the last whole line is damaged: nothing is appended behind it
 */
MUST_USE bool journal_open(const char *folder, const char *origin, struct journal **ret_journal,
			   struct err *e);

/* journal_close() - takes NULL. */
void journal_close(struct journal *j);
DEFINE_CLEANUP(struct journal *, journal_close)

/*
 * journal_limit_segment() - this process begins a new segment rather than let one grow beyond
 * @segment_bytes; JOURNAL_SEGMENT_BYTES if it is not called.
 */
void journal_limit_segment(struct journal *j, size_t segment_bytes);

/*
 * journal_append() - write one line; durable before it returns if its kind is (journal_kind.h).
 * @job:  the job's mark, "" if about no job
 * @body: made by journal_body_*(); every field the kind demands, none it does not know (asserted)
 * @ret_n: the line's number, from 1; may be NULL
 * @e: ERR_IO (disk full ...): the line is not there then, whole or in part
 */
MUST_USE bool journal_append(struct journal *j, const char *job, const struct journal_body *body,
			     uint64_t *ret_n, struct err *e);

/*
 * journal_append_text() - the same for a body that waited in the store as text.
 * @kind: its word; @text: as journal_body_text() gave it; @late: adds the field late
 * @e: also ERR_INPUT if the two are not what this program would write
 */
MUST_USE bool journal_append_text(struct journal *j, const char *job, const char *kind,
				  const char *text, bool late, struct err *e);

/*
 * journal_checkpoint() - keep a signed @note beside the segments, durable, and append the line
 * that tells of it, with no line of others between the two. A note that is the last one already is
 * not kept twice.
 * @body: NULL: no line
 * @ret_n: number of that line; may be NULL
 */
MUST_USE bool journal_checkpoint(struct journal *j, const char *note,
				 const struct journal_body *body, uint64_t *ret_n, struct err *e);

/* journal_has_op() - does any line carry the field op = @op of @job? Scans; for the start only. */
MUST_USE bool journal_has_op(struct journal *j, const char *job, uint64_t op, bool *ret_has,
			     struct err *e);

/* journal_tail() - number of the last line, 0 if there is none. */
uint64_t journal_tail(struct journal *j);
