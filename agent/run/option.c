/* option.c - option menus and check boxes: act, then read the state back from the screen. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/desk.h"
#include "agent/desk/input.h"
#include "agent/run/runner.h"
#include "base/fault.h"
#include "ocr/panel.h"

static bool click_middle(struct run *r, struct rect box, struct err *e)
{
	int rx = box.x + box.w / 2, ry = box.y + box.h / 2;

	return input_part_clicks_at(r->o.desk, rx, ry, e) &&
	       input_click(r->o.desk, rx, ry, 1, 1, e);
}

/* pick() - open the menu of @box and click its entry @option. */
static bool pick(struct run *r, struct rect box, const char *option, struct err *e)
{
	struct hit entry;

	if (!click_middle(r, box, e))
		return false;
	if (!wait_popup(r, option, &entry, e)) {
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
	if ((!shows || fault_hit("choose-other")) && !pick(r, hit.box, option, e))
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

bool option_is_on(struct run *r, struct rect box, bool *ret_on, struct err *e)
{
	const struct img *frame;

	if (!desk_frame(r->o.desk, &frame, e))
		return false;
	*ret_on = !panel_blank(frame, box);
	return true;
}

bool option_tick(struct run *r, const struct step_tick *t, struct err *e)
{
	const struct locate_query q = { .target = t->box,
					.scope = r->scope,
					.as = LOCATE_INDICATOR };
	struct hit hit;
	bool wanted, on;

	if (!scope_truth(r->scope, t->on, &wanted, e) || !wait_query(r, &q, &hit, e) ||
	    !option_is_on(r, hit.box, &on, e))
		return false;
	if ((on != wanted) != fault_hit("tick-other") && !click_middle(r, hit.box, e))
		return false;
	r->windows_changed = true;
	if (!wait_settle(r, e) || !option_is_on(r, hit.box, &on, e))
		return false;
	if (on != wanted)
		return err_set(e, ERR_MISMATCH, "%s is %s, not %s", r->what, on ? "on" : "off",
			       wanted ? "on" : "off");
	r->mark = STEP_VERIFIED;
	r->how = "mark in the box";
	const struct written w = { .kind = WRITTEN_TICK,
				   .target = t->box,
				   .what = r->what,
				   .shows = wanted ? "on" : "off",
				   .tab = r->tab };
	lastlook_add(r, &w);
	return true;
}
