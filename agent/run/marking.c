/* marking.c - how what a field held goes away when something else is written into it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include "agent/desk/desk.h"
#include "agent/desk/input.h"
#include "agent/run/runner.h"
#include "base/str.h"

/*
 * In the order they are tried (docs/decisions/010-marking.md): a marking is chords with blanks
 * between; a last one with `*` is pressed until the field no longer changes.
 */
static const char *const markings[] = { "Home shift+End", "ctrl+a", "End BackSpace*" };

/* ERASE_AT_ONCE: presses between two looks. ERASE_LOOKS: then 1,024 characters were taken away. */
enum { CHORD_BYTES = 64, ERASE_AT_ONCE = 16, ERASE_LOOKS = 64 };

const char *marking_first(const struct run *r)
{
	const char *said = r->o.recipe->application.select_all;

	return said ? said : markings[0];
}

bool marking_selects(const char *marking)
{
	return strchr(marking, '*') == NULL;
}

/* erase() - press @chord until the field in @box looks as before. */
static bool erase(struct run *r, const char *chord, struct rect box, struct err *e)
{
	CLEANUP(img_unrefp) struct img *before = NULL;

	if (!wait_settle(r, e) || !readback_crop(r, box, &before, e))
		return false;
	for (int looks = 0; looks < ERASE_LOOKS; looks++) {
		CLEANUP(img_unrefp) struct img *now = NULL;
		for (int i = 0; i < ERASE_AT_ONCE; i++)
			if (!input_key(r->o.desk, chord, e))
				return false;
		if (!wait_settle(r, e) || !readback_crop(r, box, &now, e))
			return false;
		if (img_equal(before, now))
			return true;
		img_unref(before);
		before = TAKE(now);
	}
	return err_set(e, ERR_MISMATCH, "the field does not become empty by %s", chord);
}

/* last_chord() - where the last chord of @marking begins. */
static const char *last_chord(const char *marking)
{
	const char *blank = strrchr(marking, ' ');

	return blank ? blank + 1 : marking;
}

bool marking_press(struct run *r, const char *marking, struct rect box, struct err *e)
{
	char first[CHORD_BYTES], last[CHORD_BYTES];

	if (marking_selects(marking))
		return input_keys(r->o.desk, marking, e);
	const char *at = last_chord(marking);
	if (!fmt_into(first, sizeof first, "%.*s", (int)(at - marking), marking) ||
	    !fmt_into(last, sizeof last, "%.*s", (int)strlen(at) - 1, at))
		return err_set(e, ERR_RECIPE, "select_all: a chord is too long");
	return (*first == 0 || input_keys(r->o.desk, first, e)) && erase(r, last, box, e);
}

bool marking_find(struct run *r, struct rect box, const char **ret_marking, struct err *e)
{
	for (size_t i = 0; i < sizeof markings / sizeof *markings; i++) {
		bool empty;
		if (!readback_click(r, box, e) || !marking_press(r, markings[i], box, e))
			return false;
		if (marking_selects(markings[i]) && !input_key(r->o.desk, "Delete", e))
			return false;
		if (!wait_settle(r, e) || !readback_is_empty(r, box, &empty, e))
			return false;
		if (!empty)
			continue;
		*ret_marking = markings[i];
		return true;
	}
	*ret_marking = NULL;
	return true;
}
