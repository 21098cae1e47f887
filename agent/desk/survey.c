/* survey.c - what an input has to know before and behind it, asked in one round trip. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/survey.h"

#include <X11/Xlib-xcb.h>
#include <stdlib.h>
#include <xcb/xcb.h>
#include "agent/desk/display.h"
#include "agent/desk/events.h"

/* GROUP_SHIFT: the keyboard group in a core event state, X Keyboard Extension 2.2.2. */
enum { MODIFIERS = 0xff, BUTTON_SHIFT = 8, BUTTONS = 31, GROUP_SHIFT = 13, GROUPS = 3 };

/* The questions under way. */
struct questions {
	xcb_translate_coordinates_cookie_t under;
	xcb_grab_keyboard_cookie_t keyboard;
	xcb_grab_pointer_cookie_t pointer;
	xcb_get_input_focus_cookie_t focus;
	xcb_query_keymap_cookie_t keys;
	xcb_query_pointer_cookie_t state;
	xcb_get_keyboard_control_cookie_t control;
};

static void ask_keys(xcb_connection_t *c, xcb_window_t root, struct questions *q)
{
	q->keys = xcb_query_keymap(c);
	q->state = xcb_query_pointer(c, root);
	q->control = xcb_get_keyboard_control(c);
}

/*
 * ask() - nothing is taken by the grabs: for a window that is not mapped they are refused, and the
 * reason tells whether another client has one.
 */
static struct questions ask(struct desk *d, xcb_connection_t *c, int rx, int ry)
{
	xcb_window_t own = (xcb_window_t)d->wm.own, root = (xcb_window_t)d->root;

	struct questions q = {
		.under = xcb_translate_coordinates(c, root, root, (int16_t)rx, (int16_t)ry),
		.keyboard = xcb_grab_keyboard(c, 1, own, XCB_CURRENT_TIME, XCB_GRAB_MODE_ASYNC,
					      XCB_GRAB_MODE_ASYNC),
		.pointer = xcb_grab_pointer(c, 1, own, 0, XCB_GRAB_MODE_ASYNC, XCB_GRAB_MODE_ASYNC,
					    XCB_NONE, XCB_NONE, XCB_CURRENT_TIME),
		.focus = xcb_get_input_focus(c),
	};
	ask_keys(c, root, &q);
	return q;
}

static bool take_grabs(xcb_connection_t *c, const struct questions *q, struct survey *s)
{
	xcb_grab_keyboard_reply_t *keyboard = xcb_grab_keyboard_reply(c, q->keyboard, NULL);
	xcb_grab_pointer_reply_t *pointer = xcb_grab_pointer_reply(c, q->pointer, NULL);
	bool told = keyboard != NULL && pointer != NULL;

	if (told) {
		s->keyboard_held = keyboard->status == XCB_GRAB_STATUS_ALREADY_GRABBED;
		s->pointer_held = pointer->status == XCB_GRAB_STATUS_ALREADY_GRABBED;
	}
	free(keyboard);
	free(pointer);
	return told;
}

static bool take_windows(xcb_connection_t *c, const struct questions *q, struct survey *s)
{
	xcb_translate_coordinates_reply_t *under =
		xcb_translate_coordinates_reply(c, q->under, NULL);
	xcb_get_input_focus_reply_t *focus = xcb_get_input_focus_reply(c, q->focus, NULL);
	bool told = under != NULL && focus != NULL;

	if (told) {
		s->under = under->child;
		s->focus = focus->focus;
	}
	free(under);
	free(focus);
	return told;
}

static unsigned first_key(const xcb_query_keymap_reply_t *keys)
{
	for (unsigned code = 0; code < KEYMAP_CODES; code++) {
		if (keys->keys[code / 8] >> (code % 8) & 1)
			return code;
	}
	return 0;
}

static bool take_keys(xcb_connection_t *c, const struct questions *q, struct survey *s)
{
	xcb_query_keymap_reply_t *keys = xcb_query_keymap_reply(c, q->keys, NULL);
	xcb_query_pointer_reply_t *state = xcb_query_pointer_reply(c, q->state, NULL);
	xcb_get_keyboard_control_reply_t *control =
		xcb_get_keyboard_control_reply(c, q->control, NULL);
	bool told = keys != NULL && state != NULL && control != NULL;

	if (told) {
		s->key = first_key(keys);
		s->modifiers = state->mask & MODIFIERS;
		s->buttons = state->mask >> BUTTON_SHIFT & BUTTONS;
		s->group = state->mask >> GROUP_SHIFT & GROUPS;
		s->repeats = control->global_auto_repeat == XCB_AUTO_REPEAT_MODE_ON;
	}
	free(keys);
	free(state);
	free(control);
	return told;
}

bool survey_take(struct desk *d, int rx, int ry, struct survey *ret, struct err *e)
{
	if (d->lost)
		return events_lost(d, e);
	xcb_connection_t *c = XGetXCBConnection(d->x);
	struct questions q = ask(d, c, rx, ry);
	struct survey s = { .rx = rx, .ry = ry };
	bool grabs = take_grabs(c, &q, &s), windows = take_windows(c, &q, &s),
	     keys = take_keys(c, &q, &s);

	/* Behind the answers: what changed keymap or windows before them is among the events. */
	if (!events_pump(d, e))
		return false;
	if (!grabs || !windows || !keys)
		return events_lost(d, e);
	*ret = s;
	return true;
}

bool survey_keys(struct desk *d, struct survey *ret, struct err *e)
{
	if (d->lost)
		return events_lost(d, e);
	xcb_connection_t *c = XGetXCBConnection(d->x);
	struct questions q;
	struct survey s = { 0 };

	ask_keys(c, (xcb_window_t)d->root, &q);
	bool told = take_keys(c, &q, &s);
	if (!events_pump(d, e)) /* as in survey_take() */
		return false;
	if (!told)
		return events_lost(d, e);
	*ret = s;
	return true;
}
