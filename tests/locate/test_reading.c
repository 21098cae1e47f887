/* test_reading.c - a reading is certain only by pixels, form and check digit together. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include "agent/locate/locate.h"
#include "tests/check.h"
#include "tests/fixture/scene.h"

#define STEPS "steps:\n  - expect: { window: mask }\noutcome:\n  entered: { a: fest }\n"
#define NUMBER "match: '^\\d{2}\\.\\d{6}\\.\\d$', check_digit: mod11"

static const struct {
	const char *why, *shown, *form;
	enum certainty certainty;
	bool exact;
	const char *text, *alternatives;
} readings[] = {
	{ "form and check digit hold", "52.104712.7", NUMBER, READ_CERTAIN, true, "52.104712.7",
	  "" },
	{ "the check digit does not", "52.104712.8", NUMBER, READ_UNCERTAIN, true, NULL, "" },
	{ "one digit is missing", "52.10471.7", NUMBER, READ_UNCERTAIN, true, NULL, "" },
	{ "the label behind it is read too", "52.104712.7~~~~~alt", NUMBER, READ_UNCERTAIN, true,
	  NULL, "" },
	{ "digits have no twin", "0123456789", "match: '^\\d+$'", READ_CERTAIN, true, "0123456789",
	  "" },
	{ "letters alike", "Đorđe", "nth: 1", READ_AMBIGUOUS, true, NULL, "Ðorđe" },
	{ "the form tells which", "Đorđe", "match: '^Đ.*$'", READ_CERTAIN, true, "Đorđe", "" },
	{ "the form tells the other", "Đorđe", "match: '^Ð.*$'", READ_CERTAIN, true, "Ðorđe", "" },
	{ "all forms alike are told", "Đ-Đ", "nth: 1", READ_AMBIGUOUS, true, NULL, "Ð–Ð" },
	{ "nothing stands there", "", NUMBER, READ_UNCERTAIN, true, "", "" },
	{ "a letter the font lacks", "52\u0b95", "nth: 1", READ_UNCERTAIN, false, NULL, "" },
};

TEST(a_reading_is_as_certain_as_it_can_be)
{
	EACH_CASE (row, readings) {
		struct scene s;
		struct arena *a = arena_new();
		const char *script = arena_printf(a,
						  "size 600 300\nlabel 20 20 l Nummer\n"
						  "field 140 14 300 f %s\nbare f\n",
						  row->shown);
		const char *yaml = arena_printf(
			a, "targets:\n  t: { right_of: Nummer, %s }\n" STEPS, row->form);
		if (CHECK(scene_open(&s, script, yaml)) && CHECK(scene_start(&s))) {
			const struct locate_query q = { .target = scene_target(&s, "t"),
							.scope = s.scope };
			struct hits hits = { .arena = s.a };
			struct reading got = { 0 };
			CHECK_OK(locate_find(s.locator, &q, &hits, &s.e), s.e);
			const struct read_query form = { .box = hits.n ? hits.list[0].box
								       : (struct rect){ 0 },
							 .match = q.target->match,
							 .check_digit = q.target->check_digit,
							 .arena = s.a };
			CHECK_EQ_UINT(hits.n, 1);
			CHECK_OK(locate_read(s.locator, &form, &got, &s.e), s.e);
			if (!CHECK_EQ_INT(got.certainty, row->certainty))
				printf("\t%s: '%s' (%s)\n", row->why, got.text, got.alternatives);
			CHECK_EQ_INT(got.exact, row->exact);
			if (row->text)
				CHECK_EQ_STR(got.text, row->text);
			CHECK_HAS_STR(got.alternatives, row->alternatives);
		}
		scene_close(&s);
		arena_free(a);
	}
}
