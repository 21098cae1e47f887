/* segment.c - System V shared memory that a dead process left behind. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/segment.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <unistd.h>

static bool is_left(const struct shmid_ds *s, const pid_t *pids, size_t n)
{
	if (s->shm_nattch != 0 || s->shm_perm.__key != IPC_PRIVATE || s->shm_perm.uid != geteuid())
		return false;
	for (size_t i = 0; i < n; i++) {
		if (pids[i] == s->shm_cpid)
			return kill(pids[i], 0) != 0 && errno == ESRCH;
	}
	return false;
}

size_t segment_remove_left(const pid_t *pids, size_t n)
{
	struct shm_info unused;
	size_t removed = 0;
	/* Linux: the highest index in use; SHM_STAT takes indices. */
	int last = n > 0 ? shmctl(0, SHM_INFO, (struct shmid_ds *)(void *)&unused) : -1;

	for (int i = 0; i <= last; i++) {
		struct shmid_ds s;
		int id = shmctl(i, SHM_STAT, &s);
		if (id >= 0 && is_left(&s, pids, n) && shmctl(id, IPC_RMID, NULL) == 0)
			removed++;
	}
	return removed;
}
