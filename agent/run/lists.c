/* lists.c - a list longer than its window, gone through by the wheel from top to end. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/desk.h"
#include "agent/desk/guard.h"
#include "agent/desk/input.h"
#include "agent/locate/tall.h"
#include "agent/run/runner.h"
#include "ocr/sheet.h"

/*
 * PAGES_MAX: of one list; a turn of the wheel moves 3 to 5 rows. NOTCHES_MAX: on the way back to
 * the top, where nothing is looked at. BAR_PX: as far beside a list its scroll bar is. HEAD_PX: as
 * much above it must not move.
 */
enum { PAGES_MAX = 1024, NOTCHES_MAX = 64, BAR_PX = 32, HEAD_PX = 20 };

/* A list on its way from top to end. */
struct passage {
	struct run *r;
	struct list_place place;
	struct sheet sheet;
	struct img *page;   /* owned: the list as it is now */
	struct img *around; /* owned: with what is beside it */
	struct img *head;   /* owned: what is above it, as it was at first */
	int pages;
	bool moved; /* it has scrolled at least once */
};

static void passage_clear(struct passage *p)
{
	sheet_clear(&p->sheet);
	img_unref(p->page);
	img_unref(p->around);
	img_unref(p->head);
	*p = (struct passage){ 0 };
}

static struct rect above(struct rect area)
{
	return (struct rect){ area.x, area.y - HEAD_PX - 2, area.w, HEAD_PX };
}

/* crop() - the part of @frame in @box, NULL if there is none; owned by the caller. */
static struct img *crop(const struct img *frame, struct rect box)
{
	box = rect_intersection(box, img_bounds(frame));
	return rect_empty(box) ? NULL : img_crop(frame, box);
}

/* look() - take note of the list as it is on a screen at rest; *ret_moved: something changed. */
static bool look(struct passage *p, bool *ret_moved, struct err *e)
{
	const struct rect area = p->place.area;
	struct rect wide = { area.x - BAR_PX, area.y, area.w + 2 * BAR_PX, area.h };
	const struct img *frame;

	p->r->windows_changed = true; /* it is to stand still, not only to have eaten */
	if (deadline_over(p->r->limit))
		return err_set(e, ERR_NOT_FOUND, "%s: the list is not gone through after %lld ms",
			       p->r->what, (long long)p->r->within_ms);
	if (!wait_settle(p->r, e) || !desk_frame(p->r->o.desk, &frame, e))
		return false;
	if (!rect_contains(img_bounds(frame), area))
		return err_set(e, ERR_UNCERTAIN, "%s: its list is not seen whole", p->r->what);
	CLEANUP(img_unrefp) struct img *head = crop(frame, above(area));
	if (p->head && !(head && img_equal(head, p->head)))
		return err_set(e, ERR_UNCERTAIN, "%s: what stands above its list moves, too",
			       p->r->what);
	if (!p->head && head)
		p->head = img_ref(head);
	struct img *around = crop(frame, wide);
	*ret_moved = !p->around || !img_equal(around, p->around);
	img_unref(p->around);
	img_unref(p->page);
	p->around = around;
	p->page = sheet_page(frame, area);
	return true;
}

static bool turn(struct passage *p, enum input_wheel wheel, int notches, bool *ret_moved,
		 struct err *e)
{
	const struct rect area = p->place.area;

	return guard_aim(p->r->o.desk, p->place.window_id, area.x + area.w / 2, area.y + area.h / 2,
			 e) &&
	       input_scroll(p->r->o.desk, area.x + area.w / 2, area.y + area.h / 2, wheel, notches,
			    e) &&
	       look(p, ret_moved, e);
}

/* check_open() - what hides its text is on no picture of ours. */
static bool check_open(struct passage *p, struct err *e)
{
	struct rect *boxes;
	size_t n;

	if (!locate_hidden(p->r->o.locator, p->r->arena, &boxes, &n, e))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!rect_empty(rect_intersection(boxes[i], p->place.area)))
			return err_set(e, ERR_UNSUPPORTED, "%s: its list holds a hidden field",
				       p->r->what);
	return true;
}

