/* utf8.c - checking, normalising and walking UTF-8 text. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/utf8.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/mem.h"

size_t utf8_valid_bytes(const char *s, size_t len)
{
	const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)s;
	utf8proc_ssize_t left = (utf8proc_ssize_t)len;

	while (left > 0) {
		utf8proc_int32_t cp;
		utf8proc_ssize_t n = utf8proc_iterate(at, left, &cp);
		if (n <= 0 || cp == 0)
			break;
		at += n;
		left -= n;
	}
	return len - (size_t)left;
}

bool utf8_valid(const char *s, size_t len)
{
	return utf8_valid_bytes(s, len) == len;
}

uint32_t utf8_next(const char **s)
{
	utf8proc_int32_t cp;

	if (!**s)
		return 0;
	utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)*s, -1, &cp);
	assert(n > 0 && "text is checked where it comes in");
	*s += n;
	return (uint32_t)cp;
}

size_t utf8_count(const char *s)
{
	size_t n = 0;

	while (utf8_next(&s))
		n++;
	return n;
}

size_t utf8_encode(uint32_t cp, char dst[5])
{
	utf8proc_ssize_t n = utf8proc_encode_char((utf8proc_int32_t)cp, (utf8proc_uint8_t *)dst);

	dst[n] = 0;
	return (size_t)n;
}

char *utf8_nfc(const char *s)
{
	utf8proc_uint8_t *nfc = utf8proc_NFC((const utf8proc_uint8_t *)s);

	assert(nfc && "only invalid text or no memory make this fail");
	return (char *)nfc;
}

/* full_upper() - the upper case of the letters whose upper case is longer than one code point. */
static const char *full_upper(uint32_t cp)
{
	static const struct {
		uint32_t cp;
		const char *upper;
	} rows[] = {
		{ 0xdf, "SS" },          { 0x149, "\xca\xbcN" },  { 0x1f0, "J\xcc\x8c" },
		{ 0x1e96, "H\xcc\xb1" }, { 0x1e97, "T\xcc\x88" }, { 0x1e98, "W\xcc\x8a" },
		{ 0x1e99, "Y\xcc\x8a" }, { 0x1e9a, "A\xca\xbe" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].cp == cp)
			return rows[i].upper;
	return NULL;
}

/* map_case() - @s with every code point through @one, and through full_upper() if @full. */
static char *map_case(const char *s, utf8proc_int32_t (*one)(utf8proc_int32_t), bool full)
{
	CLEANUP(buf_clear) struct buf out = { 0 };
	uint32_t cp;

	buf_init(&out, strlen(s) * 4 + 4);
	while ((cp = utf8_next(&s))) {
		const char *longer = full ? full_upper(cp) : NULL;
		char bytes[5];
		if (longer) {
			buf_adds(&out, longer);
			continue;
		}
		(void)utf8_encode((uint32_t)one((utf8proc_int32_t)cp), bytes);
		buf_adds(&out, bytes);
	}
	return utf8_nfc(out.data);
}

char *utf8_upper(const char *s)
{
	return map_case(s, utf8proc_toupper, true);
}

char *utf8_lower(const char *s)
{
	return map_case(s, utf8proc_tolower, false);
}

static bool forbidden(uint32_t cp)
{
	if (cp == '\t' || cp == '\n' || cp == '\r')
		return false;
	if ((cp >= 0xfdd0 && cp <= 0xfdef) || (cp & 0xfffe) == 0xfffe)
		return true;
	utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)cp);
	return c == UTF8PROC_CATEGORY_CC || c == UTF8PROC_CATEGORY_CF ||
	       c == UTF8PROC_CATEGORY_CO || c == UTF8PROC_CATEGORY_CS ||
	       c == UTF8PROC_CATEGORY_ZL || c == UTF8PROC_CATEGORY_ZP;
}

const char *utf8_find_forbidden(const char *s)
{
	const char *at = s;
	uint32_t cp;

	while ((cp = utf8_next(&s))) {
		if (forbidden(cp))
			return at;
		at = s;
	}
	return NULL;
}

uint32_t utf8_forbidden(const char *s)
{
	s = utf8_find_forbidden(s);
	return s ? utf8_next(&s) : 0;
}
