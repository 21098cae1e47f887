/* backoff.c - how long to wait before the next try: exponential, full jitter, bounded. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/model/backoff.h"

#include <assert.h>

const struct backoff backoff_delivery = { .first_ms = 2000, .cap_ms = 600000 };

static uint64_t next(uint64_t *random)
{
	uint64_t z = *random += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

int64_t backoff_ms(const struct backoff *b, unsigned failures, uint64_t *random)
{
	int64_t most = b->first_ms;

	assert(b->first_ms >= 1 && b->cap_ms >= b->first_ms && failures >= 1);
	for (unsigned i = 1; i < failures && most < b->cap_ms; i++)
		most = most > b->cap_ms / 2 ? b->cap_ms : 2 * most;
	/* The remainder favours small numbers by less than 2^-30: the cap is days at most. */
	return 1 + (int64_t)(next(random) % (uint64_t)most);
}
