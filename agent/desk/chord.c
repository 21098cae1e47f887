/* chord.c - the names of keys and chords that recipes may use. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/chord.h"

#include <X11/Xlib.h>
#include <stddef.h>
#include <string.h>
#include "base/str.h"

/* As recipes write them, and as libxdo does. */
static const struct {
	const char *name, *xdo;
} modifiers[] = {
	{ "shift", "shift" },
	{ "ctrl", "ctrl" },
	{ "alt", "alt" },
	{ "super", "super" },
	{ "altgr", "ISO_Level3_Shift" },
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

/* modifier_of() - libxdo's name of a modifier, NULL if it is none. */
static const char *modifier_of(const char *name)
{
	for (size_t i = 0; i < sizeof modifiers / sizeof modifiers[0]; i++) {
		if (str_eq(modifiers[i].name, name))
			return modifiers[i].xdo;
	}
	return NULL;
}

bool chord_parse(const char *chord, KeySym *ret_key, struct buf *ret_xdo)
{
	char part[24];

	buf_reset(ret_xdo);

	for (;;) {
		size_t len = strcspn(chord, "+");
		if (len == 0 || !fmt_into(part, sizeof part, "%.*s", (int)len, chord))
			return false;
		if (chord[len] == 0)
			break;
		const char *modifier = modifier_of(part);
		if (modifier == NULL)
			return false;
		buf_addf(ret_xdo, "%s+", modifier);
		chord += len + 1;
	}
	buf_adds(ret_xdo, part);
	*ret_key = key_of(part);
	return !ret_xdo->overflowed && *ret_key != NoSymbol;
}
