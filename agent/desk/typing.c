/* typing.c - text and chords by keys, and what may be typed at all. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <X11/extensions/XTest.h>
#include <string.h>
#include "agent/desk/chord.h"
#include "agent/desk/desk.h"
#include "agent/desk/display.h"
#include "agent/desk/events.h"
#include "agent/desk/guard.h"
#include "agent/desk/input.h"
#include "agent/desk/keyboard.h"
#include "agent/desk/survey.h"
#include "base/cleanup.h"
#include "base/fault.h"
#include "base/str.h"
#include "base/utf8.h"

/*
 * Fault points (base/fault.h), for tests of what the runner notices:
 *   type-other  the last character typed is another one
 *   key-other   after the chord the key Down is pressed as well
 */

/* PORTION_CHARS: docs/decisions/011-portions.md. */
enum { PORTION_CHARS = 1024, CHORDS_MAX = 8, CHORD_BYTES = 64 };

/* Chords one behind the other. */
struct stroke {
	struct chord chords[CHORDS_MAX];
	size_t n;
};

static void tap(struct desk *d, unsigned keycode)
{
	XTestFakeKeyEvent(d->x, keycode, True, CurrentTime);
	XTestFakeKeyEvent(d->x, keycode, False, CurrentTime);
}

bool input_key_known(const char *chord)
{
	struct chord parsed;

	return chord_parse(chord, &parsed);
}

/* stroke_parse() - chords with a blank between two; NULL is none. */
static bool stroke_parse(const char *text, struct stroke *ret, struct err *e)
{
	char chord[CHORD_BYTES];

	ret->n = 0;
	for (const char *at = text; at != NULL && *at != 0;) {
		size_t len = strcspn(at, " ");
		if (ret->n == CHORDS_MAX)
			return err_set(e, ERR_RECIPE, "more than %d keys in '%s'", CHORDS_MAX,
				       text);
		if (!fmt_into(chord, sizeof chord, "%.*s", (int)len, at) ||
		    !chord_parse(chord, &ret->chords[ret->n++]))
			return err_set(e, ERR_RECIPE, "unknown key '%.*s'", (int)len, at);
		at += len + (at[len] == ' ');
	}
	return true;
}

/* The keys that are pressed for a chord, in their order. */
struct pressed {
	unsigned codes[CHORD_KEYS_MAX + KEYMAP_MODIFIERS];
	size_t n;
};

/* pressed_add() - unless it is down already. */
static void pressed_add(struct pressed *p, unsigned code)
{
	for (size_t i = 0; i < p->n; i++) {
		if (p->codes[i] == code)
			return;
	}
	p->codes[p->n++] = code;
}

/* pressed_symbol() - the first key that has @symbol, and before it what holds the level: `/` is on
 * shift+7. */
static bool pressed_symbol(const struct desk *d, struct pressed *p, KeySym symbol)
{
	for (unsigned level = 0; level < KEYMAP_LEVELS; level++) {
		for (unsigned code = 0; code < KEYMAP_CODES; code++) {
			if (d->keymap.image->symbols[code][level] != symbol)
				continue;
			for (unsigned bit = 0; bit < KEYMAP_MODIFIERS; bit++) {
				if (level >> bit & 1)
					pressed_add(p, d->keymap.modifier[bit]);
			}
			pressed_add(p, code);
			return true;
		}
	}
	return false;
}

/* press_chord() - all down in their order, all up in the opposite one. */
static bool press_chord(struct desk *d, const struct chord *chord, struct err *e)
{
	struct pressed p = { .n = 0 };

	for (size_t i = 0; i < chord->n; i++) {
		if (!pressed_symbol(d, &p, chord->keys[i]))
			return err_set(e, ERR_RECIPE, "key '%s' is not on the keymap",
				       XKeysymToString(chord->keys[i]));
	}
	for (size_t i = 0; i < p.n; i++)
		XTestFakeKeyEvent(d->x, p.codes[i], True, CurrentTime);
	for (size_t i = p.n; i-- > 0;)
		XTestFakeKeyEvent(d->x, p.codes[i], False, CurrentTime);
	return true;
}

static bool press_stroke(struct desk *d, const struct stroke *s, struct err *e)
{
	d->stir++;
	for (size_t i = 0; i < s->n; i++)
		if (!press_chord(d, &s->chords[i], e))
			return false;
	return true;
}

/* look() - is everything as it must be before input by keys? */
static bool look(struct desk *d, const char *when, struct err *e)
{
	struct survey s;

	return survey_take(d, 0, 0, &s, e) && guard_keys(d, &s, e) &&
	       keyboard_check(d, &s, when, e);
}

/* look_back() - is the keyboard as it was? Then the server has handled what was sent. */
static bool look_back(struct desk *d, const char *when, struct err *e)
{
	struct survey s;

	return survey_keys(d, &s, e) && keyboard_check(d, &s, when, e);
}

bool input_key(struct desk *d, const char *chord, struct err *e)
{
	if (!input_key_known(chord))
		return err_set(e, ERR_RECIPE, "unknown key '%s'", chord);
	return input_keys(d, chord, e);
}

bool input_keys(struct desk *d, const char *chords, struct err *e)
{
	struct stroke stroke;

	if (!stroke_parse(chords, &stroke, e) || !look(d, "before the key", e) ||
	    !press_stroke(d, &stroke, e))
		return false;
	if (fault_hit("key-other"))
		tap(d, XKeysymToKeycode(d->x, XStringToKeysym("Down")));
	return look_back(d, "behind the key", e);
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

/* What is typed in one go, and where in it we are. */
struct typing {
	const struct input_text *text;
	struct stroke before, after;
	const char *at, *end;
};

/* type_text() - up to PORTION_CHARS characters from t->at on, which moves behind them. */
static void type_text(struct desk *d, struct typing *t)
{
	bool other = t->at < t->end && fault_hit("type-other");
	unsigned held = 0;

	for (int n = 0; n < PORTION_CHARS && t->at < t->end; n++) {
		uint32_t cp = utf8_next(&t->at);
		if (other && t->at == t->end)
			cp = cp == 'x' ? 'y' : 'x';
		const struct keymap_place *place = place_of(d, cp, t->text->keys);
		/* Level keys stay down over characters that need the same: 3 events each, not
		 * 4-8. */
		held = hold(d, held, place->level);
		tap(d, place->keycode);
	}
	(void)hold(d, held, 0);
}

/* type_portion() - the next portion, with the keys before the first one and behind the last. */
static bool type_portion(struct desk *d, struct typing *t, struct err *e)
{
	bool first = t->at == t->text->bytes;

	if (!look(d, "before typing", e) || (first && !press_stroke(d, &t->before, e)))
		return false;
	d->stir++;
	type_text(d, t);
	if (t->at == t->end && !press_stroke(d, &t->after, e))
		return false;
	return look_back(d, "behind typing", e);
}

bool input_enter(struct desk *d, const struct input_text *text, struct deadline limit,
		 struct err *e)
{
	struct typing t = { .text = text, .at = text->bytes, .end = text->bytes + text->len_bytes };

	if (!check_typeable(d, text, e) || !stroke_parse(text->before, &t.before, e) ||
	    !stroke_parse(text->after, &t.after, e) || !type_portion(d, &t, e))
		return false;
	while (t.at < t.end) {
		if (!desk_barrier(d, limit, e) || !type_portion(d, &t, e))
			return err_wrap(e, "%zu of %zu bytes typed", (size_t)(t.at - text->bytes),
					text->len_bytes);
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
