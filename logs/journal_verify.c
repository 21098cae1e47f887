/* journal_verify.c - is a journal whole? */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/journal_verify.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include "base/cleanup.h"
#include "base/hash.h"
#include "base/str.h"
#include "logs/journal_segment.h"
#include "logs/journal_tail.h"

struct verification {
	int folder_fd; /* borrowed */
	unsigned last;
	uint64_t last_bytes; /* of the last segment when the verification began */
	struct journal_tail_state tail;
	struct journal_verdict *verdict;       /* borrowed */
	const struct journal_watcher *watcher; /* borrowed; NULL: nobody */
};

/* bad() - stop here. Gives false. */
static bool bad(struct verification *v, unsigned segment, uint64_t file_line, const char *why)
{
	char name[JOURNAL_NAME_BYTES];

	journal_segment_name(segment, name);
	memcpy(v->verdict->file, name, sizeof name);
	v->verdict->file_line = file_line;
	(void)!fmt_into(v->verdict->why, sizeof v->verdict->why, "%.*s",
			(int)sizeof v->verdict->why - 1, why); /* cut to fit */
	v->verdict->good = false;
	return false;
}

/* take_line() - count a line that fits. */
static void take_line(struct verification *v, const struct journal_line *line)
{
	int64_t t_ms = line->t_us / 1000;

	if (v->verdict->lines++ == 0)
		v->verdict->first_ms = t_ms;
	v->verdict->last_ms = t_ms;
	memcpy(v->verdict->tail_hash, v->tail.hash, sizeof v->tail.hash);
}

/* check_lines() - false: bad() was said, or @e is set. */
static bool check_lines(struct verification *v, unsigned segment, struct journal_reader *r,
			struct err *e)
{
	struct journal_line line;
	enum journal_found found;
	const char *text;
	size_t len;

	for (uint64_t n = 1;; n++) {
		struct err why = { 0 };
		if (!journal_reader_next(r, &found, &text, &len, e))
			return false;
		switch (found) {
		case JOURNAL_FOUND_END:
			if (n == 1 && segment < v->last)
				return bad(v, segment, 0, "is empty, though another file follows");
			return true;
		case JOURNAL_FOUND_TORN:
			return bad(v, segment, n, "the line is torn: it has no line feed");
		case JOURNAL_FOUND_TOO_LONG: return bad(v, segment, n, "the line is too long");
		case JOURNAL_FOUND_LINE: break;
		}
		if (!journal_tail_fits(&v->tail, text, len, &line, &why))
			return bad(v, segment, n, why.msg);
		if (v->watcher && v->watcher->line &&
		    !v->watcher->line(v->watcher->self, &line, text, len, &why))
			return bad(v, segment, n, why.msg);
		take_line(v, &line);
	}
}

static bool check_segment(struct verification *v, unsigned segment, struct err *e)
{
	CLEANUP(journal_reader_clear) struct journal_reader r = { 0 };
	CLEANUP(close_fdp) int fd = -1;
	uint64_t size;

	if (!journal_segment_open(v->folder_fd, segment, O_RDONLY, &fd, e))
		return false;
	if (fd < 0)
		return bad(v, segment, 0, "the file is missing");
	if (!journal_segment_size(fd, &size, e))
		return false;
	if (segment == v->last && size > v->last_bytes)
		size = v->last_bytes;
	journal_reader_init(&r, fd, 0, size);
	return check_lines(v, segment, &r, e);
}

/* look() - which files there are now; no line is half written while the lock is held. */
static bool look(struct verification *v, struct err *e)
{
	CLEANUP(close_fdp) int fd = -1;

	while (flock(v->folder_fd, LOCK_SH) != 0)
		if (errno != EINTR)
			return err_set(e, ERR_IO, "lock the folder: %s", strerror(errno));
	bool seen =
		journal_segment_last(v->folder_fd, &v->last, e) &&
		(v->last == 0 || (journal_segment_open(v->folder_fd, v->last, O_RDONLY, &fd, e) &&
				  journal_segment_size(fd, &v->last_bytes, e)));
	if (seen && v->watcher && v->watcher->begin)
		seen = v->watcher->begin(v->watcher->self, v->folder_fd, e);
	(void)flock(v->folder_fd, LOCK_UN); /* a lock that is held can be given up */
	return seen;
}

bool journal_verify(const char *folder, struct journal_verdict *ret_verdict, struct err *e)
{
	return journal_verify_watched(folder, NULL, ret_verdict, e);
}

bool journal_verify_watched(const char *folder, const struct journal_watcher *watcher,
			    struct journal_verdict *ret_verdict, struct err *e)
{
	CLEANUP(close_fdp) int folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct journal_verdict verdict = { .good = true };
	struct verification v = { .folder_fd = folder_fd, .verdict = &verdict, .watcher = watcher };

	CLEANUP(hasher_freep) struct hasher *hasher = hasher_new();
	v.tail.hasher = hasher;
	v.tail.known = true; /* the first line follows line 0, whose hash is zeros */
	if (folder_fd < 0)
		return err_set(e, ERR_IO, "journal '%s': open: %s", folder, strerror(errno));
	if (!look(&v, e))
		return err_wrap(e, "journal '%s'", folder);
	for (unsigned segment = 1; segment <= v.last; segment++) {
		v.tail.end = 0;
		if (check_segment(&v, segment, e))
			continue;
		if (e->code)
			return err_wrap(e, "journal '%s'", folder);
		break;
	}
	*ret_verdict = verdict;
	return true;
}
