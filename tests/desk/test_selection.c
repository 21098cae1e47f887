/* test_selection.c - texts given to and taken from the application by selection. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <signal.h>
#include "base/buf.h"
#include "tests/desk/client.h"

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

TEST(whoever_takes_the_selection_is_waited_for)
{
	struct stage s;
	bool taken = true;
	char *text = NULL;

	if (!stage_form(&s, NULL, NULL))
		return;
	CHECK_OK(input_type(s.desk, "Grüße", &s.e), s.e);
	stage_key(&s, "shift+Home");
	CHECK_OK(desk_barrier(s.desk, deadline_in(STAGE_MS), &s.e), s.e);
	CHECK_OK(input_drop_selection(s.desk, &s.e), s.e);
	CHECK_OK(input_await_owner(s.desk, deadline_in(0), &taken, &s.e), s.e);
	CHECK(!taken); /* the owner of before is not meant */
	stage_key(&s, "End");
	stage_key(&s, "shift+Home");
	CHECK_OK(input_await_owner(s.desk, deadline_in(STAGE_MS), &taken, &s.e), s.e);
	CHECK(taken);
	CHECK_OK(input_selection(s.desk, deadline_in(STAGE_MS), &text, &s.e), s.e);
	CHECK_EQ_STR(text, "Grüße");
	free(text);
	CHECK_OK(input_drop_selection(s.desk, &s.e), s.e);
	CHECK_OK(input_await_owner(s.desk, deadline_in(1), &taken, &s.e), s.e);
	CHECK(!taken);
	CHECK_OK(input_offer(s.desk, "ours", &s.e), s.e);
	CHECK_OK(input_await_owner(s.desk, deadline_in(1), &taken, &s.e), s.e);
	CHECK(!taken);
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

/* Everything from here on asks as another client does. */
struct asker {
	struct stage s;
	Display *x;
	Window w;
	Atom answer, clipboard;
};

static bool asker_open(struct asker *a)
{
	if (!stage_open(&a->s))
		return false;
	a->x = client_open(&a->s);
	if (a->x == NULL)
		return false;
	a->w = XCreateSimpleWindow(a->x, DefaultRootWindow(a->x), 0, 0, 1, 1, 0, 0, 0);
	a->answer = XInternAtom(a->x, "ANSWER", False);
	a->clipboard = XInternAtom(a->x, "CLIPBOARD", False);
	return true;
}

static void asker_close(struct asker *a)
{
	if (a->x != NULL)
		XCloseDisplay(a->x);
	stage_close(&a->s);
}

/* await() - serve the desk until an event of this type has come to the other client. */
static bool await(struct asker *a, int type, XEvent *ret)
{
	struct deadline limit = deadline_in(STAGE_MS);
	unsigned seen;

	while (!XCheckTypedEvent(a->x, type, ret)) {
		if (!CHECK_OK(desk_wait(a->s.desk, deadline_in(5), &seen, &a->s.e), a->s.e) ||
		    !CHECK(!deadline_over(limit)))
			return false;
	}
	return true;
}

/* convert() - ask and await the answer; its property, None if refused. */
static Atom convert(struct asker *a, Atom selection, const char *target, Time time)
{
	XEvent event;

	XConvertSelection(a->x, selection, XInternAtom(a->x, target, False), a->answer, a->w, time);
	XSync(a->x, False);
	return await(a, SelectionNotify, &event) ? event.xselection.property : None;
}

/* fetch() - the answer's bytes, its type's name in @type (32 bytes); NULL if there is none. */
static char *fetch(struct asker *a, Atom property, char *type)
{
	unsigned char *data = NULL;
	unsigned long n = 0, left = 0;
	Atom is = None;
	int format = 0;

	if (XGetWindowProperty(a->x, a->w, property, 0, 1 << 18, True, AnyPropertyType, &is,
			       &format, &n, &left, &data) != Success ||
	    is == None)
		return NULL;
	char *name = XGetAtomName(a->x, is);
	CHECK(fmt_into(type, 32, "%s", name));
	XFree(name);
	char *text = mem_strndup((char *)data, format == 32 ? n * sizeof(long) : n);
	XFree(data);
	return text;
}

