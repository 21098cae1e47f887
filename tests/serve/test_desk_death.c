/* test_desk_death.c - who holds a desk is killed at any moment: the reaper leaves nothing. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/ipc.h>
#include <sys/mount.h>
#include <sys/pidfd.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include "agent/desk/desk.h"
#include "agent/desk/input.h"
#include "agent/serve/reaper.h"
#include "base/clock.h"

/* LIFE_MS: until a desk is open, has a form on it and some text in that, three times over. */
enum { KILLS = 20, KILLS_LONG = 200, LIFE_MS = 600, REAP_MS = 20000, STALE_MS = 10000 };

/* hold_desk() - in a process of its own: open a desk, work on it until killed. */
static void hold_desk(const char *folder, enum desk_server server)
{
	const char *build = getenv("AMTSBOTE_BUILD_DIR");
	struct desk_options o = { .runtime_dir = folder, .server = server };
	char program[4096], file[96];
	struct desk *desk = NULL;
	struct err e = { 0 };
	const struct img *frame;
	unsigned seen;

	(void)snprintf(program, sizeof program, "%s/tests/fixture/fixture_form", build);
	(void)snprintf(file, sizeof file, "%s/text", folder);
	const char *argv[] = { program, file, NULL };
	if (!desk_open(&o, &desk, &e) || !desk_launch(desk, argv, NULL, &e))
		_exit(8);
	if (!desk_wait(desk, deadline_in(LIFE_MS), &seen, &e) ||
	    !desk_settle(desk, DESK_QUIET_MS, deadline_in(REAP_MS), &e) ||
	    !input_key(desk, "F8", &e)) /* a daemon without environment */
		_exit(8);
	while (input_type(desk, "text", &e) && desk_barrier(desk, deadline_in(REAP_MS), &e) &&
	       desk_frame(desk, &frame, &e))
		;
	_exit(8);
}

/* is_stale() - a socket of ours that nobody listens to, newer than @since. */
static bool is_stale(const char *name, const struct timespec *since)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	struct stat st;

	(void)snprintf(to.sun_path, sizeof to.sun_path, "/tmp/.X11-unix/%.64s", name);
	if (lstat(to.sun_path, &st) != 0 || !S_ISSOCK(st.st_mode) || st.st_uid != geteuid() ||
	    st.st_ctim.tv_sec < since->tv_sec)
		return false;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	bool stale = connect(fd, (struct sockaddr *)&to, sizeof to) != 0 && errno == ECONNREFUSED;
	(void)close(fd);
	return stale;
}

static int stale_sockets(const struct timespec *since)
{
	DIR *dir = opendir("/tmp/.X11-unix");
	const struct dirent *entry;
	int n = 0;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
		n += entry->d_name[0] == 'X' && is_stale(entry->d_name, since);
	if (dir != NULL)
		(void)closedir(dir);
	return n;
}

/* hide_others() - a folder of sockets of our own, where the system lets us: other tests kill
 * servers too. */
static void hide_others(void)
{
	if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("none", "/tmp/.X11-unix", "tmpfs", 0, "mode=1777") != 0)
		printf("/tmp/.X11-unix is shared with others: %s\n", strerror(errno));
}

/* no_stale_socket() - where sockets of others are seen, these get time to be cleaned up. */
static bool no_stale_socket(const struct timespec *since)
{
	struct deadline limit = deadline_in(STALE_MS);

	while (stale_sockets(since) > 0 && !deadline_over(limit))
		(void)poll(NULL, 0, 20);
	return stale_sockets(since) == 0;
}

/* segments_of() - shared memory that process @pid made. */
static int segments_of(pid_t pid)
{
	FILE *f = fopen("/proc/sysvipc/shm", "r");
	char line[512];
	int n = 0;

	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		long creator = 0;
		if (sscanf(line, "%*d %*d %*s %*d %ld", &creator) == 1)
			n += creator == (long)pid;
	}
	if (f != NULL)
		(void)fclose(f);
	return n;
}

/* lives_in() - processes whose working folder is below @folder, as the daemon's is. */
static int lives_in(const char *folder)
{
	DIR *proc = opendir("/proc");
	const struct dirent *entry;
	int n = 0;

	while (proc != NULL && (entry = readdir(proc)) != NULL) {
		char path[300], target[4096] = "";
		(void)snprintf(path, sizeof path, "/proc/%s/cwd", entry->d_name);
		if (readlink(path, target, sizeof target - 1) > 0)
			n += strncmp(target, folder, strlen(folder)) == 0;
	}
	if (proc != NULL)
		(void)closedir(proc);
	return n;
}

/* kill_once() - a new desk, killed after @life_ms; false if anything is left. */
static bool kill_once(int life_ms, enum desk_server server)
{
	char folder[] = "/tmp/amtsbote-death-XXXXXX";
	struct timespec since;
	struct err e = { 0 };
	struct stat st;

	(void)clock_gettime(CLOCK_REALTIME_COARSE, &since);
	if (!CHECK(mkdtemp(folder) != NULL))
		return false;
	pid_t pid = fork();
	if (pid == 0)
		hold_desk(folder, server);
	struct pollfd ended = { .fd = pidfd_open(pid, 0), .events = POLLIN };
	bool alive = poll(&ended, 1, life_ms) == 0;
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
	(void)close(ended.fd);
	bool good = CHECK(alive); /* it may not end by itself */
	good &= CHECK_OK(reaper_end(folder, deadline_in(REAP_MS), &e), e);
	good &= CHECK(stat(folder, &st) != 0);
	good &= CHECK_EQ_INT(lives_in(folder), 0);
	good &= CHECK_EQ_INT(segments_of(pid), 0);
	return good & CHECK(no_stale_socket(&since));
}

TEST(a_desk_whose_holder_is_killed_leaves_nothing)
{
	int times = getenv("AMTSBOTE_LONG") != NULL ? KILLS_LONG : KILLS;

	hide_others();
	for (int i = 0; i < times; i++) {
		int life_ms = (int)(check_random() % LIFE_MS);
		enum desk_server server = i % 4 == 3 ? DESK_XVNC : DESK_XVFB;
		if (!kill_once(life_ms, server))
			printf("\tkill %d after %d ms\n", i, life_ms);
	}
}

TEST(the_reaper_removes_shared_memory_of_the_dead_worker)
{
	char folder[] = "/tmp/amtsbote-death-XXXXXX", path[64];
	struct err e = { 0 };

	CHECK(mkdtemp(folder) != NULL);
	(void)snprintf(path, sizeof path, "%s/owner", folder);
	pid_t pid = fork();
	if (pid == 0) {
		/* As when it is killed between making the segment and marking it. */
		(void)shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
		FILE *f = fopen(path, "w");
		if (f != NULL && fprintf(f, "%d", (int)getpid()) > 0)
			(void)fclose(f);
		_exit(0);
	}
	(void)waitpid(pid, NULL, 0);
	CHECK_EQ_INT(segments_of(pid), 1);
	CHECK_OK(reaper_end(folder, deadline_in(REAP_MS), &e), e);
	CHECK_EQ_INT(segments_of(pid), 0);
}
