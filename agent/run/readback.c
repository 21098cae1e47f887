/* readback.c - the proof that a text stands in its field: pixels and selection, both. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include "agent/desk/desk.h"
#include "agent/desk/input.h"
#include "agent/run/runner.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ocr/marks.h"
#include "ocr/verify.h"

/*
 * SELECTION_MS: an owner that is alive answers within a few ms; the barrier has proved it is alive.
 */
enum { SELECTION_MS = 2000 };

/* OWNER_MS: a hundred times what the Motif program of bench/form takes; who is later is asked what
 * he is asked anyway (docs/decisions/056-owner-for-barrier.md). */
enum { OWNER_MS = 20 };

/* MARGINS_PX: what a field keeps free beside its text; Motif 10 px, Adwaita 18 px. */
enum { MARGINS_PX = 40 };

void verdict_clear(struct verdict *v)
{
	free(v->selection);
	img_unref(v->look);
	img_unref(v->ends[0]);
	img_unref(v->ends[1]);
	*v = (struct verdict){ 0 };
}

static bool click(struct run *r, struct rect box, struct err *e)
{
	return input_click(r->o.desk, box.x + box.w / 2, box.y + box.h / 2, 1, 1, e);
}

bool readback_click(struct run *r, struct rect box, struct err *e)
{
	return click(r, box, e) && wait_settle(r, e);
}

static void looks_clear(struct img *(*looks)[2])
{
	img_unref((*looks)[0]);
	img_unref((*looks)[1]);
}

bool readback_crop(struct run *r, struct rect box, struct img **ret_look, struct err *e)
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

/* shows_all() - is every character of @text seen? Asked where no selection tells. */
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

/*
 * is_alone() - would any other text look different, in the faces that draw these looks? A secret is
 * not asked that: no selection could ever settle its twins, and a login tells whether it was right.
 */
