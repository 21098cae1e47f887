/* test_entry.c - what is written goes into its field, is seen whole, and does nothing else. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <X11/extensions/Xfixes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "tests/check.h"
#include "tests/fixture/scene.h"

#define MASK \
	"size 600 300\n" \
	"label 20 20 lname Name\n" \
	"field 140 14 300 name\n" \
	"label 20 70 lort Ort\n" \
	"field 140 64 300 ort\n" \
	"button 20 240 save Speichern\n"

#define HELVETICA "font -adobe-helvetica-medium-r-normal--12-120-75-75-p-67-*-*\n"

#define WRITE_FORM(value, form) "  - write: { into: { field: Name, " form " }, value: " value " }\n"

#define WRITE(value) "  - write: { into: Name, value: " value " }\n"

#define COMMIT \
	"  - commit:\n      id: a\n      do: { click: Speichern }\n      within: 4s\n" \
	"      proof: { expect: Fertig }\noutcome:\n  entered: { a: fest }\n"

static const struct {
	const char *why, *script, *recipe;
	enum run_end end;
	const char *words, *log, *proposal;
} cases[] = {
	{ "the plain way", MASK "on save set lort Fertig\n",
	  "steps:\n" WRITE("Max Mustermann") COMMIT, RUN_ENTERED, "", "", NULL },
	{ "every letter, pasted", MASK "on save set lort Fertig\n",
	  "  text_by: paste\nsteps:\n" WRITE("Škvor̆ecová-Đạ") COMMIT, RUN_ENTERED, "", "", NULL },
	{ "a message has the keyboard: the blank would press its button",
	  MASK "on start say Frage|Wirklich~loeschen?|yes\non yes log deleted\n",
	  "steps:\n  - within: 1s\n    write: { into: { field: Name, in: { window: mask } },"
	  " value: Max Mustermann }\n" COMMIT,
	  RUN_FAILED, "keyboard", "", NULL },
	{ "a message is closed first if a handler knows it",
	  MASK "on start say Frage|Weiter?|yes\non yes log closed\non save set lort Fertig\n",
	  "on:\n  - sees: { window: Frage }\n    do: [ click: OK ]\n"
	  "steps:\n  - write: { into: { field: Name, in: { window: mask } },"
	  " value: Max Mustermann }\n" COMMIT,
	  RUN_ENTERED, "", "closed\n", NULL },
	{ "a line end presses a key somewhere", MASK,
	  "steps:\n" WRITE("'=\"Max\\nMuster\"'") COMMIT, RUN_HELD, "U+000A", "", NULL },
	{ "a tab goes on to the next field", MASK, "steps:\n" WRITE("'=\"Max\\tMuster\"'") COMMIT,
	  RUN_HELD, "U+0009", "", NULL },
	{ "another field changes one written before",
	  MASK "key Tab tab\non tab set name Moritz\non save set lort Fertig\n",
	  "steps:\n" WRITE("Max") COMMIT, RUN_FAILED, "something else", "", NULL },
	{ "a field that changes behind our back",
	  MASK "key x later\non later later 300 change\non change set name Anders;set lort Weg\n"
	       "on save log saved\n",
	  "steps:\n" WRITE("Max") "  - gone: Ort\n" COMMIT, RUN_FAILED, "last look", "", NULL },
	{ "a message between last look and act is answered, and looked at again",
	  MASK "button 200 240 act Warten\nkey x later\non later later 300 warn\n"
	       "on warn say Hinweis|Achtung|change\non act log saved\n"
	       "on change set name Anders;set act Los;log changed\n",
	  "on:\n  - sees: { window: Hinweis }\n    do: [ click: OK ]\n"
	  "steps:\n" WRITE(
		  "Max") "  - commit:\n      id: a\n"
			 "      do: { click: Los }\n"
			 "      proof: { expect: Fertig }\noutcome:\n  entered: { a: fest }\n",
	  RUN_FAILED, "last look", "changed\n", NULL },
	{ "a blank at the end that is cut, and no selection that would tell",
	  MASK "mute name\nkey Tab cut\non cut set name Max\non save set lort Fertig\n",
	  "steps:\n" WRITE("'=\"Max \"'") COMMIT, RUN_FAILED, "something else", "", NULL },
	{ "a field that holds something, and marks it by ctrl+a alone",
	  MASK "stiff name ctrl+a\non start set name Alt\non save set lort Fertig\n",
	  "  # no select_all\nsteps:\n" WRITE("Max") COMMIT, RUN_ENTERED, "", "",
	  "select_all: 'ctrl+a'" },
	{ "one that marks nothing at all",
	  MASK "stiff name none\non start set name Alt\non save set lort Fertig\n",
	  "  # no select_all\nsteps:\n" WRITE("Max") COMMIT, RUN_ENTERED, "", "",
	  "select_all: 'End BackSpace*'" },
	{ "what was proposed, said by the recipe",
	  MASK "stiff name none\non start set name Alter~Text\non save set lort Fertig\n",
	  "  select_all: 'End BackSpace*'\nsteps:\n" WRITE("Max") COMMIT, RUN_ENTERED, "", "",
	  NULL },
	{ "the recipe's word counts, nothing else is tried",
	  MASK "stiff name ctrl+a\non start set name Alt\non save set lort Fertig\n",
	  "  select_all: Home shift+End\nsteps:\n" WRITE("Max") COMMIT, RUN_FAILED,
	  "something else", "", NULL },
	{ "what nearly every toolkit knows needs no proposal",
	  MASK "on start set name Alt\non save set lort Fertig\n",
	  "  # no select_all\nsteps:\n" WRITE("Max") COMMIT, RUN_ENTERED, "", "", NULL },
	{ "a field that takes no keys but a paste",
	  MASK "key x typed\non typed set name ,\n"
	       "on save set lort Fertig\n",
	  "steps:\n" WRITE("Maxi") COMMIT, RUN_ENTERED, "", "", "text_by: paste" },
	{ "letters that nobody sees", MASK, "steps:\n" WRITE("'=\"Max\\u{200b}M\"'") COMMIT,
	  RUN_HELD, "U+200B", "", NULL },
	{ "letters that look alike, and no selection that would tell",
	  HELVETICA MASK "mute name\non save set lort Fertig\n", "steps:\n" WRITE("AI-7") COMMIT,
	  RUN_FAILED, "same pixels", "", NULL },
	{ "its form settles which of them it is",
	  HELVETICA MASK "mute name\non save set lort Fertig\n",
	  "steps:\n" WRITE_FORM("AI-7", "match: '^[A-Z]+-\\d$'") COMMIT, RUN_ENTERED, "", "",
	  NULL },
	{ "a form that both have settles nothing",
	  HELVETICA MASK "mute name\non save set lort Fertig\n",
	  "steps:\n" WRITE_FORM("AI-7", "match: '^[A-Za-z]+-\\d$'") COMMIT, RUN_FAILED,
	  "same pixels", "", NULL },
	{ "and so does the selection", HELVETICA MASK "on save set lort Fertig\n",
	  "steps:\n" WRITE("AI-7") COMMIT, RUN_ENTERED, "", "", NULL },
	{ "which tells the twin apart, too",
	  HELVETICA MASK "key Tab tab\non tab set name Al-7\non save set lort Fertig\n",
	  "steps:\n" WRITE("AI-7") COMMIT, RUN_FAILED, "selection differs", "", NULL },
	{ "pixels alone do where all of it is seen", MASK "mute name\non save set lort Fertig\n",
	  "steps:\n" WRITE("Max") COMMIT, RUN_ENTERED, "", "", NULL },
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
			CHECK_EQ_STR(s.proposal, row->proposal);
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

/* holds() - does the answer in @property hold @words? */
static bool holds(Display *x, Window w, Atom property, const char *words)
{
	unsigned char *data = NULL;
	unsigned long n = 0, left = 0;
	Atom type = None;
	int format = 0;

	XGetWindowProperty(x, w, property, 0, 1000, True, AnyPropertyType, &type, &format, &n,
			   &left, &data);
	bool found = data != NULL && strstr((const char *)data, words) != NULL;
	if (data != NULL)
		XFree(data);
	return found;
}

