/* journal_tail.c - finding what the next line is chained to. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/journal_tail.h"

#include <inttypes.h>
#include <string.h>
#include "base/cleanup.h"
#include "base/hash.h"
#include "logs/journal_segment.h"

/*
 * WINDOW_BYTES: 2500 lines or more. What a power loss can spoil was written since the last durable
 * line, which is a few steps of a job ago.
 */
enum { WINDOW_BYTES = 1024 * 1024 };

bool journal_tail_fits(struct journal_tail_state *t, const char *text, size_t len,
		       struct journal_line *ret_line, struct err *e)
{
	if (!journal_line_read(text, len, ret_line, e))
		return false;
	if (t->known && ret_line->n != t->n + 1)
		return err_set(e, ERR_SEALED, "is numbered %" PRIu64 ", expected is %" PRIu64,
			       ret_line->n, t->n + 1);
	if (ret_line->n == 0)
		return err_set(e, ERR_SEALED, "is numbered 0, lines count from 1");
	if (t->known && memcmp(ret_line->prev, t->hash, sizeof t->hash) != 0) {
		if (t->n == 0)
			return err_set(e, ERR_SEALED, "prev of the first line is not zero");
		return err_set(e, ERR_SEALED, "prev is not the hash of line %" PRIu64, t->n);
	}
	t->known = true;
	t->n = ret_line->n;
	if (t->hasher) {
		hasher_add(t->hasher, text, len);
		hasher_end(t->hasher, t->hash);
	} else {
		hash_of(text, len, t->hash);
	}
	t->end += len + 1;
	return true;
}

bool journal_tail_walk(struct journal_tail_state *t, int fd, uint64_t size, bool *ret_torn,
		       struct err *e)
{
	CLEANUP(journal_reader_clear) struct journal_reader r;
	struct journal_line line;
	enum journal_found found;
	const char *text;
	size_t len;

	journal_reader_init(&r, fd, t->end, size);
	for (;;) {
		struct err why = { 0 };
		if (!journal_reader_next(&r, &found, &text, &len, e))
			return false;
		*ret_torn = found == JOURNAL_FOUND_TORN;
		if (*ret_torn || found == JOURNAL_FOUND_END)
			return true;
		if (found == JOURNAL_FOUND_LINE && journal_tail_fits(t, text, len, &line, &why))
			continue;
		*ret_torn = memchr(text, 0, len) != NULL;
		if (*ret_torn)
			return true;
		return err_set(e, ERR_SEALED, "byte %" PRIu64 ": %s", t->end,
			       why.code ? why.msg : "a line is too long");
	}
}

/* skip_partial() - move t->end behind the line it lies in; false: no line feed follows. */
static bool skip_partial(struct journal_tail_state *t, int fd, uint64_t size, bool *ret_skipped,
			 struct err *e)
{
	CLEANUP(journal_reader_clear) struct journal_reader r;
	enum journal_found found;
	const char *text;
	size_t len;

	journal_reader_init(&r, fd, t->end, size);
	if (!journal_reader_next(&r, &found, &text, &len, e))
		return false;
	*ret_skipped = found == JOURNAL_FOUND_LINE;
	t->end = r.from;
	return true;
}

bool journal_tail_find(struct journal_tail_state *t, int fd, uint64_t size, bool *ret_torn,
		       struct err *e)
{
	bool skipped = false;

	*t = (struct journal_tail_state){ .end = size > WINDOW_BYTES ? size - WINDOW_BYTES : 0 };
	if (t->end > 0) {
		if (!skip_partial(t, fd, size, &skipped, e))
			return false;
		if (skipped && !journal_tail_walk(t, fd, size, ret_torn, e))
			return false;
		if (t->known)
			return true;
		*t = (struct journal_tail_state){ 0 };
	}
	return journal_tail_walk(t, fd, size, ret_torn, e);
}
