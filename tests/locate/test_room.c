/* test_room.c - a field that may hold more than it shows is not read as if it held no more. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/locator.h"
#include "tests/check.h"
#include "tests/fixture/scene.h"

#define STEPS "steps:\n  - expect: { window: mask }\noutcome:\n  entered: { a: fest }\n"

#define SCRIPT \
	"size 600 300\nlabel 20 20 la Genug\nfield 140 14 100 a Mu\nbare a\n" \
	"label 20 60 lb Links\nfield 140 54 100 b Muster-Verwaltung\nhead b\nbare b\n" \
	"label 20 100 lc Rechts\nfield 140 94 100 c Muster-Verwaltung\nbare c\n" \
	"label 20 140 ld Knapp\nfield 140 134 100 d Musterort\nbare d\n" \
	"label 20 180 le Leer\nfield 140 174 100 e\nbare e\n" \
	"on start set c Muster-Verwaltung\n"

static const struct {
	const char *label, *text;
	bool cut;
} fields[] = {
	{ "Genug", "Mu", false }, { "Links", NULL, true }, { "Rechts", NULL, true },
	{ "Knapp", NULL, true }, /* nine letters of nine: a tenth would not be seen */
	{ "Leer", "", false },
};

/* Inside of a field at 100,50; the letters of 9x15 are 9 px wide, so 34 px are room enough. */
static const struct {
	const char *why;
	struct rect box, ink;
	size_t lines;
	bool all;
} places[] = {
	{ "a number at the right", { 100, 50, 90, 19 }, { 145, 54, 43, 10 }, 1, true },
	{ "one that fills its field", { 100, 50, 90, 19 }, { 104, 54, 84, 10 }, 1, false },
	{ "in the middle, with room", { 100, 50, 200, 19 }, { 180, 54, 40, 10 }, 1, true },
	{ "34 px of room", { 100, 50, 90, 19 }, { 105, 54, 51, 10 }, 1, true },
	{ "33 px", { 100, 50, 90, 19 }, { 105, 54, 52, 10 }, 1, false },
	{ "two lines, room for a third", { 100, 50, 200, 80 }, { 105, 54, 51, 25 }, 2, true },
	{ "two lines, none below", { 100, 50, 200, 60 }, { 105, 54, 51, 25 }, 2, false },
};

TEST(room_for_more_proves_that_there_is_no_more)
{
	struct scene s;

	if (CHECK(scene_open(&s, SCRIPT, STEPS))) {
		EACH_CASE (row, places) {
			const struct reading r = { .box = row->ink, .lines = row->lines };
			bool all = !row->all;
			CHECK_OK(field_shows_all(s.locator, row->box, &r, &all, &s.e), s.e);
			if (!CHECK_EQ_INT(all, row->all))
				printf("\t%s\n", row->why);
		}
	}
	scene_close(&s);
}

TEST(a_cut_text_is_no_reading_of_a_field)
{
	struct scene s;

	if (CHECK(scene_open(&s, SCRIPT, STEPS)) && CHECK(scene_start(&s))) {
		EACH_CASE (row, fields) {
			const struct value label = { .text = row->label };
			const struct target t = { .kind = TARGET_FIELD, .text = &label };
			const struct locate_query q = { .target = &t, .scope = s.scope };
			struct hits hits = { .arena = s.a };
			struct reading got;
			CHECK_OK(locate_find(s.locator, &q, &hits, &s.e), s.e);
			if (!CHECK_EQ_UINT(hits.n, 1))
				continue;
			struct read_query form = { .box = hits.list[0].box, .arena = s.a };
			CHECK_OK(locate_read(s.locator, &form, &got, &s.e), s.e);
			CHECK(!got.cut);
			form.field = true;
			CHECK_OK(locate_read(s.locator, &form, &got, &s.e), s.e);
			if (!CHECK_EQ_INT(got.cut, row->cut))
				printf("\t%s: '%s'\n", row->label, got.text);
			CHECK_EQ_STR(reading_certainty_word(got.certainty),
				     row->cut ? "uncertain" : "certain");
			CHECK_EQ_INT(got.exact, !row->cut);
			if (row->text)
				CHECK_EQ_STR(got.text, row->text);
		}
	}
	scene_close(&s);
}
