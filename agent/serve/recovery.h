/* recovery.h - what the supervisor does about claims and journal lines that a death left behind. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "agent/serve/config.h"
#include "agent/store/store.h"
#include "base/err.h"
#include "logs/journal.h"

/*
 * recovery_worker() - worker @desk does not run: end what its desk left, remove its folder, and
 * give its claims back (running jobs wait again, committing ones may be probed).
 * @e: ERR_HUNG (a process does not end: then nothing is given back), ERR_IO
 */
MUST_USE bool recovery_worker(const struct config *c, struct store *s, struct journal *j,
			      unsigned desk, struct err *e);

/* recovery_journal() - append the lines that the store says are owed and the journal lacks; only
 * while nobody else works, else a line on its way would be written twice. */
MUST_USE bool recovery_journal(struct store *s, struct journal *j, struct err *e);
