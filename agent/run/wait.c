/* wait.c - waiting for what a step needs, by events and with a limit; handlers act meanwhile. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/desk.h"
#include "agent/desk/window.h"
#include "agent/run/runner.h"
#include "base/clock.h"

/* GRACE_MS: a step whose time is over still asks whether the application answers: it does within
 * some ms if it lives, and the answer tells "not there" from "hung". */
enum { GRACE_MS = 1000 };

/* EATEN_MS: docs/decisions/020-round-trips.md. */
enum { EATEN_MS = 50 };

/* WATCH_MS: how often a wait asks whether it is still wanted; a person who stops the agent does not
 * notice it. */
enum { WATCH_MS = 1000 };

void wait_within(struct run *r, int64_t within_ms)
{
	r->within_ms = within_ms;
	r->limit = deadline_in(within_ms);
}

/* notice() - take note of what happened so far, without waiting. */
static bool notice(struct run *r, struct err *e)
{
	unsigned events;

	if (!desk_wait(r->o.desk, deadline_in(0), &events, e))
		return false;
	if (events & DESK_WINDOWS)
		r->windows_changed = true;
	return true;
}

bool wait_stirred(struct run *r, bool *ret_stirred, struct err *e)
{
	if (!notice(r, e))
		return false;
	*ret_stirred = r->windows_changed;
	return true;
}

/*
 * still_eaten() - nothing happened since it had eaten all: to ask again would tell nothing new.
 * Only for a moment: who hangs by itself is to be noticed before the next input as ever.
 */
static bool still_eaten(const struct run *r)
{
	return r->eaten_stir != 0 && r->eaten_stir == desk_stir(r->o.desk) &&
	       clock_boot_ms() - r->eaten_at_ms < EATEN_MS;
}

static void note_eaten(struct run *r)
{
	r->eaten_stir = desk_stir(r->o.desk);
	r->eaten_at_ms = clock_boot_ms();
}

bool wait_settle(struct run *r, struct err *e)
{
	struct deadline limit = deadline_over(r->limit) ? deadline_in(GRACE_MS) : r->limit;

	if (!notice(r, e))
		return false;
	if (!r->windows_changed && still_eaten(r))
		return true;
	if (!r->windows_changed && (!desk_eaten(r->o.desk, limit, e) || !notice(r, e)))
		return false;
	if (!r->windows_changed) {
		note_eaten(r);
		return true;
	}
	if (!desk_settle(r->o.desk, DESK_QUIET_MS, limit, e) || !notice(r, e))
		return false;
	r->windows_changed = false; /* what changed has come to rest */
	note_eaten(r);
	return true;
}

/* check_alive() - ERR_GONE if the application ended. */
static bool check_alive(struct run *r, struct err *e)
{
	switch (desk_app(r->o.desk)) {
	case DESK_APP_EXITED:
		return err_set(e, ERR_GONE, "the application ended with status %d",
			       desk_app_status(r->o.desk));
	case DESK_APP_KILLED:
		return err_set(e, ERR_GONE, "the application was ended by signal %d",
			       desk_app_status(r->o.desk));
	case DESK_APP_NONE:
	case DESK_APP_RUNNING: break;
	}
	return true;
}

bool wait_watch(struct run *r, struct err *e)
{
	const struct run_watch *w = r->task ? r->task->watch : NULL;

	return !w || r->undecided || w->look(w->self, e);
}

/* await() - as wait_event() with a limit of its own. */
static bool await(struct run *r, struct deadline limit, bool *ret_over, struct err *e)
{
	unsigned events = DESK_TIMEOUT;

	while (events == DESK_TIMEOUT) {
		if (!check_alive(r, e) || !wait_watch(r, e) ||
		    !desk_wait(r->o.desk, deadline_sooner(limit, deadline_in(WATCH_MS)), &events,
			       e))
			return false;
		if (deadline_over(limit))
			break;
	}
	if (events & DESK_WINDOWS)
		r->windows_changed = true;
	/* An application that moves all the time must not keep us for ever. */
	*ret_over = deadline_over(limit);
	return check_alive(r, e);
}

bool wait_event(struct run *r, bool *ret_over, struct err *e)
{
	return await(r, r->limit, ret_over, e);
}

bool wait_until(struct run *r, struct deadline until, struct err *e)
{
	bool over = deadline_over(until);

	while (!over)
		if (!await(r, until, &over, e))
			return false;
	return true;
}

/*
 * handle() - run one handler's steps; while they run no handler is looked at. The step goes on
 * as it was.
 */
static bool handle(struct run *r, const struct recipe_handler *h, struct err *e)
{
	const struct run was = *r;

	r->handlers = NULL;
	r->n_handled++;
	bool done = stepper_walk(r, &h->act, e);
	r->handlers = was.handlers;
	r->step = was.step;
	r->limit = was.limit;
	r->within_ms = was.within_ms;
	r->what = was.what;
	r->how = was.how;
	r->mark = was.mark;
	r->branch = was.branch;
	return done;
}

bool wait_handlers(struct run *r, bool *ret_handled, struct err *e)
{
	*ret_handled = false;
	for (size_t i = 0; r->handlers && i < r->handlers->n; i++) {
		const struct recipe_handler *h = &r->handlers->list[i];
		const struct locate_query q = { .target = h->sees, .scope = r->scope };
		struct hits hits = { .arena = r->arena };
		if (!locate_find(r->o.locator, &q, &hits, e))
			return false;
		if (hits.n == 0)
			continue;
		*ret_handled = true;
		return handle(r, h, e);
	}
	return true;
}

