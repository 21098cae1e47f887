/* test_imagefile.c - pictures from files are whole and right, or refused with a reason. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/imagefile.h"

#include <leptonica/allheaders.h>
#include <string.h>
#include <unistd.h>
#include "tests/check.h"

enum { W = 61, H = 37 };

/* A picture as Leptonica has it: red is the highest byte. */
static PIX *made(int w, int h)
{
	PIX *pix = pixCreate(w, h, 32);
	l_uint32 *px = pixGetData(pix);

	for (int i = 0; i < w * h; i++)
		px[i] = (l_uint32)check_random() << 8;
	return pix;
}

struct file {
	l_uint8 *data;
	size_t len;
};

static struct file packed(PIX *pix, int format)
{
	struct file f = { 0 };

	CHECK(pixWriteMem(&f.data, &f.len, pix, format) == 0);
	return f;
}

static bool shows(const struct img *img, PIX *pix)
{
	const l_uint32 *px = pixGetData(pix);

	for (int i = 0; i < img->width_px * img->height_px; i++)
		if (img->px[i] != px[i] >> 8)
			return false;
	return img->width_px == pixGetWidth(pix) && img->height_px == pixGetHeight(pix);
}

/* decoded() - from an exact heap block, so that a sanitizer sees what is read beyond it. */
static bool decoded(const struct file *f, size_t len, struct img **ret_img, struct err *e)
{
	void *block = malloc(len > 0 ? len : 1);

	memcpy(block, f->data, len);
	bool done = imagefile_decode(block, len, ret_img, e);
	free(block);
	return done;
}

static const int lossless[] = { IFF_PNG, IFF_TIFF, IFF_TIFF_LZW, IFF_TIFF_PACKBITS, IFF_TIFF_ZIP };

TEST(lossless_pictures_are_read_pixel_for_pixel)
{
	EACH_CASE (format, lossless) {
		for (int size = 0; size < 3; size++) {
			CLEANUP(img_unrefp) struct img *img = NULL;
			PIX *pix = made(size ? W * size : 1, size ? H : 1);
			struct file f = packed(pix, *format);
			struct err e = { 0 };
			if (CHECK_OK(decoded(&f, f.len, &img, &e), e))
				CHECK(shows(img, pix));
			lept_free(f.data);
			pixDestroy(&pix);
		}
	}
}

TEST(grey_two_colours_and_palettes_are_read)
{
	for (int depth = 1; depth <= 8; depth *= 2) {
		CLEANUP(img_unrefp) struct img *img = NULL;
		PIX *pix = pixCreate(W, H, depth);
		for (int i = 0; i < W * H; i++)
			(void)pixSetPixel(pix, i % W, i / W,
					  (l_uint32)check_random() & ((1U << depth) - 1));
		if (depth == 4) {
			PIXCMAP *map = pixcmapCreateRandom(4, 1, 1);
			(void)pixSetColormap(pix, map);
		}
		PIX *want = pixConvertTo32(pix);
		struct file f = packed(pix, IFF_PNG);
		struct err e = { 0 };
		if (CHECK_OK(decoded(&f, f.len, &img, &e), e))
			CHECK(shows(img, want));
		lept_free(f.data);
		pixDestroy(&want);
		pixDestroy(&pix);
	}
}

/* cut_off() - every beginning of the file is refused, or is the whole picture. */
static void cut_off(int format)
{
	CLEANUP(img_unrefp) struct img *whole = NULL;
	PIX *pix = made(W, H);
	struct file f = packed(pix, format);
	struct err e = { 0 };
	size_t accepted = 0;

	if (!CHECK_OK(decoded(&f, f.len, &whole, &e), e))
		return;
	for (size_t len = 0; len < f.len; len++) {
		CLEANUP(img_unrefp) struct img *img = NULL;
		if (decoded(&f, len, &img, &e)) {
			accepted++;
			if (!CHECK(img_equal(img, whole)))
				printf("\t%zu of %zu bytes\n", len, f.len);
		} else if (!CHECK_EQ_INT(e.code, ERR_SYNTAX)) {
			printf("\t%zu bytes: %s\n", len, e.msg);
		}
		e = (struct err){ 0 };
	}
	printf("format %d: %zu of %zu beginnings hold all of the picture\n", format, accepted,
	       f.len);
	CHECK(accepted < 200);
	lept_free(f.data);
	pixDestroy(&pix);
}

