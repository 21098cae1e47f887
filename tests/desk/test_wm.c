/* test_wm.c - the window manager as ICCCM and EWMH want it: states, stacking, focus, size. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include "tests/desk/stage.h"

/* A desk and a client of our own on it, which can be as odd as no toolkit is. */
struct room {
	struct stage s;
	Display *x;
	Window root;
	struct arena *a;
};

static bool room_open(struct room *r)
{
	*r = (struct room){ .a = arena_new() };
	if (!stage_open(&r->s))
		return false;
	setenv("XAUTHORITY", desk_cookie_file(r->s.desk), 1);
	r->x = XOpenDisplay(desk_display(r->s.desk));
	unsetenv("XAUTHORITY");
	if (!CHECK(r->x != NULL))
		return false;
	r->root = DefaultRootWindow(r->x);
	return true;
}

static void room_close(struct room *r)
{
	if (r->x != NULL)
		XCloseDisplay(r->x);
	arena_free(r->a);
	stage_close(&r->s);
}

/* serve() - let the window manager handle all that was sent so far. */
static struct window serve(struct room *r, const char *title)
{
	XSync(r->x, False);
	(void)stage_window(&r->s, title); /* what the manager answers may bring more */
	return stage_window(&r->s, title);
}

static Window make(struct room *r, const char *title)
{
	Window w = XCreateSimpleWindow(r->x, r->root, 0, 0, 200, 100, 0, 0, 0xffffff);

	XStoreName(r->x, w, title);
	XSelectInput(r->x, w, StructureNotifyMask | FocusChangeMask);
	return w;
}

static void set_atom(struct room *r, Window w, const char *name, const char *value)
{
	Atom atom = XInternAtom(r->x, value, False);

	XChangeProperty(r->x, w, XInternAtom(r->x, name, False), XA_ATOM, 32, PropModeReplace,
			(unsigned char *)&atom, 1);
}

static void set_number(struct room *r, Window w, const char *name, long value)
{
	XChangeProperty(r->x, w, XInternAtom(r->x, name, False), XA_CARDINAL, 32, PropModeReplace,
			(unsigned char *)&value, 1);
}

/* longs() - the values of a property; owned by the arena. */
static long *longs(struct room *r, Window w, const char *name, unsigned long *ret_n)
{
	unsigned char *data = NULL;
	unsigned long left;
	int format = 0;
	Atom type;

	*ret_n = 0;
	if (XGetWindowProperty(r->x, w, XInternAtom(r->x, name, False), 0, 256, False,
			       AnyPropertyType, &type, &format, ret_n, &left, &data) != Success ||
	    format != 32)
		return NULL;
	long *copy = arena_calloc(r->a, *ret_n + 1, sizeof *copy);
	memcpy(copy, data, *ret_n * sizeof *copy);
	XFree(data);
	return copy;
}

static bool lists(struct room *r, Window w, const char *name, const char *value)
{
	unsigned long n;
	long *list = longs(r, w, name, &n);

	for (unsigned long i = 0; i < n; i++) {
		if ((Atom)list[i] == XInternAtom(r->x, value, False))
			return true;
	}
	return false;
}

static long number(struct room *r, Window w, const char *name, unsigned long index)
{
	unsigned long n;
	long *list = longs(r, w, name, &n);

	return CHECK(index < n) ? list[index] : -1;
}

static void message(struct room *r, Window w, const char *type, const long data[3])
{
	XClientMessageEvent m = { .type = ClientMessage,
				  .window = w,
				  .message_type = XInternAtom(r->x, type, False),
				  .format = 32,
				  .data.l = { data[0], data[1], data[2] } };

	XSendEvent(r->x, r->root, False, SubstructureNotifyMask | SubstructureRedirectMask,
		   (XEvent *)&m);
}

static void state(struct room *r, Window w, int action, const char *name)
{
	message(r, w, "_NET_WM_STATE", (long[]){ action, (long)XInternAtom(r->x, name, False), 0 });
}

