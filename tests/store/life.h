/* life.h - submissions on their whole way, and what was said to be durable meanwhile. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "tests/store/ground.h"

/* What a caller of the store relies on from the moment a call returned true. */
enum life_fact {
	LIFE_RECEIVED,
	LIFE_BEGUN,
	LIFE_PROVEN,
	LIFE_ENDED,
	LIFE_DELIVERED,
	LIFE_OWED, /* of an op, as are the two below */
	LIFE_WRITING,
	LIFE_WRITTEN,
	LIFE_FACTS_N
};

struct life {
	struct ground *g;
	void (*say)(void *self, enum life_fact fact, int64_t id); /* of a job or an op */
	void *self;
	uint64_t random;
};

/* life_recover() - what the agent does at its start: the claims of the dead one are over. */
bool life_recover(struct life *l);

/* life_go_on() - one submission comes in; one, perhaps an older one, goes its way to its source. */
bool life_go_on(struct life *l);

enum { LIFE_IDS_MAX = 8192 };

struct life_memory {
	bool said[LIFE_FACTS_N][LIFE_IDS_MAX];
	int64_t jobs; /* highest id */
};

/* life_remember() - a fact that was said; false if it was said before, of the same. */
bool life_remember(struct life_memory *m, enum life_fact fact, int64_t id);

/* life_check() - all of it is so in @g; prints what is not. */
bool life_check(struct ground *g, const struct life_memory *m);
