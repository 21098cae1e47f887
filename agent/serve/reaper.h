/* reaper.h - making sure that nothing of a dead worker's desk lives on. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "base/clock.h"
#include "base/err.h"

/*
 * reaper_end() - end every process of our user that belongs to the desk in @folder: its command
 * line or environment names a file below it (the desk's cookie), or it works or began to write
 * there (working folder, open files). X servers are asked first, so that they remove their
 * sockets, all others killed. Afterwards go the folder, what the server left in /tmp/.X11-unix,
 * and the shared memory of the dead. A program that took care to leave no such trace is not found.
 * @folder: private folder of the desk, STATE/run/worker-1; need not exist
 * @limit:  when to give up
 * @e: ERR_HUNG naming a process that does not go; ERR_IO
 */
MUST_USE bool reaper_end(const char *folder, struct deadline limit, struct err *e);