static bool is_alone(struct run *r, const struct img *const looks[2], const struct readback *back,
		     bool *ret_alone, struct err *e)
{
	const struct target *t = back->target;
	const struct read_query form = { .match = t ? t->match : NULL,
					 .check_digit = t ? t->check_digit : CHECK_DIGIT_NONE,
					 .arena = r->arena };
	size_t n;
	const struct face *faces = locate_faces(r->o.locator, &n);

	*ret_alone = true;
	for (size_t i = 0; i < n && *ret_alone && !back->secret; i++) {
		bool equal;
		if (!verify_text(looks, 2, &faces[i], back->shows, &equal, e) ||
		    (equal &&
		     !locate_alone(r->o.locator, &form, &faces[i], back->shows, ret_alone, e)))
			return false;
	}
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

/* press_and_look() - keys that move the caret, then the field as it is. */
static bool press_and_look(struct run *r, struct rect box, const char *chords,
			   struct img **ret_look, struct err *e)
{
	return input_keys(r->o.desk, chords, e) && wait_settle(r, e) &&
	       readback_crop(r, box, ret_look, e);
}

/* read_marked() - the selection, from who takes it; if that gives it up again, or gives nothing,
 * what there is when all keys are eaten. */
static bool read_marked(struct run *r, char **ret_text, struct err *e)
{
	struct desk *desk = r->o.desk;
	bool taken;

	if (!input_await_owner(desk, deadline_in(OWNER_MS), &taken, e))
		return false;
	if (taken && !input_selection(desk, deadline_in(SELECTION_MS), ret_text, e)) {
		if (e->code != ERR_MISBEHAVED)
			return false;
		err_clear(e);
	}
	return *ret_text ||
	       (wait_settle(r, e) && input_selection(desk, deadline_in(SELECTION_MS), ret_text, e));
}

/* ask_selection() - what the field's whole text is, if the application owns selections at all. */
static bool ask_selection(struct run *r, const struct readback *back, struct verdict *v,
			  struct err *e)
{
	struct desk *desk = r->o.desk;

	/* A secret is on no selection, and a marking that erases selects nothing. */
	if (back->secret || !marking_selects(back->marking))
		return true;
	/* Who takes the selection has eaten the keys, and answers behind them. */
	if (!input_drop_selection(desk, e) || !marking_press(r, back->marking, v->box, e) ||
	    !read_marked(r, &v->selection, e))
		return false;
	v->selection_given = v->selection != NULL;
	return input_drop_selection(desk, e);
}

/*
 * click_singly() - into a field that holds a secret: two clicks of one gesture mark a word, and
 * then the application gives it to whoever asks (docs/decisions/012-secrets.md).
 */
static bool click_singly(struct run *r, struct rect box, struct err *e)
{
	return input_part_clicks(r->o.desk, e) &&
	       input_click(r->o.desk, box.x + box.w / 4, box.y + box.h / 2, 1, 1, e) &&
	       wait_settle(r, e);
}

/* look_inside() - two looks between which only the caret moved: before the text and behind it. */
static bool look_inside(struct run *r, struct rect box, bool secret, struct img *ret_looks[2],
			struct err *e)
{
	if (!(secret ? click_singly(r, box, e) : readback_click(r, box, e)))
		return false;
	return press_and_look(r, box, "Home", &ret_looks[0], e) &&
	       press_and_look(r, box, "End", &ret_looks[1], e);
}

/* is_wide() - does some face draw @text as wide as the field in @box, or nearly? */
static bool is_wide(struct run *r, struct rect box, const char *text, bool *ret_wide, struct err *e)
{
	size_t n;
	const struct face *faces = locate_faces(r->o.locator, &n);

	*ret_wide = false;
	for (size_t i = 0; i < n && *text && !*ret_wide; i++) {
		CLEANUP(img_unrefp) struct img *ink = NULL;
		int advance_px;
		if (!faces[i].draw(faces[i].self, text, &ink, &advance_px, e))
			return false;
		*ret_wide = advance_px > box.w - MARGINS_PX;
	}
	return true;
}

/*
 * look_through() - the field shows a part of the text only: its whole line, from end to end, in the
 * place of the looks at it. They stay if it cannot be put together.
 */
static bool look_through(struct run *r, struct img *looks[2], struct verdict *v, struct err *e)
{
	CLEANUP(scrolled_clear) struct scrolled s = { 0 };

	if (!scroll_look(r, v->box, &s, e))
		return false;
	v->scrolled = true;
	v->why = s.why;
	looks_clear((struct img * (*)[2]) looks);
	looks[0] = s.strip ? img_ref(s.strip) : img_ref(s.head);
	looks[1] = img_ref(looks[0]);
	v->ends[0] = TAKE(s.head);
	v->ends[1] = TAKE(s.tail);
	return true;
}

/* look_for() - the looks at @text from inside, and whether it is what they show. */
static bool look_for(struct run *r, const struct readback *back, struct img *looks[2],
		     struct verdict *v, struct err *e)
{
	const struct img *const seen[] = { looks[0], looks[1] };
	bool wide;

	if (!drawn_equal(r, seen, back->shows, &v->pixels_equal, e) ||
	    (!v->pixels_equal && !is_wide(r, v->box, back->shows, &wide, e)))
		return false;
	if (v->pixels_equal || !wide)
		return true;
	if (!look_through(r, looks, v, e))
		return false;
	const struct img *const through[] = { looks[0], looks[1] };
	return v->why || drawn_equal(r, through, back->shows, &v->pixels_equal, e);
}

/* left_as_seen() - has the field, left again, at most a caret more than was seen from inside? */
static bool left_as_seen(const struct verdict *v, const struct img *const looks[2])
{
	if (!v->scrolled)
		return verify_caret_only(v->look, looks);
	for (int i = 0; i < 2; i++) {
		const struct img *const end[] = { v->ends[i], v->ends[i] };
		if (verify_caret_only(v->look, end))
			return true;
	}
	return false;
}

/*
 * verify_left() - the short way: two looks at the field as it was left, with its caret behind the
 * text and before it, show the whole text and nothing besides, and between them the application
 * says that it holds this text (docs/decisions/047-looks-from-outside.md).
 * @ret_good: false: something differs, or nobody said; only the long way tells what
 */
static bool verify_left(struct run *r, const struct readback *back, struct verdict *v,
			bool *ret_good, struct err *e)
{
	CLEANUP(img_unrefp) struct img *behind = NULL;

	*ret_good = false;
	if (back->secret || !marking_selects(back->marking))
		return true; /* no selection would be asked for */
	if (!readback_crop(r, v->box, &behind, e) || !readback_click(r, v->box, e) ||
	    !ask_selection(r, back, v, e))
		return false;
	v->selection_equal = v->selection && str_eq(v->selection, back->shows);
	if (!v->selection_equal)
		return true;
	if (!press_and_look(r, v->box, "Home Tab", &v->look, e))
		return false;
	const struct img *const looks[] = { behind, v->look };
	if (!drawn_equal(r, looks, back->shows, &v->pixels_equal, e))
		return false;
	*ret_good = v->pixels_equal;
	return true;
}

/* verify_inside() - the long way: looks from inside, and whatever else tells what is shown. */
static bool verify_inside(struct run *r, const struct readback *back, struct verdict *v,
			  struct err *e)
{
	const struct rect box = v->box;
	CLEANUP(looks_clear) struct img *looks[2] = { NULL, NULL };

	if (!look_inside(r, box, back->secret, looks, e) || !look_for(r, back, looks, v, e) ||
	    !ask_selection(r, back, v, e) || !press_and_look(r, box, "End Tab", &v->look, e))
		return false;
	const struct img *const seen[] = { looks[0], looks[1] };
	v->pixels_equal = v->pixels_equal && left_as_seen(v, seen);
	v->selection_equal = v->selection && str_eq(v->selection, back->shows);
	return v->selection || (shows_all(r, back->shows, &v->all_seen, e) &&
				is_alone(r, seen, back, &v->alone, e));
}

bool readback_verify(struct run *r, const struct readback *back, struct rect box, struct verdict *v,
		     struct err *e)
{
	bool good;

	v->box = box;
	if (!verify_left(r, back, v, &good, e))
		return false;
	if (good)
		return true;
	verdict_clear(v);
	v->box = box;
	return verify_inside(r, back, v, e);
}

bool readback_is_good(const struct verdict *v)
{
	return v->pixels_equal &&
	       (v->selection_given ? v->selection_equal : v->all_seen && v->alone);
}

bool readback_is_open(const struct verdict *v)
{
	if (v->selection_given && !v->selection_equal)
		return false; /* the application itself says that it is another */
	return v->why || (v->pixels_equal && !v->selection_given && v->all_seen && !v->alone);
}

bool readback_is_empty(struct run *r, struct rect box, bool *ret_empty, struct err *e)
{
	CLEANUP(looks_clear) struct img *looks[2] = { NULL, NULL };

	if (!look_inside(r, box, false, looks, e))
		return false;
	*ret_empty = img_equal(looks[0], looks[1]);
	return true;
}

bool readback_marks(struct run *r, struct rect box, size_t n_marks, bool *ret_equal, struct err *e)
{
	CLEANUP(looks_clear) struct img *looks[2] = { NULL, NULL };

	if (!look_inside(r, box, true, looks, e) || !input_key(r->o.desk, "Tab", e) ||
	    !wait_settle(r, e))
		return false;
	const struct img *const seen[] = { looks[0], looks[1] };
	size_t n;
	*ret_equal = marks_count(seen, &n) && n == n_marks;
	return true;
}

bool readback_still_shows(struct run *r, const struct written *w, struct rect box, bool *ret_shows,
			  struct err *e)
{
	CLEANUP(img_unrefp) struct img *now = NULL;
	CLEANUP(verdict_clear) struct verdict v = { 0 };
	const struct readback back = {
		.shows = w->shows, .marking = w->marking, .target = w->target, .secret = w->secret
	};

	if (!readback_crop(r, box, &now, e))
		return false;
	/* What is wider than its field may have changed where nobody sees it. */
	*ret_shows = !w->scrolled && img_equal(now, w->look);
	if (*ret_shows)
		return true;
	if (!readback_verify(r, &back, box, &v, e))
		return false;
	*ret_shows = readback_is_good(&v);
	return true;
}
