/* test_flood.c - programs that make events without pause: named, in bounded time and memory. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/flood.h"

#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include "agent/desk/corefont.h"
#include "agent/desk/display.h"
#include "agent/desk/frame.h"
#include "agent/desk/keyboard.h"
#include "agent/desk/pane.h"
#include "agent/desk/survey.h"
#include "tests/desk/client.h"

/*
 * BATCH: requests between two round trips, so that the server always has the next ones.
 * GROWTH_KIB: of our memory while it lasts; a second of the fastest flood kept as events would
 * be some 200,000. SOON_MS: all were named within 2 s on a loaded machine.
 * RESTS, A_REST: so many rests of REST_MS with so many requests before each.
 */
enum { BATCH = 500, GROWTH_KIB = 65536, AREA_PX = 40, SOON_MS = 10000, PAINT_MS = 1000 };
enum { BRIEF_MS = 50, RESTS = 150, REST_MS = 20, A_REST = 12 };

/* What a flooding program works with. */
struct flood_play {
	Display *x;
	Window root, form, managed, other, popup, desk; /* desk: the window that owns WM_S0 */
	GC gc;
};

/* One request of the flood. */
typedef void flood_act(struct flood_play *p, int i);

static void move_managed(struct flood_play *p, int i)
{
	XMoveWindow(p->x, p->managed, i % 100, 300 + i % 50);
}

static void resize_managed(struct flood_play *p, int i)
{
	XResizeWindow(p->x, p->managed, 50 + (unsigned)i % 100, 50);
}

static void raise_managed(struct flood_play *p, int i)
{
	XRaiseWindow(p->x, i % 2 ? p->managed : p->other);
}

static void move_popup(struct flood_play *p, int i)
{
	XMoveWindow(p->x, p->popup, 500 + i % 100, 300);
}

static void map_popup(struct flood_play *p, int i)
{
	if (i % 2)
		XMapWindow(p->x, p->popup);
	else
		XUnmapWindow(p->x, p->popup);
}

static void map_managed(struct flood_play *p, int i)
{
	if (i % 2)
		XMapWindow(p->x, p->managed);
	else
		XWithdrawWindow(p->x, p->managed, DefaultScreen(p->x));
}

static Window make(struct flood_play *p, bool frameless, int x)
{
	XSetWindowAttributes a = { .override_redirect = frameless, .background_pixel = 0x808080 };

	return XCreateWindow(p->x, p->root, x, 300, AREA_PX, AREA_PX, 0, CopyFromParent,
			     InputOutput, CopyFromParent, CWOverrideRedirect | CWBackPixel, &a);
}

static void make_window(struct flood_play *p, int i)
{
	(void)i;
	XDestroyWindow(p->x, make(p, false, 0));
}

static void map_new(struct flood_play *p, int i)
{
	Window w = make(p, false, i % 100);

	XMapWindow(p->x, w);
	XDestroyWindow(p->x, w);
}

static void tell_root(struct flood_play *p, const char *type, long first, const char *second)
{
	XClientMessageEvent m = { .type = ClientMessage,
				  .window = p->managed,
				  .message_type = XInternAtom(p->x, type, False),
				  .format = 32,
				  .data.l = { first, 0, 0, 1 } };

	if (second != NULL)
		m.data.l[1] = (long)XInternAtom(p->x, second, False);
	XSendEvent(p->x, p->root, False, SubstructureNotifyMask | SubstructureRedirectMask,
		   (XEvent *)&m);
}

static void ask_states(struct flood_play *p, int i)
{
	(void)i;
	tell_root(p, "_NET_WM_STATE", 2, "_NET_WM_STATE_FULLSCREEN");
}

static void ask_activation(struct flood_play *p, int i)
{
	(void)i;
	tell_root(p, "_NET_ACTIVE_WINDOW", 1, NULL);
}

static void ask_icon(struct flood_play *p, int i)
{
	(void)i;
	XIconifyWindow(p->x, p->managed, DefaultScreen(p->x));
}

static void say_nonsense(struct flood_play *p, int i)
{
	XClientMessageEvent m = { .type = ClientMessage,
				  .window = p->desk,
				  .message_type = XA_STRING,
				  .format = 32,
				  .data.l = { i } };

	XSendEvent(p->x, p->desk, False, NoEventMask, (XEvent *)&m);
}

static void forge_expose(struct flood_play *p, int i)
{
	XExposeEvent m = { .type = Expose, .window = p->desk, .x = i };

	XSendEvent(p->x, p->desk, False, NoEventMask, (XEvent *)&m);
}

static void ask_manager(struct flood_play *p, int i)
{
	(void)i;
	XConvertSelection(p->x, XInternAtom(p->x, "WM_S0", False),
			  XInternAtom(p->x, "TARGETS", False), XA_STRING, p->popup, CurrentTime);
}

static void ask_clipboard(struct flood_play *p, int i)
{
	(void)i;
	XConvertSelection(p->x, XInternAtom(p->x, "CLIPBOARD", False),
			  XInternAtom(p->x, "UTF8_STRING", False), XA_STRING, p->popup,
			  CurrentTime);
}

