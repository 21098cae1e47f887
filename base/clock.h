/* clock.h - milliseconds to wait by (boot time) and to record by (UTC), and deadlines. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* A point in time after which waiting ends; made by deadline_in(). */
struct deadline {
	int64_t at_ms; /* on the clock of clock_boot_ms() */
};

/* clock_boot_ms() - milliseconds since boot, suspend included; never steps. */
int64_t clock_boot_ms(void);

/* clock_boot_us() - the same in microseconds, for measuring. */
int64_t clock_boot_us(void);

/* clock_utc_ms() - milliseconds since 1970 UTC; may step; for records only. */
int64_t clock_utc_ms(void);

/* deadline_in() - the point @timeout_ms from now; INT64_MAX is never. */
struct deadline deadline_in(int64_t timeout_ms);

/* deadline_sooner() - the one that is over first. */
struct deadline deadline_sooner(struct deadline a, struct deadline b);

/* deadline_left_ms() - milliseconds left, 0 when over; at most INT32_MAX, so fit for poll(). */
int deadline_left_ms(struct deadline d);

/* deadline_over() - nothing is left. */
bool deadline_over(struct deadline d);