TEST(files_that_are_cut_off_are_refused)
{
	EACH_CASE (format, lossless)
		cut_off(*format);
	check_state.row = -1;
	cut_off(IFF_JFIF_JPEG);
}

TEST(what_is_no_picture_or_no_screen_is_named)
{
	static const struct {
		const char *data;
		size_t len;
		enum err_code code;
		const char *says;
	} cases[] = {
		{ "", 0, ERR_SYNTAX, "neither PNG" },
		{ "GIF89a\1\0\1\0\0\0\0;", 14, ERR_SYNTAX, "neither PNG" },
		{ "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x75\x30\0\0\x75\x30\x8\2\0\0\0", 29,
		  ERR_SYNTAX, "cut off" },
		{ "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x75\x30\0\0\x75\x30\x8\2\0\0\0"
		  "\0\0\0\0\0\0\0\0IDAT\0\0\0\0\0\0\0\0",
		  49, ERR_LIMIT, "30000 x 30000 px" },
		{ "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\0\0\x8\2\0\0\0"
		  "\0\0\0\0\0\0\0\0IDAT\0\0\0\0\0\0\0\0",
		  49, ERR_SYNTAX, "PNG" },
	};

	EACH_CASE (row, cases) {
		struct file f = { (l_uint8 *)(uintptr_t)row->data, row->len };
		struct img *img = NULL;
		struct err e = { 0 };
		CHECK(!decoded(&f, f.len, &img, &e));
		CHECK_EQ_INT(e.code, row->code);
		CHECK_HAS_STR(e.msg, row->says);
		CHECK(img == NULL);
	}
}

TEST(pixels_that_shine_through_are_refused_solid_ones_are_not)
{
	for (int solid = 0; solid < 2; solid++) {
		CLEANUP(img_unrefp) struct img *img = NULL;
		PIX *pix = made(W, H);
		struct err e = { 0 };
		(void)pixSetSpp(pix, 4);
		for (int i = 0; i < W * H; i++)
			pixGetData(pix)[i] |= solid || i != 700 ? 255 : 254;
		struct file f = packed(pix, IFF_PNG);
		if (solid)
			CHECK_OK(decoded(&f, f.len, &img, &e), e);
		else
			CHECK_ERR(decoded(&f, f.len, &img, &e), e, ERR_UNSUPPORTED);
		lept_free(f.data);
		pixDestroy(&pix);
	}
}

/* with_passes() - a JPEG whose comment holds as many beginnings of scans. */
TEST(a_jpeg_of_very_many_passes_is_refused)
{
	PIX *pix = made(W, H);
	struct file f = packed(pix, IFF_JFIF_JPEG);
	struct file more = { malloc(f.len + 204), f.len + 204 };
	struct img *img = NULL;
	struct err e = { 0 };

	memcpy(more.data, f.data, 2);
	memcpy(more.data + 2, "\xff\xfe\0\xca", 4);
	for (int i = 0; i < 100; i++)
		memcpy(more.data + 6 + 2 * i, "\xff\xda", 2);
	memcpy(more.data + 206, f.data + 2, f.len - 2);
	CHECK_ERR(decoded(&more, more.len, &img, &e), e, ERR_LIMIT);
	free(more.data);
	lept_free(f.data);
	pixDestroy(&pix);
}

TEST(files_are_read_and_named)
{
	char path[] = "/tmp/amtsbote-imagefile-XXXXXX";
	int fd = mkstemp(path);
	CLEANUP(img_unrefp) struct img *img = NULL;
	PIX *pix = made(W, H);
	struct file f = packed(pix, IFF_PNG);
	struct err e = { 0 };

	if (!CHECK(fd >= 0) || !CHECK(write(fd, f.data, f.len) == (ssize_t)f.len))
		return;
	if (CHECK_OK(imagefile_read(path, &img, &e), e))
		CHECK(shows(img, pix));
	CHECK(ftruncate(fd, (off_t)f.len / 2) == 0);
	struct img *none = NULL;
	CHECK(!imagefile_read(path, &none, &e));
	CHECK_HAS_STR(e.msg, path);
	e = (struct err){ 0 };
	CHECK(unlink(path) == 0 && close(fd) == 0);
	CHECK_ERR(imagefile_read(path, &none, &e), e, ERR_IO);
	lept_free(f.data);
	pixDestroy(&pix);
}
