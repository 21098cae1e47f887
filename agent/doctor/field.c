/* field.c - one text field of an application: written by selecting all, read by its selection. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/doctor/field.h"

#include <stdlib.h>
#include <string.h>
#include "agent/desk/input.h"
#include "agent/desk/traits.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/img.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

/*
 * CARET_..._PX: as agent/desk/caret.c. LATE_MS, OTHERS: docs/decisions/017. PROBE: eight letters
 * are wider than any text cursor. No blanks in what is typed: on a button they would press it. Once
 * it is known that there is a field, digits: every field shows them as they are typed.
 */
enum { CARET_WIDTH_MAX_PX = 16, CARET_HEIGHT_MAX_PX = 40, LATE_MS = 3000, OTHERS = 2 };

#define PROBE "eeeeeeee"

/* In the order of preference: the first is what the agent does without being told. */
const struct field_way field_ways[FIELD_WAYS] = {
	{ "Home, shift+End", { "Home", "shift+End" }, false, NULL, "" },
	{ "ctrl+a", { "ctrl+a", NULL }, false, NULL, "ctrl+a" },
	{ "ctrl+slash", { "ctrl+slash", NULL }, false, NULL, "ctrl+slash" },
	{ "ctrl+Home, ctrl+shift+End", { "ctrl+Home", "ctrl+shift+End" }, false, NULL, NULL },
	{ "ctrl+u, triple click", { NULL, NULL }, true, "ctrl+u", NULL },
};

/* alive() - a desk without windows rests, and answers every barrier. */
static bool alive(struct field *f, struct err *e)
{
	return desk_app(f->desk) == DESK_APP_RUNNING ||
	       err_set(e, ERR_GONE, "the application ended");
}

bool field_settle(struct field *f, struct err *e)
{
	return desk_settle(f->desk, DESK_QUIET_MS, deadline_in(f->limit_ms), e) && alive(f, e);
}

/* eaten() - the application has eaten its input; the screen may still change. */
static bool eaten(struct field *f, struct err *e)
{
	return desk_barrier(f->desk, deadline_in(f->limit_ms), e) && alive(f, e);
}

/* changed() - the box around what differs between @before and the screen now. */
static bool changed(struct field *f, const struct img *before, struct rect *ret_box, struct err *e)
{
	const struct img *now;
	struct rect box = { 0 };

	if (!desk_frame(f->desk, &now, e))
		return false;
	for (int y = 0; y < now->height_px; y++) {
		const uint32_t *a = img_row(before, y), *b = img_row(now, y);
		if (memcmp(a, b, (size_t)now->width_px * sizeof *a) == 0)
			continue;
		int left = 0, right = now->width_px;
		while (a[left] == b[left])
			left++;
		while (a[right - 1] == b[right - 1])
			right--;
		box = rect_union(box, (struct rect){ left, y, right - left, 1 });
	}
	*ret_box = box;
	return true;
}

static bool caret_sized(struct rect box)
{
	return box.w <= CARET_WIDTH_MAX_PX && box.h <= CARET_HEIGHT_MAX_PX;
}

static bool snapshot(struct field *f, struct img **ret_copy, struct err *e)
{
	const struct img *frame;

	if (!desk_frame(f->desk, &frame, e))
		return false;
	*ret_copy = img_crop(frame, img_bounds(frame));
	return true;
}

bool field_find(struct field *f, bool *ret_found, struct err *e)
{
	CLEANUP(img_unrefp) struct img *before = NULL;

	if (!field_settle(f, e) || !snapshot(f, &before, e) || !input_type(f->desk, PROBE, e) ||
	    !field_settle(f, e) || !changed(f, before, &f->box, e))
		return false;
	*ret_found = !rect_empty(f->box) && f->box.w > CARET_WIDTH_MAX_PX;
	return true;
}

