/* checkpoint.c - making signed checkpoints of a journal. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/checkpoint.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "base/fault.h"
#include "base/mem.h"
#include "logs/journal.h"
#include "logs/journal_segment.h"
#include "logs/signer.h"

struct checkpoint {
	int folder_fd;          /* owned */
	struct journal *j;      /* owned */
	struct signer *signer;  /* owned */
	struct hasher *hasher;  /* owned */
	struct signer_seen now; /* how far the journal was read; at or ahead of what was signed */
	uint64_t own;           /* number of the last line that told of a checkpoint */
	bool proven;            /* what is read was signed: all its keys were ours */
	bool settled;           /* what a crash left between signing and telling is done */
};

bool checkpoint_open(const char *journal, const char *keys, struct checkpoint **ret_checkpoint,
		     struct err *e)
{
	CLEANUP(checkpoint_closep) struct checkpoint *c = mem_zalloc(sizeof *c);

	c->folder_fd = -1;
	c->hasher = hasher_new();
	if (!signer_open(keys, &c->signer, e) || !journal_open(journal, "keys", &c->j, e))
		return false;
	c->folder_fd = open(journal, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (c->folder_fd < 0)
		return err_set(e, ERR_IO, "open '%s': %s", journal, strerror(errno));
	c->now = *signer_seen(c->signer);
	c->now.tree.hasher = c->now.tail.hasher = c->hasher;
	*ret_checkpoint = TAKE(c);
	return true;
}

void checkpoint_close(struct checkpoint *c)
{
	if (!c)
		return;
	journal_close(c->j);
	signer_close(c->signer);
	hasher_free(c->hasher);
	close_fdp(&c->folder_fd);
	free(c);
}

const struct verifier *checkpoint_verifier(const struct checkpoint *c)
{
	return signer_verifier(c->signer);
}

uint64_t checkpoint_waiting(struct checkpoint *c)
{
	uint64_t n = journal_tail(c->j), covered = signer_seen(c->signer)->tree.n;

	if (n <= covered)
		return 0;
	return n - covered - (c->own > covered);
}

/* ---- reading what is to be signed */

static bool is_key(const struct verifier *v, const uint8_t key[VAULT_HASH_BYTES])
{
	return v && memcmp(v->key, key, sizeof v->key) == 0;
}

/* is_ours() - a change of key is signed only if this keyring has the new key: what is signed says
 * that notes by that key alone are good from there on. */
static bool is_ours(const struct checkpoint *c, const struct journal_line *line)
{
	const uint8_t *key = line->body.value[JF_PUBLIC_KEY].hash;

	return c->proven || line->body.kind != JK_KEY_CHANGED ||
	       is_key(signer_verifier(c->signer), key) || is_key(signer_next(c->signer), key);
}

/* take_lines() - the whole lines of one segment, up to line @n. Every one is checked. */
static bool take_lines(const struct checkpoint *c, struct signer_seen *s, int fd, uint64_t n,
		       struct err *e)
{
	CLEANUP(journal_reader_clear) struct journal_reader r = { 0 };
	struct journal_line line;
	enum journal_found found;
	uint8_t leaf[HASH_BYTES];
	const char *text;
	uint64_t size;
	size_t len;

