/* offspring.h - one child of the supervisor: started, watched, started again. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include "agent/serve/config.h"
#include "base/err.h"

enum offspring_role { ROLE_KEYS, ROLE_INTAKE, ROLE_DELIVER, ROLE_WORKER };

struct offspring {
	enum offspring_role role;
	unsigned desk;       /* ROLE_WORKER: its number, from 1 */
	char name[16];       /* "worker-1": in the journal, and as owner of claims */
	pid_t pid;           /* 0: does not run */
	int64_t started_ms;  /* clock_boot_ms() */
	int64_t start_at_ms; /* when to start it again, likewise */
	int64_t wait_ms;     /* the back-off so far */
};

/* offspring_init() - not started yet; due at once. */
void offspring_init(struct offspring *o, enum offspring_role role, unsigned desk);

/*
 * offspring_start() - exec ourselves with @argv (NULL-terminated, without the program) and the read
 * end of the lifeline as descriptor 3.
 * @e: ERR_IO
 */
MUST_USE bool offspring_start(struct offspring *o, const char *const *argv, int lifeline_fd,
			      struct err *e);

/*
 * offspring_call() - exec ourselves as `amtsbote keys` with @flag ("--check", "--accept-restored")
 * on keyring and journal of @c, and wait for its end; what it says goes where ours does.
 * @ret_code: its exit code
 * @e: ERR_IO
 */
MUST_USE bool offspring_call(const struct config *c, const char *flag, int *ret_code,
			     struct err *e);

/* offspring_ended() - note the end of the process; sets when it may be started again. */
void offspring_ended(struct offspring *o);
