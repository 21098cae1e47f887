/* child.c - a child process: started with a report of exec errors, waited for by pidfd. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/cleanup.h"

/* How long a killed process may take to be gone: it can sit in one disk operation. */
enum { KILLED_MS = 5000 };

/* reset_signals() - undo what the agent ignores or blocks: both are inherited through exec. */
static void reset_signals(void)
{
	sigset_t none;

	(void)sigemptyset(&none); /* cannot fail */
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	for (int number = 1; number < NSIG; number++)
		(void)signal(number, SIG_DFL); /* SIGKILL and SIGSTOP refuse, rightly */
}

/* redirect() - make @fd (or /dev/null) the descriptor @as. */
static bool redirect(int fd, int as)
{
	if (fd < 0)
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	return fd >= 0 && dup2(fd, as) == as;
}

static bool keep(int fd)
{
	return fd < 0 || fcntl(fd, F_SETFD, 0) == 0;
}

static bool prepare(const struct child_options *o, pid_t parent)
{
	const struct rlimit no_core = { 0, 0 };

	reset_signals();
	if (o->session ? setsid() < 0 : setpgid(0, 0) != 0)
		return false;
	int death_signal = o->death_signal != 0 ? o->death_signal : SIGKILL;
	if (prctl(PR_SET_PDEATHSIG, death_signal) != 0 || getppid() != parent)
		return false;
	if (setrlimit(RLIMIT_CORE, &no_core) != 0)
		return false;
	if (!redirect(o->in_fd, 0) || !redirect(o->out_fd, 1) || !redirect(o->out_fd, 2))
		return false;
	if (close_range(3, UINT_MAX, CLOSE_RANGE_CLOEXEC) != 0)
		return false;
	if (!keep(o->keep_fd) || !keep(o->also_fd))
		return false;
	return o->folder == NULL || chdir(o->folder) == 0;
}

static _Noreturn void become(const struct child_options *o, pid_t parent, int report_fd)
{
	if (prepare(o, parent))
		(void)execvpe(o->argv[0], (char *const *)o->argv,
			      o->env); /* returns only to fail */
	int cause = errno;
	ssize_t n = write(report_fd, &cause, sizeof cause);
	_exit(n == sizeof cause ? 127 : 126);
}

/* read_report() - errno of a failed exec, 0 when the pipe closed by the exec itself. */
static int read_report(int fd)
{
	int cause = 0;
	ssize_t n;

	do {
		n = read(fd, &cause, sizeof cause);
	} while (n < 0 && errno == EINTR);
	return n == sizeof cause ? cause : 0;
}

bool child_start(const struct child_options *o, struct child *ret_child, struct err *e)
{
	int report[2];
	pid_t parent = getpid();

	if (pipe2(report, O_CLOEXEC) != 0)
		return err_set(e, o->failure, "start '%s': pipe: %s", o->argv[0], strerror(errno));
	CLEANUP(close_fdp) int reading = report[0];
	pid_t pid = fork();
	if (pid == 0)
		become(o, parent, report[1]);
	int cause = errno;
	(void)close(report[1]); /* the child's end alone must decide when the pipe closes */
	if (pid < 0)
		return err_set(e, o->failure, "start '%s': fork: %s", o->argv[0], strerror(cause));
	cause = read_report(reading);
	if (cause != 0) {
		(void)waitpid(pid, NULL, 0); /* its exit status is the cause we already have */
		return err_set(e, o->failure, "start '%s': %s", o->argv[0], strerror(cause));
	}
	int pidfd = pidfd_open(pid, 0);
	if (pidfd < 0) {
		cause = errno;
		(void)kill(pid, SIGKILL);
		(void)waitpid(pid, NULL, 0);
		return err_set(e, o->failure, "start '%s': pidfd: %s", o->argv[0], strerror(cause));
	}
	*ret_child = (struct child){ .pid = pid, .pidfd = pidfd };
	return true;
}

bool child_wait(struct child *c, struct deadline limit)
{
	struct pollfd p = { .fd = c->pidfd, .events = POLLIN };

	while (!c->ended) {
		int n = poll(&p, 1, deadline_left_ms(limit));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		if (waitpid(c->pid, &c->status, 0) == c->pid || errno == ECHILD)
			c->ended = true;
	}
	return true;
}

void child_forget(struct child *c)
{
	if (c->pid != 0)
		(void)close(c->pidfd);
	*c = (struct child){ 0 };
}

void child_end(struct child *c, int grace_ms)
{
	if (c->pid == 0)
		return;
	if (!child_wait(c, deadline_in(0)))
		(void)kill(c->pid, SIGTERM);
	if (!child_wait(c, deadline_in(grace_ms))) {
		(void)kill(c->pid, SIGKILL);
		(void)child_wait(c, deadline_in(KILLED_MS)); /* nothing stronger is left to try */
	}
	child_forget(c);
}