TEST(selection_is_served_in_every_form_it_has)
{
	static const struct {
		const char *text, *target, *want, *type;
	} table[] = {
		{ "Grüße", "UTF8_STRING", "Grüße", "UTF8_STRING" },
		{ "Škoda", "UTF8_STRING", "Škoda", "UTF8_STRING" },
		{ "Škoda", "text/plain;charset=utf-8", "Škoda", "text/plain;charset=utf-8" },
		{ "Grüße", "STRING",
		  "Gr\xfc\xdf"
		  "e",
		  "STRING" },
		{ "a\tb\nc", "STRING", "a\tb\nc", "STRING" },
		{ "a\x01", "STRING", NULL, NULL },
		{ "a\xc2\x85", "STRING", NULL, NULL },
		{ "Grüße", "TEXT",
		  "Gr\xfc\xdf"
		  "e",
		  "STRING" },
		{ "abc", "COMPOUND_TEXT", "abc", "COMPOUND_TEXT" },
		/* Latin-2 between its designations. */
		{ "Škoda", "TEXT", "\x1b-B\xa9koda", "COMPOUND_TEXT" },
		{ "Škoda", "STRING", NULL, NULL },
		{ "Škoda", "PIXMAP", NULL, NULL },
	};
	struct asker a = { 0 };

	if (!asker_open(&a))
		return;
	EACH_CASE (row, table) {
		const char *names[] = { "CLIPBOARD", "PRIMARY" };
		CHECK_OK(input_offer(a.s.desk, row->text, &a.s.e), a.s.e);
		for (size_t i = 0; i < 2; i++) {
			char type[32] = "";
			Atom from = XInternAtom(a.x, names[i], False);
			Atom property = convert(&a, from, row->target, CurrentTime);
			char *got = property == None ? NULL : fetch(&a, property, type);
			CHECK_EQ_STR(got, row->want);
			CHECK_EQ_STR(type, row->type ? row->type : "");
			free(got);
		}
	}
	input_withdraw(a.s.desk);
	/* A round trip of the desk's: the server may come to our question first. */
	CHECK_OK(desk_barrier(a.s.desk, deadline_in(STAGE_MS), &a.s.e), a.s.e);
	CHECK(XGetSelectionOwner(a.x, XA_PRIMARY) == None);
	CHECK(XGetSelectionOwner(a.x, a.clipboard) == None);
	asker_close(&a);
}

/* has_target() - do TARGETS list it? */
static bool has_target(struct asker *a, const char *target)
{
	Atom property = convert(a, a->clipboard, "TARGETS", CurrentTime), type = None;
	unsigned char *data = NULL;
	unsigned long n = 0, left = 0;
	int format = 0;
	bool has = false;

	XGetWindowProperty(a->x, a->w, property, 0, 100, True, XA_ATOM, &type, &format, &n, &left,
			   &data);
	CHECK(type == XA_ATOM && format == 32);
	for (unsigned long i = 0; i < n; i++)
		has |= ((Atom *)(void *)data)[i] == XInternAtom(a->x, target, False);
	if (data != NULL)
		XFree(data);
	return has;
}

TEST(selection_lists_only_what_it_gives)
{
	struct asker a = { 0 };

	if (!asker_open(&a))
		return;
	CHECK_OK(input_offer(a.s.desk, "Grüße", &a.s.e), a.s.e);
	CHECK(has_target(&a, "STRING") && has_target(&a, "UTF8_STRING"));
	CHECK(has_target(&a, "MULTIPLE") && has_target(&a, "TIMESTAMP"));
	CHECK(has_target(&a, "text/plain;charset=utf-8") && has_target(&a, "COMPOUND_TEXT"));
	CHECK_OK(input_offer(a.s.desk, "Škoda", &a.s.e), a.s.e);
	CHECK(!has_target(&a, "STRING") && has_target(&a, "TEXT"));
	asker_close(&a);
}

/* owned_since() - the TIMESTAMP of the offer. */
static Time owned_since(struct asker *a)
{
	Atom property = convert(a, a->clipboard, "TIMESTAMP", CurrentTime), type = None;
	unsigned char *data = NULL;
	unsigned long n = 0, left = 0;
	int format = 0;
	Time since = 0;

	XGetWindowProperty(a->x, a->w, property, 0, 1, True, XA_INTEGER, &type, &format, &n, &left,
			   &data);
	if (CHECK(type == XA_INTEGER && n == 1))
		since = ((unsigned long *)(void *)data)[0] & 0xffffffff;
	if (data != NULL)
		XFree(data);
	return since;
}

