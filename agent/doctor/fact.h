/* fact.h - what was found out about an application, name by name, for people and programs. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/buf.h"

enum fact_type { FACT_TEXT, FACT_NUMBER, FACT_TRUTH, FACT_SHARE };

/* How many of a group arrived. */
struct fact_share {
	size_t of, arrive;
	size_t no_key;              /* not on the desk's keymap, so not typed */
	size_t retried;             /* of those that arrived: at the second try only */
	const char *const *missing; /* n_missing examples of the rest */
	size_t n_missing;
};

struct fact {
	const char *name; /* "barrier.ping.median_us"; docs/doctor.schema.json lists them */
	enum fact_type type;
	const char *text;        /* FACT_TEXT */
	int64_t number;          /* FACT_NUMBER */
	bool truth;              /* FACT_TRUTH */
	struct fact_share share; /* FACT_SHARE */
};

struct facts {
	struct arena *arena; /* borrowed; owns all */
	struct fact *list;
	size_t n, room;
};

/* facts_init() - none yet. */
void facts_init(struct facts *f, struct arena *a);

/* facts_text() - @name is @text (valid UTF-8); both are copied. */
void facts_text(struct facts *f, const char *name, const char *text);

/* facts_number() - @name is @number. */
void facts_number(struct facts *f, const char *name, int64_t number);

/* facts_truth() - @name is so, or not. */
void facts_truth(struct facts *f, const char *name, bool truth);

/* facts_share() - so much of @name; the list and its texts are the arena's already. */
void facts_share(struct facts *f, const char *name, const struct fact_share *share);

/* facts_find() - the last fact of this name, NULL if there is none. */
const struct fact *facts_find(const struct facts *f, const char *name);

/* facts_print() - append all as lines for people, a blank line between subjects. */
void facts_print(const struct facts *f, struct buf *out);

/* facts_json() - append all as one JSON object. */
void facts_json(const struct facts *f, struct buf *out);
