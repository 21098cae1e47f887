/* test_locate.c - what a target means on a screen: once, in its window, in reading order. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/locate.h"

#include <string.h>
#include "agent/desk/window.h"
#include "tests/check.h"
#include "tests/fixture/scene.h"

#define STEPS "steps:\n  - expect: { window: mask }\noutcome:\n  entered: { a: fest }\n"

/* The last window of the script has to be there before anything is looked for. */
static bool await_windows(struct scene *s, size_t wanted)
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

static const struct {
	const char *why, *script, *target; /* YAML of the target */
	size_t windows, n_hits;
	int x, y; /* a point in the first hit's box; 0: any */
} finds[] = {
	{ "a text", "label 20 20 a Ort\n", "{ text: Ort }", 1, 1, 30, 28 },
	{ "two texts", "label 20 20 a Ort\nlabel 200 20 b Ort\n", "{ text: Ort }", 1, 2, 0, 0 },
	{ "no text", "label 20 20 a Ort\n", "{ text: Orte }", 1, 0, 0, 0 },
	{ "case counts", "label 20 20 a Ort\n", "{ text: ort }", 1, 0, 0, 0 },
	{ "a field right of its label", "label 20 20 a Ort\nfield 100 14 200 f\n", "{ field: Ort }",
	  1, 1, 200, 28 },
	{ "a colon belongs to a label", "label 20 20 a Ort:\nfield 100 14 200 f\n",
	  "{ field: Ort }", 1, 1, 200, 28 },
	{ "reading order, colon or not",
	  "label 20 20 a Ort:\nfield 100 14 200 f\nlabel 20 120 b Ort\nfield 100 114 200 g\n",
	  "{ field: Ort, nth: 1 }", 1, 1, 200, 28 },
	{ "the second one",
	  "label 20 20 a Ort:\nfield 100 14 200 f\nlabel 20 120 b Ort\nfield 100 114 200 g\n",
	  "{ field: Ort, nth: 2 }", 1, 1, 200, 128 },
	{ "no third one",
	  "label 20 20 a Ort:\nfield 100 14 200 f\nlabel 20 120 b Ort\nfield 100 114 200 g\n",
	  "{ field: Ort, nth: 3 }", 1, 0, 0, 0 },
	{ "nth over all windows",
	  "label 20 20 a Ort\non start later 1 t\n"
	  "on t tip 20 120 Ort\n",
	  "{ text: Ort, nth: 1 }", 2, 1, 30, 28 },
	{ "a pop-up behind the window", "label 20 20 a Ort\non start tip 20 120 Ort\n",
	  "{ text: Ort }", 2, 1, 30, 28 },
	{ "nth of several looks", "label 20 20 a Ort\nlabel 20 60 b Ort\n",
	  "{ any: [ Stadt, Ort ], nth: 2 }", 1, 1, 30, 68 },
	{ "several looks in one place only", "label 20 20 a Ort\nlabel 20 60 b Stadt\n",
	  "{ any: [ Stadt, Ort ], in: { right_of: Ort } }", 1, 0, 0, 0 },
	{ "a field behind another window",
	  "label 20 138 a Ort\nfield 80 132 400 f\n"
	  "on start float Zettel|Ort2|160\n",
	  "{ field: Ort, in: { window: mask } }", 2, 0, 0, 0 },
	{ "the field of another window", "label 20 138 a Ort\non start float Zettel|X|160\n",
	  "{ field: Ort, in: { window: mask } }", 2, 0, 0, 0 },
	{ "what is right of a label in another window",
	  "label 20 138 a Ort\non start float Zettel|X|160\n",
	  "{ right_of: Ort, in: { window: mask } }", 2, 0, 0, 0 },
	{ "a row", "list 20 100 400 4 AB-1~~Alt|AB-2~~Neu\n", "{ row_with: [ AB-2, Neu ] }", 1, 1,
	  40, 128 },
	{ "no row holds both", "list 20 100 400 4 AB-1~~Alt|AB-2~~Neu\n",
	  "{ row_with: [ AB-2, Alt ] }", 1, 0, 0, 0 },
	{ "an entry field is no row",
	  "field 20 20 200 f AB-2\nbare f\nlist 20 100 400 4 AB-1~~Alt\n", "{ row_with: [ AB-2 ] }",
	  1, 0, 0, 0 },
	{ "the row, not the entry field",
	  "field 20 20 200 f AB-2\nbare f\nlist 20 100 400 4 AB-1|AB-2\n", "{ row_with: [ AB-2 ] }",
	  1, 1, 40, 128 },
	{ "an entry field beside a list is no part of its rows",
	  "field 320 98 200 f AB-1\nbare f\nlist 20 100 250 4 Alt|Neu\n",
	  "{ row_with: [ AB-1, Alt ] }", 1, 0, 0, 0 },
	{ "a row of labels", "label 20 100 a AB-1\nlabel 120 100 b Alt\n",
	  "{ row_with: [ AB-1, Alt ] }", 1, 1, 30, 108 },
};

TEST(a_target_means_what_it_says)
{
	EACH_CASE (row, finds) {
		struct scene s;
		bool ready = false;
		struct arena *a = arena_new();
		const char *script = arena_printf(a, "size 600 300\n%s", row->script);
		const char *yaml = arena_printf(a, "targets:\n  t: %s\n" STEPS, row->target);
		if (CHECK(scene_open(&s, script, yaml)) && CHECK(scene_start(&s)))
			ready = await_windows(&s, row->windows);
		if (ready) {
			const struct locate_query q = { .target = scene_target(&s, "t"),
							.scope = s.scope };
			struct hits hits = { .arena = s.a };
			CHECK_OK(locate_find(s.locator, &q, &hits, &s.e), s.e);
			if (!CHECK_EQ_UINT(hits.n, row->n_hits))
				printf("\t%s: %d,%d %dx%d\n", row->why, hits.list->box.x,
				       hits.list->box.y, hits.list->box.w, hits.list->box.h);
			if (row->x && hits.n &&
			    !CHECK(rect_has_point(hits.list[0].box, row->x, row->y)))
				printf("\t%s: at %d,%d\n", row->why, hits.list[0].box.x,
				       hits.list[0].box.y);
		}
		scene_close(&s);
		arena_free(a);
	}
}
