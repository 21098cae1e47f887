/* entry.c - text into a field: the ways to put it there, and what follows when it is not there. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "agent/desk/desk.h"
#include "agent/desk/guard.h"
#include "agent/desk/input.h"
#include "agent/desk/window.h"
#include "agent/run/runner.h"
#include "base/buf.h"
#include "base/fault.h"
#include "base/utf8.h"

enum { MISSING_MAX = 16 };

enum way { BY_KEYS, BY_PASTE };

/* One text on its way into one field. */
struct entry {
	const struct target *target;
	const char *what;           /* "field 'Ort'" */
	const char *value;          /* what is put in; NULL if it is a secret */
	struct input_secret secret; /* instead of a value: typed, never on a selection, not named */
	const char *shows;          /* what must stand there afterwards */
	const char *marking;        /* see marking_press() */
	bool hidden, advances;
};

static bool is_secret(const struct entry *entry)
{
	return entry->secret.text != NULL;
}

static const char *text_of(const struct entry *entry)
{
	return is_secret(entry) ? entry->secret.text : entry->value;
}

/* click_hit() - click into the field of @hit, if nothing has come to lie over it. */
static bool click_hit(struct run *r, const struct hit *hit, struct err *e)
{
	return guard_aim(r->o.desk, hit->window_id, hit->box.x + hit->box.w / 2,
			 hit->box.y + hit->box.h / 2, e) &&
	       readback_click(r, hit->box, e);
}

/* type_over() - mark the old text, type the new one and leave the field: one gesture. */
static bool type_over(struct run *r, const struct entry *entry, struct err *e)
{
	const struct input_text text = { .bytes = entry->value,
					 .len_bytes = strlen(entry->value),
					 .before = entry->marking,
					 .after = entry->advances ? NULL : "Tab" };

	return input_enter(r->o.desk, &text, r->limit, e) && wait_settle(r, e);
}

/* fill() - put @entry's text in the place of the marked one. */
static bool fill(struct run *r, const struct entry *entry, enum way way, struct err *e)
{
	struct desk *desk = r->o.desk;

	if (*text_of(entry) == 0)
		return input_key(desk, "Delete", e);
	if (is_secret(entry))
		return input_type_secret(desk, entry->secret, r->limit, e);
	const struct input_text text = { .bytes = entry->value, .len_bytes = strlen(entry->value) };
	if (way == BY_KEYS)
		return input_enter(desk, &text, r->limit, e);
	return input_paste(desk, "shift+Insert", r->limit, e) && wait_settle(r, e);
}

/* has_keyboard() - does what is typed now go to the window of @hit? */
static bool has_keyboard(struct run *r, const struct hit *hit, bool *ret_has, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct window *list;
	size_t n;

	if (!window_list(r->o.desk, a, &list, &n, e))
		return false;
	*ret_has = false;
	for (size_t i = 0; i < n; i++)
		if (list[i].id == hit->window_id)
			*ret_has = list[i].active || list[i].popup;
	return true;
}

/*
 * enter_field() - the caret stands in the field of @target. A message above its window takes the
 * keyboard: what is typed then would answer it.
 */
static bool enter_field(struct run *r, const struct target *target, struct hit *ret_hit,
			struct err *e)
{
	bool over = false, has, handled = true; /* clicked again only when something was done */
	struct hit hit;

	for (;;) {
		if (!wait_entry(r, target, &hit, e) || (handled && !click_hit(r, &hit, e)) ||
		    (!handled && !wait_settle(r, e)) || !has_keyboard(r, &hit, &has, e))
			return false;
		if (has) {
			*ret_hit = hit;
			return true;
		}
		if (!wait_handlers(r, &handled, e))
			return false;
		if (over)
			return err_set(e, ERR_MISMATCH, "%s: another window has the keyboard",
				       r->what);
		if (!handled && !wait_event(r, &over, e))
			return false;
		over = over || deadline_over(r->limit);
	}
}

/* in_one_gesture() - mark, write and leave without a look: nothing secret, no selection. */
static bool in_one_gesture(const struct entry *entry, enum way way)
{
	return way == BY_KEYS && !is_secret(entry) && *entry->value &&
	       marking_selects(entry->marking);
}

/*
 * put() - replace the field's text by @entry's value and leave the field. A text to be pasted is
 * offered before the old one is marked: taking PRIMARY later would unmark it again.
 */
static bool put(struct run *r, const struct entry *entry, enum way way, struct hit *ret_hit,
		struct err *e)
{
	assert((way == BY_KEYS || !is_secret(entry)) && "a secret is on no selection");
	if (way == BY_PASTE && !input_offer(r->o.desk, entry->value, e))
		return false;
	if (!enter_field(r, entry->target, ret_hit, e) ||
	    (entry->hidden && !locate_hide(r->o.locator, ret_hit, e)))
		return false;
	if (in_one_gesture(entry, way))
		return type_over(r, entry, e);
	if (!marking_press(r, entry->marking, ret_hit->box, e) || !fill(r, entry, way, e))
		return false;
	if (!entry->advances && !input_key(r->o.desk, "Tab", e))
		return false;
	return wait_settle(r, e);
}