static Window focus_of(struct room *r)
{
	Window w;
	int revert;

	XGetInputFocus(r->x, &w, &revert);
	return w;
}

/* stack_is() - are the managed windows, bottom to top, these @n? By property and by server. */
static bool stack_is(struct room *r, const Window *want, unsigned long n)
{
	Window root, parent, *children = NULL;
	unsigned n_children = 0;
	unsigned long n_list, at = 0;

	(void)serve(r, "");
	long *list = longs(r, r->root, "_NET_CLIENT_LIST_STACKING", &n_list);
	bool same = n_list == n;
	for (unsigned long i = 0; same && i < n; i++)
		same = (Window)list[i] == want[i];
	XQueryTree(r->x, r->root, &root, &parent, &children, &n_children);
	for (unsigned i = 0; i < n_children && at < n; i++)
		at += children[i] == want[at];
	XFree(children);
	return same && at == n;
}

TEST(wm_says_what_it_is)
{
	struct room r;

	if (!room_open(&r))
		return;
	Window check = (Window)number(&r, r.root, "_NET_SUPPORTING_WM_CHECK", 0);
	CHECK_EQ_UINT(number(&r, check, "_NET_SUPPORTING_WM_CHECK", 0), check);
	CHECK_EQ_INT(number(&r, r.root, "_NET_WORKAREA", 2), 800);
	CHECK_EQ_INT(number(&r, r.root, "_NET_WORKAREA", 3), 600);
	CHECK_EQ_INT(number(&r, r.root, "_NET_DESKTOP_GEOMETRY", 0), 800);
	CHECK_EQ_INT(number(&r, r.root, "_NET_NUMBER_OF_DESKTOPS", 0), 1);
	CHECK_EQ_INT(number(&r, r.root, "_NET_CURRENT_DESKTOP", 0), 0);
	Window w = make(&r, "a");
	XMapWindow(r.x, w);
	(void)serve(&r, "a");
	CHECK_EQ_UINT(number(&r, r.root, "_NET_ACTIVE_WINDOW", 0), w);
	CHECK_EQ_UINT(number(&r, r.root, "_NET_CLIENT_LIST", 0), w);
	CHECK_EQ_INT(number(&r, w, "WM_STATE", 0), NormalState);
	CHECK_EQ_INT(number(&r, w, "_NET_WM_DESKTOP", 0), 0);
	CHECK_EQ_INT(number(&r, w, "_NET_FRAME_EXTENTS", 3), 0);
	CHECK(lists(&r, w, "_NET_WM_ALLOWED_ACTIONS", "_NET_WM_ACTION_MOVE"));
	CHECK(lists(&r, w, "_NET_WM_STATE", "_NET_WM_STATE_FOCUSED"));
	room_close(&r);
}

/* Every state that is said to be supported can be set and taken back; no other is shown. */
TEST(wm_supports_what_it_lists)
{
	struct room r;
	unsigned long n, states = 0;

	if (!room_open(&r))
		return;
	Window w = make(&r, "a");
	XMapWindow(r.x, w);
	(void)serve(&r, "a");
	long *list = longs(&r, r.root, "_NET_SUPPORTED", &n);
	for (unsigned long i = 0; i < n; i++) {
		char *name = XGetAtomName(r.x, (Atom)list[i]);
		if (strncmp(name, "_NET_WM_STATE_", 14) == 0 &&
		    strcmp(name, "_NET_WM_STATE_FOCUSED") != 0) {
			states++;
			state(&r, w, 1, name);
			(void)serve(&r, "a");
			CHECK(lists(&r, w, "_NET_WM_STATE", name));
			state(&r, w, 2, name);
			(void)serve(&r, "a");
			CHECK(!lists(&r, w, "_NET_WM_STATE", name));
		}
		XFree(name);
	}
	CHECK_EQ_UINT(states, 9);
	state(&r, w, 1, "_NET_WM_STATE_SHADED");
	(void)serve(&r, "a");
	CHECK(!lists(&r, w, "_NET_WM_STATE", "_NET_WM_STATE_SHADED"));
	room_close(&r);
}

