/* caret.c - telling a blinking text cursor from other changes of the screen. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/caret.h"

#include "base/clock.h"

/* Measured: a Motif caret is 5 x 13 px and turns every 500 ms;
 * docs/decisions/001-caret-and-quiet.md. */
enum {
	CARET_WIDTH_MAX_PX = 16, /* block cursors of character screens */
	CARET_HEIGHT_MAX_PX = 40,
	BLINK_MIN_MS = 100, /* faster is typing that happens to undo itself */
	BLINK_MAX_MS = 3000,
};

bool caret_sized(struct rect box)
{
	return box.w <= CARET_WIDTH_MAX_PX && box.h <= CARET_HEIGHT_MAX_PX;
}

bool caret_blinks(struct caret_watch *w, struct rect box, uint64_t before, uint64_t after)
{
	int64_t now = clock_boot_ms();

	for (size_t i = 0; i < CARETS; i++) {
		if (!rect_equal(w->seen[i].box, box))
			continue;
		int64_t apart = now - w->seen[i].at_ms;
		bool back = w->seen[i].before == after && w->seen[i].after == before;
		w->seen[i].before = before;
		w->seen[i].after = after;
		w->seen[i].at_ms = now;
		return back && apart >= BLINK_MIN_MS && apart <= BLINK_MAX_MS;
	}
	w->seen[w->next].box = box;
	w->seen[w->next].before = before;
	w->seen[w->next].after = after;
	w->seen[w->next].at_ms = now;
	w->next = (w->next + 1) % CARETS;
	return false;
}
