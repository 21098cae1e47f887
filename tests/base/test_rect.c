/* test_rect.c - rectangles of whole pixels. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include "base/rect.h"

/* covered() - pixels of 0..9 x 0..9 in @r, one bit each row and column. */
static bool covered(struct rect r, int x, int y)
{
	return !rect_empty(r) && rect_has_point(r, x, y);
}

/* random_rect() - somewhere in and around 0..9, empty ones too. */
static struct rect random_rect(void)
{
	return (struct rect){ (int)(check_random() % 12) - 1, (int)(check_random() % 12) - 1,
			      (int)(check_random() % 8) - 1, (int)(check_random() % 8) - 1 };
}

TEST(intersection_and_union_agree_with_pixels)
{
	for (int i = 0; i < 20000; i++) {
		struct rect a = random_rect(), b = random_rect();
		struct rect both = rect_intersection(a, b), around = rect_union(a, b);
		bool contained = !rect_empty(b);
		for (int x = -2; x < 20; x++) {
			for (int y = -2; y < 20; y++) {
				bool in_a = covered(a, x, y), in_b = covered(b, x, y);
				CHECK_EQ_INT(covered(both, x, y), in_a && in_b);
				CHECK(!(in_a || in_b) || covered(around, x, y));
				contained = contained && (!in_b || in_a);
			}
		}
		CHECK_EQ_INT(rect_contains(a, b), contained);
		CHECK(rect_equal(both, rect_intersection(b, a)));
		if (rect_empty(both))
			CHECK(rect_equal(both, (struct rect){ 0 }));
	}
}

TEST(edges)
{
	struct rect r = { 10, 20, 5, 2 };

	CHECK(rect_has_point(r, 10, 20));
	CHECK(rect_has_point(r, 14, 21));
	CHECK(!rect_has_point(r, 15, 20));
	CHECK(!rect_has_point(r, 10, 22));
	CHECK(!rect_has_point(r, 9, 20));
	CHECK(rect_equal(rect_grow(r, 1), (struct rect){ 9, 19, 7, 4 }));
	CHECK(rect_empty(rect_grow(r, -1)));
	CHECK(rect_contains(r, r));
	CHECK(!rect_contains(r, (struct rect){ 0 }));
	CHECK(rect_equal(rect_union(r, (struct rect){ 0, 0, 0, 9 }), r));
	CHECK(rect_equal(rect_union((struct rect){ 0, 0, 0, 9 }, r), r));
}
