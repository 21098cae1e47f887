/* reckoning.h - is the store older than its journal? Then it learns what it does not know. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "agent/serve/books.h"
#include "agent/serve/config.h"
#include "base/err.h"

/*
 * reckoning_make() - before anybody works: if the journal tells of changes that the store does not
 * know, the store was restored. It learns of commits that were begun, of decisions and of
 * submissions that are lost (agent/store/restored.h), and is paused; one transaction, one line.
 * @ret_paused: it is, now or since before
 * @e: ERR_SEALED (the journal is not whole: what was begun cannot be known), ERR_IO
 */
MUST_USE bool reckoning_make(const struct config *c, const struct books *books, bool *ret_paused,
			     struct err *e);

/*
 * reckoning_go_on() - a person (@uid) lets a paused store go on. If the journal was restored with
 * it, every job that is open may have begun any commit of its recipe: all of them are looked up.
 * @e: ERR_UNSUPPORTED (it is not paused), ERR_IO
 */
MUST_USE bool reckoning_go_on(const struct config *c, const struct books *books, unsigned uid,
			      struct err *e);

/* reckoning_whole() - pause a store whose journal was restored with it; a line is owed. ERR_IO. */
MUST_USE bool reckoning_whole(struct store *s, struct err *e);
