/* test_checkpoint.c - what is signed, what is refused, and what a crash in between leaves. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/checkpoint.h"

#include "logs/audit.h"
#include "tests/logs/chain.h"

#define NOTES "journal/checkpoints"

/* A journal and its key. */
struct desk {
	struct ground g;
	struct journal *j;
	struct checkpoint *c;
	char keys[256];
};

static void desk_sign(struct desk *d)
{
	struct err e = { 0 };

	CHECK_OK(checkpoint_make(d->c, &e), e);
}

/* desk_again() - as after a restart of both processes. */
static bool desk_again(struct desk *d)
{
	struct err e = { 0 };

	checkpoint_close(d->c);
	journal_close(d->j);
	d->c = NULL;
	d->j = journal_at(&d->g);
	return CHECK_OK(checkpoint_open(ground_path(&d->g, "journal"), d->keys, &d->c, &e), e);
}

/* desk_make() - @n lines, signed. */
static struct desk desk_make(unsigned n)
{
	struct desk d = { .g = ground_make() };

	if (!fmt_into(d.keys, sizeof d.keys, "%s/keys", d.g.folder) || mkdir(d.keys, 0700) != 0)
		abort();
	d.j = journal_at(&d.g);
	if (!desk_again(&d))
		abort();
	append_some(d.j, n);
	desk_sign(&d);
	return d;
}

static void desk_end(struct desk *d)
{
	checkpoint_close(d->c);
	journal_close(d->j);
	ground_remove(&d->g);
}

/* audited() - whole, with the key as it is now; lines signed. */
static uint64_t audited(struct desk *d, uint64_t notes)
{
	struct audit_report r;
	struct err e = { 0 };

	if (!CHECK_OK(audit_journal(ground_path(&d->g, "journal"), checkpoint_verifier(d->c), NULL,
				    &r, &e),
		      e))
		return 0;
	if (!CHECK(r.verdict.good))
		printf("\t%s:%" PRIu64 ": %s\n", r.verdict.file, r.verdict.file_line,
		       r.verdict.why);
	CHECK_EQ_UINT(r.notes, notes);
	return r.note.size;
}

/* cut_lines() - the last @n lines of the only segment. */
static void cut_lines(struct desk *d, int n)
{
	size_t len = 0;
	char *data = ground_read(&d->g, FIRST, &len);

	for (; n > 0 && len > 0; n--)
		do
			len--;
		while (len > 0 && data[len - 1] != '\n');
	ground_write(&d->g, FIRST, data, len);
	free(data);
}

TEST(checkpoint_signs_what_is_new_and_only_that)
{
	struct desk d = desk_make(5);

	CHECK_EQ_UINT(audited(&d, 1), 6); /* key_changed is a line, too */
	CHECK_EQ_UINT(checkpoint_waiting(d.c), 0);
	desk_sign(&d);
	CHECK_EQ_UINT(audited(&d, 1), 6);
	append_some(d.j, 3);
	CHECK_EQ_UINT(checkpoint_waiting(d.c), 3);
	desk_sign(&d);
	CHECK_EQ_UINT(audited(&d, 2), 10);
	desk_again(&d);
	append_some(d.j, 1);
	desk_sign(&d);
	audited(&d, 3);
	desk_end(&d);
}

/* Whoever may append to the journal must not make the keyring's key speak for one of his own. */
TEST(checkpoint_of_a_change_to_a_key_that_is_not_ours_is_refused)
{
	struct desk d = desk_make(3);
	struct journal_body body = journal_body(JK_KEY_CHANGED);
	const uint8_t foreign[VAULT_HASH_BYTES] = { 1, 2, 3 };
	struct err e = { 0 };

	journal_put_hash(&body, JF_PUBLIC_KEY, foreign);
	CHECK_OK(journal_append(d.j, "", &body, NULL, &e), e);
	CHECK(!checkpoint_make(d.c, &e));
	CHECK_EQ_INT(e.code, ERR_SEALED);
	CHECK_HAS_STR(e.msg, "line 6 names a key that is not in this keyring");
	err_clear(&e);
	desk_again(&d);
	CHECK_ERR(checkpoint_make(d.c, &e), e, ERR_SEALED);
	desk_end(&d);
}

TEST(checkpoint_follows_into_new_segments)
{
	struct desk d = desk_make(2);

	journal_limit_segment(d.j, 2048);
	for (int i = 0; i < 20; i++) {
		append_some(d.j, 3);
		if (i == 10)
			desk_again(&d);
		journal_limit_segment(d.j, 2048);
		desk_sign(&d);
	}
	CHECK(ground_has(&d.g, "journal/000005.jsonl"));
	audited(&d, 21);
	desk_end(&d);
}

