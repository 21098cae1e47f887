/* supervisor.c - starts the agent's processes, watches them, and cleans up behind the dead. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "agent/recipe/recipe.h"
#include "agent/serve/offspring.h"
#include "agent/serve/reckoning.h"
#include "agent/serve/recovery.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "logs/journal.h"

/* SERVANTS: keys, intake, deliver. STOP_MS: longer than any commit's limit (120 s). */
enum { SERVANTS = 3, STOP_MS = 150000, TEXT_BYTES = 16 };

struct supervisor {
	const struct config *c;
	struct store *store; /* owned, like all below */
	struct journal *journal;
	struct offspring list[SERVANTS + CONFIG_DESKS_MAX];
	size_t n;
	int lifeline[2]; /* nobody writes; our end closes with us */
	int signals_fd;
	bool stopping;
	struct deadline stop_by;
	struct err fatal; /* why the agent cannot go on; empty: it can */
};

static void supervisor_clear(struct supervisor *s)
{
	journal_close(s->journal);
	store_close(s->store);
	close_fdp(&s->lifeline[0]);
	close_fdp(&s->lifeline[1]);
	close_fdp(&s->signals_fd);
}

/* say() - one line for the engineer; journald or the terminal keeps it. */
static void say(const struct offspring *o, const char *what, int number)
{
	(void)fprintf(stderr, "amtsbote agent: %s %s %d\n", o->name, what, number);
}

/* ---- the state directory */

/* lock_state() - one agent on one state directory; held until the process ends. */
static bool lock_state(const struct config *c, int *ret_fd, struct err *e)
{
	static const char *const folders[] = { "", "run", "recipes", "reports" };

	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		if (!file_make_folder(config_path(c, folders[i]), e))
			return false;
	int fd = open(config_path(c, "lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set(e, ERR_IO, "open '%s': %s", config_path(c, "lock"), strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		(void)close(fd);
		return err_set(e, ERR_CONFIG, "another agent works in '%s'", c->state);
	}
	*ret_fd = fd;
	return true;
}

/* load_recipe() - NULL with ERR_NONE if it has errors, which are told. */
static struct recipe *load_recipe(const char *folder, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct recipe *recipe = NULL;
	struct findings f;

	findings_init(&f, a);
	if (recipe_load(folder, &f, &recipe, e) && !recipe)
		(void)err_set(e, ERR_RECIPE, "recipe '%s' has %zu errors (amtsbote check)", folder,
			      f.n_errors);
	return recipe;
}

/*
 * check_recipes() - the seats of every recipe are told to the store. One that cannot be used is
 * left out by intake, which says so; an agent without any has nothing to do.
 */
static bool check_recipes(struct supervisor *s, struct err *e)
{
	struct err last = { 0 };
	size_t good = 0;

	for (size_t i = 0; i < s->c->n_recipes; i++) {
		const struct config_recipe *one = &s->c->recipes[i];
		struct err cause = { 0 };
		CLEANUP(recipe_freep) struct recipe *recipe = load_recipe(one->folder, &cause);
		if (!recipe) {
			last = cause;
			continue;
		}
		unsigned seats = one->seats ? one->seats : (unsigned)recipe->application.sessions;
		if (!store_recipe_seats(s->store, recipe->name, seats, e))
			return false;
		good++;
	}
	return good > 0 || err_set(e, ERR_CONFIG, "no recipe can be used: %s", last.msg);
}

static bool note_start(struct supervisor *s, struct err *e)
{
	struct journal_body body = journal_body(JK_AGENT_STARTED);

	journal_put_id(&body, JF_VERSION, "0.1.0");
	journal_put(&body, JF_PID, (uint64_t)getpid());
	return journal_append(s->journal, "", &body, NULL, e);
}

/* ---- children */

/* start() - the command line of a role; the same program, other eyes. */
static bool start(struct supervisor *s, struct offspring *o, struct err *e)
{
	const struct config *c = s->c;
	char desk[TEXT_BYTES], copies[TEXT_BYTES];
	const char *argv[10] = { o->role == ROLE_WORKER ? "worker" : o->name, "--config", c->file };

	if (!fmt_into(desk, sizeof desk, "%u", o->desk) ||
	    !fmt_into(copies, sizeof copies, "%u", c->key_copies))
		return err_set(e, ERR_LIMIT, "desk %u", o->desk);
	if (o->role == ROLE_KEYS) {
		argv[1] = "--keyring";
		argv[2] = c->keys;
		argv[3] = "--socket";
		argv[4] = config_path(c, "keys.sock");
		argv[5] = "--journal";
		argv[6] = config_path(c, "journal");
		argv[7] = "--copies";
		argv[8] = copies;
	} else if (o->role == ROLE_WORKER) {
		argv[3] = "--desk";
		argv[4] = desk;
		/* Whatever the last one left goes before a new one looks for work. */
		if (!recovery_worker(c, s->store, s->journal, o->desk, e))
			return false;
	} else if (!recovery_lines(c, s->store, s->journal, o->name, e)) {
		return false;
	}
	return offspring_start(o, argv, s->lifeline[0], e);
}

/* start_due() - all that are to run and do not; *ret_next is when the next one is due. */
static void start_due(struct supervisor *s, int64_t *ret_next_ms)
{
	int64_t now = clock_boot_ms();

	*ret_next_ms = INT64_MAX;
	for (size_t i = 0; i < s->n && !s->stopping; i++) {
		struct offspring *o = &s->list[i];
		if (o->pid != 0)
			continue;
		if (o->start_at_ms > now) {
			*ret_next_ms =
				o->start_at_ms < *ret_next_ms ? o->start_at_ms : *ret_next_ms;
			continue;
		}
		struct err cause = { 0 };
		if (start(s, o, &cause))
			continue;
		/* What one desk or a full disk keeps from starting is tried again. */
		(void)fprintf(stderr, "amtsbote agent: %s: %s\n", o->name, cause.msg);
		offspring_ended(o);
		*ret_next_ms = o->start_at_ms < *ret_next_ms ? o->start_at_ms : *ret_next_ms;
	}
}

static struct offspring *offspring_of(struct supervisor *s, pid_t pid)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->list[i].pid == pid)
			return &s->list[i];
	return NULL;
}

