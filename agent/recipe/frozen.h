/* frozen.h - recipe folders kept by their content: what a job began with stays as it was. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"

/* Caps of one recipe folder: pictures and code lists of the largest known recipe ten times over. */
enum { FROZEN_FILES_MAX = 2000, FROZEN_BYTES_MAX = 64 * 1024 * 1024, FROZEN_DEPTH_MAX = 8 };

/*
 * frozen_hash() - of everything in @folder: for each entry below it, in the byte order of their
 * paths, `d` or `f`, the path's length, a colon, the path; of files then the size, a colon, the
 * content. SHA-256 over that, in hex. Names, contents and empty folders count; times, owners and
 * modes do not.
 * @e: ERR_RECIPE (a link or a device in it), ERR_LIMIT (beyond the caps), ERR_IO
 */
MUST_USE bool frozen_hash(const char *folder, char ret_hash[HASH_HEX_BYTES], struct err *e);

/*
 * frozen_keep() - copy @folder to @recipes/HASH, whole and durable or not at all; done if it is
 * there. What an interrupted copy left in @recipes is removed. One process does this at a time.
 * @recipes: exists
 * @e: as frozen_hash(); ERR_SEALED if @recipes/HASH is there and is not what its name says
 */
MUST_USE bool frozen_keep(const char *folder, const char *recipes, char ret_hash[HASH_HEX_BYTES],
			  struct err *e);

/* frozen_path() - @recipes/@hash, owned by @a; ERR_NOT_FOUND if there is no such folder. */
MUST_USE bool frozen_path(const char *recipes, const char *hash, struct arena *a,
			  const char **ret_path, struct err *e);
