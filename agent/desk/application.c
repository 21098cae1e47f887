/* application.c - the program that runs on a desk, and everything it started. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/application.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include "agent/desk/display.h"
#include "agent/desk/events.h"
#include "agent/desk/processes.h"
#include "agent/desk/settings.h"
#include "base/arena.h"
#include "base/cleanup.h"
#include "base/segment.h"
#include "base/str.h"

enum {
	TERM_MS = 1000, /* between SIGTERM and SIGKILL: the window is gone or ignored already */
	OWN_ENTRIES = 9,
	ENTRIES_MAX = 32,
};

bool application_check(struct application *app)
{
	if (app->state != DESK_APP_RUNNING || !child_wait(&app->first, deadline_in(0)))
		return false;
	int status = app->first.status;
	app->state = WIFSIGNALED(status) ? DESK_APP_KILLED : DESK_APP_EXITED;
	app->status = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
	return true;
}

/* make_environment() - the same for everybody who runs the agent; @more comes last and wins. */
static char **make_environment(struct desk *d, struct arena *a, const char *const *more)
{
	const char *path = getenv("PATH");
	size_t n = 0, n_more = 0;

	while (more != NULL && more[n_more] != NULL)
		n_more++;
	char **env = arena_calloc(a, ENTRIES_MAX + n_more + 1, sizeof *env);
	const char *own[ENTRIES_MAX] = {
		arena_printf(a, "PATH=%s", path ? path : "/usr/local/bin:/usr/bin:/bin"),
		"LANG=C.UTF-8",
		arena_printf(a, "HOME=%s/home", d->folder),
		arena_printf(a, "TMPDIR=%s/tmp", d->folder),
		arena_printf(a, "DISPLAY=%s", d->server.display),
		arena_printf(a, "XAUTHORITY=%s", d->server.cookie_file),
		"XMODIFIERS=@im=none",           /* no input method between key and field */
		"_JAVA_AWT_WM_NONREPARENTING=1", /* else Swing waits for a frame */
		"NO_AT_BRIDGE=1",                /* a stuck a11y bus delays GTK by 20 s */
	};
	size_t n_own = OWN_ENTRIES;
	for (const char *const *set = settings_environment(); *set != NULL; set++) {
		assert(n_own < ENTRIES_MAX);
		own[n_own++] = *set;
	}
	for (size_t i = 0; i < n_own; i++) {
		bool replaced = false;
		size_t name = strcspn(own[i], "=") + 1;
		for (size_t k = 0; k < n_more; k++)
			replaced |= strncmp(own[i], more[k], name) == 0;
		if (!replaced)
			env[n++] = arena_strdup(a, own[i]);
	}
	for (size_t i = 0; i < n_more; i++)
		env[n++] = arena_strdup(a, more[i]);
	return env;
}

static bool make_folder(const char *path, struct err *e)
{
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return err_set(e, ERR_IO, "create '%s': %s", path, strerror(errno));
	return true;
}

bool desk_launch(struct desk *d, const char *const *argv, const char *const *env, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	char *home = arena_printf(a, "%s/home", d->folder);
	char *log = arena_printf(a, "%s/application.log", d->folder);

	if (d->app.state == DESK_APP_RUNNING)
		return err_set(e, ERR_START, "'%s': an application runs already", argv[0]);
	application_end(d); /* what the one before may have left */
	if (!make_folder(home, e) || !make_folder(arena_printf(a, "%s/tmp", d->folder), e) ||
	    !settings_write(home, e) || !processes_adopt(e))
		return false;
	CLEANUP(close_fdp)
	int out = d->silent ? -1 : open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (out < 0 && !d->silent)
		return err_set(e, ERR_IO, "create '%s': %s", log, strerror(errno));
	struct child_options o = {
		.argv = argv,
		.env = make_environment(d, a, env),
		.folder = home,
		.in_fd = -1,
		.out_fd = out,
		.keep_fd = -1,
		.also_fd = -1,
		.session = true,
		.failure = ERR_START,
	};
	if (!child_start(&o, &d->app.first, e))
		return false;
	d->app.state = DESK_APP_RUNNING;
	d->app.status = 0;
	d->app.shown = false;
	return true;
}

bool desk_await_end(struct desk *d, struct deadline limit)
{
	if (d->app.state == DESK_APP_RUNNING && child_wait(&d->app.first, limit))
		(void)application_check(&d->app); /* who asks next is told */
	return d->app.state != DESK_APP_RUNNING;
}

void application_end(struct desk *d)
{
	struct application *app = &d->app;
	pid_t group = app->first.pid;

	if (group == 0)
		return;
	pid_t pids[PROCESSES_MAX];
	size_t n = processes_of_session(group, pids);
	/* Before the wait: as long as the first process is a zombie, its number stays its
	 * group's. */
	(void)kill(-group, SIGKILL);
	if (app->state == DESK_APP_RUNNING)
		(void)child_wait(&app->first, deadline_in(TERM_MS));
	(void)application_check(app); /* killed by us: nobody is told */
	processes_end_foreign(d->server.cookie_file);
	child_forget(&app->first);
	(void)segment_remove_left(pids, n); /* a killed program cannot do it itself */
}

/* await_end() - true if the application ended before @limit; a stop signal or lost server ends
 * it. */
static bool await_end(struct desk *d, struct deadline limit)
{
	struct err unsaid = { 0 };

	while (desk_app(d) == DESK_APP_RUNNING && !deadline_over(limit)) {
		if (!events_step(d, limit, &unsaid))
			break;
	}
	return desk_app(d) != DESK_APP_RUNNING;
}

bool desk_close_app(struct desk *d, struct deadline limit)
{
	struct wm *wm = &d->wm;
	bool by_itself = true;

	if (desk_app(d) == DESK_APP_RUNNING) {
		for (uint64_t turn = UINT64_MAX; turn > 0;) {
			const struct client *top = NULL;
			for (size_t i = 0; i < wm->n; i++) {
				const struct client *c = &wm->clients[i];
				if (c->turn < turn && (top == NULL || c->turn > top->turn))
					top = c;
			}
			turn = top != NULL ? top->turn : 0;
			if (top != NULL && !d->lost)
				wm_ask_to_close(d, top->id);
		}
		by_itself = await_end(d, limit) && d->app.state == DESK_APP_EXITED;
	}
	if (desk_app(d) == DESK_APP_RUNNING) {
		(void)kill(-d->app.first.pid, SIGTERM);
		(void)kill(-d->app.first.pid, SIGCONT); /* a stopped program cannot obey */
		(void)child_wait(&d->app.first, deadline_in(TERM_MS));
	}
	(void)desk_app(d); /* note how it ended before the rest of its group is killed */
	application_end(d);
	return by_itself;
}

enum desk_app desk_app(struct desk *d)
{
	if (application_check(&d->app))
		d->happened |= DESK_APP_ENDED;
	return d->app.state;
}

int desk_app_status(struct desk *d)
{
	return desk_app(d) == DESK_APP_RUNNING ? 0 : d->app.status;
}

const char *application_ending(const struct application *app, char text[APPLICATION_ENDING_BYTES])
{
	const char *name = app->state == DESK_APP_KILLED ? sigabbrev_np(app->status) : NULL;
	bool fits = app->state == DESK_APP_KILLED
			    ? fmt_into(text, APPLICATION_ENDING_BYTES,
				       "the application was ended by signal %d (SIG%s)",
				       app->status, name ? name : "?")
			    : fmt_into(text, APPLICATION_ENDING_BYTES,
				       "the application ended with status %d", app->status);

	assert(fits);
	return text;
}
