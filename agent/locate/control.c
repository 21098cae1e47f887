/* control.c - what kind of control a place is, and in which state. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/locator.h"

#include <stdlib.h>
#include "ocr/content.h"
#include "ocr/indicator.h"
#include "ocr/panel.h"
#include "ocr/shade.h"
#include "ocr/tab.h"

/*
 * ARROW_PX, ARROW_GAP_PX: the arrow of a combo box stands in a panel of its own, up to 24 px wide,
 * behind 1 to 4 px of border. TONE: papers that are one to the eye.
 */
enum { ARROW_PX = 24, ARROW_GAP_PX = 6 };

#define X(name, words) words,
const char *control_kind_word(enum control_kind kind)
{
	static const char *const words[] = { CONTROL_KINDS(X) };

	return words[kind];
}

const char *control_state_word(enum control_state state)
{
	static const char *const words[] = { CONTROL_STATES(X) };

	return words[state];
}

const char *control_use_word(enum control_use use)
{
	static const char *const words[] = { CONTROL_USES(X) };

	return words[use];
}
#undef X

/* strongest() - the contrast of the window's strongest text: what enabled ones look like there. */
static int strongest(const struct img *frame, const struct phrase *list, size_t n)
{
	int most = 0;

	for (size_t i = 0; i < n; i++) {
		struct shade s = shade_of(frame, list[i].box);
		most = s.contrast > most ? s.contrast : most;
	}
	return most;
}

/*
 * use_of() - is what the text in @box belongs to enabled? Measured: disabled texts have 0.2 to 0.5
 * of the strongest contrast in their window, enabled ones 0.65 and more; in between it is unknown.
 */
static enum control_use use_of(struct locator *l, size_t window, struct rect box)
{
	const struct img *frame = l->view.frame;
	const struct phrase *list;
	struct rect text = { 0 };
	size_t n;

	view_phrases(&l->view, window, &list, &n);
	for (size_t i = 0; i < n; i++)
		if (rect_contains(box, list[i].box))
			text = rect_union(text, list[i].box);
	if (rect_empty(text))
		return CONTROL_USE_UNKNOWN;
	struct shade s = shade_of(frame, text);
	int most = strongest(frame, list, n);
	if (s.stippled || (s.grey && 20 * s.contrast <= 11 * most))
		return CONTROL_DISABLED;
	return 20 * s.contrast >= 13 * most ? CONTROL_ENABLED : CONTROL_USE_UNKNOWN;
}

/* state_of() - of an indicator whose label is @use. */
static enum control_state state_of(enum indicator_mark mark, enum control_use use)
{
	switch (mark) {
	case INDICATOR_EMPTY: return CONTROL_OFF;
	case INDICATOR_MARKED: return CONTROL_ON;
	case INDICATOR_MIXED: return CONTROL_MIXED;
	case INDICATOR_FAINT: break;
	case INDICATOR_UNKNOWN: return CONTROL_STATE_UNKNOWN;
	}
	/* A pale mark: of what is disabled it is on; beside an enabled label Tk draws so what is
	 * neither. */
	switch (use) {
	case CONTROL_DISABLED: return CONTROL_ON;
	case CONTROL_ENABLED: return CONTROL_MIXED;
	case CONTROL_USE_UNKNOWN: break;
	}
	return CONTROL_STATE_UNKNOWN;
}

/* arrow_of() - the panel of a combo box's arrow right of its entry @box, empty if there is none. */
static struct rect arrow_of(const struct img *frame, struct rect box)
{
	int end = box.x + box.w;
	struct rect arrow;

	if (!panel_at(frame, end + ARROW_GAP_PX + 2, box.y + box.h / 2, &arrow) || arrow.x < end ||
	    arrow.x > end + ARROW_GAP_PX || arrow.w > ARROW_PX ||
	    abs(arrow.h - box.h) > ARROW_GAP_PX || arrow.y > box.y + ARROW_GAP_PX)
		return (struct rect){ 0 };
	return arrow;
}

/* arrow_in() - of an editable combo box of Motif: the arrow stands beside the entry @box in the
 * frame around both. Empty if there is none. */
