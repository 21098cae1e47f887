/* calendar.h - days as submissions send them and applications want them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/buf.h"

struct day {
	int year, month, day; /* 0: not known */
};

/*
 * calendar_from() - "2026-03-01", with 00 for what is not known (DSMeld); false for anything
 * else.
 */
bool calendar_from(const char *text, struct day *ret);

/* calendar_exists() - is it a day of the Gregorian calendar? */
bool calendar_exists(struct day d);

/*
 * calendar_format() - append @d as @format says: %d %m %Y %y, %% for a sign; false for another
 * letter.
 */
bool calendar_format(struct day d, const char *format, struct buf *out);
