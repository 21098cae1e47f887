/* locked.c - memory for secrets. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/locked.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include "base/mem.h"

/* HEAD_BYTES: keeps what follows aligned for any type. */
enum { HEAD_BYTES = 64 };

bool locked_new(size_t size_bytes, void **ret_memory, struct err *e)
{
	size_t whole = size_bytes + HEAD_BYTES;

	assert(size_bytes < SIZE_MAX - HEAD_BYTES);
	void *map = mmap(NULL, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (map == MAP_FAILED)
		return err_set(e, ERR_LIMIT, "memory for keys: %s", strerror(errno));
	if (mlock(map, whole) != 0 || madvise(map, whole, MADV_DONTDUMP) != 0 ||
	    madvise(map, whole, MADV_DONTFORK) != 0) {
		int cause = errno;
		(void)munmap(map, whole); /* nothing is in it yet */
		return err_set(e, ERR_LIMIT, "memory for keys cannot be locked (ulimit -l): %s",
			       strerror(cause));
	}
	memcpy(map, &whole, sizeof whole);
	*ret_memory = (char *)map + HEAD_BYTES;
	return true;
}

void locked_free(void *memory)
{
	size_t whole;

	if (!memory)
		return;
	void *map = (char *)memory - HEAD_BYTES;
	memcpy(&whole, map, sizeof whole);
	mem_wipe(memory, whole - HEAD_BYTES);
	int r = munmap(map, whole);
	assert(r == 0 && "it was mapped by locked_new()");
}
