/* test_toolkits.c - one table of demands on windows, held by programs of every toolkit. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <sched.h>
#include <signal.h>
#include "agent/desk/guard.h"
#include "agent/desk/processes.h"
#include "agent/desk/survey.h"
#include "base/buf.h"
#include "tests/desk/stage.h"

/* BRIEF_MS: of a question to a stopped program; long against what any of them needs. */
enum { BRIEF_MS = 1500, MOVED_X = 40, MOVED_Y = 60, SMALLER_PX = 37 };

/* A program, what its first window is called, and how it opens and closes a dialog. */
struct guest {
	const char *name;
	const char *argv[8]; /* "@" begins a path below the build folder, "%" below the source */
	const char *title;
	const char *open, *dialog, *shut; /* chords and title; NULL: it has none by key */
	const char *menu[3];              /* chords that open a menu or a combo box's list */
	const char *needs;                /* program that must exist */
	bool untold; /* its dialogs are modal by its own doing, no property says so */
};

static const struct guest guests[] = {
	{ "Motif",
	  { "@/tests/fixture/fixture_form", "text" },
	  "form",
	  "F3",
	  "question",
	  "Escape",
	  { NULL },
	  NULL,
	  false },
	{ "GTK 3",
	  { "yad", "--form", "--title=GTK-Maske", "--field=Name", "--field=Ort:CB", "a!b" },
	  "GTK-Maske",
	  NULL,
	  NULL,
	  NULL,
	  { NULL },
	  "/usr/bin/yad",
	  false },
	{ "Tk",
	  { "wish", "%/tests/fixture/wish_form.tcl" },
	  "Tk-Maske",
	  "F3",
	  "Frage",
	  "Escape",
	  { NULL },
	  "/usr/bin/wish",
	  true },
	{ "xterm",
	  { "xterm", "-T", "Endgerät" },
	  "Endger*",
	  NULL,
	  NULL,
	  NULL,
	  { NULL },
	  "/usr/bin/xterm",
	  false },
	{ "Qt 5",
	  { "/usr/bin/python3", "%/tests/fixture/qt_form.py" },
	  "Qt-Maske",
	  "F3",
	  "Frage",
	  "Escape",
	  { NULL },
	  "/usr/lib/python3/dist-packages/PyQt5",
	  false },
	/* Wants WM_TAKE_FOCUS, and has the focus in a window of its own below the frame. */
	{ "Swing",
	  { "java", "%/tests/fixture/SwingForm.java" },
	  "Swing-Maske",
	  "F3",
	  "Frage",
	  "Escape",
	  { "F10", "Down" },
	  "/usr/bin/javac",
	  true },
	/* Nobody here developed against these two. */
	{ "mousepad",
	  { "mousepad", "--disable-server" },
	  "*Mousepad*",
	  "ctrl+o",
	  "Open File",
	  "Escape",
	  { "F10" },
	  "/usr/bin/mousepad",
	  false },
	{ "xfig",
	  { "xfig", "-nosplash" },
	  "Xfig*",
	  NULL,
	  NULL,
	  NULL,
	  { NULL },
	  "/usr/bin/xfig",
	  false },
};

/* A guest on its desk, and another client of the same display, as a toolkit's pager would be. */
struct visit {
	struct stage s;
	const struct guest *guest;
	struct arena *a;
	Display *x;
	struct window main;
};

static bool find(struct visit *v, const char *title, struct window *ret)
{
	struct window_pattern p = { .title = title };

	return window_find(v->s.desk, v->a, &p, ret, &v->s.e);
}

/* settle() - and look anew at the main window. */
static bool settle(struct visit *v)
{
	return CHECK_OK(desk_settle(v->s.desk, DESK_QUIET_MS, deadline_in(STAGE_MS), &v->s.e),
			v->s.e) &&
	       CHECK_OK(find(v, v->guest->title, &v->main), v->s.e);
}

/* await_active() - until the window of this title has the focus. */
static bool await_active(struct visit *v, const char *title, struct window *ret)
{
	struct deadline limit = deadline_in(STAGE_MS);
	unsigned seen = 0;

	while (!find(v, title, ret) || !ret->active) {
		err_clear(&v->s.e);
		if (!CHECK_OK(desk_wait(v->s.desk, limit, &seen, &v->s.e), v->s.e) ||
		    !CHECK(!(seen & DESK_TIMEOUT)))
			return false;
	}
	return true;
}

