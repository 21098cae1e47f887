/* test_rewind.c - which journals are beginnings of what was signed, and which only look like it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/rewind.h"

#include <unistd.h>
#include "base/tree.h"
#include "logs/audit.h"
#include "logs/checkpoint.h"
#include "tests/logs/chain.h"

#define NOTES "journal/checkpoints"

/* A journal, its key, and copies of it from before. */
struct desk {
	struct ground g;
	char keys[128], journal[128];
};

/* more() - @n lines; signed, or not. */
static void more(struct desk *d, unsigned n, bool sign)
{
	struct journal *j = journal_at(&d->g);
	struct checkpoint *c = NULL;
	struct err e = { 0 };

	journal_limit_segment(j, 2048);
	append_some(j, n);
	CHECK_OK(checkpoint_open(d->journal, d->keys, &c, &e), e);
	if (sign)
		CHECK_OK(checkpoint_make(c, &e), e);
	checkpoint_close(c);
	journal_close(j);
}

static struct desk desk_make(void)
{
	struct desk d = { .g = ground_make() };

	if (!fmt_into(d.keys, sizeof d.keys, "%s/keys", d.g.folder) || mkdir(d.keys, 0700) != 0 ||
	    !fmt_into(d.journal, sizeof d.journal, "%s/journal", d.g.folder))
		abort();
	more(&d, 10, true);
	return d;
}

/* copy() - of the folder @from as @to, which gives way. */
static void copy(struct desk *d, const char *from, const char *to)
{
	char path[256];
	struct err e = { 0 };

	CHECK(fmt_into(path, sizeof path, "%s/%s", d->g.folder, from));
	CHECK_OK(file_remove_tree(ground_path(&d->g, to), &e), e);
	CHECK_OK(tree_copy(path, ground_path(&d->g, to), &e), e);
}

static bool behind(struct desk *d, uint64_t lines, uint64_t kept)
{
	struct rewind state;
	struct err e = { 0 };

	return CHECK_OK(rewind_check(d->journal, d->keys, &state, &e), e) &&
	       CHECK_EQ_INT(state.behind, lines > 0) &&
	       (lines == 0 ||
		(CHECK_EQ_UINT(state.lines, lines) && CHECK_EQ_UINT(state.kept, kept)));
}

/* refused() - by both, with nothing changed. */
static void refused(struct desk *d, const char *because)
{
	struct rewind state;
	struct err e = { 0 };
	size_t before = 0, after = 0;

	char *one = ground_read(&d->g, "keys/signed", &before);
	CHECK_ERR(rewind_accept(d->journal, d->keys, 0, &state, &e), e, ERR_SEALED);
	CHECK(!rewind_check(d->journal, d->keys, &state, &e));
	CHECK_HAS_STR(e.msg, because);
	char *two = ground_read(&d->g, "keys/signed", &after);
	CHECK(before == after && memcmp(one, two, before) == 0);
	CHECK(!ground_has(&d->g, "keys/rewound"));
	free(one);
	free(two);
}

static void audited(struct desk *d, uint64_t given_up, uint64_t kept)
{
	struct audit_report r;
	struct err e = { 0 };

	CHECK_OK(audit_journal(d->journal, NULL, NULL, &r, &e), e);
	if (!CHECK(r.verdict.good))
		printf("\t%s\n", r.verdict.why);
	CHECK_EQ_UINT(r.given_up, given_up);
	CHECK_EQ_UINT(r.kept, kept);
}

TEST(a_journal_that_goes_on_is_not_behind)
{
	struct desk d = desk_make();

	behind(&d, 0, 0);
	more(&d, 5, false);
	behind(&d, 0, 0);
	more(&d, 40, true);
	behind(&d, 0, 0);
	ground_remove(&d.g);
}

TEST(a_beginning_that_is_signed_is_accepted_once_and_told_of)
{
	const uint64_t lines = 72; /* 10, key_changed, checkpoint, 60 */
	struct desk d = desk_make();
	struct rewind state;
	struct err e = { 0 };

	copy(&d, "journal", "old");
	more(&d, 60, true);
	copy(&d, "old", "journal");
	behind(&d, lines, 11);
	CHECK_OK(rewind_accept(d.journal, d.keys, 7, &state, &e), e);
	CHECK(state.behind && state.lines == lines && state.kept == 11);
	behind(&d, 0, 0);
	audited(&d, lines, 11);
	more(&d, 5, true);
	audited(&d, lines, 11);
	CHECK_OK(rewind_accept(d.journal, d.keys, 7, &state, &e), e);
	CHECK(!state.behind);
	ground_remove(&d.g);
}

