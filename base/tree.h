/* tree.h - whole folders: copied, and onto the disk. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "base/err.h"

/* TREE_DEPTH_MAX: folders within folders; what goes deeper is none of ours. */
enum { TREE_DEPTH_MAX = 32 };

/*
 * tree_copy() - the folder @from as the new folder @to: folders (mode 0700) and plain files, with
 * their owner's rights and nobody else's; everything is on the disk when it returns, but for the
 * entry @to itself. Names that begin with a dot are left out: somebody is still writing there. So
 * is what vanishes meanwhile. On failure a part of @to may be there.
 * @e: ERR_IO (also a link or device in it), ERR_LIMIT (deeper than TREE_DEPTH_MAX)
 */
MUST_USE bool tree_copy(const char *from, const char *to, struct err *e);

/* tree_copy_file() - one plain file as the new file @to, as above. */
MUST_USE bool tree_copy_file(const char *from, const char *to, struct err *e);

/* tree_sync() - the entries of the folder @path onto the disk. ERR_IO. */
MUST_USE bool tree_sync(const char *path, struct err *e);
