/* keyring_file.h - the keyring's file: read, check, replace. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include "base/err.h"
#include "logs/gcm.h"
#include "logs/vault.h"

/* KEYRING_DAYS_MAX: fifty years. KEYRING_DAY_BYTES: "2026-11-23", without NUL. */
enum {
	KEYRING_DAY_BYTES = 10,
	KEYRING_ID_BYTES = 8,
	KEYRING_SEALED_BYTES = VAULT_KEY_BYTES + GCM_TAG_BYTES,
	KEYRING_DAYS_MAX = 20000,
};

/* One day key, wrapped by the master key; in the file as here. */
struct keyring_day {
	char day[KEYRING_DAY_BYTES];
	uint8_t id[KEYRING_ID_BYTES]; /* random; tells apart two keys of one day */
	uint8_t nonce[GCM_NONCE_BYTES];
	uint8_t sealed[KEYRING_SEALED_BYTES];
};

struct keyring_file {
	struct vault_key *master, *index; /* owned */
	struct keyring_day *days;         /* owned; in the order made */
	size_t n_days;
};

/* keyring_file_new() - fresh keys, no days; in memory only. */
MUST_USE bool keyring_file_new(struct keyring_file *ret_file, struct err *e);

/*
 * keyring_file_read() - read the ring; the caller clears it.
 * @ret_seen: how the file was, to notice that it was replaced
 * @e: ERR_CONFIG (missing, others can read it), ERR_SEALED (damaged), ERR_IO, ERR_LIMIT
 */
MUST_USE bool keyring_file_read(int folder_fd, struct keyring_file *ret_file, struct stat *ret_seen,
				struct err *e);

/*
 * keyring_file_write() - replace the ring on disk by @file, durable: afterwards it is there as a
 * whole, or ERR_IO and it is as before. The caller holds the lock.
 */
MUST_USE bool keyring_file_write(int folder_fd, const struct keyring_file *file,
				 struct stat *ret_seen, struct err *e);

/* KEYRING_FILE_NAME: the ring. The others: what is being written, of the ring and of a copy. */
#define KEYRING_FILE_NAME "ring"
#define KEYRING_FILE_FRESH "ring.new"
#define KEYRING_FILE_COPY_FRESH "ring-copy.new"

/* keyring_file_tidy() - remove what a killed process left beside the ring. The lock is held. */
void keyring_file_tidy(int folder_fd);

/* keyring_file_gone() - does the folder hold no ring yet? */
bool keyring_file_gone(int folder_fd);

/* keyring_file_same() - is the ring on disk the one that @seen tells of? */
bool keyring_file_same(int folder_fd, const struct stat *seen);

/* keyring_file_remove() - the entry at @i of the list goes; in memory only. */
void keyring_file_remove(struct keyring_file *file, size_t i);

/* keyring_file_sync() - what the folder holds is durable, whoever put it there. ERR_IO. */
MUST_USE bool keyring_file_sync(int folder_fd, struct err *e);

/*
 * keyring_file_load() - the bytes of the file @name in locked memory; the caller frees them.
 * @ret_len: without a byte of zero behind them. @e: as keyring_file_read(), without ERR_SEALED for
 *           what they say
 */
MUST_USE bool keyring_file_load(int folder_fd, const char *name, void **ret_data, size_t *ret_len,
				struct stat *ret_seen, struct err *e);

/*
 * keyring_file_replace() - @len bytes become the file @name, durable, by way of the name @fresh.
 * @e: ERR_IO; before the rename @name is as it was
 */
MUST_USE bool keyring_file_replace(int folder_fd, const char *name, const char *fresh,
				   const struct gcm_piece *bytes, struct err *e);

/* keyring_file_add() - a fresh key for @day at the end of the list; in memory only. */
MUST_USE bool keyring_file_add(struct keyring_file *file, const char *day, struct err *e);

/* keyring_file_day_key() - unwrap @day's key; the caller frees it. ERR_SEALED if damaged. */
MUST_USE bool keyring_file_day_key(const struct keyring_file *file, const struct keyring_day *day,
				   struct vault_key **ret_key, struct err *e);

/* keyring_file_clear() - wipes. */
void keyring_file_clear(struct keyring_file *file);
