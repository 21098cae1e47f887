/* inbox.h - what lies in a folder: complete submissions, oldest first, and what is none. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "agent/source/entry.h"
#include "base/arena.h"
#include "base/err.h"

/* Something that has the form of a submission and cannot be taken: a link, an impossible name. */
struct inbox_reject {
	const char *entry;  /* its name in the folder */
	const char *name;   /* a name it can lie under elsewhere, without suffix */
	const char *suffix; /* ".json", "" */
	char digest[ENTRY_DIGEST_BYTES];
	const char *reason;
};

struct inbox {
	struct entry *entries;
	size_t n_entries;
	struct inbox_reject *rejects;
	size_t n_rejects;
};

/*
 * inbox_look() - one look into @folder (a descriptor).
 * Complete is a regular file NAME.json that nobody has open for writing, and a folder NAME with
 * submission.json beside which NAME.done stands. Hidden names and all others are left alone.
 * At most SOURCE_ITEMS_MAX entries, of which about 64 MiB are read.
 * @a: owns what @ret_inbox points to
 * @e: ERR_IO (the folder itself cannot be read)
 */
MUST_USE bool inbox_look(int folder, struct arena *a, struct inbox *ret_inbox, struct err *e);

/* inbox_has_large() - is the entry of @n's name too large to be read, and still the one listed? */
bool inbox_has_large(int folder, const struct entry *n, struct arena *a);
