/* audit.c - is a journal whole, and what was signed of it? */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/audit.h"

#include <inttypes.h>
#include <string.h>
#include "base/cleanup.h"
#include "base/str.h"
#include "logs/journal_line.h"
#include "logs/merkle.h"
#include "logs/note_file.h"

struct audit {
	const struct verifier *given;          /* borrowed; may be NULL */
	const struct journal_watcher *watcher; /* borrowed; may be NULL */
	struct audit_report *report;           /* borrowed */
	struct merkle tree;
	struct note_reader reader;
	/* The note that comes next, and whether there is one. */
	enum note_next state;
	struct note next;
	uint64_t next_line; /* in the file of checkpoints */
	struct err next_why;
	/* Keys: whose signature is demanded, and which may follow. */
	bool has_key, has_heir;
	uint8_t key[VERIFIER_KEY_BYTES], heir[VERIFIER_KEY_BYTES];
	/* Where a failure lies, if it is not the line at hand. */
	bool failed, in_notes;
	uint64_t notes_line;
	uint64_t lines; /* that fit, whatever failed */
};

/* ---- failures */

/* in_notes() - the failure lies in the file of checkpoints. Gives false. */
static bool in_notes(struct audit *a, uint64_t line, uint64_t lines)
{
	a->in_notes = true;
	a->notes_line = line;
	a->lines = lines;
	return false;
}

/* ---- notes */

/* load() - the next note; it must be about more lines than the last. */
static void load(struct audit *a)
{
	err_clear(&a->next_why);
	a->state = note_reader_next(&a->reader, &a->next, &a->next_line, &a->next_why);
	if (a->state != NOTE_NEXT || a->next.size > a->report->note.size)
		return;
	a->state = NOTE_NEXT_BAD;
	(void)err_set(&a->next_why, ERR_SEALED,
		      "this checkpoint is about %" PRIu64 " lines, the one before about %" PRIu64,
		      a->next.size, a->report->note.size);
}

/* check_given() - has the key that was given signed this note, or is it the one to follow? */
static void check_given(struct audit *a, const struct verifier *v)
{
	if (a->given && str_eq(a->given->name, v->name) &&
	    memcmp(a->given->key, v->key, sizeof v->key) == 0)
		a->report->given_signed = true;
}

/* check_heir() - a key that is to follow takes over once a note carries both signatures. */
static bool check_heir(struct audit *a, struct err *why)
{
	struct verifier heir;

	if (!a->has_heir)
		return true;
	verifier_init(&heir, a->next.origin, a->heir);
	switch (note_signed_by(&a->next, a->reader.text, &heir)) {
	case NOTE_UNSIGNED: return true;
	case NOTE_FORGED:
		return err_set(why, ERR_SEALED, "the signature of the following key is wrong");
	case NOTE_SIGNED: break;
	}
	memcpy(a->key, a->heir, sizeof a->key);
	a->has_heir = false;
	a->report->keys++;
	a->report->key = heir;
	check_given(a, &heir);
	return true;
}

static bool check_signatures(struct audit *a, struct err *why)
{
	struct verifier v;

	if (!a->has_key)
		return err_set(why, ERR_SEALED, "no line before it names a key");
	if (a->report->notes > 0 && !str_eq(a->next.origin, a->report->note.origin))
		return err_set(why, ERR_SEALED, "the checkpoint is of another journal, '%s'",
			       a->next.origin);
	verifier_init(&v, a->next.origin, a->key);
	switch (note_signed_by(&a->next, a->reader.text, &v)) {
	case NOTE_UNSIGNED:
		return err_set(why, ERR_SEALED,
			       "the checkpoint is not signed with the journal's key");
	case NOTE_FORGED: return err_set(why, ERR_SEALED, "the checkpoint's signature is wrong");
	case NOTE_SIGNED: break;
	}
	a->report->key = v;
	check_given(a, &v);
	return check_heir(a, why);
}

/* check_note() - the one about all lines so far. */
static bool check_note(struct audit *a, struct err *why)
{
	struct audit_report *r = a->report;
	uint8_t root[HASH_BYTES];

	if (!check_signatures(a, why))
		return in_notes(a, a->next_line, a->tree.n);
	merkle_root(&a->tree, root);
	if (memcmp(root, a->next.root, sizeof root) != 0) {
		a->lines = r->note.size;
		return err_set(why, ERR_SEALED,
			       "lines %" PRIu64 " to %" PRIu64
			       " are not those that were signed (checkpoint in line %" PRIu64 ")",
			       r->note.size + 1, a->next.size, a->next_line);
	}
	if (r->notes++ == 0)
		r->since_us = a->next.t_us;
	r->note = a->next;
	memcpy(r->text, a->reader.text, a->reader.text_len);
	r->text[a->reader.text_len - 1] = 0; /* without the empty line behind it */
	load(a);
	return true;
}

/* ---- lines */

/* check_restored() - what is kept is what was signed last, and there was more. */
static bool check_restored(struct audit *a, const struct journal_line *line, struct err *why)
{
	const struct journal_body *b = &line->body;
	struct audit_report *r = a->report;

	if (r->notes == 0 || b->value[JF_KEPT].count != r->note.size ||
	    b->value[JF_LINES].count <= r->note.size)
		return err_set(why, ERR_SEALED,
			       "it tells of a restored journal of which %" PRIu64
			       " lines are kept; the last checkpoint is about %" PRIu64,
			       b->value[JF_KEPT].count, r->note.size);
	r->restored = line->n;
	r->given_up = b->value[JF_LINES].count;
	r->kept = b->value[JF_KEPT].count;
	memcpy(r->given_up_root, b->value[JF_ROOT].hash, sizeof r->given_up_root);
	return true;
}

