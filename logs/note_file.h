/* note_file.h - the file `checkpoints` beside a journal's segments: signed notes, one by one. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"
#include "logs/note.h"

#define NOTE_FILE "checkpoints"

/*
 * note_file_append() - @note behind the last whole one, durable; what a crash left of one is cut
 * off. If it is there already as the last, nothing is done. The journal's lock is held.
 */
MUST_USE bool note_file_append(int folder_fd, const char *note, size_t len, struct err *e);

/* Walks the notes of a file; memory is fixed. */
struct note_reader {
	int fd;              /* owned; -1: there is no such file */
	uint64_t at, end;    /* what was not read yet, in bytes */
	uint64_t line;       /* of the file, from 1: where the next note begins */
	char text[NOTE_MAX]; /* the last note, as it stands there */
	size_t text_len;
};

/* note_reader_init() - the file as it is now; the journal's lock is held. ERR_IO. */
MUST_USE bool note_reader_init(struct note_reader *r, int folder_fd, struct err *e);

/* note_reader_clear() - release. */
void note_reader_clear(struct note_reader *r);

enum note_next {
	NOTE_NEXT,      /* here it is */
	NOTE_NEXT_NONE, /* the file ends */
	NOTE_NEXT_TORN, /* the file ends within a note */
	NOTE_NEXT_BAD,  /* no note stands here; *why says what is wrong */
	NOTE_NEXT_FAILED,
};

/*
 * note_reader_next() - the next note; with anything but NOTE_NEXT the walk is over.
 * @ret_line: where it begins, from 1
 * @why: set with NOTE_NEXT_BAD (ERR_SEALED) and NOTE_NEXT_FAILED (ERR_IO)
 */
enum note_next note_reader_next(struct note_reader *r, struct note *ret_note, uint64_t *ret_line,
				struct err *why);
