/* cut.c - one letter out of a text: its ink, where it lies from the pen, and how far that moves. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/learn/cut.h"

#include <string.h>
#include "base/str.h"
#include "ocr/atlas.h"

/*
 * TEXT_BYTES: a letter, blanks and the H. FAR_BLANKS: in the text that finds parts of a pixel.
 * ROOM_BLANKS: the widest field that is made use of. TAIL_ROOM: around the blanks, the H, and what
 * a specimen ends with.
 */
enum { TEXT_BYTES = 128, FAR_BLANKS = 12, ROOM_BLANKS = 96, TAIL_ROOM = 9 };

/* A letter stands behind two blanks, so that nothing is cut off at its left, and two blanks before
 * the H, so that the two do not touch. */
#define AHEAD "  "
#define BEHIND "  H"
#define FAR AHEAD "            H"

static const char *const fates[] = {
#define X(fate, words) [fate] = words,
	CUT_FATES(X)
#undef X
};

const char *cut_fate_words(enum cut_fate fate)
{
	return fates[fate];
}

/* is_blank() - is column @ix paper from top to bottom? Beyond the edge it is. */
static bool is_blank(const struct ruler *r, const struct img *img, int ix)
{
	for (int iy = 0; iy < img->height_px && ix >= 0 && ix < img->width_px; iy++)
		if (img_at(img, ix, iy) != r->specimen->paper_rgb)
			return false;
	return true;
}

/* is_mark() - does the H stand at column @at, with paper all around it? */
static bool is_mark(const struct ruler *r, const struct img *img, int at)
{
	const struct rect box = { at, r->mark_y, r->mark->width_px, r->mark->height_px };

	for (int iy = 0; iy < img->height_px; iy++) {
		for (int ix = at; ix < at + box.w; ix++) {
			const uint32_t want = rect_has_point(box, ix, iy)
						      ? img_at(r->mark, ix - at, iy - r->mark_y)
						      : r->specimen->paper_rgb;
			if (img_at(img, ix, iy) != want)
				return false;
		}
	}
	return is_blank(r, img, at - 1) && is_blank(r, img, at + box.w);
}

/* find_mark() - the last H of the line; -1 if there is none. */
static int find_mark(const struct ruler *r, const struct img *img)
{
	for (int at = img->width_px - r->mark->width_px; at >= 0; at--)
		if (is_mark(r, img, at))
			return at;
	return -1;
}

/* place_of_mark() - in @text, which ends with the H. */
static bool place_of_mark(struct ruler *r, const char *text, int *ret_x, struct err *e)
{
	CLEANUP(img_unrefp) struct img *img = NULL;

	if (!specimen_take_still(r->specimen, text, &img, e))
		return false;
	*ret_x = find_mark(r, img);
	return *ret_x >= 0 ||
	       err_set(e, ERR_UNSUPPORTED,
		       "an H looks different behind more blanks: the letters stand at parts of a"
		       " pixel, or the field is too narrow");
}

/* set_room() - how far to the right is an H where it should be? */
static bool set_room(struct ruler *r, struct err *e)
{
	char text[ROOM_BLANKS + sizeof AHEAD "H"];
	/* A terminal's line that wraps cannot be taken back whole. */
	const int most = r->specimen->terminal ? FIELD_LINE_MAX - TAIL_ROOM : ROOM_BLANKS;
	int n = FAR_BLANKS;

	r->room_px = n * r->blank_px;
	for (n *= 2; n <= most; n *= 2) {
		CLEANUP(img_unrefp) struct img *img = NULL;
		enum specimen_outcome outcome;
		memset(text, ' ', sizeof text);
		memcpy(text + strlen(AHEAD) + n, "H", sizeof "H");
		if (!specimen_take(r->specimen, text, &outcome, &img, e))
			return false;
		if (outcome != SPECIMEN_TAKEN || find_mark(r, img) != r->mark_x + n * r->blank_px)
			break;
		r->room_px = n * r->blank_px;
	}
	return true;
}

bool ruler_make(struct ruler *r, struct specimen *specimen, struct err *e)
{
	CLEANUP(img_unrefp) struct img *img = NULL;
	int near_x, far_x;

	*r = (struct ruler){ .specimen = specimen };
	if (!specimen_take_still(specimen, AHEAD "H", &img, e))
		return false;
	const struct rect box = img_tight(img, img_bounds(img), specimen->paper_rgb);
	if (rect_empty(box))
		return err_set(e, ERR_NOT_FOUND, "the field shows nothing when an H is typed");
	r->mark = img_crop(img, box);
	r->mark_x = box.x;
	r->mark_y = box.y;
	if (!place_of_mark(r, AHEAD BEHIND, &near_x, e) || !place_of_mark(r, FAR, &far_x, e))
		return false;
	r->blank_px = (near_x - r->mark_x) / 2;
	if (r->blank_px < 1 || near_x != r->mark_x + 2 * r->blank_px ||
	    far_x != r->mark_x + FAR_BLANKS * r->blank_px)
		return err_set(e, ERR_UNSUPPORTED,
			       "two blanks move the pen by %d px and %d by %d: the letters stand at"
			       " parts of a pixel",
			       near_x - r->mark_x, FAR_BLANKS, far_x - r->mark_x);
	return set_room(r, e);
}

void ruler_clear(struct ruler *r)
{
	img_unref(r->mark);
	r->mark = NULL;
}

/* measure() - the letter in @img. */
static void measure(const struct ruler *r, const struct img *img, struct cut *c)
{
	const int mark = find_mark(r, img);

	if (mark < 0) {
		c->fate = CUT_LOST;
		return;
	}
	const struct rect box =
		img_tight(img, (struct rect){ 0, 0, mark, img->height_px }, r->specimen->paper_rgb);
	c->advance_px = mark - r->mark_x - 2 * r->blank_px;
	c->dx = box.x - r->mark_x;
	c->dy = box.y;
	if (rect_empty(box))
		c->fate = CUT_NO_INK;
	else if (c->advance_px < 1)
		c->fate = CUT_STAYS;
	else if (box.w > ATLAS_WIDTH_MAX || c->advance_px > ATLAS_WIDTH_MAX ||
		 box.h > ATLAS_ROWS_MAX)
		c->fate = CUT_WIDE;
	else
		c->img = img_crop(img, box);
}

bool cut_letter(const struct ruler *r, const char *text, struct cut *ret_cut, struct err *e)
{
	CLEANUP(img_unrefp) struct img *img = NULL;
	struct cut c = { .text = text, .fate = CUT_LEARNT };
	enum specimen_outcome outcome;
	char whole[TEXT_BYTES];

	if (str_eq(text, " ")) {
		c.advance_px = r->blank_px;
		*ret_cut = c;
		return true;
	}
	if (!fmt_into(whole, sizeof whole, AHEAD "%s" BEHIND, text))
		return err_set(e, ERR_LIMIT, "a letter of more than %d bytes", TEXT_BYTES);
	if (!specimen_take(r->specimen, whole, &outcome, &img, e))
		return false;
	if (outcome == SPECIMEN_TAKEN)
		measure(r, img, &c);
	else
		c.fate = outcome == SPECIMEN_OTHER ? CUT_OTHER : CUT_NO_WAY;
	*ret_cut = c;
	return true;
}
