/* test_job.c - every transition that is legal stands here, and no other is. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/model/job.h"

#include "base/str.h"
#include "tests/check.h"

static const struct {
	enum job_state from;
	const char *to;
} legal[] = {
	{ JOB_WAITING, " running held " },
	{ JOB_RUNNING, " waiting committing entered answered returned held failed " },
	{ JOB_COMMITTING, " running returned held in_doubt " },
	{ JOB_ENTERED, " closed " },
	{ JOB_ANSWERED, " closed " },
	{ JOB_RETURNED, " closed " },
	{ JOB_BY_HAND, " closed " },
	{ JOB_CLOSED, "" },
	{ JOB_HELD, " waiting entered answered returned by_hand " },
	{ JOB_IN_DOUBT, " entered waiting returned by_hand " },
	{ JOB_FAILED, " waiting returned by_hand " },
};

TEST(what_is_not_in_the_table_is_illegal)
{
	CHECK_EQ_UINT(sizeof legal / sizeof *legal, JOB_STATES_N);
	EACH_CASE (row, legal) {
		for (int to = 0; to < JOB_STATES_N; to++) {
			char word[32];
			CHECK(fmt_into(word, sizeof word, " %s ",
				       job_state_word((enum job_state)to)));
			CHECK_EQ_INT(job_may_become(row->from, (enum job_state)to),
				     strstr(row->to, word) != NULL);
		}
	}
}

/* A commit that may have happened is never simply tried again. */
TEST(no_way_out_of_a_commit_leads_to_trying_again)
{
	CHECK(!job_may_become(JOB_COMMITTING, JOB_WAITING));
	CHECK(!job_may_become(JOB_COMMITTING, JOB_FAILED));
	CHECK(!job_may_become(JOB_COMMITTING, JOB_ENTERED));
}

TEST(every_job_can_come_to_its_end)
{
	bool ends[JOB_STATES_N] = { [JOB_CLOSED] = true };

	for (int round = 0; round < JOB_STATES_N; round++)
		for (int from = 0; from < JOB_STATES_N; from++)
			for (int to = 0; to < JOB_STATES_N; to++)
				ends[from] |= ends[to] && job_may_become((enum job_state)from,
									 (enum job_state)to);
	for (int i = 0; i < JOB_STATES_N; i++)
		CHECK(ends[i]);
}

TEST(only_outcomes_close_and_all_of_them_do)
{
	for (int i = 0; i < JOB_STATES_N; i++) {
		enum job_state state = (enum job_state)i;
		CHECK_EQ_INT(job_has_outcome(state), job_may_become(state, JOB_CLOSED));
		CHECK_EQ_INT(job_has_outcome(state),
			     state == JOB_ENTERED || state == JOB_ANSWERED ||
				     state == JOB_RETURNED || state == JOB_BY_HAND);
		CHECK_EQ_INT(job_needs_person(state),
			     state == JOB_HELD || state == JOB_IN_DOUBT || state == JOB_FAILED);
		CHECK(!job_needs_person(state) || job_may_become(state, JOB_BY_HAND));
	}
}

TEST(states_have_words_and_texts_of_their_own)
{
	enum job_state found = JOB_FAILED;

	for (int i = 0; i < JOB_STATES_N; i++) {
		enum job_state state = (enum job_state)i;
		CHECK(job_state_named(job_state_word(state), &found));
		CHECK_EQ_INT(found, state);
		CHECK(*job_state_text(state, true) && *job_state_text(state, false));
		for (int k = 0; k < i; k++)
			CHECK(!str_eq(job_state_text(state, true),
				      job_state_text((enum job_state)k, true)));
	}
	found = JOB_HELD;
	CHECK(!job_state_named("Waiting", &found) && !job_state_named("", &found));
	CHECK_EQ_INT(found, JOB_HELD);
}
