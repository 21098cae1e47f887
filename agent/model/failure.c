/* failure.c - what follows from a failure. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/model/failure.h"

#include <assert.h>
#include <stddef.h>

static const struct {
	const char *word;
	int exit_code;
	const char *de, *en;
} ends[] = {
#define X(end, word, code, de, en) [end] = { word, code, de, en },
	RUN_ENDS(X)
#undef X
};

/*
 * None of these numbers is measured; they say who is asked and when. An application that fails
 * eight times in a row has no good day: without the stop a night would use up every job's attempts.
 * A screen that is not what the recipe expects stays so: three, since one may be a stray dialogue.
 * Our own trouble (disk, display, keys) mostly ends: ten tries take nearly an hour in the mean.
 */
static const struct failure_rule rules[] = {
	[ERR_CLASS_BUSINESS] = { .end = RUN_RETURNED, .new_desk = false, .retry = false },
	[ERR_CLASS_APPLICATION] = { .end = RUN_FAILED,
				    .new_desk = true,
				    .retry = true,
				    .attempts = 4,
				    .backoff = { .first_ms = 5000, .cap_ms = 300000 },
				    .stop_after = 8 },
	[ERR_CLASS_RECIPE] = { .end = RUN_FAILED,
			       .new_desk = true,
			       .retry = false,
			       .stop_after = 3 },
	[ERR_CLASS_ENVIRONMENT] = { .end = RUN_FAILED,
				    .new_desk = true,
				    .retry = true,
				    .attempts = 10,
				    .backoff = { .first_ms = 60000, .cap_ms = 1200000 },
				    .stop_after = 5 },
};

/*
 * Where the class says too little. A retried password locks the whole office out, so the recipe
 * stops at the first refusal; neither that nor an application that does not start is the fault of
 * the job, which waits for the recipe to be started again, however often. Who was stopped from
 * outside has not failed at all.
 */
static const struct {
	enum err_code code;
	struct failure_rule rule;
} exceptions[] = {
	{ ERR_LOGIN,
	  { .end = RUN_FAILED,
	    .new_desk = true,
	    .retry = true,
	    .backoff = { .first_ms = 60000, .cap_ms = 60000 },
	    .stop_after = 1 } },
	{ ERR_START,
	  { .end = RUN_FAILED,
	    .new_desk = true,
	    .retry = true,
	    .backoff = { .first_ms = 30000, .cap_ms = 600000 },
	    .stop_after = 3 } },
	{ ERR_STOPPED,
	  { .end = RUN_FAILED,
	    .new_desk = true,
	    .retry = true,
	    .backoff = { .first_ms = 1, .cap_ms = 1 } } },
};

const struct failure_rule *failure_rule(enum err_class cls)
{
	assert(cls != ERR_CLASS_NONE && "nothing failed");
	return &rules[cls];
}

const struct failure_rule *failure_rule_of(enum err_code code)
{
	for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++)
		if (exceptions[i].code == code)
			return &exceptions[i].rule;
	return failure_rule(err_code_class(code));
}

bool failure_tries_again(enum err_code code, unsigned failed)
{
	const struct failure_rule *rule = failure_rule_of(code);

	return failure_end(code) == RUN_FAILED && rule->retry &&
	       (rule->attempts == 0 || failed < rule->attempts);
}

bool failure_counts(enum err_code code)
{
	if (code == ERR_NONE || err_code_class(code) == ERR_CLASS_BUSINESS)
		return false;
	const struct failure_rule *rule = failure_rule_of(code);
	return !rule->retry || rule->attempts != 0;
}

enum run_end failure_end(enum err_code code)
{
	/* A name the application cannot hold is nobody's mistake: a clerk decides how it is to be
	 * written. */
	if (code == ERR_REPERTOIRE || code == ERR_TWICE || code == ERR_ROUTE)
		return RUN_HELD;
	if (code == ERR_IN_DOUBT)
		return RUN_IN_DOUBT;
	return failure_rule(err_code_class(code))->end;
}

const char *run_end_word(enum run_end end)
{
	return ends[end].word;
}

int run_end_exit_code(enum run_end end)
{
	return ends[end].exit_code;
}

const char *run_end_text(enum run_end end, bool german)
{
	return german ? ends[end].de : ends[end].en;
}
