/* tape_reader.c - reading a tape. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/tape_reader.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zstd.h>
#include "base/mem.h"
#include "logs/tape_form.h"

struct entry { /* one chunk of the file, without the title */
	struct tape_chunk head;
	off_t at; /* of what is sealed */
	uint32_t len;
};

/* The chunk whose records are being gone through. */
struct place {
	size_t chunk; /* index of the entry in @raw; n_entries: none */
	uint8_t *raw; /* owned; its records */
	size_t at;    /* of the next one */
};

struct tape_reader {
	int fd;
	const struct vault_key *key; /* borrowed */
	char *job, *path;            /* owned */
	uint8_t id[TAPE_ID_BYTES];
	struct tape_facts facts;
	struct entry *entries; /* owned */
	size_t n_entries, room;
	struct place place;
	struct img *picture; /* owned; at the time of the records before the place; NULL: none */
	uint64_t picture_us;
	ZSTD_DCtx *zstd;
};

/* One record; @body holds @len bytes. */
struct record {
	uint64_t at_us;
	uint8_t kind;
	const uint8_t *body;
	size_t len;
	struct rect r; /* of KEY and CHANGE */
};

static bool damaged(const struct tape_reader *r, uint64_t number, const char *what, struct err *e)
{
	return err_set(e, ERR_SEALED, "tape '%s': chunk %llu %s", r->path,
		       (unsigned long long)number, what);
}

/* ---- bytes of the file */

