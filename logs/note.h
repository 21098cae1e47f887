/* note.h - a signed checkpoint as text (C2SP tlog-checkpoint), strictly in one form. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "logs/verifier.h"

/* NOTE_SIGNATURES: two while a key changes, and witnesses. NOTE_BLOB_BYTES: key id and signature;
 * those of witnesses are longer. */
enum { NOTE_SIGNATURES = 6, NOTE_BLOB_BYTES = 96, NOTE_MAX = 2048 };

struct note_signature {
	char name[VERIFIER_NAME_BYTES];
	uint8_t blob[NOTE_BLOB_BYTES]; /* id of the key, then the signature */
	size_t blob_len;
};

struct note {
	char origin[VERIFIER_NAME_BYTES];
	uint64_t size; /* lines of the journal it is about */
	uint8_t root[HASH_BYTES];
	int64_t t_us;    /* UTC: the clock of who signed */
	size_t text_len; /* bytes that are signed: up to and with the line feed of the last line */
	struct note_signature signatures[NOTE_SIGNATURES];
	size_t n;
};

enum note_found {
	NOTE_WHOLE,
	NOTE_TORN,  /* the bytes end before the note does */
	NOTE_WRONG, /* this is no note, whatever follows */
};

/*
 * note_read() - the note that @text begins with, and the empty line behind it.
 * @ret_len: its bytes, that empty line included
 * @why: set with NOTE_WRONG (ERR_SEALED)
 */
enum note_found note_read(const char *text, size_t len, struct note *ret_note, size_t *ret_len,
			  struct err *why);

/* note_write() - append it as note_read() reads it. */
void note_write(const struct note *n, struct buf *out);

/* note_write_text() - the signed part alone. */
void note_write_text(const struct note *n, struct buf *out);

/* note_signed_by() - what @v has to say about the note that begins at @text. */
enum note_seal {
	NOTE_UNSIGNED, /* none of its signatures claims to be of this key */
	NOTE_SIGNED,
	NOTE_FORGED, /* one claims to be, and is not */
} note_signed_by(const struct note *n, const char *text, const struct verifier *v);

/* note_sign() - put @signature of @v behind the others; there must be room (asserted). */
void note_sign(struct note *n, const struct verifier *v,
	       const uint8_t signature[VERIFIER_SIGNATURE_BYTES]);
