/* tape_form.c - the bytes of a tape. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/tape_form.h"

#include <string.h>
#include <zstd.h>
#include "base/str.h"

void tape_put(struct buf *out, uint64_t value, int n)
{
	for (int i = n - 1; i >= 0; i--)
		buf_addc(out, (char)(value >> 8 * i & 255));
}

uint64_t tape_get(const uint8_t *at, int n)
{
	uint64_t value = 0;

	for (int i = 0; i < n; i++)
		value = value << 8 | at[i];
	return value;
}

void tape_name(const uint8_t id[TAPE_ID_BYTES], uint64_t number, char into[TAPE_NAME_BYTES])
{
	static const char digits[] = "0123456789abcdef";
	char hex[2 * TAPE_ID_BYTES + 1] = { 0 };

	for (int i = 0; i < TAPE_ID_BYTES; i++) {
		hex[2 * i] = digits[id[i] >> 4];
		hex[2 * i + 1] = digits[id[i] & 15];
	}
	/* 5 + 32 + 1 + 20 digits fit */
	(void)!fmt_into(into, TAPE_NAME_BYTES, "tape:%s:%llu", hex, (unsigned long long)number);
}

size_t tape_raw_max(const struct tape_title *t)
{
	return TAPE_PIXEL_BYTES * (size_t)t->width_px * (size_t)t->height_px + TAPE_PENDING_BYTES;
}

size_t tape_sealed_max(const struct tape_title *t)
{
	return ZSTD_compressBound(tape_raw_max(t)) + TAPE_CHUNK_BYTES + VAULT_OVERHEAD_BYTES;
}

void tape_title_write(const struct tape_title *t, struct buf *out)
{
	buf_addc(out, TAPE_IS_TITLE);
	tape_put(out, (uint64_t)t->width_px, 2);
	tape_put(out, (uint64_t)t->height_px, 2);
	tape_put(out, t->started_utc_us, 8);
	tape_put(out, t->mode, 1);
}

static bool mode_ok(uint64_t mode)
{
	return mode == TAPE_MASKED || mode == TAPE_FULL;
}

/* size_ok() - sides and area as a tape may have them. */
static bool size_ok(uint64_t w, uint64_t h)
{
	return w > 0 && h > 0 && w <= TAPE_SIDE_MAX && h <= TAPE_SIDE_MAX &&
	       w * h <= TAPE_PIXELS_MAX;
}

bool tape_title_read(const uint8_t *at, size_t len, struct tape_title *ret_title)
{
	if (len != TAPE_TITLE_BYTES || at[0] != TAPE_IS_TITLE)
		return false;
	uint64_t w = tape_get(at + 1, 2), h = tape_get(at + 3, 2), mode = tape_get(at + 13, 1);
	if (!size_ok(w, h) || !mode_ok(mode))
		return false;
	*ret_title =
		(struct tape_title){ (int)w, (int)h, tape_get(at + 5, 8), (enum tape_mode)mode };
	return true;
}

void tape_chunk_write(const struct tape_chunk *c, struct buf *out)
{
	buf_addc(out, TAPE_IS_CHUNK);
	tape_put(out, c->flags, 1);
	tape_put(out, c->first_us, 8);
	tape_put(out, c->last_us, 8);
	tape_put(out, c->raw_bytes, 4);
}

bool tape_chunk_read(const struct tape_title *t, const uint8_t *at, size_t len,
		     struct tape_chunk *ret_chunk)
{
	if (len < TAPE_CHUNK_BYTES || at[0] != TAPE_IS_CHUNK)
		return false;
	const struct tape_chunk c = { at[1], tape_get(at + 2, 8), tape_get(at + 10, 8),
				      (uint32_t)tape_get(at + 18, 4) };
	if (c.flags > (TAPE_FLAG_KEY | TAPE_FLAG_LAST) || c.first_us > c.last_us ||
	    c.raw_bytes > tape_raw_max(t))
		return false;
	*ret_chunk = c;
	return true;
}

bool tape_verb_ok(const char *verb, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789_", verb[i]) || !verb[i])
			return false;
	return len > 0 && len <= TAPE_VERB_MAX;
}
