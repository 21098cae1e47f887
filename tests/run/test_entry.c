/* test_entry.c - what is written goes into its field, is seen whole, and does nothing else. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <stdlib.h>
#include <string.h>
#include "tests/check.h"
#include "tests/fixture/scene.h"

#define MASK \
	"size 600 300\n" \
	"label 20 20 lname Name\n" \
	"field 140 14 300 name\n" \
	"label 20 70 lort Ort\n" \
	"field 140 64 300 ort\n" \
	"button 20 240 save Speichern\n"

#define WRITE(value) "  - write: { into: Name, value: " value " }\n"

#define COMMIT \
	"  - commit:\n      id: a\n      do: { click: Speichern }\n      within: 4s\n" \
	"      proof: { expect: Fertig }\noutcome:\n  entered: { a: fest }\n"

static const struct {
	const char *why, *script, *recipe;
	enum run_end end;
	const char *words, *log;
} cases[] = {
	{ "the plain way", MASK "on save set lort Fertig\n",
	  "steps:\n" WRITE("Max Mustermann") COMMIT, RUN_ENTERED, "", "" },
	{ "every letter, pasted", MASK "on save set lort Fertig\n",
	  "  text_by: paste\nsteps:\n" WRITE("Škvor̆ecová-Đặng") COMMIT, RUN_ENTERED, "", "" },
	{ "a message has the keyboard: the blank would press its button",
	  MASK "on start say Frage|Wirklich~loeschen?|yes\non yes log deleted\n",
	  "steps:\n  - within: 1s\n    write: { into: { field: Name, in: { window: mask } },"
	  " value: Max Mustermann }\n" COMMIT,
	  RUN_FAILED, "keyboard", "" },
	{ "a message is closed first if a handler knows it",
	  MASK "on start say Frage|Weiter?|yes\non yes log closed\non save set lort Fertig\n",
	  "on:\n  - sees: { window: Frage }\n    do: [ click: OK ]\n"
	  "steps:\n  - write: { into: { field: Name, in: { window: mask } },"
	  " value: Max Mustermann }\n" COMMIT,
	  RUN_ENTERED, "", "closed\n" },
	{ "a line end presses a key somewhere", MASK,
	  "steps:\n" WRITE("'=\"Max\\nMuster\"'") COMMIT, RUN_HELD, "U+000A", "" },
	{ "a tab goes on to the next field", MASK, "steps:\n" WRITE("'=\"Max\\tMuster\"'") COMMIT,
	  RUN_HELD, "U+0009", "" },
	{ "another field changes one written before",
	  MASK "key Tab tab\non tab set name Moritz\non save set lort Fertig\n",
	  "steps:\n" WRITE("Max") COMMIT, RUN_FAILED, "something else", "" },
	{ "a field that changes behind our back",
	  MASK "key x later\non later later 300 change\non change set name Anders;set lort Weg\n"
	       "on save log saved\n",
	  "steps:\n" WRITE("Max") "  - gone: Ort\n" COMMIT, RUN_FAILED, "last look", "" },
	{ "a message between last look and act is answered, and looked at again",
	  MASK "button 200 240 act Warten\nkey x later\non later later 300 warn\n"
	       "on warn say Hinweis|Achtung|change\non act log saved\n"
	       "on change set name Anders;set act Los;log changed\n",
	  "on:\n  - sees: { window: Hinweis }\n    do: [ click: OK ]\n"
	  "steps:\n" WRITE(
		  "Max") "  - commit:\n      id: a\n"
			 "      do: { click: Los }\n"
			 "      proof: { expect: Fertig }\noutcome:\n  entered: { a: fest }\n",
	  RUN_FAILED, "last look", "changed\n" },
	{ "a blank at the end that is cut, and no selection that would tell",
	  MASK "mute name\nkey Tab cut\non cut set name Max\non save set lort Fertig\n",
	  "steps:\n" WRITE("'=\"Max \"'") COMMIT, RUN_FAILED, "something else", "" },
	{ "pixels alone do where all of it is seen", MASK "mute name\non save set lort Fertig\n",
	  "steps:\n" WRITE("Max") COMMIT, RUN_ENTERED, "", "" },
};

TEST(what_is_written_stands_there)
{
	EACH_CASE (row, cases) {
		struct scene s;
		if (CHECK(scene_play(&s, row->script, row->recipe, 0))) {
			if (!CHECK_EQ_INT(s.result.end, row->end))
				printf("\t%s: %s\n", row->why, s.result.err.msg);
			CHECK_HAS_STR(s.result.err.msg, row->words);
			CHECK_EQ_STR(scene_log(&s), row->log);
		}
		scene_close(&s);
	}
}

/* owner_of() - who holds a selection of the scene's display. */
static Window owner_of(struct scene *s, const char *selection)
{
	(void)setenv("XAUTHORITY", desk_cookie_file(s->desk), 1);
	Display *x = XOpenDisplay(desk_display(s->desk));
	if (!CHECK(x != NULL))
		return None;
	Window owner = XGetSelectionOwner(x, XInternAtom(x, selection, False));
	XCloseDisplay(x);
	return owner;
}

TEST(no_text_stays_on_a_clipboard)
{
	struct scene s;

	if (CHECK(scene_play(&s, MASK "on save set lort Fertig\n",
			     "  text_by: paste\nsteps:\n" WRITE("Mustermann") COMMIT, 0))) {
		CHECK_EQ_INT(s.result.end, RUN_ENTERED);
		CHECK_EQ_UINT(owner_of(&s, "CLIPBOARD"), None);
		CHECK_EQ_UINT(owner_of(&s, "PRIMARY"), None);
	}
	scene_close(&s);
}

/* The reason of a stopped run is printed and kept: no letter of a password may stand in it. */
TEST(a_password_is_not_named)
{
	struct scene s;

	if (CHECK(scene_play(&s, MASK,
			     "steps:\n  - write: { into: Name, value: 漢, hidden: true }\n" COMMIT,
			     0))) {
		CHECK_EQ_INT(s.result.end, RUN_FAILED);
		CHECK(strstr(s.result.err.msg, "6F22") == NULL);
		CHECK(strstr(s.result.err.msg, "漢") == NULL);
	}
	scene_close(&s);
}

/* A submission's value does not get into messages by way of a target. */
TEST(a_message_does_not_compute_its_target)
{
	struct scene s;

	if (CHECK(scene_play(&s, MASK,
			     "values:\n  ort: '=\"Geheim\" .. \"nis\"'\n"
			     "steps:\n  - within: 500ms\n    click: =ort\n" COMMIT,
			     0))) {
		CHECK_EQ_INT(s.result.end, RUN_FAILED);
		CHECK(strstr(s.result.err.msg, "Geheimnis") == NULL);
		CHECK_HAS_STR(s.result.err.msg, "=ort");
	}
	scene_close(&s);
}