TEST(checkpoint_refuses_an_end_that_was_cut_off)
{
	struct desk d = desk_make(9);
	struct err e = { 0 };
	size_t before = 0, after = 0;

	free(ground_read(&d.g, NOTES, &before));
	cut_lines(&d, 4);
	desk_again(&d);
	CHECK_ERR(checkpoint_make(d.c, &e), e, ERR_SEALED);
	free(ground_read(&d.g, NOTES, &after));
	CHECK_EQ_UINT(after, before);
	desk_end(&d);
}

TEST(checkpoint_refuses_an_end_that_was_written_anew)
{
	struct desk d = desk_make(9);
	struct err e = { 0 };

	cut_lines(&d, 4);
	desk_again(&d);
	append_some(d.j, 20); /* chained, as anybody can */
	CHECK_ERR(checkpoint_make(d.c, &e), e, ERR_SEALED);
	desk_end(&d);
}

TEST(checkpoint_hands_over_a_note_that_a_crash_kept_back)
{
	struct desk d = desk_make(4);
	size_t len = 0;
	char *notes = ground_read(&d.g, NOTES, &len);

	append_some(d.j, 3);
	desk_sign(&d);
	/* Killed between signing and telling, and another time within the note. */
	for (size_t kept = 0; kept <= 50; kept += 50) {
		size_t all = 0;
		char *both = ground_read(&d.g, NOTES, &all);
		ground_write(&d.g, NOTES, both, len + kept);
		free(both);
		if (kept == 0)
			cut_lines(&d, 1);
		desk_again(&d);
		append_some(d.j, 1);
		desk_sign(&d);
		if (kept == 0)
			audited(&d, 3);
	}
	free(notes);
	desk_end(&d);
}

TEST(checkpoint_changes_keys)
{
	struct desk d = desk_make(4);
	struct verifier old = *checkpoint_verifier(d.c);
	struct audit_report r;
	struct err e = { 0 };

	append_some(d.j, 3);
	CHECK_OK(checkpoint_renew(d.c, &e), e);
	CHECK(memcmp(old.key, checkpoint_verifier(d.c)->key, sizeof old.key) != 0);
	CHECK_EQ_STR(old.name, checkpoint_verifier(d.c)->name);
	append_some(d.j, 3);
	desk_sign(&d);
	audited(&d, 4);
	CHECK_OK(audit_journal(ground_path(&d.g, "journal"), &old, NULL, &r, &e), e);
	CHECK(r.verdict.good && r.given_signed && r.keys == 2);
	desk_again(&d);
	append_some(d.j, 1);
	desk_sign(&d);
	audited(&d, 5);
	desk_end(&d);
}

/* Zeros are what a journal without any note has for size and root: they are no note. */
TEST(checkpoint_line_before_any_note_is_told_of_nothing)
{
	struct ground g = ground_make();
	struct journal *j = journal_at(&g);
	struct journal_body body = journal_body(JK_CHECKPOINT);
	struct audit_report r;
	struct err e = { 0 };

	append_some(j, 2);
	journal_put(&body, JF_LINES, 0);
	journal_put_hash(&body, JF_ROOT, NULL);
	CHECK_OK(journal_append(j, "", &body, NULL, &e), e);
	CHECK_OK(audit_journal(ground_path(&g, "journal"), NULL, NULL, &r, &e), e);
	CHECK(!r.verdict.good);
	CHECK_EQ_STR(r.verdict.file, "000001.jsonl");
	CHECK_EQ_UINT(r.verdict.file_line, 3);
	CHECK_HAS_STR(r.verdict.why, "checkpoint about 0 lines is missing");
	journal_close(j);
	ground_remove(&g);
}

TEST(checkpoint_wants_its_memory_whole)
{
	struct desk d = desk_make(4);
	struct checkpoint *c = NULL;
	struct err e = { 0 };
	char file[32];

	for (int i = 0; i < 2; i++) {
		size_t len = 0;
		CHECK(fmt_into(file, sizeof file, "keys/%s", i ? "signer" : "signed"));
		char *data = ground_read(&d.g, file, &len);
		data[len / 2] ^= 1;
		ground_write(&d.g, file, data, len);
		CHECK_ERR(checkpoint_open(ground_path(&d.g, "journal"), d.keys, &c, &e), e,
			  ERR_SEALED);
		data[len / 2] ^= 1;
		ground_write(&d.g, file, data, len);
		free(data);
	}
	desk_again(&d);
	desk_end(&d);
}