TEST(wm_stacks_chains_of_dialogs)
{
	struct room r;

	if (!room_open(&r))
		return;
	Window a = make(&r, "a"), b = make(&r, "b"), c = make(&r, "c"), other = make(&r, "other");
	XSetTransientForHint(r.x, b, a);
	XSetTransientForHint(r.x, c, b);
	set_atom(&r, c, "_NET_WM_STATE", "_NET_WM_STATE_MODAL");
	XMapWindow(r.x, a);
	XMapWindow(r.x, other);
	XMapWindow(r.x, b);
	XMapWindow(r.x, c);
	CHECK(stack_is(&r, (Window[]){ other, a, b, c }, 4));
	CHECK(serve(&r, "c").active);
	/* Whoever is raised, by whom: the chain stays, the modal one keeps the keyboard. */
	XRaiseWindow(r.x, a);
	CHECK(stack_is(&r, (Window[]){ other, a, b, c }, 4));
	CHECK_OK(window_raise(r.s.desk, (uint32_t)a, &r.s.e), r.s.e);
	CHECK(stack_is(&r, (Window[]){ other, a, b, c }, 4));
	CHECK(focus_of(&r) == c && serve(&r, "c").active);
	CHECK_OK(window_raise(r.s.desk, (uint32_t)other, &r.s.e), r.s.e);
	CHECK(stack_is(&r, (Window[]){ a, b, c, other }, 4));
	CHECK(focus_of(&r) == other);
	XLowerWindow(r.x, other);
	CHECK(stack_is(&r, (Window[]){ other, a, b, c }, 4));
	CHECK_OK(window_raise(r.s.desk, (uint32_t)b, &r.s.e), r.s.e);
	CHECK(serve(&r, "c").active);
	XUnmapWindow(r.x, c);
	CHECK(serve(&r, "b").active);
	CHECK(stack_is(&r, (Window[]){ other, a, b }, 3));
	room_close(&r);
}

TEST(wm_keeps_dialogs_of_a_group_above_it)
{
	struct room r;
	XWMHints hints = { .flags = WindowGroupHint | InputHint, .input = True };

	if (!room_open(&r))
		return;
	Window a = make(&r, "a"), b = make(&r, "b"), ask = make(&r, "ask"),
	       other = make(&r, "other");
	hints.window_group = a;
	XSetWMHints(r.x, a, &hints);
	XSetWMHints(r.x, b, &hints);
	XSetWMHints(r.x, ask, &hints);
	hints.window_group = other;
	XSetWMHints(r.x, other, &hints);
	XSetTransientForHint(r.x, ask, r.root);
	set_atom(&r, ask, "_NET_WM_STATE", "_NET_WM_STATE_MODAL");
	XMapWindow(r.x, a);
	XMapWindow(r.x, ask);
	XMapWindow(r.x, b);
	CHECK(stack_is(&r, (Window[]){ a, b, ask }, 3));
	CHECK(serve(&r, "ask").active);
	CHECK_EQ_INT(stage_window(&r.s, "ask").area.x, 300); /* in the middle of the screen */
	XMapWindow(r.x, other);
	CHECK(serve(&r, "other").active); /* another group's dialog does not concern it */
	room_close(&r);
}

TEST(wm_survives_a_loop_of_parents)
{
	struct room r;

	if (!room_open(&r))
		return;
	Window a = make(&r, "a"), b = make(&r, "b");
	XSetTransientForHint(r.x, a, b);
	XSetTransientForHint(r.x, b, a);
	XMapWindow(r.x, a);
	XMapWindow(r.x, b);
	CHECK(serve(&r, "b").active);
	CHECK_OK(window_raise(r.s.desk, (uint32_t)a, &r.s.e), r.s.e);
	CHECK(serve(&r, "a").active);
	room_close(&r);
}

