/* pulse.h - how fast an application answers, whether its screen rests, whether its caret blinks. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "agent/desk/desk.h"
#include "agent/desk/traits.h"
#include "base/err.h"
#include "base/rect.h"

/* PULSE_TIMES: how often a barrier is asked; the first, which finds the way, is not counted. */
enum { PULSE_TIMES = 9 };

struct pulse {
	bool answers; /* each time */
	int64_t median_us, slowest_us;
};

/* pulse_barrier() - ask @way PULSE_TIMES + 1 times, each until 1 s is over. @e: not ERR_HUNG */
MUST_USE bool pulse_barrier(struct desk *desk, enum traits_barrier way, struct pulse *ret_pulse,
			    struct err *e);

struct pulse_screen {
	bool rests;         /* nothing but a caret moves */
	struct rect moving; /* around all that does, if it does not rest */
	bool caret_blinks;
	int caret_every_ms; /* mean time between its turns */
	struct rect caret;
};

/* pulse_screen() - watch for 2.5 s without any input: a caret of GTK turns every 0.6 s. */
MUST_USE bool pulse_screen(struct desk *desk, struct pulse_screen *ret_screen, struct err *e);
