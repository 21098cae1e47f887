/* stoppage.c - the picture a stopped or rehearsed run leaves for a person. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/run/stoppage.h"

#include "agent/desk/desk.h"
#include "agent/run/runner.h"
#include "logs/picture.h"

/* MARKS_MAX: boxes drawn; more than nine matches need no counting by a person. */
enum { MARKS_MAX = 9, MARK_RGB = 0xd00000, MARK_MARGIN_PX = 3, HIDDEN_RGB = 0x606060 };

/* without_hidden() - the screen, what stands in hidden fields painted over: nobody has looked
 * whether it is only marks. Owned by the caller; NULL if it cannot be had. */
static struct img *without_hidden(struct run *r)
{
	struct err ignored = { 0 };
	const struct img *frame;
	struct rect *boxes;
	size_t n;

	if (!locate_hidden(r->o.locator, r->arena, &boxes, &n, &ignored) ||
	    !desk_frame(r->o.desk, &frame, &ignored))
		return NULL;
	struct img *img = img_crop(frame, img_bounds(frame));
	for (size_t i = 0; i < n; i++)
		img_fill(img, boxes[i], HIDDEN_RGB);
	return img;
}

const char *stoppage_picture(struct run *r, const struct err *e)
{
	struct picture_mark marks[MARKS_MAX];
	struct err ignored = { 0 };
	CLEANUP(img_unrefp) struct img *frame = NULL;
	size_t n = 0;

	if (!r->o.picture_folder)
		return NULL;
	if (e->code == ERR_AMBIGUOUS && r->ambiguous_on)
		frame = img_ref(r->ambiguous_on);
	else
		frame = without_hidden(r);
	if (!frame)
		return NULL;
	for (; e->code == ERR_AMBIGUOUS && n < r->ambiguous.n && n < MARKS_MAX; n++)
		marks[n] = (struct picture_mark){ .box = rect_grow(r->ambiguous.list[n].box,
								   MARK_MARGIN_PX),
						  .rgb = MARK_RGB,
						  .number = (int)n + 1 };
	const char *path =
		arena_printf(r->arena, "%s/%lld-%s.png", r->o.picture_folder,
			     (long long)clock_utc_ms(), r->rehearsed ? "rehearsed" : "stopped");
	return picture_write(path, frame, marks, n, &ignored) ? path : NULL;
}