	if (!journal_segment_size(fd, &size, e))
		return false;
	if (size < s->tail.end)
		return err_set(e, ERR_SEALED, "it became shorter than what was signed");
	journal_reader_init(&r, fd, s->tail.end, size);
	while (s->tree.n < n) {
		if (!journal_reader_next(&r, &found, &text, &len, e))
			return false;
		if (found == JOURNAL_FOUND_END)
			return true;
		if (found != JOURNAL_FOUND_LINE)
			return err_set(e, ERR_SEALED, "line %" PRIu64 " is torn or too long",
				       s->tree.n + 1);
		if (!journal_tail_fits(&s->tail, text, len, &line, e))
			return err_wrap(e, "line %" PRIu64, s->tree.n + 1);
		if (!is_ours(c, &line))
			return err_set(e, ERR_SEALED,
				       "line %" PRIu64 " names a key that is not in this keyring",
				       line.n);
		merkle_leaf(s->tree.hasher, text, len, leaf);
		merkle_grow(&s->tree, leaf, NULL);
	}
	return true;
}

/* take_segment() - the lines of one segment, which then are on the disk. */
static bool take_segment(struct checkpoint *c, struct signer_seen *s, uint64_t n, struct err *e)
{
	CLEANUP(close_fdp) int fd = -1;

	if (!journal_segment_open(c->folder_fd, s->segment, O_RDONLY, &fd, e))
		return false;
	if (fd < 0)
		return err_set(e, ERR_SEALED, "it is missing");
	if (!take_lines(c, s, fd, n, e))
		return false;
	/* What is signed must outlive a loss of power: grouped lines were not synced yet. */
	return fdatasync(fd) == 0 || err_set(e, ERR_IO, "sync: %s", strerror(errno));
}

/* advance() - read up to line @n. On failure c->now stays where it was. */
static bool advance(struct checkpoint *c, uint64_t n, struct err *e)
{
	struct signer_seen s = c->now;

	if (n < s.tree.n)
		return err_set(e, ERR_SEALED,
			       "the journal has %" PRIu64 " lines, %" PRIu64
			       " were signed: its end was cut off",
			       n, s.tree.n);
	if (s.segment == 0)
		s.segment = 1;
	while (take_segment(c, &s, n, e)) {
		if (s.tree.n == n) {
			c->now = s;
			return true;
		}
		if (s.segment == JOURNAL_SEGMENTS_MAX)
			return err_set(e, ERR_LIMIT, "too many segments");
		s.segment++;
		s.tail.end = 0;
	}
	return err_wrap(e, "segment %u", s.segment);
}

/* ---- signing and telling */

static int64_t now_us(void)
{
	struct timespec t = { 0 };

	(void)clock_gettime(CLOCK_REALTIME, &t); /* exists on every Linux */
	return t.tv_sec < 0 ? 0 : (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* vouched() - does the last note carry the signature of the key that is to follow? */
static bool vouched(const struct checkpoint *c)
{
	const struct verifier *next = signer_next(c->signer);
	const char *text = signer_seen(c->signer)->note;
	struct err why = { 0 };
	struct note n;
	size_t len;

	return next && note_read(text, strlen(text), &n, &len, &why) == NOTE_WHOLE &&
	       note_signed_by(&n, text, next) == NOTE_SIGNED;
}

/* settle() - a note that was signed is handed over, whatever happened since. */
static bool settle(struct checkpoint *c, struct err *e)
{
	const char *note = signer_seen(c->signer)->note;

	if (c->settled)
		return true;
	if (*note && !journal_checkpoint(c->j, note, NULL, NULL, e))
		return false;
	if (vouched(c) && !signer_switch(c->signer, e))
		return false;
	c->settled = true;
	return true;
}

/* name_key() - the line that lets readers know which key signs from here on. */
static bool name_key(struct checkpoint *c, struct err *e)
{
	const struct verifier *next = signer_next(c->signer);
	struct journal_body body = journal_body(JK_KEY_CHANGED);

	if (!next && signer_seen(c->signer)->tree.n > 0)
		return true;
	journal_put_hash(&body, JF_PUBLIC_KEY, (next ? next : signer_verifier(c->signer))->key);
	return journal_append(c->j, "", &body, NULL, e);
}

/* sign() - c->now: remembered before anybody has it, kept, told. */
static bool sign(struct checkpoint *c, struct err *e)
{
	struct note note = { .size = c->now.tree.n, .t_us = now_us() };
	struct journal_body body = journal_body(JK_CHECKPOINT);
	CLEANUP(buf_clear) struct buf text = { 0 };

	merkle_root(&c->now.tree, note.root);
	signer_sign(c->signer, &note);
	buf_init(&text, NOTE_MAX - 1);
	note_write(&note, &text);
	if (!buf_check(&text, "a checkpoint", e))
		return false;
	memset(c->now.note, 0, sizeof c->now.note);
	memcpy(c->now.note, text.data, text.len_bytes);
	if (!signer_remember(c->signer, &c->now, e))
		return false;
	fault_point("checkpoint-signed");
	c->settled = false;
	journal_put(&body, JF_LINES, note.size);
	journal_put_hash(&body, JF_ROOT, note.root);
	if (!journal_checkpoint(c->j, text.data, &body, &c->own, e))
		return false;
	fault_point("checkpoint-told");
	return settle(c, e);
}

bool checkpoint_make(struct checkpoint *c, struct err *e)
{
	if (!settle(c, e))
		return err_wrap(e, "checkpoint");
	uint64_t n = journal_tail(c->j);
	if (n > 0 && n >= c->now.tree.n && checkpoint_waiting(c) == 0 && !signer_next(c->signer))
		return true;
	if (!name_key(c, e) || !advance(c, journal_tail(c->j), e) || !sign(c, e))
		return err_wrap(e, "checkpoint");
	return true;
}

bool checkpoint_renew(struct checkpoint *c, struct err *e)
{
	/* The old key signs once more what it knows, before another is spoken of. */
	return checkpoint_make(c, e) && signer_renew(c->signer, e) && checkpoint_make(c, e);
}

bool checkpoint_rewind(const char *journal, const char *keys, const struct audit_report *report,
		       struct err *e)
{
	CLEANUP(checkpoint_closep) struct checkpoint *c = NULL;
	size_t len = strlen(report->text);

	if (!checkpoint_open(journal, keys, &c, e))
		return false;
	c->now = (struct signer_seen){ .tree.hasher = c->hasher,
				       .tail = { .known = true, .hasher = c->hasher } };
	c->proven = true;
	if (!advance(c, report->note.size, e))
		return false;
	assert(len + 1 < sizeof c->now.note);
	memcpy(c->now.note, report->text, len);
	c->now.note[len] = '\n'; /* the empty line that ends a note */
	return signer_remember(c->signer, &c->now, e);
}
