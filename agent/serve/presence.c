/* presence.c - who is at work: each of the agent's processes holds a lock as long as it lives. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/presence.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include "base/cleanup.h"
#include "base/clock.h"

/* AWAIT_MS: longer than a commit's default limit of 120 s. LOOK_MS: how often the lock is tried. */
enum { AWAIT_MS = 130000, LOOK_MS = 100 };

static const char *path_of(const struct config *c, const char *name)
{
	return arena_printf(c->arena, "%s/%s.lock", c->state, name);
}

bool presence_take(const struct config *c, const char *name, int *ret_fd, struct err *e)
{
	const char *path = path_of(c, name);
	CLEANUP(close_fdp) int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_set(e, ERR_IO, "open '%s': %s", path, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		return err_set(e, ERR_STALE, "another %s works here", name);
	*ret_fd = fd;
	fd = -1;
	return true;
}

bool presence_await(const struct config *c, const char *name, struct err *e)
{
	const char *path = path_of(c, name);
	struct deadline until = deadline_in(AWAIT_MS);
	CLEANUP(close_fdp) int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT ||
		       err_set(e, ERR_IO, "open '%s': %s", path, strerror(errno));
	while (flock(fd, LOCK_EX | LOCK_NB) != 0 && !deadline_over(until))
		(void)poll(NULL, 0, LOOK_MS); /* a lock has no event to wait for */
	return true;
}
