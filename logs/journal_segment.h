/* journal_segment.h - the files of a journal: their names, and the lines in them one by one. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"

enum { JOURNAL_NAME_BYTES = 16, JOURNAL_SEGMENTS_MAX = 999999 };

/* journal_segment_name() - "000001.jsonl". */
void journal_segment_name(unsigned number, char ret_name[JOURNAL_NAME_BYTES]);

/* journal_segment_last() - the highest number in the folder, 0 if there is none. ERR_IO. */
MUST_USE bool journal_segment_last(int folder_fd, unsigned *ret_number, struct err *e);

/* journal_segment_open() - the caller closes *ret_fd; -1 if there is no such file. ERR_IO. */
MUST_USE bool journal_segment_open(int folder_fd, unsigned number, int flags, int *ret_fd,
				   struct err *e);

/* journal_segment_size() - bytes in an open file. ERR_IO. */
MUST_USE bool journal_segment_size(int fd, uint64_t *ret_bytes, struct err *e);

/* journal_segment_write() - all @len bytes from place @at on; false with errno set. */
MUST_USE bool journal_segment_write(int fd, const char *data, size_t len, uint64_t at);

enum journal_found {
	JOURNAL_FOUND_LINE,     /* whole, with a line feed behind it */
	JOURNAL_FOUND_END,      /* nothing is left */
	JOURNAL_FOUND_TORN,     /* something is left, without line feed */
	JOURNAL_FOUND_TOO_LONG, /* over JOURNAL_LINE_MAX */
};

/* Walks lines in blocks; memory is fixed. */
struct journal_reader {
	int fd;        /* borrowed */
	uint64_t from; /* where in the file data[begin] lies */
	uint64_t end;  /* the file is looked at up to here */
	size_t begin, fill;
	char *data; /* owned */
};

/* journal_reader_init() - lines of @fd between two places in bytes; ended by _clear(). */
void journal_reader_init(struct journal_reader *r, int fd, uint64_t from, uint64_t end);

/* journal_reader_clear() - release. */
void journal_reader_clear(struct journal_reader *r);

/*
 * journal_reader_next() - the next line; with anything but a line the walk is over.
 * @ret_text: borrowed until the next call, without its line feed
 * r->from then is the place behind the line, or of what is no line. ERR_IO.
 */
MUST_USE bool journal_reader_next(struct journal_reader *r, enum journal_found *ret_found,
				  const char **ret_text, size_t *ret_len, struct err *e);