/* seen_instead() - the titles of the windows that are there, for the message of a vain wait. */
static const char *seen_instead(struct run *r)
{
	struct err ignored = { 0 };
	const char *text = "no window";
	struct window *list;
	size_t n;

	if (!window_list(r->o.desk, r->arena, &list, &n, &ignored))
		return text;
	for (size_t i = 0; i < n; i++)
		if (!list[i].popup)
			text = arena_printf(r->arena, "%s%s'%s'%s", i ? text : "", i ? ", " : "",
					    list[i].title, list[i].active ? " (active)" : "");
	return text;
}

static bool not_found(struct run *r, const char *what, enum locate_miss miss, struct err *e)
{
	return err_set(e, ERR_NOT_FOUND, "waited %lld ms for %s%s%s; windows on the screen: %s",
		       (long long)r->within_ms, what, miss == MISS_NOTHING ? "" : ": ",
		       locate_miss_words(miss), seen_instead(r));
}

static bool ambiguous(struct run *r, const char *what, const struct hits *hits, struct err *e)
{
	struct rect first = hits->list[0].box, second = hits->list[1].box;

	r->ambiguous = *hits;
	return err_set(
		e, ERR_AMBIGUOUS,
		"%s is there %zu times (at %d,%d and %d,%d%s); nth: or a relation settles it", what,
		hits->n, first.x, first.y, second.x, second.y, hits->n > 2 ? " ..." : "");
}

/*
 * find() - where @q's target is now, in a list that scrolls after going through all of it.
 * @said: what a passage without a hit said of it, NULL: none ended yet; if the time is over in the
 * middle of a later one, that still holds
 */
static bool find(struct run *r, const struct locate_query *q, const char **said, struct hits *hits,
		 struct err *e)
{
	struct err why = { 0 };

	if (!q->target->scrolls)
		return locate_find(r->o.locator, q, hits, e);
	bool done = lists_find(r, q, hits, &why);
	if (!done && *said && why.code == ERR_NOT_FOUND) {
		r->what = *said;
		hits->n = 0;
		return true;
	}
	if (done && hits->n == 0)
		*said = r->what;
	return done || err_set(e, why.code, "%s", why.msg);
}

bool wait_query(struct run *r, const struct locate_query *q, struct hit *ret_hit, struct err *e)
{
	bool over = false, handled, rested = false;
	const char *said = NULL;

	r->what = locate_describe(q->target, r->scope, r->arena);
	for (;;) {
		struct hits hits = { .arena = r->arena };
		if (!wait_settle(r, e) || !find(r, q, &said, &hits, e))
			return false;
		if (hits.n == 1) {
			*ret_hit = hits.list[0];
			return true;
		}
		/* Two looks of one thing may overlap while it is drawn: only a screen at rest
		 * counts. */
		if (hits.n > 1 && rested)
			return ambiguous(r, r->what, &hits, e);
		rested = hits.n > 1;
		r->windows_changed |= rested;
		if (rested)
			continue;
		if (!wait_handlers(r, &handled, e))
			return false;
		if (over)
			return not_found(r, r->what, hits.miss, e);
		if (!handled && !wait_event(r, &over, e))
			return false;
		over |= deadline_over(r->limit);
	}
}

bool wait_target(struct run *r, const struct target *t, struct hit *ret_hit, struct err *e)
{
	const struct locate_query q = { .target = t, .scope = r->scope, .as = LOCATE_AREA };

	return wait_query(r, &q, ret_hit, e);
}

bool wait_entry(struct run *r, const struct target *t, struct hit *ret_hit, struct err *e)
{
	const struct locate_query q = { .target = t, .scope = r->scope, .as = LOCATE_ENTRY };

	return wait_query(r, &q, ret_hit, e);
}

bool wait_popup(struct run *r, const char *text, struct hit *ret_hit, struct err *e)
{
	bool over = false;

	r->windows_changed =
		true; /* the menu is about to come: it must stand still before a click */
	for (;;) {
		struct hits hits = { .arena = r->arena };
		if (!wait_settle(r, e) || !locate_popup_text(r->o.locator, text, &hits, e))
			return false;
		if (hits.n == 1) {
			*ret_hit = hits.list[0];
			return true;
		}
		if (hits.n > 1)
			return ambiguous(r, arena_printf(r->arena, "menu entry '%s'", text), &hits,
					 e);
		if (over)
			return not_found(r, arena_printf(r->arena, "menu entry '%s'", text),
					 MISS_NOTHING, e);
		if (!wait_event(r, &over, e))
			return false;
	}
}

bool wait_no_popup(struct run *r, struct err *e)
{
	for (;;) {
		struct window *list;
		size_t n, popups = 0;
		bool over;
		if (!wait_settle(r, e) || !window_list(r->o.desk, r->arena, &list, &n, e))
			return false;
		for (size_t i = 0; i < n; i++)
			popups += list[i].popup;
		if (popups == 0)
			return true;
		if (!wait_event(r, &over, e))
			return false;
		if (over)
			return err_set(e, ERR_MISBEHAVED, "a menu stays open");
	}
}
