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
#else
/* fault_hit() - built with AMTSBOTE_FAULTS=OFF (release): never, and the variable is not read. */
static inline bool fault_hit(const char *name)
{
	(void)name;
	return false;
}
#endif
