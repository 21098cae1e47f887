/* entry.c - text into a field, and the proof that it stands there: pixels and selection, both. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>
#include "agent/desk/desk.h"
#include "agent/desk/guard.h"
#include "agent/desk/input.h"
#include "agent/desk/window.h"
#include "agent/run/runner.h"
#include "base/buf.h"
#include "base/fault.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ocr/verify.h"

/*
 * SELECTION_MS: an owner that is alive answers within a few ms; the barrier has proved it is alive.
 */
enum { SELECTION_MS = 2000, MISSING_MAX = 16 };

enum way { BY_KEYS, BY_PASTE };

/* One text on its way into one field. */
struct entry {
	const struct target *target;
	const char *what;  /* "field 'Ort'" */
	const char *value; /* what is put in */
	const char *shows; /* what must stand there afterwards */
	bool hidden, advances;
};

/* What stands in the field, seen from inside and after it was left again. */
struct verdict {
	bool pixels_equal;
	bool all_seen; /* every character of the text has a picture, none is a blank at an end */
	bool selection_given;
	bool selection_equal;
	char *selection;  /* owned; NULL if the application gave none */
	struct img *look; /* owned; the field as it was left */
	struct rect box;  /* where that was */
};

static void verdict_clear(struct verdict *v)
{
	free(v->selection);
	img_unref(v->look);
	*v = (struct verdict){ 0 };
}

static bool click_into(struct run *r, struct rect box, struct err *e)
{
	return input_click(r->o.desk, box.x + box.w / 2, box.y + box.h / 2, 1, 1, e);
}

/* click_hit() - likewise, if nothing has come to lie over it. */
static bool click_hit(struct run *r, const struct hit *hit, struct err *e)
{
	return guard_aim(r->o.desk, hit->window_id, hit->box.x + hit->box.w / 2,
			 hit->box.y + hit->box.h / 2, e) &&
	       click_into(r, hit->box, e);
}

/* select_all() - mark the field's whole text; the recipe's chord, else what nearly every toolkit
 * knows. */
static bool select_all(struct run *r, struct err *e)
{
	const char *chord = r->o.recipe->application.select_all;

	if (chord)
		return input_key(r->o.desk, chord, e);
	return input_key(r->o.desk, "Home", e) && input_key(r->o.desk, "shift+End", e);
}

