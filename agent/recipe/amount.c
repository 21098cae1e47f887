/* amount.c - exact decimal numbers for num(). */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/amount.h"

#include <assert.h>
#include <inttypes.h>
#include "base/str.h"

static int64_t power_of_ten(int n)
{
	int64_t p = 1;

	for (; n > 0; n--)
		p *= 10;
	return p;
}

bool amount_from(const char *text, struct amount *ret)
{
	bool negative = *text == '-', point = false;
	struct amount d = { 0 };
	int digits = 0;

	for (text += negative; *text; text++) {
		if (*text == '.' && !point && digits > 0 && text[1]) {
			point = true;
			continue;
		}
		if (*text < '0' || *text > '9' || ++digits > AMOUNT_DIGITS_MAX)
			return false;
		d.units = d.units * 10 + (*text - '0');
		d.scale += point;
	}
	if (digits == 0)
		return false;
	d.units = negative ? -d.units : d.units;
	*ret = d;
	return true;
}

int amount_compare(struct amount a, struct amount b)
{
	int64_t pa = power_of_ten(a.scale), pb = power_of_ten(b.scale);
	int64_t wa = a.units / pa, wb = b.units / pb;

	if (wa != wb)
		return wa < wb ? -1 : 1;
	/* the rests have the sign of their number; stretched to one scale they stay below 10^18 */
	int64_t ra = a.units % pa * power_of_ten(AMOUNT_DIGITS_MAX - a.scale);
	int64_t rb = b.units % pb * power_of_ten(AMOUNT_DIGITS_MAX - b.scale);

	return (ra > rb) - (ra < rb);
}

/* fits() - has it at most AMOUNT_DIGITS_MAX digits? */
static bool fits(int64_t units)
{
	int64_t limit = power_of_ten(AMOUNT_DIGITS_MAX);

	return units > -limit && units < limit;
}

static bool stretch(struct amount *d, int scale)
{
	int64_t units;

	if (__builtin_mul_overflow(d->units, power_of_ten(scale - d->scale), &units) ||
	    !fits(units))
		return false;
	*d = (struct amount){ units, scale };
	return true;
}

bool amount_add(struct amount a, struct amount b, struct amount *ret)
{
	int scale = a.scale > b.scale ? a.scale : b.scale;

	if (!stretch(&a, scale) || !stretch(&b, scale) || !fits(a.units + b.units))
		return false;
	*ret = (struct amount){ a.units + b.units, scale };
	return true;
}

bool amount_multiply(struct amount a, struct amount b, struct amount *ret)
{
	int64_t units;

	if (a.scale + b.scale > AMOUNT_DIGITS_MAX ||
	    __builtin_mul_overflow(a.units, b.units, &units) || !fits(units))
		return false;
	*ret = (struct amount){ units, a.scale + b.scale };
	return true;
}

void amount_text(struct amount d, char ret_text[AMOUNT_TEXT_BYTES])
{
	int64_t p = power_of_ten(d.scale);
	int64_t whole = d.units / p, rest = d.units % p;
	const char *sign = d.units < 0 ? "-" : "";
	bool fit = d.scale == 0
			   ? fmt_into(ret_text, AMOUNT_TEXT_BYTES, "%" PRId64, whole)
			   : fmt_into(ret_text, AMOUNT_TEXT_BYTES, "%s%" PRId64 ".%0*" PRId64, sign,
				      whole < 0 ? -whole : whole, d.scale, rest < 0 ? -rest : rest);

	assert(fit && "18 digits, a sign and a point");
}
