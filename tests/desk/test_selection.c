/* test_selection.c - texts given to and taken from the application by selection. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include "tests/desk/stage.h"

enum { OWNED_BYTES = 600000 }; /* as tests/fixture/form.c has it */

static void paste_and_compare(struct stage *s, const char *text)
{
	CHECK_OK(input_offer(s->desk, text, &s->e), s->e);
	stage_key(s, "shift+Insert");
	CHECK_OK(desk_settle(s->desk, DESK_QUIET_MS, deadline_in(STAGE_MS), &s->e), s->e);
	char *got = stage_text(s);
	CHECK_EQ_STR(got, text);
	free(got);
	stage_key(s, "F12");
}

TEST(selection_is_pasted_exactly)
{
	struct stage s;

	if (!stage_form(&s, NULL, NULL))
		return;
	paste_and_compare(&s, "Grüße");
	paste_and_compare(&s, "Škvor̆ecová-Đặng ẞ €");
	paste_and_compare(&s, "plain");
	input_withdraw(s.desk);
	stage_close(&s);
}

TEST(selection_reads_what_the_field_has_marked)
{
	struct stage s;
	char *text = NULL;

	if (!stage_form(&s, NULL, NULL))
		return;
	CHECK_OK(input_selection(s.desk, deadline_in(STAGE_MS), &text, &s.e), s.e);
	CHECK(text == NULL);
	CHECK_OK(input_type(s.desk, "Škvor̆ecová", &s.e), s.e);
	stage_key(&s, "shift+Home");
	CHECK_OK(desk_barrier(s.desk, deadline_in(STAGE_MS), &s.e), s.e);
	CHECK_OK(input_selection(s.desk, deadline_in(STAGE_MS), &text, &s.e), s.e);
	CHECK_EQ_STR(text, "Škvor̆ecová");
	free(text);
	text = NULL;
	CHECK_OK(input_offer(s.desk, "ours", &s.e), s.e);
	CHECK_OK(input_selection(s.desk, deadline_in(STAGE_MS), &text, &s.e), s.e);
	CHECK(text == NULL);
	stage_close(&s);
}

TEST(selection_of_many_pieces_is_put_together)
{
	struct stage s;
	char *text = NULL;

	if (!stage_form(&s, NULL, NULL))
		return;
	stage_key(&s, "F9");
	stage_await(&s, "owner");
	CHECK_OK(input_selection(s.desk, deadline_in(STAGE_MS), &text, &s.e), s.e);
	if (CHECK(text != NULL)) {
		CHECK_EQ_UINT(strlen(text), OWNED_BYTES);
		CHECK_EQ_INT(text[OWNED_BYTES - 1], 'z');
	}
	free(text);
	stage_close(&s);
}

TEST(a_stopped_owner_is_not_the_same_as_none)
{
	struct stage s;
	char *text = NULL;

	if (!stage_form(&s, NULL, NULL))
		return;
	stage_key(&s, "F9");
	stage_await(&s, "owner");
	stage_key(&s, "F7");
	CHECK_ERR(input_selection(s.desk, deadline_in(100), &text, &s.e), s.e, ERR_HUNG);
	CHECK(text == NULL);
	stage_close(&s);
}

/* ask() - convert CLIPBOARD to @target as a foreign client; the answer, NULL if refused. */
static char *ask(struct stage *s, Display *x, Window w, const char *target)
{
	Atom property = XInternAtom(x, "ANSWER", False), type;
	unsigned char *data = NULL;
	unsigned long n, left;
	unsigned seen;
	int format;
	char *text = NULL;

	XConvertSelection(x, XInternAtom(x, "CLIPBOARD", False), XInternAtom(x, target, False),
			  property, w, CurrentTime);
	XSync(x, False);
	/* Our own desk must serve the request; nothing else happens, so this waits for no event. */
	CHECK_OK(desk_wait(s->desk, deadline_in(1), &seen, &s->e), s->e);
	XEvent event;
	while (XPending(x) > 0)
		XNextEvent(x, &event);
	if (XGetWindowProperty(x, w, property, 0, 1000, True, AnyPropertyType, &type, &format, &n,
			       &left, &data) == Success &&
	    type != None)
		text = mem_strndup((char *)data, n);
	if (data != NULL)
		XFree(data);
	return text;
}

TEST(selection_is_served_in_every_form_it_has)
{
	static const struct {
		const char *text, *target, *want;
	} table[] = {
		{ "Grüße", "UTF8_STRING", "Grüße" },
		{ "Grüße", "STRING",
		  "Gr\xfc\xdf"
		  "e" },
		{ "Grüße", "TEXT", "Grüße" },
		{ "Škoda", "STRING", NULL },
		{ "Škoda", "PIXMAP", NULL },
	};
	struct stage s;

	if (!stage_open(&s))
		return;
	setenv("XAUTHORITY", desk_cookie_file(s.desk), 1);
	Display *x = XOpenDisplay(desk_display(s.desk));
	unsetenv("XAUTHORITY");
	if (!CHECK(x != NULL))
		return;
	Window w = XCreateSimpleWindow(x, DefaultRootWindow(x), 0, 0, 1, 1, 0, 0, 0);
	EACH_CASE (row, table) {
		CHECK_OK(input_offer(s.desk, row->text, &s.e), s.e);
		char *got = ask(&s, x, w, row->target);
		CHECK_EQ_STR(got, row->want);
		free(got);
	}
	input_withdraw(s.desk);
	CHECK(XGetSelectionOwner(x, XA_PRIMARY) == None);
	XCloseDisplay(x);
	stage_close(&s);
}
