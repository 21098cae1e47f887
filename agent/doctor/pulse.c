/* pulse.c - how fast an application answers, whether its screen rests, whether its caret blinks. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/doctor/pulse.h"

#include <stdlib.h>
#include "base/clock.h"

/* CARET_..._PX: as agent/desk/caret.c. TURNS_MIN: one change is no rhythm. */
enum {
	ANSWER_MS = 1000,
	WATCH_MS = 2500,
	CARET_WIDTH_MAX_PX = 16,
	CARET_HEIGHT_MAX_PX = 40,
	TURNS_MIN = 2,
};

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

bool pulse_barrier(struct desk *desk, enum traits_barrier way, struct pulse *ret, struct err *e)
{
	int64_t took_us[PULSE_TIMES];

	for (int i = -1; i < PULSE_TIMES; i++) {
		int64_t began = clock_boot_us();
		bool answered = false;
		if (!traits_barrier(desk, way, deadline_in(ANSWER_MS), &answered, e))
			return false;
		if (!answered)
			return true;
		if (i >= 0)
			took_us[i] = clock_boot_us() - began;
	}
	qsort(took_us, PULSE_TIMES, sizeof took_us[0], by_size);
	*ret = (struct pulse){ true, took_us[PULSE_TIMES / 2], took_us[PULSE_TIMES - 1] };
	return true;
}

/* note() - one change of the screen. */
static void note(struct pulse_screen *s, struct rect box, int *turns)
{
	bool small = box.w <= CARET_WIDTH_MAX_PX && box.h <= CARET_HEIGHT_MAX_PX;

	if (small && (rect_empty(s->caret) || rect_equal(s->caret, box))) {
		s->caret = box;
		++*turns;
	} else {
		s->moving = rect_union(s->moving, box);
	}
}

bool pulse_screen(struct desk *desk, struct pulse_screen *ret, struct err *e)
{
	struct deadline limit = deadline_in(WATCH_MS);
	struct pulse_screen s = { .rests = true };
	const struct img *frame;
	int64_t first = 0, last = 0;
	unsigned seen = 0;
	int turns = 0;

	if (!desk_frame(desk, &frame, e))
		return false;
	(void)desk_frame_dirty(desk); /* what changed before does not count */
	while (!deadline_over(limit)) {
		if (!desk_wait(desk, limit, &seen, e) || !desk_frame(desk, &frame, e))
			return false;
		struct rect box = desk_frame_dirty(desk);
		int before = turns;
		if (!rect_empty(box))
			note(&s, box, &turns);
		if (turns > before) {
			last = clock_boot_ms();
			first = turns == 1 ? last : first;
		}
	}
	s.caret_blinks = turns >= TURNS_MIN;
	s.caret_every_ms = s.caret_blinks ? (int)((last - first) / (turns - 1)) : 0;
	s.rests = rect_empty(s.moving);
	*ret = s;
	return true;
}
