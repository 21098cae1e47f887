/* job.h - the states of a job and the one table of its legal transitions. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>

/* X(constant, word, German, English) - words stand in the store, the journal and on terminals. */
#define JOB_STATES(X) \
	X(JOB_WAITING, "waiting", "wartet", "waiting") \
	X(JOB_RUNNING, "running", "läuft", "running") \
	X(JOB_COMMITTING, "committing", "wird gespeichert", "committing") \
	X(JOB_ENTERED, "entered", "eingetragen", "entered") \
	X(JOB_ANSWERED, "answered", "beantwortet", "answered") \
	X(JOB_RETURNED, "returned", "zurückgegeben", "returned") \
	X(JOB_BY_HAND, "by_hand", "von Hand erledigt", "done by hand") \
	X(JOB_CLOSED, "closed", "abgeschlossen", "closed") \
	X(JOB_HELD, "held", "angehalten", "held") \
	X(JOB_IN_DOUBT, "in_doubt", "ungeklärt", "in doubt") \
	X(JOB_FAILED, "failed", "gescheitert", "failed")

enum job_state {
#define X(state, word, de, en) state,
	JOB_STATES(X)
#undef X
		JOB_STATES_N
};

/* job_may_become() - is @from -> @to a row of the table? */
bool job_may_become(enum job_state from, enum job_state to);

/* job_has_outcome() - something goes back to the source: entered, answered, returned, by_hand. */
bool job_has_outcome(enum job_state state);

/* job_needs_person() - held, in_doubt and failed stay until somebody decides. */
bool job_needs_person(enum job_state state);

/* job_state_word() - the word of store and journal, static. */
const char *job_state_word(enum job_state state);

/* job_state_text() - for people, German or English, static. */
const char *job_state_text(enum job_state state, bool german);

/* job_state_named() - the state of @word; false if there is none. */
bool job_state_named(const char *word, enum job_state *ret_state);
