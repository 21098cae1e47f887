/* recording.h - a job's tape while it runs: every look at the screen, as far as it may be kept. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdint.h>
#include "agent/recipe/recipe.h"
#include "base/cleanup.h"
#include "logs/tape.h"

struct locator;
struct recording;

struct recording_options {  /* borrowed until recording_end() */
	const char *folder; /* STATE/tape; made if it is missing */
	const char *mark;   /* of the job: the tape is MARK.tape; of later claims MARK.2.tape ... */
	const struct vault_key *key; /* the job's */
	enum tape_mode mode;
};

/* recording_new() - begins now; a file is made when something is seen. Never fails: a tape that
 * cannot be written is told of once, on stderr, and stops no job. */
struct recording *recording_new(const struct recording_options *o);

/* recording_watch() - from now on the looks of @l, which shows what @recipe is for, are kept. */
void recording_watch(struct recording *r, struct locator *l, const struct recipe *recipe);

/* recording_leave() - the last look, then none any more. */
void recording_leave(struct recording *r);

/* recording_step() - a step ended, in @line of the recipe (0: none), with the look so far. */
void recording_step(struct recording *r, int line, const char *verb);

/* recording_secure() - what was seen so far survives this process. */
void recording_secure(struct recording *r);

/* recording_end() - close the tape as complete; frees it. Takes NULL. */
void recording_end(struct recording *r);

/* recording_path() - of the tape of claim @number, from 1, of job @mark; owned by the caller. */
char *recording_path(const char *folder, const char *mark, unsigned number);

/* RECORDING_CLAIMS_MAX: more tapes of one job are not made; its workers died so often before. */
enum { RECORDING_CLAIMS_MAX = 99 };
