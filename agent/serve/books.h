/* books.h - a change in the store and its journal line, for the processes around the workers. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "agent/store/store.h"
#include "base/arena.h"
#include "base/err.h"
#include "logs/journal.h"

/* The books of one process; both owned by whoever opened them. */
struct books {
	struct store *store;
	struct journal *journal;
};

/* books_due() - the line that is owed for a change, for the call that makes it; @a owns texts. */
struct store_due books_due(const struct journal_body *body, struct arena *a);

/*
 * books_note() - the change just made in the store goes into the journal; then its line is no
 * longer owed. Nothing if the store changed nothing.
 * @mark: the job's, "" if about no job
 * @e: ERR_IO: the line is still owed; whoever works on must not act on the change
 */
MUST_USE bool books_note(const struct books *l, const char *mark, struct journal_body *body,
			 struct err *e);
