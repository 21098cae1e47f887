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
#include "base/str.h"

/*
 * ROUNDS_MAX: a process may have forked while the list was read; a program that forks faster than
 * ten lists are read is hostile. SERVER_MS: an idle Xvfb ends within some ms.
 */
enum { ROUNDS_MAX = 10, SERVER_MS = 2000, KILLED_MS = 5000, PROC_BYTES_MAX = 256 * 1024 };

static void closedirp(DIR **d)
{
	if (*d)
		(void)closedir(*d); /* only read */
}

/* names() - does /proc/@pid/@what hold @text? A process that is gone or not ours does not. */
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
	return memmem(data, len, text, strlen(text)) != NULL;
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

/* is_ours() - of our own user: what others run may name our files, and is not ours to end. */
static bool is_ours(const char *pid)
{
	struct stat st;
	char path[64];

	return fmt_into(path, sizeof path, "/proc/%s", pid) && stat(path, &st) == 0 &&
	       st.st_uid == geteuid();
}

/* end_round() - end all that name @prefix; *ret_found says whether there were any. */
static bool end_round(const char *prefix, struct deadline limit, bool *ret_found, struct err *e)
{
	CLEANUP(closedirp) DIR *proc = opendir("/proc");
	const struct dirent *entry;

	*ret_found = false;
	if (!proc)
		return err_set(e, ERR_IO, "list /proc: %s", strerror(errno));
	while ((entry = readdir(proc)) != NULL) {
		uint64_t pid;
		if (!str_to_u64(entry->d_name, INT32_MAX, &pid) || (pid_t)pid == getpid())
			continue;
		if (!is_ours(entry->d_name) || (!names(entry->d_name, "environ", prefix) &&
						!names(entry->d_name, "cmdline", prefix)))
			continue;
		*ret_found = true;
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
	uint64_t inode;
	size_t len;

	if (!fmt_into(path, sizeof path, "%s/display", folder) ||
	    !file_read(path, 64, &text, &len, &unread))
		return;
	char *blank = strchr(text, ' ');
	if (text[0] != ':' || !blank)
		return;
	*blank = 0;
	if (!str_to_u64(blank + 1, UINT64_MAX, &inode) ||
	    !fmt_into(path, sizeof path, "/tmp/.X11-unix/X%s", text + 1))
		return;
	if (lstat(path, &st) == 0 && st.st_ino == inode)
		(void)unlink(path); /* nobody listens there any more */
}

bool reaper_end(const char *folder, struct deadline limit, struct err *e)
{
	CLEANUP(buf_clear) struct buf prefix = { 0 };
	struct stat st;
	bool found = true;

	/* It goes last, when nobody lives there any more. */
	if (lstat(folder, &st) != 0 && errno == ENOENT)
		return true;
	buf_init(&prefix, PATH_MAX);
	buf_addf(&prefix, "%s/", folder);
	if (!buf_check(&prefix, "folder of a desk", e))
		return false;
	for (int i = 0; found && i < ROUNDS_MAX; i++)
		if (!end_round(prefix.data, limit, &found, e))
			return err_wrap(e, "desk '%s'", folder);
	if (found)
		return err_set(e, ERR_HUNG, "desk '%s': new processes come again and again",
			       folder);
	remove_socket(folder);
	return file_remove_tree(folder, e);
}
