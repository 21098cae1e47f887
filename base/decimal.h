/* decimal.h - numbers compared as they are written, to the last digit; never as floating point. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"

/* DECIMAL_EXPONENT_MAX: an exponent has to fit a number itself to be compared exactly. */
enum { DECIMAL_EXPONENT_MAX = 1000000 };

/* A number as 0.DIGITS times 10 to the power of `exponent`; made by decimal_from(). */
struct decimal {
	bool negative;
	const char *first, *last; /* first and last digit that is not 0, borrowed; NULL: zero */
	int64_t exponent;
};

/* decimal_from() - take @text as JSON writes numbers; false if it does not or is out of range. */
MUST_USE bool decimal_from(const char *text, struct decimal *ret_value);

/* decimal_compare() - less than, equal to or greater than 0 as @a is to @b. */
int decimal_compare(const struct decimal *a, const struct decimal *b);

/* decimal_is_whole() - there is nothing behind the point ("1.0" and "1e3" are whole). */
bool decimal_is_whole(const struct decimal *d);

/* decimal_has_factor() - is @d a whole multiple of @factor? False if that is 0 or over 9 digits. */
MUST_USE bool decimal_has_factor(const struct decimal *d, const struct decimal *factor,
				 bool *ret_has);
