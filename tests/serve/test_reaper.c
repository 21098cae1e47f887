/* test_reaper.c - nothing of a dead worker's desk lives on, and nothing else is touched. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include <poll.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include "agent/serve/reaper.h"

static char folder[64];

static void make_folder(void)
{
	(void)snprintf(folder, sizeof folder, "/tmp/amtsbote-test-XXXXXX");
	CHECK(mkdtemp(folder) != NULL);
}

/* start() - a shell that lasts, in a session of its own; @cookie stands in its environment. It
 * ignores SIGTERM and SIGHUP and tells when it does. */
static pid_t start(const char *cookie)
{
	int ready[2];
	char byte = 0;

	CHECK(pipe(ready) == 0);
	pid_t pid = fork();
	if (pid == 0) {
		(void)setsid();
		(void)dup2(ready[1], 1);
		if (cookie)
			(void)setenv("XAUTHORITY", cookie, 1);
		/* A child of its own, which is in the same desk. */
		(void)execl("/bin/sh", "sh", "-c",
			    "trap '' TERM HUP; tail -f /dev/null & echo; wait", (char *)NULL);
		_exit(127);
	}
	(void)close(ready[1]);
	CHECK(read(ready[0], &byte, 1) == 1);
	(void)close(ready[0]);
	return pid;
}

static bool ended(pid_t pid)
{
	int status;

	return waitpid(pid, &status, WNOHANG) == pid && WIFSIGNALED(status) &&
	       WTERMSIG(status) == SIGKILL;
}

TEST(processes_that_name_the_folder_end_and_it_goes)
{
	struct err e = { 0 };
	struct stat st;
	char cookie[80], other[80];

	make_folder();
	(void)snprintf(cookie, sizeof cookie, "%s/cookie", folder);
	(void)snprintf(other, sizeof other, "%s0/cookie", folder); /* worker-10 is not worker-1 */
	pid_t mine = start(cookie), neighbour = start(other), stranger = start(NULL);
	CHECK_OK(reaper_end(folder, deadline_in(10000), &e), e);
	CHECK(ended(mine));
	CHECK(!ended(neighbour) && !ended(stranger));
	CHECK(stat(folder, &st) != 0);
	(void)kill(-neighbour, SIGKILL);
	(void)kill(-stranger, SIGKILL);
	(void)waitpid(neighbour, NULL, 0);
	(void)waitpid(stranger, NULL, 0);
}

TEST(a_folder_that_is_not_there_is_done)
{
	struct err e = { 0 };

	CHECK_OK(reaper_end("/tmp/amtsbote-test-nowhere/worker-1", deadline_in(1000), &e), e);
}

TEST(only_the_own_socket_is_removed)
{
	struct err e = { 0 };
	struct stat st;
	char path[96], socket_path[64];
	int display = 20000 + (int)getpid() % 30000;
	FILE *f;

	(void)mkdir("/tmp/.X11-unix", 01777);
	(void)snprintf(socket_path, sizeof socket_path, "/tmp/.X11-unix/X%d", display);
	for (int own = 0; own < 2; own++) {
		make_folder();
		f = fopen(socket_path, "w");
		CHECK(f && fclose(f) == 0 && stat(socket_path, &st) == 0);
		(void)snprintf(path, sizeof path, "%s/display", folder);
		f = fopen(path, "w");
		CHECK(f &&
		      fprintf(f, ":%d %jd", display,
			      (intmax_t)st.st_ctim.tv_sec * 1000000000 + st.st_ctim.tv_nsec +
				      !own) > 0 &&
		      fclose(f) == 0);
		CHECK_OK(reaper_end(folder, deadline_in(1000), &e), e);
		CHECK((stat(socket_path, &st) == 0) == !own);
	}
	(void)unlink(socket_path);
}