/* has_before() - is @cp in the text from @begin to @end? */
static bool has_before(const char *begin, const char *end, uint32_t cp)
{
	while (begin < end)
		if (utf8_next(&begin) == cp)
			return true;
	return false;
}

/* missing_from() - the code points that @shown lacks of @wanted, if nothing else differs; each
 * once. */
static bool missing_from(const char *wanted, const char *shown, uint32_t missing[MISSING_MAX],
			 size_t *ret_n)
{
	const char *const begin = wanted;
	size_t n = 0;
	uint32_t cp;

	for (const char *at = begin; (cp = utf8_next(&wanted)); at = wanted) {
		const char *rest = shown;
		bool listed = false;
		for (size_t i = 0; i < n; i++)
			listed |= missing[i] == cp;
		if (utf8_next(&rest) == cp) {
			if (listed)
				return false; /* kept here, dropped there: not a matter of
						 repertoire */
			shown = rest;
			continue;
		}
		if (listed)
			continue;
		if (n == MISSING_MAX || has_before(begin, at, cp))
			return false; /* it was kept there: too long, rather */
		missing[n++] = cp;
	}
	*ret_n = n;
	return *shown == 0 && n > 0;
}

/* differs() - what is wrong with a verdict that is not good. */
static const char *differs(const struct verdict *v)
{
	if (v->pixels_equal && v->selection_given)
		return "its selection differs";
	if (v->pixels_equal)
		return "its pixels do not show every character of it";
	return v->selection_equal ? "its pixels differ" : "pixels and selection";
}

/* refuse() - the error for a field that shows something else than @entry demands, both ways. */
static bool refuse(const struct entry *entry, const struct verdict *v, struct err *e)
{
	CLEANUP(buf_clear) struct buf names = { 0 };
	uint32_t missing[MISSING_MAX];
	size_t n;

	if (v->why && readback_is_open(v))
		return err_set(e, ERR_UNCERTAIN, "%s is narrower than what was written, and %s",
			       entry->what, v->why);
	if (readback_is_open(v))
		return err_set(e, ERR_UNCERTAIN,
			       "%s shows what was written, but another text has the same pixels and"
			       " no selection tells which it is",
			       entry->what);
	if (!v->selection_given || !missing_from(entry->shows, v->selection, missing, &n))
		return err_set(e, ERR_MISMATCH, "%s shows something else than was written (%s)",
			       entry->what, differs(v));
	buf_init(&names, 400);
	for (size_t i = 0; i < n; i++) {
		char bytes[5];
		(void)utf8_encode(missing[i], bytes);
		/* U+25CC carries marks that cannot stand alone. */
		buf_addf(&names, "%sU+%04X (%s%s)", i ? ", " : "", (unsigned)missing[i],
			 missing[i] >= 0x300 && missing[i] < 0x370 ? "\xe2\x97\x8c" : "", bytes);
	}
	return err_set(e, ERR_REPERTOIRE, "%s does not take %s", entry->what, names.data);
}

/* try_way() - put the text in one way and read it back, at a new place if a window came between. */
static bool try_way(struct run *r, const struct entry *entry, enum way way, struct verdict *v,
		    struct err *e)
{
	const struct readback back = { .shows = entry->shows,
				       .marking = entry->marking,
				       .target = entry->target,
				       .secret = is_secret(entry) };
	struct hit hit;
	bool stirred;

	verdict_clear(v);
	bool done = put(r, entry, way, &hit, e) && wait_stirred(r, &stirred, e) &&
		    (!stirred || wait_entry(r, entry->target, &hit, e)) &&
		    readback_verify(r, &back, hit.box, v, e);
	if (way == BY_PASTE)
		input_withdraw(r->o.desk); /* the text stays on no clipboard */
	return done;
}

/*
 * try_ways() - keys first or paste, as the recipe says; the other way once on a difference. What
 * is not on the keymap is only pasted, a secret only typed.
 */
static bool try_ways(struct run *r, const struct entry *entry, struct verdict *v, struct err *e)
{
	enum text_by by = r->o.recipe->application.text_by;
	bool typeable = is_secret(entry) || input_can_type(r->o.desk, entry->value) == 0;
	enum way way = by == TEXT_PASTE || !typeable ? BY_PASTE : BY_KEYS;

	if (is_secret(entry))
		way = BY_KEYS;
	if (!try_way(r, entry, way, v, e))
		return false;
	/* What looks right and cannot be told from its twin looks the same however it is put in. */
	if (readback_is_good(v) || readback_is_open(v) || is_secret(entry))
		return true;
	way = way == BY_KEYS || !typeable ? BY_PASTE : BY_KEYS;
	if (!try_way(r, entry, way, v, e))
		return false;
	if (readback_is_good(v) && by == TEXT_AUTO && typeable)
		r->proposal = "text_by: paste";
	return true;
}

/*
 * try_marking() - the field shows something else: does what it held before not go away? Then write
 * again with the marking that empties it. Not asked where the recipe says how a text is marked,
 * nor about a secret.
 */