/* go_to_top() - turn back until nothing moves. The pointer is there first: it may light a row. */
static bool go_to_top(struct passage *p, struct err *e)
{
	const struct rect area = p->place.area;
	bool moved = true;

	if (!guard_aim(p->r->o.desk, p->place.window_id, area.x + area.w / 2, area.y + area.h / 2,
		       e) ||
	    !input_move(p->r->o.desk, area.x + area.w / 2, area.y + area.h / 2, e) ||
	    !look(p, &moved, e))
		return false;
	moved = true;
	for (int notches = 1; moved; notches = notches < NOTCHES_MAX ? 2 * notches : notches) {
		if (!turn(p, INPUT_WHEEL_UP, notches, &moved, e))
			return false;
		p->moved |= moved;
	}
	return true;
}

/* join() - the page on the screen; *ret_end: it is the one before, and that is proven. */
static bool join(struct passage *p, bool moved, bool *ret_end, struct err *e)
{
	const char *why = "its pages do not overlap enough";

	switch (sheet_join(&p->sheet, p->page)) {
	case SHEET_JOINED:
		*ret_end = p->sheet.moved_px == 0;
		if (!*ret_end || !moved)
			return true;
		why = "its pages look alike";
		break;
	case SHEET_DOUBTFUL: why = "its rows repeat themselves"; break;
	case SHEET_FULL: why = "it is longer than a picture may be"; break;
	case SHEET_APART: break;
	}
	return err_set(e, ERR_UNCERTAIN, "%s: its list cannot be put together, %s", p->r->what,
		       why);
}

/* go_to_end() - a turn at a time, each page joined to those before. */
static bool go_to_end(struct passage *p, struct err *e)
{
	bool end = false, moved;

	sheet_begin(&p->sheet, p->page);
	for (p->pages = 1; !end; p->pages++) {
		if (p->pages > PAGES_MAX)
			return err_set(e, ERR_UNCERTAIN, "%s: its list has no end", p->r->what);
		if (!turn(p, INPUT_WHEEL_DOWN, 1, &moved, e) || !join(p, moved, &end, e))
			return false;
		p->moved |= !end;
	}
	p->pages--;
	sheet_finish(&p->sheet);
	if (p->moved || sheet_has_room(p->page))
		return true;
	return err_set(e, ERR_UNCERTAIN,
		       "%s: its list is full and does not scroll: there may be more of it",
		       p->r->what);
}

static bool go_through(struct passage *p, struct tall *ret_tall, struct err *e)
{
	if (!check_open(p, e) || !go_to_top(p, e) || !go_to_end(p, e))
		return false;
	*ret_tall = (struct tall){ p->place, p->sheet.img };
	return true;
}

/* is_in_view() - does the page that begins at row @iy of the list show all of rows @from to @to? */
static bool is_in_view(const struct passage *p, int iy, int from, int to)
{
	int end = iy + p->place.area.h;

	return (from >= iy + SHEET_EDGE_PX || iy == 0) &&
	       (to <= end - SHEET_EDGE_PX || end == p->sheet.height_px);
}

/* bring() - turn back from the end until @box of the whole list is seen; then where that is. */
static bool bring(struct passage *p, struct rect box, struct rect *ret_box, struct err *e)
{
	int from = box.y - p->place.area.y, iy;
	bool moved = true;

	while (moved) {
		if (!sheet_find(&p->sheet, p->page, &iy))
			return err_set(e, ERR_UNCERTAIN,
				       "%s: its list has changed since it was"
				       " gone through",
				       p->r->what);
		if (is_in_view(p, iy, from, from + box.h)) {
			box.y -= iy;
			*ret_box = box;
			return true;
		}
		if (!turn(p, INPUT_WHEEL_UP, 1, &moved, e))
			return false;
	}
	return err_set(e, ERR_UNCERTAIN, "%s: it does not come into view again", p->r->what);
}

