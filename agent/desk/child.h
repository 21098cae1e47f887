/* child.h - a child process: started with a report of exec errors, waited for by pidfd. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <sys/types.h>
#include "base/clock.h"
#include "base/err.h"

struct child {
	pid_t pid;  /* 0: none */
	int pidfd;  /* readable when it ended; valid while pid is not 0 */
	int status; /* as of waitpid(), once ended is true */
	bool ended;
};

struct child_options {
	const char *const *argv; /* NULL-terminated; looked up in our own PATH */
	char *const *env;        /* the whole environment, NULL-terminated */
	const char *folder;      /* working folder, NULL: ours */
	int in_fd;               /* becomes standard input; -1: /dev/null */
	int out_fd;              /* becomes standard output and error; -1: /dev/null */
	int keep_fd, also_fd;    /* stay open under their numbers; -1: none */
	bool session;            /* a session of its own, else only a process group */
	int death_signal;        /* what it gets when we die; 0: SIGKILL */
	enum err_code failure;   /* what a failed start is called */
};

/*
 * child_start() - fork and exec; returns after the exec has worked or failed.
 * The child is signalled when we die (PR_SET_PDEATHSIG); it has default signals, no core
 * dumps and no other files.
 * @e: the code of @o->failure, naming program and cause
 */
MUST_USE bool child_start(const struct child_options *o, struct child *ret_child, struct err *e);

/* child_wait() - true when @c has ended (its status is then known) before @limit. */
bool child_wait(struct child *c, struct deadline limit);

/* child_end() - SIGTERM, @grace_ms of time, SIGKILL, wait; then @c is none again. */
void child_end(struct child *c, int grace_ms);

/* child_forget() - close what is left of a child that ended. */
void child_forget(struct child *c);