/* took_focus() - was @w asked by WM_TAKE_FOCUS? */
static bool asked_to_take(struct room *r, Window w)
{
	XEvent event;

	return XCheckTypedWindowEvent(r->x, w, ClientMessage, &event) &&
	       (Atom)event.xclient.data.l[0] == XInternAtom(r->x, "WM_TAKE_FOCUS", False) &&
	       event.xclient.data.l[1] != CurrentTime;
}

TEST(wm_gives_the_focus_as_each_input_model_wants_it)
{
	static const struct {
		bool input, takes, given, asked;
	} table[] = {
		{ true, false, true, false }, /* passive */
		{ true, true, true, true },   /* locally active */
		{ false, true, false, true }, /* globally active */
		{ false, false, false, false },
	};

	EACH_CASE (row, table) {
		struct room r;
		if (!room_open(&r))
			return;
		XWMHints hints = { .flags = InputHint, .input = row->input };
		Atom take = XInternAtom(r.x, "WM_TAKE_FOCUS", False);
		Window first = make(&r, "first"), w = make(&r, "w");
		XMapWindow(r.x, first);
		(void)serve(&r, "first");
		XSetWMHints(r.x, w, &hints);
		if (row->takes)
			XSetWMProtocols(r.x, w, &take, 1);
		XMapWindow(r.x, w);
		(void)serve(&r, "w");
		CHECK_EQ_UINT(focus_of(&r), row->given ? w : first);
		CHECK(asked_to_take(&r, w) == row->asked);
		struct err e = { 0 };
		bool typed = input_key(r.s.desk, "Tab", &e);
		if (row->given || !row->asked) {
			CHECK(typed);
		} else { /* it never takes it, so nothing is typed into the other one */
			CHECK_EQ_INT(e.code, ERR_HUNG);
			CHECK_HAS_STR(e.msg, "does not take the keyboard");
		}
		room_close(&r);
	}
}

TEST(wm_follows_a_program_that_moves_its_own_focus)
{
	struct room r;

	if (!room_open(&r))
		return;
	Window a = make(&r, "a"), b = make(&r, "b");
	XMapWindow(r.x, a);
	XMapWindow(r.x, b);
	CHECK(serve(&r, "b").active);
	XSetInputFocus(r.x, a, RevertToParent, CurrentTime);
	CHECK(serve(&r, "a").active);
	CHECK_OK(input_key(r.s.desk, "Tab", &r.s.e), r.s.e);
	room_close(&r);
}

TEST(wm_gives_the_focus_back_to_a_modal_dialog)
{
	struct room r;

	if (!room_open(&r))
		return;
	Window a = make(&r, "a"), b = make(&r, "b");
	XSetTransientForHint(r.x, b, a);
	set_atom(&r, b, "_NET_WM_STATE", "_NET_WM_STATE_MODAL");
	XMapWindow(r.x, a);
	XMapWindow(r.x, b);
	CHECK(serve(&r, "b").active);
	XSetInputFocus(r.x, a, RevertToParent, CurrentTime);
	CHECK(serve(&r, "b").active);
	CHECK_EQ_UINT(focus_of(&r), b);
	room_close(&r);
}