TEST(selection_of_before_is_not_given)
{
	struct asker a = { 0 };

	if (!asker_open(&a))
		return;
	CHECK_OK(input_offer(a.s.desk, "jetzt", &a.s.e), a.s.e);
	Time since = owned_since(&a);
	CHECK(since != CurrentTime);
	CHECK(convert(&a, a.clipboard, "UTF8_STRING", since) != None);
	CHECK(convert(&a, a.clipboard, "UTF8_STRING", since - 1) == None);
	asker_close(&a);
}

/* The desk owns more than the text's selections: the window manager's has no text. */
TEST(selection_gives_its_text_for_no_other_selection)
{
	struct asker a = { 0 };

	if (!asker_open(&a))
		return;
	CHECK_OK(input_offer(a.s.desk, "geheim", &a.s.e), a.s.e);
	CHECK(convert(&a, XInternAtom(a.x, "WM_S0", False), "UTF8_STRING", CurrentTime) == None);
	CHECK(convert(&a, XA_PRIMARY, "UTF8_STRING", CurrentTime) != None);
	asker_close(&a);
}

TEST(selection_gives_several_at_once)
{
	struct asker a = { 0 };
	char type[32];

	if (!asker_open(&a))
		return;
	CHECK_OK(input_offer(a.s.desk, "Škoda", &a.s.e), a.s.e);
	Atom one = XInternAtom(a.x, "ONE", False), two = XInternAtom(a.x, "TWO", False);
	Atom pairs[] = { XInternAtom(a.x, "UTF8_STRING", False), one, XA_STRING, two };
	XChangeProperty(a.x, a.w, a.answer, XInternAtom(a.x, "ATOM_PAIR", False), 32,
			PropModeReplace, (unsigned char *)pairs, 4);
	CHECK(convert(&a, a.clipboard, "MULTIPLE", CurrentTime) == a.answer);
	char *got = fetch(&a, one, type), *list = fetch(&a, a.answer, type);
	CHECK_EQ_STR(got, "Škoda");
	CHECK(fetch(&a, two, type) == NULL);
	const Atom *now = (const Atom *)(void *)list;
	if (CHECK(list != NULL))
		CHECK(now[0] == pairs[0] && now[1] == one && now[3] == None);
	free(got);
	free(list);
	asker_close(&a);
}

/* big_text() - @bytes of it, every position told from its neighbours; owned by the caller. */
static char *big_text(size_t bytes)
{
	struct buf text;

	buf_init(&text, bytes + 32);
	for (unsigned i = 0; text.len_bytes + 13 <= bytes; i++)
		buf_addf(&text, "%06u Đ\xe1\xba\x9e ", i); /* 13 bytes */
	while (text.len_bytes < bytes)
		buf_adds(&text, "z");
	return buf_take(&text);
}

/* A requestor that ends in the middle of many pieces costs nothing, and the next is served. */
TEST(selection_outlives_its_requestor)
{
	struct asker a = { 0 };
	char type[32], *text = big_text(1 << 20);

	if (!asker_open(&a))
		return;
	CHECK_OK(input_offer(a.s.desk, text, &a.s.e), a.s.e);
	for (int i = 0; i < 12; i++) { /* more than there may be under way at once */
		Window w = a.w;
		XEvent event;
		XSelectInput(a.x, w, PropertyChangeMask);
		Atom property = convert(&a, a.clipboard, "UTF8_STRING", CurrentTime);
		char *head = fetch(&a, property, type); /* deletes it: the first piece comes */
		CHECK_EQ_STR(type, "INCR");
		free(head);
		CHECK(await(&a, PropertyNotify, &event));
		a.w = XCreateSimpleWindow(a.x, DefaultRootWindow(a.x), 0, 0, 1, 1, 0, 0, 0);
		if (i % 2)
			XDestroyWindow(a.x, w);
		XSync(a.x, True);
	}
	CHECK_OK(input_offer(a.s.desk, "kurz", &a.s.e), a.s.e);
	char *got = fetch(&a, convert(&a, a.clipboard, "UTF8_STRING", CurrentTime), type);
	CHECK_EQ_STR(got, "kurz");
	free(got);
	free(text);
	asker_close(&a);
}

