/* keyboard.c - the state the keyboard must be in around every input. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/keyboard.h"

#include <X11/XKBlib.h>
#include "agent/desk/display.h"
#include "agent/desk/events.h"
#include "agent/desk/offer.h"
#include "agent/desk/survey.h"

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
static bool refuse(struct desk *d, const struct survey *s, const char *when, struct err *e)
{
	XkbStateRec state;

	if (s->key != 0)
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

bool keyboard_check(struct desk *d, const struct survey *s, const char *when, struct err *e)
{
	offer_touched(d);
	if (s->repeats)
		XAutoRepeatOff(d->x);
	if (s->key != 0 || s->modifiers != 0 || s->group != 0 || s->buttons != 0)
		return refuse(d, s, when, e);
	if (keymap_check(&d->keymap, d->x, e))
		return true;
	if (!d->lost)
		return err_wrap(e, "%s", when);
	err_clear(e); /* that it could not be read back tells nobody why */
	return events_lost(d, e);
}