static bool select_all(struct field *f, const struct field_way *way, struct err *e)
{
	int x = f->box.x + f->box.w / 2, y = f->box.y + f->box.h / 2;

	if (way->terminal)
		return input_part_clicks(f->desk, e) && input_click(f->desk, x, y, 1, 3, e);
	for (size_t i = 0; i < 2 && way->chord[i]; i++)
		if (!input_key(f->desk, way->chord[i], e))
			return false;
	return true;
}

/* make_empty() - or have the old text selected, so that the new one replaces it. */
static bool make_empty(struct field *f, const struct field_way *way, struct err *e)
{
	return way->clear ? input_key(f->desk, way->clear, e) : select_all(f, way, e);
}

bool field_write(struct field *f, enum field_how how, const char *text, struct err *e)
{
	/* Offered first: taking PRIMARY later would unmark what is selected. */
	if (how == FIELD_BY_PASTE && !input_offer(f->desk, text, e))
		return false;
	if (!make_empty(f, f->way, e))
		return false;
	if (how == FIELD_BY_KEYS)
		return input_type(f->desk, text, e) && eaten(f, e);
	return (!f->paste_adds || input_key(f->desk, "Delete", e)) && eaten(f, e) &&
	       input_key(f->desk, f->paste, e) && field_settle(f, e);
}

/* cut_blanks() - a terminal's line ends with its line feed, and with cells that were rubbed out. */
static void cut_blanks(char *text)
{
	size_t n = strlen(text);

	while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == ' '))
		text[--n] = 0;
}

/* look() - the whole text, selected by f->way; NULL if nobody owns PRIMARY. @settled: not before
 * the screen rests. */
static bool look(struct field *f, bool settled, char **ret_text, struct err *e)
{
	CLEANUP(mem_freep) char *text = NULL;

	if (!input_drop_selection(f->desk, e) || !select_all(f, f->way, e) ||
	    !(settled ? field_settle(f, e) : eaten(f, e)) ||
	    !input_selection(f->desk, deadline_in(f->limit_ms), &text, e))
		return false;
	if (text && f->way->terminal)
		cut_blanks(text);
	*ret_text = TAKE(text);
	return true;
}

bool field_check(struct field *f, const char *text, char **ret_text, struct err *e)
{
	struct deadline late = deadline_in(LATE_MS);
	int64_t began = clock_boot_ms();
	CLEANUP(mem_freep) char *got = NULL;
	int looks = 0, others = 0;

	/* No selection, or the text from before: too early. Anything else may be half of it. */
	do {
		free(TAKE(got));
		if (!look(f, looks > 0, &got, e))
			return false;
		looks++;
		others += got && !str_eq(got, f->last);
	} while (!(got && str_eq(got, text)) && others < OTHERS && !deadline_over(late));
	input_withdraw(f->desk); /* not earlier: who pastes late would get nothing */
	f->checks++;
	if (looks > 1 && got && str_eq(got, text)) {
		int took_ms = (int)(clock_boot_ms() - began);
		f->overtaken++;
		f->late_ms = took_ms > f->late_ms ? took_ms : f->late_ms;
	}
	if (!got || !fmt_into(f->last, sizeof f->last, "%s", got))
		f->last[0] = 0;
	*ret_text = TAKE(got);
	return true;
}

/* same_picture() - do two texts written over different ones look alike? */
static bool same_picture(struct field *f, bool *ret_same, struct err *e)
{
	CLEANUP(img_unrefp) struct img *first = NULL;
	struct rect box, between;

	if (!field_write(f, FIELD_BY_KEYS, "1", e) || !field_write(f, FIELD_BY_KEYS, "2222", e) ||
	    !field_settle(f, e) || !snapshot(f, &first, e) ||
	    !field_write(f, FIELD_BY_KEYS, "333333333333", e) || !field_settle(f, e) ||
	    !changed(f, first, &between, e) || !field_write(f, FIELD_BY_KEYS, "2222", e) ||
	    !field_settle(f, e) || !changed(f, first, &box, e))
		return false;
	*ret_same = caret_sized(box) && !caret_sized(between);
	return true;
}