static bool visit_open(struct visit *v, const struct guest *guest)
{
	const char *roots[] = { getenv("AMTSBOTE_BUILD_DIR"), getenv("AMTSBOTE_SOURCE_DIR") };
	const char *argv[8] = { NULL };

	*v = (struct visit){ .guest = guest, .a = arena_new() };
	if (!stage_open(&v->s) || !CHECK(roots[0] != NULL && roots[1] != NULL))
		return false;
	for (size_t i = 0; guest->argv[i] != NULL; i++) {
		const char *from = guest->argv[i];
		argv[i] = from;
		if (from[0] == '@' || from[0] == '%')
			argv[i] = arena_printf(v->a, "%s%s", roots[from[0] == '%'], from + 1);
	}
	setenv("XAUTHORITY", desk_cookie_file(v->s.desk), 1);
	v->x = XOpenDisplay(desk_display(v->s.desk));
	unsetenv("XAUTHORITY");
	return CHECK(v->x != NULL) &&
	       CHECK_OK(desk_launch(v->s.desk, argv, NULL, &v->s.e), v->s.e) &&
	       await_active(v, guest->title, &v->main) && settle(v);
}

static void visit_close(struct visit *v)
{
	if (v->x != NULL)
		XCloseDisplay(v->x);
	arena_free(v->a);
	stage_close(&v->s);
}

/* tell() - a message to the window manager about the main window. */
static bool tell(struct visit *v, const char *type, long first, const char *second, long source)
{
	XClientMessageEvent m = { .type = ClientMessage,
				  .window = v->main.id,
				  .message_type = XInternAtom(v->x, type, False),
				  .format = 32,
				  .data.l = { first, 0, 0, source } };

	if (second != NULL)
		m.data.l[1] = (long)XInternAtom(v->x, second, False);
	XSendEvent(v->x, DefaultRootWindow(v->x), False,
		   SubstructureNotifyMask | SubstructureRedirectMask, (XEvent *)&m);
	XSync(v->x, False);
	return settle(v);
}

static void check_identity(struct visit *v)
{
	struct window_pattern p = { .cls = v->main.cls, .pid = v->main.pid };
	struct window same;

	CHECK(v->main.cls[0] != 0 && v->main.pid > 1);
	CHECK_OK(window_find(v->s.desk, v->a, &p, &same, &v->s.e), v->s.e);
	CHECK_EQ_UINT(same.id, v->main.id);
	p.pid = getpid();
	CHECK_ERR(window_find(v->s.desk, v->a, &p, &same, &v->s.e), v->s.e, ERR_NOT_FOUND);
	CHECK(rect_contains((struct rect){ 0, 0, 800, 600 }, v->main.area));
}

static void check_input(struct visit *v)
{
	struct desk_answer answer;
	struct rect area = v->main.area;

	CHECK_OK(
		guard_aim(v->s.desk, v->main.id, area.x + area.w / 2, area.y + area.h / 2, &v->s.e),
		v->s.e);
	stage_key(&v->s, "Left");
	CHECK_OK(desk_ask(v->s.desk, 0, deadline_in(STAGE_MS), &answer, &v->s.e), v->s.e);
	CHECK(answer.kind == DESK_ANSWERED || answer.kind == DESK_LATE);
}

static void check_moving(struct visit *v)
{
	struct rect was = v->main.area, to = { MOVED_X, MOVED_Y, 0, 0 };

	if (was.w + MOVED_X > 800 || was.h + MOVED_Y > 600)
		to.w = 500, to.h = 400;
	CHECK_OK(window_move(v->s.desk, v->main.id, to, &v->s.e), v->s.e);
	if (!settle(v))
		return;
	CHECK_EQ_INT(v->main.area.x, MOVED_X);
	CHECK_EQ_INT(v->main.area.y, MOVED_Y);
	to = (struct rect){ 900, 0, 0, 0 };
	CHECK_ERR(window_move(v->s.desk, v->main.id, to, &v->s.e), v->s.e, ERR_RECIPE);
}

static void check_states(struct visit *v)
{
	static const struct {
		const char *state;
		bool wide, high;
	} table[] = {
		{ "_NET_WM_STATE_FULLSCREEN", true, true },
		{ "_NET_WM_STATE_MAXIMIZED_HORZ", true, false },
		{ "_NET_WM_STATE_MAXIMIZED_VERT", false, true },
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		struct rect was = v->main.area;
		if (!tell(v, "_NET_WM_STATE", 1, table[i].state, 1))
			return;
		struct rect big = v->main.area;
		/* A terminal keeps to whole characters, others to the size they allow. */
		CHECK(table[i].wide ? big.x == 0 && big.w >= was.w : big.x == was.x);
		CHECK(table[i].high ? big.y == 0 && big.h >= was.h : big.y == was.y);
		if (i == 0)
			CHECK(rect_equal(big, (struct rect){ 0, 0, 800, 600 }));
		if (!tell(v, "_NET_WM_STATE", 0, table[i].state, 1))
			return;
		CHECK(rect_equal(v->main.area, was));
	}
}

static void check_iconifying(struct visit *v)
{
	unsigned before = v->main.iconified;
	struct window now;

	XIconifyWindow(v->x, v->main.id, DefaultScreen(v->x));
	XSync(v->x, False);
	if (!await_active(v, v->guest->title, &now) || !settle(v))
		return;
	CHECK_EQ_UINT(v->main.iconified, before + 1);
	CHECK(v->main.active);
	check_input(v);
}

