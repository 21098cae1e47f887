/* mark.h - the number a job writes into the legacy record, to know it again. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/err.h"

/* MARK_BYTES: "AB-" and ten characters of a 32-letter alphabet, with the NUL. */
enum { MARK_BYTES = 14 };

/*
 * mark_new() - a fresh random mark: 50 random bits, so that two of a million jobs agree with less
 * than one in two thousand. Letters and digits that fonts draw alike (I L O U, as in Crockford's
 * base 32) do not occur.
 * @e: ERR_IO if the kernel gives no randomness
 */
MUST_USE bool mark_new(char ret_mark[MARK_BYTES], struct err *e);
