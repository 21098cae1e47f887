/* reaper.c - making sure that nothing of a dead worker's desk lives on. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/reaper.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/segment.h"
#include "base/str.h"

/*
 * ROUNDS_MAX: a process may have forked while the list was read; a program that forks faster than
 * ten lists are read is hostile. SERVER_MS: an idle Xvfb ends within some ms.
 */
enum {
	ROUNDS_MAX = 10,
	SERVER_MS = 2000,
	KILLED_MS = 5000,
	PROC_BYTES_MAX = 256 * 1024,
	DEAD_MAX = 256
};

/* Whose shared memory is left to nobody. */
struct dead {
	pid_t pids[DEAD_MAX];
	size_t n;
};

static void closedirp(DIR **d)
{
	if (*d)
		(void)closedir(*d); /* only read */
}

/*
 * names() - does /proc/@pid/@what hold @text, or anything if that is empty? A process that is gone
 * or not ours does not.
 */
static bool names(const char *pid, const char *what, const char *text)
{
	CLEANUP(mem_freep) char *data = mem_calloc(PROC_BYTES_MAX, 1);
	char path[64];
	size_t len = 0;
	ssize_t n = 0;

	if (!fmt_into(path, sizeof path, "/proc/%s/%s", pid, what))
		return false;
	CLEANUP(close_fdp) int fd = open(path, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && len < PROC_BYTES_MAX &&
	       (n = read(fd, data + len, PROC_BYTES_MAX - len)) > 0)
		len += (size_t)n;
	return len > 0 && memmem(data, len, text, strlen(text)) != NULL;
}

/* points_into() - is the link /proc/@pid/@what one below @prefix? */
static bool points_into(const char *pid, const char *what, const char *prefix)
{
	char path[320], target[PATH_MAX];

	if (!fmt_into(path, sizeof path, "/proc/%s/%s", pid, what))
		return false;
	ssize_t len = readlink(path, target, sizeof target - 1);
	if (len <= 0)
		return false;
	target[len] = 0;
	return str_starts(target, prefix);
}

/* works_in() - a daemon that left session and environment still has folder or log of the desk. */
static bool works_in(const char *pid, const char *prefix)
{
	char path[64], name[280];
	const struct dirent *entry;
	bool found = points_into(pid, "cwd", prefix);

	if (!fmt_into(path, sizeof path, "/proc/%s/fd", pid))
		return found;
	CLEANUP(closedirp) DIR *open_files = opendir(path);
	while (!found && open_files && (entry = readdir(open_files)) != NULL)
		found = fmt_into(name, sizeof name, "fd/%s", entry->d_name) &&
			points_into(pid, name, prefix);
	return found;
}

static bool is_server(const char *pid)
{
	return names(pid, "comm", "Xvfb") || names(pid, "comm", "Xvnc");
}

/* end_process() - @pid by a handle that cannot be another process's meanwhile; waits. */
static bool end_process(const char *pid, struct deadline limit, struct err *e)
{
	uint64_t number;

	if (!str_to_u64(pid, INT32_MAX, &number))
		return true;
	CLEANUP(close_fdp) int handle = pidfd_open((pid_t)number, 0);
	if (handle < 0)
		return true; /* gone */
	struct pollfd gone = { .fd = handle, .events = POLLIN };
	if (is_server(pid)) {
		(void)pidfd_send_signal(handle, SIGTERM, NULL, 0);
		(void)poll(&gone, 1, SERVER_MS); /* then by force */
	}
	(void)pidfd_send_signal(handle, SIGKILL, NULL, 0);
	struct deadline killed = deadline_in(KILLED_MS);
	if (killed.at_ms > limit.at_ms)
		killed = limit;
	while (!(gone.revents & POLLIN) && !deadline_over(killed))
		if (poll(&gone, 1, deadline_left_ms(killed)) < 0 && errno != EINTR)
			break;
	return gone.revents & POLLIN || err_set(e, ERR_HUNG, "process %s does not end", pid);
}

enum whose { OURS, ANOTHERS, GONE };

/* whose() - what others run may name our files, and is not ours to end. */
static enum whose whose(const char *pid)
{
	struct stat st;
	char path[64];

	if (!fmt_into(path, sizeof path, "/proc/%s", pid) || stat(path, &st) != 0)
		return GONE;
	return st.st_uid == geteuid() ? OURS : ANOTHERS;
}

/*
 * is_starting() - in the middle of execve() a process has neither arguments nor environment yet, so
 * nobody can tell whose it is. Kernel threads and the dead have none either, but no program.
 */
