/* test_keyboard.c - keys held, modifiers locked and keymaps changed by others are named. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <X11/XKBlib.h>
#include <X11/extensions/XTest.h>
#include <X11/keysym.h>
#include "tests/desk/client.h"

/* refused() - neither text nor chord nor click goes out, and the message has @words. */
static void refused(struct stage *s, const char *words)
{
	CHECK_ERR(input_type(s->desk, "nichts", &s->e), s->e, ERR_MISBEHAVED);
	CHECK_ERR(input_key(s->desk, "Tab", &s->e), s->e, ERR_MISBEHAVED);
	if (!CHECK(!input_click(s->desk, 300, 30, 1, 1, &s->e)))
		return;
	CHECK_HAS_STR(s->e.msg, words);
	err_clear(&s->e);
}

/* types() - the keyboard is free again. */
static void types(struct stage *s, const char *want)
{
	CHECK_OK(input_type(s->desk, want, &s->e), s->e);
	char *got = stage_text(s);
	CHECK_EQ_STR(got, want);
	free(got);
	stage_key(s, "F12");
}

static void hold_key(Display *x, bool down)
{
	XTestFakeKeyEvent(x, XKeysymToKeycode(x, XK_Insert), down, CurrentTime);
	XSync(x, False);
}

static void hold_shift(Display *x, bool down)
{
	XTestFakeKeyEvent(x, XKeysymToKeycode(x, XK_Shift_L), down, CurrentTime);
	XSync(x, False);
}

static void latch(Display *x, bool down)
{
	XkbLatchModifiers(x, XkbUseCoreKbd, Mod5Mask, down ? Mod5Mask : 0);
	XSync(x, False);
}

static void lock(Display *x, bool down)
{
	XkbLockModifiers(x, XkbUseCoreKbd, LockMask, down ? LockMask : 0);
	XSync(x, False);
}

static void hold_button(Display *x, bool down)
{
	XTestFakeButtonEvent(x, 2, down, CurrentTime);
	XSync(x, False);
}

TEST(keyboard_held_by_another_is_named)
{
	static const struct {
		void (*hold)(Display *x, bool down);
		const char *words;
	} table[] = {
		{ hold_key, "the key Insert (118) is held by another client" },
		{ hold_shift, "the key Shift_L (50) is held by another client" },
		{ latch, "the modifier Mod5 is latched by another client" },
		{ lock, "the modifier Lock is locked by another client" },
		{ hold_button, "the pointer's button 2 is held by another client" },
	};
	struct stage s;

	if (!stage_form(&s, NULL, NULL))
		return;
	Display *x = client_open(&s);
	EACH_CASE (row, table) {
		row->hold(x, true);
		refused(&s, row->words);
		row->hold(x, false);
		types(&s, "Müller ẞ");
	}
	lock(x, true);
	CHECK(input_release_all(s.desk));
	types(&s, "wieder frei");
	XCloseDisplay(x);
	stage_close(&s);
}

TEST(keyboard_repeats_nothing_for_anybody)
{
	struct stage s;
	XKeyboardState now;

	if (!stage_form(&s, NULL, NULL))
		return;
	Display *x = client_open(&s);
	XGetKeyboardControl(x, &now);
	CHECK_EQ_INT(now.global_auto_repeat, AutoRepeatModeOff);
	XAutoRepeatOn(x);
	XSync(x, False);
	types(&s, "aa");
	XGetKeyboardControl(x, &now);
	CHECK_EQ_INT(now.global_auto_repeat, AutoRepeatModeOff);
	XCloseDisplay(x);
	stage_close(&s);
}

TEST(keymap_changed_by_a_client_is_not_typed_through)
{
	struct stage s;
	int symbols;

	if (!stage_form(&s, NULL, NULL))
		return;
	types(&s, "Ä");
	Display *x = client_open(&s);
	KeyCode code = XKeysymToKeycode(x, XK_adiaeresis);
	KeySym *was = XGetKeyboardMapping(x, code, 1, &symbols);
	/* The same again is a change for the server, and none for us. */
	XChangeKeyboardMapping(x, code, symbols, was, 1);
	XSync(x, False);
	types(&s, "Ä again");
	KeySym first = was[0];
	was[0] = XK_odiaeresis;
	XChangeKeyboardMapping(x, code, symbols, was, 1);
	XSync(x, False);
	refused(&s, "key 48 gives odiaeresis instead of adiaeresis");
	was[0] = first;
	XChangeKeyboardMapping(x, code, symbols, was, 1);
	XSync(x, False);
	types(&s, "Ä restored");
	XFree(was);
	XCloseDisplay(x);
	stage_close(&s);
}

TEST(keymap_of_setxkbmap_is_not_typed_through)
{
	static const char *const argv[] = { "setxkbmap", "us", NULL };
	struct stage s;

	if (!stage_form(&s, NULL, NULL))
		return;
	CHECK_EQ_INT(client_ended(&s, client_start(&s, argv, NULL, NULL)), 0);
	refused(&s, "another client changed the keymap");
	stage_close(&s);
}

