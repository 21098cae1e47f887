/* rewind.c - a journal that ends before what was signed last: provably its beginning, or not. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/rewind.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>
#include "base/arena.h"
#include "base/cleanup.h"
#include "base/fault.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "logs/audit.h"
#include "logs/checkpoint.h"
#include "logs/journal.h"
#include "logs/journal_segment.h"
#include "logs/signer.h"

/* BRANCHES_MAX: restorings of one journal; more are no accidents. ROW_BYTES: of the file. */
enum { BRANCHES_MAX = 64, ROW_BYTES = 20 + 1 + 20 + 1 + HASH_HEX_BYTES };

/* An earlier restoring: what was signed between .kept and then was given up. */
struct branch {
	uint64_t kept;
	uint64_t at; /* number of its line `restored` */
	uint8_t hash[HASH_BYTES];
	bool found; /* that line is in the journal at hand */
};

/* One look at a journal; all owned by the arena or the caller. */
struct look {
	const char *journal, *file; /* file: "rewound" in the keyring's folder */
	const struct signer_seen *seen;
	const struct verifier *key;
	struct rewind state;
	struct branch list[BRANCHES_MAX];
	size_t n;
	uint64_t other;     /* last line that tells of something else */
	struct branch told; /* by a line `restored` for what is signed now; at 0: by none */
	struct audit_report report;
};

/* ---- the file of earlier restorings */

/* parse_row() - "KEPT AT HASH", ended by a line feed. */
static bool parse_row(char **at, struct branch *b)
{
	char *feed = strchr(*at, '\n'), *one, *two;

	if (!feed)
		return false;
	*feed = 0;
	one = strchr(*at, ' ');
	two = one ? strchr(one + 1, ' ') : NULL;
	if (!two)
		return false;
	*one = *two = 0;
	bool good = str_to_u64(*at, INT64_MAX, &b->kept) &&
		    str_to_u64(one + 1, INT64_MAX, &b->at) && hash_from_hex(two + 1, b->hash);
	*at = feed + 1;
	return good;
}

static bool read_branches(struct look *l, struct err *e)
{
	CLEANUP(mem_freep) char *text = NULL;
	size_t len;

	if (access(l->file, F_OK) != 0 && errno == ENOENT)
		return true;
	if (!file_read(l->file, (size_t)BRANCHES_MAX * ROW_BYTES, &text, &len, e))
		return false;
	for (char *at = text; *at; l->n++)
		if (l->n == BRANCHES_MAX || !parse_row(&at, &l->list[l->n]))
			return err_set(e, ERR_SEALED, "'%s' is damaged", l->file);
	return true;
}

/* keep_branch() - the restoring at hand, durable, once. */
static bool keep_branch(struct look *l, struct err *e)
{
	CLEANUP(buf_clear) struct buf text = { 0 };
	char hex[HASH_HEX_BYTES];

	if (l->n > 0 && l->list[l->n - 1].at == l->told.at &&
	    memcmp(l->list[l->n - 1].hash, l->told.hash, HASH_BYTES) == 0)
		return true;
	if (l->n == BRANCHES_MAX)
		return err_set(e, ERR_LIMIT, "restored %d times already", BRANCHES_MAX);
	l->list[l->n++] = l->told;
	buf_init(&text, (size_t)BRANCHES_MAX * ROW_BYTES);
	for (size_t i = 0; i < l->n; i++) {
		hash_hex(l->list[i].hash, hex);
		buf_addf(&text, "%" PRIu64 " %" PRIu64 " %s\n", l->list[i].kept, l->list[i].at,
			 hex);
	}
	return buf_check(&text, "restorings", e) &&
	       file_write_private(l->file, text.data, text.len_bytes, e);
}

/* ---- looking */

/*
 * goes_on() - is the last line that was signed where it was? By its hash: all before hang on it.
 * Then the checkpoints to come read on from there.
 */
