/* test_check_digit.c - the named check digit schemes. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include "agent/recipe/check_digit.h"

static const struct {
	enum check_digit scheme;
	const char *text;
	bool holds;
} vectors[] = {
	{ CHECK_DIGIT_NONE, "", true },
	{ CHECK_DIGIT_NONE, "anything", true },

	/* 1*2 = 2, 11 - 2 = 9 */
	{ CHECK_DIGIT_MOD11, "19", true },
	{ CHECK_DIGIT_MOD11, "18", false },
	/* 26.004711: 1*2+1*3+7*4+4*5+0*6+0*7+6*2+2*3 = 71, 71 mod 11 = 5, 11 - 5 = 6 */
	{ CHECK_DIGIT_MOD11, "26.004711.6", true },
	{ CHECK_DIGIT_MOD11, "260047116", true },
	{ CHECK_DIGIT_MOD11, "26.004711.3", false },
	{ CHECK_DIGIT_MOD11, "26.004171.6", false }, /* swapped */
	/* 0 * 2 = 0: 11 becomes 0 */
	{ CHECK_DIGIT_MOD11, "00", true },
	/* 6*2 = 12, 12 mod 11 = 1: 10 would be needed, never issued */
	{ CHECK_DIGIT_MOD11, "60", false },
	{ CHECK_DIGIT_MOD11, "61", false },
	{ CHECK_DIGIT_MOD11, "6X", false },
	{ CHECK_DIGIT_MOD11, "", false },
	{ CHECK_DIGIT_MOD11, "0", false },
	{ CHECK_DIGIT_MOD11, "abc", false },

	{ CHECK_DIGIT_MOD97, "DE89 3704 0044 0532 0130 00", true },
	{ CHECK_DIGIT_MOD97, "DE89370400440532013000", true },
	{ CHECK_DIGIT_MOD97, "de89370400440532013000", true },
	{ CHECK_DIGIT_MOD97, "GB29 NWBK 6016 1331 9268 19", true },
	{ CHECK_DIGIT_MOD97, "FR14 2004 1010 0505 0001 3M02 606", true },
	{ CHECK_DIGIT_MOD97, "DE89 3704 0044 0532 0130 01", false },
	{ CHECK_DIGIT_MOD97, "DE98 3704 0044 0532 0130 00", false },
	{ CHECK_DIGIT_MOD97, "DE89 3704 0044 0523 0130 00", false },
	{ CHECK_DIGIT_MOD97, "DE89", false },
	{ CHECK_DIGIT_MOD97, "", false },
	{ CHECK_DIGIT_MOD97, "8937DE0400440532013000", false },
	{ CHECK_DIGIT_MOD97, "NO93 8601 1117 947", true },

	/* Examples of SWIFT's IBAN registry. */
	{ CHECK_DIGIT_IBAN, "DE89 3704 0044 0532 0130 00", true },
	{ CHECK_DIGIT_IBAN, "AT61 1904 3002 3457 3201", true },
	{ CHECK_DIGIT_IBAN, "CH93 0076 2011 6238 5295 7", true },
	{ CHECK_DIGIT_IBAN, "BE68 5390 0754 7034", true },
	{ CHECK_DIGIT_IBAN, "NO93 8601 1117 947", true },
	{ CHECK_DIGIT_IBAN, "ES91 2100 0418 4502 0005 1332", true },
	{ CHECK_DIGIT_IBAN, "FR14 2004 1010 0505 0001 3M02 606", true },
	{ CHECK_DIGIT_IBAN, "DE89 3704 0044 0532 0130 01", false },
	/* Remainder 1 of a wrong length, a country without IBANs, a small letter. */
	{ CHECK_DIGIT_IBAN, "DE86 3704 0044 0532 0130", false },
	{ CHECK_DIGIT_MOD97, "DE86 3704 0044 0532 0130", true },
	{ CHECK_DIGIT_IBAN, "QQ33 3704 0044 0532 0130 00", false },
	{ CHECK_DIGIT_MOD97, "QQ33 3704 0044 0532 0130 00", true },
	{ CHECK_DIGIT_IBAN, "de89370400440532013000", false },
	{ CHECK_DIGIT_IBAN, "DE", false },
	{ CHECK_DIGIT_IBAN, "", false },

	/* An LEI, as in the manual of the crate iso7064; 794 with 44, ISO/IEC 7064. */
	{ CHECK_DIGIT_MOD97_10, "969500KSV493XWY0PS33", true },
	{ CHECK_DIGIT_MOD97_10, "969500KSV493XWY0PS34", false },
	{ CHECK_DIGIT_MOD97_10, "79444", true },
	{ CHECK_DIGIT_MOD97_10, "79443", false },
	{ CHECK_DIGIT_MOD97_10, "98", false }, /* check digits of nothing */
	{ CHECK_DIGIT_MOD97_10, "", false },

	/* 0794 with 5: ISO/IEC 7064's example; the others: tests of npm's stdnum. */
	{ CHECK_DIGIT_MOD11_10, "07945", true },
	{ CHECK_DIGIT_MOD11_10, "07946", false },
	{ CHECK_DIGIT_MOD11_10, "07495", false },
	{ CHECK_DIGIT_MOD11_10, "794623", true },
	{ CHECK_DIGIT_MOD11_10, "002006673085", true },
	{ CHECK_DIGIT_MOD11_10, "00200667308", false },
	{ CHECK_DIGIT_MOD11_10, "3086551843863", true },
	{ CHECK_DIGIT_MOD11_10, "1", false },
	{ CHECK_DIGIT_MOD11_10, "", false },

	{ CHECK_DIGIT_LUHN, "79927398713", true },
	{ CHECK_DIGIT_LUHN, "7992-7398-713", true },
	{ CHECK_DIGIT_LUHN, "79927398710", false },
	{ CHECK_DIGIT_LUHN, "4111 1111 1111 1111", true },
	{ CHECK_DIGIT_LUHN, "4111 1111 1111 1112", false },
	{ CHECK_DIGIT_LUHN, "18", true },
	{ CHECK_DIGIT_LUHN, "59", true },
	{ CHECK_DIGIT_LUHN, "67", true },
	{ CHECK_DIGIT_LUHN, "00", true },
	{ CHECK_DIGIT_LUHN, "0", false },
	{ CHECK_DIGIT_LUHN, "", false },
};