/* spoil() - as a process: at the first key that goes to @window another symbol for another key. */
static pid_t spoil(struct stage *s, Window window)
{
	int ready[2];
	char byte;

	if (!CHECK(pipe(ready) == 0))
		return -1;
	pid_t pid = fork();
	if (pid == 0) {
		Display *x = client_open(s);
		KeySym wrong[] = { XK_odiaeresis, XK_Odiaeresis };
		XEvent event;
		XSelectInput(x, window, KeyPressMask);
		XSync(x, False);
		if (write(ready[1], "r", 1) != 1)
			_exit(1);
		XNextEvent(x, &event);
		XChangeKeyboardMapping(x, XKeysymToKeycode(x, XK_adiaeresis), 2, wrong, 1);
		XSync(x, False);
		_exit(0);
	}
	CHECK(read(ready[0], &byte, 1) == 1);
	(void)close(ready[0]);
	(void)close(ready[1]);
	return pid;
}

TEST(keymap_changed_while_typing_is_named)
{
	struct stage s;
	char text[4001] = "";

	if (!stage_form(&s, NULL, NULL))
		return;
	memset(text, 'a', sizeof text - 1);
	pid_t pid = spoil(&s, (Window)stage_window(&s, "form").id);
	if (CHECK(!input_type(s.desk, text, &s.e))) {
		CHECK_EQ_INT(s.e.code, ERR_MISBEHAVED);
		CHECK_HAS_STR(s.e.msg, "another client changed the keymap: key 48");
		err_clear(&s.e);
	}
	CHECK_EQ_INT(client_ended(&s, pid), 0);
	stage_close(&s);
}

/* said() - has @program, whose output the desk keeps, said a line with both words? */
static bool said(const char *text, const char *state, const char *key)
{
	for (const char *at = strstr(text, "KeyPress"); at; at = strstr(at + 1, "KeyPress")) {
		const char *next = strstr(at + 1, "KeyPress"), *s = strstr(at, state);
		const char *k = strstr(at, key);
		if (s && k && (!next || (s < next && k < next)))
			return true;
	}
	return false;
}

/* xev reports what a client of today makes of a key: the usual symbol, the usual modifier. */
TEST(keyboard_chords_are_what_clients_expect)
{
	static const struct {
		const char *chord, *state, *key;
	} table[] = {
		{ "ctrl+s", "state 0x4,", "keycode 39 (keysym 0x73, s)" },
		{ "ctrl+a", "state 0x4,", "keycode 38 (keysym 0x61, a)" },
		{ "ctrl+z", "state 0x4,", "keycode 29 (keysym 0x7a, z)" }, /* German: Z and Y */
		{ "ctrl+y", "state 0x4,", "keycode 52 (keysym 0x79, y)" },
		{ "ctrl+shift+F12", "state 0x5,", "keycode 96 (keysym 0xffc9, F12)" },
		{ "alt+F4", "state 0x8,", "keycode 70 (keysym 0xffc1, F4)" },
		{ "alt+adiaeresis", "state 0x8,", "keycode 48 (keysym 0xe4, adiaeresis)" },
		{ "shift+End", "state 0x1,", "keycode 115 (keysym 0xff57, End)" },
		{ "altgr+q", "state 0x80,", "keycode 24 (keysym 0x40, at)" },
		{ "super+e", "state 0x40,", "keycode 26 (keysym 0x65, e)" },
		{ "F1", "state 0x0,", "keycode 67 (keysym 0xffbe, F1)" },
		{ "F11", "state 0x0,", "keycode 95 (keysym 0xffc8, F11)" },
		{ "Tab", "state 0x0,", "keycode 23 (keysym 0xff09, Tab)" },
		{ "KP_Enter", "state 0x0,", "keycode 104 (keysym 0xff8d, KP_Enter)" },
		{ "KP_Add", "state 0x0,", "keycode 86 (keysym 0xffab, KP_Add)" },
		{ "KP_Subtract", "state 0x0,", "keycode 82 (keysym 0xffad, KP_Subtract)" },
		{ "Page_Down", "state 0x0,", "keycode 117 (keysym 0xff56, Next)" },
		{ "ctrl+plus", "state 0x4,", "keycode 35 (keysym 0x2b, plus)" },
		{ "ctrl+slash", "state 0x5,", "keycode 16 (keysym 0x2f, slash)" },
	};
	static const char *const argv[] = { "xev", "-name", "keys", "-event", "keyboard", NULL };
	struct stage s;
	char path[96], *text = NULL;
	size_t len;

	if (!stage_open(&s) || !CHECK(fmt_into(path, sizeof path, "%s/application.log", s.folder)))
		return;
	/* xev repaints nothing, so no barrier; what it is sent with the focus it reports. */
	if (!CHECK_OK(desk_launch(s.desk, argv, NULL, &s.e), s.e) || !stage_await(&s, "keys"))
		return;
	EACH_CASE (row, table)
		stage_key(&s, row->chord);
	(void)desk_close_app(s.desk, deadline_in(STAGE_MS)); /* behind all keys in its queue */
	CHECK_OK(file_read(path, 1 << 20, &text, &len, &s.e), s.e);
	EACH_CASE (row, table) {
		if (!CHECK(said(text, row->state, row->key)))
			printf("\t%s\n", row->chord);
	}
	free(text);
	stage_close(&s);
}