static const size_t sizes[] = { 1, 2, 4095, 65536, 262076, 262077, 262081, 600000, 1 << 20 };

/* Real programs take it, byte for byte, from both selections. */
TEST(selection_is_taken_by_xclip_and_xsel)
{
	static const char *const programs[][8] = {
		{ "xclip", "-o", "-selection", "clipboard", "-target", "UTF8_STRING", NULL },
		{ "xclip", "-o", "-selection", "primary", "-target", "UTF8_STRING", NULL },
		{ "xsel", "-o", "-b", NULL },
		{ "xsel", "-o", "-p", NULL },
	};
	struct stage s;

	if (!stage_open(&s))
		return;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		char *text = big_text(sizes[i]), *got = NULL;
		CHECK_EQ_UINT(strlen(text), sizes[i]);
		CHECK_OK(input_offer(s.desk, text, &s.e), s.e);
		EACH_CASE (argv, programs) {
			size_t len;
			pid_t pid = client_start(&s, *argv, NULL, s.file);
			CHECK_EQ_INT(client_ended(&s, pid), 0);
			CHECK_OK(file_read(s.file, 1 << 21, &got, &len, &s.e), s.e);
			if (!CHECK(strcmp(got, text) == 0))
				printf("\t%s: %zu of %zu bytes\n", (*argv)[0], len, sizes[i]);
			free(got);
		}
		free(text);
	}
	stage_close(&s);
}

/* gives() - read @selection once @argv owns it, and compare. */
static void gives(struct stage *s, const char *const *argv, bool primary, const char *want)
{
	struct deadline limit = deadline_in(STAGE_MS);
	char *got = NULL;
	pid_t pid = client_start(s, argv, s->file, NULL);

	while (got == NULL && CHECK(!deadline_over(limit))) {
		if (!CHECK_OK(primary ? input_selection(s->desk, limit, &got, &s->e)
				      : input_clipboard(s->desk, limit, &got, &s->e),
			      s->e))
			break;
	}
	if (!CHECK(got != NULL && strcmp(got, want) == 0))
		printf("\t%s: %zu of %zu bytes\n", argv[0], got ? strlen(got) : 0, strlen(want));
	free(got);
	kill(pid, SIGTERM);
	(void)client_ended(s, pid); /* by a signal */
}

TEST(selection_is_read_from_xclip_and_xsel)
{
	static const struct {
		const char *argv[6];
		bool primary;
	} programs[] = {
		{ { "xclip", "-i", "-quiet", "-selection", "clipboard" }, false },
		{ { "xclip", "-i", "-quiet", "-selection", "primary" }, true },
		{ { "xsel", "-i", "-n", "-b" }, false },
		{ { "xsel", "-i", "-n", "-p" }, true },
	};
	struct stage s;

	if (!stage_open(&s))
		return;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		char *text = big_text(sizes[i]);
		CHECK_OK(file_write_private(s.file, text, sizes[i], &s.e), s.e);
		EACH_CASE (row, programs)
			gives(&s, row->argv, row->primary, text);
		free(text);
	}
	stage_close(&s);
}

/* One byte more than is taken: refused, not cut. */
TEST(selection_over_the_limit_is_refused)
{
	static const char *const argv[] = {
		"xclip", "-i", "-quiet", "-selection", "clipboard", NULL
	};
	struct stage s;
	char *text = big_text((1 << 20) + 1), *got = NULL;
	bool good = true;

	if (!stage_open(&s))
		return;
	CHECK_ERR(input_offer(s.desk, text, &s.e), s.e, ERR_LIMIT);
	CHECK_ERR(input_offer(s.desk, "a\xed\xa0\x80", &s.e), s.e, ERR_SYNTAX);
	CHECK_OK(file_write_private(s.file, text, strlen(text), &s.e), s.e);
	struct deadline limit = deadline_in(STAGE_MS);
	pid_t pid = client_start(&s, argv, s.file, NULL);
	while (good && got == NULL && CHECK(!deadline_over(limit)))
		good = input_clipboard(s.desk, limit, &got, &s.e);
	CHECK(!good);
	CHECK_EQ_INT(s.e.code, ERR_LIMIT);
	err_clear(&s.e);
	kill(pid, SIGTERM);
	(void)client_ended(&s, pid);
	free(text);
	stage_close(&s);
}
