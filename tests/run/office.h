/* office.h - store, journal, keys and one job on the mask: what a claimed job runs on. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <sys/types.h>
#include "agent/run/job.h"
#include "ocr/tess.h"

#define OFFICE_MARK "AB-0123456789"

/* OFFICE_CLAIMS: a job that is not at rest after so many claims never will be. */
enum { OFFICE_PATH = 256, OFFICE_CLAIMS = 6 };

struct office {
	char folder[64];
	char log[OFFICE_PATH];    /* of the mask: outlives its desks */
	char config[OFFICE_PATH]; /* the agent's configuration, for `amtsbote worker` */
	pid_t keys_pid;
	int lifeline; /* write end, of `keys` */
	struct arena *a;
	struct store *store;
	struct journal *journal;
	struct keyholder *keys;
	struct tess *tess;
	struct job_witness witness;
	struct workplace *place;
	struct job_desk desk;
	struct job_settings settings;
	unsigned claims;     /* office_work() made so many */
	const char *stop_at; /* NULL: the worker is never asked to stop; else once this
				     stands in the mask's log or is the job's state */
	bool stopped;        /* it was asked: that stays so */
	bool broken;         /* something here failed, and was printed */
	struct err e;
};

/*
 * office_open() - all of it, and one waiting job whose data is {}.
 * @script: for fixture_mask; @recipe: from `targets:` on. False after a failed check.
 */
bool office_open(struct office *o, const char *script, const char *recipe);

/* office_work() - claim and run until the job rests or the worker is stopped. */
void office_work(struct office *o);

/* office_job() - the job as the store has it. */
struct store_job *office_job(struct office *o);

/* office_text() - a sealed value of it in the clear, "" if there is none. */
const char *office_text(struct office *o, const char *what, struct store_bytes sealed);

/* office_answer() - what waits in the outbox, in the clear; "" if nothing. */
const char *office_answer(struct office *o);

/* office_log() - what the mask did, "saved\n" ... */
const char *office_log(struct office *o);

/* office_close() - may follow anything. */
void office_close(struct office *o);
