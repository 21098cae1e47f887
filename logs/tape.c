/* tape.c - writing what the screen showed: changed rectangles over time, sealed in chunks. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/tape.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>
#include "base/mem.h"
#include "base/pixels.h"
#include "logs/gcm.h"
#include "logs/tape_form.h"

/*
 * LEVEL: docs/decisions/060-tape.md. FLUSH_US: what a kill may cost. KEY_FRAMES, KEY_RECORDS: after
 * so much a whole picture is kept, so that none is further than that from any time.
 * GAP_PX: rows alike between two changes that cost less than one more rectangle.
 */
enum { LEVEL = 1, FLUSH_US = 2000000, KEY_FRAMES = 4, KEY_RECORDS = 2048, GAP_PX = 8 };

struct tape {
	int fd;
	const struct vault_key *key; /* borrowed */
	char *job;                   /* owned, like all below */
	struct tape_title title;
	uint8_t id[TAPE_ID_BYTES];
	uint64_t n_chunks; /* written, the title included */
	size_t bytes;      /* of the file */
	struct img *shown; /* what a reader sees now; NULL: nothing was shown yet */
	uint32_t *row;     /* room for one */
	struct buf raw;    /* records of the chunk to be written */
	struct tape_chunk chunk;
	size_t since_key_bytes, since_key_records;
	uint64_t now_us;
	ZSTD_CCtx *zstd;
};

/* ---- chunks */

