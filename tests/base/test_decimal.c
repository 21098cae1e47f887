/* test_decimal.c - numbers compared as they are written. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include "base/decimal.h"

/* decimal() - @text, which must be a number. */
static struct decimal decimal(const char *text)
{
	struct decimal d = { 0 };

	CHECK(decimal_from(text, &d));
	return d;
}

TEST(only_json_numbers_are_numbers)
{
	static const char *const good[] = { "0",      "-0",        "1",    "10",    "0.0",
					    "-1.50",  "1e5",       "1E+5", "1e-5",  "0e0",
					    "12.5e3", "1e1000000", "0.10", "1e0005" };
	static const char *const bad[] = {
		"",      "-",   "+1",    "01",        "00",  "1.",  ".5",
		"1e",    "1e+", "e5",    "1 ",        " 1",  "0x1", "1,5",
		"1.5.2", "--1", "1e1.5", "1e1000001", "inf", "NaN", "1e99999999999999999999999"
	};

	EACH_CASE (row, good) {
		struct decimal d;
		CHECK(decimal_from(*row, &d));
	}
	EACH_CASE (row, bad) {
		struct decimal d;
		CHECK(!decimal_from(*row, &d));
	}
}

TEST(order_is_that_of_the_numbers)
{
	/* ascending; every line is greater than all before it */
	static const char *const rows[] = {
		"-1e1000000",
		"-100",
		"-99.5",
		"-0.1",
		"-0.09e0",
		"0",
		"1e-1000000",
		"0.09",
		"0.1",
		"0.10000000000000000000000000000001",
		"1",
		"9.99",
		"10",
		"99999999999999999999999.5",
		"99999999999999999999999.50000000000001",
		"100000000000000000000000",
		"1e24",
		"1e1000000",
	};
	const size_t n = sizeof rows / sizeof *rows;

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < n; k++) {
			struct decimal a = decimal(rows[i]), b = decimal(rows[k]);
			int order = decimal_compare(&a, &b);
			CHECK_EQ_INT((order > 0) - (order < 0), (i > k) - (i < k));
		}
	}
}

TEST(one_number_has_many_spellings)
{
	static const char *const rows[][2] = {
		{ "26.00", "26" },   { "0", "-0.0e9" },    { "1e3", "1000" },
		{ "0.1e1", "1" },    { "12.5", "125e-1" }, { "-0.5", "-5E-1" },
		{ "100", "1.00e2" }, { "0.001", "1e-3" },  { "10.010", "1001e-2" },
	};

	EACH_CASE (row, rows) {
		struct decimal a = decimal((*row)[0]), b = decimal((*row)[1]);
		CHECK_EQ_INT(decimal_compare(&a, &b), 0);
		CHECK_EQ_INT(decimal_compare(&b, &a), 0);
	}
}

TEST(whole_numbers)
{
	static const struct {
		const char *text;
		bool whole;
	} rows[] = {
		{ "0", true },     { "0.0", true },    { "1.0", true },     { "1e3", true },
		{ "1.5", false },  { "15e-1", false }, { "10e-1", true },   { "0.001e3", true },
		{ "1e-1", false }, { "-2", true },     { "1.05e1", false }, { "100.010", false },
	};

	EACH_CASE (row, rows) {
		struct decimal d = decimal(row->text);
		CHECK_EQ_INT(decimal_is_whole(&d), row->whole);
	}
}

TEST(factors)
{
	static const struct {
		const char *value, *factor;
		bool known, has;
	} rows[] = {
		{ "10", "5", true, true },
		{ "10", "4", true, false },
		{ "0.3", "0.1", true, true }, /* not so as floating point */
		{ "19.99", "0.01", true, true },
		{ "19.995", "0.01", true, false },
		{ "0", "7", true, true },
		{ "-9", "3", true, true },
		{ "1e1000000", "8", true, true },
		{ "1e1000000", "7", true, false },
		{ "123456789012345678901234567890", "30", true, true },
		{ "5", "10", true, false },
		{ "1", "0", false, false },
		{ "1", "1234567891", false, false },
		{ "1234567890", "123456789e1", true, true },
	};

	EACH_CASE (row, rows) {
		struct decimal value = decimal(row->value), factor = decimal(row->factor);
		bool has = false;
		CHECK_EQ_INT(decimal_has_factor(&value, &factor, &has), row->known);
		CHECK_EQ_INT(has, row->has);
	}
}
