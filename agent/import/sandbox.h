/* sandbox.h - giving up everything but reading, writing and memory, for good. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdint.h>
#include "base/err.h"

struct sandbox_limits {
	uint64_t memory_bytes; /* of address space, beyond what the process has already */
	unsigned cpu_s;        /* 1.. */
	uint64_t file_bytes;   /* largest file standard output may grow to */
};

/*
 * sandbox_enter() - from here on this process can read and write what it has open, manage plain
 * memory and exit; the kernel kills it (SIGSYS) for any other call. No files, no processes, no core
 * dumps, no new privileges. Works as any user, in a chroot too; there is no way back.
 * @e: ERR_UNSUPPORTED (this kernel has no seccomp filter), ERR_IO. The process may be half confined
 *     then and should end.
 */
MUST_USE bool sandbox_enter(const struct sandbox_limits *l, struct err *e);