static void ask_targets(struct flood_play *p, int i)
{
	(void)i;
	XConvertSelection(p->x, XInternAtom(p->x, "CLIPBOARD", False),
			  XInternAtom(p->x, "TARGETS", False), XA_STRING, p->popup, CurrentTime);
}

static void own_clipboard(struct flood_play *p, int i)
{
	XSetSelectionOwner(p->x, XInternAtom(p->x, "CLIPBOARD", False),
			   i % 2 ? p->popup : p->managed, CurrentTime);
}

static void map_keys(struct flood_play *p, int i)
{
	static KeySym *keys;
	static int wide;

	(void)i;
	if (keys == NULL)
		keys = XGetKeyboardMapping(p->x, 38, 1, &wide);
	XChangeKeyboardMapping(p->x, 38, wide, keys, 1);
}

static void map_buttons(struct flood_play *p, int i)
{
	unsigned char map[32];
	int n = XGetPointerMapping(p->x, map, sizeof map);

	(void)i;
	XSetPointerMapping(p->x, map, n);
}

static void turn_focus(struct flood_play *p, int i)
{
	XSetInputFocus(p->x, i % 2 ? p->managed : p->other, RevertToParent, CurrentTime);
}

static void change_desk(struct flood_play *p, int i)
{
	long value = i;

	XChangeProperty(p->x, p->desk, XA_WM_COMMAND, XA_INTEGER, 32, PropModeReplace,
			(unsigned char *)&value, 1);
}

static void paint_dots(struct flood_play *p, int i)
{
	XSetForeground(p->x, p->gc, (unsigned long)i * 2654435761u >> 8);
	XDrawPoint(p->x, p->form, p->gc, (int)((unsigned)i * 7919 % 300),
		   (int)((unsigned)i * 104729 % 200));
}

static void paint_squares(struct flood_play *p, int i)
{
	XSetForeground(p->x, p->gc, (unsigned long)i * 2654435761u >> 8);
	XFillRectangle(p->x, p->form, p->gc, (int)((unsigned)i * 7919 % 300),
		       (int)((unsigned)i * 104729 % 200), 8, 8);
}

static int ignore(Display *x, XErrorEvent *e)
{
	(void)x;
	(void)e;
	return 0;
}

/* play_open() - in a process of its own: its windows, none of which wants the keyboard. */
static void play_open(struct flood_play *p, struct stage *s, Window form)
{
	XWMHints no_input = { .flags = InputHint, .input = False };

	XSetErrorHandler(ignore);
	*p = (struct flood_play){ .x = client_open(s), .form = form };
	if (p->x == NULL)
		_exit(1);
	p->root = DefaultRootWindow(p->x);
	p->desk = XGetSelectionOwner(p->x, XInternAtom(p->x, "WM_S0", False));
	p->managed = make(p, false, 0);
	p->other = make(p, false, 100);
	p->popup = make(p, true, 500);
	p->gc = XCreateGC(p->x, p->form, 0, NULL);
	XStoreName(p->x, p->managed, "Flut");
	XSetWMHints(p->x, p->managed, &no_input);
	XSetWMHints(p->x, p->other, &no_input);
	XMapWindow(p->x, p->managed);
	XMapWindow(p->x, p->other);
	XSync(p->x, False);
}

/* play() - flood until the end. */
static void play(struct stage *s, Window form, flood_act *act)
{
	struct flood_play p;

	play_open(&p, s, form);
	for (int i = 0;; i++) {
		act(&p, i);
		if (i % BATCH == 0)
			XSync(p.x, True);
	}
}

/* move_for_long() - more than a second's worth, in more than a second. */
static void move_for_long(struct stage *s, Window form)
{
	struct flood_play p;

	play_open(&p, s, form);
	for (int i = 0; i < RESTS * A_REST; i++) {
		move_popup(&p, i);
		XFlush(p.x);
		if (i % A_REST == 0)
			(void)poll(NULL, 0, REST_MS);
	}
	XSync(p.x, False);
	_exit(0);
}

