/* specimen.c - texts written into one field of an application, and the ink they leave there. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/learn/specimen.h"

#include <stdlib.h>
#include <string.h>
#include "agent/desk/desk.h"
#include "agent/desk/input.h"
#include "base/mem.h"
#include "base/str.h"

/*
 * REACH_PX: how far above and below the letter e the field's letters reach: a font may be 64 px
 * tall. BEFORE_PX: left of the first letter. WIDTH_PX: the longest text that is written. TRIES: in
 * terminals and Swing a picture may be too early (docs/decisions/017).
 */
enum { REACH_PX = 64, BEFORE_PX = 64, WIDTH_PX = 1200, TRIES = 3 };

/* Blanks: behind a text, behind it for another place of the caret, and in place of any text. */
#define TAIL "   "
#define LONGER_TAIL "      "
#define BLANKS "  "
#define MORE_BLANKS "       "

static bool snapshot(struct specimen *s, struct img **ret_img, struct err *e)
{
	const struct img *frame;

	if (!desk_frame(s->field.desk, &frame, e))
		return false;
	*ret_img = img_crop(frame, s->area);
	return true;
}

/* distance() - of a pixel from the paper. */
static int distance(uint32_t rgb, uint32_t paper)
{
	int sum = 0;

	for (unsigned shift = 0; shift < 24; shift += 8)
		sum += abs((int)(rgb >> shift & 255) - (int)(paper >> shift & 255));
	return sum;
}

/* without_caret() - into @img what is nearer to the paper; only the caret differs in @other. */
static void without_caret(struct img *img, const struct img *other, uint32_t paper)
{
	const size_t n = (size_t)img->width_px * (size_t)img->height_px;

	for (size_t i = 0; i < n; i++)
		if (distance(other->px[i], paper) < distance(img->px[i], paper))
			img->px[i] = other->px[i];
}

/* keep_ink() - what was there before becomes paper. */
static void keep_ink(const struct specimen *s, struct img *img)
{
	const size_t n = (size_t)img->width_px * (size_t)img->height_px;

	for (size_t i = 0; i < n; i++)
		if (img->px[i] == s->clean->px[i])
			img->px[i] = s->paper_rgb;
}

/* check() - does @text stand in the field? A terminal's selection has no blanks at its end. */
static bool check(struct specimen *s, const char *text, bool *ret_right, struct err *e)
{
	CLEANUP(mem_freep) char *got = NULL;
	CLEANUP(mem_freep) char *want = mem_strdup(text);

	for (size_t n = strlen(want); s->field.way->terminal && n > 0 && want[n - 1] == ' '; n--)
		want[n - 1] = 0;
	struct err why = { 0 };
	/* GTK's text area may own PRIMARY anew while it is read: nothing was told. */
	if (!field_check(&s->field, want, &got, &why) && why.code != ERR_MISBEHAVED)
		return err_set(e, why.code, "%s", why.msg);
	*ret_right = got && str_eq(got, want);
	return true;
}

/*
 * look() - the picture, and whether @text stands in the field. A terminal has it in its lines
 * before it shows it, but gives the highlight of a selection up with the selection; elsewhere the
 * picture comes first, because the selected text stays marked.
 */
static bool look(struct specimen *s, const char *text, bool *ret_right, struct img **ret_img,
		 struct err *e)
{
	struct field *f = &s->field;

	if (s->terminal && f->reads)
		return check(s, text, ret_right, e) && input_drop_selection(f->desk, e) &&
		       field_settle(f, e) && snapshot(s, ret_img, e);
	return field_settle(f, e) && snapshot(s, ret_img, e) &&
	       (!f->reads || check(s, text, ret_right, e));
}

/* show() - @text in the field and the screen at rest; @ret_img as it is there. */
static bool show(struct specimen *s, enum field_how how, const char *text, bool *ret_right,
		 struct img **ret_img, struct err *e)
{
	struct field *f = &s->field;

	*ret_right = true;
	for (int i = 0; i < TRIES; i++) {
		CLEANUP(img_unrefp) struct img *img = NULL;
		const size_t overtaken = f->overtaken;
		if (!field_write(f, how, text, e) || !look(s, text, ret_right, &img, e))
			return false;
		if (!f->reads)
			input_withdraw(f->desk);
		if (!*ret_right && i == 0)
			continue;
		if (!s->terminal && f->overtaken != overtaken && i + 1 < TRIES)
			continue;
		*ret_img = TAKE(img);
		break;
	}
	return true;
}

/* way_for() - keys, else paste; SPECIMEN_NO_WAY if neither. */
static enum specimen_outcome way_for(struct specimen *s, const char *text, enum field_how *ret_how)
{
	*ret_how = FIELD_BY_KEYS;
	if (input_can_type(s->field.desk, text) == 0)
		return SPECIMEN_TAKEN;
	*ret_how = FIELD_BY_PASTE;
	return s->field.paste ? SPECIMEN_TAKEN : SPECIMEN_NO_WAY;
}

