/* ground.h - what tests of stores stand on: every driver, a fresh store, jobs to play with. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "agent/store/store.h"
#include "base/arena.h"
#include "base/err.h"

/* A driver under test; the suites run against every row of ground_drivers. */
struct ground_driver {
	const char *name;
	bool (*open)(const char *folder, struct store **ret_store, struct err *e);
};

enum { GROUND_DRIVERS = 1 };
extern const struct ground_driver ground_drivers[GROUND_DRIVERS];

/* One fresh store, gone at the end. */
struct ground {
	const struct ground_driver *driver;
	char folder[64];
	struct store *s;
	struct arena *a;
	struct err e;
};

/* ground_init() - false, after a failed check, if there is no store. */
bool ground_init(struct ground *g, const struct ground_driver *driver);

/* ground_clear() - close and remove. For CLEANUP(ground_clear). */
void ground_clear(struct ground *g);

/* ground_open() - one more connection to the same store, as another process has; NULL: failed. */
struct store *ground_open(struct ground *g);

/* ground_submission() - a complete one that waits: source "portal", id and mark from @number. */
struct store_submission ground_submission(struct ground *g, unsigned number, const char *recipe);

/* ground_job() - receive that one; its id, 0 after a failed check. */
int64_t ground_job(struct ground *g, unsigned number, const char *recipe);

/* ground_claim() - claim for @owner with a long lease; NULL if there is none. */
struct store_job *ground_claim(struct ground *g, const char *owner);

/* ground_ticket() - of a claimed job. */
struct store_ticket ground_ticket(const struct store_job *job);

/* ground_find() - job @number as it is now; NULL after a failed check. */
struct store_job *ground_find(struct ground *g, unsigned number);

/* ground_is() - job @number is in @state. */
bool ground_is(struct ground *g, unsigned number, enum job_state state);

/* ground_bytes() - a text as bytes, without its NUL. */
struct store_bytes ground_bytes(const char *text);

/* ground_same() - the bytes are those of @text. */
bool ground_same(struct store_bytes bytes, const char *text);

/* ground_to() - bring the fresh job @number of @recipe into @state by the shortest way. */
bool ground_to(struct ground *g, unsigned number, const char *recipe, enum job_state state);

/* A line owed, for calls where it does not matter which. */
extern const struct store_due ground_due;
extern const struct store_gone ground_death; /* of a worker */