static bool is_starting(const char *pid)
{
	return !names(pid, "environ", "") && !names(pid, "cmdline", "") &&
	       points_into(pid, "exe", "/");
}

static bool belongs(const char *pid, const char *prefix)
{
	return names(pid, "environ", prefix) || names(pid, "cmdline", prefix) ||
	       works_in(pid, prefix);
}

/* What a look at all processes showed. */
struct round {
	bool found;    /* some of the desk; they were ended */
	bool vanished; /* one ended before it was looked at, and may have left a child behind; or
			  one is just becoming another program */
};

/* end_round() - end all that belong to @prefix. */
static bool end_round(const char *prefix, struct deadline limit, struct dead *dead,
		      struct round *ret_round, struct err *e)
{
	CLEANUP(closedirp) DIR *proc = opendir("/proc");
	const struct dirent *entry;

	*ret_round = (struct round){ 0 };
	if (!proc)
		return err_set(e, ERR_IO, "list /proc: %s", strerror(errno));
	while ((entry = readdir(proc)) != NULL) {
		uint64_t pid;
		if (!str_to_u64(entry->d_name, INT32_MAX, &pid) || (pid_t)pid == getpid())
			continue;
		enum whose owner = whose(entry->d_name);
		ret_round->vanished |= owner == GONE;
		if (owner != OURS)
			continue;
		if (!belongs(entry->d_name, prefix)) {
			ret_round->vanished |= is_starting(entry->d_name);
			continue;
		}
		ret_round->found = true;
		if (dead->n < DEAD_MAX)
			dead->pids[dead->n++] = (pid_t)pid;
		if (!end_process(entry->d_name, limit, e))
			return false;
	}
	return true;
}

/* remove_socket() - of a server that was killed; the desk wrote down which one is its own. */
static void remove_socket(const char *folder)
{
	CLEANUP(mem_freep) char *text = NULL;
	char path[PATH_MAX];
	struct err unread = { 0 };
	struct stat st;
	uint64_t made_ns;
	size_t len;

	if (!fmt_into(path, sizeof path, "%s/display", folder) ||
	    !file_read(path, 64, &text, &len, &unread))
		return;
	char *blank = strchr(text, ' ');
	if (text[0] != ':' || !blank)
		return;
	*blank = 0;
	if (!str_to_u64(blank + 1, INT64_MAX, &made_ns) ||
	    !fmt_into(path, sizeof path, "/tmp/.X11-unix/X%s", text + 1))
		return;
	if (lstat(path, &st) == 0 &&
	    (uint64_t)st.st_ctim.tv_sec * 1000000000 + (uint64_t)st.st_ctim.tv_nsec == made_ns)
		(void)unlink(path); /* nobody listens there any more */
}

/* add_owner() - the worker itself, which wrote its number down. */
static void add_owner(const char *folder, struct dead *dead)
{
	CLEANUP(mem_freep) char *text = NULL;
	char path[PATH_MAX];
	struct err unread = { 0 };
	uint64_t pid;
	size_t len;

	if (dead->n < DEAD_MAX && fmt_into(path, sizeof path, "%s/owner", folder) &&
	    file_read(path, 16, &text, &len, &unread) && str_to_u64(text, INT32_MAX, &pid))
		dead->pids[dead->n++] = (pid_t)pid;
}

bool reaper_end(const char *folder, struct deadline limit, struct err *e)
{
	CLEANUP(buf_clear) struct buf prefix = { 0 };
	struct stat st;
	struct round last = { .found = true };
	struct dead dead = { .n = 0 };

	/* It goes last, when nobody lives there any more. */
	if (lstat(folder, &st) != 0 && errno == ENOENT)
		return true;
	buf_init(&prefix, PATH_MAX);
	buf_addf(&prefix, "%s/", folder);
	if (!buf_check(&prefix, "folder of a desk", e))
		return false;
	/* The list is read in one piece: who forks and ends before its turn comes has a child that
	 * is not on it (a daemon of two forks, in 1 of 140 kills). So until nobody vanished. */
	for (int i = 0; (last.found || last.vanished) && i < ROUNDS_MAX; i++)
		if (!end_round(prefix.data, limit, &dead, &last, e))
			return err_wrap(e, "desk '%s'", folder);
	if (last.found)
		return err_set(e, ERR_HUNG, "desk '%s': new processes come again and again",
			       folder);
	remove_socket(folder);
	add_owner(folder, &dead);
	(void)segment_remove_left(dead.pids, dead.n);
	return file_remove_tree(folder, e);
}
