/* test_picture.c - what is written is read back by another library, marks where they belong. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/picture.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/str.h"
#include "tests/check.h"

/* noise() - a picture no two pixels of which are alike by rule. */
static struct img *noise(int w, int h)
{
	struct img *img = img_new(w, h);

	for (int i = 0; i < w * h; i++)
		img->px[i] = (uint32_t)(check_random() & 0xffffff);
	return img;
}

struct place {
	char folder[32];
	char path[64];
};

static bool place_make(struct place *p)
{
	return CHECK(fmt_into(p->folder, sizeof p->folder, "/tmp/picture-XXXXXX")) &&
	       CHECK(mkdtemp(p->folder) != NULL) &&
	       CHECK(fmt_into(p->path, sizeof p->path, "%s/a.png", p->folder));
}

static void place_remove(struct place *p)
{
	(void)unlink(p->path);
	(void)rmdir(p->folder);
}

/* read_back() - by Leptonica; owned by the caller. */
static struct img *read_back(const char *path)
{
	PIX *pix = pixRead(path);

	if (!CHECK(pix != NULL))
		return img_new(1, 1);
	struct img *img = img_new(pixGetWidth(pix), pixGetHeight(pix));
	for (int iy = 0; iy < img->height_px; iy++) {
		for (int ix = 0; ix < img->width_px; ix++) {
			int r, g, b;
			(void)pixGetRGBPixel(pix, ix, iy, &r, &g, &b);
			img_row(img, iy)[ix] = (uint32_t)(r << 16 | g << 8 | b);
		}
	}
	pixDestroy(&pix);
	return img;
}

TEST(every_pixel_comes_back)
{
	static const struct {
		int w, h;
	} sizes[] = { { 1, 1 }, { 333, 77 }, { 1280, 1024 } };
	struct err e = { 0 };
	struct place p;

	if (!place_make(&p))
		return;
	EACH_CASE (size, sizes) {
		CLEANUP(img_unrefp) struct img *img = noise(size->w, size->h);
		CHECK_OK(picture_write(p.path, img, NULL, 0, &e), e);
		CLEANUP(img_unrefp) struct img *back = read_back(p.path);
		CHECK(img_equal(img, back));
	}
	struct stat st;
	CHECK(stat(p.path, &st) == 0 && (st.st_mode & 0777) == 0600);
	place_remove(&p);
}

TEST(marks_lie_around_their_boxes_and_leave_the_picture_alone)
{
	const struct picture_mark marks[] = {
		{ { 40, 30, 60, 20 }, 0xff0000, 7 },
		{ { 0, 0, 5, 5 }, 0x00ff00, 1 },
		{ { 190, 90, 50, 50 }, 0x0000ff, 0 },
	};
	CLEANUP(img_unrefp) struct img *img = noise(200, 100);
	CLEANUP(img_unrefp) struct img *was = img_crop(img, img_bounds(img));
	struct err e = { 0 };
	struct place p;

	if (!place_make(&p))
		return;
	CHECK_OK(picture_write(p.path, img, marks, 3, &e), e);
	CHECK(img_equal(img, was));
	CLEANUP(img_unrefp) struct img *back = read_back(p.path);
	CLEANUP(img_unrefp) struct img *inside = img_crop(img, marks[0].box);
	CLEANUP(img_unrefp) struct img *seen = img_crop(back, marks[0].box);
	CHECK(img_equal(inside, seen));
	for (int d = 1; d <= 2; d++) {
		CHECK_EQ_UINT(img_at(back, 70, 30 - d), 0xff0000);
		CHECK_EQ_UINT(img_at(back, 70, 49 + d), 0xff0000);
		CHECK_EQ_UINT(img_at(back, 40 - d, 40), 0xff0000);
		CHECK_EQ_UINT(img_at(back, 99 + d, 40), 0xff0000);
	}
	CHECK_EQ_UINT(img_at(back, 70, 27), img_at(img, 70, 27));
	/* The 7 on its plate left of the box: its bar is white, five pixels wide. */
	for (int ix = 31; ix < 36; ix++)
		CHECK_EQ_UINT(img_at(back, ix, 30), 0xffffff);
	CHECK_EQ_UINT(img_at(back, 31, 31), 0xff0000);
	place_remove(&p);
}

TEST(a_path_that_cannot_be_written_is_an_error)
{
	CLEANUP(img_unrefp) struct img *img = img_new(2, 2);
	struct err e = { 0 };

	CHECK_ERR(picture_write("/nowhere/a.png", img, NULL, 0, &e), e, ERR_IO);
}
