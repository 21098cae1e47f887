/* quiet.c - waiting until the screen has come to rest. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/desk.h"
#include "agent/desk/display.h"
#include "agent/desk/events.h"
#include "base/clock.h"

/* await_quiet() - until nothing changed for @quiet_ms after *since, which moves on with each
 * change. */
static bool await_quiet(struct desk *d, int quiet_ms, struct deadline limit, int64_t *since,
			struct err *e)
{
	const struct frame *f = &d->frame;

	for (;;) {
		if (!events_pump(d, e) || !frame_update(d, e))
			return false;
		if (f->restless_at_ms > *since)
			*since = f->restless_at_ms;
		int64_t left = *since + quiet_ms - clock_boot_ms();
		if (left <= 0)
			return true;
		if (deadline_over(limit))
			return err_set(e, ERR_HUNG, "screen does not rest: %dx%d px at %d,%d move",
				       f->restless.w, f->restless.h, f->restless.x, f->restless.y);
		if (!events_step(d, deadline_sooner(deadline_in(left), limit), e))
			return false;
	}
}

bool desk_settle(struct desk *d, int quiet_ms, struct deadline limit, struct err *e)
{
	if (!desk_barrier(d, limit, e) || !frame_update(d, e))
		return false;
	int64_t since = clock_boot_ms();

	/* The barrier after the quiet time is for a loaded machine, on which an application that
	 * does not run for 40 ms looks quiet: it must have run since, and still have changed
	 * nothing. */
	do {
		if (!await_quiet(d, quiet_ms, limit, &since, e) || !desk_barrier(d, limit, e) ||
		    !frame_update(d, e))
			return false;
	} while (d->frame.restless_at_ms > since);
	return true;
}
