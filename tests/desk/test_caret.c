/* test_caret.c - which small changes are a blinking cursor. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/caret.h"
#include "tests/check.h"

TEST(caret_has_a_size)
{
	CHECK(caret_sized((struct rect){ 5, 5, 1, 1 }));
	CHECK(caret_sized((struct rect){ 5, 5, 16, 40 }));
	CHECK(!caret_sized((struct rect){ 5, 5, 17, 13 }));
	CHECK(!caret_sized((struct rect){ 5, 5, 5, 41 }));
}

TEST(caret_must_come_back_and_not_at_once)
{
	const struct rect box = { 10, 10, 5, 15 };
	struct caret_watch w = { 0 };

	CHECK(!caret_blinks(&w, box, 1, 2));
	CHECK(!caret_blinks(&w, box, 2, 1)); /* faster than any caret: typed and undone */
	w.seen[0].at_ms -= 500;
	CHECK(caret_blinks(&w, box, 1, 2));
	w.seen[0].at_ms -= 500;
	CHECK(!caret_blinks(&w, box, 2, 3)); /* something else stands there now */
	w.seen[0].at_ms -= 5000;
	CHECK(!caret_blinks(&w, box, 3, 2)); /* slower than any caret */
}

TEST(caret_of_another_place_is_another)
{
	struct caret_watch w = { 0 };

	CHECK(!caret_blinks(&w, (struct rect){ 10, 10, 5, 15 }, 1, 2));
	w.seen[0].at_ms -= 500;
	CHECK(!caret_blinks(&w, (struct rect){ 16, 10, 5, 15 }, 2, 1));
	CHECK(caret_blinks(&w, (struct rect){ 10, 10, 5, 15 }, 2, 1));
}
