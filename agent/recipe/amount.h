/* amount.h - exact decimal numbers for num(): money and counts, never binary fractions. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* 18 digits always fit into 63 bits; the longest amount in a submission has about 12. */
enum { AMOUNT_DIGITS_MAX = 18, AMOUNT_TEXT_BYTES = 24 };

struct amount {
	int64_t units; /* the digits without the point: 26.00 is 2600 with scale 2 */
	int scale;     /* digits behind the point, 0..AMOUNT_DIGITS_MAX */
};

/*
 * amount_from() - "-26.00": digits, one point, a sign; false for anything else or too many
 * digits.
 */
bool amount_from(const char *text, struct amount *ret);

/* amount_compare() - below 0, 0, above 0; 26.00 equals 26. */
int amount_compare(struct amount a, struct amount b);

/* amount_add() - exact; false if it has too many digits. The sum keeps the longer scale. */
bool amount_add(struct amount a, struct amount b, struct amount *ret);

/* amount_multiply() - exact; false if it has too many digits. Scales add up. */
bool amount_multiply(struct amount a, struct amount b, struct amount *ret);

/* amount_text() - canonical: no leading zeros, no plus, no -0, all digits of its scale. */
void amount_text(struct amount d, char ret_text[AMOUNT_TEXT_BYTES]);
