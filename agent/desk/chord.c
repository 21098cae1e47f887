/* chord.c - the names of keys and chords that recipes may use. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/chord.h"

#include <X11/Xlib.h>
#include <X11/keysym.h>
#include <string.h>
#include "base/str.h"

/* As recipes write them, and the key that is pressed. */
static const struct {
	const char *name;
	KeySym key;
} modifiers[] = {
	{ "shift", XK_Shift_L }, { "ctrl", XK_Control_L },         { "alt", XK_Alt_L },
	{ "super", XK_Super_L }, { "altgr", XK_ISO_Level3_Shift },
};

/* Named keys of the German keyboard. Modifiers, locks and keys that end a server are not among
 * them. */
static const char *const named_keys[] = {
	"BackSpace", "Tab",    "Return",      "Escape",      "Delete",    "Insert", "Home", "End",
	"Prior",     "Next",   "Page_Up",     "Page_Down",   "Left",      "Right",  "Up",   "Down",
	"Menu",      "Print",  "Pause",       "space",       "F1",        "F2",     "F3",   "F4",
	"F5",        "F6",     "F7",          "F8",          "F9",        "F10",    "F11",  "F12",
	"KP_Enter",  "KP_Add", "KP_Subtract", "KP_Multiply", "KP_Divide",
};

static bool listed(const char *name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (str_eq(list[i], name))
			return true;
	}
	return false;
}

/* key_of() - keysym of one key's name: a named key, or a printable ASCII or German letter. */
static KeySym key_of(const char *name)
{
	KeySym key = XStringToKeysym(name);

	if (listed(name, named_keys, sizeof named_keys / sizeof named_keys[0]))
		return key;
	return (key > 0x20 && key <= 0x7e) || (key >= 0xa0 && key <= 0xff) ? key : NoSymbol;
}

/* modifier_of() - the key of a modifier, NoSymbol if it is none. */
static KeySym modifier_of(const char *name)
{
	for (size_t i = 0; i < sizeof modifiers / sizeof modifiers[0]; i++) {
		if (str_eq(modifiers[i].name, name))
			return modifiers[i].key;
	}
	return NoSymbol;
}

bool chord_parse(const char *text, struct chord *ret)
{
	char part[24];

	for (ret->n = 0;; text++) {
		size_t len = strcspn(text, "+");
		bool last = text[len] == 0;
		if (len == 0 || ret->n == CHORD_KEYS_MAX ||
		    !fmt_into(part, sizeof part, "%.*s", (int)len, text))
			return false;
		KeySym key = last ? key_of(part) : modifier_of(part);
		if (key == NoSymbol)
			return false;
		ret->keys[ret->n++] = key;
		if (last)
			return true;
		text += len;
	}
}