/* refuse() - two that fit: their boxes go on a picture of the whole list. */
static bool refuse(struct passage *p, const struct hits *hits, struct err *e)
{
	struct run *r = p->r;

	r->ambiguous = *hits;
	for (size_t i = 0; i < hits->n; i++) {
		r->ambiguous.list[i].box.x -= p->place.area.x;
		r->ambiguous.list[i].box.y -= p->place.area.y;
	}
	img_unref(r->ambiguous_on);
	r->ambiguous_on = img_ref(p->sheet.img);
	return err_set(e, ERR_AMBIGUOUS,
		       "%s is there %zu times in its list (%d and %d px below its top%s)", r->what,
		       hits->n, hits->list[0].box.y, hits->list[1].box.y,
		       hits->n > 2 ? " ..." : "");
}

/* only() - @hits of the whole list as they are on the screen. */
static bool only(struct passage *p, struct hits *hits, struct err *e)
{
	if (hits->n > 1)
		return refuse(p, hits, e);
	return hits->n == 0 || bring(p, hits->list[0].box, &hits->list[0].box, e);
}

/* same() - what is seen now is what was seen in the whole list, and alone. */
static bool same(struct passage *p, const struct hits *now, struct hit hit, struct err *e)
{
	if (now->n == 1 && rect_equal(now->list[0].box, hit.box))
		return true;
	return err_set(e, ERR_UNCERTAIN, "%s: looked at again it is not where it was", p->r->what);
}

bool lists_find(struct run *r, const struct locate_query *q, struct hits *hits, struct err *e)
{
	CLEANUP(passage_clear) struct passage p = { .r = r };
	struct hits now = { .arena = r->arena };
	struct tall tall;

	r->what = locate_describe(q->target, r->scope, r->arena);
	*hits = (struct hits){ .arena = hits->arena };
	if (!locate_list(r->o.locator, q, &p.place, e))
		return false;
	if (rect_empty(p.place.area))
		return true;
	if (!go_through(&p, &tall, e) || !locate_find_tall(r->o.locator, &tall, q, hits, e) ||
	    !only(&p, hits, e))
		return false;
	if (hits->n == 0) {
		r->what = arena_printf(r->arena, "%s (all %d pages of its list)", r->what, p.pages);
		return true;
	}
	return locate_find(r->o.locator, q, &now, e) && same(&p, &now, hits->list[0], e);
}

bool lists_table(struct run *r, const struct table_query *q, struct table *ret_table, struct err *e)
{
	CLEANUP(passage_clear) struct passage p = { .r = r };
	struct tall tall;

	r->what = arena_printf(r->arena, "table '%s'", q->fields[0].heading);
	if (!locate_table_list(r->o.locator, q, &p.place, e))
		return false;
	if (rect_empty(p.place.area))
		return locate_table(r->o.locator, q, ret_table, e);
	return go_through(&p, &tall, e) && locate_table_tall(r->o.locator, &tall, q, ret_table, e);
}

bool lists_popup(struct run *r, const char *text, struct hit *ret_hit, struct err *e)
{
	CLEANUP(passage_clear) struct passage p = { .r = r };
	struct hits hits = { .arena = r->arena }, now = { .arena = r->arena };
	struct tall tall;
	bool over = false;

	r->what = arena_printf(r->arena, "menu entry '%s'", text);
	r->windows_changed = true;
	for (;;) {
		if (!wait_settle(r, e) || !locate_popup_list(r->o.locator, &p.place, e))
			return false;
		if (!rect_empty(p.place.area))
			break;
		if (over)
			return err_set(e, ERR_NOT_FOUND, "%s: no list popped up", r->what);
		if (!wait_event(r, &over, e))
			return false;
	}
	if (!go_through(&p, &tall, e) || !locate_text_tall(r->o.locator, &tall, text, &hits, e) ||
	    !only(&p, &hits, e))
		return false;
	if (hits.n == 0)
		return err_set(e, ERR_NOT_FOUND, "%s is on none of the %d pages of its list",
			       r->what, p.pages);
	*ret_hit = hits.list[0];
	return locate_popup_text(r->o.locator, text, &now, e) && same(&p, &now, *ret_hit, e);
}
