/* trace.h - one file in which all processes write down what they change, in one order. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * POWERLOSS_TRACE names the file, POWERLOSS_ROOTS the folders (separated by colons), and
 * POWERLOSS_PROGRAM the one program whose calls count; others may run with the shim unharmed (the
 * sandboxed import above all, whose seccomp filter knows none of our calls).
 *
 * Each call and its line in the trace happen under one lock of all processes: the order of the
 * lines is the order of the changes. Lines, all numbers decimal:
 *   C DIR INODE LEN name   a new file        D DIR INODE LEN name   a new folder
 *   L DIR INODE LEN name   one more name     U DIR LEN name         a name removed
 *   R DIR LEN DIR LEN name name              a name moved
 *   W INODE OFFSET LEN data                  T INODE SIZE           a size set
 *   S INODE                                  file or folder INODE was synced
 *
 * Not seen: what is written through a shared mapping. Of SQLite that is the -shm file alone, which
 * it makes anew from the -wal file whenever nobody else has the data base open, as after a power
 * loss; tests/crash/powerloss/replay.py leaves it out. A full replay is compared with the folder.
 */

/* REAL() - the C library's own function of this name. */
#define REAL(name) ((__typeof__(&name))trace_real(#name))

/* A name in a folder below a root. */
struct place {
	ino_t folder;
	char name[NAME_MAX + 1];
	char path[PATH_MAX + NAME_MAX + 2];
};

/* trace_real() - the next function of that name behind ours; ends the process if there is none. */
void *trace_real(const char *name);

/* trace_fd() - is @fd a file or folder below a root, in the program that counts? Its inode. */
bool trace_fd(int fd, ino_t *ret_inode);

/* trace_place() - where (@dirfd, @path) is; false if not below a root or in another program. */
bool trace_place(int dirfd, const char *path, struct place *p);

/* trace_inode() - of what @path names, links not followed; 0 if nothing is there. */
ino_t trace_inode(const char *path);

/* trace_begin() - take the lock of all processes; returns the trace's descriptor. */
int trace_begin(void);

/* trace_end() - give the lock back; errno becomes @saved, that of the call. */
void trace_end(int trace, int saved);

/* trace_put() - bytes, all of them. */
void trace_put(int trace, const void *data, size_t len);

/* trace_tell() - formatted, a line or its beginning. */
void trace_tell(int trace, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* trace_name() - the line of a new name: C, D or L. */
void trace_name(int trace, char kind, const struct place *p, ino_t inode);

/* trace_size() - the line of a size. */
void trace_size(int trace, ino_t inode, off_t size);
