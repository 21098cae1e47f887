/* offspring.c - one child of the supervisor: started, watched, started again. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/offspring.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "agent/serve/supervisor.h"
#include "base/clock.h"
#include "base/str.h"

/* A child that lived for STEADY_MS was well; its next end is a new affair. ARGS_MAX: of any role.
 */
enum { FIRST_WAIT_MS = 100, LONGEST_WAIT_MS = 30000, STEADY_MS = 60000, ARGS_MAX = 12 };

void offspring_init(struct offspring *o, enum offspring_role role, unsigned desk)
{
	static const char *const names[] = { "keys", "intake", "deliver", "worker" };
	bool fits;

	*o = (struct offspring){ .role = role, .desk = desk };
	if (role == ROLE_WORKER)
		fits = fmt_into(o->name, sizeof o->name, "worker-%u", desk);
	else
		fits = fmt_into(o->name, sizeof o->name, "%s", names[role]);
	assert(fits && "every name is short");
}

static _Noreturn void become(char *const *argv, int lifeline_fd)
{
	sigset_t none;

	(void)sigemptyset(&none); /* cannot fail */
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	if (dup2(lifeline_fd, SUPERVISOR_LIFELINE_FD) == SUPERVISOR_LIFELINE_FD &&
	    fcntl(SUPERVISOR_LIFELINE_FD, F_SETFD, 0) == 0 &&
	    close_range(SUPERVISOR_LIFELINE_FD + 1, UINT_MAX, 0) == 0)
		(void)execv("/proc/self/exe", argv); /* returns only to fail */
	_exit(SUPERVISOR_EXIT_CONFIG);
}

bool offspring_start(struct offspring *o, const char *const *argv, int lifeline_fd, struct err *e)
{
	char *args[ARGS_MAX] = { (char *)(uintptr_t) "amtsbote" };

	for (size_t i = 0; argv[i]; i++) {
		assert(i + 2 < ARGS_MAX);
		args[i + 1] =
			(char *)(uintptr_t)argv[i]; /* execv() takes what it does not change */
	}
	o->started_ms = clock_boot_ms();
	pid_t pid = fork();
	if (pid == 0)
		become(args, lifeline_fd);
	if (pid < 0)
		return err_set(e, ERR_IO, "start %s: fork: %s", o->name, strerror(errno));
	o->pid = pid;
	return true;
}

bool offspring_call(const struct config *c, const char *flag, int *ret_code, struct err *e)
{
	const char *argv[] = { "keys", "--keyring", c->keys, "--journal", config_path(c, "journal"),
			       flag,   NULL };
	struct offspring o;
	int lifeline[2], status = 0;

	offspring_init(&o, ROLE_KEYS, 0);
	if (pipe2(lifeline, O_CLOEXEC) != 0)
		return err_set(e, ERR_IO, "pipe: %s", strerror(errno));
	bool started = offspring_start(&o, argv, lifeline[0], e);
	(void)close(lifeline[0]); /* the child has its own */
	while (started && waitpid(o.pid, &status, 0) < 0)
		if (errno != EINTR)
			started = err_set(e, ERR_IO, "wait for keys: %s", strerror(errno));
	(void)close(lifeline[1]); /* nothing was written to it */
	if (!started)
		return false;
	*ret_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	return true;
}

void offspring_ended(struct offspring *o)
{
	int64_t now = clock_boot_ms();

	o->pid = 0;
	if (o->wait_ms == 0 || now - o->started_ms >= STEADY_MS)
		o->wait_ms = FIRST_WAIT_MS;
	else if (o->wait_ms < LONGEST_WAIT_MS / 2)
		o->wait_ms *= 2;
	else
		o->wait_ms = LONGEST_WAIT_MS;
	o->start_at_ms = now + o->wait_ms;
}
