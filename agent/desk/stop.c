/* stop.c - SIGTERM and SIGINT as an event that ends every wait of a desk. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/stop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* File-scope state on purpose: signals belong to the process, not to a desk. */
static int signals_fd = -1;

bool stop_on_signals(struct err *e)
{
	sigset_t set;

	if (signals_fd >= 0)
		return true;
	(void)sigemptyset(&set); /* these three cannot fail with valid arguments */
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		return err_set(e, ERR_IO, "block signals: %s", strerror(errno));
	signals_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (signals_fd < 0)
		return err_set(e, ERR_IO, "signalfd: %s", strerror(errno));
	return true;
}

bool stop_requested(void)
{
	/* The signal is never read, so that it stays pending and every later wait sees it too. */
	struct pollfd p = { .fd = signals_fd, .events = POLLIN };

	return signals_fd >= 0 && poll(&p, 1, 0) > 0;
}

int stop_fd(void)
{
	return signals_fd;
}
