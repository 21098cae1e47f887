/* journal_segment.c - the files of a journal. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/journal_segment.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/cleanup.h"
#include "base/mem.h"
#include "base/str.h"
#include "logs/journal.h"

/* BLOCK_BYTES: larger ones read no faster. */
enum { BLOCK_BYTES = 256 * 1024, NUMBER_DIGITS = 6 };

static const char suffix[] = ".jsonl";

void journal_segment_name(unsigned number, char ret_name[JOURNAL_NAME_BYTES])
{
	bool fits = fmt_into(ret_name, JOURNAL_NAME_BYTES, "%0*u%s", NUMBER_DIGITS, number, suffix);

	assert(fits && number >= 1 && number <= JOURNAL_SEGMENTS_MAX);
}

/* number_of() - the number in a file's name; 0 if it is no segment. */
static unsigned number_of(const char *name)
{
	char digits[NUMBER_DIGITS + 1] = "";
	uint64_t number;

	if (strlen(name) != NUMBER_DIGITS + sizeof suffix - 1 ||
	    !str_eq(name + NUMBER_DIGITS, suffix))
		return 0;
	memcpy(digits, name, NUMBER_DIGITS);
	return str_to_u64(digits, JOURNAL_SEGMENTS_MAX, &number) ? (unsigned)number : 0;
}

bool journal_segment_last(int folder_fd, unsigned *ret_number, struct err *e)
{
	int fd = openat(folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	unsigned last = 0;

	if (!dir) {
		int cause = errno;
		close_fdp(&fd);
		return err_set(e, ERR_IO, "list the folder: %s", strerror(cause));
	}
	for (struct dirent *d = readdir(dir); d; d = readdir(dir)) {
		unsigned number = number_of(d->d_name);
		last = number > last ? number : last;
	}
	(void)closedir(dir); /* was only read */
	*ret_number = last;
	return true;
}

bool journal_segment_open(int folder_fd, unsigned number, int flags, int *ret_fd, struct err *e)
{
	char name[JOURNAL_NAME_BYTES];

	journal_segment_name(number, name);
	int fd = openat(folder_fd, name, flags | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0 && errno != ENOENT)
		return err_set(e, ERR_IO, "open '%s': %s", name, strerror(errno));
	*ret_fd = fd;
	return true;
}

bool journal_segment_size(int fd, uint64_t *ret_bytes, struct err *e)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_set(e, ERR_IO, "stat a segment: %s", strerror(errno));
	*ret_bytes = (uint64_t)st.st_size;
	return true;
}

void journal_reader_init(struct journal_reader *r, int fd, uint64_t from, uint64_t end)
{
	*r = (struct journal_reader){ .fd = fd, .from = from, .end = end };
	r->data = mem_calloc(BLOCK_BYTES, 1);
}

void journal_reader_clear(struct journal_reader *r)
{
	free(r->data);
	r->data = NULL;
}

/* refill() - move what is left to the front and read on until the block is full. */
static bool refill(struct journal_reader *r, struct err *e)
{
	r->fill -= r->begin;
	memmove(r->data, r->data + r->begin, r->fill);
	r->begin = 0;
	while (r->fill < BLOCK_BYTES && r->from + r->fill < r->end) {
		uint64_t left = r->end - r->from - r->fill;
		size_t want = BLOCK_BYTES - r->fill;
		ssize_t n = pread(r->fd, r->data + r->fill, left < want ? left : want,
				  (off_t)(r->from + r->fill));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(e, ERR_IO, "read a segment: %s", strerror(errno));
		if (n == 0) /* it became shorter: what is there counts */
			r->end = r->from + r->fill;
		r->fill += (size_t)n;
	}
	return true;
}

bool journal_reader_next(struct journal_reader *r, enum journal_found *ret_found,
			 const char **ret_text, size_t *ret_len, struct err *e)
{
	char *feed = memchr(r->data + r->begin, '\n', r->fill - r->begin);

	if (!feed && r->fill - r->begin <= JOURNAL_LINE_MAX) {
		if (!refill(r, e))
			return false;
		feed = memchr(r->data, '\n', r->fill);
	}
	size_t len = feed ? (size_t)(feed - r->data) - r->begin : r->fill - r->begin;
	*ret_text = r->data + r->begin;
	*ret_len = len;
	if (len > JOURNAL_LINE_MAX) {
		*ret_found = JOURNAL_FOUND_TOO_LONG;
	} else if (!feed) {
		*ret_found = len ? JOURNAL_FOUND_TORN : JOURNAL_FOUND_END;
	} else {
		*ret_found = JOURNAL_FOUND_LINE;
		r->begin += len + 1;
		r->from += len + 1;
	}
	return true;
}

bool journal_segment_write(int fd, const char *data, size_t len, uint64_t at)
{
	while (len > 0) {
		ssize_t n = pwrite(fd, data, len, (off_t)at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		data += n;
		at += (uint64_t)n;
		len -= (size_t)n;
	}
	return true;
}
