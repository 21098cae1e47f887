/* readback.c - the proof that a text stands in its field: pixels and selection, both. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include "agent/desk/desk.h"
#include "agent/desk/input.h"
#include "agent/run/runner.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ocr/verify.h"

/*
 * SELECTION_MS: an owner that is alive answers within a few ms; the barrier has proved it is alive.
 */
enum { SELECTION_MS = 2000 };

void verdict_clear(struct verdict *v)
{
	free(v->selection);
	img_unref(v->look);
	*v = (struct verdict){ 0 };
}

bool readback_click(struct run *r, struct rect box, struct err *e)
{
	return input_click(r->o.desk, box.x + box.w / 2, box.y + box.h / 2, 1, 1, e) &&
	       wait_settle(r, e);
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
	return input_key(r->o.desk, chord, e) && wait_settle(r, e) &&
	       readback_crop(r, box, ret_look, e);
}

/* ask_selection() - what the field's whole text is, if the application owns selections at all. */
static bool ask_selection(struct run *r, const struct readback *back, struct verdict *v,
			  struct err *e)
{
	struct desk *desk = r->o.desk;

	/* A secret is on no selection, and a marking that erases selects nothing. */
	if (back->secret || !marking_selects(back->marking))
		return true;
	if (!input_drop_selection(desk, e) || !marking_press(r, back->marking, v->box, e) ||
	    !wait_settle(r, e) ||
	    !input_selection(desk, deadline_in(SELECTION_MS), &v->selection, e))
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

bool readback_verify(struct run *r, const struct readback *back, struct rect box, struct verdict *v,
		     struct err *e)
{
	CLEANUP(looks_clear) struct img *looks[2] = { NULL, NULL };

	v->box = box;
	if (!look_inside(r, box, back->secret, looks, e) || !ask_selection(r, back, v, e) ||
	    !input_key(r->o.desk, "End", e) || !press_and_look(r, box, "Tab", &v->look, e))
		return false;
	const struct img *const seen[] = { looks[0], looks[1] };
	if (!drawn_equal(r, seen, back->shows, &v->pixels_equal, e))
		return false;
	v->pixels_equal = v->pixels_equal && verify_caret_only(v->look, seen);
	v->selection_equal = v->selection && str_eq(v->selection, back->shows);
	return v->selection || shows_all(r, back->shows, &v->all_seen, e);
}

bool readback_is_good(const struct verdict *v)
{
	return v->pixels_equal && (v->selection_given ? v->selection_equal : v->all_seen);
}

bool readback_is_empty(struct run *r, struct rect box, bool *ret_empty, struct err *e)
{
	CLEANUP(looks_clear) struct img *looks[2] = { NULL, NULL };

	if (!look_inside(r, box, false, looks, e))
		return false;
	*ret_empty = img_equal(looks[0], looks[1]);
	return true;
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

bool readback_marks(struct run *r, struct rect box, size_t n_marks, bool *ret_equal, struct err *e)
{
	CLEANUP(looks_clear) struct img *looks[2] = { NULL, NULL };

	if (!look_inside(r, box, true, looks, e) || !input_key(r->o.desk, "Tab", e) ||
	    !wait_settle(r, e))
		return false;
	const struct img *const seen[] = { looks[0], looks[1] };
	return marks_shown(r, seen, n_marks, ret_equal, e);
}

bool readback_still_shows(struct run *r, const struct written *w, struct rect box, bool *ret_shows,
			  struct err *e)
{
	CLEANUP(img_unrefp) struct img *now = NULL;
	CLEANUP(verdict_clear) struct verdict v = { 0 };
	const struct readback back = { .shows = w->shows,
				       .marking = w->marking,
				       .secret = w->secret };

	if (!readback_crop(r, box, &now, e))
		return false;
	*ret_shows = img_equal(now, w->look);
	if (*ret_shows)
		return true;
	if (!readback_verify(r, &back, box, &v, e))
		return false;
	*ret_shows = readback_is_good(&v);
	return true;
}
