/* typing.c - text and chords by keys, and what may be typed at all. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h> /* xdo.h uses useconds_t and size_t without saying so */
#include <unistd.h>

#include <X11/extensions/XTest.h>
#include <string.h>
#include <xdo.h>
#include "agent/desk/chord.h"
#include "agent/desk/desk.h"
#include "agent/desk/display.h"
#include "agent/desk/events.h"
#include "agent/desk/guard.h"
#include "agent/desk/input.h"
#include "agent/desk/keyboard.h"
#include "base/cleanup.h"
#include "base/fault.h"
#include "base/utf8.h"

/*
 * Fault points (base/fault.h), for tests of what the runner notices:
 *   type-other  the last character typed is another one
 *   key-other   after the chord the key Down is pressed as well
 */
enum { CHORD_DELAY_US = 0 };

/* PORTION_CHARS: docs/decisions/011-portions.md. */
enum { PORTION_CHARS = 1024 };

static bool check_lost(struct desk *d, struct err *e)
{
	return !d->lost || events_lost(d, e);
}

static void tap(struct desk *d, unsigned keycode)
{
	XTestFakeKeyEvent(d->x, keycode, True, CurrentTime);
	XTestFakeKeyEvent(d->x, keycode, False, CurrentTime);
}

bool input_key_known(const char *chord)
{
	CLEANUP(buf_clear) struct buf xdo = { 0 };
	KeySym key;

	buf_init(&xdo, CHORD_BYTES_MAX);
	return chord_parse(chord, &key, &xdo);
}

bool input_key(struct desk *d, const char *chord, struct err *e)
{
	CLEANUP(buf_clear) struct buf xdo = { 0 };
	KeySym key;

	buf_init(&xdo, CHORD_BYTES_MAX);
	if (!chord_parse(chord, &key, &xdo))
		return err_set(e, ERR_RECIPE, "unknown key '%s'", chord);
	if (!check_lost(d, e) || !guard_keys(d, e) || !keyboard_check(d, "before the key", e))
		return false;
	/* Checked here, because libxdo would bind a missing key to a spare keycode for a moment. */
	if (XKeysymToKeycode(d->x, key) == 0)
		return err_set(e, ERR_RECIPE, "key '%s' is not on the keymap", chord);
	if (xdo_send_keysequence_window(d->xdo, CURRENTWINDOW, xdo.data, CHORD_DELAY_US) != 0)
		return err_set(e, ERR_DISPLAY, "key '%s' cannot be sent", chord);
	if (fault_hit("key-other"))
		tap(d, XKeysymToKeycode(d->x, XStringToKeysym("Down")));
	(void)XSync(d->x, False);
	return keyboard_check(d, "behind the key", e);
}

/* place_of() - the key that enters @cp, as @keys lets control characters be keys; NULL if none. */
static const struct keymap_place *place_of(const struct desk *d, uint32_t cp, unsigned keys)
{
	if (cp == '\n' && keys & INPUT_LINE_END_IS_RETURN)
		return &d->keymap.line_end;
	if (cp == '\t' && keys & INPUT_TABULATOR_IS_TAB)
		return &d->keymap.tabulator;
	return keymap_find(&d->keymap, cp);
}

uint32_t input_can_type(struct desk *d, const char *text)
{
	uint32_t cp;

	while ((cp = utf8_next(&text)) != 0) {
		if (keymap_find(&d->keymap, cp) == NULL)
			return cp;
	}
	return 0;
}

/* check_typeable() - all of @t is text and has its place; what is refused is named. */
static bool check_typeable(struct desk *d, const struct input_text *t, struct err *e)
{
	size_t good = utf8_valid_bytes(t->bytes, t->len_bytes), n = 0;
	const char *at = t->bytes;

	if (good < t->len_bytes)
		return err_set(e, ERR_SYNTAX, "byte %zu of the text (0x%02X) is no text in UTF-8",
			       good + 1, (unsigned char)t->bytes[good]);
	while (at < t->bytes + t->len_bytes) {
		uint32_t cp = utf8_next(&at);
		n++;
		if (place_of(d, cp, t->keys) == NULL)
			return err_set(e, ERR_UNSUPPORTED,
				       "character %zu, U+%04X, is not on the keymap", n,
				       (unsigned)cp);
	}
	return true;
}

/* hold() - press and release level keys until exactly @level is held; returns @level. */
static unsigned hold(struct desk *d, unsigned held, unsigned level)
{
	for (unsigned bit = 0; bit < KEYMAP_MODIFIERS; bit++) {
		if ((held ^ level) >> bit & 1)
			XTestFakeKeyEvent(d->x, d->keymap.modifier[bit], level >> bit & 1,
					  CurrentTime);
	}
	return level;
}

/*
 * type_portion() - up to PORTION_CHARS characters from *@at on, which moves behind them.
 * @keys: of struct input_text; @other: the last character of the text is to be another one
 */
static bool type_portion(struct desk *d, const char **at, const char *end, unsigned keys,
			 struct err *e)
{
	bool other = *at < end && fault_hit("type-other");
	unsigned held = 0;

	if (!guard_keys(d, e) || !keyboard_check(d, "before typing", e))
		return false;
	for (int n = 0; n < PORTION_CHARS && *at < end; n++) {
		uint32_t cp = utf8_next(at);
		if (other && *at == end)
			cp = cp == 'x' ? 'y' : 'x';
		const struct keymap_place *place = place_of(d, cp, keys);
		/* Level keys stay down over characters that need the same: 3 events each, not
		 * 4-8. */
		held = hold(d, held, place->level);
		tap(d, place->keycode);
	}
	(void)hold(d, held, 0);
	(void)XSync(d->x, False);
	return keyboard_check(d, "behind typing", e);
}

bool input_enter(struct desk *d, const struct input_text *t, struct deadline limit, struct err *e)
{
	const char *at = t->bytes, *end = t->bytes + t->len_bytes;

	if (!check_typeable(d, t, e) || !check_lost(d, e))
		return false;
	if (!type_portion(d, &at, end, t->keys, e))
		return false;
	while (at < end) {
		if (!desk_barrier(d, limit, e) || !type_portion(d, &at, end, t->keys, e))
			return err_wrap(e, "%zu of %zu bytes typed", (size_t)(at - t->bytes),
					t->len_bytes);
	}
	return true;
}

bool input_type(struct desk *d, const char *text, struct err *e)
{
	const struct input_text all = { .bytes = text, .len_bytes = strlen(text) };

	return input_enter(d, &all, deadline_in(INPUT_TYPE_MS), e);
}

bool input_type_secret(struct desk *d, struct input_secret secret, struct deadline limit,
		       struct err *e)
{
	const struct input_text all = { .bytes = secret.text, .len_bytes = strlen(secret.text) };
	struct err unsaid = { 0 };

	if (!check_typeable(d, &all, &unsaid)) {
		err_clear(&unsaid); /* it names a letter of the secret */
		return err_set(e, ERR_UNSUPPORTED, "a character of the value cannot be typed");
	}
	return input_enter(d, &all, limit, e);
}
