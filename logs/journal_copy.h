/* journal_copy.h - a copy of what is signed of a journal, for a backup. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdint.h>
#include "base/err.h"
#include "logs/audit.h"

/*
 * journal_copy() - the journal in @from as the new folder @to, up to the last line that is signed,
 * in the same segments, with all checkpoints and the torn tails that were kept aside; while others
 * append. Such a copy is provably a beginning of the journal (docs/decisions/063). On the disk when
 * it returns, but for the entry @to itself; on failure a part of it may be there.
 * @ret_report: of the copy, which was audited: whole, and signed to its last line
 * @e: ERR_SEALED (nothing is signed, or the journal is not whole), ERR_IO
 */
MUST_USE bool journal_copy(const char *from, const char *to, struct audit_report *ret_report,
			   struct err *e);
