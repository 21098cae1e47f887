/* chain.h - journals of a test's own, lines for them, and whether they are whole. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "logs/journal.h"
#include "logs/journal_verify.h"
#include "tests/logs/ground.h"

#define JOB "AB-0123456789"
#define FIRST "journal/000001.jsonl"

/* journal_at() - that of @g, opened; the caller closes. */
static inline struct journal *journal_at(struct ground *g)
{
	struct journal *j = NULL;
	struct err e = { 0 };

	if (!journal_open(ground_path(g, "journal"), "test-1", &j, &e)) {
		printf("\t%s\n", e.msg);
		abort();
	}
	return j;
}

/* step() - a line that may be grouped. */
static inline struct journal_body step(uint64_t op)
{
	struct journal_body b = journal_body(JK_STEP_DONE);

	journal_put(&b, JF_LINE, 17);
	journal_put_id(&b, JF_VERB, "write");
	journal_put_id(&b, JF_SURE, "verified");
	journal_put(&b, JF_TOOK_US, 123456);
	journal_put(&b, JF_OP, op);
	return b;
}

/* intent() - a durable line. */
static inline struct journal_body intent(uint64_t op)
{
	struct journal_body b = journal_body(JK_COMMIT_INTENT);

	journal_put_id(&b, JF_STAGE, "anmelden");
	journal_put_hash(&b, JF_INTENT, NULL);
	journal_put(&b, JF_TOKEN, 1);
	journal_put(&b, JF_OP, op);
	return b;
}

/* append() - one step. */
static inline bool append(struct journal *j, uint64_t op, struct err *e)
{
	struct journal_body b = step(op);

	return journal_append(j, JOB, &b, NULL, e);
}

/* append_some() - @n steps, numbered by their op from 0. */
static inline void append_some(struct journal *j, uint64_t n)
{
	struct err e = { 0 };

	for (uint64_t i = 0; i < n; i++)
		CHECK_OK(append(j, i, &e), e);
}

/* lines_of() - how many, if the journal is whole; the complaint is printed. */
static inline uint64_t lines_of(struct ground *g)
{
	struct journal_verdict v;
	struct err e = { 0 };

	if (!CHECK_OK(journal_verify(ground_path(g, "journal"), &v, &e), e))
		return 0;
	if (!CHECK(v.good))
		printf("\t%s:%" PRIu64 ": %s\n", v.file, v.file_line, v.why);
	return v.lines;
}

/* has() - does @name hold @text? */
static inline bool has(struct ground *g, const char *name, const char *text)
{
	size_t len = 0;
	char *data = ground_read(g, name, &len);
	bool found = data && memmem(data, len, text, strlen(text));

	free(data);
	return found;
}
