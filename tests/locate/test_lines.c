/* test_lines.c - lines of an area: real ends, wrapped ones, and those that nobody can tell. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include "agent/locate/locate.h"
#include "tests/check.h"
#include "tests/fixture/scene.h"

#define STEPS "steps:\n  - expect: { window: mask }\noutcome:\n  entered: { a: fest }\n"

/* An area 300 px wide takes 31 letters of 9 px beside its margins. */
static const struct {
	const char *why, *shown, *form, *word, *text, *alternatives;
} areas[] = {
	{ "one line", "Muster", "nth: 1", "certain", "Muster", "" },
	{ "room behind the first: a real end", "Musterweg^12", "nth: 1", "certain", "Musterweg\n12",
	  "" },
	{ "empty lines are counted", "Am^Weg^^^12", "nth: 1", "certain", "Am\nWeg\n\n\n12", "" },
	{ "two lines with more between than one: how many?", "Am^^12", "nth: 1", "uncertain", NULL,
	  "" },
	{ "no room for the next word: wrapped, or not", "Verwaltung^Gemeindeverwaltungsamt",
	  "nth: 1", "ambiguous", NULL,
	  "Verwaltung\nGemeindeverwaltungsamt | Verwaltung Gemeindeverwaltungsamt" },
	{ "wrapped, and nobody can tell", "Verwaltung~Gemeindeverwaltungsamt", "nth: 1",
	  "ambiguous", NULL,
	  "Verwaltung\nGemeindeverwaltungsamt | Verwaltung Gemeindeverwaltungsamt" },
	{ "the form settles it", "Verwaltung~Gemeindeverwaltungsamt", "match: '^[^\\n]*$'",
	  "certain", "Verwaltung Gemeindeverwaltungsamt", "" },
	{ "or the other way", "Verwaltung^Gemeindeverwaltungsamt", "match: '^\\w+\\n\\w+$'",
	  "certain", "Verwaltung\nGemeindeverwaltungsamt", "" },
	{ "a form that both have does not", "Verwaltung^Gemeindeverwaltungsamt",
	  "match: '^\\w+\\s\\w+$'", "ambiguous", NULL, "Verwaltung\nGemeindeverwaltungsamt" },
	{ "full to the edge: there may be more", "Verwaltungsgemeinschaft~Muster", "nth: 1",
	  "uncertain", NULL, "" },
	{ "full to the bottom: there may be more", "1^2^3^4^5^6^7", "nth: 1", "uncertain", NULL,
	  "" },
};

TEST(lines_end_where_that_is_known)
{
	EACH_CASE (row, areas) {
		struct scene s;
		struct arena *a = arena_new();
		struct hits hits = { .arena = a };
		struct reading got = { .text = "", .alternatives = "" };
		const char *script = arena_printf(
			a, "size 600 300\nlabel 20 20 l Text\narea 140 14 300 7 f %s\n",
			row->shown);
		const char *yaml =
			arena_printf(a, "targets:\n  t: { right_of: Text, %s }\n" STEPS, row->form);
		if (CHECK(scene_open(&s, script, yaml)) && CHECK(scene_start(&s))) {
			const struct locate_query q = { .target = scene_target(&s, "t"),
							.scope = s.scope };
			CHECK_OK(locate_find(s.locator, &q, &hits, &s.e), s.e);
			const struct read_query form = { .box = hits.n ? hits.list[0].box
								       : (struct rect){ 0 },
							 .match = q.target->match,
							 .field = true,
							 .arena = a };
			if (CHECK_EQ_UINT(hits.n, 1))
				CHECK_OK(locate_read(s.locator, &form, &got, &s.e), s.e);
			if (!CHECK_EQ_STR(reading_certainty_word(got.certainty), row->word))
				printf("\t%s: '%s' (%s)\n", row->why, got.text, got.alternatives);
			if (row->text)
				CHECK_EQ_STR(got.text, row->text);
			CHECK_HAS_STR(got.alternatives, row->alternatives);
		}
		scene_close(&s);
		arena_free(a);
	}
}