TEST(wm_reports_windows_that_want_attention)
{
	struct room r;
	XWMHints hints = { .flags = XUrgencyHint | InputHint, .input = True };

	if (!room_open(&r))
		return;
	Window a = make(&r, "a"), b = make(&r, "b");
	XMapWindow(r.x, a);
	XMapWindow(r.x, b);
	(void)serve(&r, "b");
	XSetWMHints(r.x, a, &hints);
	CHECK(serve(&r, "a").urgent && stage_window(&r.s, "b").active);
	hints.flags = InputHint;
	XSetWMHints(r.x, a, &hints);
	CHECK(!serve(&r, "a").urgent);
	state(&r, a, 1, "_NET_WM_STATE_DEMANDS_ATTENTION");
	CHECK(serve(&r, "a").urgent && stage_window(&r.s, "b").active);
	CHECK_OK(window_raise(r.s.desk, (uint32_t)a, &r.s.e), r.s.e);
	CHECK(!serve(&r, "a").urgent); /* it has it now */
	/* Appearing without the wish to be focused. */
	Window shy = make(&r, "shy");
	set_number(&r, shy, "_NET_WM_USER_TIME", 0);
	XMapWindow(r.x, shy);
	CHECK(serve(&r, "shy").id == shy && stage_window(&r.s, "a").active);
	room_close(&r);
}

TEST(wm_keeps_the_limits_of_size)
{
	static const struct {
		XSizeHints hints;
		struct rect wish, got;
	} table[] = {
		{ { .flags = PMinSize, .min_width = 150, .min_height = 80 },
		  { 0, 0, 90, 90 },
		  { 0, 0, 150, 90 } },
		{ { .flags = PMaxSize, .max_width = 300, .max_height = 200 },
		  { 0, 0, 400, 180 },
		  { 0, 0, 300, 180 } },
		{ { .flags = PResizeInc | PBaseSize,
		    .width_inc = 10,
		    .height_inc = 7,
		    .base_width = 4,
		    .base_height = 3 },
		  { 0, 0, 251, 99 },
		  { 0, 0, 244, 94 } },
		{ { .flags = PAspect, .min_aspect = { 2, 1 }, .max_aspect = { 2, 1 } },
		  { 0, 0, 300, 300 },
		  { 0, 0, 300, 150 } },
	};

	EACH_CASE (row, table) {
		struct room r;
		if (!room_open(&r))
			return;
		Window w = make(&r, "w");
		XSizeHints hints = row->hints;
		XSetWMNormalHints(r.x, w, &hints);
		XMapWindow(r.x, w);
		(void)serve(&r, "w");
		/* Asked by the program itself, then by us. */
		XResizeWindow(r.x, w, (unsigned)row->wish.w, (unsigned)row->wish.h);
		CHECK(rect_equal(serve(&r, "w").area, row->got));
		CHECK_OK(window_move(r.s.desk, (uint32_t)w, row->wish, &r.s.e), r.s.e);
		CHECK(rect_equal(serve(&r, "w").area, row->got));
		state(&r, w, 1, "_NET_WM_STATE_MAXIMIZED_VERT");
		struct rect tall = serve(&r, "w").area;
		CHECK(tall.y == 0 && tall.h <= 600);
		if (hints.flags & PMaxSize)
			CHECK_EQ_INT(tall.h, 200);
		if (hints.flags & PResizeInc)
			CHECK_EQ_INT((tall.h - 3) % 7, 0);
		room_close(&r);
	}
}

TEST(wm_undoes_fullscreen_and_both_ways_of_maximising)
{
	struct room r;
	struct rect was = { 100, 50, 200, 100 };

	if (!room_open(&r))
		return;
	Window w = make(&r, "w");
	XMapWindow(r.x, w);
	(void)serve(&r, "w");
	CHECK_OK(window_move(r.s.desk, (uint32_t)w, was, &r.s.e), r.s.e);
	state(&r, w, 1, "_NET_WM_STATE_MAXIMIZED_HORZ");
	CHECK(rect_equal(serve(&r, "w").area, (struct rect){ 0, 50, 800, 100 }));
	state(&r, w, 1, "_NET_WM_STATE_FULLSCREEN");
	CHECK(rect_equal(serve(&r, "w").area, (struct rect){ 0, 0, 800, 600 }));
	XMoveResizeWindow(r.x, w, 5, 5, 50, 50); /* not while it is fullscreen */
	CHECK(rect_equal(serve(&r, "w").area, (struct rect){ 0, 0, 800, 600 }));
	state(&r, w, 0, "_NET_WM_STATE_FULLSCREEN");
	CHECK(rect_equal(serve(&r, "w").area, (struct rect){ 0, 50, 800, 100 }));
	state(&r, w, 2, "_NET_WM_STATE_MAXIMIZED_HORZ");
	CHECK(rect_equal(serve(&r, "w").area, was));
	room_close(&r);
}

