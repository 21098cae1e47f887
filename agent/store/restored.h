/* restored.h - a store that is older than its journal learns what the journal tells of. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/store/store.h"
#include "base/arena.h"
#include "base/err.h"

/*
 * A restored store does not know what happened after it was copied. Until a person has said
 * that it may go on, it is paused: no job that waits is claimed. A commit that may have been begun
 * stands in it as a stage begun without an intent, so that it is looked up before anything is
 * done: a job
 * with one such stage is committing on no desk, any other in doubt. These are no transitions of a
 * job; its row is put where the job is.
 */

/* What one line of the journal says, of which the store knows nothing. */
enum restored_tells {
	RESTORED_RECEIVED, /* .source, .external_hash: if there is no such job, it is lost */
	RESTORED_BEGUN,    /* .stage: this commit was begun */
	RESTORED_VOID,     /* .stage: and did not happen after all */
	RESTORED_DECIDED,  /* a person decided: nothing is to go on by itself */
	RESTORED_OTHER,    /* only kept as the last that is known about a lost job */
};

struct restored_line {
	enum restored_tells tells;
	const char *mark;
	const char *kind; /* word of the journal */
	int64_t t_ms;     /* UTC, as the line says */
	const char *source;
	const uint8_t *external_hash; /* STORE_HASH_BYTES */
	const char *stage;
};

enum restored_pause {
	RESTORED_PAUSE_KEEP,  /* as it is */
	RESTORED_PAUSE_OLDER, /* paused: the journal is newer and was read */
	RESTORED_PAUSE_WHOLE, /* paused: the journal was restored, too, and tells of nothing */
	RESTORED_PAUSE_OVER,  /* a person lets it go on */
};

/* restored_begin() - one transaction up to restored_end(); in between only calls of this header and
 * those that read. */
MUST_USE bool restored_begin(struct store *s, struct err *e);

/* restored_take() - what one line tells; lines come in their order. */
MUST_USE bool restored_take(struct store *s, const struct restored_line *line, struct err *e);

/* How it ends; durable then. */
struct restored_end {
	bool done;  /* else all of it is undone, and @e left as it is */
	int64_t op; /* ops up to this one were given; 0: as the store knows */
	enum restored_pause pause;
	const struct store_due *due; /* NULL: nothing is owed */
};

/* restored_end() - also ERR_UNSUPPORTED if there is no pause that could be over. */
MUST_USE bool restored_end(struct store *s, const struct restored_end *end, struct err *e);

struct restored_state {
	bool paused;
	bool whole;       /* RESTORED_PAUSE_WHOLE */
	int64_t since_ms; /* UTC */
};

/* restored_state() - is it paused? */
MUST_USE bool restored_state(struct store *s, struct restored_state *ret_state, struct err *e);

/* A submission that was taken in and of which the store knows nothing. */
struct restored_lost {
	const char *mark, *source;
	const char *last;    /* kind of the last line about it */
	int64_t received_ms; /* UTC */
	unsigned begun;      /* commits that may have happened */
};

/* restored_list() - all that are lost, by time. @a owns. */
MUST_USE bool restored_list(struct store *s, struct arena *a, struct restored_lost **ret_list,
			    size_t *ret_n, struct err *e);

/*
 * restored_find() - is what comes in now one that was lost? Then it gets its old mark, by which
 * what it did already can be found, and store_receive() puts it where it was.
 * @ret_lost: .mark is "" if it is none. @a owns.
 */
MUST_USE bool restored_find(struct store *s, const char *source,
			    const uint8_t external_hash[STORE_HASH_BYTES], struct arena *a,
			    struct restored_lost *ret_lost, struct err *e);

/* restored_back() - for store_receive(): @job came in under @mark; if it was lost, it is no more,
 * and what it had begun is open. Inside a transaction. */
MUST_USE bool restored_back(struct store *s, int64_t job, const char *mark, struct err *e);