static bool take(struct specimen *s, const char *text, enum specimen_outcome *ret_outcome,
		 struct img **ret_img, struct err *e)
{
	CLEANUP(img_unrefp) struct img *img = NULL;
	enum field_how how;
	bool right;

	*ret_outcome = way_for(s, text, &how);
	if (*ret_outcome != SPECIMEN_TAKEN)
		return true;
	if (!show(s, how, text, &right, &img, e))
		return false;
	if (!right) {
		*ret_outcome = SPECIMEN_OTHER;
		return true;
	}
	keep_ink(s, img);
	*ret_img = TAKE(img);
	return true;
}

bool specimen_take(struct specimen *s, const char *text, enum specimen_outcome *ret_outcome,
		   struct img **ret_img, struct err *e)
{
	char whole[FIELD_TEXT_BYTES];

	if (!fmt_into(whole, sizeof whole, "%s" TAIL, text))
		return err_set(e, ERR_LIMIT, "a text of more than %d bytes", FIELD_TEXT_BYTES);
	return take(s, whole, ret_outcome, ret_img, e);
}

bool specimen_take_still(struct specimen *s, const char *text, struct img **ret_img, struct err *e)
{
	CLEANUP(img_unrefp) struct img *one = NULL, *other = NULL;
	enum specimen_outcome outcome;
	char longer[FIELD_TEXT_BYTES];

	if (!fmt_into(longer, sizeof longer, "%s" LONGER_TAIL, text))
		return err_set(e, ERR_LIMIT, "a text of more than %d bytes", FIELD_TEXT_BYTES);
	if (!specimen_take(s, text, &outcome, &one, e))
		return false;
	if (outcome == SPECIMEN_TAKEN && !take(s, longer, &outcome, &other, e))
		return false;
	if (outcome != SPECIMEN_TAKEN)
		return err_set(e, ERR_NOT_FOUND, "the field does not take '%s'", text);
	without_caret(one, other, s->paper_rgb);
	*ret_img = TAKE(one);
	return true;
}

/* try_ways() - the first that works by selection, else the first by the picture. */
static bool try_ways(struct specimen *s, struct err *e)
{
	struct field *f = &s->field;

	for (size_t i = 0; i < FIELD_WAYS && !f->reads; i++) {
		enum field_verdict verdict = FIELD_FAILS;
		if (field_ways[i].terminal != s->terminal)
			continue;
		if (!field_try_way(f, &field_ways[i], &verdict, e))
			return false;
		if (verdict == FIELD_SELECTION || (verdict == FIELD_PICTURE && !f->way))
			f->way = &field_ways[i];
		f->reads = verdict == FIELD_SELECTION;
	}
	return f->way != NULL || err_set(e, ERR_NOT_FOUND,
					 "no way to select the field's whole text works, so no text"
					 " can be replaced by the next");
}

/* most_frequent() - a field holds more paper than anything else. */
static uint32_t most_frequent(const struct img *img, struct rect r)
{
	uint32_t best = img_at(img, r.x, r.y);
	size_t most = 0;

	for (int x = r.x; x < r.x + r.w; x++) {
		size_t n = 0;
		const uint32_t rgb = img_at(img, x, r.y + r.h / 2);
		for (int ix = r.x; ix < r.x + r.w; ix++)
			for (int iy = r.y; iy < r.y + r.h; iy++)
				n += img_at(img, ix, iy) == rgb;
		if (n > most) {
			most = n;
			best = rgb;
		}
	}
	return best;
}

/* set_clean() - the field with blanks only, twice, so that the caret can be told. */
static bool set_clean(struct specimen *s, struct err *e)
{
	CLEANUP(img_unrefp) struct img *one = NULL, *other = NULL;
	const struct rect box = rect_intersection(s->field.box, s->area);
	bool right;

	if (!show(s, FIELD_BY_KEYS, BLANKS, &right, &one, e) ||
	    !show(s, FIELD_BY_KEYS, MORE_BLANKS, &right, &other, e))
		return false;
	s->paper_rgb = most_frequent(
		one, (struct rect){ box.x - s->area.x, box.y - s->area.y, box.w, box.h });
	without_caret(one, other, s->paper_rgb);
	s->clean = TAKE(one);
	return true;
}

bool specimen_open(struct specimen *s, struct err *e)
{
	const struct img *frame;
	struct field *f = &s->field;
	bool found;

	if (!field_find(f, &found, e))
		return false;
	if (!found)
		return err_set(e, ERR_NOT_FOUND,
			       "what was typed shows nowhere: name a text field with --into X,Y");
	if (!try_ways(s, e) || (f->reads && !field_try_paste(f, e)) ||
	    !desk_frame(f->desk, &frame, e))
		return false;
	s->area = rect_intersection((struct rect){ f->box.x - BEFORE_PX, f->box.y - REACH_PX,
						   WIDTH_PX, f->box.h + 2 * REACH_PX },
				    img_bounds(frame));
	return set_clean(s, e);
}

void specimen_close(struct specimen *s)
{
	img_unref(s->clean);
	s->clean = NULL;
}