/* spy() - ask every owner that any selection gets what it has, at once; ends when it is @words. */
static void spy(Display *x, const char *words, int ready_fd)
{
	const char *const names[] = { "PRIMARY", "SECONDARY", "CLIPBOARD" };
	Window w = XCreateSimpleWindow(x, DefaultRootWindow(x), 0, 0, 1, 1, 0, 0, 0);
	Atom utf8 = XInternAtom(x, "UTF8_STRING", False), to = XInternAtom(x, "SPY", False);
	int base, error_base;
	XEvent event;

	if (!XFixesQueryExtension(x, &base, &error_base))
		return;
	for (size_t i = 0; i < 3; i++)
		XFixesSelectSelectionInput(x, w, XInternAtom(x, names[i], False),
					   XFixesSetSelectionOwnerNotifyMask);
	XSync(x, False);
	if (write(ready_fd, "r", 1) != 1)
		return;
	for (;;) {
		XNextEvent(x, &event);
		const XFixesSelectionNotifyEvent *told = (const void *)&event;
		if (event.type == base + XFixesSelectionNotify && told->owner != None)
			XConvertSelection(x, told->selection, utf8, to, w, told->timestamp);
		if (event.type == SelectionNotify && event.xselection.property != None &&
		    holds(x, w, to, words))
			return;
	}
}

