/* supervisor.h - starts the agent's processes, watches them, and cleans up behind the dead. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "agent/serve/config.h"
#include "base/err.h"

/*
 * supervise() - run the agent until SIGTERM or SIGINT: one process `keys`, one `intake`, one
 * `deliver`, a worker for each desk. A child that ends is started again after a back-off of 100 ms
 * to 30 s; before that, the desk of a dead worker is cleared away and its claims are given back.
 * A child that says EXIT_CONFIG stops the agent: starting it again would change nothing.
 * @c: configuration; one agent works on a state directory at a time
 * @e: ERR_CONFIG (another agent runs there; a child cannot work with this configuration), ERR_IO
 */
MUST_USE bool supervise(const struct config *c, struct err *e);

/* SUPERVISOR_EXIT_CONFIG: sysexits.h EX_CONFIG, what a child says that needs a person first.
 * SUPERVISOR_EXIT_BEHIND: of `keys --check`: the journal is a proven beginning of what was signed.
 * SUPERVISOR_LIFELINE_FD: of a child; reads end of file when the supervisor is gone. */
enum { SUPERVISOR_EXIT_CONFIG = 78, SUPERVISOR_EXIT_BEHIND = 79, SUPERVISOR_LIFELINE_FD = 3 };
