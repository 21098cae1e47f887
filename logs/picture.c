/* picture.c - PNG files of what the screen showed, with boxes drawn where something was found. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/picture.h"

#include <png.h>
#include <string.h>
#include "base/cleanup.h"
#include "base/file.h"
#include "base/mem.h"

enum { LINE_PX = 2, DIGIT_W = 5, DIGIT_H = 7, PAD_PX = 2 };

/* Digits 1 to 9, five bits a row, the highest bit on the left. */
static const uint8_t digits[9][DIGIT_H] = {
	{ 0x04, 0x0c, 0x04, 0x04, 0x04, 0x04, 0x0e }, { 0x0e, 0x11, 0x01, 0x06, 0x08, 0x10, 0x1f },
	{ 0x0e, 0x11, 0x01, 0x06, 0x01, 0x11, 0x0e }, { 0x02, 0x06, 0x0a, 0x12, 0x1f, 0x02, 0x02 },
	{ 0x1f, 0x10, 0x1e, 0x01, 0x01, 0x11, 0x0e }, { 0x06, 0x08, 0x10, 0x1e, 0x11, 0x11, 0x0e },
	{ 0x1f, 0x01, 0x02, 0x04, 0x08, 0x08, 0x08 }, { 0x0e, 0x11, 0x11, 0x0e, 0x11, 0x11, 0x0e },
	{ 0x0e, 0x11, 0x11, 0x0f, 0x01, 0x02, 0x0c },
};

/* draw_frame() - LINE_PX lines just outside @r, so that nothing inside is covered. */
static void draw_frame(struct img *img, struct rect r, uint32_t rgb)
{
	struct rect out = rect_grow(r, LINE_PX);

	img_fill(img, (struct rect){ out.x, out.y, out.w, LINE_PX }, rgb);
	img_fill(img, (struct rect){ out.x, r.y + r.h, out.w, LINE_PX }, rgb);
	img_fill(img, (struct rect){ out.x, out.y, LINE_PX, out.h }, rgb);
	img_fill(img, (struct rect){ r.x + r.w, out.y, LINE_PX, out.h }, rgb);
}

/* kept_inside() - @at, moved so that @len px from it lie in 0..@side. */
static int kept_inside(int at, int len, int side)
{
	if (at + len > side)
		at = side - len;
	return at < 0 ? 0 : at;
}

/* draw_number() - white on a plate of the box's colour, left of the box (inside the picture). */
static void draw_number(struct img *img, const struct picture_mark *m)
{
	struct rect plate = { .w = DIGIT_W + 2 * PAD_PX, .h = DIGIT_H + 2 * PAD_PX };
	const uint8_t *rows = digits[m->number - 1];

	plate.x = kept_inside(m->box.x - LINE_PX - plate.w, plate.w, img->width_px);
	plate.y = kept_inside(m->box.y - LINE_PX, plate.h, img->height_px);
	img_fill(img, plate, m->rgb);
	for (int bit = 0; bit < DIGIT_W * DIGIT_H; bit++) {
		int dx = bit % DIGIT_W, dy = bit / DIGIT_W;
		struct rect dot = { plate.x + PAD_PX + dx, plate.y + PAD_PX + dy, 1, 1 };
		if (rows[dy] >> (DIGIT_W - 1 - dx) & 1)
			img_fill(img, dot, 0xffffff);
	}
}

/* to_bytes() - R, G, B, one byte each, as PNG wants them. Owned by the caller. */
static uint8_t *to_bytes(const struct img *img)
{
	size_t n = (size_t)img->width_px * (size_t)img->height_px;
	uint8_t *bytes = mem_calloc(n, 3);

	for (size_t i = 0; i < n; i++) {
		bytes[3 * i] = (uint8_t)(img->px[i] >> 16);
		bytes[3 * i + 1] = (uint8_t)(img->px[i] >> 8);
		bytes[3 * i + 2] = (uint8_t)img->px[i];
	}
	return bytes;
}

/*
 * write_png() - libpng's simplified interface keeps its setjmp() to itself. One pass into a
 * buffer of the size PNG cannot exceed: asking for the size first would compress twice.
 */
static bool write_png(const char *path, const struct img *img, struct err *e)
{
	CLEANUP(mem_freep) uint8_t *bytes = to_bytes(img);
	png_image png = {
		.version = PNG_IMAGE_VERSION,
		.width = (png_uint_32)img->width_px,
		.height = (png_uint_32)img->height_px,
		.format = PNG_FORMAT_RGB,
		.flags = PNG_IMAGE_FLAG_FAST,
	};
	png_alloc_size_t len = PNG_IMAGE_PNG_SIZE_MAX(png);
	CLEANUP(mem_freep) uint8_t *file = mem_calloc(len, 1);

	if (!png_image_write_to_memory(&png, file, &len, 0, bytes, 0, NULL))
		return err_set(e, ERR_IO, "PNG '%s': %s", path, png.message);
	return file_write_private(path, file, len, e);
}

bool picture_write(const char *path, const struct img *img, const struct picture_mark *marks,
		   size_t n, struct err *e)
{
	CLEANUP(img_unrefp) struct img *copy = img_crop(img, img_bounds(img));

	for (size_t i = 0; i < n; i++) {
		draw_frame(copy, marks[i].box, marks[i].rgb);
		if (marks[i].number >= 1 && marks[i].number <= 9)
			draw_number(copy, &marks[i]);
	}
	return write_png(path, copy, e);
}
