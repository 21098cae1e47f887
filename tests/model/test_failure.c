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

/* Only what the application did wrong may be tried again by itself, and only on a new desk. */
TEST(only_trouble_of_the_application_is_retried)
{
	for (int cls = ERR_CLASS_NONE + 1; cls <= ERR_CLASS_ENVIRONMENT; cls++) {
		const struct failure_rule *rule = failure_rule((enum err_class)cls);
		CHECK_EQ_INT(rule->retry, cls == ERR_CLASS_APPLICATION);
		CHECK(!rule->retry || rule->new_desk);
		CHECK_EQ_INT(rule->end == RUN_RETURNED, cls == ERR_CLASS_BUSINESS);
	}
	CHECK_ABORTS((void)failure_rule(ERR_CLASS_NONE));
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
