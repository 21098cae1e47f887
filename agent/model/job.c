/* job.c - the states of a job and the one table of its legal transitions. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/model/job.h"

#include "base/str.h"

static const struct {
	const char *word, *de, *en;
} states[] = {
#define X(state, word, de, en) [state] = { word, de, en },
	JOB_STATES(X)
#undef X
};

enum { OUTWARD = 1, PERSON = 2 }; /* what a state says of itself */

static const unsigned nature[JOB_STATES_N] = {
	[JOB_ENTERED] = OUTWARD, [JOB_ANSWERED] = OUTWARD, [JOB_RETURNED] = OUTWARD,
	[JOB_BY_HAND] = OUTWARD, [JOB_HELD] = PERSON,      [JOB_IN_DOUBT] = PERSON,
	[JOB_FAILED] = PERSON,
};

#define TO(state) (1u << (state))

/*
 * From a state to those it may become; README.md has the same as a picture.
 *
 * Out of committing a job goes forward only by knowing: the stage is proven or void (running), the
 * application itself said no (returned), it had the record before (held), or nobody knows
 * (in_doubt). There is no way to failed or waiting, since both may be tried again by themselves.
 */
static const unsigned transitions[JOB_STATES_N] = {
	[JOB_WAITING] = TO(JOB_RUNNING)      /* claimed */
			| TO(JOB_HELD),      /* a person takes it out */
	[JOB_RUNNING] = TO(JOB_WAITING)      /* tried again later */
			| TO(JOB_COMMITTING) /* intent durable */
			| TO(JOB_ENTERED) | TO(JOB_ANSWERED) | TO(JOB_RETURNED) | TO(JOB_HELD) |
			TO(JOB_FAILED),
	[JOB_COMMITTING] = TO(JOB_RUNNING) | TO(JOB_RETURNED) | TO(JOB_HELD) | TO(JOB_IN_DOUBT),
	[JOB_ENTERED] = TO(JOB_CLOSED),
	[JOB_ANSWERED] = TO(JOB_CLOSED),
	[JOB_RETURNED] = TO(JOB_CLOSED),
	[JOB_BY_HAND] = TO(JOB_CLOSED),
	[JOB_HELD] = TO(JOB_WAITING)   /* released */
		     | TO(JOB_ENTERED) /* a person found it, where a commit was begun */
		     | TO(JOB_ANSWERED) | TO(JOB_RETURNED) | TO(JOB_BY_HAND),
	[JOB_IN_DOUBT] = TO(JOB_ENTERED)   /* a person found it */
			 | TO(JOB_WAITING) /* a person found it is not there */
			 | TO(JOB_RETURNED) | TO(JOB_BY_HAND),
	[JOB_FAILED] = TO(JOB_WAITING) /* requeued */
		       | TO(JOB_RETURNED) | TO(JOB_BY_HAND),
};

bool job_may_become(enum job_state from, enum job_state to)
{
	return transitions[from] & TO(to);
}

bool job_has_outcome(enum job_state state)
{
	return nature[state] & OUTWARD;
}

bool job_needs_person(enum job_state state)
{
	return nature[state] & PERSON;
}

const char *job_state_word(enum job_state state)
{
	return states[state].word;
}

const char *job_state_text(enum job_state state, bool german)
{
	return german ? states[state].de : states[state].en;
}

bool job_state_named(const char *word, enum job_state *ret_state)
{
	for (int i = 0; i < JOB_STATES_N; i++) {
		if (str_eq(states[i].word, word)) {
			*ret_state = (enum job_state)i;
			return true;
		}
	}
	return false;
}