/* ended() - one child: told to the journal; one that cannot work like this ends the agent. */
static bool ended(struct supervisor *s, struct offspring *o, int status, struct err *e)
{
	struct journal_body body = journal_body(JK_PROCESS_ENDED);
	bool killed = WIFSIGNALED(status);
	int number = killed ? WTERMSIG(status) : WEXITSTATUS(status);
	struct err unwritten = { 0 };
	char cause[32];

	if (!fmt_into(cause, sizeof cause, "%s-%d", killed ? "signal" : "exit", number))
		return err_set(e, ERR_LIMIT, "status %d", status);
	if (!s->stopping)
		say(o, killed ? "was ended by signal" : "ended with status", number);
	offspring_ended(o);
	journal_put_id(&body, JF_PROCESS, o->name);
	journal_put_id(&body, JF_CAUSE, cause);
	if (!killed && number == SUPERVISOR_EXIT_CONFIG && s->fatal.code == ERR_NONE)
		(void)err_set(&s->fatal, ERR_CONFIG, "%s cannot work like this, see its message",
			      o->name);
	/* A disk that is full must not end those who are in the middle of a commit. */
	if (!journal_append(s->journal, "", &body, NULL, &unwritten))
		(void)fprintf(stderr, "amtsbote agent: %s\n", unwritten.msg);
	return true;
}

/* reap() - all children that ended; orphans that became ours are only waited for. */
static bool reap(struct supervisor *s, struct err *e)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		struct offspring *o = offspring_of(s, pid);
		if (o && !ended(s, o, status, e))
			return false;
	}
	return true;
}

/* ---- the end */

/* begin_stop() - all but `keys`, whom the others still need, are asked to finish. */
static void begin_stop(struct supervisor *s)
{
	if (s->stopping)
		return;
	s->stopping = true;
	s->stop_by = deadline_in(STOP_MS);
	for (size_t i = 0; i < s->n; i++)
		if (s->list[i].pid != 0 && s->list[i].role != ROLE_KEYS)
			(void)kill(s->list[i].pid, SIGTERM); /* it may have ended: fine */
}

/* running() - how many children run, `keys` not counted. */
static size_t running(const struct supervisor *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += s->list[i].pid != 0 && s->list[i].role != ROLE_KEYS;
	return n;
}

/* end() - @signal, and wait. */
static void end(struct offspring *o, int signal)
{
	if (o->pid == 0)
		return;
	(void)kill(o->pid, signal);
	(void)waitpid(o->pid, NULL, 0); /* it holds nothing worth a report */
	o->pid = 0;
}

/*
 * finish() - nobody works any more; what did not end in time is killed. `keys` goes last: it signs
 * what the others wrote.
 */
static bool finish(struct supervisor *s, struct err *e)
{
	bool cleared = true;

	for (size_t i = 0; i < s->n; i++)
		if (s->list[i].role != ROLE_KEYS)
			end(&s->list[i], SIGKILL);
	for (size_t i = 0; i < s->n && cleared; i++)
		cleared = s->list[i].role != ROLE_WORKER ||
			  recovery_worker(s->c, s->store, s->journal, s->list[i].desk, e);
	for (size_t i = 0; i < s->n; i++)
		if (s->list[i].role == ROLE_KEYS)
			end(&s->list[i], SIGTERM);
	(void)unlink(config_path(s->c, "keys.sock")); /* nobody answers there any more */
	return cleared;
}

