/* test_failure.c - what follows from a failure: a complete table that says what was promised. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/model/failure.h"

#include "base/str.h"
#include "tests/check.h"

static const enum run_end all[] = {
#define X(end, word, code, de, en) end,
	RUN_ENDS(X)
#undef X
};

TEST(every_code_has_an_end)
{
	for (int code = ERR_NONE + 1; code < ERR_MAX_; code++) {
		enum run_end end = failure_end((enum err_code)code);
		CHECK(end == RUN_RETURNED || end == RUN_HELD || end == RUN_FAILED ||
		      end == RUN_IN_DOUBT);
	}
}

static const struct {
	enum err_code code;
	enum run_end end;
} ends[] = {
	{ ERR_INPUT, RUN_RETURNED },   { ERR_REFUSED, RUN_RETURNED },
	{ ERR_REPERTOIRE, RUN_HELD },  { ERR_IN_DOUBT, RUN_IN_DOUBT },
	{ ERR_MISMATCH, RUN_FAILED },  { ERR_AMBIGUOUS, RUN_FAILED },
	{ ERR_UNCERTAIN, RUN_FAILED }, { ERR_GONE, RUN_FAILED },
	{ ERR_LOGIN, RUN_FAILED },     { ERR_STOPPED, RUN_FAILED },
};

TEST(a_failure_before_the_act_ends_as_promised)
{
	EACH_CASE (row, ends)
		CHECK_EQ_INT(failure_end(row->code), row->end);
}

/* A person has to see what the submission or the recipe did wrong; the rest may pass by itself. */
TEST(what_the_submission_or_the_recipe_did_wrong_is_not_tried_again)
{
	for (int cls = ERR_CLASS_NONE + 1; cls <= ERR_CLASS_ENVIRONMENT; cls++) {
		const struct failure_rule *rule = failure_rule((enum err_class)cls);
		CHECK_EQ_INT(rule->retry,
			     cls == ERR_CLASS_APPLICATION || cls == ERR_CLASS_ENVIRONMENT);
		CHECK_EQ_INT(rule->end == RUN_RETURNED, cls == ERR_CLASS_BUSINESS);
		CHECK_EQ_INT(rule->stop_after == 0, cls == ERR_CLASS_BUSINESS);
	}
	CHECK_ABORTS((void)failure_rule(ERR_CLASS_NONE));
}

/* Whatever is tried again is so on a new desk, after a while, and not for ever unless a person is
 * asked meanwhile: because the recipe stops, or because one stopped it. */
TEST(trying_again_is_bounded)
{
	for (int code = ERR_NONE + 1; code < ERR_MAX_; code++) {
		const struct failure_rule *rule = failure_rule_of((enum err_code)code);
		if (!rule->retry)
			continue;
		CHECK(rule->new_desk);
		CHECK(rule->backoff.first_ms >= 1 &&
		      rule->backoff.cap_ms >= rule->backoff.first_ms);
		CHECK(rule->attempts > 0 || rule->stop_after > 0 || code == ERR_STOPPED);
	}
}

static const struct {
	enum err_code code;
	unsigned failed;
	bool again;
} tries[] = {
	{ ERR_HUNG, 1, true },       { ERR_HUNG, 3, true },       { ERR_HUNG, 4, false },
	{ ERR_NOT_FOUND, 1, false }, { ERR_INPUT, 1, false },     { ERR_REPERTOIRE, 1, false },
	{ ERR_ROUTE, 1, false },     { ERR_IN_DOUBT, 1, false },  { ERR_IO, 9, true },
	{ ERR_IO, 10, false },       { ERR_LOGIN, 1, true },      { ERR_LOGIN, 1000, true },
	{ ERR_START, 1000, true },   { ERR_STOPPED, 1000, true },
};

TEST(a_job_is_tried_again_until_its_attempts_are_used_up)
{
	EACH_CASE (row, tries)
		CHECK_EQ_INT(failure_tries_again(row->code, row->failed), row->again);
}

TEST(a_refused_login_stops_the_recipe_at_once)
{
	CHECK_EQ_UINT(failure_rule_of(ERR_LOGIN)->stop_after, 1);
	CHECK(failure_rule_of(ERR_START)->stop_after > 0);
	CHECK_EQ_UINT(failure_rule_of(ERR_STOPPED)->stop_after, 0);
	CHECK(failure_rule_of(ERR_HUNG) == failure_rule(ERR_CLASS_APPLICATION));
}

TEST(ends_have_words_texts_and_codes_of_their_own)
{
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		CHECK(*run_end_text(all[i], true) != 0 && *run_end_text(all[i], false) != 0);
		CHECK(run_end_exit_code(all[i]) != 1); /* a wrong command line */
		for (size_t k = 0; k < i; k++) {
			int code = run_end_exit_code(all[i]);
			CHECK(!str_eq(run_end_word(all[i]), run_end_word(all[k])));
			CHECK(code == 0 || code != run_end_exit_code(all[k]));
		}
	}
}
