/* tape_form.h - what the files about tapes share: the bytes of a tape (docs/tape-format.md). */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/buf.h"
#include "base/err.h"
#include "base/rect.h"
#include "logs/tape.h"
#include "logs/vault.h"

#define TAPE_MAGIC "AMTSTAPE"

enum { TAPE_VERSION = 1, TAPE_ID_BYTES = 16, TAPE_HEAD_BYTES = 28, TAPE_LENGTH_BYTES = 4 };

/* Bytes of the two kinds of chunks before what they hold. */
enum { TAPE_TITLE_BYTES = 14, TAPE_CHUNK_BYTES = 22 };

/* Bytes of a record: kind and time; of a rectangle; of a mark without its verb; of one pixel. */
enum { TAPE_RECORD_BYTES = 9, TAPE_RECT_BYTES = 8, TAPE_MARK_BYTES = 5, TAPE_PIXEL_BYTES = 3 };

/* TAPE_PENDING_BYTES: what a chunk may hold besides one whole picture. */
enum { TAPE_PENDING_BYTES = 1 << 20, TAPE_CHUNKS_MAX = 1 << 20 };

enum { TAPE_IS_TITLE = 'T', TAPE_IS_CHUNK = 'C' };
enum { TAPE_KEY = 'K', TAPE_CHANGE = 'R', TAPE_STEP = 'M' };
enum { TAPE_FLAG_KEY = 1, TAPE_FLAG_LAST = 2 };

struct tape_chunk { /* the open part of what is sealed */
	unsigned flags;
	uint64_t first_us, last_us; /* of its records; equal if it has none */
	uint32_t raw_bytes;         /* of its records, uncompressed */
};

/* tape_put() - append @n bytes of @value, most significant first. */
void tape_put(struct buf *out, uint64_t value, int n);

/* tape_get() - the number in @n bytes. */
uint64_t tape_get(const uint8_t *at, int n);

enum { TAPE_NAME_BYTES = 64 };

/* tape_name() - what chunk @number of tape @id is sealed as. */
void tape_name(const uint8_t id[TAPE_ID_BYTES], uint64_t number, char into[TAPE_NAME_BYTES]);

/* tape_raw_max() - most bytes that the records of one chunk may take in a tape of this size. */
size_t tape_raw_max(const struct tape_title *t);

/* tape_sealed_max() - most bytes of one sealed chunk. */
size_t tape_sealed_max(const struct tape_title *t);

/* tape_title_write() - append the title's plain form. */
void tape_title_write(const struct tape_title *t, struct buf *out);

/* tape_title_read() - false unless the @len bytes are a title with sides and mode as allowed. */
bool tape_title_read(const uint8_t *at, size_t len, struct tape_title *ret_title);

/* tape_chunk_write() - append the head's plain form; the compressed records follow. */
void tape_chunk_write(const struct tape_chunk *c, struct buf *out);

/* tape_chunk_read() - false unless the @len bytes begin with a head that fits @t. */
bool tape_chunk_read(const struct tape_title *t, const uint8_t *at, size_t len,
		     struct tape_chunk *ret_chunk);

/* tape_verb_ok() - 1 to TAPE_VERB_MAX of a-z, 0-9 and '_'. */
bool tape_verb_ok(const char *verb, size_t len);