static void check_dialog(struct visit *v)
{
	struct window dialog;
	struct window *list;
	size_t n = 0, at_main = 0, at_dialog = 0;

	if (v->guest->open == NULL || !stage_key(&v->s, v->guest->open) ||
	    !await_active(v, v->guest->dialog, &dialog) || !settle(v))
		return;
	CHECK_EQ_UINT(dialog.parent_id, v->main.id);
	CHECK(dialog.modal != v->guest->untold);
	CHECK_OK(window_raise(v->s.desk, v->main.id, &v->s.e), v->s.e);
	if (dialog.modal)
		CHECK(!stage_window(&v->s, v->main.title).active);
	CHECK_OK(window_list(v->s.desk, v->a, &list, &n, &v->s.e), v->s.e);
	for (size_t i = 0; i < n; i++) {
		at_main = list[i].id == v->main.id ? i : at_main;
		at_dialog = list[i].id == dialog.id ? i : at_dialog;
	}
	CHECK(at_dialog < at_main);
	CHECK_OK(window_raise(v->s.desk, dialog.id, &v->s.e), v->s.e);
	stage_key(&v->s, v->guest->shut);
	if (await_active(v, v->guest->title, &v->main))
		CHECK(!find(v, v->guest->dialog, &dialog));
	err_clear(&v->s.e);
}

static bool popup_open(struct visit *v)
{
	struct window *list;
	size_t n = 0;

	CHECK_OK(window_list(v->s.desk, v->a, &list, &n, &v->s.e), v->s.e);
	for (size_t i = 0; i < n; i++) {
		if (list[i].popup)
			return true;
	}
	return false;
}

static bool await_popup(struct visit *v, bool open)
{
	struct deadline limit = deadline_in(STAGE_MS);
	unsigned seen = 0;

	while (popup_open(v) != open) {
		if (!CHECK_OK(desk_wait(v->s.desk, limit, &seen, &v->s.e), v->s.e) ||
		    !CHECK(!(seen & DESK_TIMEOUT)))
			return false;
	}
	return true;
}

/* check_menu() - it holds keyboard and pointer, and that is no offence. */
static void check_menu(struct visit *v)
{
	struct survey seen;

	for (const char *const *chord = v->guest->menu; *chord != NULL; chord++)
		stage_key(&v->s, *chord);
	if (v->guest->menu[0] == NULL || !await_popup(v, true))
		return;
	stage_key(&v->s, "Down");
	CHECK_OK(survey_take(v->s.desk, 1, 1, &seen, &v->s.e) &&
			 guard_point(v->s.desk, &seen, &v->s.e),
		 v->s.e);
	stage_key(&v->s, "Escape");
	if (await_popup(v, false))
		check_input(v);
}

static void check_hang(struct visit *v)
{
	struct desk_answer answer;
	struct deadline limit = deadline_in(STAGE_MS);

	/* On another processor it runs on for a moment. It is no child of ours in every toolkit. */
	CHECK(kill(v->main.pid, SIGSTOP) == 0);
	while (processes_state(v->main.pid) != 'T' && CHECK(deadline_left_ms(limit) > 0))
		(void)sched_yield();
	CHECK_OK(desk_ask(v->s.desk, 0, deadline_in(BRIEF_MS), &answer, &v->s.e), v->s.e);
	CHECK_EQ_INT(answer.kind, DESK_SILENT);
	CHECK_HAS_STR(answer.said, "its process was stopped");
	CHECK(kill(v->main.pid, SIGCONT) == 0);
	CHECK_OK(desk_ask(v->s.desk, 0, deadline_in(STAGE_MS), &answer, &v->s.e), v->s.e);
	CHECK(answer.kind == DESK_ANSWERED || answer.kind == DESK_LATE);
}

static void check_closing(struct visit *v)
{
	CHECK_OK(window_close(v->s.desk, v->main.id, &v->s.e), v->s.e);
	stage_ended(&v->s);
	CHECK_EQ_INT(desk_app(v->s.desk), DESK_APP_EXITED);
}

static void check_guest(const struct guest *guest)
{
	struct visit v;

	if (guest->needs != NULL && access(guest->needs, F_OK) != 0) {
		printf("skip %s: no '%s' here\n", guest->name, guest->needs);
		return;
	}
	if (visit_open(&v, guest)) {
		check_identity(&v);
		check_input(&v);
		check_moving(&v);
		check_states(&v);
		check_iconifying(&v);
		check_dialog(&v);
		check_menu(&v);
		check_hang(&v);
		check_closing(&v);
	}
	visit_close(&v);
}

TEST(windows_of_every_toolkit_keep_to_one_table)
{
	const char *only = getenv("GUEST");

	EACH_CASE (guest, guests) {
		if (only == NULL || strcmp(only, guest->name) == 0)
			check_guest(guest);
	}
}
