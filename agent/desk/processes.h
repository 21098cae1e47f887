/* processes.h - finding the descendants that an application left to us. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include "base/err.h"

/* processes_adopt() - descendants whose parents end become our children, so that none escapes. */
MUST_USE bool processes_adopt(struct err *e);

/*
 * processes_end_foreign() - kill every descendant of ours that lives in a session other than our
 * own, and wait for it. Our own children (the X server, xkbcomp) stay in our session; only an
 * application begins a new one, and nothing can come back from there.
 * @cookie_file: processes whose environment names another XAUTHORITY belong to another desk: left
 *               alone
 */
void processes_end_foreign(const char *cookie_file);

enum { PROCESSES_MAX = 256 };

/* processes_of_session() - up to PROCESSES_MAX processes of session @session; returns how many. */
size_t processes_of_session(pid_t session, pid_t ret_pids[PROCESSES_MAX]);

/* processes_state() - the kernel's letter for what @pid does (R, S, D, T, ...), 0 if unknown. */
char processes_state(pid_t pid);

/* processes_runs() - has @pid a thread that runs, waits for a processor or for a disk? */
bool processes_runs(pid_t pid);
