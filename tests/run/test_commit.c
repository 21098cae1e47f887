/* test_commit.c - what a run says after the act: entered only when proven, else in doubt. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include "tests/check.h"
#include "tests/fixture/scene.h"

/* A mask with one field, a number that is shown when saved, and a button. */
#define MASK \
	"size 600 300\n" \
	"label 20 20 lname Name\n" \
	"field 140 14 300 name\n" \
	"label 20 70 lnumber Nummer\n" \
	"label 140 70 number -\n" \
	"button 20 200 save Speichern\n"

#define PROOF \
	"      within: 4s\n" \
	"      proof: { read: { from: { right_of: Nummer }, as: nummer, match: '^\\d{4}$' } }\n"

#define WRITE "  - write: { into: Name, value: Mustermann }\n"

#define OUTCOME "outcome:\n  entered: { nummer: =nummer }\n"

#define COMMIT "  - commit:\n      id: a\n      do: { click: Speichern }\n" PROOF

/* What a handler of a message does: closes it, then gives up. */
#define ON_ERROR(what) \
	"on:\n" \
	"  - sees: { window: \"Fehler*\" }\n" \
	"    do: [ click: OK, fail: { " what ": Gemeldet } ]\n"

static const struct {
	const char *why, *script, *recipe;
	enum run_end end;
	const char *words; /* that the reason holds */
} ends[] = {
	{ "the plain way", MASK "on save set number 4711\n", "steps:\n" WRITE COMMIT OUTCOME,
	  RUN_ENTERED, "" },
	{ "a menu that stays open is no word of the recipe", MASK "on save tip 300 100 Hilfe\n",
	  "steps:\n" WRITE "  - commit:\n      id: a\n"
	  "      do: [ { within: 1s, menu: [ Speichern ] } ]\n" PROOF OUTCOME,
	  RUN_IN_DOUBT, "menu" },
	{ "the business failure the recipe declares", MASK "on save say Fehler|Name~fehlt\n",
	  ON_ERROR("business") "steps:\n" WRITE COMMIT OUTCOME, RUN_RETURNED, "Gemeldet" },
	{ "a message that names the number of another record",
	  MASK "on save say Fehler|Nummer~~~~~~1234\n",
	  ON_ERROR("business") "steps:\n" WRITE COMMIT OUTCOME, RUN_RETURNED, "Gemeldet" },
	{ "saved, and a message all the same",
	  MASK "on save set number 4711;say Fehler|Drucker~fehlt\n",
	  ON_ERROR("business") "steps:\n" WRITE COMMIT OUTCOME, RUN_IN_DOUBT, "Gemeldet" },
	{ "saved, and trouble of the application",
	  MASK "on save set number 4711;say Fehler|Sitzung~abgelaufen\n",
	  ON_ERROR("application") "steps:\n" WRITE COMMIT OUTCOME, RUN_IN_DOUBT, "Gemeldet" },
	{ "a second stage that does not come about is no failure of the first",
	  MASK "on save set number 4711\n",
	  "steps:\n" WRITE COMMIT "  - click: Weiter\n    within: 500ms\n"
	  "  - commit:\n      id: b\n      do: { click: Speichern }\n"
	  "      proof: { expect: Fertig }\n" OUTCOME,
	  RUN_IN_DOUBT, "Weiter" },
	{ "a second stage looks at its own fields only",
	  MASK
	  "button 200 200 next Weiter\nbutton 400 200 done Ablegen\n"
	  "on save set number 4711\non next set lname Ort;set name ~\non done set lnumber Fertig\n",
	  "steps:\n" WRITE COMMIT "  - click: Weiter\n  - write: { into: Ort, value: Bonn }\n"
	  "  - commit:\n      id: b\n      do: { click: Ablegen }\n"
	  "      proof: { expect: Fertig }\n" OUTCOME,
	  RUN_ENTERED, "" },
	{ "a commit that was left out enters nothing", MASK,
	  "steps:\n" WRITE "  - if: '=job.mark == \"x\"'\n"
	  "    commit:\n      id: a\n      do: { click: Speichern }\n"
	  "      proof: { expect: Fertig }\noutcome:\n  entered: { nummer: fest }\n",
	  RUN_FAILED, "commit" },
	{ "an outcome that cannot be computed behind a proven commit",
	  MASK "on save set number 4711\n",
	  "steps:\n" WRITE COMMIT "outcome:\n  entered: { nummer: '=nummer .. input.fehlt' }\n",
	  RUN_IN_DOUBT, "fehlt" },
	{ "a message that comes again whenever it is closed",
	  MASK "on save say Hinweis|Moment|save\n",
	  "on:\n  - sees: { window: Hinweis }\n    do: [ click: OK ]\n"
	  "steps:\n" WRITE COMMIT OUTCOME,
	  RUN_IN_DOUBT, "proof" },
	{ "a message that comes again while a branch is awaited",
	  MASK "on save say Hinweis|Moment|save\non start do save\n",
	  "on:\n  - sees: { window: Hinweis }\n    do: [ click: OK ]\n"
	  "steps:\n  - within: 2s\n    either: { a: Gibtsnicht, b: Auchnicht }\n" WRITE COMMIT
		  OUTCOME,
	  RUN_FAILED, "either" },
	{ "a screen that never rests", MASK "on save flicker lname\n",
	  "steps:\n" WRITE COMMIT OUTCOME, RUN_IN_DOUBT, "proof" },
	{ "a number that could not be read before the act proves nothing",
	  "label 160 62 spot ,\n" MASK "on save set spot ~;later 200 clear\n"
	  "on clear set number 4711\non start set number 4711\n",
	  "steps:\n" WRITE COMMIT OUTCOME, RUN_FAILED, "before" },
};

TEST(a_run_ends_as_it_must)
{
	EACH_CASE (row, ends) {
		struct scene s;
		if (CHECK(scene_play(&s, row->script, row->recipe, 0))) {
			if (!CHECK_EQ_INT(s.result.end, row->end))
				printf("\t%s: %s\n", row->why, s.result.err.msg);
			CHECK_HAS_STR(s.result.err.msg, row->words);
		}
		scene_close(&s);
	}
}
