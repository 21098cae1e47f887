/* export.c - a job's lines in one file, each with its proof. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/export.h"

#include <inttypes.h>
#include <string.h>
#include "base/cleanup.h"
#include "base/str.h"
#include "logs/audit.h"
#include "logs/journal.h"
#include "logs/merkle_proof.h"

#define MAGIC "amtsbote-export 1"

/* ---- writing */

struct collection {
	const char *job;
	uint64_t size; /* lines that the checkpoint covers */
	struct merkle tree;
	struct merkle_proofs proofs;
	struct buf lines; /* those about the job, each with its line feed */
	uint64_t waiting;
};

static bool collect(void *self, const struct journal_line *line, const char *text, size_t len,
		    struct err *why)
{
	struct collection *c = self;
	bool ours = str_eq(line->job, c->job);
	struct merkle_watcher watcher = merkle_proofs_watcher(&c->proofs);
	uint8_t leaf[HASH_BYTES];

	(void)why; /* was verified before */
	if (line->n > c->size) {
		c->waiting += ours;
		return true;
	}
	if (ours && c->proofs.n < EXPORT_LINES_MAX + 1) {
		merkle_proofs_want(&c->proofs, &c->tree);
		buf_add(&c->lines, text, len);
		buf_addc(&c->lines, '\n');
	}
	merkle_leaf(c->tree.hasher, text, len, leaf);
	merkle_grow(&c->tree, leaf, &watcher);
	return true;
}

static void put_lines(const struct collection *c, struct buf *out)
{
	uint8_t path[MERKLE_LEVELS][HASH_BYTES];
	const char *at = c->lines.data;
	char hex[HASH_HEX_BYTES];

	for (size_t i = 0; i < c->proofs.n; i++) {
		size_t len = strcspn(at, "\n") + 1;
		buf_add(out, at, len);
		at += len;
		size_t n = merkle_proofs_path(&c->proofs, i, &c->tree, path);
		for (size_t k = 0; k < n; k++) {
			hash_hex(path[k], hex);
			buf_addf(out, "%s\n", hex);
		}
		buf_addc(out, '\n');
	}
}

static bool put_file(const struct collection *c, const struct audit_report *r, struct buf *out,
		     struct err *e)
{
	char key[VERIFIER_TEXT_BYTES];

	verifier_text(&r->key, key);
	buf_addf(out, MAGIC "\njob %s\nkey %s\nlines %zu\n\n%s\n", c->job, key, c->proofs.n,
		 r->text);
	put_lines(c, out);
	buf_adds(out, "end\n");
	return buf_check(out, "the exported file", e);
}

static bool collect_all(struct collection *c, const char *folder, const struct audit_report *r,
			struct err *e)
{
	struct journal_watcher watcher = { .self = c, .line = collect };
	struct journal_verdict again;
	uint8_t root[HASH_BYTES];

	if (!journal_verify_watched(folder, &watcher, &again, e) ||
	    !buf_check(&c->lines, "the lines about the job", e))
		return false;
	merkle_root(&c->tree, root);
	if (!again.good || memcmp(root, r->note.root, sizeof root) != 0)
		return err_set(e, ERR_SEALED, "the journal changed while it was read");
	if (c->proofs.n > EXPORT_LINES_MAX)
		return err_set(e, ERR_LIMIT, "more than %d lines about job %s", EXPORT_LINES_MAX,
			       c->job);
	if (c->proofs.n == 0)
		return err_set(e, ERR_INPUT,
			       c->waiting ? "job %s: nothing of it is signed yet"
					  : "job %s: the journal knows none",
			       c->job);
	return true;
}

bool export_write(const char *folder, const char *job, struct buf *out,
		  struct export_summary *ret_summary, struct err *e)
{
	CLEANUP(hasher_freep) struct hasher *hasher = hasher_new();
	struct collection c = { .job = job, .tree = { .hasher = hasher } };
	struct audit_report r;

	if (!audit_journal(folder, NULL, NULL, &r, e))
		return false;
	if (!r.verdict.good)
		return err_set(e, ERR_SEALED, "the journal is not whole: %s:%" PRIu64 ": %s",
			       r.verdict.file, r.verdict.file_line, r.verdict.why);
	if (r.notes == 0)
		return err_set(e, ERR_INPUT, "nothing of the journal is signed yet");
	c.size = r.note.size;
	buf_init(&c.lines, EXPORT_BYTES_MAX);
	bool done = collect_all(&c, folder, &r, e) && put_file(&c, &r, out, e);
	uint64_t lines = c.proofs.n;
	buf_clear(&c.lines);
	merkle_proofs_clear(&c.proofs);
	if (!done)
		return false;
	*ret_summary = (struct export_summary){
		.lines = lines, .waiting = c.waiting, .note = r.note, .key = r.key
	};
	(void)!fmt_into(ret_summary->job, sizeof ret_summary->job, "%s", job); /* an id */
	return true;
}

/* ---- reading */

struct reader {
	const char *at, *end;
	uint64_t number; /* of the line at hand */
	const char *line;
	size_t len; /* of it, without line feed */
	struct hasher *hasher;
	struct export_summary *s;
};

/* bad() - stop at the line at hand. Gives false. */
static bool bad(struct reader *r, const char *why)
{
	r->s->bad_line = r->number;
	(void)!fmt_into(r->s->why, sizeof r->s->why, "%.*s", (int)sizeof r->s->why - 1, why);
	return false;
}

static bool next_line(struct reader *r)
{
	const char *feed = memchr(r->at, '\n', (size_t)(r->end - r->at));

	r->number++;
	if (!feed)
		return bad(r, "the file ends early");
	r->line = r->at;
	r->len = (size_t)(feed - r->at);
	r->at = feed + 1;
	return true;
}

