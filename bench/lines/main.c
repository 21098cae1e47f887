/* main.c - reads lines of a picture: boxes on stdin, one JSON line each on stdout. */
/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * usage: read_lines PICTURE.png ours|tesseract
 * A box is "x y w h". `ours` is what reader.c calls, `tesseract` its C API with the crop alone.
 */
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/img.h"
#include "base/json.h"
#include "bench/lines/peer.h"
#include "bench/lines/reader.h"

enum { ANSWER_BYTES_MAX = 1 << 16, BOX_BYTES = 128 };

static const char *const certainties[] = {
	[READER_CERTAIN] = "certain",
	[READER_AMBIGUOUS] = "ambiguous",
	[READER_UNCERTAIN] = "uncertain",
};

struct measured {
	struct reader *reader;
	struct peer *peer; /* NULL: the reader is measured */
	struct img *img;
};

/* load() - a PNG as the product's picture. */
static bool load(const char *path, struct img **ret_img, struct err *e)
{
	png_image png = { .version = PNG_IMAGE_VERSION };

	if (!png_image_begin_read_from_file(&png, path))
		return err_set(e, ERR_IO, "'%s': %s", path, png.message);
	if (png.width == 0 || png.width > IMG_SIDE_MAX || png.height == 0 ||
	    png.height > IMG_SIDE_MAX) {
		png_image_free(&png);
		return err_set(e, ERR_LIMIT, "'%s' is too large", path);
	}
	struct img *img = img_new((int)png.width, (int)png.height);
	png.format = PNG_FORMAT_BGRA; /* 0xAARRGGBB as this machine keeps it */
	if (!png_image_finish_read(&png, NULL, img->px, 0, NULL)) {
		img_unref(img);
		return err_set(e, ERR_IO, "'%s': %s", path, png.message);
	}
	for (int iy = 0; iy < img->height_px; iy++) {
		for (int ix = 0; ix < img->width_px; ix++)
			img_row(img, iy)[ix] &= 0xffffffU;
	}
	*ret_img = img;
	return true;
}

/* read_one() - whoever is measured reads @box. */
static bool read_one(struct measured *m, struct rect box, struct arena *a, struct reading *ret,
		     struct err *e)
{
	char *text;

	if (m->peer == NULL)
		return reader_read_line(m->reader, m->img, box, a, ret, e);
	if (!peer_read_line(m->peer, box, &text, e))
		return false;
	*ret = (struct reading){
		.text = arena_strdup(a, text),
		.certainty = READER_UNCERTAIN,
		.engine = "tesseract-api",
	};
	free(text);
	return true;
}

static void print_reading(const struct reading *r, int64_t took_us)
{
	CLEANUP(buf_clear) struct buf out = { 0 };

	buf_init(&out, ANSWER_BYTES_MAX);
	buf_adds(&out, "{\"text\":");
	json_write_text(r->text, &out);
	buf_addf(&out, ",\"certainty\":\"%s\",\"engine\":", certainties[r->certainty]);
	json_write_text(r->engine, &out);
	buf_adds(&out, ",\"alternatives\":[");
	for (const char *const *s = r->alternatives; s != NULL && *s != NULL; s++) {
		if (s != r->alternatives)
			buf_addc(&out, ',');
		json_write_text(*s, &out);
	}
	buf_addf(&out, "],\"us\":%lld}", (long long)took_us);
	(void)puts(out.data);
}

/* read_boxes() - one after the other until the end of stdin. */
static bool read_boxes(struct measured *m, struct err *e)
{
	char line[BOX_BYTES];
	struct rect box;

	while (fgets(line, sizeof line, stdin) != NULL) {
		CLEANUP(arena_freep) struct arena *a = arena_new();
		struct reading r;
		if (sscanf(line, "%d %d %d %d", &box.x, &box.y, &box.w, &box.h) != 4)
			return err_set(e, ERR_SYNTAX, "no box: %s", line);
		box = rect_intersection(box, img_bounds(m->img));
		if (rect_empty(box))
			return err_set(e, ERR_LIMIT, "a box outside the picture: %s", line);
		int64_t began_us = clock_boot_us();
		if (!read_one(m, box, a, &r, e))
			return false;
		print_reading(&r, clock_boot_us() - began_us);
	}
	return true;
}

int main(int argc, char **argv)
{
	struct measured m = { 0 };
	struct err e = { 0 };

	if (argc != 3 || (strcmp(argv[2], "ours") != 0 && strcmp(argv[2], "tesseract") != 0)) {
		(void)fprintf(stderr, "usage: read_lines PICTURE.png ours|tesseract < BOXES\n");
		return 2;
	}
	bool opened = strcmp(argv[2], "ours") == 0 ? reader_open(&m.reader, &e)
						   : peer_open(argv[1], &m.peer, &e);
	bool done = opened && load(argv[1], &m.img, &e) && read_boxes(&m, &e);
	if (!done)
		(void)fprintf(stderr, "read_lines: %s\n", e.msg);
	img_unref(m.img);
	peer_free(m.peer);
	reader_free(m.reader);
	return done ? 0 : 1;
}
