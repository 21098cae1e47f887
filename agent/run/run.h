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
#include "base/clock.h"
#include "base/err.h"

struct desk;
struct locator;
struct recording;
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
	/* "select_all: 'ctrl+a'": what was found out about the application and should stand in the
	 * recipe's `application:`; nobody remembers it. NULL: nothing new. */
	const char *proposal;
	enum step_mark mark;
	enum err_code cause; /* ERR_NONE unless it failed */
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

struct run_value {
	const char *name, *text;
};

/*
 * Who makes a commit durable. Every call returns when what it was told is on disk; false: it is
 * not, and @e says why. Stages are the ids of commits.
 */
struct run_ledger {
	void *self;
	/*
	 * intent() - directly before the act, behind the last look; false stops the run before
	 * the act. @intent_json: what stood where the proof will be, the baseline, what was read.
	 */
	bool (*intent)(void *self, const char *stage, const char *intent_json, struct err *e);
	/* proof() - directly after the proof was seen (and confirmed): the stage is done. */
	bool (*proof)(void *self, const char *stage, const struct run_value *values, size_t n,
		      struct err *e);
	/* undo() - the recipe's own `fail: business` is believed: the stage did not happen. */
	bool (*undo)(void *self, const char *stage, enum err_code cause, struct err *e);
};

/*
 * Who may stop a run from outside: asked before every step, at least once a second while one
 * waits, and directly before an act; never between an act and what comes of it. False stops.
 */
struct run_watch {
	void *self;
	bool (*look)(void *self, struct err *e);
};

/* A stage that is done already, and what is known from it. */
struct run_stage {
	const char *id; /* of its commit */
	const struct run_value *values;
	size_t n_values;
};

/* One submission; everything is borrowed for the time of the call it is given to. */
struct run_task {
	struct scope *scope;
	unsigned flags;                  /* set of enum run_flags */
	const struct run_ledger *ledger; /* NULL: by hand, nothing outlives the run */
	const struct run_watch *watch;   /* NULL: nobody */
	struct recording *recording;     /* its tape; NULL: none is kept */
	const struct run_stage *proven;  /* these are not done again */
	size_t n_proven;
	const char *const *void_stages; /* begun before and given up: looked for before the act */
	size_t n_void_stages;
};

struct run_options {
	struct desk *desk; /* all borrowed; must outlive the run */
	struct locator *locator;
	const struct recipe *recipe;
	const struct run_observer *observer;
	const char *picture_folder; /* where a stopped run leaves its picture; NULL: none is kept */
};

struct run_field { /* one row of the rehearsal's table */
	const char *what, *shows;
	bool hidden;
};

/* How it ended; everything lives in the arena given to run_submission(). */
struct run_result {
	enum run_end end;
	struct err err;         /* code ERR_NONE when entered or rehearsed */
	const char *place;      /* "recipe.yaml:18", of the step that failed; NULL: none did */
	bool acted;             /* a commit's act was done */
	const char *undecided;  /* stage whose act was done and whose fate is open; else NULL */
	struct deadline limit;  /* of that stage: until then the application may still act */
	bool answered;          /* what came of that act stood on the screen: nothing is awaited */
	bool contradicted;      /* proof and probe say different things about that stage */
	int64_t retry_after_ms; /* the recipe's word on when to try again; 0: none */
	unsigned n_proven;      /* stages proven in this run */
	struct run_value *values; /* the outcome's members when entered */
	size_t n_values;
	struct run_field *fields; /* what was written and verified, in order */
	size_t n_fields;
	const char *picture;      /* path, NULL if none was written */
	const char *probe_before; /* branch the rehearsed probe took, NULL if not rehearsed */
	const char *probe_after;  /* likewise after the commit, when it was confirmed */
	bool probe_agrees;        /* found after the commit, with the same values */
};

/* run_new() - nothing is started yet; owned by the caller. */
struct run *run_new(const struct run_options *o);

/* run_free() - leaves desk and locator alone. Takes NULL. */
void run_free(struct run *r);
DEFINE_CLEANUP(struct run *, run_free)

/*
 * run_launch() - start the application and log in, once.
 * @task: config and secrets of its scope are used, its watch, nothing else
 * @a:     owns everything in @ret_result
 * @ret_result: how it failed: ERR_START, ERR_GONE, ERR_HUNG, ERR_STOPPED, ERR_STALE, ERR_DISPLAY,
 * ERR_MISBEHAVED if the recipe itself declares so, else ERR_LOGIN with its cause; untouched if it
 * returns true
 */
MUST_USE bool run_launch(struct run *r, const struct run_task *task, struct arena *a,
			 struct run_result *ret_result);

/*
 * run_submission() - from the start mask into the first stage that is not proven, to the outcome.
 * @a:     owns everything in @ret_result
 * Failures are results, not errors: nothing here returns false. With a ledger a failure behind a
 * proven stage is told as what it is; without one it is in doubt, for nobody would go on there.
 */
void run_submission(struct run *r, const struct run_task *task, struct arena *a,
		    struct run_result *ret_result);

enum probe_branch {
	PROBE_FOUND,   /* our record is there */
	PROBE_ABSENT,  /* it was not there when we looked */
	PROBE_UNCLEAR, /* see err; of class application or environment: another desk may tell */
	PROBE_EXISTED, /* a record was there before the act already: which is ours, nobody knows */
};

struct probe_query {
	const char *stage;
	const char *intent_json; /* as given to the ledger; NULL: none is known */
};

struct probe_result {
	enum probe_branch branch;
	struct err err;           /* UNCLEAR, EXISTED: what was seen */
	struct run_value *values; /* FOUND: of the proof, and what was read before the act */
	size_t n_values;
	int64_t retry_after_ms; /* UNCLEAR: the recipe's word, 0: none */
};

/*
 * run_probe() - did the act of a stage happen? From the start mask of an application that was
 * started after the one that acted had ended; reads only.
 * @task: its scope and watch are used
 * @a:    owns everything in @ret_result
 */
void run_probe(struct run *r, const struct run_task *task, const struct probe_query *q,
	       struct arena *a, struct probe_result *ret_result);

/*
 * run_leave() - bring the application back to its start mask by the recipe's `home:` steps, unsaved
 * entries given up, so that it can be closed as a person would and frees its seat. Reports no
 * steps. Returns false if that was not possible; the application is then ended by force.
 */
bool run_leave(struct run *r, struct scope *scope);
