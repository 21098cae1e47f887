/* lastlook.c - everything that was written is compared once more directly before the commit. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include "agent/run/runner.h"
#include "base/mem.h"
#include "base/str.h"

void lastlook_add(struct run *r, const struct written *w)
{
	struct written *copy = mem_zalloc(sizeof *copy), **end = &r->written;

	*copy = *w;
	copy->look = w->look ? img_ref(w->look) : NULL;
	copy->next = NULL;
	while (*end)
		end = &(*end)->next;
	*end = copy;
}

void lastlook_forget(struct run *r)
{
	while (r->written) {
		struct written *next = r->written->next;
		img_unref(r->written->look);
		free(r->written);
		r->written = next;
	}
	r->tab = NULL;
}

/* turn_to() - bring the page @tab to the front; NULL is the page that is there. */
static bool turn_to(struct run *r, const char *tab, struct err *e)
{
	const struct value title = { .text = tab };

	if (!tab || (r->tab && str_eq(r->tab, tab)))
		return true;
	wait_within(r, STEP_WITHIN_MS);
	if (!option_tab(r, &title, e))
		return false;
	r->tab = tab;
	return true;
}

static bool still_shows(struct run *r, const struct written *w, bool *ret_shows, struct err *e)
{
	static const enum locate_as as_of[] = {
		[WRITTEN_TEXT] = LOCATE_ENTRY,
		[WRITTEN_HIDDEN] = LOCATE_ENTRY,
		[WRITTEN_OPTION] = LOCATE_AREA,
		[WRITTEN_TICK] = LOCATE_INDICATOR,
	};
	const struct locate_query q = {
		.target = w->target,
		.scope = r->scope,
		.as = as_of[w->kind],
	};
	enum control_state state;
	struct hit hit;

	wait_within(r, STEP_WITHIN_MS);
	if (!wait_query(r, &q, &hit, e))
		return false;
	switch (w->kind) {
	case WRITTEN_TEXT: return readback_still_shows(r, w, hit.box, ret_shows, e);
	case WRITTEN_OPTION: return locate_shows(r->o.locator, hit.box, w->shows, ret_shows, e);
	case WRITTEN_TICK:
		if (!option_state(r, &hit, &state, e))
			return false;
		*ret_shows = str_eq(w->shows, control_state_word(state));
		return true;
	case WRITTEN_HIDDEN: break; /* a password is used up by the login it was typed for */
	}
	*ret_shows = true;
	return true;
}

/* look_at_page() - all entries of one page. */
static bool look_at_page(struct run *r, const char *tab, struct err *e)
{
	for (const struct written *w = r->written; w; w = w->next) {
		bool shows;
		if ((w->tab == NULL) != (tab == NULL) || (tab && !str_eq(w->tab, tab)))
			continue;
		if (!still_shows(r, w, &shows, e))
			return err_wrap(e, "last look");
		if (!shows)
			return err_set(e, ERR_MISMATCH,
				       "last look: %s no longer shows what was written", w->what);
	}
	return true;
}

/* first_of_page() - is @w the first entry of its page? */
static bool first_of_page(const struct run *r, const struct written *w)
{
	for (const struct written *v = r->written; v != w; v = v->next)
		if (v->tab == w->tab || (v->tab && w->tab && str_eq(v->tab, w->tab)))
			return false;
	return true;
}

/* homeless() - an entry from before the first `tab:`: nobody knows the title of the page it stands
 * on. */
static const struct written *homeless(const struct run *r)
{
	const struct written *w = r->written;

	while (w && w->tab)
		w = w->next;
	return w;
}

bool lastlook_check(struct run *r, struct err *e)
{
	const char *here = r->tab;

	if (here && homeless(r))
		return err_set(e, ERR_RECIPE,
			       "last look: %s was written before the first `tab:`; "
			       "turn to its tab first, so that it can be looked at again",
			       homeless(r)->what);
	for (const struct written *w = r->written; w; w = w->next) {
		bool on_this_page = !w->tab || (here && str_eq(w->tab, here));
		if (on_this_page || !first_of_page(r, w))
			continue;
		if (!turn_to(r, w->tab, e) || !look_at_page(r, w->tab, e))
			return false;
	}
	/* The page the commit is made from comes last: it is the one that is looked at directly
	 * before. */
	if (!turn_to(r, here, e) || !look_at_page(r, NULL, e))
		return false;
	return here ? look_at_page(r, here, e) : true;
}
