/* test_segment.c - only what the named, dead processes left is removed. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include <signal.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include "base/segment.h"

/* make() - a process that makes a segment; it ends at once, or else lives on with it attached. */
static pid_t make(bool lives, int *ret_id)
{
	int ends[2];

	CHECK(pipe(ends) == 0);
	pid_t pid = fork();
	if (pid == 0) {
		int id = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
		if (write(ends[1], &id, sizeof id) == sizeof id && lives)
			(void)pause();
		_exit(0);
	}
	CHECK(read(ends[0], ret_id, sizeof *ret_id) == sizeof *ret_id);
	(void)close(ends[0]);
	(void)close(ends[1]);
	if (!lives)
		(void)waitpid(pid, NULL, 0);
	return pid;
}

static bool exists(int id)
{
	struct shmid_ds s;

	return shmctl(id, IPC_STAT, &s) == 0;
}

TEST(segments_of_the_dead_go_and_no_others)
{
	int dead_id = -1, other_id = -1, living_id = -1;
	pid_t dead = make(false, &dead_id), other = make(false, &other_id);
	pid_t living = make(true, &living_id), both[] = { dead, living };

	CHECK(other > 0 && exists(dead_id) && exists(other_id) && exists(living_id));
	CHECK_EQ_UINT(segment_remove_left(both, 2), 1);
	CHECK(!exists(dead_id));
	CHECK(exists(other_id)); /* nobody named its maker */
	CHECK(exists(living_id));
	CHECK_EQ_UINT(segment_remove_left(NULL, 0), 0);
	(void)kill(living, SIGKILL);
	(void)waitpid(living, NULL, 0);
	pid_t rest[] = { other, living };
	CHECK_EQ_UINT(segment_remove_left(rest, 2), 2);
}
