/* recovery.h - what the supervisor does about claims and journal lines that a death left behind. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "agent/serve/config.h"
#include "agent/store/store.h"
#include "base/err.h"
#include "logs/journal.h"

/*
 * recovery_worker() - worker @desk has ended or is about to: end what its desk left, remove its
 * folder, write its owed lines, and give its claims back (running jobs wait again, committing ones
 * may be probed).
 * @e: ERR_HUNG (a process does not end: then nothing is given back), ERR_IO
 */
MUST_USE bool recovery_worker(const struct config *c, struct store *s, struct journal *j,
			      unsigned desk, struct err *e);

/*
 * recovery_lines() - process @name has ended or is about to: append the lines that it owes and the
 * journal lacks.
 */
MUST_USE bool recovery_lines(const struct config *c, struct store *s, struct journal *j,
			     const char *name, struct err *e);

/* recovery_own() - the same, asked by @name itself, who has taken its presence. */
MUST_USE bool recovery_own(struct store *s, struct journal *j, const char *name, struct err *e);

/* recovery_journal() - the same for all; only while nobody else works, else a line on its way would
 * be written twice. */
MUST_USE bool recovery_journal(struct store *s, struct journal *j, struct err *e);
