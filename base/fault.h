/* fault.h - named points at which a test makes the real binary misbehave; absent from releases. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>

#ifdef AMTSBOTE_FAULTS
/*
 * fault_hit() - is the fault point @name to misbehave now?
 * AMTSBOTE_FAULT holds `name` (every time) or `name:n` (the n-th time only, from 1), several joined
 * by commas, the same name too (`disk:1,disk:3`); what cannot be read ends the process.
 */
bool fault_hit(const char *name);

/*
 * fault_point() - a place where a test kills. AMTSBOTE_POINT holds `name=kill`, `name=stop` or
 * `name:n=kill` (the n-th time this process comes by, from 1), several joined by commas;
 * AMTSBOTE_POINT_DIR a folder. The first process to come by makes the file `name` there, holding
 * its process id, and ends itself by SIGKILL or stops itself by SIGSTOP, so that the test can kill
 * something else and let it go on; whoever comes later finds the file and passes.
 */
void fault_point(const char *name);
#else
/* fault_hit() - built with AMTSBOTE_FAULTS=OFF (release): never, and the variable is not read. */
static inline bool fault_hit(const char *name)
{
	(void)name;
	return false;
}

/* fault_point() - likewise. */
static inline void fault_point(const char *name)
{
	(void)name;
}
#endif
