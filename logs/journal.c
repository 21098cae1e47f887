/* journal.c - appending to the hash-chained record, from several processes. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/journal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include "base/fault.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/str.h"
#include "logs/journal_field.h"
#include "logs/journal_line.h"
#include "logs/journal_segment.h"
#include "logs/journal_tail.h"
#include "logs/journal_torn.h"
#include "logs/note_file.h"

struct journal {
	int folder_fd; /* owned; its lock is held while anything is read or written */
	int fd;        /* owned; the last segment */
	unsigned segment;
	size_t segment_bytes;
	struct journal_tail_state tail;
	char process[JOURNAL_ID_BYTES];
	char host[JOURNAL_HOST_BYTES], boot[JOURNAL_HOST_BYTES];
};

/* ---- who writes */

/* fingerprint() - 16 hex digits that tell machines or boots apart without naming them. */
static void fingerprint(const char *path, char ret_hex[JOURNAL_HOST_BYTES])
{
	CLEANUP(close_fdp) int fd = open(path, O_RDONLY | O_CLOEXEC);
	char text[64], hex[HASH_HEX_BYTES] = "0000000000000000"; /* a container may have no id */
	uint8_t digest[HASH_BYTES];
	ssize_t n = fd >= 0 ? read(fd, text, sizeof text) : 0;

	if (n > 0) {
		hash_of(text, (size_t)n, digest);
		hash_hex(digest, hex);
	}
	memcpy(ret_hex, hex, JOURNAL_HOST_BYTES - 1);
	ret_hex[JOURNAL_HOST_BYTES - 1] = 0;
}