static bool write_all(struct tape *t, const struct buf *b, struct err *e)
{
	size_t done = 0;

	while (done < b->len_bytes) {
		ssize_t n = write(t->fd, b->data + done, b->len_bytes - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(e, ERR_IO, "write the tape: %s", strerror(errno));
		done += (size_t)n;
	}
	t->bytes += b->len_bytes;
	return true;
}

/* write_sealed() - one chunk, with its length in front, in one write. */
static bool write_sealed(struct tape *t, const struct buf *plain, struct err *e)
{
	CLEANUP(buf_clear) struct buf out = { 0 };
	char name[TAPE_NAME_BYTES];
	const struct vault_slot slot = { t->key, t->job, name };
	size_t len = plain->len_bytes + VAULT_OVERHEAD_BYTES;

	if (t->n_chunks >= TAPE_CHUNKS_MAX || t->bytes + len + TAPE_LENGTH_BYTES > TAPE_BYTES_MAX)
		return err_set(e, ERR_LIMIT, "the tape is full");
	tape_name(t->id, t->n_chunks, name);
	buf_init(&out, len + TAPE_LENGTH_BYTES);
	tape_put(&out, len, TAPE_LENGTH_BYTES);
	if (!vault_seal(&slot, plain->data, plain->len_bytes, &out, NULL, e) ||
	    !write_all(t, &out, e))
		return false;
	t->n_chunks++;
	return true;
}

/* pack() - the records, compressed, behind what is in @out. */
static void pack(struct tape *t, struct buf *out)
{
	size_t room = ZSTD_compressBound(t->raw.len_bytes);
	CLEANUP(mem_freep) char *packed = mem_calloc(room + 1, 1);
	size_t n = ZSTD_compressCCtx(t->zstd, packed, room, t->raw.data, t->raw.len_bytes, LEVEL);

	assert(!ZSTD_isError(n) && "there is room for all of it");
	buf_add(out, packed, n);
}

static bool write_chunk(struct tape *t, unsigned flags, struct err *e)
{
	CLEANUP(buf_clear) struct buf plain = { 0 };

	t->chunk.flags |= flags;
	t->chunk.raw_bytes = (uint32_t)t->raw.len_bytes;
	buf_init(&plain, tape_sealed_max(&t->title));
	tape_chunk_write(&t->chunk, &plain);
	pack(t, &plain);
	bool done = buf_check(&plain, "a chunk of tape", e) && write_sealed(t, &plain, e);
	mem_wipe(plain.data, plain.len_bytes);
	buf_reset(&t->raw);
	t->chunk = (struct tape_chunk){ .first_us = t->now_us, .last_us = t->now_us };
	return done;
}

bool tape_flush(struct tape *t, struct err *e)
{
	return t->raw.len_bytes == 0 || write_chunk(t, 0, e);
}

bool tape_end(struct tape *t, struct err *e)
{
	return write_chunk(t, TAPE_FLAG_LAST, e);
}

/* ---- records */

/* begin() - room for a record of @len bytes at @at_us; a chunk that waited long enough goes. */
static bool begin(struct tape *t, uint64_t at_us, size_t len, struct err *e)
{
	if (at_us > t->now_us)
		t->now_us = at_us;
	bool old = t->now_us - t->chunk.first_us > FLUSH_US;
	bool full = t->raw.len_bytes + len + TAPE_RECORD_BYTES > tape_raw_max(&t->title);
	if (t->raw.len_bytes > 0 && (old || full || t->raw.len_bytes > TAPE_PENDING_BYTES) &&
	    !tape_flush(t, e))
		return false;
	if (t->raw.len_bytes == 0)
		t->chunk.first_us = t->now_us;
	t->chunk.last_us = t->now_us;
	return true;
}

static void put_head(struct tape *t, char kind)
{
	buf_addc(&t->raw, kind);
	tape_put(&t->raw, t->now_us, 8);
}

/* put_pixels() - those of @r as they are shown. */
static void put_pixels(struct tape *t, struct rect r)
{
	uint8_t *bytes = (uint8_t *)t->row;

	for (int y = r.y; y < r.y + r.h; y++) {
		const uint32_t *px = img_row(t->shown, y) + r.x;
		for (int i = 0; i < r.w; i++) {
			bytes[3 * i] = (uint8_t)(px[i] >> 16);
			bytes[3 * i + 1] = (uint8_t)(px[i] >> 8);
			bytes[3 * i + 2] = (uint8_t)px[i];
		}
		buf_add(&t->raw, bytes, TAPE_PIXEL_BYTES * (size_t)r.w);
	}
}

static bool put_key(struct tape *t, uint64_t at_us, struct err *e)
{
	if (!tape_flush(t, e) || !begin(t, at_us, 0, e))
		return false;
	t->chunk.flags = TAPE_FLAG_KEY;
	put_head(t, TAPE_KEY);
	put_pixels(t, img_bounds(t->shown));
	t->since_key_bytes = t->since_key_records = 0;
	return buf_check(&t->raw, "a picture of a tape", e);
}

static bool put_change(struct tape *t, uint64_t at_us, struct rect r, struct err *e)
{
	size_t len = TAPE_RECT_BYTES + TAPE_PIXEL_BYTES * (size_t)r.w * (size_t)r.h;

	if (!begin(t, at_us, len, e))
		return false;
	put_head(t, TAPE_CHANGE);
	tape_put(&t->raw, (uint64_t)r.x, 2);
	tape_put(&t->raw, (uint64_t)r.y, 2);
	tape_put(&t->raw, (uint64_t)r.w, 2);
	tape_put(&t->raw, (uint64_t)r.h, 2);
	put_pixels(t, r);
	t->since_key_bytes += len;
	t->since_key_records++;
	return buf_check(&t->raw, "a picture of a tape", e);
}

bool tape_step(struct tape *t, const struct tape_mark *mark, struct err *e)
{
	size_t len = strlen(mark->verb);

	assert(tape_verb_ok(mark->verb, len));
	if (!begin(t, mark->at_us, TAPE_MARK_BYTES + len, e))
		return false;
	put_head(t, TAPE_STEP);
	tape_put(&t->raw, mark->line, 4);
	tape_put(&t->raw, len, 1);
	buf_add(&t->raw, mark->verb, len);
	t->since_key_records++;
	return buf_check(&t->raw, "a mark of a tape", e);
}

/* ---- looks */

/* take_row() - what may be kept of row @iy of @area becomes what is shown; where it differs. */
static struct rect take_row(struct tape *t, const struct tape_look *look, struct rect area, int iy)
{
	const struct tape_mask_span at = { area.x, iy, area.w };
	uint32_t *was = img_row(t->shown, iy) + area.x;
	size_t n = (size_t)area.w;

	tape_mask_row(look->mask, look->frame, at, t->row);
	size_t same = pixels_same(t->row, was, n);
	if (same == n)
		return (struct rect){ 0 };
	size_t back = pixels_same_back(t->row + same, was + same, n - same);
	memcpy(was + same, t->row + same, (n - same - back) * sizeof *was);
	return (struct rect){ area.x + (int)same, iy, (int)(n - same - back), 1 };
}

/* take_changes() - row by row, in bands; rows near to each other are one rectangle. */
static bool take_changes(struct tape *t, const struct tape_look *look, struct rect area,
			 struct err *e)
{
	struct rect band = { 0 };

	for (int iy = area.y; iy < area.y + area.h; iy++) {
		struct rect row = take_row(t, look, area, iy);
		if (rect_empty(row))
			continue;
		if (!rect_empty(band) && iy - (band.y + band.h) > GAP_PX) {
			if (!put_change(t, look->at_us, band, e))
				return false;
			band = (struct rect){ 0 };
		}
		band = rect_union(band, row);
	}
	return rect_empty(band) || put_change(t, look->at_us, band, e);
}

/* wants_key() - is it too far back to the last whole picture? */
static bool wants_key(const struct tape *t)
{
	size_t frame = TAPE_PIXEL_BYTES * (size_t)t->title.width_px * (size_t)t->title.height_px;

	return t->since_key_bytes > KEY_FRAMES * frame || t->since_key_records > KEY_RECORDS;
}

bool tape_show(struct tape *t, const struct tape_look *look, struct err *e)
{
	int w = t->title.width_px, h = t->title.height_px;
	struct rect area = rect_intersection(look->area, (struct rect){ 0, 0, w, h });
	bool first = !t->shown;

	assert(look->frame->width_px == w && look->frame->height_px == h);
	assert(tape_mask_fits(look->mask, w, h));
	if (first) {
		t->shown = img_new(w, h);
		area = img_bounds(t->shown);
	}
	if (!first && !wants_key(t))
		return take_changes(t, look, area, e);
	bool changed = first;
	for (int iy = area.y; iy < area.y + area.h; iy++)
		changed |= !rect_empty(take_row(t, look, area, iy));
	return !changed || put_key(t, look->at_us, e);
}

/* ---- the file */

static bool write_head(struct tape *t, struct err *e)
{
	CLEANUP(buf_clear) struct buf head = { 0 }, title = { 0 };

	buf_init(&head, TAPE_HEAD_BYTES);
	buf_adds(&head, TAPE_MAGIC);
	tape_put(&head, TAPE_VERSION, 4);
	buf_add(&head, t->id, sizeof t->id);
	buf_init(&title, TAPE_TITLE_BYTES);
	tape_title_write(&t->title, &title);
	return write_all(t, &head, e) && write_sealed(t, &title, e);
}

bool tape_create(const struct tape_options *o, struct tape **ret_tape, struct err *e)
{
	CLEANUP(tape_freep) struct tape *t = mem_zalloc(sizeof *t);
	const int64_t w = o->title.width_px, h = o->title.height_px;

	t->fd = -1;
	t->key = o->key;
	t->title = o->title;
	if (w < 1 || h < 1 || w > TAPE_SIDE_MAX || h > TAPE_SIDE_MAX || w * h > TAPE_PIXELS_MAX)
		return err_set(e, ERR_LIMIT, "a tape cannot hold pictures of %lld x %lld",
			       (long long)w, (long long)h);
	if (!gcm_random(t->id, sizeof t->id, e))
		return false;
	t->fd = open(o->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (t->fd < 0)
		return err_set(e, ERR_IO, "tape '%s': %s", o->path, strerror(errno));
	t->job = mem_strdup(o->job);
	t->row = mem_calloc((size_t)w, sizeof *t->row);
	buf_init(&t->raw, tape_raw_max(&t->title));
	t->zstd = ZSTD_createCCtx();
	assert(t->zstd && "out of memory");
	if (!write_head(t, e))
		return false;
	*ret_tape = TAKE(t);
	return true;
}

void tape_free(struct tape *t)
{
	if (!t)
		return;
	close_fdp(&t->fd);
	ZSTD_freeCCtx(t->zstd);
	buf_clear(&t->raw);
	img_unref(t->shown);
	free(t->row);
	free(t->job);
	free(t);
}
