/* journal_copy.c - a copy of what is signed of a journal, for a backup. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/journal_copy.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include "base/arena.h"
#include "base/cleanup.h"
#include "base/str.h"
#include "base/tree.h"
#include "logs/journal_segment.h"
#include "logs/note_file.h"

enum { BLOCK_BYTES = 65536 };

struct copying {
	int from_fd, to_fd;  /* folders */
	uint64_t lines;      /* that are still to be copied */
	uint64_t note_bytes; /* of whole notes */
};

/* The beginning of a file that is to become a new one. */
struct piece {
	int from;
	const char *name;
	uint64_t bytes;  /* most that is copied */
	uint64_t *lines; /* NULL, or how many lines are still wanted: ends behind the last */
};

/* wanted_of() - how many of @n bytes belong to the lines that are wanted, which are counted. */
static size_t wanted_of(const char *block, size_t n, uint64_t *lines)
{
	const char *at = block, *end = block + n, *feed;

	while (*lines > 0 && (feed = memchr(at, '\n', (size_t)(end - at)))) {
		at = feed + 1;
		--*lines;
	}
	return *lines > 0 ? n : (size_t)(at - block);
}

static bool copy_piece(const struct copying *c, const struct piece *p, struct err *e)
{
	CLEANUP(close_fdp)
	int to = openat(c->to_fd, p->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	char block[BLOCK_BYTES];
	uint64_t at = 0;

	if (to < 0)
		return err_set(e, ERR_IO, "create '%s': %s", p->name, strerror(errno));
	while (at < p->bytes && (!p->lines || *p->lines > 0)) {
		uint64_t left = p->bytes - at;
		ssize_t n =
			pread(p->from, block, left < sizeof block ? left : sizeof block, (off_t)at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(e, ERR_IO, "read '%s': %s", p->name, strerror(errno));
		size_t len = p->lines ? wanted_of(block, (size_t)n, p->lines) : (size_t)n;
		if (n == 0)
			break;
		if (!journal_segment_write(to, block, len, at))
			return err_set(e, ERR_IO, "write '%s': %s", p->name, strerror(errno));
		at += len;
	}
	return fsync(to) == 0 || err_set(e, ERR_IO, "sync '%s': %s", p->name, strerror(errno));
}

/* find_end() - the last note tells how far the copy goes. */
static bool find_end(struct copying *c, struct note_reader *r, struct err *e)
{
	enum note_next found;
	struct note note;
	uint64_t line;

	while ((found = note_reader_next(r, &note, &line, e)) == NOTE_NEXT) {
		c->lines = note.size;
		c->note_bytes = r->at;
	}
	if (found == NOTE_NEXT_FAILED || found == NOTE_NEXT_BAD)
		return err_wrap(e, "'" NOTE_FILE "'");
	return c->lines > 0 ||
	       err_set(e, ERR_SEALED, "nothing of it is signed: it is no evidence yet");
}

/* copy_notes() - what is signed at this moment, when nobody writes. */
static bool copy_notes(struct copying *c, struct err *e)
{
	struct note_reader r;

	while (flock(c->from_fd, LOCK_SH) != 0)
		if (errno != EINTR)
			return err_set(e, ERR_IO, "lock the folder: %s", strerror(errno));
	bool read = note_reader_init(&r, c->from_fd, e) && find_end(c, &r, e);
	(void)flock(c->from_fd, LOCK_UN); /* a lock that is held can be given up */
	const struct piece all = { r.fd, NOTE_FILE, c->note_bytes, NULL };
	bool done = read && copy_piece(c, &all, e);
	note_reader_clear(&r);
	return done;
}

static bool copy_segments(struct copying *c, struct err *e)
{
	for (unsigned number = 1; c->lines > 0; number++) {
		CLEANUP(close_fdp) int fd = -1;
		char name[JOURNAL_NAME_BYTES];
		if (number > JOURNAL_SEGMENTS_MAX)
			return err_set(e, ERR_LIMIT, "too many segments");
		if (!journal_segment_open(c->from_fd, number, O_RDONLY, &fd, e))
			return false;
		if (fd < 0)
			return err_set(e, ERR_SEALED, "%" PRIu64 " lines that were signed are gone",
				       c->lines);
		journal_segment_name(number, name);
		const struct piece one = { fd, name, UINT64_MAX, &c->lines };
		if (!copy_piece(c, &one, e))
			return false;
	}
	return true;
}

/* copy_torn() - tails that were kept aside and told of. */
static bool copy_torn(const char *from, const char *to, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	DIR *dir = opendir(from);
	const struct dirent *d;
	bool good = true;

	if (!dir)
		return err_set(e, ERR_IO, "read '%s': %s", from, strerror(errno));
	while (good && (d = readdir(dir)))
		if (str_starts(d->d_name, "torn-") && !strchr(d->d_name, '.'))
			good = tree_copy_file(arena_printf(a, "%s/%s", from, d->d_name),
					      arena_printf(a, "%s/%s", to, d->d_name), e);
	(void)closedir(dir); /* was only read */
	return good;
}

/* judge() - the copy as anybody would who has to rely on it. */
static bool judge(const char *to, uint64_t lines, struct audit_report *ret_report, struct err *e)
{
	if (!audit_journal(to, NULL, NULL, ret_report, e))
		return false;
	const struct journal_verdict *v = &ret_report->verdict;
	if (!v->good)
		return err_set(e, ERR_SEALED, "it is not whole: %s:%" PRIu64 ": %s", v->file,
			       v->file_line, v->why);
	return (v->lines == lines && ret_report->note.size == lines) ||
	       err_set(e, ERR_SEALED, "its copy has %" PRIu64 " lines, %" PRIu64 " are signed",
		       v->lines, lines);
}

bool journal_copy(const char *from, const char *to, struct audit_report *ret_report, struct err *e)
{
	CLEANUP(close_fdp) int from_fd = open(from, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	CLEANUP(close_fdp) int to_fd = -1;

	if (from_fd < 0)
		return err_set(e, ERR_IO, "journal '%s': %s", from, strerror(errno));
	if (mkdir(to, 0700) == 0)
		to_fd = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (to_fd < 0)
		return err_set(e, ERR_IO, "create '%s': %s", to, strerror(errno));
	struct copying c = { .from_fd = from_fd, .to_fd = to_fd };
	uint64_t lines = 0;
	bool done = copy_notes(&c, e);
	if (done) {
		lines = c.lines;
		done = copy_segments(&c, e);
	}
	return (done && copy_torn(from, to, e) && tree_sync(to, e) &&
		judge(to, lines, ret_report, e)) ||
	       err_wrap(e, "journal '%s'", from);
}