static int64_t now_us(void)
{
	struct timespec t = { 0 };

	(void)clock_gettime(CLOCK_REALTIME, &t); /* exists on every Linux */
	return t.tv_sec < 0 ? 0 : (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* ---- one line onto the disk */

static bool lock(struct journal *j, struct err *e)
{
	while (flock(j->folder_fd, LOCK_EX) != 0)
		if (errno != EINTR)
			return err_set(e, ERR_IO, "lock the folder: %s", strerror(errno));
	return true;
}

static void unlock(struct journal *j)
{
	(void)flock(j->folder_fd, LOCK_UN); /* a lock that is held can be given up */
}

/* switch_to() - the segment behind the last one; it is empty or was begun by another process. */
static void switch_to(struct journal *j, int fd)
{
	close_fdp(&j->fd);
	j->fd = fd;
	j->segment++;
	j->tail.end = 0;
}

/* rotate() - begin a new segment; the old one is on the disk before. */
static bool rotate(struct journal *j, struct err *e)
{
	int fd;

	if (j->segment == JOURNAL_SEGMENTS_MAX)
		return err_set(e, ERR_LIMIT, "more than %d segments", JOURNAL_SEGMENTS_MAX);
	if (j->fd >= 0 && fdatasync(j->fd) != 0)
		return err_set(e, ERR_IO, "sync a segment: %s", strerror(errno));
	if (!journal_segment_open(j->folder_fd, j->segment + 1, O_RDWR | O_CREAT | O_EXCL, &fd, e))
		return false;
	if (fd < 0)
		return err_set(e, ERR_IO, "create a segment: the folder is gone");
	switch_to(j, fd);
	if (fsync(j->folder_fd) != 0)
		return err_set(e, ERR_IO, "sync the folder: %s", strerror(errno));
	return true;
}

/* put() - append a line behind the tail, which is up to date. The lock is held. */
static bool put(struct journal *j, const char *job, const struct journal_body *body, struct err *e)
{
	struct journal_line line = { .n = j->tail.n + 1, .t_us = now_us(), .body = *body };
	CLEANUP(buf_clear) struct buf text = { 0 };

	memcpy(line.process, j->process, sizeof line.process);
	memcpy(line.host, j->host, sizeof line.host);
	memcpy(line.boot, j->boot, sizeof line.boot);
	memcpy(line.job, job, strlen(job) + 1);
	memcpy(line.prev, j->tail.hash, sizeof line.prev);
	buf_init(&text, JOURNAL_LINE_MAX + 1);
	journal_line_write(&line, &text);
	size_t len = text.len_bytes;
	buf_addc(&text, '\n');
	if (!buf_check(&text, "a journal line", e))
		return false;
	if (j->tail.end > 0 && j->tail.end + len + 1 > j->segment_bytes && !rotate(j, e))
		return false;
	bool written = journal_segment_write(j->fd, text.data, len + 1, j->tail.end);
	if (written)
		fault_point("journal-written");
	if (!written || (journal_kind_durable(body->kind) && fdatasync(j->fd) != 0)) {
		int cause = errno;
		/* Not there, whole or in part. If even that fails, the next append sees it torn. */
		(void)!ftruncate(j->fd, (off_t)j->tail.end);
		return err_set(e, ERR_IO, "append: %s", strerror(cause));
	}
	j->tail.n = line.n;
	j->tail.end += len + 1;
	hash_of(text.data, len, j->tail.hash);
	return true;
}

/* ---- keeping up with others, and with what they left */

/* tell_torn() - journal every tail that was moved aside and not told of yet. */
static bool tell_torn(struct journal *j, struct err *e)
{
	struct journal_torn torn;

	for (;;) {
		if (!journal_torn_untold(j->folder_fd, &torn, e))
			return false;
		if (torn.number == 0)
			return true;
		struct journal_body body = journal_body(JK_TORN_TAIL);
		journal_put(&body, JF_BYTES, torn.bytes);
		if (!put(j, "", &body, e) || !journal_torn_told(j->folder_fd, &torn, e))
			return false;
	}
}

/* drop_torn() - move what lies behind the tail aside and journal that. */
static bool drop_torn(struct journal *j, uint64_t size, struct err *e)
{
	if (!journal_torn_keep(j->folder_fd, j->fd, j->tail.end, size, e))
		return false;
	if (ftruncate(j->fd, (off_t)j->tail.end) != 0 || fdatasync(j->fd) != 0)
		return err_set(e, ERR_IO, "cut a torn tail: %s", strerror(errno));
	return tell_torn(j, e);
}

/* follow() - read what others appended to this segment. */
static bool follow(struct journal *j, struct err *e)
{
	uint64_t size;
	bool torn;

	if (!journal_segment_size(j->fd, &size, e))
		return false;
	if (size == j->tail.end)
		return true;
	if (size < j->tail.end)
		return err_set(e, ERR_SEALED, "segment %u became shorter", j->segment);
	if (!journal_tail_walk(&j->tail, j->fd, size, &torn, e))
		return err_wrap(e, "segment %u", j->segment);
	return !torn || drop_torn(j, size, e);
}

/* catch_up() - make the tail that of the files. The lock is held. */
static bool catch_up(struct journal *j, struct err *e)
{
	int next;

	for (;;) {
		if (!follow(j, e))
			return false;
		if (j->segment == JOURNAL_SEGMENTS_MAX)
			return true;
		if (!journal_segment_open(j->folder_fd, j->segment + 1, O_RDWR, &next, e))
			return false;
		if (next < 0)
			return true;
		switch_to(j, next);
	}
}

/* ---- opening */

/* find_before() - an empty segment is chained to the one before it, which must be whole. */
static bool find_before(struct journal *j, struct err *e)
{
	CLEANUP(close_fdp) int fd = -1;
	uint64_t size, end = j->tail.end;
	bool torn = true;

	if (j->segment > 1) {
		if (!journal_segment_open(j->folder_fd, j->segment - 1, O_RDONLY, &fd, e))
			return false;
		if (fd < 0)
			return err_set(e, ERR_SEALED, "segment %u is missing", j->segment - 1);
		if (!journal_segment_size(fd, &size, e) ||
		    !journal_tail_find(&j->tail, fd, size, &torn, e))
			return err_wrap(e, "segment %u", j->segment - 1);
		if (torn || !j->tail.known)
			return err_set(e, ERR_SEALED, "segment %u does not end in a whole line",
				       j->segment - 1);
	}
	j->tail.known = true;
	j->tail.end = end;
	return true;
}

/* find_tail() - of a journal that was just opened. The lock is held. */
static bool find_tail(struct journal *j, struct err *e)
{
	uint64_t size;
	bool torn = false;

	if (!journal_segment_last(j->folder_fd, &j->segment, e))
		return false;
	if (j->segment == 0) {
		j->tail.known = true;
		return rotate(j, e);
	}
	if (!journal_segment_open(j->folder_fd, j->segment, O_RDWR, &j->fd, e) ||
	    !journal_segment_size(j->fd, &size, e) ||
	    !journal_tail_find(&j->tail, j->fd, size, &torn, e))
		return err_wrap(e, "segment %u", j->segment);
	if (!j->tail.known && !find_before(j, e))
		return false;
	return torn ? drop_torn(j, size, e) : tell_torn(j, e);
}

/* open_folder() - make it if it is missing; what is above it must be there. */
static bool open_folder(const char *folder, int *ret_fd, struct err *e)
{
	if (!file_make_folder(folder, e))
		return false;
	CLEANUP(close_fdp) int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* A segment's name too may be from somebody who was killed before it was on the disk. */
	if (fd < 0 || fsync(fd) != 0)
		return err_set(e, ERR_IO, "open the folder: %s", strerror(errno));
	*ret_fd = fd;
	fd = -1;
	return true;
}

bool journal_open(const char *folder, const char *origin, struct journal **ret_journal,
		  struct err *e)
{
	CLEANUP(journal_closep) struct journal *j = mem_zalloc(sizeof *j);

	assert(journal_id_valid(origin));
	j->folder_fd = j->fd = -1;
	j->segment_bytes = JOURNAL_SEGMENT_BYTES;
	memcpy(j->process, origin, strlen(origin) + 1);
	fingerprint("/etc/machine-id", j->host);
	fingerprint("/proc/sys/kernel/random/boot_id", j->boot);
	if (!open_folder(folder, &j->folder_fd, e) || !lock(j, e))
		return err_wrap(e, "journal '%s'", folder);
	bool found = find_tail(j, e);
	unlock(j);
	if (!found)
		return err_wrap(e, "journal '%s'", folder);
	*ret_journal = TAKE(j);
	return true;
}

void journal_close(struct journal *j)
{
	if (!j)
		return;
	close_fdp(&j->fd);
	close_fdp(&j->folder_fd);
	free(j);
}

void journal_limit_segment(struct journal *j, size_t segment_bytes)
{
	j->segment_bytes = segment_bytes;
}

/* ---- appending and asking */

bool journal_append(struct journal *j, const char *job, const struct journal_body *body,
		    uint64_t *ret_n, struct err *e)
{
	assert(!*job || journal_id_valid(job));
	assert(journal_body_complete(body));
	if (!lock(j, e))
		return err_wrap(e, "journal");
	bool done = catch_up(j, e) && put(j, job, body, e);
	uint64_t n = j->tail.n;
	unlock(j);
	if (!done)
		return err_wrap(e, "journal");
	if (ret_n)
		*ret_n = n;
	return true;
}

bool journal_checkpoint(struct journal *j, const char *note, const struct journal_body *body,
			uint64_t *ret_n, struct err *e)
{
	assert(!body || journal_body_complete(body));
	if (!lock(j, e))
		return err_wrap(e, "journal");
	bool done = catch_up(j, e) && note_file_append(j->folder_fd, note, strlen(note), e) &&
		    (!body || put(j, "", body, e));
	uint64_t n = j->tail.n;
	unlock(j);
	if (!done)
		return err_wrap(e, "journal");
	if (ret_n)
		*ret_n = n;
	return true;
}

bool journal_append_text(struct journal *j, const char *job, const char *kind, const char *text,
			 bool late, struct err *e)
{
	struct journal_body body;
	struct err why = { 0 };

	if (*job && !journal_id_valid(job))
		return err_set(e, ERR_INPUT, "journal: the owed line's job is not valid");
	if (!journal_body_read(kind, text, &body, &why))
		return err_set(e, ERR_INPUT, "journal: the owed line is not valid: %s", why.msg);
	if (late)
		journal_put(&body, JF_LATE, 1);
	return journal_append(j, job, &body, NULL, e);
}

/* search() - is there a line of @op of @job in @fd up to @size? */
static bool search(int fd, uint64_t size, const struct journal_line *wanted, bool *ret_has,
		   struct err *e)
{
	CLEANUP(journal_reader_clear) struct journal_reader r;
	struct journal_line line;
	enum journal_found found;
	const char *text;
	size_t len;

	journal_reader_init(&r, fd, 0, size);
	*ret_has = false;
	while (!*ret_has) {
		if (!journal_reader_next(&r, &found, &text, &len, e))
			return false;
		if (found != JOURNAL_FOUND_LINE)
			return true; /* verify is who judges */
		if (!memmem(text, len, wanted->job, strlen(wanted->job)))
			continue;
		if (!journal_line_read(text, len, &line, e))
			return err_wrap(e, "byte %llu", (unsigned long long)r.from);
		*ret_has = str_eq(line.job, wanted->job) && (line.body.has & JOURNAL_BIT(JF_OP)) &&
			   line.body.value[JF_OP].count == wanted->n;
	}
	return true;
}

/* search_segment() - the same for a whole segment. */
static bool search_segment(struct journal *j, unsigned number, const struct journal_line *wanted,
			   bool *ret_has, struct err *e)
{
	CLEANUP(close_fdp) int fd = -1;
	uint64_t size;

	if (!journal_segment_open(j->folder_fd, number, O_RDONLY, &fd, e))
		return false;
	if (fd < 0)
		return err_set(e, ERR_SEALED, "it is missing");
	return journal_segment_size(fd, &size, e) && search(fd, size, wanted, ret_has, e);
}

bool journal_has_op(struct journal *j, const char *job, uint64_t op, bool *ret_has, struct err *e)
{
	struct journal_line wanted = { .n = op };

	assert(!*job || journal_id_valid(job));
	memcpy(wanted.job, job, strlen(job) + 1);
	*ret_has = false;
	(void)journal_tail(j); /* for its catching up */
	/* From the youngest back: what is owed was written last. */
	for (unsigned number = j->segment; number > 0 && !*ret_has; number--)
		if (!search_segment(j, number, &wanted, ret_has, e))
			return err_wrap(e, "journal: segment %u", number);
	return true;
}

uint64_t journal_tail(struct journal *j)
{
	struct err e = { 0 };

	if (lock(j, &e)) {
		(void)!catch_up(j, &e); /* what cannot be read is for the next append to tell */
		unlock(j);
	}
	return j->tail.n;
}
