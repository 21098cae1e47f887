/* room.c - how much room a text leaves in its field: may it go on where nobody sees it? */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/locator.h"

/*
 * PADDING_PX: the most a field keeps free beside a text that fills it; Motif 5, Adwaita 9, Qt's
 * Fusion 4. HIDDEN_LETTERS: a blank and the letter behind it may be out of sight together.
 */
enum { PADDING_PX = 16, HIDDEN_LETTERS = 2 };

/* widest_px() - the advance of the widest letter. */
static bool widest_px(struct locator *l, int *ret_px, struct err *e)
{
	size_t n;
	const struct face *faces = faces_list(l->faces, &n);

	*ret_px = 0;
	for (size_t i = 0; i < n; i++) {
		CLEANUP(img_unrefp) struct img *ink = NULL;
		int advance_px;
		if (!faces[i].draw(faces[i].self, "W", &ink, &advance_px, e))
			return false;
		*ret_px = advance_px > *ret_px ? advance_px : *ret_px;
	}
	return true;
}

/*
 * A text that goes on beyond an edge reaches it, but for the padding and what a letter needs. A
 * field scrolls only as far as it must: with room on one side it stands at the other. An area needs
 * room for one more line below as well.
 */
bool field_shows_all(struct locator *l, struct rect box, const struct reading *r, bool *ret_all,
		     struct err *e)
{
	const struct rect ink = r->box;
	int left = ink.x - box.x, right = box.x + box.w - (ink.x + ink.w);
	int most = left > right ? left : right, letter;

	if (!widest_px(l, &letter, e))
		return false;
	*ret_all = most >= PADDING_PX + HIDDEN_LETTERS * letter;
	if (r->lines > 1)
		*ret_all = *ret_all && box.y + box.h - (ink.y + ink.h) >=
					       PADDING_PX + ink.h / ((int)r->lines - 1);
	return true;
}
