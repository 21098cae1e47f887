/* processes.c - finding the descendants that an application left to us. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/processes.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/str.h"

enum {
	ROUNDS_MAX = 64, /* each kills one generation; a fork bomb is the init system's business */
	DEATH_MS = 2000,
	PROC_BYTES_MAX = 1 << 18,
};

bool processes_adopt(struct err *e)
{
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
		return err_set(e, ERR_START, "become child subreaper: %s", strerror(errno));
	return true;
}

/* read_proc() - a file of /proc, which has no size to ask for. False if the process is gone. */
static bool read_proc(pid_t pid, const char *name, struct buf *text)
{
	char path[64], piece[4096];
	ssize_t n;

	buf_reset(text);
	if (!fmt_into(path, sizeof path, "/proc/%d/%s", (int)pid, name))
		return false;
	CLEANUP(close_fdp) int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	while ((n = read(fd, piece, sizeof piece)) > 0)
		buf_add(text, piece, (size_t)n);
	return n == 0 && !text->overflowed;
}

/* of_other_desk() - its environment names a cookie, and not ours. */
static bool of_other_desk(pid_t pid, const char *cookie_file)
{
	static const char name[] = "XAUTHORITY=";
	CLEANUP(buf_clear) struct buf env = { 0 };

	buf_init(&env, PROC_BYTES_MAX);
	if (!read_proc(pid, "environ", &env))
		return false;
	for (size_t at = 0; at < env.len_bytes; at += strlen(env.data + at) + 1) {
		const char *entry = env.data + at;
		if (str_starts(entry, name))
			return !str_eq(entry + strlen(name), cookie_file);
	}
	return false;
}

static void kill_and_wait(pid_t pid)
{
	CLEANUP(close_fdp) int fd = pidfd_open(pid, 0);
	struct pollfd p = { .fd = fd, .events = POLLIN };
	struct deadline limit = deadline_in(DEATH_MS);

	(void)kill(pid, SIGKILL);
	while (fd >= 0 && poll(&p, 1, deadline_left_ms(limit)) < 0 && errno == EINTR)
		;
	(void)waitpid(pid, NULL, WNOHANG); /* fails for grandchildren: their parent is next */
}

/* end_below() - @pid's children, deepest first. Returns how many processes were killed. */
static int end_below(pid_t pid, const char *cookie_file, int depth)
{
	CLEANUP(buf_clear) struct buf list = { 0 };
	char name[48];
	int killed = 0;

	buf_init(&list, PROC_BYTES_MAX);
	if (depth > ROUNDS_MAX || !fmt_into(name, sizeof name, "task/%d/children", (int)pid) ||
	    !read_proc(pid, name, &list))
		return 0;
	for (char *at = list.data; *at != 0;) {
		size_t len = strcspn(at, " ");
		uint64_t child;
		bool more = at[len] != 0;
		at[len] = 0;
		if (str_to_u64(at, INT32_MAX, &child) && getsid((pid_t)child) != getsid(0) &&
		    !of_other_desk((pid_t)child, cookie_file)) {
			killed += 1 + end_below((pid_t)child, cookie_file, depth + 1);
			kill_and_wait((pid_t)child);
		}
		at += len + more;
	}
	return killed;
}

void processes_end_foreign(const char *cookie_file)
{
	for (int i = 0; i < ROUNDS_MAX; i++) {
		if (end_below(getpid(), cookie_file, 0) == 0)
			return;
	}
}

static void closedirp(DIR **dir)
{
	if (*dir != NULL)
		(void)closedir(*dir); /* only read */
}

size_t processes_of_session(pid_t session, pid_t ret[PROCESSES_MAX])
{
	CLEANUP(closedirp) DIR *proc = opendir("/proc");
	const struct dirent *entry;
	size_t n = 0;

	while (proc != NULL && n < PROCESSES_MAX && (entry = readdir(proc)) != NULL) {
		uint64_t pid;
		if (str_to_u64(entry->d_name, INT32_MAX, &pid) && getsid((pid_t)pid) == session)
			ret[n++] = (pid_t)pid;
	}
	return n;
}

/* state_in() - the kernel's letter in a text of proc(5)'s "stat", 0 if it is none. */
static char state_in(const char *text)
{
	/* The name before it stands in brackets and may hold some itself. */
	const char *end = strrchr(text, ')');

	return end != NULL && end[1] == ' ' ? end[2] : 0;
}

char processes_state(pid_t pid)
{
	CLEANUP(buf_clear) struct buf text = { 0 };

	buf_init(&text, PROC_BYTES_MAX);
	return pid > 0 && read_proc(pid, "stat", &text) ? state_in(text.data) : 0;
}

/* is_running() - or waiting for a disk, which ends by itself. */
static bool is_running(char state)
{
	return state == 'R' || state == 'D';
}

/* thread_runs() - @name is the folder of a thread of @pid. */
static bool thread_runs(pid_t pid, const char *name)
{
	CLEANUP(buf_clear) struct buf text = { 0 };
	char file[64];

	buf_init(&text, PROC_BYTES_MAX);
	if (name[0] == '.' || !fmt_into(file, sizeof file, "task/%s/stat", name) ||
	    !read_proc(pid, file, &text))
		return false;
	return is_running(state_in(text.data));
}

/* state_alone() - the letter of @pid's only thread, 0 if it has several. */
static char state_alone(pid_t pid)
{
	enum { THREADS = 20, STATE = 3 }; /* proc_pid_stat(5) counts from 1 */
	CLEANUP(buf_clear) struct buf text = { 0 };

	buf_init(&text, PROC_BYTES_MAX);
	if (!read_proc(pid, "stat", &text))
		return 0;
	const char *at = strrchr(text.data, ')');
	for (int field = STATE - 1; at != NULL && field < THREADS; field++)
		at = strchr(at + 1, ' ');
	return at != NULL && str_starts(at, " 1 ") ? state_in(text.data) : 0;
}

bool processes_runs(pid_t pid)
{
	char path[32], alone = pid > 0 ? state_alone(pid) : 0;
	bool runs = false;

	if (alone != 0)
		return is_running(alone);
	if (pid <= 0 || !fmt_into(path, sizeof path, "/proc/%d/task", (int)pid))
		return false;
	DIR *folder = opendir(path);
	if (folder == NULL)
		return false;
	for (const struct dirent *entry; !runs && (entry = readdir(folder)) != NULL;)
		runs = thread_runs(pid, entry->d_name);
	(void)closedir(folder);
	return runs;
}