static struct rect arrow_in(const struct img *frame, struct rect box)
{
	enum { FRAME_PX = 4 };
	int end = box.x + box.w + FRAME_PX;
	struct rect outer, inner;

	if (!panel_at(frame, box.x - FRAME_PX, box.y + box.h / 2, &outer) ||
	    !panel_entry(frame, outer, &inner) || !rect_equal(inner, box))
		return (struct rect){ 0 };
	return (struct rect){ end, outer.y, outer.x + outer.w - end, outer.h };
}

/* differs() - is what @box is filled with another colour than what lies around its border? */
static bool is_filled_otherwise(const struct img *frame, struct rect box)
{
	enum { BORDER_PX = 8 };
	struct rect around = rect_grow(box, BORDER_PX);

	return rect_contains(img_bounds(frame), around) &&
	       img_at(frame, around.x, around.y) != img_at(frame, box.x, box.y);
}

static enum control_kind kind_of(const struct img *frame, struct rect box, enum content content)
{
	switch (content) {
	case CONTENT_CHOICE: return CONTROL_CHOICE;
	case CONTENT_OTHER: return CONTROL_UNKNOWN;
	case CONTENT_TEXT: break;
	}
	switch (panel_relief(frame, box)) {
	case PANEL_RAISED: return CONTROL_BUTTON;
	case PANEL_SUNKEN: return CONTROL_ENTRY;
	case PANEL_FLAT: break;
	}
	/* Flat and filled like the form may be a disabled entry or a disabled button. */
	return is_filled_otherwise(frame, box) ? CONTROL_ENTRY : CONTROL_UNKNOWN;
}

/* look_at_panel() - of a hit that is a panel or a text in one. */
static void look_at_panel(struct locator *l, size_t window, struct rect box, struct control *c)
{
	const struct img *frame = l->view.frame;
	const struct phrase *list;
	struct rect panel;
	size_t n;

	c->use = use_of(l, window, box);
	if (!panel_at(frame, box.x + box.w / 2, box.y + box.h / 2, &panel))
		return;
	view_phrases(&l->view, window, &list, &n);
	c->kind = kind_of(frame, panel, content_of(frame, panel, list, n));
	if (c->kind == CONTROL_ENTRY || c->kind == CONTROL_UNKNOWN)
		c->button = arrow_of(frame, panel);
	if (c->kind == CONTROL_ENTRY && rect_empty(c->button))
		c->button = arrow_in(frame, panel);
	if (!rect_empty(c->button))
		c->kind = CONTROL_CHOICE;
}

/* look_at_indicator() - of a hit found beside its label. */
static void look_at_indicator(struct locator *l, size_t window, const struct hit *hit,
			      struct control *c)
{
	struct indicator is = indicator_look(l->view.frame, hit->box);

	c->kind = is.round ? CONTROL_RADIO_BUTTON : CONTROL_CHECK_BOX;
	c->use = use_of(l, window, hit->label);
	c->state = state_of(is.mark, c->use);
}

/* look_at_tab() - of a text that may be the title of one. */
static void look_at_tab(struct locator *l, size_t window, struct rect title, struct control *c)
{
	enum tab look = tab_look(l->view.frame, title);

	c->use = use_of(l, window, title);
	c->kind = look == TAB_NONE ? CONTROL_UNKNOWN : CONTROL_TAB;
	if (look != TAB_NONE)
		c->state = look == TAB_ON_TOP ? CONTROL_ON : CONTROL_OFF;
}

bool locate_control(struct locator *l, const struct hit *hit, struct control *ret_control,
		    struct err *e)
{
	struct control c = { 0 };

	if (!view_refresh(&l->view, l->desk, e))
		return false;
	size_t window = view_window_at(&l->view, hit->box.x, hit->box.y);
	if (window < l->view.n_windows) {
		if (hit->as == LOCATE_INDICATOR)
			look_at_indicator(l, window, hit, &c);
		else if (hit->as == LOCATE_TAB)
			look_at_tab(l, window, hit->box, &c);
		else
			look_at_panel(l, window, hit->box, &c);
	}
	*ret_control = c;
	return true;
}
