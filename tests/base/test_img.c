/* test_img.c - a picture of 24-bit pixels in memory. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include "base/img.h"

/* numbered() - every pixel tells its place. */
static struct img *numbered(int width_px, int height_px)
{
	struct img *img = img_new(width_px, height_px);

	for (int iy = 0; iy < height_px; iy++)
		for (int ix = 0; ix < width_px; ix++)
			img_row(img, iy)[ix] = (uint32_t)(iy * 1000 + ix);
	return img;
}

TEST(new_pictures_are_black)
{
	struct img *img = img_new(3, 2);

	for (int i = 0; i < 6; i++)
		CHECK_EQ_UINT(img->px[i], 0);
	CHECK(rect_equal(img_bounds(img), (struct rect){ 0, 0, 3, 2 }));
	img_unref(img);
	img_unref(NULL);
	CHECK_ABORTS(img_new(0, 1));
	CHECK_ABORTS(img_new(1, IMG_SIDE_MAX + 1));
}

TEST(references_keep_it_alive)
{
	struct img *img = numbered(2, 2), *same = img_ref(img);

	img_unref(img);
	CHECK_EQ_UINT(img_at(same, 1, 1), 1001);
	img_unref(same);
}

TEST(crop_is_cut_to_the_picture)
{
	static const struct {
		struct rect r;
		int width_px, height_px;
		uint32_t first, last;
	} rows[] = {
		{ { 1, 2, 3, 2 }, 3, 2, 2001, 3003 },
		{ { 0, 0, 10, 8 }, 10, 8, 0, 7009 },
		{ { -5, -5, 6, 6 }, 1, 1, 0, 0 },
		{ { 9, 7, 100, 100 }, 1, 1, 7009, 7009 },
	};
	struct img *img = numbered(10, 8);

	EACH_CASE (row, rows) {
		struct img *part = img_crop(img, row->r);
		CHECK_EQ_INT(part->width_px, row->width_px);
		CHECK_EQ_INT(part->height_px, row->height_px);
		CHECK_EQ_UINT(img_at(part, 0, 0), row->first);
		CHECK_EQ_UINT(img_at(part, row->width_px - 1, row->height_px - 1), row->last);
		img_unref(part);
	}
	CHECK_ABORTS(img_crop(img, (struct rect){ 10, 0, 5, 5 }));
	img_unref(img);
}

TEST(blit_cuts_what_sticks_out)
{
	for (int ix = -5; ix <= 5; ix++) {
		for (int iy = -5; iy <= 5; iy++) {
			struct img *dst = img_new(4, 3), *src = numbered(3, 4);
			img_fill(src, img_bounds(src), 0xffffff);
			img_blit(dst, src, ix, iy);
			for (int i = 0; i < 12; i++) {
				struct rect seen = { ix, iy, 3, 4 };
				bool in = rect_has_point(seen, i % 4, i / 4);
				CHECK_EQ_UINT(dst->px[i], in ? 0xffffff : 0);
			}
			img_unref(dst);
			img_unref(src);
		}
	}
}

TEST(blit_keeps_the_order_of_pixels)
{
	struct img *dst = img_new(4, 4), *src = numbered(3, 3);

	img_blit(dst, src, -1, 2);
	CHECK_EQ_UINT(img_at(dst, 0, 2), 1);
	CHECK_EQ_UINT(img_at(dst, 1, 3), 1002);
	img_unref(dst);
	img_unref(src);
}

TEST(fill_keeps_the_top_byte_zero)
{
	struct img *img = img_new(2, 2);

	img_fill(img, (struct rect){ 1, -4, 9, 5 }, 0xff123456);
	CHECK_EQ_UINT(img_at(img, 1, 0), 0x123456);
	CHECK_EQ_UINT(img_at(img, 0, 0), 0);
	CHECK_EQ_UINT(img_at(img, 1, 1), 0);
	img_unref(img);
}

TEST(equality_and_hash_see_every_pixel)
{
	struct img *a = numbered(5, 4), *b = numbered(5, 4), *wide = img_new(4, 5);

	CHECK(img_equal(a, b));
	CHECK(!img_equal(a, wide));
	CHECK_EQ_UINT(img_hash(a, img_bounds(a)), img_hash(b, img_bounds(b)));
	for (int i = 0; i < 20; i++) {
		b->px[i] ^= 0x000100;
		CHECK(!img_equal(a, b));
		CHECK(img_hash(a, img_bounds(a)) != img_hash(b, img_bounds(b)));
		b->px[i] ^= 0x000100;
	}
	struct rect left = { 0, 0, 2, 4 };
	b->px[4] = 7; /* outside */
	CHECK_EQ_UINT(img_hash(a, left), img_hash(b, left));
	struct img *dark = img_new(2, 3);
	CHECK(img_hash(dark, (struct rect){ 0, 0, 2, 1 }) !=
	      img_hash(dark, (struct rect){ 0, 0, 1, 2 }));
	img_unref(dark);
	img_unref(a);
	img_unref(b);
	img_unref(wide);
}

TEST(tight_is_what_is_not_paper_and_in_the_part)
{
	CLEANUP(img_unrefp) struct img *img = img_new(20, 10);
	static const struct {
		struct rect in, want;
	} rows[] = {
		{ { 0, 0, 20, 10 }, { 3, 2, 9, 6 } },   /* all */
		{ { 0, 0, 10, 10 }, { 3, 2, 1, 1 } },   /* the left half */
		{ { 4, 3, 16, 7 }, { 11, 7, 1, 1 } },   /* right of the first */
		{ { 5, 0, 5, 10 }, { 0 } },             /* none */
		{ { -5, -5, 50, 50 }, { 3, 2, 9, 6 } }, /* beyond the picture */
		{ { 30, 0, 5, 5 }, { 0 } },
	};

	img_fill(img, img_bounds(img), 0xffffff);
	img_row(img, 2)[3] = 0;
	img_row(img, 7)[11] = 0xfffffe;
	EACH_CASE (row, rows)
		CHECK(rect_equal(img_tight(img, row->in, 0xffffff), row->want));
}