static bool check_kind(struct audit *a, const struct journal_line *line, struct err *why)
{
	const struct journal_body *b = &line->body;
	const struct note *last = &a->report->note;

	if (b->kind == JK_CHECKPOINT) {
		if (a->report->notes == 0 || b->value[JF_LINES].count != last->size)
			return err_set(why, ERR_SEALED,
				       "the checkpoint about %" PRIu64 " lines is missing",
				       b->value[JF_LINES].count);
		if (memcmp(b->value[JF_ROOT].hash, last->root, sizeof last->root) != 0)
			return err_set(why, ERR_SEALED,
				       "the checkpoint about %" PRIu64 " lines has another root",
				       last->size);
	}
	if (b->kind == JK_RESTORED && !check_restored(a, line, why))
		return false;
	if (b->kind == JK_KEY_CHANGED && !a->has_key) {
		memcpy(a->key, b->value[JF_PUBLIC_KEY].hash, sizeof a->key);
		a->has_key = true;
		a->report->keys = 1;
	} else if (b->kind == JK_KEY_CHANGED) {
		memcpy(a->heir, b->value[JF_PUBLIC_KEY].hash, sizeof a->heir);
		a->has_heir = memcmp(a->heir, a->key, sizeof a->key) != 0;
	}
	return true;
}

/* examine() - one line that follows the one before. */
static bool examine(struct audit *a, const struct journal_line *line, const char *text, size_t len,
		    struct err *why)
{
	uint8_t leaf[HASH_BYTES];

	a->lines = a->tree.n;
	if (a->state == NOTE_NEXT_BAD) {
		*why = a->next_why;
		return in_notes(a, a->next_line, a->tree.n);
	}
	if (!check_kind(a, line, why))
		return false;
	merkle_leaf(a->tree.hasher, text, len, leaf);
	merkle_grow(&a->tree, leaf, NULL);
	if (a->state == NOTE_NEXT && a->next.size == a->tree.n && !check_note(a, why))
		return false;
	return !a->watcher || !a->watcher->line ||
	       a->watcher->line(a->watcher->self, line, text, len, why);
}

static bool see_line(void *self, const struct journal_line *line, const char *text, size_t len,
		     struct err *why)
{
	struct audit *a = self;

	a->failed = !examine(a, line, text, len, why);
	return !a->failed;
}

static bool see_begin(void *self, int folder_fd, struct err *e)
{
	struct audit *a = self;

	if (!note_reader_init(&a->reader, folder_fd, e))
		return false;
	load(a);
	return !a->watcher || !a->watcher->begin ||
	       a->watcher->begin(a->watcher->self, folder_fd, e);
}

/* check_end() - nothing is signed that is not there. */
static bool check_end(struct audit *a, struct err *why)
{
	struct audit_report *r = a->report;

	switch (a->state) {
	case NOTE_NEXT:
		(void)err_set(why, ERR_SEALED,
			      "%" PRIu64 " lines were signed, the journal has %" PRIu64
			      ": its end was cut off",
			      a->next.size, a->tree.n);
		return in_notes(a, a->next_line, a->tree.n);
	case NOTE_NEXT_BAD:
	case NOTE_NEXT_FAILED: *why = a->next_why; return in_notes(a, a->next_line, a->tree.n);
	case NOTE_NEXT_TORN: r->torn = true; break;
	case NOTE_NEXT_NONE: break;
	}
	if (!a->given || r->given_signed)
		return true;
	(void)err_set(why, ERR_SEALED,
		      r->notes ? "no checkpoint is signed with the key that was given"
			       : "there is no checkpoint, nothing is signed");
	return in_notes(a, 0, a->tree.n);
}

/* tell() - a failure that audit found, in the verdict. */
static void tell(const struct audit *a, const struct err *why)
{
	struct journal_verdict *v = &a->report->verdict;

	v->good = false;
	v->lines = a->lines;
	if (!a->in_notes)
		return;
	memcpy(v->file, NOTE_FILE, sizeof NOTE_FILE);
	v->file_line = a->notes_line;
	if (why->code)
		(void)!fmt_into(v->why, sizeof v->why, "%.*s", (int)sizeof v->why - 1, why->msg);
}

bool audit_journal(const char *folder, const struct verifier *given,
		   const struct journal_watcher *watcher, struct audit_report *ret_report,
		   struct err *e)
{
	CLEANUP(hasher_freep) struct hasher *hasher = hasher_new();
	struct audit a = { .given = given, .watcher = watcher, .report = ret_report };
	struct journal_watcher mine = { &a, see_begin, see_line };
	struct err why = { 0 };

	*ret_report = (struct audit_report){ 0 };
	a.tree.hasher = hasher;
	a.reader.fd = -1;
	bool read = journal_verify_watched(folder, &mine, &ret_report->verdict, e);
	if (read && (a.failed || (ret_report->verdict.good && !check_end(&a, &why))))
		tell(&a, &why);
	note_reader_clear(&a.reader);
	if (read && a.state == NOTE_NEXT_FAILED) {
		*e = a.next_why;
		return false;
	}
	return read;
}
