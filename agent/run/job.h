/* job.h - one claimed job: from the store through the application to its end in the store. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "agent/run/ledger.h"
#include "agent/run/workplace.h"
#include "agent/store/store.h"
#include "base/err.h"
#include "base/json.h"
#include "logs/keyholder.h"
#include "logs/tape.h"

/* What the configuration says about a recipe. */
struct job_settings {
	const struct json *config;  /* object of texts, NULL: none */
	const struct json *secrets; /* likewise */
	enum tape_mode tape;        /* 0: none is kept */
};

/*
 * Journals the steps of the job that runs. Its observer belongs into the workplace's options, and
 * it must outlive the workplace.
 */
struct job_witness {
	const struct ledger *ledger; /* NULL: no job runs */
	struct run_observer observer;
};

/* job_witness_init() - nobody is watched yet. */
void job_witness_init(struct job_witness *w);

/* What a worker works with; all borrowed. */
struct job_desk {
	struct store *store;
	struct journal *journal;
	struct keyholder *keys;
	struct workplace *place;
	struct job_witness *witness; /* whose observer the workplace has */
	const char *recipes;         /* folder of the frozen recipes */
	const char *tapes;           /* folder of the tapes; NULL: none are kept */
	int64_t lease_ms;
	uint64_t random; /* state for back-off, see agent/model/backoff.h */
	void *self;      /* of the functions below */
	/* settings() - of recipe @name, owned by @a; ERR_CONFIG. */
	bool (*settings)(void *self, const char *name, struct arena *a,
			 struct job_settings *ret_settings, struct err *e);
	/* stopping() - is the worker to end? Waits up to @wait_ms for that. Then a job that is in
	 * no commit goes back. */
	bool (*stopping)(void *self, int64_t wait_ms);
};

/*
 * job_run() - everything about @job until its claim is over: entered, returned, held, failed,
 * waiting again, in doubt; or its desk gone in the middle of a commit, for the next claim to look.
 * @job: as store_claim() gave it, running or committing
 * @e: the store or the journal cannot be written, or the lease was lost: the claim is as it was,
 * and the caller ends its desk. What happens to the job itself is no error.
 */
MUST_USE bool job_run(struct job_desk *d, const struct store_job *job, struct err *e);
