/* journal_op.h - how far the ops of a journal go. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdint.h>
#include "base/err.h"

/*
 * journal_op_highest() - the highest op that a line of the journal in @folder carries, 0 if none
 * does. Ops rise with the lines but for those that several processes write at once, and late ones;
 * so it looks at no more than the last two segments that carry any. ERR_IO.
 */
MUST_USE bool journal_op_highest(const char *folder, uint64_t *ret_op, struct err *e);