static bool try_marking(struct run *r, struct entry *entry, struct verdict *v, struct err *e)
{
	const char *marking;
	struct hit hit;

	if (r->o.recipe->application.select_all || is_secret(entry))
		return true; /* and a secret is not marked to find out */
	if (!enter_field(r, entry->target, &hit, e) || !marking_find(r, hit.box, &marking, e))
		return false;
	if (!marking || marking == entry->marking)
		return true;
	entry->marking = marking;
	if (!try_ways(r, entry, v, e))
		return false;
	if (readback_is_good(v))
		r->proposal = arena_printf(r->arena, "select_all: '%s'", marking);
	return true;
}

/*
 * hear() - the field shows something else: what the application has to say about it may come up a
 * moment after the field was left, and is known to a handler.
 */
static bool hear(struct run *r, struct err *e)
{
	bool handled;

	r->windows_changed = true; /* or may: wait until the screen rests */
	return wait_settle(r, e) && wait_handlers(r, &handled, e);
}

static const char *how_proved(const struct verdict *v)
{
	if (v->scrolled)
		return v->selection_given ? "pixels of the scrolled field, and selection"
					  : "pixels of the scrolled field";
	return v->selection_given ? "pixels and selection" : "pixels";
}

static bool write_text(struct run *r, struct entry *entry, struct err *e)
{
	CLEANUP(verdict_clear) struct verdict v = { 0 };

	entry->marking = marking_first(r);
	if (!try_ways(r, entry, &v, e))
		return false;
	if (!readback_is_good(&v) && !readback_is_open(&v) && !try_marking(r, entry, &v, e))
		return false;
	if (!readback_is_good(&v))
		return hear(r, e) && refuse(entry, &v, e);
	r->how = how_proved(&v);
	const struct written w = { .kind = WRITTEN_TEXT,
				   .target = entry->target,
				   .what = entry->what,
				   .shows = entry->shows,
				   .marking = entry->marking,
				   .secret = is_secret(entry),
				   .scrolled = v.scrolled,
				   .tab = r->tab,
				   .look = v.look };
	lastlook_add(r, &w);
	return is_secret(entry) || v.scrolled ||
	       locate_propose(r->o.locator, v.box, entry->shows, e);
}

/*
 * write_hidden() - a password: never selected, never pasted; only the number of marks is looked at.
 */
static bool write_hidden(struct run *r, struct entry *entry, struct err *e)
{
	struct hit hit;
	bool equal = false;

	entry->marking = marking_first(r);
	if (!put(r, entry, BY_KEYS, &hit, e) ||
	    !readback_marks(r, hit.box, utf8_count(text_of(entry)), &equal, e))
		return false;
	if (!equal)
		return err_set(e, ERR_MISMATCH, "%s does not show one mark for every character",
			       entry->what);
	r->how = "number of marks";
	return true;
}

/* first_control() - the first character that is a key rather than a letter, or that nobody sees (no
 * form may hold it, base/utf8.h); 0 if there is none. */
static uint32_t first_control(const char *text)
{
	uint32_t forbidden = utf8_forbidden(text), cp;

	while (forbidden == 0 && (cp = utf8_next(&text)) != 0)
		if (cp == '\t' || cp == '\n' || cp == '\r' || cp == 0x2028 || cp == 0x2029)
			return cp;
	return forbidden;
}

/*
 * check_value() - what would press a key instead of being a text; a secret's letters are not
 * named.
 */
static bool check_value(struct run *r, const struct entry *entry, struct err *e)
{
	uint32_t control = first_control(text_of(entry));

	if (is_secret(entry) && (control || input_can_type(r->o.desk, entry->secret.text)))
		return err_set(e, ERR_UNSUPPORTED, "%s: a character of the value cannot be typed",
			       entry->what);
	if (control)
		return err_set(e, ERR_REPERTOIRE, "%s does not take U+%04X, a control character",
			       entry->what, (unsigned)control);
	return true;
}

bool entry_write(struct run *r, const struct step_write *w, struct err *e)
{
	struct entry entry = { .target = w->into, .hidden = w->hidden, .advances = w->advances };
	const char *value;

	entry.what = locate_describe(w->into, r->scope, r->arena);
	if (!scope_text(r->scope, w->value, r->arena, &value, e))
		return false;
	if (w->hidden || scope_is_secret(w->value))
		entry.secret.text = value;
	else
		entry.value = value;
	entry.shows = value;
	if (w->shows && !scope_text(r->scope, w->shows, r->arena, &entry.shows, e))
		return false;
	r->mark = STEP_VERIFIED;
	if (!check_value(r, &entry, e))
		return false;
	return w->hidden ? write_hidden(r, &entry, e) : write_text(r, &entry, e);
}

bool entry_mark(struct run *r, const struct target *target, const char *mark, struct err *e)
{
	const char *value = fault_hit("mark-other") ? "AB-0000000000" : mark;
	struct entry entry = { .target = target, .value = value, .shows = mark };

	entry.what = locate_describe(target, r->scope, r->arena);
	return write_text(r, &entry, e);
}
