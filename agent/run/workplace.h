/* workplace.h - a desk with one recipe's application on it, kept warm from job to job. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "agent/run/run.h"
#include "base/err.h"

struct tess;

struct workplace_options {
	const char *folder; /* private folder of the desk, STATE/run/worker-1; made and removed */
	struct tess *tess;  /* borrowed, like all others */
	const struct run_observer *observer;
	/* Private folder: the text of every desk's fingerprint goes there under its hash. NULL: no
	 * fingerprints. */
	const char *desks;
};

/* Which application, by which recipe; the frozen folder decides. */
struct workplace;

/* workplace_new() - nothing is started yet; owned by the caller. */
struct workplace *workplace_new(const struct workplace_options *o);

/* workplace_free() - closes what runs. Takes NULL. */
void workplace_free(struct workplace *w);
DEFINE_CLEANUP(struct workplace *, workplace_free)

/*
 * workplace_recipe() - the recipe in @folder, loaded once; another one's desk is cleared first.
 * @folder: frozen, so its name stands for its content; @ret_recipe: borrowed, until the next call
 * @e: ERR_CONFIG (it has errors), ERR_IO
 */
MUST_USE bool workplace_recipe(struct workplace *w, const char *folder,
			       const struct recipe **ret_recipe, struct err *e);

/*
 * workplace_ready() - the application runs and is logged in: the one that is there, else a fresh
 * desk. @task: as for run_launch(); @a: owns *ret_result, which says why it failed
 * Returns the run to give submissions and probes to, NULL if it failed.
 */
struct run *workplace_ready(struct workplace *w, const struct run_task *task, struct arena *a,
			    struct run_result *ret_result);

/* workplace_new_desk() - the hash of the fingerprint (64 hex digits, borrowed) of a desk that was
 * opened since the last call, NULL if none was; for the journal. */
const char *workplace_new_desk(struct workplace *w);

/* workplace_is_warm() - does an application run? */
bool workplace_is_warm(const struct workplace *w);

/*
 * workplace_between() - nothing of the last job stays: clipboard and selections are dropped, and
 * the application shows its start mask; one that cannot be brought there is closed.
 * @scope: of the last job, NULL if it had none
 */
void workplace_between(struct workplace *w, struct scope *scope);

/*
 * workplace_leave() - go home, close the application as a person would, so that it frees its seat,
 * then clear the desk. One that does not answer, or does not close, is ended.
 */
void workplace_leave(struct workplace *w, const struct run_task *task);

/* workplace_close() - close the application as it is; it is ended if it does not go. */
void workplace_close(struct workplace *w);

/* workplace_clear() - end the application and the desk at once, by force; its folder goes too. */
void workplace_clear(struct workplace *w);

/* workplace_outlast() - wait until the application has ended or @limit is over; stops for nobody
 * else. @renew: called about every second with @self, so that the lease lasts. */
void workplace_outlast(struct workplace *w, struct deadline limit, void (*renew)(void *self),
		       void *self);
