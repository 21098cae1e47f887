/* keyring_folder.h - the keyring's folder: where it may lie, who may read it, its lock. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/err.h"

/*
 * keyring_folder_create() - make @folder (mode 0700) and what is missing above it, and open it. A
 * folder that is, holds or lies in @state is refused, wherever links lead. The caller closes.
 * @e: ERR_CONFIG, ERR_IO
 */
MUST_USE bool keyring_folder_create(const char *folder, const char *state, int *ret_fd,
				    struct err *e);

/*
 * keyring_folder_apart() - neither of two folders is or holds the other, wherever links lead; their
 * ends need not exist. @e: ERR_CONFIG (they are not apart, or a path cannot be resolved)
 */
MUST_USE bool keyring_folder_apart(const char *one, const char *other, struct err *e);

/* keyring_folder_open() - ERR_CONFIG if it is missing or open to others. The caller closes. */
MUST_USE bool keyring_folder_open(const char *folder, int *ret_fd, struct err *e);

/* keyring_folder_lock() - wait until no other process changes the ring. ERR_IO. */
MUST_USE bool keyring_folder_lock(int folder_fd, struct err *e);

/* keyring_folder_unlock() - let others. */
void keyring_folder_unlock(int folder_fd);
