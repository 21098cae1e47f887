/* workplace.c - a desk with one recipe's application on it, kept warm from job to job. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/run/workplace.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "agent/desk/desk.h"
#include "agent/desk/input.h"
#include "agent/locate/locate.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

/*
 * CLOSE_MS: an application that is asked to close frees its seat within this time or is ended.
 * ANSWER_MS: one that lives answers a barrier within some ms; who does not is not asked home.
 */
enum { CLOSE_MS = 5000, ANSWER_MS = 2000, RENEW_MS = 1000 };

struct workplace {
	struct workplace_options o;
	char *folder;          /* owned: of the recipe */
	struct recipe *recipe; /* owned, like all below; NULL: none */
	struct desk *desk;
	struct locator *locator;
	struct run *run;
	char fingerprint[65];
	bool is_new; /* that desk was not told about yet */
};

struct workplace *workplace_new(const struct workplace_options *o)
{
	struct workplace *w = mem_zalloc(sizeof *w);

	w->o = *o;
	return w;
}

void workplace_free(struct workplace *w)
{
	if (!w)
		return;
	workplace_close(w);
	recipe_free(w->recipe);
	free(w->folder);
	free(w);
}

bool workplace_recipe(struct workplace *w, const char *folder, const struct recipe **ret_recipe,
		      struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct findings f;

	if (!w->folder || !str_eq(w->folder, folder)) {
		workplace_close(w);
		recipe_free(w->recipe);
		free(w->folder);
		w->recipe = NULL;
		w->folder = NULL;
		findings_init(&f, a);
		if (!recipe_load(folder, &f, &w->recipe, e))
			return err_wrap(e, "recipe");
		if (!w->recipe)
			return err_set(e, ERR_CONFIG, "recipe '%s' has %zu errors", folder,
				       f.n_errors);
		w->folder = mem_strdup(folder);
	}
	*ret_recipe = w->recipe;
	return true;
}

/* open_desk() - a fresh one in a fresh folder. */
static bool open_desk(struct workplace *w, struct err *e)
{
	const struct desk_options fresh = { .runtime_dir = w->o.folder,
					    .silent = true,
					    .double_click_ms =
						    w->recipe->application.double_click_ms };

	if (!file_remove_tree(w->o.folder, e))
		return false;
	if (mkdir(w->o.folder, 0700) != 0)
		return err_set(e, ERR_IO, "create '%s': %s", w->o.folder, strerror(errno));
	if (!desk_open(&fresh, &w->desk, e))
		return false;
	const struct locator_options lo = { .desk = w->desk,
					    .recipe = w->recipe,
					    .tess = w->o.tess };
	if (!locator_new(&lo, &w->locator, e))
		return false;
	const struct run_options ro = { .desk = w->desk,
					.locator = w->locator,
					.recipe = w->recipe,
					.observer = w->o.observer };
	w->run = run_new(&ro);
	return true;
}

/* keep_fingerprint() - what the pixels of this desk depend on: as a file, and its hash. */
static bool keep_fingerprint(struct workplace *w, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct desk_fingerprint f;

	if (!w->o.desks)
		return true;
	if (!desk_fingerprint(w->desk, a, &f, e))
		return false;
	const char *path = arena_printf(a, "%s/%s", w->o.desks, f.hex);
	if (!file_make_folder(w->o.desks, e))
		return false;
	/* Also if it is there: its name may be from somebody killed before it was on the disk. */
	if (!file_write_private(path, f.text, strlen(f.text), e))
		return false;
	w->is_new = fmt_into(w->fingerprint, sizeof w->fingerprint, "%s", f.hex);
	return true;
}

const char *workplace_new_desk(struct workplace *w)
{
	bool is_new = w->is_new;

	w->is_new = false;
	return is_new ? w->fingerprint : NULL;
}

bool workplace_is_warm(const struct workplace *w)
{
	return w->desk && desk_app(w->desk) == DESK_APP_RUNNING;
}

struct run *workplace_ready(struct workplace *w, const struct run_task *task, struct arena *a,
			    struct run_result *ret_result)
{
	struct err e = { 0 };

	if (workplace_is_warm(w))
		return w->run;
	workplace_clear(w);
	if (!open_desk(w, &e) || !keep_fingerprint(w, &e)) {
		*ret_result = (struct run_result){ .end = failure_end(e.code), .err = e };
		return NULL;
	}
	return run_launch(w->run, task, a, ret_result) ? w->run : NULL;
}

void workplace_between(struct workplace *w, struct scope *scope)
{
	struct err unsaid = { 0 };

	if (workplace_is_warm(w) && (!scope || !run_leave(w->run, scope)))
		workplace_close(w);
	if (!workplace_is_warm(w))
		return;
	input_withdraw(w->desk);
	/* If the display is gone the next job's first step says so. */
	err_ignored(input_drop_selection(w->desk, &unsaid));
}

void workplace_close(struct workplace *w)
{
	if (workplace_is_warm(w))
		(void)desk_close_app(w->desk, deadline_in(CLOSE_MS)); /* else it is ended */
	workplace_clear(w);
}

void workplace_leave(struct workplace *w, const struct run_task *task)
{
	struct err unsaid = { 0 };

	if (!workplace_is_warm(w) || !desk_barrier(w->desk, deadline_in(ANSWER_MS), &unsaid)) {
		workplace_clear(w);
		return;
	}
	(void)run_leave(w->run, task->scope); /* closed from wherever it is */
	workplace_close(w);
}

void workplace_clear(struct workplace *w)
{
	struct err unsaid = { 0 };

	run_free(w->run);
	locator_free(w->locator);
	desk_free(w->desk);
	w->run = NULL;
	w->locator = NULL;
	w->desk = NULL;
	err_ignored(file_remove_tree(w->o.folder, &unsaid)); /* the next desk says what is wrong */
}

void workplace_outlast(struct workplace *w, struct deadline limit, void (*renew)(void *self),
		       void *self)
{
	while (workplace_is_warm(w) && !deadline_over(limit)) {
		struct deadline next = deadline_in(RENEW_MS);
		renew(self);
		(void)desk_await_end(w->desk, next.at_ms < limit.at_ms ? next : limit);
	}
}
