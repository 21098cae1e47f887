/* backoff.h - how long to wait before the next try: exponential, full jitter, bounded. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdint.h>

struct backoff {
	int64_t first_ms; /* most after the first failure, at least 1 */
	int64_t cap_ms;   /* most after any number of them, at least first_ms */
};

/* BACKOFF_DELIVERY: a portal that is down for an hour is asked some twenty times, not more. */
extern const struct backoff backoff_delivery;

/* BACKOFF_DELIVERY_ATTEMPTS: over at least a weekend in the mean; then a dead letter. */
enum { BACKOFF_DELIVERY_ATTEMPTS = 700 };

/*
 * backoff_ms() - milliseconds until the next try: evenly spread over 1..min(cap, first * 2^(n-1)),
 * so that what failed together does not come back together.
 * @failures: n, how often it failed by now, from 1; more than a few dozen stay at the cap
 * @random:   state of the generator (splitmix64), any value; is moved on. The caller seeds it.
 */
int64_t backoff_ms(const struct backoff *b, unsigned failures, uint64_t *random);
