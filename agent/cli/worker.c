/* worker.c - `amtsbote worker`: one desk, one job after the other; the agent starts it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include "agent/cli/argument.h"
#include "agent/cli/command.h"
#include "agent/cli/inputs.h"
#include "agent/cli/office.h"
#include "agent/run/job.h"
#include "agent/serve/presence.h"
#include "agent/serve/supervisor.h"
#include "base/fault.h"
#include "base/str.h"
#include "ocr/tess.h"

/*
 * LEASE_MS: only what no commit is open for passes by time, and its supervisor gives it back much
 * sooner. IDLE_MS: SQLite cannot tell us of new work.
 */
enum { LEASE_MS = 60000, IDLE_MS = 500, NAME_BYTES = 16, PATH_BYTES = 64 };

/* Everything one worker holds; freed in the reverse order of the fields. */
struct worker {
	struct config *config; /* owned, like all below */
	struct store *store;
	struct journal *journal;
	struct keyholder *keys;
	struct tess *tess;
	struct job_witness witness;
	struct workplace *place;
	char name[NAME_BYTES];
	unsigned since_fresh; /* jobs on this desk */
	int signals_fd, lock_fd;
};

static void worker_clear(struct worker *w)
{
	workplace_free(w->place);
	tess_free(w->tess);
	keyholder_close(w->keys);
	journal_close(w->journal);
	store_close(w->store);
	config_free(w->config);
	close_fdp(&w->signals_fd);
	close_fdp(&w->lock_fd); /* last: until here the desk was ours */
}

/*
 * take_signals() - asked for between the steps, and never read: they stay. The desk's own way
 * (agent/desk/stop) would end every wait at once, also the one for a proof.
 */
static bool take_signals(struct worker *w, struct err *e)
{
	sigset_t set;

	(void)sigemptyset(&set); /* these three cannot fail with valid arguments */
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	if (sigprocmask(SIG_BLOCK, &set, NULL) == 0)
		w->signals_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return w->signals_fd >= 0 || err_set(e, ERR_IO, "signalfd: %s", strerror(errno));
}

/* stopping() - a signal came, or the supervisor is gone. */
static bool stopping(void *self, int64_t wait_ms)
{
	const struct worker *w = self;
	struct pollfd fds[] = { { .fd = w->signals_fd, .events = POLLIN },
				{ .fd = SUPERVISOR_LIFELINE_FD, .events = POLLIN } };

	return poll(fds, 2, (int)wait_ms) > 0;
}

/*
 * settings() - of the recipe @name, which a job carries; the configuration knows folders. What such
 * a folder holds by now concerns nobody: jobs carry their frozen recipe.
 */
static bool settings(void *self, const char *name, struct arena *a,
		     struct job_settings *ret_settings, struct err *e)
{
	const struct worker *w = self;
	const char *folder;

	if (!store_recipe_folder(w->store, name, a, &folder, e))
		return false;
	for (size_t i = 0; i < w->config->n_recipes; i++) {
		const struct config_recipe *one = &w->config->recipes[i];
		const struct inputs in = { .secrets_file = one->secrets_file };
		if (!str_eq(one->folder, folder))
			continue;
		ret_settings->config = one->settings;
		ret_settings->tape = one->tape;
		return inputs_secrets(&in, a, &ret_settings->secrets, e);
	}
	return err_set(e, ERR_CONFIG, "recipe '%s' is not in '%s' any more", name, w->config->file);
}

static bool open_worker(struct worker *w, const char *path, struct err *e)
{
	if (!config_load(path, &w->config, e) ||
	    !presence_take(w->config, w->name, &w->lock_fd, e) ||
	    !store_open(config_path(w->config, "store.db"), &w->store, e) ||
	    !journal_open(config_path(w->config, "journal"), w->name, &w->journal, e) ||
	    !take_signals(w, e) ||
	    !keyholder_open(config_path(w->config, "keys.sock"), "worker", &w->keys, e) ||
	    !tess_open("deu", &w->tess, e))
		return false;
	store_as(w->store, w->name);
	job_witness_init(&w->witness);
	const struct workplace_options wo = {
		.folder = config_path(w->config, arena_printf(w->config->arena, "run/%s", w->name)),
		.tess = w->tess,
		.observer = &w->witness.observer,
		.desks = config_path(w->config, "desks"),
	};
	w->place = workplace_new(&wo);
	return true;
}

/* one_job() - claim and do one; *ret_idle_ms is how long there is nothing to do. */
static bool one_job(struct worker *w, struct job_desk *d, int64_t *ret_idle_ms, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	const struct store_claimer by = { .owner = w->name, .lease_ms = LEASE_MS };
	struct store_job *job;
	int64_t wait_ms;

	*ret_idle_ms = 0;
	if (!store_claim(w->store, &by, a, &job, &wait_ms, e))
		return false;
	if (!job) {
		*ret_idle_ms = wait_ms < IDLE_MS ? wait_ms : IDLE_MS;
		return true;
	}
	if (!job_run(d, job, e))
		return false;
	/* Pictures of the whole screen come and go during a job; between jobs nobody needs them. */
	(void)malloc_trim(0);
	if (++w->since_fresh >= w->config->recycle_after) {
		workplace_close(w->place);
		w->since_fresh = 0;
	}
	return true;
}

/*
 * work() - until somebody asks us to stop. What cannot be written down ends us: a claim that is
 * left open goes back only when its desk is known to be dead, and that our supervisor sees to.
 */
static bool work(struct worker *w, struct err *e)
{
	struct job_desk d = {
		.store = w->store,
		.journal = w->journal,
		.keys = w->keys,
		.place = w->place,
		.witness = &w->witness,
		.recipes = config_path(w->config, "recipes"),
		.tapes = config_path(w->config, "tape"),
		.lease_ms = LEASE_MS,
		.self = w,
		.settings = settings,
		.stopping = stopping,
	};

	(void)!getrandom(&d.random, sizeof d.random, 0); /* jitter: any value will do */
	for (int64_t idle_ms = 0; !stopping(w, idle_ms);)
		if (!one_job(w, &d, &idle_ms, e))
			return false;
	return true;
}

int command_worker(int argc, char **argv)
{
	const char *path = NULL, *desk = NULL;
	const struct argument rows[] = {
		{ "config", "FILE", "the agent's configuration (" OFFICE_CONFIG ")", &path, NULL },
		{ "desk", "N", "its number, from 1", &desk, NULL },
	};
	const struct arguments all = { "worker --config FILE --desk N (the agent starts it)", rows,
				       2, 0, 0 };
	CLEANUP(worker_clear) struct worker w = { .signals_fd = -1, .lock_fd = -1 };
	struct err e = { 0 };
	uint64_t number;
	int exit_code;

	if (!arguments_read(&all, argc, argv, NULL, &exit_code))
		return exit_code;
	if (!desk || !str_to_u64(desk, CONFIG_DESKS_MAX, &number) || number == 0 ||
	    !fmt_into(w.name, sizeof w.name, "worker-%u", (unsigned)number))
		return command_complain("worker", "wants --desk N, from 1");
	if (!open_worker(&w, path ? path : OFFICE_CONFIG, &e)) {
		(void)command_complain("worker", e.msg);
		return e.code == ERR_CONFIG ? SUPERVISOR_EXIT_CONFIG : EXIT_WRONG;
	}
	return work(&w, &e) ? EXIT_DONE : command_complain("worker", e.msg);
}
