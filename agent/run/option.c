/* option.c - option menus and check boxes: act, then read the state back from the screen. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/desk.h"
#include "agent/desk/input.h"
#include "agent/run/runner.h"
#include "base/fault.h"

static bool click_middle(struct run *r, struct rect box, struct err *e)
{
	int rx = box.x + box.w / 2, ry = box.y + box.h / 2;

	return input_part_clicks_at(r->o.desk, rx, ry, e) &&
	       input_click(r->o.desk, rx, ry, 1, 1, e);
}

/* button_of() - what opens the menu of @hit: the arrow of a combo box with entry, else itself. */
static bool button_of(struct run *r, const struct hit *hit, struct rect *ret_button, struct err *e)
{
	struct control c;

	if (!locate_control(r->o.locator, hit, &c, e))
		return false;
	*ret_button = rect_empty(c.button) ? hit->box : c.button;
	return true;
}

/* find_entry() - the entry @option of what pops up; its list may be longer than is seen. */
static bool find_entry(struct run *r, const char *option, bool scrolls, struct hit *ret_entry,
		       struct err *e)
{
	return scrolls ? lists_popup(r, option, ret_entry, e) : wait_popup(r, option, ret_entry, e);
}

/* pick() - open the menu of @hit and click the entry @option of @c. */
static bool pick(struct run *r, const struct hit *hit, const struct step_choose *c,
		 const char *option, struct err *e)
{
	struct rect button;
	struct hit entry;

	if (!button_of(r, hit, &button, e) || !click_middle(r, button, e))
		return false;
	if (!find_entry(r, option, c->scrolls, &entry, e)) {
		struct err ignored = { 0 };
		err_ignored(input_key(r->o.desk, "Escape", &ignored)); /* the first error is told */
		return false;
	}
	if (fault_hit("choose-other"))
		entry.box.y +=
			2 * entry.box.h; /* the entry below, as a slipped click would hit it */
	if (!input_part_clicks(r->o.desk, e) || !click_middle(r, entry.box, e))
		return false;
	return wait_no_popup(r, e);
}

bool option_choose(struct run *r, const struct step_choose *c, struct err *e)
{
	const char *option;
	struct hit hit;
	bool shows;

	if (!scope_text(r->scope, c->option, r->arena, &option, e) ||
	    !wait_target(r, c->in, &hit, e))
		return false;
	const char *what = r->what;
	if (!locate_shows(r->o.locator, hit.box, option, &shows, e))
		return false;
	if ((!shows || fault_hit("choose-other")) && !pick(r, &hit, c, option, e))
		return false;
	r->what = what;
	r->windows_changed = true;
	if (!wait_settle(r, e) || !locate_shows(r->o.locator, hit.box, option, &shows, e))
		return false;
	if (!shows)
		return err_set(e, ERR_MISMATCH, "%s shows another option than was chosen", what);
	r->mark = STEP_VERIFIED;
	r->how = "pixels";
	const struct written w = { .kind = WRITTEN_OPTION,
				   .target = c->in,
				   .what = what,
				   .shows = option,
				   .tab = r->tab };
	lastlook_add(r, &w);
	return true;
}

bool option_state(struct run *r, const struct hit *hit, enum control_state *ret_state,
		  struct err *e)
{
	struct control c;

	if (!locate_control(r->o.locator, hit, &c, e))
		return false;
	if (c.state == CONTROL_STATE_UNKNOWN)
		return err_set(e, ERR_UNCERTAIN, "%s: its look does not tell whether it is on",
			       r->what);
	*ret_state = c.state;
	return true;
}

bool option_tick(struct run *r, const struct step_tick *t, struct err *e)
{
	const struct locate_query q = { .target = t->box,
					.scope = r->scope,
					.as = LOCATE_INDICATOR };
	struct hit hit;
	enum control_state wanted, state;
	bool on;

	if (!scope_truth(r->scope, t->on, &on, e) || !wait_query(r, &q, &hit, e) ||
	    !option_state(r, &hit, &state, e))
		return false;
	wanted = on ? CONTROL_ON : CONTROL_OFF;
	if ((state != wanted) != fault_hit("tick-other") && !click_middle(r, hit.box, e))
		return false;
	r->windows_changed = true;
	if (!wait_settle(r, e) || !option_state(r, &hit, &state, e))
		return false;
	if (state != wanted)
		return err_set(e, ERR_MISMATCH, "%s is %s, not %s", r->what,
			       control_state_word(state), control_state_word(wanted));
	r->mark = STEP_VERIFIED;
	r->how = "mark in the box";
	const struct written w = { .kind = WRITTEN_TICK,
				   .target = t->box,
				   .what = r->what,
				   .shows = control_state_word(wanted),
				   .tab = r->tab };
	lastlook_add(r, &w);
	return true;
}

/* is_behind() - does the tab of @q still look as if another page was on top? */
static bool is_behind(struct run *r, const struct locate_query *q, bool *ret_behind, struct err *e)
{
	struct hits hits = { .arena = r->arena };
	struct control c = { 0 };

	*ret_behind = false;
	if (!locate_find(r->o.locator, q, &hits, e) ||
	    (hits.n == 1 && !locate_control(r->o.locator, &hits.list[0], &c, e)))
		return false;
	*ret_behind = c.kind == CONTROL_TAB && c.state == CONTROL_OFF;
	if (c.kind == CONTROL_TAB)
		r->how = "tab on top";
	return true;
}

bool option_tab(struct run *r, const struct value *title, struct err *e)
{
	const struct target text = { .kind = TARGET_TEXT, .text = title };
	const struct locate_query q = { .target = &text, .scope = r->scope, .as = LOCATE_TAB };
	bool behind = true, over = false;
	struct hit hit;

	if (!wait_query(r, &q, &hit, e) || !click_middle(r, hit.box, e))
		return false;
	while (behind) {
		/* Another page: let it come to rest before anything is found on it. */
		r->windows_changed = true;
		if (!wait_settle(r, e) || !is_behind(r, &q, &behind, e))
			return false;
		if (behind && over)
			return err_set(e, ERR_MISMATCH, "the tab %s stays behind", r->what);
		if (behind && !wait_event(r, &over, e))
			return false;
	}
	return true;
}