/* word() - the line at hand is @name and a blank and what is copied to @ret_value. */
static bool word(struct reader *r, const char *name, char *ret_value, size_t room)
{
	size_t skip = strlen(name) + 1;

	if (!next_line(r))
		return false;
	if (r->len <= skip || r->len - skip >= room || memcmp(r->line, name, skip - 1) != 0 ||
	    r->line[skip - 1] != ' ' || memchr(r->line, 0, r->len))
		return bad(r, "the head of the file is not in its form");
	memcpy(ret_value, r->line + skip, r->len - skip);
	ret_value[r->len - skip] = 0;
	return true;
}

static bool read_head(struct reader *r)
{
	char key[VERIFIER_TEXT_BYTES], lines[24];
	struct err why = { 0 };

	if (!next_line(r))
		return false;
	if (r->len != strlen(MAGIC) || memcmp(r->line, MAGIC, r->len) != 0)
		return bad(r, "this is no exported file, or one of another version");
	if (!word(r, "job", r->s->job, sizeof r->s->job))
		return false;
	if (!journal_id_valid(r->s->job))
		return bad(r, "the job's mark is none");
	if (!word(r, "key", key, sizeof key))
		return false;
	if (!verifier_read(key, &r->s->key, &why))
		return bad(r, why.msg);
	if (!word(r, "lines", lines, sizeof lines))
		return false;
	if (!str_to_u64(lines, EXPORT_LINES_MAX, &r->s->lines) || lines[0] == '0')
		return bad(r, "the number of lines is none");
	return next_line(r) && (r->len == 0 || bad(r, "an empty line is expected here"));
}

static bool read_note(struct reader *r, const struct verifier *given)
{
	const char *text = r->at;
	struct note *n = &r->s->note;
	struct err why = { 0 };
	size_t len;

	r->number++;
	if (note_read(text, (size_t)(r->end - text), n, &len, &why) != NOTE_WHOLE)
		return bad(r, why.code ? why.msg : "the file ends early");
	if (!str_eq(n->origin, r->s->key.name) ||
	    note_signed_by(n, text, &r->s->key) != NOTE_SIGNED)
		return bad(r, "the checkpoint is not signed with the key that the file names");
	r->s->given_signed = given && str_eq(given->name, n->origin) &&
			     note_signed_by(n, text, given) == NOTE_SIGNED;
	if (given && !r->s->given_signed)
		return bad(r, "the checkpoint is not signed with the key that was given");
	for (size_t i = 0; i < len; i++)
		r->number += text[i] == '\n';
	r->number--; /* next_line() counts the line it gives */
	r->at = text + len;
	return true;
}

static bool read_path(struct reader *r, uint8_t path[MERKLE_LEVELS][HASH_BYTES], size_t *ret_n)
{
	char hex[HASH_HEX_BYTES] = "";
	size_t n = 0;

	for (;; n++) {
		if (!next_line(r))
			return false;
		if (r->len == 0)
			break;
		if (n == MERKLE_LEVELS || r->len != sizeof hex - 1)
			return bad(r, "a hash of the proof is none");
		memcpy(hex, r->line, sizeof hex - 1);
		if (!hash_from_hex(hex, path[n]))
			return bad(r, "a hash of the proof is none");
	}
	*ret_n = n;
	return true;
}

/* read_line() - one line of the journal and its proof. */
static bool read_line(struct reader *r, uint64_t *last)
{
	uint8_t path[MERKLE_LEVELS][HASH_BYTES];
	struct merkle_claim claim = { .n = r->s->note.size };
	struct journal_line line;
	struct err why = { 0 };
	size_t n;

	if (!next_line(r))
		return false;
	uint64_t number = r->number;
	if (r->len > JOURNAL_LINE_MAX || !journal_line_read(r->line, r->len, &line, &why))
		return bad(r, why.code ? why.msg : "the line is too long");
	if (!str_eq(line.job, r->s->job))
		return bad(r, "the line is about another job");
	if (line.n <= *last || line.n > claim.n)
		return bad(r, "the line's number is out of order, or beyond the checkpoint");
	claim.index = line.n - 1;
	merkle_leaf(r->hasher, r->line, r->len, claim.leaf);
	memcpy(claim.root, r->s->note.root, sizeof claim.root);
	if (!read_path(r, path, &n))
		return false;
	if (!merkle_proves(r->hasher, &claim, (const uint8_t(*)[HASH_BYTES])path, n)) {
		r->number = number;
		return bad(r, "the line does not stand in the signed journal");
	}
	r->s->first = *last ? r->s->first : line.n;
	r->s->last = *last = line.n;
	return true;
}

static bool read_all(struct reader *r, const struct verifier *given)
{
	uint64_t last = 0;

	if (!read_head(r) || !read_note(r, given))
		return false;
	for (uint64_t i = 0; i < r->s->lines; i++)
		if (!read_line(r, &last))
			return false;
	if (!next_line(r))
		return false;
	if (r->len != 3 || memcmp(r->line, "end", 3) != 0)
		return bad(r, "'end' is expected here");
	if (r->at == r->end)
		return true;
	r->number++;
	return bad(r, "the file goes on behind its end");
}

bool export_is(const char *text, size_t len)
{
	return len > strlen(MAGIC) && memcmp(text, MAGIC, strlen(MAGIC) - 1) == 0;
}

void export_verify(const char *text, size_t len, const struct verifier *given,
		   struct export_summary *ret_summary)
{
	CLEANUP(hasher_freep) struct hasher *hasher = hasher_new();
	struct reader r = { .at = text, .end = text + len, .hasher = hasher, .s = ret_summary };

	*ret_summary = (struct export_summary){ 0 };
	(void)!read_all(&r, given); /* bad() has said what there is to say */
}