/* read_at() - exactly @len bytes. */
static bool read_at(const struct tape_reader *r, off_t at, void *into, size_t len, struct err *e)
{
	uint8_t *to = into;

	while (len > 0) {
		ssize_t n = pread(r->fd, to, len, at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return err_set(e, ERR_IO, "read tape '%s': %s", r->path,
				       n < 0 ? strerror(errno) : "it became shorter");
		to += n;
		at += n;
		len -= (size_t)n;
	}
	return true;
}

/* Where a sealed chunk lies. */
struct sealed_at {
	uint64_t number;
	off_t at;
	uint32_t len;
};

/* unseal() - append the plain form of a chunk to @out. */
static bool unseal(const struct tape_reader *r, const struct sealed_at *s, struct buf *out,
		   struct err *e)
{
	CLEANUP(mem_freep) uint8_t *sealed = mem_calloc(s->len, 1);
	char name[TAPE_NAME_BYTES];
	const struct vault_slot slot = { r->key, r->job, name };
	struct err why = { 0 };

	if (!read_at(r, s->at, sealed, s->len, e))
		return false;
	tape_name(r->id, s->number, name);
	return vault_open(&slot, sealed, s->len, out, &why) ||
	       damaged(r, s->number,
		       "does not open: not this key or job, damaged, or not in its place", e);
}

/* ---- opening */

static bool read_head(struct tape_reader *r, off_t size, struct err *e)
{
	uint8_t head[TAPE_HEAD_BYTES];
	const size_t magic = strlen(TAPE_MAGIC);

	if (size < TAPE_HEAD_BYTES)
		return err_set(e, ERR_SYNTAX, "'%s' is no tape: %lld bytes", r->path,
			       (long long)size);
	if (!read_at(r, 0, head, sizeof head, e))
		return false;
	if (memcmp(head, TAPE_MAGIC, magic) != 0)
		return err_set(e, ERR_SYNTAX, "'%s' is no tape", r->path);
	if (tape_get(head + magic, 4) != TAPE_VERSION)
		return err_set(e, ERR_UNSUPPORTED,
			       "tape '%s' has form %llu, this program knows form %d", r->path,
			       (unsigned long long)tape_get(head + magic, 4), TAPE_VERSION);
	memcpy(r->id, head + magic + 4, TAPE_ID_BYTES);
	return true;
}

static bool read_title(struct tape_reader *r, const struct sealed_at *s, struct err *e)
{
	CLEANUP(buf_clear) struct buf plain = { 0 };

	if (s->len != TAPE_TITLE_BYTES + VAULT_OVERHEAD_BYTES)
		return damaged(r, 0, "is no title", e);
	buf_init(&plain, TAPE_TITLE_BYTES);
	if (!unseal(r, s, &plain, e))
		return false;
	return tape_title_read((const uint8_t *)plain.data, plain.len_bytes, &r->facts.title) ||
	       damaged(r, 0, "is no title", e);
}

static void add_entry(struct tape_reader *r, const struct entry *one)
{
	if (r->n_entries == r->room) {
		r->room = r->room ? 2 * r->room : 64;
		r->entries = mem_realloc(r->entries, r->room, sizeof *r->entries);
	}
	r->entries[r->n_entries++] = *one;
	r->facts.ends_us = one->head.last_us;
	r->facts.ended = one->head.flags & TAPE_FLAG_LAST;
}

/* read_entry() - the next chunk, if it goes on from the one before. */
static bool read_entry(struct tape_reader *r, const struct sealed_at *s, struct err *e)
{
	CLEANUP(buf_clear) struct buf plain = { 0 };
	struct entry one = { .at = s->at, .len = s->len };

	if (s->len > tape_sealed_max(&r->facts.title))
		return damaged(r, s->number, "is longer than any of this tape", e);
	buf_init(&plain, tape_sealed_max(&r->facts.title));
	if (!unseal(r, s, &plain, e))
		return false;
	if (!tape_chunk_read(&r->facts.title, (const uint8_t *)plain.data, plain.len_bytes,
			     &one.head))
		return damaged(r, s->number, "has no head that fits", e);
	if (one.head.first_us < r->facts.ends_us)
		return damaged(r, s->number, "is older than the one before", e);
	add_entry(r, &one);
	return true;
}

/* read_chunks() - all that are whole; what is cut off behind them is counted. */
static bool read_chunks(struct tape_reader *r, off_t size, struct err *e)
{
	uint8_t length[TAPE_LENGTH_BYTES];
	off_t at = TAPE_HEAD_BYTES;

	for (uint64_t number = 0; at < size; number++) {
		if (r->facts.ended || number >= TAPE_CHUNKS_MAX)
			return damaged(r, number, "stands behind the last one", e);
		if (size - at < TAPE_LENGTH_BYTES)
			break;
		if (!read_at(r, at, length, sizeof length, e))
			return false;
		const struct sealed_at s = { number, at + TAPE_LENGTH_BYTES,
					     (uint32_t)tape_get(length, TAPE_LENGTH_BYTES) };
		if (s.len > size - s.at)
			break;
		if (!(number == 0 ? read_title(r, &s, e) : read_entry(r, &s, e)))
			return false;
		r->facts.n_chunks = number + 1;
		at = s.at + s.len;
	}
	r->facts.torn_bytes = (size_t)(size - at);
	return r->facts.n_chunks > 0 ||
	       err_set(e, ERR_SEALED, "tape '%s' is cut off before its title ends", r->path);
}

static bool open_file(struct tape_reader *r, off_t *ret_size, struct err *e)
{
	struct stat st;

	r->fd = open(r->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (r->fd < 0 || fstat(r->fd, &st) != 0)
		return err_set(e, ERR_IO, "tape '%s': %s", r->path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_IO, "tape '%s' is no file", r->path);
	if (st.st_size > TAPE_BYTES_MAX)
		return err_set(e, ERR_LIMIT, "tape '%s' is longer than %d bytes", r->path,
			       TAPE_BYTES_MAX);
	*ret_size = st.st_size;
	return true;
}

bool tape_reader_new(const struct tape_source *s, struct tape_reader **ret_reader, struct err *e)
{
	CLEANUP(tape_reader_freep) struct tape_reader *r = mem_zalloc(sizeof *r);
	off_t size = 0;

	r->fd = -1;
	r->key = s->key;
	r->job = mem_strdup(s->job);
	r->path = mem_strdup(s->path);
	r->zstd = ZSTD_createDCtx();
	assert(r->zstd && "out of memory");
	if (!open_file(r, &size, e) || !read_head(r, size, e) || !read_chunks(r, size, e))
		return false;
	r->place.chunk = r->n_entries;
	*ret_reader = TAKE(r);
	return true;
}

void tape_reader_free(struct tape_reader *r)
{
	if (!r)
		return;
	close_fdp(&r->fd);
	ZSTD_freeDCtx(r->zstd);
	img_unref(r->picture);
	free(r->place.raw);
	free(r->entries);
	free(r->path);
	free(r->job);
	free(r);
}

struct tape_facts tape_reader_facts(const struct tape_reader *r)
{
	return r->facts;
}

/* ---- records */

/* load() - go to the first record of chunk @i. */
static bool load(struct tape_reader *r, size_t i, struct err *e)
{
	CLEANUP(buf_clear) struct buf plain = { 0 };
	const struct entry *one = &r->entries[i];
	const struct sealed_at s = { i + 1, one->at, one->len };

	r->place.chunk = r->n_entries;
	buf_init(&plain, tape_sealed_max(&r->facts.title));
	if (!unseal(r, &s, &plain, e))
		return false;
	const char *packed = plain.data + TAPE_CHUNK_BYTES;
	free(r->place.raw);
	r->place.raw = mem_calloc((size_t)one->head.raw_bytes + 1, 1);
	size_t n = ZSTD_decompressDCtx(r->zstd, r->place.raw, one->head.raw_bytes, packed,
				       plain.len_bytes - TAPE_CHUNK_BYTES);
	if (ZSTD_isError(n) || n != one->head.raw_bytes)
		return damaged(r, i + 1, "cannot be decompressed", e);
	r->place.at = 0;
	r->place.chunk = i;
	return true;
}

/* pixels_len() - bytes that the pixels of the record's rectangle take. */
static size_t pixels_len(struct rect r)
{
	return TAPE_PIXEL_BYTES * (size_t)r.w * (size_t)r.h;
}

/* body_len() - how long the body at @body is of at most @left bytes; 0: none that fits. */
static size_t body_len(const struct tape_reader *r, struct record *rec, size_t left)
{
	const struct tape_title *t = &r->facts.title;
	const struct rect all = { 0, 0, t->width_px, t->height_px };
	const uint8_t *b = rec->body;

	if (rec->kind == TAPE_KEY) {
		rec->r = all;
		return pixels_len(all);
	}
	if (rec->kind == TAPE_CHANGE && left >= TAPE_RECT_BYTES) {
		rec->r = (struct rect){ (int)tape_get(b, 2), (int)tape_get(b + 2, 2),
					(int)tape_get(b + 4, 2), (int)tape_get(b + 6, 2) };
		if (rect_empty(rec->r) || !rect_contains(all, rec->r))
			return 0;
		return TAPE_RECT_BYTES + pixels_len(rec->r);
	}
	if (rec->kind == TAPE_STEP && left >= TAPE_MARK_BYTES && left - TAPE_MARK_BYTES >= b[4] &&
	    tape_verb_ok((const char *)b + TAPE_MARK_BYTES, b[4]))
		return TAPE_MARK_BYTES + (size_t)b[4];
	return 0;
}

/* peek() - the record at the place, which is not at the end of its chunk. */
static bool peek(const struct tape_reader *r, struct record *ret_record, struct err *e)
{
	const struct tape_chunk *head = &r->entries[r->place.chunk].head;
	const uint8_t *at = r->place.raw + r->place.at;
	size_t left = head->raw_bytes - r->place.at;
	bool key_here = r->place.at == 0 && (head->flags & TAPE_FLAG_KEY);

	if (left < TAPE_RECORD_BYTES)
		return damaged(r, r->place.chunk + 1, "ends in the middle of a record", e);
	struct record rec = { .kind = at[0],
			      .at_us = tape_get(at + 1, 8),
			      .body = at + TAPE_RECORD_BYTES };
	rec.len = body_len(r, &rec, left - TAPE_RECORD_BYTES);
	if (rec.len == 0 || rec.len > left - TAPE_RECORD_BYTES ||
	    (rec.kind == TAPE_KEY) != key_here || rec.at_us < head->first_us ||
	    rec.at_us > head->last_us)
		return damaged(r, r->place.chunk + 1, "holds a record that does not fit", e);
	*ret_record = rec;
	return true;
}

/* draw() - the record's pixels into the picture. */
static void draw(struct tape_reader *r, const struct record *rec)
{
	const uint8_t *px = rec->body + (rec->kind == TAPE_CHANGE ? TAPE_RECT_BYTES : 0);

	for (int y = rec->r.y; y < rec->r.y + rec->r.h; y++) {
		uint32_t *to = img_row(r->picture, y) + rec->r.x;
		for (int i = 0; i < rec->r.w; i++, px += 3)
			to[i] = (uint32_t)px[0] << 16 | (uint32_t)px[1] << 8 | px[2];
	}
}

/* at_end() - no record is left in the chunk at the place. */
static bool at_end(const struct tape_reader *r)
{
	return r->place.at == r->entries[r->place.chunk].head.raw_bytes;
}

/* play() - draw what is left of the chunk up to @at_us; *ret_over: something later stands in it. */
static bool play(struct tape_reader *r, uint64_t at_us, bool *ret_over, struct err *e)
{
	struct record rec;

	*ret_over = false;
	while (!at_end(r)) {
		if (!peek(r, &rec, e))
			return false;
		if (rec.at_us > at_us) {
			*ret_over = true;
			return true;
		}
		if (rec.kind != TAPE_STEP)
			draw(r, &rec);
		r->place.at += TAPE_RECORD_BYTES + rec.len;
	}
	return true;
}

/* key_before() - the last chunk that begins with a whole picture not later than @at_us; 0 if none.
 */
static size_t key_before(const struct tape_reader *r, uint64_t at_us)
{
	size_t key = 0;

	for (size_t i = 0; i < r->n_entries && r->entries[i].head.first_us <= at_us; i++)
		if (r->entries[i].head.flags & TAPE_FLAG_KEY)
			key = i;
	return key;
}

/* go_back() - to a chunk from which every change up to @at_us is drawn. */
static bool go_back(struct tape_reader *r, uint64_t at_us, struct err *e)
{
	size_t key = key_before(r, at_us);
	bool here = r->place.chunk < r->n_entries && r->picture_us <= at_us;

	if (here && key <= r->place.chunk)
		return true;
	img_fill(r->picture, img_bounds(r->picture), TAPE_FILL_RGB);
	return load(r, key, e);
}

bool tape_reader_picture(struct tape_reader *r, uint64_t at_us, const struct img **ret_picture,
			 struct err *e)
{
	const struct tape_title *t = &r->facts.title;
	bool over = false;

	if (!r->picture) {
		r->picture = img_new(t->width_px, t->height_px);
		img_fill(r->picture, img_bounds(r->picture), TAPE_FILL_RGB);
	}
	*ret_picture = r->picture;
	if (r->n_entries == 0)
		return true;
	if (!go_back(r, at_us, e))
		return false;
	r->picture_us = at_us;
	while (!over) {
		if (!play(r, at_us, &over, e)) {
			r->place.chunk = r->n_entries; /* nothing here is whole */
			return false;
		}
		size_t next = r->place.chunk + 1;
		if (over || next == r->n_entries || r->entries[next].head.first_us > at_us)
			break;
		if (!load(r, next, e))
			return false;
	}
	return true;
}

bool tape_reader_next(struct tape_reader *r, uint64_t *ret_at_us, bool *ret_any, struct err *e)
{
	struct record rec;

	*ret_any = false;
	while (r->place.chunk < r->n_entries) {
		if (at_end(r)) {
			if (r->place.chunk + 1 == r->n_entries)
				return true;
			if (!load(r, r->place.chunk + 1, e))
				return false;
			continue;
		}
		if (!peek(r, &rec, e))
			return false;
		if (rec.kind != TAPE_STEP) {
			*ret_at_us = rec.at_us;
			*ret_any = true;
			return true;
		}
		r->place.at += TAPE_RECORD_BYTES + rec.len;
	}
	return true;
}

/* walk() - every record of the tape to @take; the picture is begun anew afterwards. */
static bool walk(struct tape_reader *r, void (*take)(void *with, const struct record *rec),
		 void *with, struct err *e)
{
	struct record rec;
	bool good = true;

	for (size_t i = 0; i < r->n_entries && good; i++) {
		good = load(r, i, e);
		while (good && !at_end(r)) {
			good = peek(r, &rec, e);
			if (!good)
				break;
			take(with, &rec);
			r->place.at += TAPE_RECORD_BYTES + rec.len;
		}
	}
	r->place.chunk = r->n_entries;
	return good;
}

struct marks {
	struct tape_mark *list; /* owned until copied */
	size_t n, room;
};

static void take_mark(void *with, const struct record *rec)
{
	struct marks *m = with;

	if (rec->kind != TAPE_STEP)
		return;
	if (m->n == m->room) {
		m->room = m->room ? 2 * m->room : 64;
		m->list = mem_realloc(m->list, m->room, sizeof *m->list);
	}
	struct tape_mark *one = &m->list[m->n++];
	*one = (struct tape_mark){ .at_us = rec->at_us, .line = (uint32_t)tape_get(rec->body, 4) };
	memcpy(one->verb, rec->body + TAPE_MARK_BYTES, rec->body[4]);
}

bool tape_reader_marks(struct tape_reader *r, struct arena *a, const struct tape_mark **ret_list,
		       size_t *ret_n, struct err *e)
{
	struct marks m = { 0 };
	bool good = walk(r, take_mark, &m, e);

	if (good) {
		struct tape_mark *list = arena_calloc(a, m.n + 1, sizeof *list);
		if (m.n > 0)
			memcpy(list, m.list, m.n * sizeof *list);
		*ret_list = list;
		*ret_n = m.n;
	}
	free(m.list);
	return good;
}
