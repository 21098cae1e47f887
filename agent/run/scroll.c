/* scroll.c - a text wider than its field, looked at from end to end. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/desk.h"
#include "agent/desk/guard.h"
#include "agent/desk/input.h"
#include "agent/run/runner.h"
#include "base/mem.h"
#include "ocr/ink.h"
#include "ocr/strip.h"

/* LOOKS_MAX: of a field; with the shortest way on, one letter, that many letters. */
enum { LOOKS_MAX = 2048 };

/* SELECTION_MS: as in readback.c. */
enum { SELECTION_MS = 2000 };

void scrolled_clear(struct scrolled *s)
{
	img_unref(s->strip);
	img_unref(s->head);
	img_unref(s->tail);
	*s = (struct scrolled){ 0 };
}

/* press_times() - @n times the same key. */
static bool press_times(struct run *r, const char *chord, int n, struct err *e)
{
	for (int i = 0; i < n; i++)
		if (!input_key(r->o.desk, chord, e))
			return false;
	return true;
}

/* Where the caret goes for two looks: a key once or more, then another twice. Two letters are wider
 * than a caret, even `ii` beside Motif's of 5 px. */
struct turn {
	const char *there;
	int n;
	const char *back;
};

enum { LETTERS_BACK = 2 };

/*
 * look_still() - what the field shows without its caret: it is looked at in two places. NULL if
 * more than the caret moved.
 */
static bool look_still(struct run *r, struct rect box, const struct turn *turn,
		       struct img **ret_still, struct err *e)
{
	CLEANUP(img_unrefp) struct img *a = NULL;
	CLEANUP(img_unrefp) struct img *b = NULL;

	if (!press_times(r, turn->there, turn->n, e) || !wait_settle(r, e) ||
	    !readback_crop(r, box, &a, e) || !press_times(r, turn->back, LETTERS_BACK, e) ||
	    !wait_settle(r, e) || !readback_crop(r, box, &b, e))
		return false;
	*ret_still = strip_still(a, b);
	return true;
}

/* columns() - where text was seen at either end of the field. */
static void columns(const struct scrolled *s, int *ret_left, int *ret_right)
{
	CLEANUP(ink_clear) struct ink head = ink_of((const struct img *const *)&s->head, 1);
	CLEANUP(ink_clear) struct ink tail = ink_of((const struct img *const *)&s->tail, 1);
	const struct rect both = rect_union(head.box, tail.box);

	*ret_left = both.x;
	*ret_right = both.x + both.w;
}

/* fits() - does the field show all of its text at once, with room for more? */
static bool fits(const struct strip *strip, const struct scrolled *s)
{
	/* No letter is much wider than it is high; a blank may come before it. */
	return img_equal(s->head, s->tail) &&
	       s->head->width_px - strip->right > 2 * s->head->height_px;
}

/* go_through() - from the head, a part of the field at a time, until the tail is seen. */
static bool go_through(struct run *r, struct rect box, struct strip *strip, struct scrolled *s,
		       struct err *e)
{
	/* No letter is much wider than it is high: less than half of the field at a time. */
	int letters = (strip->right - strip->left) / 3 / box.h;
	const struct turn turn = { "Right", LETTERS_BACK + (letters ? letters : 1), "Left" };

	for (int i = 0; i < LOOKS_MAX; i++) {
		CLEANUP(img_unrefp) struct img *view = NULL;
		if (!look_still(r, box, &turn, &view, e))
			return false;
		enum strip_join join = view ? strip_join(strip, view) : STRIP_APART;
		if (join != STRIP_JOINED) {
			s->why = join == STRIP_DOUBTFUL ? "its text repeats itself"
							: "its pictures do not overlap";
			return true;
		}
		if (img_equal(view, s->tail)) {
			strip_finish(strip);
			s->strip = TAKE(strip->img);
			return true;
		}
	}
	s->why = "its text has no end";
	return true;
}

