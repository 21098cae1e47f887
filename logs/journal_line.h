/* journal_line.h - one line of the journal as text, written and read strictly in one form. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/buf.h"
#include "base/err.h"
#include "logs/journal_kind.h"
#include "logs/vault.h"

enum { JOURNAL_HOST_BYTES = 17, JOURNAL_TIME_BYTES = 28 };

/* Plain data. What each member may hold: docs/journal-format.md. */
struct journal_line {
	uint64_t n;
	int64_t t_us; /* UTC, since 1970 */
	char process[JOURNAL_ID_BYTES];
	char host[JOURNAL_HOST_BYTES]; /* 16 hex digits */
	char boot[JOURNAL_HOST_BYTES];
	char job[JOURNAL_ID_BYTES]; /* "": about no job */
	struct journal_body body;
	uint8_t prev[VAULT_HASH_BYTES];
};

/* journal_line_write() - append it, without line feed. */
void journal_line_write(const struct journal_line *line, struct buf *out);

/*
 * journal_line_read() - read one line, without its line feed. What it accepts, journal_line_write()
 * would write byte for byte.
 * @e: ERR_SEALED "column 17: ..."
 */
MUST_USE bool journal_line_read(const char *text, size_t len, struct journal_line *ret_line,
				struct err *e);

/* journal_body_read() - the same for a body alone, of the kind @word; ERR_SEALED. */
MUST_USE bool journal_body_read(const char *word, const char *text, struct journal_body *ret_body,
				struct err *e);

/* journal_time_text() - "2026-11-23T10:11:12.123456Z"; years 1970 to 9999. */
void journal_time_text(int64_t t_us, char ret_text[JOURNAL_TIME_BYTES]);

/* journal_time_read() - the whole of @text in that form; false if it is none. */
bool journal_time_read(const char *text, int64_t *ret_us);

/* journal_id_valid() - 1 to 64 of [A-Za-z0-9._:-]. */
bool journal_id_valid(const char *id);
