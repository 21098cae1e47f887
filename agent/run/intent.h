/* intent.h - what is known directly before an act, as text for whoever finds it interrupted. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "agent/run/run.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

/* INTENT_BYTES_MAX: some values read off a screen, each at most a line. */
enum { INTENT_BYTES_MAX = 1024 * 1024 };

struct intent {
	const char **before; /* what each step of the proof read before the act; NULL: nothing */
	size_t n_before;
	/* FOUND or ABSENT: what the probe saw before the act; UNCLEAR: it was not asked. */
	enum probe_branch baseline;
	struct run_value *values; /* read before the act; needed when the job goes on */
	size_t n_values;
};

/* intent_write() - append {"before":[...],"baseline":"absent","values":{...}}. */
void intent_write(const struct intent *in, struct buf *out);

/* intent_read() - the same again, owned by @a; ERR_INPUT if it is not what intent_write() makes. */
MUST_USE bool intent_read(const char *json, struct arena *a, struct intent *ret_intent,
			  struct err *e);
