/* run.h - one submission through one recipe on one desk: look, act, read back, commit, prove. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/model/failure.h"
#include "agent/recipe/recipe.h"
#include "agent/recipe/scope.h"
#include "base/arena.h"
#include "base/cleanup.h"
#include "base/err.h"

struct desk;
struct locator;
struct run;

/* How sure a finished step is. */
enum step_mark {
	STEP_DONE,     /* acted; what it led to is for the next step to see */
	STEP_SEEN,     /* found or read with certainty */
	STEP_VERIFIED, /* written and read back, pixel for pixel */
	STEP_FAILED,
};

struct step_report {
	const char *word; /* "write" */
	const char *what; /* "field 'Ort'"; never a value of the submission */
	const char *how;  /* "pixels and selection", "" if there is nothing to add */
	enum step_mark mark;
	int64_t took_us;
	int line; /* in recipe.yaml, 0 for what no line asks for */
};

/* Who wants to see the steps as they end; borrowed strings, valid during the call. */
struct run_observer {
	void *self;
	void (*step)(void *self, const struct step_report *report);
};

enum run_flags {
	RUN_UNTIL_COMMIT = 1, /* stop after the last look, leave the mask unsaved */
	RUN_REHEARSE_PROBE =
		2, /* look for our record before the steps (absent) and after the commit */
};

struct run_options {
	struct desk *desk; /* all borrowed; must outlive the run */
	struct locator *locator;
	const struct recipe *recipe;
	const struct run_observer *observer;
	const char *picture_folder; /* where a stopped run leaves its picture; NULL: none is kept */
};

struct run_value {
	const char *name, *text;
};

struct run_field { /* one row of the rehearsal's table */
	const char *what, *shows;
	bool hidden;
};

/* How it ended; everything lives in the arena given to run_submission(). */
struct run_result {
	enum run_end end;
	struct err err;           /* code ERR_NONE when entered or rehearsed */
	bool acted;               /* a commit's act was done */
	struct run_value *values; /* the outcome's members when entered */
	size_t n_values;
	struct run_field *fields; /* what was written and verified, in order */
	size_t n_fields;
	const char *picture;      /* path, NULL if none was written */
	const char *probe_before; /* branch the rehearsed probe took, NULL if not rehearsed */
	const char *probe_after;
	bool probe_agrees; /* absent before, found after with the same values */
};

/* run_new() - nothing is started yet; owned by the caller. */
struct run *run_new(const struct run_options *o);

/* run_free() - leaves desk and locator alone. Takes NULL. */
void run_free(struct run *r);
DEFINE_CLEANUP(struct run *, run_free)

/*
 * run_launch() - start the application and log in, once.
 * @scope: values of the first submission (config and secrets are what is used)
 * @a:     owns everything in @ret_result
 * @ret_result: how it failed: ERR_START, ERR_GONE, ERR_HUNG, ERR_STOPPED, ERR_DISPLAY, else
 * ERR_LOGIN with its cause; untouched if it returns true
 */
MUST_USE bool run_launch(struct run *r, struct scope *scope, struct arena *a,
			 struct run_result *ret_result);

/*
 * run_submission() - from the start mask through the recipe to the outcome.
 * @flags: set of enum run_flags
 * @a:     owns everything in @ret_result
 * Failures are results, not errors: nothing here returns false.
 */
void run_submission(struct run *r, struct scope *scope, unsigned flags, struct arena *a,
		    struct run_result *ret_result);

/*
 * run_leave() - bring the application back to its start mask by the recipe's `home:` steps, unsaved
 * entries given up, so that it can be closed as a person would and frees its seat. Reports no
 * steps. Returns false if that was not possible; the application is then ended by force.
 */
bool run_leave(struct run *r, struct scope *scope);