static long resident_kib(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	long pages = -1;

	if (f != NULL) {
		CHECK(fscanf(f, "%*d %ld", &pages) == 1);
		(void)fclose(f);
	}
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

/* The flood's rows: what is done, and what is said of it; NULL: it has to be harmless. */
static const struct row {
	const char *name;
	flood_act *act;
	const char *says;
} rows[] = {
	{ "move-managed", move_managed, "window 'Flut'" },
	{ "resize-managed", resize_managed, "was moved, resized or raised" },
	{ "raise-managed", raise_managed, "was moved, resized or raised" },
	{ "move-popup", move_popup, "was moved, resized or raised" },
	{ "map-popup", map_popup, "came or went" },
	{ "map-managed", map_managed, "came or went" },
	{ "make-window", make_window, "came or went" },
	{ "map-new", map_new, "came or went" },
	{ "ask-states", ask_states, "window 'Flut'" },
	{ "ask-activation", ask_activation, "was the subject of messages" },
	{ "ask-icon", ask_icon, "was the subject of messages" },
	{ "say-nonsense", say_nonsense, "sent messages to the desk" },
	{ "forge-expose", forge_expose, "sent forged events" },
	{ "ask-manager", ask_manager, "asked for selections" },
	{ "ask-clipboard", ask_clipboard, "asked for selections" },
	{ "ask-targets", ask_targets, "asked for selections" },
	{ "own-clipboard", own_clipboard, "took selections" },
	{ "map-keys", map_keys, "set the keymap" },
	{ "map-buttons", map_buttons, "set the keymap" },
	{ "turn-focus", turn_focus, "took or lost the keyboard" },
	{ "change-desk", change_desk, "changed the desk's properties" },
	{ "paint-squares", paint_squares, NULL },
	{ "paint-dots", paint_dots, NULL },
};

/* endure() - work on the desk until it is refused as the row has it; what else is refused before
 * that is refused with a name as well. */
static void endure(struct stage *s, const struct row *row)
{
	struct deadline limit = deadline_in(row->says == NULL ? PAINT_MS : SOON_MS);
	long before_kib = resident_kib();
	int64_t began_ms = clock_boot_ms();
	bool named = false;
	unsigned seen;

	while (!named && !deadline_over(limit)) {
		bool good = input_key(s->desk, "Tab", &s->e) &&
			    desk_wait(s->desk, deadline_in(BRIEF_MS), &seen, &s->e) &&
			    desk_barrier(s->desk, deadline_in(SOON_MS), &s->e);
		if (!CHECK(good || (row->says != NULL && s->e.code == ERR_MISBEHAVED)))
			printf("\t%s: %s\n", row->name, s->e.msg);
		named = !good && row->says != NULL && strstr(s->e.msg, row->says) != NULL;
		err_clear(&s->e);
	}
	CHECK(clock_boot_ms() - began_ms < 2 * STAGE_MS); /* the sanitizers' is 10 times as slow */
	long grown_kib = resident_kib() - before_kib;
#ifndef __SANITIZE_ADDRESS__ /* it keeps what was freed */
	CHECK(grown_kib < GROWTH_KIB);
#else
	(void)grown_kib;
#endif
	if (row->says == NULL)
		return;
	if (!CHECK(named))
		printf("\t%s\n", row->name);
	/* For good: what is not listened to any more cannot be known again. */
	CHECK(!input_type(s->desk, "a", &s->e));
	CHECK_HAS_STR(s->e.msg, row->says);
	err_clear(&s->e);
}

static void flood(const struct row *row)
{
	struct stage s;

	if (!stage_form(&s, NULL, NULL))
		return;
	CHECK_OK(input_offer(s.desk, "Text", &s.e), s.e);
	Window form = stage_window(&s, "form").id;
	pid_t pid = fork();
	if (pid == 0)
		play(&s, form, row->act);
	endure(&s, row);
	(void)kill(pid, SIGKILL);
	CHECK_EQ_INT(waitpid(pid, NULL, 0), pid);
	stage_close(&s);
}

TEST(floods_are_named_in_bounded_time_and_memory)
{
	const char *only = getenv("FLOOD");

	EACH_CASE (row, rows) {
		if (only == NULL || strcmp(only, row->name) == 0)
			flood(row);
	}
}

/* What one does who is not looked at for long, as while a screen is read, is no flood. */
TEST(flood_is_measured_by_the_time_it_took)
{
	struct stage s;
	int status = -1;

	if (!stage_form(&s, NULL, NULL))
		return;
	Window form = stage_window(&s, "form").id;
	pid_t pid = fork();
	if (pid == 0)
		move_for_long(&s, form);
	CHECK_EQ_INT(waitpid(pid, &status, 0), pid);
	CHECK_EQ_INT(status, 0);
	CHECK_OK(input_type(s.desk, "a", &s.e), s.e);
	CHECK_OK(desk_barrier(s.desk, deadline_in(STAGE_MS), &s.e), s.e);
	stage_close(&s);
}

/* Who is cut off because of a flood is told of the flood by whatever notices the cut first. */
TEST(flood_is_named_by_who_finds_the_connection_cut)
{
	const struct survey untouched = { 0 };
	struct corefont *font = NULL;
	struct pane *panes;
	struct stage s;
	size_t n;

	if (!stage_form(&s, NULL, NULL))
		return;
	struct arena *a = arena_new();
	s.desk->flood.kind = FLOOD_SELECTIONS;
	s.desk->frame.told_again = true;
	s.desk->keymap.doubted = true;
	CHECK(shutdown(ConnectionNumber(s.desk->x), SHUT_RDWR) == 0);
	CHECK_ERR(keyboard_check(s.desk, &untouched, "now", &s.e), s.e, ERR_MISBEHAVED);
	CHECK_ERR(frame_update(s.desk, &s.e), s.e, ERR_MISBEHAVED);
	CHECK_ERR(pane_list(s.desk, 1, a, &panes, &n, &s.e), s.e, ERR_MISBEHAVED);
	CHECK_ERR(corefont_open(s.desk, "fixed", &font, &s.e), s.e, ERR_MISBEHAVED);
	arena_free(a);
	stage_close(&s);
}
