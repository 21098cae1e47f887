/* calendar.c - days as submissions send them and applications want them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/calendar.h"

#include <stddef.h>

static bool digits(const char *text, int n, int *ret)
{
	int v = 0;

	for (int i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		v = v * 10 + (text[i] - '0');
	}
	*ret = v;
	return true;
}

bool calendar_from(const char *text, struct day *ret)
{
	struct day d = { 0 };

	if (!digits(text, 4, &d.year) || text[4] != '-' || !digits(text + 5, 2, &d.month) ||
	    text[7] != '-' || !digits(text + 8, 2, &d.day) || text[10])
		return false;
	*ret = d;
	return true;
}

bool calendar_exists(struct day d)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (d.year % 4 == 0 && d.year % 100 != 0) || d.year % 400 == 0;

	if (d.year < 1 || d.year > 9999 || d.month < 1 || d.month > 12 || d.day < 1)
		return false;
	return d.day <= days[d.month - 1] + (leap && d.month == 2);
}

bool calendar_format(struct day d, const char *format, struct buf *out)
{
	for (; *format; format++) {
		if (*format != '%') {
			buf_addc(out, *format);
			continue;
		}
		switch (*++format) {
		case 'd': buf_addf(out, "%02d", d.day); break;
		case 'm': buf_addf(out, "%02d", d.month); break;
		case 'Y': buf_addf(out, "%04d", d.year); break;
		case 'y': buf_addf(out, "%02d", d.year % 100); break;
		case '%': buf_addc(out, '%'); break;
		default: return false;
		}
	}
	return true;
}