static bool goes_on(const struct look *l, bool *ret_does, struct err *e)
{
	CLEANUP(close_fdp) int folder_fd = open(l->journal, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	CLEANUP(close_fdp) int fd = -1;
	const struct journal_tail_state *tail = &l->seen->tail;
	char text[JOURNAL_LINE_MAX + 2];
	uint8_t hash[HASH_BYTES];

	*ret_does = l->seen->tree.n == 0;
	if (*ret_does || (folder_fd < 0 && errno == ENOENT))
		return true;
	if (folder_fd < 0)
		return err_set(e, ERR_IO, "open '%s': %s", l->journal, strerror(errno));
	if (!journal_segment_open(folder_fd, l->seen->segment, O_RDONLY, &fd, e) || fd < 0)
		return e->code == ERR_NONE;
	size_t have = tail->end < sizeof text ? (size_t)tail->end : sizeof text;
	ssize_t got = pread(fd, text, have, (off_t)(tail->end - have));
	if (got < 0)
		return err_set(e, ERR_IO, "read '%s': %s", l->journal, strerror(errno));
	if ((size_t)got < have || have < 2 || text[have - 1] != '\n')
		return true;
	const char *feed = memrchr(text, '\n', have - 1);
	const char *line = feed ? feed + 1 : text;
	hash_of(line, (size_t)(text + have - 1 - line), hash);
	*ret_does = memcmp(hash, tail->hash, sizeof hash) == 0;
	return true;
}

/* is_ours() - does the line tell of the restoring at hand? */
static bool is_ours(const struct look *l, const struct journal_body *b)
{
	return b->kind == JK_RESTORED && b->value[JF_LINES].count == l->state.lines &&
	       memcmp(b->value[JF_ROOT].hash, l->state.root, HASH_BYTES) == 0;
}

/* see_line() - for audit_journal(), which holds a line `checkpoint` against the last note. */
static bool see_line(void *self, const struct journal_line *line, const char *text, size_t len,
		     struct err *why)
{
	struct look *l = self;
	const struct journal_body *b = &line->body;
	uint8_t hash[HASH_BYTES];

	(void)why; /* whatever a line says, it fits */
	if (b->kind != JK_RESTORED) {
		l->other = b->kind == JK_CHECKPOINT ? l->other : line->n;
		return true;
	}
	hash_of(text, len, hash);
	for (size_t i = 0; i < l->n; i++)
		if (l->list[i].at == line->n && memcmp(l->list[i].hash, hash, HASH_BYTES) == 0)
			l->list[i].found = true;
	if (!is_ours(l, b)) {
		l->other = line->n;
		return true;
	}
	l->told = (struct branch){ .kept = b->value[JF_KEPT].count, .at = line->n };
	memcpy(l->told.hash, hash, sizeof hash);
	return true;
}

/* check_branches() - it is no part of what was given up: from the last restoring back. */
static bool check_branches(const struct look *l, struct err *e)
{
	for (size_t i = l->n; i > 0; i--) {
		const struct branch *b = &l->list[i - 1];
		if (l->state.kept >= b->at && b->found)
			return true;
		if (l->state.kept > b->kept)
			return err_set(e, ERR_SEALED,
				       "it is a copy of what was given up when the state was"
				       " restored before (line %" PRIu64 ")",
				       b->at);
	}
	return true;
}

/* prove() - that it is a beginning of what was signed. */
static bool prove(struct look *l, struct err *e)
{
	const struct journal_watcher watcher = { .self = l, .line = see_line };
	const struct journal_verdict *v = &l->report.verdict;

	if (!audit_journal(l->journal, l->key, &watcher, &l->report, e))
		return false;
	l->state.kept = l->report.note.size;
	if (!v->good)
		return err_set(e, ERR_SEALED,
			       "it does not go on from what was signed, and is no beginning of it:"
			       " %s:%" PRIu64 ": %s",
			       v->file, v->file_line, v->why);
	if (v->lines >= l->state.lines || l->state.kept >= l->state.lines)
		return err_set(e, ERR_SEALED, "it is not the one that was signed");
	if (l->other > l->state.kept)
		return err_set(e, ERR_SEALED,
			       "%" PRIu64 " lines were signed; of its %" PRIu64
			       " the last ones, from %" PRIu64
			       " on, are not: nobody can tell that they were among them",
			       l->state.lines, v->lines, l->state.kept + 1);
	return check_branches(l, e);
}

static bool look(struct look *l, struct err *e)
{
	CLEANUP(hasher_freep) struct hasher *hasher = hasher_new();
	struct merkle tree = l->seen->tree;
	bool same;

	if (!goes_on(l, &same, e))
		return false;
	l->state = (struct rewind){ .behind = !same };
	if (same)
		return true;
	tree.hasher = hasher;
	l->state.lines = tree.n;
	merkle_root(&tree, l->state.root);
	return read_branches(l, e) && prove(l, e);
}

bool rewind_check(const char *journal, const char *keys, struct rewind *ret_state, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(signer_closep) struct signer *signer = NULL;
	struct look *l = arena_alloc(a, sizeof *l);

	if (!signer_open(keys, &signer, e))
		return false;
	l->journal = journal;
	l->file = arena_printf(a, "%s/rewound", keys);
	l->seen = signer_seen(signer);
	l->key = signer_verifier(signer);
	if (!look(l, e))
		return err_wrap(e, "journal '%s'", journal);
	*ret_state = l->state;
	return true;
}

/* ---- accepting */

/* tell() - what is given up stands in the journal before it is forgotten. */
static bool tell(const struct look *l, unsigned uid, struct err *e)
{
	CLEANUP(journal_closep) struct journal *j = NULL;
	struct journal_body body = journal_body(JK_RESTORED);

	journal_put(&body, JF_UID, uid);
	journal_put(&body, JF_LINES, l->state.lines);
	journal_put_hash(&body, JF_ROOT, l->state.root);
	journal_put(&body, JF_KEPT, l->state.kept);
	return journal_open(l->journal, "keys", &j, e) && journal_append(j, "", &body, NULL, e);
}

/* accept() - line, list, memory, in this order: what is forgotten was told. */
static bool accept(struct look *l, const char *keys, unsigned uid, struct err *e)
{
	if (l->told.at == 0) {
		if (!tell(l, uid, e))
			return false;
		fault_point("rewind-told");
		l->n = 0;
		if (!look(l, e)) /* the line's place and hash */
			return false;
	}
	if (!keep_branch(l, e))
		return false;
	fault_point("rewind-listed");
	return checkpoint_rewind(l->journal, keys, &l->report, e);
}

bool rewind_accept(const char *journal, const char *keys, unsigned uid, struct rewind *ret_state,
		   struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(signer_closep) struct signer *signer = NULL;
	struct look *l = arena_alloc(a, sizeof *l);

	if (!signer_open(keys, &signer, e))
		return false;
	l->journal = journal;
	l->file = arena_printf(a, "%s/rewound", keys);
	l->seen = signer_seen(signer);
	l->key = signer_verifier(signer);
	if (!look(l, e) || (l->state.behind && !accept(l, keys, uid, e)))
		return err_wrap(e, "journal '%s'", journal);
	*ret_state = l->state;
	return true;
}
