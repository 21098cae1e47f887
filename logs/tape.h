/* tape.h - what the screen showed during a job: changed rectangles over time, sealed. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/cleanup.h"
#include "base/err.h"
#include "base/img.h"
#include "base/rect.h"
#include "logs/tape_mask.h"
#include "logs/vault.h"

/* TAPE_PIXELS_MAX: 4096 x 4096; TAPE_BYTES_MAX: of a file, some hours of a busy screen. */
enum { TAPE_SIDE_MAX = 8192, TAPE_PIXELS_MAX = 1 << 24, TAPE_VERB_MAX = 31 };
enum { TAPE_BYTES_MAX = 1 << 28 };

enum tape_mode {
	TAPE_MASKED = 1, /* only what is known to carry no data */
	TAPE_FULL = 2,   /* all but hidden fields */
};

/* What a tape says of itself; sealed like all of it. */
struct tape_title {
	int width_px, height_px;
	uint64_t started_utc_us; /* times on the tape count from here */
	enum tape_mode mode;
};

/* A step that ended. */
struct tape_mark {
	uint64_t at_us;
	uint32_t line;                /* of the recipe; 0: none */
	char verb[TAPE_VERB_MAX + 1]; /* "write" */
};

struct tape_options {
	const char *path;
	const struct vault_key *key; /* borrowed until the tape is closed */
	const char *job;             /* its mark; borrowed for the call */
	struct tape_title title;
};

struct tape;

/*
 * tape_create() - a new file, mode 0600, with its title.
 * @ret_tape: owned by the caller, tape_free()
 * @e: ERR_IO (it is there already, too), ERR_LIMIT (size of the pictures)
 */
MUST_USE bool tape_create(const struct tape_options *o, struct tape **ret_tape, struct err *e);

/* One look at the screen; borrowed. */
struct tape_look {
	uint64_t at_us;          /* since the start; one that is before the last counts as that */
	const struct img *frame; /* of the title's size */
	const struct tape_mask *mask;
	struct rect area; /* only in here frame or mask differ from the last look */
};

/*
 * tape_show() - keep what the mask lets through, as far as it is new. The only way of pixels onto
 * a tape: there is none without a mask.
 * @e: ERR_IO, ERR_LIMIT (the file is full); then the tape is not to be written any more
 */
MUST_USE bool tape_show(struct tape *t, const struct tape_look *look, struct err *e);

/* tape_step() - a step ended. @e: as tape_show() */
MUST_USE bool tape_step(struct tape *t, const struct tape_mark *mark, struct err *e);

/* tape_flush() - what was shown so far survives this process. @e: as tape_show() */
MUST_USE bool tape_flush(struct tape *t, struct err *e);

/* tape_end() - the last chunk: from now on a reader knows that nothing is missing behind it. */
MUST_USE bool tape_end(struct tape *t, struct err *e);

/* tape_free() - close the file as it is; what was not flushed is lost. Takes NULL. */
void tape_free(struct tape *t);
DEFINE_CLEANUP(struct tape *, tape_free)
