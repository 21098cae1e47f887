/* str.h - checked parsing, comparing and formatting of byte strings. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"

/* str_eq() - the same bytes; neither may be NULL. */
bool str_eq(const char *a, const char *b);

/* str_starts() - @s begins with @prefix. */
bool str_starts(const char *s, const char *prefix);

/* str_glob() - @s matches @pattern whole; `*` is any run, `?` one code point, rest literal. */
bool str_glob(const char *pattern, const char *s);

/* str_to_u64() - the whole of @s as decimal in 0..@max; digits only, no sign, no blanks. */
MUST_USE bool str_to_u64(const char *s, uint64_t max, uint64_t *ret_value);

/* str_to_duration_ms() - "250ms", "30s", "5m", "2h" -> milliseconds, at most 7 days. */
MUST_USE bool str_to_duration_ms(const char *s, int64_t *ret_ms);

/*
 * str_nearest() - the entry of @words (n entries) at least edit distance to @s, borrowed.
 * NULL if none is near (more than a third of the letters differ, or there are more than 63).
 */
const char *str_nearest(const char *s, const char *const *words, size_t n);

/* fmt_into() - format into @dst of @size bytes; false if it did not fit (then @dst is ""). */
MUST_USE bool fmt_into(char *dst, size_t size, const char *fmt, ...) PRINTF(3, 4);
