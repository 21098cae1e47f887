/* disk.h - a disk under SQLite that refuses, and one that forgets what was not synced. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/*
 * disk_insert() - every store opened afterwards in this process lies on it: the default VFS of
 * SQLite, with a note of every write until the file is synced. Once more makes it forget all files;
 * none may be open.
 */
void disk_insert(void);

/* disk_refuse() - fail the @nth writing operation from now (1 is the next) and all after it. */
void disk_refuse(unsigned nth, int sqlite_code);

/* disk_accept() - work again. How many operations were refused. */
unsigned disk_accept(void);

/* disk_read_only() - from now on files are opened for reading only, whatever was asked for. */
void disk_read_only(bool on);

/*
 * disk_on_sync() - call @cut before and after every sync, when the power may fail; NULL: never.
 * It may call disk_cut(), and nothing of SQLite.
 */
void disk_on_sync(void (*cut)(void *self), void *self);

/*
 * disk_cut() - write to @folder what the disk holds if the power fails now: every file that lies in
 * @from, with all that was synced and of each later write all, nothing or some sectors.
 * @random: decides; is moved on
 */
bool disk_cut(const char *from, const char *folder, uint64_t *random);