/* try_way() - another text for every row, so that no row is praised for what stood there. */
static bool try_way(struct field *f, enum field_verdict *ret_verdict, struct err *e)
{
	CLEANUP(mem_freep) char *text = NULL;
	char wanted[] = "22220";
	bool same = false;

	wanted[sizeof wanted - 2] = (char)('0' + (f->way - field_ways));
	if (!field_write(f, FIELD_BY_KEYS, "11111", e) ||
	    !field_write(f, FIELD_BY_KEYS, wanted, e) || !field_check(f, wanted, &text, e))
		return false;
	if (text) {
		*ret_verdict = str_eq(text, wanted) ? FIELD_SELECTION : FIELD_FAILS;
		return true;
	}
	if (!f->way->terminal && !same_picture(f, &same, e))
		return false;
	*ret_verdict = same ? FIELD_PICTURE : FIELD_FAILS;
	return true;
}

bool field_try_way(struct field *f, const struct field_way *way, enum field_verdict *ret_verdict,
		   struct err *e)
{
	const struct field_way *was = f->way;

	f->way = way;
	bool done = try_way(f, ret_verdict, e);
	f->way = was;
	return done;
}

bool field_try_paste(struct field *f, struct err *e)
{
	/* Tk inserts beside what is selected. */
	static const struct {
		const char *chord;
		bool adds;
	} rows[] = { { "shift+Insert", false },
		     { "ctrl+v", false },
		     { "shift+Insert", true },
		     { "ctrl+v", true } };

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		CLEANUP(mem_freep) char *text = NULL;
		f->paste = rows[i].chord;
		f->paste_adds = rows[i].adds;
		if (!field_write(f, FIELD_BY_KEYS, "777", e) ||
		    !field_write(f, FIELD_BY_PASTE, "8888", e) || !field_check(f, "8888", &text, e))
			return false;
		if (text && str_eq(text, "8888"))
			return true;
	}
	f->paste = NULL;
	return true;
}

bool field_measure(struct field *f, struct err *e)
{
	CLEANUP(mem_freep) char *got = NULL;
	size_t n = f->way->terminal ? FIELD_LINE_MAX : FIELD_ROOM_MAX;
	char text[FIELD_ROOM_MAX + 1] = "";

	for (size_t i = 0; i < n; i++)
		text[i] = (char)('0' + i % 10);
	if (!field_write(f, FIELD_BY_KEYS, text, e) || !field_check(f, text, &got, e))
		return false;
	f->room = got && utf8_valid(got, strlen(got)) ? utf8_count(got) : 0;
	return true;
}

/* press_tab() - does anything move, the focus or more of the picture than a text cursor? */
static bool press_tab(struct field *f, bool *ret_moved, struct err *e)
{
	CLEANUP(img_unrefp) struct img *before = NULL;
	uint32_t at = traits_focus(f->desk);
	struct rect box;

	if (!snapshot(f, &before, e) || !input_key(f->desk, "Tab", e) || !field_settle(f, e) ||
	    !changed(f, before, &box, e))
		return false;
	*ret_moved = traits_focus(f->desk) != at || !caret_sized(box);
	return true;
}

bool field_try_tab(struct field *f, enum field_tab *ret_tab, struct err *e)
{
	static const char wrote[] = "4711";
	CLEANUP(mem_freep) char *text = NULL;
	bool moved = false;

	if (!field_write(f, FIELD_BY_KEYS, wrote, e) || !field_settle(f, e))
		return false;
	uint32_t at = traits_focus(f->desk);
	if (!press_tab(f, &moved, e) || !input_key(f->desk, "shift+Tab", e) ||
	    !field_settle(f, e) || (f->reads && !field_check(f, wrote, &text, e)))
		return false;
	bool back = text ? str_eq(text, wrote) : !f->reads && traits_focus(f->desk) == at;
	if (text && !back && str_starts(text, wrote))
		*ret_tab = FIELD_TAB_WRITES;
	else if (!moved)
		*ret_tab = FIELD_TAB_STAYS;
	else
		*ret_tab = back ? FIELD_TAB_MOVES : FIELD_TAB_ONE_WAY;
	return true;
}
