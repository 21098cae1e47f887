/* chord.c - keys pressed together, as recipes write them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/chord.h"

#include <stdbool.h>
#include <string.h>
#include "base/str.h"

static const char *const modifiers[] = { "ctrl", "shift", "alt", "super", "altgr" };

static const char *const key_names[] = {
	"Tab",      "Return", "Escape",      "Home",  "End",       "Page_Up", "Page_Down",
	"Up",       "Down",   "Left",        "Right", "BackSpace", "Delete",  "Insert",
	"space",    "slash",  "backslash",   "minus", "plus",      "comma",   "period",
	"KP_Enter", "KP_Add", "KP_Subtract", "Menu",  "Print",     "Pause",   "F1",
	"F2",       "F3",     "F4",          "F5",    "F6",        "F7",      "F8",
	"F9",       "F10",    "F11",         "F12",
};

/* Longest part: "backslash", "Page_Down". */
enum { PART_BYTES = 16, MODIFIERS_N = sizeof modifiers / sizeof *modifiers };

static bool is_one_of(const char *const *list, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i], word))
			return true;
	return false;
}

static bool is_key(const char *part)
{
	bool sign = strlen(part) == 1 && strchr("abcdefghijklmnopqrstuvwxyz"
						"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
						part[0]);

	return sign || is_one_of(key_names, sizeof key_names / sizeof *key_names, part);
}

void chord_check(const struct source *s, struct place at, const char *text)
{
	char part[PART_BYTES];

	for (;;) {
		size_t n = strcspn(text, "+");
		bool last = text[n] == 0;
		bool fits = fmt_into(part, sizeof part, "%.*s", (int)(n < 64 ? n : 64), text);

		if (!fits || n == 0) {
			source_error(s, at, "'%s' is no key", fits ? text : "this");
			return;
		}
		if (last && !is_key(part))
			source_unknown(
				s, at, "key", part,
				&(struct words){ key_names, sizeof key_names / sizeof *key_names });
		if (!last && !is_one_of(modifiers, MODIFIERS_N, part))
			source_unknown(s, at, "modifier of a key", part,
				       &(struct words){ modifiers, MODIFIERS_N });
		if (last)
			return;
		text += n + 1;
	}
}
