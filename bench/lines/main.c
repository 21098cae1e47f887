/* main.c - reads lines of pictures: boxes on stdin, one JSON line each on stdout. */
/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * usage: read_lines ours RECIPE_FOLDER | read_lines product|api LANGUAGE
 * On stdin a line is "/path/of/a/picture.png", or a box "x y w h" of it. `ours` is what reader.c
 * calls, `product` is Tesseract as ocr/tess.h calls it, `api` its C API with the crop alone.
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
#include "base/mem.h"
#include "base/str.h"
#include "bench/lines/peer.h"
#include "bench/lines/reader.h"
#include "ocr/tess.h"

enum { ANSWER_BYTES_MAX = 1 << 20, LINE_BYTES = 4096 };

/* One of the three reads. */
struct measured {
	struct reader *reader;
	struct tess *tess;
	struct peer *peer;
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

/* propose() - by Tesseract, one way or the other. */
static bool propose(struct measured *m, struct rect box, struct arena *a, struct ocr_reading *ret,
		    struct err *e)
{
	const struct tess_options o = { .scale = 0 };
	CLEANUP(mem_freep) char *text = NULL;
	bool done =
		m->peer ? peer_read_line(m->peer, box, &text, e)
			: tess_read_line(m->tess, m->img, reader_tight(m->img, box), &o, &text, e);

	if (done)
		*ret = (struct ocr_reading){ .text = arena_strdup(a, text),
					     .certainty = OCR_UNCERTAIN,
					     .engine = OCR_ENGINE_TESSERACT };
	return done;
}

/* print_list() - @n texts as JSON. */
static void print_list(const char *const *list, size_t n, struct buf *out)
{
	buf_addc(out, '[');
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_addc(out, ',');
		json_write_text(list[i], out);
	}
	buf_addc(out, ']');
}

/* print_reading() - every text of it, place by place. */
static void print_reading(const struct ocr_reading *r, int64_t took_us)
{
	CLEANUP(buf_clear) struct buf out = { 0 };

	buf_init(&out, ANSWER_BYTES_MAX);
	buf_adds(&out, "{\"text\":");
	json_write_text(r->text, &out);
	buf_addf(&out, ",\"certainty\":\"%s\",\"why\":", reading_certainty_word(r->certainty));
	json_write_text(r->why ? r->why : "", &out);
	buf_adds(&out, ",\"places\":[");
	for (size_t i = 0; i < r->n_places; i++) {
		if (i > 0)
			buf_addc(&out, ',');
		print_list(r->places[i].variants, r->places[i].n_variants, &out);
	}
	buf_addf(&out, "],\"us\":%lld}", (long long)took_us);
	(void)puts(out.data);
}

static bool read_box(struct measured *m, const char *line, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct ocr_reading r;
	struct rect box;

	if (sscanf(line, "%d %d %d %d", &box.x, &box.y, &box.w, &box.h) != 4)
		return err_set(e, ERR_SYNTAX, "no box: %s", line);
	box = m->img ? rect_intersection(box, img_bounds(m->img)) : (struct rect){ 0 };
	if (rect_empty(box))
		return err_set(e, ERR_LIMIT, "a box outside the picture: %s", line);
	int64_t began_us = clock_boot_us();
	if (m->reader ? !reader_read_line(m->reader, m->img, box, a, &r, e)
		      : !propose(m, box, a, &r, e))
		return false;
	print_reading(&r, clock_boot_us() - began_us);
	return true;
}

static bool change_picture(struct measured *m, const char *path, struct err *e)
{
	img_unref(m->img);
	m->img = NULL;
	return load(path, &m->img, e) && (!m->peer || peer_take_picture(m->peer, path, e));
}

/* serve() - until the end of stdin. */
static bool serve(struct measured *m, struct err *e)
{
	char line[LINE_BYTES];

	while (fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\n")] = 0;
		if (line[0] == '/' ? !change_picture(m, line, e) : !read_box(m, line, e))
			return false;
		(void)fflush(stdout);
	}
	return true;
}

static bool open_reader(struct measured *m, const char *who, const char *what, struct err *e)
{
	if (str_eq(who, "ours"))
		return reader_open(what, &m->reader, e);
	if (str_eq(who, "product"))
		return tess_open(what, &m->tess, e);
	if (str_eq(who, "api"))
		return peer_open(what, &m->peer, e);
	return err_set(e, ERR_CONFIG, "'%s' is nobody that reads", who);
}

int main(int argc, char **argv)
{
	struct measured m = { 0 };
	struct err e = { 0 };

	if (argc != 3) {
		(void)fprintf(stderr, "usage: read_lines ours RECIPE_FOLDER < BOXES\n"
				      "       read_lines product|api LANGUAGE < BOXES\n");
		return 2;
	}
	bool done = open_reader(&m, argv[1], argv[2], &e) && serve(&m, &e);
	if (!done)
		(void)fprintf(stderr, "read_lines: %s\n", e.msg);
	img_unref(m.img);
	peer_free(m.peer);
	tess_free(m.tess);
	reader_free(m.reader);
	return done ? 0 : 1;
}