/* fill() - put @entry's value in the place of the marked text. */
static bool fill(struct run *r, const struct entry *entry, enum way way, struct err *e)
{
	if (*entry->value == 0)
		return input_key(r->o.desk, "Delete", e);
	if (way == BY_KEYS)
		return input_type(r->o.desk, entry->value, e);
	return input_key(r->o.desk, "shift+Insert", e) && wait_settle(r, e);
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
		if (!wait_target(r, target, &hit, e) || (handled && !click_hit(r, &hit, e)) ||
		    !wait_settle(r, e) || !has_keyboard(r, &hit, &has, e))
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

/*
 * put() - replace the field's text by @entry's value and leave the field. A text to be pasted is
 * offered before the old one is marked: taking PRIMARY later would unmark it again.
 */
static bool put(struct run *r, const struct entry *entry, enum way way, struct hit *ret_hit,
		struct err *e)
{
	if (way == BY_PASTE && !input_offer(r->o.desk, entry->value, e))
		return false;
	if (!enter_field(r, entry->target, ret_hit, e) || !select_all(r, e) ||
	    !fill(r, entry, way, e))
		return false;
	if (!entry->advances && !input_key(r->o.desk, "Tab", e))
		return false;
	return wait_settle(r, e);
}

static void looks_clear(struct img *(*looks)[2])
{
	img_unref((*looks)[0]);
	img_unref((*looks)[1]);
}

static bool crop(struct run *r, struct rect box, struct img **ret_look, struct err *e)
{
	const struct img *frame;

	if (!desk_frame(r->o.desk, &frame, e))
		return false;
	*ret_look = img_crop(frame, box);
	return true;
}

/* is_blank() - a character without ink in every font. */
static bool is_blank(uint32_t cp)
{
	return cp == ' ' || cp == 0xa0 || (cp >= 0x2000 && cp <= 0x200a) || cp == 0x202f ||
	       cp == 0x205f || cp == 0x3000;
}

/* has_ink_at_ends() - a blank there is not to be seen on any picture. */
static bool has_ink_at_ends(const char *text)
{
	uint32_t first = 0, last = 0, cp;

	while ((cp = utf8_next(&text)) != 0) {
		first = first ? first : cp;
		last = cp;
	}
	return !is_blank(first) && !is_blank(last);
}

/* shows_all() - would any other text look different? Asked where no selection tells. */
static bool shows_all(struct run *r, const char *text, bool *ret_all, struct err *e)
{
	size_t n;
	const struct face *faces = locate_faces(r->o.locator, &n);

	*ret_all = has_ink_at_ends(text);
	for (size_t i = 0; i < n && *ret_all; i++)
		if (!verify_draws(&faces[i], text, ret_all, e))
			return false;
	return true;
}

/* drawn_equal() - is @text in one of the faces exactly what both looks show? */
static bool drawn_equal(struct run *r, const struct img *const looks[2], const char *text,
			bool *ret_equal, struct err *e)
{
	size_t n;
	const struct face *faces = locate_faces(r->o.locator, &n);

	*ret_equal = false;
	for (size_t i = 0; i < n && !*ret_equal; i++)
		if (!verify_text(looks, 2, &faces[i], text, ret_equal, e))
			return false;
	return true;
}

/* press_and_look() - a key that moves the caret, then the field as it is. */
static bool press_and_look(struct run *r, struct rect box, const char *chord, struct img **ret_look,
			   struct err *e)
{
	return input_key(r->o.desk, chord, e) && wait_settle(r, e) && crop(r, box, ret_look, e);
}

/* ask_selection() - what the field's whole text is, if the application owns selections at all. */
static bool ask_selection(struct run *r, struct verdict *v, struct err *e)
{
	struct desk *desk = r->o.desk;

	if (!input_drop_selection(desk, e) || !select_all(r, e) || !wait_settle(r, e) ||
	    !input_selection(desk, deadline_in(SELECTION_MS), &v->selection, e))
		return false;
	v->selection_given = v->selection != NULL;
	return input_drop_selection(desk, e);
}

/* look_inside() - two looks between which only the caret moved: before the text and behind it. */
static bool look_inside(struct run *r, struct rect box, struct img *ret_looks[2], struct err *e)
{
	return click_into(r, box, e) && press_and_look(r, box, "Home", &ret_looks[0], e) &&
	       press_and_look(r, box, "End", &ret_looks[1], e);
}

/*
 * verify() - read the field back: enter it, take the two looks, ask for its selection, leave it.
 * Inside, the text must be all the ink there is; left, it may have a caret more and nothing else
 * (docs/decisions/004).
 */
static bool verify(struct run *r, const char *shows, struct rect box, struct verdict *v,
		   struct err *e)
{
	CLEANUP(looks_clear) struct img *looks[2] = { NULL, NULL };

	v->box = box;
	if (!look_inside(r, box, looks, e) || !ask_selection(r, v, e) ||
	    !input_key(r->o.desk, "End", e) || !press_and_look(r, box, "Tab", &v->look, e))
		return false;
	const struct img *const seen[] = { looks[0], looks[1] };
	if (!drawn_equal(r, seen, shows, &v->pixels_equal, e))
		return false;
	v->pixels_equal = v->pixels_equal && verify_caret_only(v->look, seen);
	v->selection_equal = v->selection && str_eq(v->selection, shows);
	return v->selection || shows_all(r, shows, &v->all_seen, e);
}

static bool good(const struct verdict *v)
{
	return v->pixels_equal && (v->selection_given ? v->selection_equal : v->all_seen);
}

/* missing_from() - the code points that @shown lacks of @wanted, if nothing else differs; each
 * once. */
static bool missing_from(const char *wanted, const char *shown, uint32_t missing[MISSING_MAX],
			 size_t *ret_n)
{
	size_t n = 0;
	uint32_t cp;

	while ((cp = utf8_next(&wanted))) {
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
		if (!listed && n == MISSING_MAX)
			return false;
		if (!listed)
			missing[n++] = cp;
	}
	*ret_n = n;
	return *shown == 0 && n > 0;
}

/* differs() - what is wrong with a verdict that is not good. */
static const char *differs(const struct verdict *v)
{
	if (v->pixels_equal)
		return v->selection_given ? "its selection differs"
					  : "its pixels do not show every character of it";
	return v->selection_equal ? "its pixels differ" : "pixels and selection";
}

/* refuse() - the error for a field that shows something else than @entry demands, both ways. */
static bool refuse(const struct entry *entry, const struct verdict *v, struct err *e)
{
	CLEANUP(buf_clear) struct buf names = { 0 };
	uint32_t missing[MISSING_MAX];
	size_t n;

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
	struct hit hit;
	bool stirred;

	bool done = put(r, entry, way, &hit, e) && wait_stirred(r, &stirred, e) &&
		    (!stirred || wait_target(r, entry->target, &hit, e)) &&
		    verify(r, entry->shows, hit.box, v, e);
	if (way == BY_PASTE)
		input_withdraw(r->o.desk); /* the text stays on no clipboard */
	return done;
}

/* write_text() - keys first or paste, as the recipe says; the other way once on a difference. */
static bool write_text(struct run *r, const struct entry *entry, struct err *e)
{
	CLEANUP(verdict_clear) struct verdict v = { 0 };
	enum way way = r->o.recipe->application.text_by == TEXT_PASTE ? BY_PASTE : BY_KEYS;

	if (way == BY_KEYS && input_can_type(r->o.desk, entry->value))
		way = BY_PASTE;
	if (!try_way(r, entry, way, &v, e))
		return false;
	if (!good(&v)) {
		verdict_clear(&v);
		bool typeable = input_can_type(r->o.desk, entry->value) == 0;
		way = way == BY_KEYS || !typeable ? BY_PASTE : BY_KEYS;
		if (!try_way(r, entry, way, &v, e))
			return false;
	}
	if (!good(&v))
		return refuse(entry, &v, e);
	r->how = v.selection_given ? "pixels and selection" : "pixels";
	const struct written w = { .kind = WRITTEN_TEXT,
				   .target = entry->target,
				   .what = entry->what,
				   .shows = entry->shows,
				   .tab = r->tab,
				   .look = v.look };
	lastlook_add(r, &w);
	return locate_propose(r->o.locator, v.box, entry->shows, e);
}

/* marks_shown() - exactly one mark for every character: `*`, a bullet or a disc. */
static bool marks_shown(struct run *r, const struct img *const looks[2], size_t n_marks,
			bool *ret_equal, struct err *e)
{
	static const char *const marks[] = { "*", "\xe2\x80\xa2", "\xe2\x97\x8f" };

	*ret_equal = false;
	for (size_t i = 0; i < sizeof marks / sizeof *marks && !*ret_equal; i++) {
		CLEANUP(buf_clear) struct buf text = { 0 };
		buf_init(&text, 4096);
		for (size_t k = 0; k < n_marks; k++)
			buf_adds(&text, marks[i]);
		if (!buf_check(&text, "hidden text", e) ||
		    !drawn_equal(r, looks, text.data, ret_equal, e))
			return false;
	}
	return true;
}

/*
 * write_hidden() - a password: never selected, never pasted; only the number of marks is looked at.
 */
static bool write_hidden(struct run *r, const struct entry *entry, struct err *e)
{
	CLEANUP(looks_clear) struct img *looks[2] = { NULL, NULL };
	struct hit hit;
	bool equal = false;

	if (!put(r, entry, BY_KEYS, &hit, e) || !look_inside(r, hit.box, looks, e) ||
	    !input_key(r->o.desk, "Tab", e) || !wait_settle(r, e))
		return false;
	const struct img *const seen[] = { looks[0], looks[1] };
	if (!marks_shown(r, seen, utf8_count(entry->value), &equal, e))
		return false;
	if (!equal)
		return err_set(e, ERR_MISMATCH, "%s does not show one mark for every character",
			       entry->what);
	r->how = "number of marks";
	return true;
}

/* first_control() - the first character that is a key rather than a letter, 0 if there is none. */
static uint32_t first_control(const char *text)
{
	uint32_t cp;

	while ((cp = utf8_next(&text)) != 0)
		if (cp < ' ' || (cp >= 0x7f && cp < 0xa0) || cp == 0x2028 || cp == 0x2029)
			return cp;
	return 0;
}

/*
 * check_value() - what would press a key instead of being a text; a password's letters are not
 * named.
 */
static bool check_value(struct run *r, const struct entry *entry, struct err *e)
{
	uint32_t control = first_control(entry->value);

	if (control)
		return err_set(e, ERR_REPERTOIRE, "%s does not take U+%04X, a control character",
			       entry->what, (unsigned)control);
	if (entry->hidden && input_can_type(r->o.desk, entry->value))
		return err_set(e, ERR_UNSUPPORTED, "%s: a character of the value cannot be typed",
			       entry->what);
	return true;
}

bool entry_write(struct run *r, const struct step_write *w, struct err *e)
{
	struct entry entry = { .target = w->into, .hidden = w->hidden, .advances = w->advances };

	entry.what = locate_describe(w->into, r->scope, r->arena);
	if (!scope_text(r->scope, w->value, r->arena, &entry.value, e))
		return false;
	entry.shows = entry.value;
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

bool entry_still_shows(struct run *r, const struct written *w, struct rect box, bool *ret_shows,
		       struct err *e)
{
	CLEANUP(img_unrefp) struct img *now = NULL;
	CLEANUP(verdict_clear) struct verdict v = { 0 };

	if (!crop(r, box, &now, e))
		return false;
	*ret_shows = img_equal(now, w->look);
	if (*ret_shows)
		return true;
	if (!verify(r, w->shows, box, &v, e))
		return false;
	*ret_shows = good(&v);
	return true;
}
