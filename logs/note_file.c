/* note_file.c - the file `checkpoints` beside a journal's segments. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/note_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/cleanup.h"
#include "logs/journal_segment.h"

/* DASH: what the last line of a note begins with. */
#define DASH "\xe2\x80\x94"

static bool read_at(int fd, char *to, size_t len, uint64_t at, struct err *e)
{
	while (len > 0) {
		ssize_t n = pread(fd, to, len, (off_t)at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return err_set(e, ERR_IO, "read '" NOTE_FILE "': %s",
				       n ? strerror(errno) : "it became shorter");
		to += n;
		at += (uint64_t)n;
		len -= (size_t)n;
	}
	return true;
}

/* whole_len() - how much of the @len bytes at @text ends behind a whole note. */
static size_t whole_len(const char *text, size_t len)
{
	while (len > 1) {
		if (text[len - 1] == '\n' && text[len - 2] == '\n') {
			size_t line = len - 2;
			while (line > 0 && text[line - 1] != '\n')
				line--;
			if (strncmp(text + line, DASH, sizeof DASH - 1) == 0)
				return len;
		}
		len--;
	}
	return 0;
}

bool note_file_append(int folder_fd, const char *note, size_t len, struct err *e)
{
	CLEANUP(close_fdp)
	int fd = openat(folder_fd, NOTE_FILE, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	char text[2 * NOTE_MAX + 1] = "";
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0)
		return err_set(e, ERR_IO, "open '" NOTE_FILE "': %s", strerror(errno));
	uint64_t size = (uint64_t)st.st_size;
	size_t have = size < 2 * NOTE_MAX ? (size_t)size : 2 * NOTE_MAX;
	uint64_t from = size - have;
	if (!read_at(fd, text, have, from, e))
		return false;
	size_t whole = whole_len(text, have);
	if (whole == 0 && from > 0)
		return err_set(e, ERR_SEALED, "'" NOTE_FILE "' does not end in a checkpoint");
	if (whole >= len && memcmp(text + whole - len, note, len) == 0)
		return true;
	/* The name too: who made the file may have been killed before it was on the disk. */
	if (ftruncate(fd, (off_t)(from + whole)) != 0 ||
	    !journal_segment_write(fd, note, len, from + whole) || fdatasync(fd) != 0 ||
	    fsync(folder_fd) != 0)
		return err_set(e, ERR_IO, "append to '" NOTE_FILE "': %s", strerror(errno));
	return true;
}

bool note_reader_init(struct note_reader *r, int folder_fd, struct err *e)
{
	struct stat st;

	*r = (struct note_reader){ .line = 1 };
	r->fd = openat(folder_fd, NOTE_FILE, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (r->fd < 0 && errno == ENOENT)
		return true;
	if (r->fd < 0 || fstat(r->fd, &st) != 0)
		return err_set(e, ERR_IO, "open '" NOTE_FILE "': %s", strerror(errno));
	r->end = (uint64_t)st.st_size;
	return true;
}

void note_reader_clear(struct note_reader *r)
{
	close_fdp(&r->fd);
	r->fd = -1;
}

enum note_next note_reader_next(struct note_reader *r, struct note *ret_note, uint64_t *ret_line,
				struct err *why)
{
	uint64_t left = r->end - r->at;
	size_t have = left < NOTE_MAX ? (size_t)left : NOTE_MAX;

	*ret_line = r->line;
	if (r->fd < 0 || left == 0)
		return NOTE_NEXT_NONE;
	if (!read_at(r->fd, r->text, have, r->at, why))
		return NOTE_NEXT_FAILED;
	switch (note_read(r->text, have, ret_note, &r->text_len, why)) {
	case NOTE_WRONG: return NOTE_NEXT_BAD;
	case NOTE_TORN:
		if (have == left)
			return NOTE_NEXT_TORN;
		(void)err_set(why, ERR_SEALED, "the checkpoint is too long");
		return NOTE_NEXT_BAD;
	case NOTE_WHOLE: break;
	}
	for (size_t i = 0; i < r->text_len; i++)
		r->line += r->text[i] == '\n';
	r->at += r->text_len;
	return NOTE_NEXT;
}
