/* locked.h - memory for secrets: not swapped, not dumped, not there after a fork. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include "base/cleanup.h"
#include "base/err.h"

/*
 * locked_new() - @size_bytes zeroed bytes, whole pages of their own; ended by locked_free().
 * A forked child that touches them is ended by SIGSEGV: better than sealing under a key of zeros.
 * @e: ERR_LIMIT if memory cannot be locked (ulimit -l)
 */
MUST_USE bool locked_new(size_t size_bytes, void **ret_memory, struct err *e);

/* locked_free() - wipes. Takes NULL. */
void locked_free(void *memory);
DEFINE_CLEANUP(void *, locked_free)
