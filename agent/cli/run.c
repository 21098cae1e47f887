/* run.c - `amtsbote run`: submissions from files into the application, one after the other on one
 * desk. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/run/run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "agent/cli/command.h"
#include "agent/cli/options.h"
#include "agent/cli/progress.h"
#include "agent/desk/desk.h"
#include "agent/desk/stop.h"
#include "agent/locate/locate.h"
#include "agent/model/mark.h"
#include "agent/recipe/day.h"
#include "base/clock.h"
#include "ocr/tess.h"

/* CLOSE_MS: an application that is asked to close frees its seat within this time or is ended. */
enum { CLOSE_MS = 5000, RESULT_MAX_BYTES = 1024 * 1024 };

/* Everything one call of the command holds; freed in the reverse order of the fields. */
struct session {
	const struct options *o;
	struct progress progress;
	struct arena *arena; /* owned: configuration, secrets */
	const struct json *config, *secrets;
	struct recipe *recipe; /* owned, like all below */
	struct tess *tess;
	struct desk *desk;
	struct locator *locator;
	struct run *run;
	bool no_desk;               /* it cannot be opened: the next submission need not try */
	const char *picture_folder; /* NULL if it cannot be made */
};

static void session_clear(struct session *s)
{
	run_free(s->run);
	locator_free(s->locator);
	desk_free(s->desk);
	tess_free(s->tess);
	recipe_free(s->recipe);
	arena_free(s->arena);
}

/* make_folder() - @path and its parents, each mode 0700. */
static bool make_folder(struct arena *a, const char *path)
{
	char *part = arena_strdup(a, path);

	for (char *slash = strchr(part + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = 0;
		if (mkdir(part, 0700) != 0 && errno != EEXIST)
			return false;
		*slash = '/';
	}
	return mkdir(part, 0700) == 0 || errno == EEXIST;
}

/*
 * picture_folder() - the folder asked for, else the user's state folder; NULL if it cannot be made.
 */
static const char *picture_folder(struct session *s)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	const char *path = s->o->picture_folder;

	if (!path && state && *state)
		path = arena_printf(s->arena, "%s/amtsbote/pictures", state);
	if (!path && home && *home)
		path = arena_printf(s->arena, "%s/.local/state/amtsbote/pictures", home);
	return path && make_folder(s->arena, path) ? path : NULL;
}

/* open_files() - what stays for all submissions: recipe, settings, reader. */
static bool open_files(struct session *s, struct err *e)
{
	return inputs_recipe(&s->o->in, &s->recipe, e) &&
	       inputs_config(&s->o->in, s->arena, &s->config, e) &&
	       inputs_secrets(&s->o->in, s->arena, &s->secrets, e) && stop_on_signals(e) &&
	       tess_open("deu", &s->tess, e);
}

/* open_desk() - a fresh desk; the application is not started yet. */
static bool open_desk(struct session *s, struct err *e)
{
	const struct desk_options any = { .double_click_ms =
						  s->recipe->application.double_click_ms };

	if (!desk_open(&any, &s->desk, e))
		return false;
	const struct locator_options lo = { .desk = s->desk, .recipe = s->recipe, .tess = s->tess };
	if (!locator_new(&lo, &s->locator, e))
		return false;
	const struct run_options ro = { .desk = s->desk,
					.locator = s->locator,
					.recipe = s->recipe,
					.observer = &s->progress.observer,
					.picture_folder = picture_folder(s) };
	s->run = run_new(&ro);
	return true;
}

/* close_desk() - after a failure the desk and its application are not to be trusted: the next one
 * is new. */
static void close_desk(struct session *s)
{
	if (s->desk && desk_app(s->desk) == DESK_APP_RUNNING)
		(void)desk_close_app(s->desk, deadline_in(CLOSE_MS)); /* killed if it does not */
	run_free(s->run);
	locator_free(s->locator);
	desk_free(s->desk);
	s->run = NULL;
	s->locator = NULL;
	s->desk = NULL;
}

/* have_desk() - that of the submission before, else a fresh one: a wrong file never starts one. */
static bool have_desk(struct session *s, struct err *e)
{
	s->no_desk = !s->desk && !open_desk(s, e);
	return !s->no_desk;
}

