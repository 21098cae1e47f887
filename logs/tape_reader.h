/* tape_reader.h - reading a tape: any picture at any time, and the marks of the steps. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/cleanup.h"
#include "base/err.h"
#include "base/img.h"
#include "logs/tape.h"

struct tape_reader;

struct tape_source {
	const char *path;            /* borrowed, like all of these */
	const struct vault_key *key; /* until the reader is freed */
	const char *job;             /* mark of the job it must be of */
};

/* What is known of a tape that was opened. */
struct tape_facts {
	struct tape_title title;
	uint64_t ends_us;  /* time of the last thing on it */
	uint64_t n_chunks; /* the title included */
	bool ended;        /* its last chunk is there: nothing is missing */
	size_t torn_bytes; /* behind the last whole chunk; 0 unless not ended */
};

/*
 * tape_reader_new() - open @s->path and every chunk of it. One that is cut off at the end, as a
 * kill leaves it, is left out and told of in the facts.
 * @ret_reader: owned by the caller
 * @e: ERR_IO; ERR_SYNTAX (no tape), ERR_UNSUPPORTED (a later form); ERR_SEALED (another key or job,
 * damaged, chunks missing or in another order: says which); ERR_LIMIT (the file is too large)
 */
MUST_USE bool tape_reader_new(const struct tape_source *s, struct tape_reader **ret_reader,
			      struct err *e);

/* tape_reader_free() - takes NULL. */
void tape_reader_free(struct tape_reader *r);
DEFINE_CLEANUP(struct tape_reader *, tape_reader_free)

/* tape_reader_facts() - never fails. */
struct tape_facts tape_reader_facts(const struct tape_reader *r);

/*
 * tape_reader_picture() - the screen as it was at @at_us; before the first look all of it is
 * filled, behind the last it stays. Going forward in small steps costs what changed.
 * @ret_picture: borrowed until the next call
 * @e: ERR_SEALED (damaged)
 */
MUST_USE bool tape_reader_picture(struct tape_reader *r, uint64_t at_us,
				  const struct img **ret_picture, struct err *e);

/*
 * tape_reader_next() - when the picture changes next, behind the time of the last
 * tape_reader_picture(). *ret_any: false if it does not. @e: as tape_reader_picture()
 */
MUST_USE bool tape_reader_next(struct tape_reader *r, uint64_t *ret_at_us, bool *ret_any,
			       struct err *e);

/* tape_reader_marks() - all of them, in order; @a owns the list. @e: as tape_reader_picture() */
MUST_USE bool tape_reader_marks(struct tape_reader *r, struct arena *a,
				const struct tape_mark **ret_list, size_t *ret_n, struct err *e);
