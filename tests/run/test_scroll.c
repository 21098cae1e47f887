/* test_scroll.c - a text wider than its field is proven as a whole, or not at all. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include "tests/check.h"
#include "tests/fixture/scene.h"

/* Nine letters of 9 px and the margins are what field Name shows at once. */
#define MASK_WITH(text) \
	"size 600 300\n" \
	"label 20 20 lname Name\n" \
	"field 140 14 100 name " text "\n" \
	"label 20 70 lort Ort\n" \
	"field 140 64 100 ort\n" \
	"button 20 240 save Speichern\n" \
	"on save set lort Fertig\n"

#define MASK MASK_WITH("")

/* No case waits for this limit to pass. */
#define WRITE(value) "  - within: 60s\n    write: { into: Name, value: \"" value "\" }\n"

#define COMMIT \
	"  - commit:\n      id: a\n      do: { click: Speichern }\n      within: 9s\n" \
	"      proof: { expect: Fertig }\noutcome:\n  entered: { a: fest }\n"

#define LONG "Verwaltungsgemeinschaft Bad Musterstadt-Nord"

static const struct {
	const char *why, *script, *recipe;
	enum run_end end;
	const char *words;
} cases[] = {
	{ "by its pixels and the selection", MASK, "steps:\n" WRITE(LONG) COMMIT, RUN_ENTERED, "" },
	{ "by its pixels alone, scrolled through", MASK "mute name\n",
	  "steps:\n" WRITE("Verwaltungsgemeinde am Fluss") COMMIT, RUN_ENTERED, "" },
	{ "and over one that was longer still", MASK "on start set name " LONG LONG "\n",
	  "steps:\n" WRITE(LONG) COMMIT, RUN_ENTERED, "" },
	{ "a letter in the middle, never seen together with either end",
	  MASK "mute name\nkey Tab other\non other set name Verwaltungsgemeinds~am~Fluss\n",
	  "steps:\n" WRITE("Verwaltungsgemeinde am Fluss") COMMIT, RUN_FAILED, "something else" },
	{ "a tail that is gone, its head looks the same",
	  MASK "mute name\nkey Tab other\non other set name Verwaltungsgemeinde\n",
	  "steps:\n" WRITE("Verwaltungsgemeinde am Fluss") COMMIT, RUN_FAILED, "something else" },
	{ "more behind it",
	  MASK "mute name\nkey Tab other\non other set name Verwaltungsgemeinde~am~Flusse\n",
	  "steps:\n" WRITE("Verwaltungsgemeinde am Fluss") COMMIT, RUN_FAILED, "something else" },
	{ "nothing at all, when it is left",
	  MASK "bare name\nmute name\nkey Tab other\non other set name\n",
	  "steps:\n" WRITE("Verwaltungsgemeinde am Fluss") COMMIT, RUN_FAILED, "something else" },
	{ "letters that repeat, and the application says that there are fewer",
	  MASK "key Tab other\non other set name xxxxxxxxxxxxxxxxxxxxxxxxxxxx\n",
	  "steps:\n" WRITE("xxxxxxxxxxxxxxxxxxxxxxxxxxxxx") COMMIT, RUN_FAILED, "something else" },
	{ "letters that repeat: as many as were written, or more?", MASK "mute name\n",
	  "steps:\n" WRITE("xxxxxxxxxxxxxxxxxxxxxxxxxxxxx") COMMIT, RUN_FAILED, "repeats itself" },
	{ "what changes where nobody sees it",
	  MASK "key y change\non change set name Verwaltungsgameinde~am~Fluss\n",
	  "steps:\n" WRITE(
		  "Verwaltungsgemeinde am Fluss") "  - write: { into: Ort, value: y }\n" COMMIT,
	  RUN_FAILED, "last look: field 'Name'" },
	{ "and nothing if nothing did", MASK "mute name\n",
	  "steps:\n" WRITE(
		  "Verwaltungsgemeinde am Fluss") "  - write: { into: Ort, value: y }\n" COMMIT,
	  RUN_ENTERED, "" },
};

