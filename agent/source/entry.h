/* entry.h - names of the submissions in a folder: NAME@DIGEST for a file, NAME/@DIGEST a set. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/arena.h"
#include "base/err.h"

/*
 * A name alone is no id: people use it again with other content. The digest is the beginning of
 * the SHA-256 of the submission's file; the same content under the same name is the same
 * submission, delivered twice.
 */
enum { ENTRY_NAME_MAX = 200, ENTRY_DIGEST_BYTES = 17 };

struct entry {
	char name[ENTRY_NAME_MAX + 1]; /* without ".json" */
	bool set;                      /* NAME/submission.json, else NAME.json */
	char digest[ENTRY_DIGEST_BYTES];
};

/* ENTRY_UNREADABLE: digest of a file that could not be read when it was listed. */
#define ENTRY_UNREADABLE "0000000000000000"

/* entry_name_fits() - UTF-8 without control characters and slashes, not hidden, not too long. */
bool entry_name_fits(const char *name);

/* entry_external() - the source's id of @n, owned by @a. */
const char *entry_external(const struct entry *n, struct arena *a);

/* entry_read() - ERR_INPUT if @external was not made by entry_external(). */
MUST_USE bool entry_read(const char *external, struct entry *ret_entry, struct err *e);

/* entry_path() - "NAME.json" or "NAME/submission.json", owned by @a. */
const char *entry_path(const struct entry *n, struct arena *a);

/* entry_top() - "NAME.json" or "NAME", owned by @a. */
const char *entry_top(const struct entry *n, struct arena *a);

/* entry_digest() - of @len bytes. */
void entry_digest(const void *bytes, size_t len, char ret_digest[ENTRY_DIGEST_BYTES]);