/* spy_start() - the spy as a process; it ends with 0 when it has seen @words. */
static pid_t spy_start(struct scene *s, const char *words)
{
	int ready[2];
	char byte;

	if (!CHECK(pipe(ready) == 0))
		return -1;
	pid_t pid = fork();
	if (pid == 0) {
		(void)setenv("XAUTHORITY", desk_cookie_file(s->desk), 1);
		Display *x = XOpenDisplay(desk_display(s->desk));
		if (x == NULL)
			_exit(2);
		spy(x, words, ready[1]);
		_exit(0);
	}
	CHECK(read(ready[0], &byte, 1) == 1);
	(void)close(ready[0]);
	(void)close(ready[1]);
	return pid;
}

/* spy_saw() - end it; had it seen the words? */
static bool spy_saw(pid_t pid)
{
	int status;

	(void)kill(pid, SIGTERM);
	CHECK(waitpid(pid, &status, 0) == pid);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/*
 * A third client asks whoever owns a selection at any time. Where only secrets are written, the
 * plain user name and the hidden password, nobody has them: neither we nor the application.
 */
TEST(no_secret_is_ever_on_a_selection)
{
	static const struct {
		const char *recipe;
		bool owned;
	} table[] = {
		{ "  # no select_all\nsteps:\n" WRITE("=secret.benutzer") COMMIT, false },
		{ "  text_by: paste # no select_all\nsteps:\n" WRITE("=secret.benutzer") COMMIT,
		  false },
		{ "  # no select_all\nsteps:\n  - write: { into: Name, value: =secret.benutzer,"
		  " hidden: true }\n" COMMIT,
		  false },
		/* So that this test can see it at all. */
		{ "  text_by: paste # no select_all\nsteps:\n" WRITE("muster") COMMIT, true },
	};

	EACH_CASE (row, table) {
		struct scene s;
		if (!CHECK(scene_open(&s, MASK "on save set lort Fertig\n", row->recipe)))
			return;
		pid_t pid = spy_start(&s, "muster");
		const struct run_task task = { .scope = s.scope };
		CHECK(scene_start(&s));
		run_submission(s.run, &task, s.a, &s.result);
		if (!strstr(row->recipe, "hidden"))
			CHECK_EQ_INT(s.result.end, RUN_ENTERED);
		CHECK_EQ_INT(spy_saw(pid), row->owned);
		scene_close(&s);
	}
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
