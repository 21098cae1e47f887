/* presence.h - who is at work: each of the agent's processes holds a lock as long as it lives. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "agent/serve/config.h"
#include "base/err.h"

/*
 * presence_take() - be @name ("intake", "worker-1") until the descriptor closes.
 * @ret_fd: the caller's to close, at its very end
 * @e: ERR_STALE (another @name works here), ERR_IO
 */
MUST_USE bool presence_take(const struct config *c, const char *name, int *ret_fd, struct err *e);

/*
 * presence_await() - until no @name works any more. One whose supervisor was killed lives on to
 * finish what it is doing; longer than any commit lasts nobody waits, whoever hangs then is ended
 * with its desk. @e: ERR_IO
 */
MUST_USE bool presence_await(const struct config *c, const char *name, struct err *e);