/* read_signals() - what came, if anything. */
static void read_signals(struct supervisor *s)
{
	struct signalfd_siginfo info;

	while (read(s->signals_fd, &info, sizeof info) == sizeof info)
		if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT)
			begin_stop(s);
}

static bool watch(struct supervisor *s, struct err *e)
{
	while (!s->stopping || running(s) > 0) {
		struct pollfd fd = { .fd = s->signals_fd, .events = POLLIN };
		int64_t next_ms;
		start_due(s, &next_ms);
		struct deadline until = { s->stopping ? s->stop_by.at_ms : next_ms };
		if (s->stopping && deadline_over(until))
			break;
		if (poll(&fd, 1,
			 next_ms == INT64_MAX && !s->stopping ? -1 : deadline_left_ms(until)) < 0 &&
		    errno != EINTR)
			return err_set(e, ERR_IO, "poll: %s", strerror(errno));
		read_signals(s);
		if (!reap(s, e))
			return false;
		if (s->fatal.code != ERR_NONE)
			begin_stop(s);
	}
	return true;
}

/* prepare() - signals as a descriptor, orphans to us, the list of children. */
static bool prepare(struct supervisor *s, struct err *e)
{
	sigset_t set;

	(void)sigemptyset(&set); /* these four cannot fail */
	(void)sigaddset(&set, SIGCHLD);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0 ||
	    (s->signals_fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC)) < 0 ||
	    pipe2(s->lifeline, O_CLOEXEC) != 0 || prctl(PR_SET_CHILD_SUBREAPER, 1L) != 0)
		return err_set(e, ERR_IO, "prepare: %s", strerror(errno));
	offspring_init(&s->list[s->n++], ROLE_KEYS, 0);
	offspring_init(&s->list[s->n++], ROLE_INTAKE, 0);
	offspring_init(&s->list[s->n++], ROLE_DELIVER, 0);
	for (unsigned desk = 1; desk <= s->c->desks; desk++)
		offspring_init(&s->list[s->n++], ROLE_WORKER, desk);
	return true;
}

/*
 * check_signed() - the journal goes on from what was signed, or nothing is written to it: a line
 * more, and what was restored could not be proven to be a beginning any longer.
 */
static bool check_signed(const struct config *c, struct err *e)
{
	int code;

	if (!offspring_call(c, "--check", &code, e))
		return false;
	if (code == SUPERVISOR_EXIT_BEHIND)
		return err_set(e, ERR_CONFIG,
			       "the state was restored: more of its journal was signed than is here"
			       " (amtsbote restored)");
	return code == 0 || err_set(e, ERR_CONFIG, "keys cannot work like this, see its message");
}

/* reckon() - a store that was restored learns what it missed, before anything is written. */
static bool reckon(struct supervisor *s, struct err *e)
{
	const struct books books = { s->store, s->journal };
	bool paused;

	if (!reckoning_make(s->c, &books, &paused, e))
		return false;
	if (paused)
		(void)fprintf(
			stderr,
			"amtsbote agent: wiederhergestellt: nichts Neues wird eingetragen, bis"
			" es freigegeben ist / restored: nothing new is entered until it is"
			" released (amtsbote restored)\n");
	return true;
}

/* recover() - before anybody works: what the last run of this agent left. */
static bool recover(struct supervisor *s, struct err *e)
{
	for (unsigned desk = 1; desk <= CONFIG_DESKS_MAX; desk++)
		if (!recovery_worker(s->c, s->store, s->journal, desk, e))
			return false;
	for (size_t i = 0; i < s->n; i++)
		if (s->list[i].role != ROLE_WORKER && s->list[i].role != ROLE_KEYS &&
		    !recovery_lines(s->c, s->store, s->journal, s->list[i].name, e))
			return false;
	if (!recovery_journal(s->store, s->journal, e))
		return false;
	fault_point("supervisor-recovered");
	return true;
}

bool supervise(const struct config *c, struct err *e)
{
	CLEANUP(supervisor_clear)
	struct supervisor s = { .c = c, .lifeline = { -1, -1 }, .signals_fd = -1 };
	CLEANUP(close_fdp) int lock = -1;

	/* Signals first: a stop that comes meanwhile is not lost. */
	if (!prepare(&s, e) || !lock_state(c, &lock, e) || !check_signed(c, e) ||
	    !store_open(config_path(c, "store.db"), &s.store, e) ||
	    !journal_open(config_path(c, "journal"), "supervisor", &s.journal, e) ||
	    !reckon(&s, e) || !recover(&s, e) || !check_recipes(&s, e) || !note_start(&s, e))
		return false;
	fault_point("supervisor-started");
	bool watched = watch(&s, e);
	if (!watched)
		begin_stop(&s);
	struct err late = { 0 };
	bool cleared = finish(&s, &late);
	if (!watched || s.fatal.code != ERR_NONE) {
		*e = watched ? s.fatal : *e;
		return false;
	}
	if (!cleared)
		*e = late;
	return cleared;
}