TEST(what_is_not_signed_is_no_proven_beginning)
{
	struct desk d = desk_make();

	more(&d, 1, false);
	copy(&d, "journal", "old");
	more(&d, 60, true);
	copy(&d, "old", "journal");
	refused(&d, "from 12 on, are not");
	ground_remove(&d.g);
}

TEST(what_was_changed_or_cut_is_refused)
{
	struct desk d = desk_make();
	size_t len = 0;

	copy(&d, "journal", "old");
	more(&d, 60, true);
	copy(&d, "old", "journal");
	char *data = ground_read(&d.g, FIRST, &len);
	data[300] ^= 1;
	ground_write(&d.g, FIRST, data, len);
	refused(&d, "is no beginning of it");
	data[300] ^= 1;
	ground_write(&d.g, FIRST, data, len);
	ground_write(&d.g, NOTES, "", 0);
	refused(&d, "is no beginning of it");
	copy(&d, "old", "journal");
	CHECK(unlink(ground_path(&d.g, FIRST)) == 0);
	refused(&d, "is no beginning of it");
	free(data);
	ground_remove(&d.g);
}

/* Somebody else's journal, whole and signed; and ours, written anew and signed by another key. */
TEST(what_another_key_signed_is_refused)
{
	struct desk d = desk_make(), other = desk_make();
	struct err e = { 0 };

	more(&d, 60, true);
	CHECK_OK(file_remove_tree(d.journal, &e), e);
	CHECK_OK(tree_copy(other.journal, d.journal, &e), e);
	refused(&d, "is no beginning of it");
	ground_remove(&d.g);
	ground_remove(&other.g);
}

/* After a restoring there are two histories under one key. Only one of them goes on. */
TEST(what_was_given_up_before_is_refused)
{
	struct desk d = desk_make();
	struct rewind state;
	struct err e = { 0 };

	copy(&d, "journal", "old");
	more(&d, 20, true);
	copy(&d, "journal", "given-up");
	more(&d, 20, true);
	copy(&d, "old", "journal");
	CHECK_OK(rewind_accept(d.journal, d.keys, 7, &state, &e), e);
	more(&d, 100, true);
	copy(&d, "journal", "new");
	more(&d, 10, true);
	copy(&d, "given-up", "journal");
	CHECK(!rewind_check(d.journal, d.keys, &state, &e));
	CHECK_HAS_STR(e.msg, "given up");
	err_clear(&e);
	copy(&d, "new", "journal");
	CHECK_OK(rewind_check(d.journal, d.keys, &state, &e), e);
	CHECK(state.behind && state.kept > 100);
	copy(&d, "old", "journal");
	CHECK_OK(rewind_accept(d.journal, d.keys, 7, &state, &e), e);
	CHECK_EQ_UINT(state.kept, 11);
	more(&d, 10, true);
	audited(&d, state.lines, 11);
	ground_remove(&d.g);
}

/* The line alone proves nothing: it must say what was signed last. */
TEST(a_line_that_tells_of_something_else_is_refused)
{
	struct desk d = desk_make();
	struct journal_body body = journal_body(JK_RESTORED);
	struct audit_report r;
	struct err e = { 0 };

	copy(&d, "journal", "old");
	more(&d, 60, true);
	copy(&d, "old", "journal");
	journal_put(&body, JF_UID, 1);
	journal_put(&body, JF_LINES, 70);
	journal_put_hash(&body, JF_ROOT, NULL);
	journal_put(&body, JF_KEPT, 11);
	struct journal *j = journal_at(&d.g);
	CHECK_OK(journal_append(j, "", &body, NULL, &e), e);
	refused(&d, "from 12 on, are not");
	journal_put(&body, JF_KEPT, 10);
	CHECK_OK(journal_append(j, "", &body, NULL, &e), e);
	CHECK_OK(audit_journal(d.journal, NULL, NULL, &r, &e), e);
	CHECK(!r.verdict.good);
	CHECK_HAS_STR(r.verdict.why, "of which 10 lines are kept");
	journal_close(j);
	ground_remove(&d.g);
}
