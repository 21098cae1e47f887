/* segment.h - System V shared memory that a dead process left behind. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include <sys/types.h>

/*
 * segment_remove_left() - remove the segments that the processes @pids made, if these have ended:
 * private ones of our own user that nobody has attached any more. As long as a process of that
 * number lives, its segments stay: it may be another one by now. Returns how many were removed.
 */
size_t segment_remove_left(const pid_t *pids, size_t n);
