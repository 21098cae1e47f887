/* keyring_copy.h - copies of the ring beside it, one a day, for a few days. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"

/*
 * A copy is the file `ring-2026-11-23`, mode 0600. A day key that was erased opens from it what it
 * wraps until the copy goes; so they are few, and it can be said when the last one does.
 */

/* KEYRING_COPY_DAYS_MAX: longest rotation. */
enum { KEYRING_COPY_DAYS_MAX = 365 };

/*
 * keyring_copy_make() - the copy named @today ("2026-11-23") is as the ring is, durable. The lock
 * of the folder is held, here and below. @e: ERR_IO; ERR_CONFIG, ERR_LIMIT as for the ring
 */
MUST_USE bool keyring_copy_make(int folder_fd, const char *today, struct err *e);

/*
 * keyring_copy_expire() - remove the copies of @days days before @today and earlier, durable, and
 * those of days that have not come yet: a clock that was wrong is no reason to keep them for years.
 * @days: 0: all
 * @e: ERR_IO
 */
MUST_USE bool keyring_copy_expire(int folder_fd, const char *today, unsigned days, struct err *e);

/*
 * keyring_copy_end() - when the last copy that has the @len bytes @pattern in it goes, kept for
 * @days days: 0:00 UTC of that day in milliseconds; 0: none has them. @e: ERR_IO
 */
MUST_USE bool keyring_copy_end(int folder_fd, const void *pattern, size_t len, unsigned days,
			       int64_t *ret_utc_ms, struct err *e);
