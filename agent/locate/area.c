/* area.c - from a label to the area that belongs to it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/locator.h"

#include <string.h>
#include "ocr/content.h"
#include "ocr/indicator.h"
#include "ocr/panel.h"

/*
 * FIELD_REACH_PX: from a label to its field. Aligned columns leave up to the longest label between;
 * half the usual window width still ends before the next column of fields, and nothing that stands
 * behind something else is looked at anyway. BELOW_REACH_PX: a field below its label stands close.
 * LABEL_GAP_PX: an indicator stands 4 to 7 px from its label in all toolkits; 200 % is twice that.
 * BORDER_PX: as in ocr/panel.c. MARK_PX: an asterisk of 20 px text is 12 px wide.
 */
enum { BORDER_PX = 8, FIELD_REACH_PX = 420, BELOW_REACH_PX = 40, LABEL_GAP_PX = 16, MARK_PX = 12 };

bool area_is_own(const struct locator *l, const struct realm *realm, struct rect box)
{
	struct rect wide = { box.x - BORDER_PX, box.y - 1, box.w + 2 * BORDER_PX, box.h + 2 };

	return rect_contains(realm->area, box) && !view_covered(&l->view, realm->window, wide);
}

/* is_hidden() - @box is a field nobody reads: it was an entry area when it was hidden. */
static bool is_hidden(const struct view *v, struct rect box)
{
	struct rect hidden;

	for (size_t i = 0; i < v->n_hidden; i++)
		if (view_hidden_box(v, i, &hidden) && rect_equal(hidden, box))
			return true;
	return false;
}

bool area_serves(struct locator *l, const struct realm *realm, struct rect box, enum locate_as as)
{
	const struct img *frame = l->view.frame;
	const struct phrase *list;
	size_t n;

	if (as == LOCATE_INDICATOR || is_hidden(&l->view, box))
		return true;
	view_phrases(&l->view, realm->window, &list, &n);
	enum content content = content_of(frame, box, list, n);
	bool button = panel_relief(frame, box) == PANEL_RAISED;
	switch (content) {
	case CONTENT_TEXT: return !button;
	case CONTENT_CHOICE: return as == LOCATE_AREA;
	case CONTENT_OTHER: break;
	}
	return false;
}

/* is_text() - what begins on @line is a phrase of the realm. */
static bool is_text(struct locator *l, const struct realm *realm, struct rect line)
{
	const struct phrase *list;
	size_t n;

	view_phrases(&l->view, realm->window, &list, &n);
	for (size_t i = 0; i < n; i++)
		if (!rect_empty(rect_intersection(list[i].box, line)))
			return true;
	return false;
}

/* A label whose area is looked for. */
struct seek {
	struct locator *l;
	const struct realm *realm;
	struct rect label;
	enum locate_as as;
};

/*
 * look() - the area beside the label on one side. What stands there and is neither a text nor an
 * area that serves ends the search: behind it another's field begins.
 */
static enum locate_miss look(const struct seek *s, enum panel_way way, struct rect *ret_box)
{
	int reach_px = way == PANEL_BELOW ? BELOW_REACH_PX : FIELD_REACH_PX;
	struct rect box;

	switch (panel_beside(s->l->view.frame, s->label, way, reach_px, &box)) {
	case PANEL_NOTHING: return MISS_NO_AREA;
	case PANEL_ELSE: return is_text(s->l, s->realm, box) ? MISS_NO_AREA : MISS_ELSE;
	case PANEL_THERE: break;
	}
	if (!area_is_own(s->l, s->realm, box))
		return MISS_HIDDEN;
	if (!area_serves(s->l, s->realm, box, s->as) &&
	    (!panel_entry(s->l->view.frame, box, &box) || !area_serves(s->l, s->realm, box, s->as)))
		return MISS_ELSE;
	*ret_box = box;
	return MISS_NOTHING;
}

/* has_text_beside() - a text that begins right of the indicator @box: it has its label there. */
static bool has_text_beside(const struct seek *s, struct rect box)
{
	const struct phrase *list;
	size_t n;

	view_phrases(&s->l->view, s->realm->window, &list, &n);
	for (size_t i = 0; i < n; i++) {
		int gap = list[i].box.x - (box.x + box.w);
		bool level = list[i].box.y < box.y + box.h && box.y < list[i].box.y + list[i].box.h;
		if (level && gap >= 0 && gap <= LABEL_GAP_PX)
			return true;
	}
	return false;
}

/*
 * look_for_indicator() - left of the label, where toolkits put it; right of it only if nothing
 * stands there, and if that box has no label of its own.
 */
static enum locate_miss look_for_indicator(const struct seek *s, struct rect *ret_box)
{
	const struct img *frame = s->l->view.frame;
	struct rect box;
	enum panel_end end = indicator_beside(frame, s->label, PANEL_LEFT, LABEL_GAP_PX, &box);

