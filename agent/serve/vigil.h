/* vigil.h - what a child of the supervisor waits for: events, a time, and the sign to end. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/cleanup.h"
#include "base/err.h"

/*
 * The sign to end is SIGTERM or SIGINT, or the end of the lifeline (SUPERVISOR_LIFELINE_FD), which
 * only the supervisor could write to. Started by hand there is no lifeline.
 */
struct vigil;

enum { VIGIL_FDS_MAX = 68 };

/* vigil_open() - from here on the signals do not end the process any more. ERR_IO. */
MUST_USE bool vigil_open(struct vigil **ret_vigil, struct err *e);

/* vigil_close() - takes NULL. */
void vigil_close(struct vigil *v);
DEFINE_CLEANUP(struct vigil *, vigil_close)

/*
 * vigil_wait() - until one of @n descriptors is readable, @timeout_ms are over (INT64_MAX: never),
 * or the process is to end.
 * @fds: negative ones are left out; at most VIGIL_FDS_MAX
 * Returns false if the process is to end.
 */
bool vigil_wait(struct vigil *v, const int *fds, size_t n, int64_t timeout_ms);

/* vigil_goes_on() - the same without waiting. */
bool vigil_goes_on(struct vigil *v);

/* vigil_readable() - is there something to read on @fd now? -1 never is. */
bool vigil_readable(int fd);
