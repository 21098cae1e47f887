/* find.h - targets of a recipe looked for on fixture_mask: a table's row is one desk. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <string.h>
#include "agent/desk/window.h"
#include "agent/locate/locate.h"
#include "tests/check.h"
#include "tests/fixture/scene.h"

#define FIND_STEPS "steps:\n  - expect: { window: mask }\noutcome:\n  entered: { a: fest }\n"

struct find {
	const char *why, *script, *target; /* YAML of the target */
	size_t windows, n_hits;
	int x, y; /* a point in the first hit's box; 0: any */
};

/* find_await() - until the last window of the script is there, and the screen is at rest. */
static inline bool find_await(struct scene *s, size_t wanted)
{
	for (;;) {
		struct window *list;
		unsigned seen;
		size_t n;
		if (!CHECK_OK(window_list(s->desk, s->a, &list, &n, &s->e), s->e))
			return false;
		if (n >= wanted)
			return CHECK(scene_rest(s));
		if (!CHECK_OK(desk_wait(s->desk, deadline_in(20000), &seen, &s->e), s->e) ||
		    !CHECK(!(seen & DESK_TIMEOUT)))
			return false;
	}
}

/* find_check() - one row. */
static inline void find_check(const struct find *row)
{
	struct scene s;
	bool ready = false;
	struct arena *a = arena_new();
	const char *script = arena_printf(a, "size 600 300\n%s", row->script);
	const char *yaml = arena_printf(a, "targets:\n  t: %s\n" FIND_STEPS, row->target);

	if (CHECK(scene_open(&s, script, yaml)) && CHECK(scene_start(&s)))
		ready = find_await(&s, row->windows);
	if (ready) {
		const struct locate_query q = { .target = scene_target(&s, "t"), .scope = s.scope };
		struct hits hits = { .arena = s.a };
		CHECK_OK(locate_find(s.locator, &q, &hits, &s.e), s.e);
		if (!CHECK_EQ_UINT(hits.n, row->n_hits) && hits.n)
			printf("\t%s: %d,%d %dx%d\n", row->why, hits.list->box.x, hits.list->box.y,
			       hits.list->box.w, hits.list->box.h);
		if (row->x && hits.n && !CHECK(rect_has_point(hits.list[0].box, row->x, row->y)))
			printf("\t%s: at %d,%d\n", row->why, hits.list[0].box.x,
			       hits.list[0].box.y);
	}
	scene_close(&s);
	arena_free(a);
}
