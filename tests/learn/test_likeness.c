/* test_likeness.c - which letters may be mistaken for one another. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/learn/likeness.h"

#include "tests/check.h"

TEST(letters_of_one_class_are_alike_and_no_others)
{
	CHECK(likeness_holds("Đ", "Ð"));
	CHECK(likeness_holds("l", "I"));
	CHECK(likeness_holds("-", "–"));
	CHECK(likeness_holds("T̄", "Ṭ̄"));
	CHECK(!likeness_holds("T", "I"));
	CHECK(!likeness_holds("T̄", "Z̄"));
	CHECK(!likeness_holds("", "A"));
	CHECK(!likeness_holds(" ", "A"));
}
