/* file.h - whole files in and out, capped and complete. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/err.h"

/*
 * file_read() - the whole of a regular file.
 * @path:    where; symbolic links are followed
 * @cap_bytes: most it may hold, else ERR_LIMIT
 * @ret_data: NUL-terminated copy, owned by the caller (free())
 * @ret_len: its length without the NUL
 * @e:       ERR_IO (missing, unreadable, not a regular file), ERR_LIMIT
 */
MUST_USE bool file_read(const char *path, size_t cap_bytes, char **ret_data, size_t *ret_len,
			struct err *e);

/*
 * file_write_private() - replace @path, if it is a link the link, by a new file of @len bytes, mode
 * 0600, durable with its name; ERR_IO on any failure, after which @path is what it was, or it is
 * the new one and may be what it was again after a loss of power.
 */
MUST_USE bool file_write_private(const char *path, const void *data, size_t len, struct err *e);

/* file_make_folder() - an empty folder in an existing one, mode 0700, with a durable name; done if
 * there is something of this name. @e: ERR_IO */
MUST_USE bool file_make_folder(const char *path, struct err *e);

/* file_is_private() - only its owner (who must be us or root) can read @path. */
MUST_USE bool file_is_private(const char *path, struct err *e);

/*
 * file_remove_tree() - remove a folder and all below it. A missing one is done; links are not
 * followed, other file systems not entered.
 */
MUST_USE bool file_remove_tree(const char *path, struct err *e);
