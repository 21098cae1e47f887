/* failure.h - what follows from a failure: the one table behind states, exit codes and retries. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "agent/model/backoff.h"
#include "base/err.h"

/*
 * X(constant, word, exit code, German, English) - how a run of one submission can end.
 * Exit codes are part of the command line's contract; 1 is a wrong command line or recipe.
 */
#define RUN_ENDS(X) \
	X(RUN_ENTERED, "entered", 0, "eingetragen", "entered") \
	X(RUN_REHEARSED, "rehearsed", 0, "geprobt, nichts gespeichert", \
	  "rehearsed, nothing saved") \
	X(RUN_ANSWERED, "answered", 0, "beantwortet", "answered") \
	X(RUN_RETURNED, "returned", 2, "zurückgegeben", "returned") \
	X(RUN_HELD, "held", 3, "angehalten", "held") \
	X(RUN_FAILED, "failed", 4, "gescheitert", "failed") \
	X(RUN_IN_DOUBT, "in_doubt", 5, "ungeklärt", "in doubt")

enum run_end {
#define X(end, word, code, de, en) end,
	RUN_ENDS(X)
#undef X
};

/*
 * What follows from a failure class before a commit's act; business failures carry reasons outward.
 *
 * Where a recipe stops, it stops before the job goes back to the queue: else another worker tries
 * the refused password once more.
 */
struct failure_rule {
	enum run_end end;
	bool new_desk;          /* the desk is thrown away */
	bool retry;             /* the same job may be tried again by itself */
	unsigned attempts;      /* with retry: failed claims after which it fails; 0: any number */
	struct backoff backoff; /* with retry: how long it waits first, and at most */
	unsigned stop_after;    /* failures in a row after which the recipe stops; 0: never */
};

/* failure_rule() - the row for @cls; ERR_CLASS_NONE is refused by assertion. */
const struct failure_rule *failure_rule(enum err_class cls);

/* failure_rule_of() - the row for @code: its own if it has one, else that of its class. */
const struct failure_rule *failure_rule_of(enum err_code code);

/* failure_tries_again() - may a job that failed with @code, @failed claims of it by now, wait? */
bool failure_tries_again(enum err_code code, unsigned failed);

/*
 * failure_counts() - is @code one of those failures of the job itself of which its rule allows so
 * many? A refused login and an application that does not start are not, nor is a stop; nor is
 * ERR_NONE.
 */
bool failure_counts(enum err_code code);

/* failure_end() - how a run ends that failed with @code before its act (held for what only a person
 * can decide, returned for business reasons, else failed). */
enum run_end failure_end(enum err_code code);

/* run_end_word() - the word of the machine-readable result, static. */
const char *run_end_word(enum run_end end);

/* run_end_exit_code() - the exit code of `amtsbote run`. */
int run_end_exit_code(enum run_end end);

/* run_end_text() - for people, German or English, static. */
const char *run_end_text(enum run_end end, bool german);