bool scroll_look(struct run *r, struct rect box, struct scrolled *ret, struct err *e)
{
	const struct turn to_tail = { "End", 1, "Left" }, to_head = { "Home", 1, "Right" };
	CLEANUP(scrolled_clear) struct scrolled s = { 0 };
	CLEANUP(strip_clear) struct strip strip = { 0 };
	int left, right;

	if (!look_still(r, box, &to_tail, &s.tail, e) || !look_still(r, box, &to_head, &s.head, e))
		return false;
	if (!s.tail || !s.head)
		return err_set(e, ERR_MISMATCH, "more than a caret moves in the field");
	columns(&s, &left, &right);
	if (left == right) { /* no text at either end is no text */
		s.strip = img_ref(s.head);
		*ret = s;
		s = (struct scrolled){ 0 };
		return true;
	}
	strip_begin(&strip, s.head, left, right);
	if (fits(&strip, &s))
		s.strip = img_ref(s.head);
	else if (!go_through(r, box, &strip, &s, e))
		return false;
	*ret = s;
	s = (struct scrolled){ 0 };
	return true;
}

/* is_hidden() - a password has no text for anybody. */
static bool is_hidden(struct run *r, struct rect box, bool *ret_hidden, struct err *e)
{
	struct rect *boxes;
	size_t n;

	*ret_hidden = false;
	if (!locate_hidden(r->o.locator, r->arena, &boxes, &n, e))
		return false;
	for (size_t i = 0; i < n; i++)
		*ret_hidden |= !rect_empty(rect_intersection(boxes[i], box));
	return true;
}

/* enter() - the field of @target gets the keyboard by one click. */
static bool enter(struct run *r, const struct target *target, struct hit *ret_hit, struct err *e)
{
	const struct locate_query q = { .target = target, .scope = r->scope };
	bool hidden;

	if (!wait_query(r, &q, ret_hit, e) || !is_hidden(r, ret_hit->box, &hidden, e))
		return false;
	if (hidden)
		return err_set(e, ERR_UNSUPPORTED, "%s hides its text: it is not read", r->what);
	return guard_aim(r->o.desk, ret_hit->window_id, ret_hit->box.x + ret_hit->box.w / 2,
			 ret_hit->box.y + ret_hit->box.h / 2, e) &&
	       readback_click(r, ret_hit->box, e);
}

/* ask() - what the application says the field's whole text is; NULL if it does not say. */
static bool ask(struct run *r, struct rect box, char **ret_said, struct err *e)
{
	const char *marking = marking_first(r);

	if (!marking_selects(marking))
		return true; /* it would erase what is to be read */
	return input_drop_selection(r->o.desk, e) && marking_press(r, marking, box, e) &&
	       wait_settle(r, e) &&
	       input_selection(r->o.desk, deadline_in(SELECTION_MS), ret_said, e) &&
	       input_drop_selection(r->o.desk, e) && input_key(r->o.desk, "Home", e);
}

bool scroll_read(struct run *r, const struct step_read *read, struct err *e)
{
	CLEANUP(scrolled_clear) struct scrolled s = { 0 };
	CLEANUP(mem_freep) char *said = NULL;
	const struct read_query form = { .match = read->from->match,
					 .check_digit = read->from->check_digit,
					 .arena = r->arena };
	struct reading reading;
	struct hit hit;

	r->what = locate_describe(read->from, r->scope, r->arena);
	if (!enter(r, read->from, &hit, e) || !scroll_look(r, hit.box, &s, e) ||
	    !ask(r, hit.box, &said, e))
		return false;
	if (!s.strip)
		return err_set(e, ERR_UNCERTAIN, "%s is wider than its field, and %s", r->what,
			       s.why);
	if (!locate_read_line(r->o.locator, s.strip, said, &form, &reading, e))
		return false;
	r->mark = STEP_SEEN;
	r->how = said ? "pixels and selection" : "pixels";
	if (reading.certainty != OCR_CERTAIN)
		return stepper_uncertain(r, &reading, e);
	return reads_keep(r, read->as, reading.text, e);
}
