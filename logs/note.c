/* note.c - a signed checkpoint as text. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/note.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>
#include "base/str.h"
#include "logs/journal_field.h"
#include "logs/journal_line.h"

/* DASH: what a signature begins with, U+2014 and a blank. */
#define DASH "\xe2\x80\x94 "
#define TIME "time "

/* ROOT_DIGITS: base64 of 32 bytes. */
enum { ROOT_DIGITS = 44, LINE_MAX_BYTES = 300 };

/* ---- writing */

void note_write_text(const struct note *n, struct buf *out)
{
	char root[ROOT_DIGITS + 1], time[JOURNAL_TIME_BYTES];

	verifier_base64(n->root, sizeof n->root, root);
	journal_time_text(n->t_us, time);
	buf_addf(out, "%s\n%" PRIu64 "\n%s\n" TIME "%s\n", n->origin, n->size, root, time);
}

void note_write(const struct note *n, struct buf *out)
{
	char base64[NOTE_BLOB_BYTES * 4 / 3 + 8];

	note_write_text(n, out);
	buf_addc(out, '\n');
	for (size_t i = 0; i < n->n; i++) {
		verifier_base64(n->signatures[i].blob, n->signatures[i].blob_len, base64);
		buf_addf(out, DASH "%s %s\n", n->signatures[i].name, base64);
	}
	buf_addc(out, '\n');
}

void note_sign(struct note *n, const struct verifier *v,
	       const uint8_t signature[VERIFIER_SIGNATURE_BYTES])
{
	assert(n->n < NOTE_SIGNATURES);
	struct note_signature *s = &n->signatures[n->n++];

	memcpy(s->name, v->name, sizeof s->name);
	memcpy(s->blob, v->id, sizeof v->id);
	memcpy(s->blob + sizeof v->id, signature, VERIFIER_SIGNATURE_BYTES);
	s->blob_len = sizeof v->id + VERIFIER_SIGNATURE_BYTES;
}

enum note_seal note_signed_by(const struct note *n, const char *text, const struct verifier *v)
{
	for (size_t i = 0; i < n->n; i++) {
		const struct note_signature *s = &n->signatures[i];
		if (!str_eq(s->name, v->name) || memcmp(s->blob, v->id, sizeof v->id) != 0)
			continue;
		bool good = s->blob_len == sizeof v->id + VERIFIER_SIGNATURE_BYTES &&
			    verifier_signed(v, text, n->text_len, s->blob + sizeof v->id);
		return good ? NOTE_SIGNED : NOTE_FORGED;
	}
	return NOTE_UNSIGNED;
}

/* ---- reading */

struct reader {
	const char *text, *at, *end;
	char line[LINE_MAX_BYTES]; /* the last one, with NUL */
	enum note_found found;
	struct err *why;
};

static bool wrong(struct reader *r, const char *what)
{
	r->found = NOTE_WRONG;
	return err_set(r->why, ERR_SEALED, "%s", what);
}

/* next_line() - into r->line; false: there is none whole any more. */
static bool next_line(struct reader *r)
{
	const char *feed = memchr(r->at, '\n', (size_t)(r->end - r->at));
	size_t len = (size_t)((feed ? feed : r->end) - r->at);

	if (len >= sizeof r->line || memchr(r->at, 0, len))
		return wrong(r, "a line of the checkpoint is too long or holds a zero");
	if (!feed) {
		r->found = NOTE_TORN;
		return false;
	}
	memcpy(r->line, r->at, len);
	r->line[len] = 0;
	r->at = feed + 1;
	return true;
}

static bool read_origin(struct reader *r, struct note *n)
{
	if (!next_line(r))
		return false;
	if (!verifier_name_valid(r->line))
		return wrong(r, "the checkpoint's origin is not a name");
	memcpy(n->origin, r->line, strlen(r->line) + 1);
	return true;
}

static bool read_size(struct reader *r, struct note *n)
{
	if (!next_line(r))
		return false;
	if (!str_to_u64(r->line, JOURNAL_COUNT_MAX, &n->size) || r->line[0] == '0')
		return wrong(r, "the checkpoint's size is not a number from 1");
	return true;
}

static bool read_root(struct reader *r, struct note *n)
{
	size_t len;

	if (!next_line(r))
		return false;
	if (strlen(r->line) != ROOT_DIGITS ||
	    !verifier_from_base64(r->line, ROOT_DIGITS, n->root, sizeof n->root, &len) ||
	    len != sizeof n->root)
		return wrong(r, "the checkpoint's root is not a hash in base64");
	return true;
}

static bool read_time(struct reader *r, struct note *n)
{
	if (!next_line(r))
		return false;
	if (!str_starts(r->line, TIME) || !journal_time_read(r->line + strlen(TIME), &n->t_us))
		return wrong(r, "the checkpoint's time is not one");
	return true;
}

/* read_signature() - of r->line. */
static bool read_signature(struct reader *r, struct note *n)
{
	struct note_signature s = { 0 };
	char *name = r->line + strlen(DASH), *blank = NULL;

	if (str_starts(r->line, DASH))
		blank = strchr(name, ' ');
	if (blank)
		*blank = 0;
	if (n->n == NOTE_SIGNATURES || !blank || !verifier_name_valid(name) ||
	    !verifier_from_base64(blank + 1, strlen(blank + 1), s.blob, sizeof s.blob,
				  &s.blob_len) ||
	    s.blob_len <= VERIFIER_ID_BYTES)
		return wrong(r, "a signature of the checkpoint is not one");
	memcpy(s.name, name, strlen(name) + 1);
	n->signatures[n->n++] = s;
	return true;
}

static bool read_signatures(struct reader *r, struct note *n)
{
	n->text_len = (size_t)(r->at - r->text);
	if (!next_line(r))
		return false;
	if (r->line[0])
		return wrong(r, "an empty line is expected before the signatures");
	do {
		if (!next_line(r))
			return false;
		if (!r->line[0])
			return n->n > 0 || wrong(r, "the checkpoint is not signed");
	} while (read_signature(r, n));
	return false;
}

enum note_found note_read(const char *text, size_t len, struct note *ret_note, size_t *ret_len,
			  struct err *why)
{
	struct reader r = { .text = text, .at = text, .end = text + len, .why = why };
	struct note n = { 0 };

	if (!read_origin(&r, &n) || !read_size(&r, &n) || !read_root(&r, &n) ||
	    !read_time(&r, &n) || !read_signatures(&r, &n))
		return r.found;
	*ret_note = n;
	*ret_len = (size_t)(r.at - text);
	return NOTE_WHOLE;
}