TEST(a_text_wider_than_its_field_is_proven_whole)
{
	EACH_CASE (row, cases) {
		struct scene s;
		if (CHECK(scene_play(&s, row->script, row->recipe, 0))) {
			if (!CHECK_EQ_INT(s.result.end, row->end))
				printf("\t%s: %s\n", row->why, s.result.err.msg);
			CHECK_HAS_STR(s.result.err.msg, row->words);
		}
		scene_close(&s);
	}
}

#define SCROLLS ", scrolls: true"
#define READ(form, more) \
	"steps:\n  - within: 4s\n    read: { from: { field: Name }, as: name, match: '" form \
	"'" more " }\n" \
	"outcome:\n  entered: { name: =name }\n"

static const struct {
	const char *why, *script, *recipe;
	enum run_end end;
	const char *text; /* what was read, or the error's words */
} reads[] = {
	{ "it fits, with room for more", MASK "bare name\non start set name Mu\n", READ("^.*$", ""),
	  RUN_ANSWERED, "Mu" },
	{ "cut at the left", MASK "on start set name Muster-Verwaltung\n", READ("^.*$", ""),
	  RUN_FAILED, "there may be more" },
	{ "it just fits, which only going through it tells", MASK "on start set name Musterort\n",
	  READ("^.*$", SCROLLS), RUN_ANSWERED, "Musterort" },
	{ "all of it, gone through", MASK "on start set name Verwaltungsgemeinde~am~Fluss~7\n",
	  READ("^.*$", SCROLLS), RUN_ANSWERED, "Verwaltungsgemeinde am Fluss 7" },
	{ "a short one, gone through", MASK "on start set name 11\n", READ("^.*$", SCROLLS),
	  RUN_ANSWERED, "11" },
	{ "what looks alike is settled by the selection",
	  MASK "on start set name Verwaltungsgemeinde~Đorđe~(Fluss)\n", READ("^.*$", SCROLLS),
	  RUN_ANSWERED, "Verwaltungsgemeinde Đorđe (Fluss)" },
	{ "and without one by nothing",
	  MASK "on start set name Verwaltungsgemeinde~Đorđe~(Fluss)\nmute name\n",
	  READ("^.*$", SCROLLS), RUN_FAILED, "ambiguous" },
	{ "but by its form",
	  MASK "on start set name Verwaltungsgemeinde~Đorđe~(Fluss)\nmute name\n",
	  READ("^Verw.*Đ.*$", SCROLLS), RUN_ANSWERED, "Verwaltungsgemeinde Đorđe (Fluss)" },
	{ "blanks that only the selection tells", MASK "on start set name ~Muster~~\n",
	  READ("^.*$", SCROLLS), RUN_ANSWERED, " Muster  " },
	{ "letters that repeat", MASK "on start set name xxxxxxxxxxxxxxxxxxxx\n",
	  READ("^.*$", SCROLLS), RUN_FAILED, "repeats itself" },
	{ "nothing stands there", MASK, READ("^.*$", SCROLLS), RUN_FAILED, "uncertain" },
};

TEST(what_a_field_may_hide_is_not_read_from_what_it_shows)
{
	EACH_CASE (row, reads) {
		struct scene s;
		if (CHECK(scene_play(&s, row->script, row->recipe, 0))) {
			bool read = s.result.end == RUN_ANSWERED && s.result.n_values == 1;
			if (!CHECK_EQ_INT(s.result.end, row->end))
				printf("\t%s: %s\n", row->why, s.result.err.msg);
			if (row->end == RUN_ANSWERED)
				CHECK_EQ_STR(read ? s.result.values[0].text : NULL, row->text);
			else
				CHECK_HAS_STR(s.result.err.msg, row->text);
		}
		scene_close(&s);
	}
}
