/* observation.h - what was looked at, what was found, and what to do about it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

/* X(level, word) - the words stand in both outputs. */
#define OBSERVATION_LEVELS(X) \
	X(OBSERVATION_OK, "ok") \
	X(OBSERVATION_WARNING, "warning") \
	X(OBSERVATION_ERROR, "error")

enum observation_level {
#define X(level, word) level,
	OBSERVATION_LEVELS(X)
#undef X
		OBSERVATION_LEVELS_N
};

struct observation {
	enum observation_level level;
	const char *id;     /* "fonts.core"; several observations may share one */
	const char *what;   /* looked at: a path, a font, a library */
	const char *found;  /* one line */
	const char *advice; /* one sentence; NULL with OBSERVATION_OK */
};

struct observations {
	struct arena *arena; /* borrowed; owns list and texts */
	struct observation *list;
	size_t n, room;
	size_t count[OBSERVATION_LEVELS_N];
};

/* observations_init() - none yet; @a must outlive them. */
void observations_init(struct observations *o, struct arena *a);

/* observations_add() - one more at the end, copied; what is ok needs no advice and loses it. */
void observations_add(struct observations *o, const struct observation *one);

/* observations_text() - append all as a table for people. */
void observations_text(const struct observations *o, struct buf *out);

/* observations_json() - append all as one line-ended JSON object (docs/doctor.schema.json). */
void observations_json(const struct observations *o, struct buf *out);