/* enter() - one submission on the session's desk, whatever comes of it. */
static void enter(struct session *s, const struct scope_options *so, struct arena *a,
		  struct run_result *result)
{
	CLEANUP(scope_freep) struct scope *scope = NULL;
	struct err e = { 0 };

	if (!scope_new(so, &scope, &e) || !have_desk(s, &e)) {
		*result = (struct run_result){ .end = failure_end(e.code), .err = e };
		return;
	}
	const struct run_task task = { .scope = scope,
				       .flags = (s->o->until_commit ? RUN_UNTIL_COMMIT : 0u) |
						(s->o->rehearse_probe ? RUN_REHEARSE_PROBE : 0u) };
	if (desk_app(s->desk) != DESK_APP_RUNNING && !run_launch(s->run, &task, a, result))
		return;
	run_submission(s->run, &task, a, result);
	if (result->end != RUN_ENTERED && desk_app(s->desk) == DESK_APP_RUNNING &&
	    result->err.code != ERR_HUNG && result->err.code != ERR_STOPPED)
		(void)run_leave(s->run, scope); /* else it is ended by force */
}

/* record() - append the machine-readable line; a result that cannot be recorded is complained
 * about. */
static void record(const struct session *s, const char *path, const char *mark,
		   const struct run_result *result, int64_t took_ms)
{
	CLEANUP(buf_clear) struct buf line = { 0 };
	FILE *to;

	if (!s->o->result_file)
		return;
	buf_init(&line, RESULT_MAX_BYTES);
	progress_json(&line, path, mark, result, took_ms);
	to = fopen(s->o->result_file, "ae");
	if (!to || fputs(line.data, to) < 0)
		(void)command_complain("run", "the result file cannot be written");
	if (to && fclose(to) != 0)
		(void)command_complain("run", "the result file is not complete");
}

/* run_one() - read, check and enter one file; returns how it ended. */
static enum run_end run_one(struct session *s, const char *path, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct run_result result = { .end = RUN_FAILED };
	char mark[MARK_BYTES] = "";
	int64_t began_ms = clock_boot_ms();
	struct scope_options so = { .recipe = s->recipe,
				    .config = s->config,
				    .secrets = s->secrets,
				    .job_id = mark,
				    .mark = mark,
				    .today = day_today(a) };

	if (!mark_new(mark, e))
		return RUN_FAILED;
	progress_begin(&s->progress, path, mark);
	if (inputs_submission(path, s->recipe, a, &so.input, e))
		enter(s, &so, a, &result);
	else
		result = (struct run_result){ .end = failure_end(e->code), .err = *e };
	int64_t took_ms = clock_boot_ms() - began_ms;
	progress_end(&s->progress, &result, took_ms);
	record(s, path, mark, &result, took_ms);
	*e = result.err;
	return result.end;
}

/* open_failed() - nothing was begun; say why and give the exit code of the cause's class. */
static int open_failed(const struct err *e)
{
	(void)command_complain("run", e->msg); /* its code is for a wrong command line */
	return e->code == ERR_RECIPE ? EXIT_WRONG : run_end_exit_code(failure_end(e->code));
}

/* run_all() - every submission; the exit code is that of the first that was not entered. */
static int run_all(struct session *s)
{
	int exit_code = EXIT_DONE;

	for (size_t i = 0; i < s->o->in.n_submissions; i++) {
		struct err e = { 0 };
		enum run_end end = run_one(s, s->o->in.submissions[i], &e);
		if (exit_code == EXIT_DONE)
			exit_code = run_end_exit_code(end);
		if (s->no_desk || stop_requested() || e.code == ERR_LOGIN || e.code == ERR_START)
			break; /* a login is tried once; a stop is a stop */
		if (e.code != ERR_NONE && failure_rule(err_code_class(e.code))->new_desk)
			close_desk(s);
	}
	close_desk(s);
	return exit_code;
}

int command_run(int argc, char **argv)
{
	struct options o;
	struct err e = { 0 };
	int exit_code;

	if (!options_read(argc, argv, &o, &exit_code))
		return exit_code;
	CLEANUP(session_clear) struct session s = { .o = &o, .arena = arena_new() };
	progress_init(&s.progress, o.quiet);
	return open_files(&s, &e) ? run_all(&s) : open_failed(&e);
}