TEST(schemes_hold_for_what_was_issued)
{
	EACH_CASE (row, vectors)
		CHECK_EQ_INT(check_digit_holds(row->scheme, row->text), row->holds);
}

TEST(one_wrong_digit_is_always_found)
{
	static const struct {
		enum check_digit scheme;
		const char *text;
	} rows[] = {
		{ CHECK_DIGIT_MOD11, "260047116" },
		{ CHECK_DIGIT_MOD97, "DE89370400440532013000" },
		{ CHECK_DIGIT_LUHN, "79927398713" },
		{ CHECK_DIGIT_IBAN, "DE89370400440532013000" },
		{ CHECK_DIGIT_MOD97_10, "79444" },
		{ CHECK_DIGIT_MOD11_10, "002006673085" },
	};

	EACH_CASE (row, rows) {
		char text[40];
		for (size_t i = 0; row->text[i]; i++) {
			for (char digit = '0'; digit <= '9' && row->text[i] <= '9'; digit++) {
				strcpy(text, row->text);
				text[i] = digit;
				CHECK_EQ_INT(check_digit_holds(row->scheme, text),
					     digit == row->text[i]);
			}
		}
	}
}

TEST(aliases_of_iban_digits_are_refused)
{
	/* an account whose digits are 02, 97 or 98 has one more spelling that leaves 1 */
	unsigned tried = 0;

	for (int account = 0; account < 100000; account++) {
		static const char *const pairs[][2] = { { "97", "00" },
							{ "98", "01" },
							{ "02", "99" } };
		char text[32];
		for (size_t i = 0; i < 3; i++) {
			snprintf(text, sizeof text, "DE%s3704004405320%05d", pairs[i][0], account);
			if (!check_digit_holds(CHECK_DIGIT_MOD97, text))
				continue;
			snprintf(text, sizeof text, "DE%s3704004405320%05d", pairs[i][1], account);
			CHECK(!check_digit_holds(CHECK_DIGIT_MOD97, text));
			tried++;
		}
	}
	CHECK(tried > 1000);
}

TEST(schemes_by_name)
{
	static const struct {
		const char *name;
		enum check_digit want;
	} rows[] = {
		{ "mod11", CHECK_DIGIT_MOD11 },       { "mod97", CHECK_DIGIT_MOD97 },
		{ "luhn", CHECK_DIGIT_LUHN },         { "iban", CHECK_DIGIT_IBAN },
		{ "mod97_10", CHECK_DIGIT_MOD97_10 }, { "mod11_10", CHECK_DIGIT_MOD11_10 },
	};
	enum check_digit scheme = CHECK_DIGIT_NONE;

	CHECK(!check_digit_from("", &scheme));
	CHECK(!check_digit_from("MOD11", &scheme));
	CHECK(!check_digit_from("none", &scheme));
	CHECK_EQ_INT(scheme, CHECK_DIGIT_NONE);
	EACH_CASE (row, rows) {
		CHECK(check_digit_from(row->name, &scheme));
		CHECK_EQ_INT(scheme, row->want);
	}
}
