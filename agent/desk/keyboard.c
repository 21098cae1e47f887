/* keyboard.c - the state the keyboard must be in around every input. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/keyboard.h"

#include <X11/XKBlib.h>
#include <X11/Xlib-xcb.h>
#include <stdlib.h>
#include <xcb/xcb.h>
#include "agent/desk/display.h"
#include "agent/desk/events.h"
#include "agent/desk/offer.h"

/* GROUP_SHIFT: the keyboard group in a core event state, X Keyboard Extension 2.2.2. */
enum { MODIFIERS = 0xff, GROUP_SHIFT = 13, GROUPS = 3, NO_KEY = 0, BUTTON_SHIFT = 8, BUTTONS = 31 };

/* What one round trip tells. */
struct state {
	unsigned key;       /* a keycode that is down, NO_KEY if none is */
	unsigned modifiers; /* in effect, be they held, latched or locked */
	unsigned group;
	unsigned buttons; /* of the pointer, that are down; bit 0 is button 1 */
	bool repeats, known;
};

static void take_keys(struct state *s, const xcb_query_keymap_reply_t *keys)
{
	for (unsigned code = 0; code < KEYMAP_CODES && s->key == NO_KEY; code++) {
		if (keys->keys[code / 8] >> (code % 8) & 1)
			s->key = code;
	}
}

/* ask() - three questions in one round trip. */
static struct state ask(struct desk *d)
{
	xcb_connection_t *c = XGetXCBConnection(d->x);
	struct state s = { 0 };
	xcb_query_keymap_cookie_t keys_asked = xcb_query_keymap(c);
	xcb_query_pointer_cookie_t mask_asked = xcb_query_pointer(c, (xcb_window_t)d->root);
	xcb_get_keyboard_control_cookie_t control_asked = xcb_get_keyboard_control(c);
	xcb_query_keymap_reply_t *keys = xcb_query_keymap_reply(c, keys_asked, NULL);
	xcb_query_pointer_reply_t *mask = xcb_query_pointer_reply(c, mask_asked, NULL);
	xcb_get_keyboard_control_reply_t *control =
		xcb_get_keyboard_control_reply(c, control_asked, NULL);

	if (keys && mask && control) {
		take_keys(&s, keys);
		s.modifiers = mask->mask & MODIFIERS;
		s.group = mask->mask >> GROUP_SHIFT & GROUPS;
		s.buttons = mask->mask >> BUTTON_SHIFT & BUTTONS;
		s.repeats = control->global_auto_repeat == XCB_AUTO_REPEAT_MODE_ON;
		s.known = true;
	}
	free(keys);
	free(mask);
	free(control);
	return s;
}

/* name_modifier() - the lowest one of @mask. */
static const char *name_modifier(unsigned mask)
{
	static const char *const names[] = { "Shift", "Lock", "Control", "Mod1",
					     "Mod2",  "Mod3", "Mod4",    "Mod5" };

	for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
		if (mask >> i & 1)
			return names[i];
	}
	return "no modifier";
}

/* refuse() - what is not as it must be; who did it the server does not tell. */
static bool refuse(struct desk *d, const struct state *s, const char *when, struct err *e)
{
	XkbStateRec state;

	if (s->key != NO_KEY)
		return err_set(e, ERR_MISBEHAVED, "%s the key %s (%u) is held by another client",
			       when, keymap_name(&d->keymap, s->key), s->key);
	if (s->buttons != 0)
		return err_set(e, ERR_MISBEHAVED,
			       "%s the pointer's button %d is held by another client", when,
			       __builtin_ctz(s->buttons) + 1);
	if (s->group != 0)
		return err_set(e, ERR_MISBEHAVED, "%s another client has chosen keyboard group %u",
			       when, s->group + 1);
	if (XkbGetState(d->x, XkbUseCoreKbd, &state) != Success)
		return events_lost(d, e);
	const char *how = s->modifiers & state.locked_mods    ? "locked"
			  : s->modifiers & state.latched_mods ? "latched"
							      : "held";
	return err_set(e, ERR_MISBEHAVED, "%s the modifier %s is %s by another client", when,
		       name_modifier(s->modifiers), how);
}

bool keyboard_check(struct desk *d, const char *when, struct err *e)
{
	/* Pumped behind the questions: what changed the keymap before them is among the events. */
	struct state s = ask(d);

	if (!events_pump(d, e))
		return false;
	offer_touched(d);
	if (!s.known)
		return events_lost(d, e);
	if (s.repeats)
		XAutoRepeatOff(d->x);
	if (s.key != NO_KEY || s.modifiers != 0 || s.group != 0 || s.buttons != 0)
		return refuse(d, &s, when, e);
	return keymap_check(&d->keymap, d->x, e) || err_wrap(e, "%s", when);
}
