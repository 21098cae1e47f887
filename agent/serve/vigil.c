/* vigil.c - what a child of the supervisor waits for: events, a time, and the sign to end. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/vigil.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include "agent/serve/supervisor.h"
#include "base/mem.h"

struct vigil {
	int signals_fd;
	int lifeline_fd; /* -1: started by hand */
};

bool vigil_open(struct vigil **ret_vigil, struct err *e)
{
	sigset_t set;
	struct stat st;
	bool supervised = fstat(SUPERVISOR_LIFELINE_FD, &st) == 0 && S_ISFIFO(st.st_mode);

	(void)sigemptyset(&set); /* these three cannot fail */
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	/* A peer that hangs up, or an import program that died, is an error, not our end. */
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR || sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		return err_set(e, ERR_IO, "signals: %s", strerror(errno));
	int fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (fd < 0)
		return err_set(e, ERR_IO, "signalfd: %s", strerror(errno));
	struct vigil *v = mem_zalloc(sizeof *v);
	*v = (struct vigil){ fd, supervised ? SUPERVISOR_LIFELINE_FD : -1 };
	*ret_vigil = v;
	return true;
}

void vigil_close(struct vigil *v)
{
	if (!v)
		return;
	close_fdp(&v->signals_fd);
	mem_freep(&v);
}

bool vigil_wait(struct vigil *v, const int *fds, size_t n, int64_t timeout_ms)
{
	struct pollfd p[VIGIL_FDS_MAX + 2] = { { v->signals_fd, POLLIN, 0 },
					       { v->lifeline_fd, POLLIN, 0 } };
	/* A day at most: then the caller looks once more for nothing. */
	int64_t wait_ms = timeout_ms < 86400000 ? timeout_ms : 86400000;
	const struct timespec wait = { wait_ms / 1000, wait_ms % 1000 * 1000000 };

	assert(n <= VIGIL_FDS_MAX && timeout_ms >= 0);
	for (size_t i = 0; i < n; i++)
		p[2 + i] = (struct pollfd){ fds[i], POLLIN, 0 };
	(void)ppoll(p, n + 2, &wait, NULL); /* interrupted: the caller looks and waits again */
	return !p[0].revents && !p[1].revents;
}

bool vigil_goes_on(struct vigil *v)
{
	return vigil_wait(v, NULL, 0, 0);
}

bool vigil_readable(int fd)
{
	struct pollfd p = { fd, POLLIN, 0 };

	return poll(&p, 1, 0) > 0;
}
