/* test_journal_copy.c - what is copied of a journal: all that is signed, and no line more. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/journal_copy.h"

#include <unistd.h>
#include "logs/checkpoint.h"
#include "tests/logs/chain.h"

/* A journal of several segments, signed, with @behind lines that are not. */
static struct ground signed_make(unsigned behind, bool sign)
{
	struct ground g = ground_make();
	struct journal *j = journal_at(&g);
	struct checkpoint *c = NULL;
	struct err e = { 0 };
	char keys[128];

	if (!fmt_into(keys, sizeof keys, "%s/keys", g.folder) || mkdir(keys, 0700) != 0)
		abort();
	journal_limit_segment(j, 2048);
	append_some(j, 30);
	CHECK_OK(checkpoint_open(ground_path(&g, "journal"), keys, &c, &e), e);
	if (sign)
		CHECK_OK(checkpoint_make(c, &e), e);
	append_some(j, behind);
	checkpoint_close(c);
	journal_close(j);
	return g;
}

static bool copy(struct ground *g, struct audit_report *r, struct err *e)
{
	char from[512];

	return fmt_into(from, sizeof from, "%s", ground_path(g, "journal")) &&
	       journal_copy(from, ground_path(g, "copy"), r, e);
}

TEST(copy_ends_in_the_last_line_that_is_signed)
{
	for (unsigned behind = 0; behind < 20; behind++) {
		struct ground g = signed_make(behind, true);
		struct audit_report r;
		struct err e = { 0 };
		CHECK_OK(copy(&g, &r, &e), e);
		CHECK_EQ_UINT(r.verdict.lines, 31); /* with key_changed */
		CHECK_EQ_UINT(r.note.size, 31);
		CHECK(ground_has(&g, "copy/000002.jsonl"));
		size_t len = 0, copied = 0;
		char *one = ground_read(&g, FIRST, &len);
		char *two = ground_read(&g, "copy/000001.jsonl", &copied);
		CHECK(len == copied && memcmp(one, two, len) == 0);
		free(one);
		free(two);
		ground_remove(&g);
	}
}

TEST(copy_of_a_torn_note_or_tail_is_whole)
{
	struct ground g = signed_make(3, true);
	struct audit_report r;
	struct err e = { 0 };
	size_t len = 0;
	char *notes = ground_read(&g, "journal/checkpoints", &len);

	notes = realloc(notes, 2 * len);
	if (!notes)
		abort();
	memcpy(notes + len, notes, len / 2);
	ground_write(&g, "journal/checkpoints", notes, len + len / 2);
	ground_write(&g, "journal/torn-1", "x", 1);
	ground_write(&g, "journal/torn-2.new", "x", 1);
	CHECK_OK(copy(&g, &r, &e), e);
	CHECK(!r.torn && r.verdict.lines == 31);
	CHECK(ground_has(&g, "copy/torn-1") && !ground_has(&g, "copy/torn-2.new"));
	free(notes);
	ground_remove(&g);
}

TEST(copy_of_what_is_no_evidence_is_refused)
{
	struct ground g = signed_make(0, false);
	struct audit_report r;
	struct err e = { 0 };

	CHECK_ERR(copy(&g, &r, &e), e, ERR_SEALED);
	ground_remove(&g);
	g = signed_make(0, true);
	CHECK(unlink(ground_path(&g, "journal/000002.jsonl")) == 0);
	CHECK(!copy(&g, &r, &e));
	CHECK_EQ_INT(e.code, ERR_SEALED);
	CHECK_HAS_STR(e.msg, "are gone");
	ground_remove(&g);
}
