/* failure.c - what follows from a failure. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/model/failure.h"

#include <assert.h>

static const struct {
	const char *word;
	int exit_code;
	const char *de, *en;
} ends[] = {
#define X(end, word, code, de, en) [end] = { word, code, de, en },
	RUN_ENDS(X)
#undef X
};

static const struct failure_rule rules[] = {
	[ERR_CLASS_BUSINESS] = { .end = RUN_RETURNED, .new_desk = false, .retry = false },
	[ERR_CLASS_APPLICATION] = { .end = RUN_FAILED, .new_desk = true, .retry = true },
	[ERR_CLASS_RECIPE] = { .end = RUN_FAILED, .new_desk = true, .retry = false },
	[ERR_CLASS_ENVIRONMENT] = { .end = RUN_FAILED, .new_desk = true, .retry = false },
};

const struct failure_rule *failure_rule(enum err_class cls)
{
	assert(cls != ERR_CLASS_NONE && "nothing failed");
	return &rules[cls];
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
