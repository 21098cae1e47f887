/* journal_verify.h - is a journal whole? Needs neither agent nor store; streams. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"
#include "logs/vault.h"

struct journal_verdict {
	bool good;
	uint64_t lines;                      /* that fit, from the first */
	int64_t first_ms, last_ms;           /* UTC of the first and last of them */
	uint8_t tail_hash[VAULT_HASH_BYTES]; /* of the last line that fits */
	char file[32];                       /* not good: where, e.g. "000001.jsonl" */
	uint64_t file_line;                  /* from 1 */
	char why[160];                       /* "prev is not the hash of line 41" */
};

struct journal_line;

/* Who else has a say; pointers may be NULL, what is passed is borrowed during the call. */
struct journal_watcher {
	void *self;
	/* Before the first line, the journal's lock held: nothing is half written. */
	bool (*begin)(void *self, int folder_fd, struct err *e);
	/* Every line that fits; false and *why: it does not fit after all. */
	bool (*line)(void *self, const struct journal_line *line, const char *text, size_t len,
		     struct err *why);
};

/*
 * journal_verify() - read every segment of @folder in order and check form, numbering, fields and
 * chain; stops at the first line that does not fit. @ret_verdict tells; false only if the folder
 * cannot be read (ERR_IO).
 */
MUST_USE bool journal_verify(const char *folder, struct journal_verdict *ret_verdict,
			     struct err *e);

/* journal_verify_watched() - the same, and @watcher (NULL: nobody) sees the lines on the way. */
MUST_USE bool journal_verify_watched(const char *folder, const struct journal_watcher *watcher,
				     struct journal_verdict *ret_verdict, struct err *e);
