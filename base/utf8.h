/* utf8.h - checking, normalising and walking UTF-8 text (utf8proc). */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"

/* utf8_valid() - well-formed UTF-8 without NUL, surrogates or overlong forms. */
bool utf8_valid(const char *s, size_t len);

/* utf8_valid_bytes() - length of the longest beginning of @s that is valid; @len if all is. */
size_t utf8_valid_bytes(const char *s, size_t len);

/* utf8_next() - code point at *@s and move *@s behind it; 0 at the end. @s must be valid. */
uint32_t utf8_next(const char **s);

/* utf8_count() - number of code points of a valid text. */
size_t utf8_count(const char *s);

/* utf8_encode() - bytes of @cp (up to U+10FFFF) into @dst, NUL-terminated; returns their number. */
size_t utf8_encode(uint32_t cp, char dst[5]);

/* utf8_nfc() - @s (valid) in normal form C; owned by the caller (free()). ERR_LIMIT never happens:
 * the result is at most three times as long (Unicode, UAX #15). */
char *utf8_nfc(const char *s);

/*
 * utf8_upper() - full upper case: every code point by its simple mapping, and ß as SS,
 * ŉ ǰ ẖ ẗ ẘ ẙ ẚ by their full mappings; result in NFC. Owned by the caller.
 */
char *utf8_upper(const char *s);

/* utf8_lower() - lower case by simple mappings; owned by the caller. */
char *utf8_lower(const char *s);

/*
 * utf8_forbidden() - the first code point that no text from outside may hold (control characters
 * but tab and line ends, soft hyphen, zero width, bidi controls, private use, non-characters),
 * else 0.
 */
uint32_t utf8_forbidden(const char *s);

/* utf8_find_forbidden() - where that code point stands in @s, NULL if there is none. */
const char *utf8_find_forbidden(const char *s);