	if (end == PANEL_ELSE && !is_text(s->l, s->realm, box))
		return MISS_ELSE;
	if (end != PANEL_THERE) {
		end = indicator_beside(frame, s->label, PANEL_RIGHT, FIELD_REACH_PX, &box);
		if (end == PANEL_NOTHING || (end == PANEL_ELSE && is_text(s->l, s->realm, box)))
			return MISS_NO_AREA;
		if (end == PANEL_ELSE || has_text_beside(s, box))
			return MISS_ELSE;
	}
	if (!area_is_own(s->l, s->realm, box))
		return MISS_HIDDEN;
	*ret_box = box;
	return MISS_NOTHING;
}

/* The areas of one label: two if a person could not tell which one is meant. */
struct areas {
	struct rect list[2];
	size_t n;
};

/*
 * look_at_sides() - right of the label, else below it. An area below that stands no farther than
 * the one on the right is as much its own.
 */
static enum locate_miss look_at_sides(const struct seek *s, struct areas *ret_areas)
{
	struct rect right, below, label = s->label;
	enum locate_miss miss = look(s, PANEL_RIGHT, &right);

	if (miss != MISS_NO_AREA && miss != MISS_NOTHING)
		return miss;
	bool is_below = look(s, PANEL_BELOW, &below) == MISS_NOTHING;
	if (miss == MISS_NOTHING)
		ret_areas->list[ret_areas->n++] = right;
	if (is_below && (miss == MISS_NO_AREA ||
			 below.y - (label.y + label.h) <= right.x - (label.x + label.w)))
		ret_areas->list[ret_areas->n++] = below;
	return ret_areas->n ? MISS_NOTHING : MISS_NO_AREA;
}

static enum locate_miss find_areas(const struct seek *s, struct areas *ret_areas)
{
	enum locate_miss miss;

	if (s->as != LOCATE_INDICATOR)
		return look_at_sides(s, ret_areas);
	miss = look_for_indicator(s, &ret_areas->list[0]);
	ret_areas->n = miss == MISS_NOTHING;
	return miss;
}

/* How labels are written: with a colon, and with the mark of what must be filled in. */
static const char *const label_forms[] = { "%s",    "%s:",  "%s *",  "%s*",
					   "%s: *", "%s:*", "%s *:", "* %s" };

/* written_as() - @label in one of the forms above. */
static const char *written_as(const char *form, const char *label, struct arena *a)
{
	const char *at = strstr(form, "%s");

	return arena_printf(a, "%.*s%s%s", (int)(at - form), form, label, at + 2);
}

/* find_labels() - the phrases that read the label in any of its forms. */
static bool find_labels(struct locator *l, const struct realm *realm, const char *label,
			struct hits *labels, struct err *e)
{
	for (size_t i = 0; i < sizeof label_forms / sizeof label_forms[0]; i++)
		if (!text_find(l, realm, written_as(label_forms[i], label, labels->arena), labels,
			       e))
			return false;
	return true;
}

/* with_mark() - @label grown by a mark of its own that stands apart from it. */
static bool with_mark(struct locator *l, const struct realm *realm, struct rect *label,
		      struct err *e)
{
	const struct phrase *list;
	size_t n;

	view_phrases(&l->view, realm->window, &list, &n);
	for (size_t i = 0; i < n; i++) {
		struct rect box = list[i].box;
		int gap = box.x - (label->x + label->w);
		bool says, beside = gap >= 0 && gap <= LABEL_GAP_PX &&
				    box.y < label->y + label->h && label->y < box.y + box.h;
		if (!beside || box.w > MARK_PX)
			continue;
		if (!phrase_says(l, &list[i], "*", &says, e))
			return false;
		if (says)
			*label = rect_union(*label, box);
	}
	return true;
}

bool area_find(struct locator *l, const struct locate_query *q, const struct realm *realm,
	       struct hits *hits, struct err *e)
{
	struct hits labels = { .arena = hits->arena };
	const char *label;

	if (!scope_text(q->scope, q->target->text, hits->arena, &label, e) ||
	    !find_labels(l, realm, label, &labels, e))
		return false;
	for (size_t i = 0; i < labels.n; i++) {
		struct seek seek = { l, realm, labels.list[i].box, q->as };
		struct areas areas = { .n = 0 };
		if (!with_mark(l, realm, &seek.label, e))
			return false;
		enum locate_miss miss = find_areas(&seek, &areas);
		for (size_t k = 0; k < areas.n; k++)
			hits_add(hits, (struct hit){ .box = areas.list[k],
						     .window_id = labels.list[i].window_id,
						     .label = labels.list[i].box,
						     .as = q->as });
		if (miss != MISS_NOTHING)
			hits->miss = miss;
	}
	return true;
}