TEST(wm_brings_back_what_iconifies_itself)
{
	struct room r;

	if (!room_open(&r))
		return;
	Window a = make(&r, "a"), b = make(&r, "b");
	XMapWindow(r.x, a);
	XMapWindow(r.x, b);
	(void)serve(&r, "b");
	XIconifyWindow(r.x, b, DefaultScreen(r.x));
	struct window back = serve(&r, "b");
	CHECK(back.id == b && back.iconified == 1);
	CHECK(stage_window(&r.s, "a").active);
	CHECK_EQ_INT(number(&r, b, "WM_STATE", 0), NormalState);
	CHECK(stack_is(&r, (Window[]){ b, a }, 2));
	room_close(&r);
}

TEST(wm_takes_windows_that_go_and_come_again)
{
	struct room r;

	if (!room_open(&r))
		return;
	Window w = make(&r, "w");
	XMapWindow(r.x, w);
	state(&r, w, 1, "_NET_WM_STATE_FULLSCREEN");
	(void)serve(&r, "w");
	for (int i = 0; i < 3; i++) {
		XUnmapWindow(r.x, w);
		CHECK(serve(&r, "w").id == 0);
		CHECK_EQ_INT(number(&r, w, "WM_STATE", 0), WithdrawnState);
		XMapWindow(r.x, w);
		CHECK(serve(&r, "w").active);
		CHECK(!lists(&r, w, "_NET_WM_STATE", "_NET_WM_STATE_FULLSCREEN"));
	}
	room_close(&r);
}

TEST(windows_are_found_by_each_of_their_marks_and_never_guessed)
{
	struct room r;
	struct window found = { 0 };
	XClassHint hint = { (char *)"name", (char *)"Klasse" };

	if (!room_open(&r))
		return;
	Window a = make(&r, "Hund 1"), b = make(&r, "Hund 2");
	XSetClassHint(r.x, a, &hint);
	XChangeProperty(r.x, b, XInternAtom(r.x, "WM_WINDOW_ROLE", False), XA_STRING, 8,
			PropModeReplace, (const unsigned char *)"frage", 5);
	set_number(&r, b, "_NET_WM_PID", 1); /* a lie; the server knows better */
	XMapWindow(r.x, a);
	XMapWindow(r.x, b);
	(void)serve(&r, "Hund 1");
	struct {
		struct window_pattern pattern;
		Window want;
	} table[] = {
		{ { .title = "*1" }, a },
		{ { .cls = "Klasse" }, a },
		{ { .role = "frage" }, b },
		{ { .title = "Hund ?", .role = "frage", .pid = getpid() }, b },
	};
	EACH_CASE (row, table) {
		CHECK_OK(window_find(r.s.desk, r.a, &row->pattern, &found, &r.s.e), r.s.e);
		CHECK_EQ_UINT(found.id, row->want);
	}
	struct window_pattern many = { .title = "Hund*" }, none = { .cls = "klasse" },
			      liar = { .pid = 1 };
	CHECK(!window_find(r.s.desk, r.a, &many, &found, &r.s.e));
	CHECK_EQ_INT(r.s.e.code, ERR_AMBIGUOUS);
	CHECK_HAS_STR(r.s.e.msg, "'Hund 2'");
	err_clear(&r.s.e);
	CHECK_ERR(window_find(r.s.desk, r.a, &none, &found, &r.s.e), r.s.e, ERR_NOT_FOUND);
	CHECK_ERR(window_find(r.s.desk, r.a, &liar, &found, &r.s.e), r.s.e, ERR_NOT_FOUND);
	room_close(&r);
}
