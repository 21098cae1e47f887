/* test_spot.c - what counts as a letter on a page, and what it costs to find out. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/spot.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include "base/mem.h"
#include "base/str.h"
#include "ocr/freetype.h"
#include "ocr/ink.h"
#include "ocr/layout.h"
#include "ocr/zone.h"
#include "tests/check.h"

enum { WHITE = 0xffffff, GREY = 0xbfbfbf };

/* font_file() - where the machine keeps a font; false if it has another one instead. */
static bool font_file(const char *family, char path[4096])
{
	char command[128], name[256];

	if (!CHECK(fmt_into(command, sizeof command, "fc-match -f '%%{family}\\n%%{file}\\n' '%s'",
			    family)))
		return false;
	FILE *answer = popen(command, "r");
	bool named = answer && fgets(name, sizeof name, answer) && fgets(path, 4096, answer);
	path[named ? strcspn(path, "\n") : 0] = 0;
	return answer && pclose(answer) == 0 && named && strncmp(name, family, strlen(family)) == 0;
}

/* missed() - is the phrase of @text, drawn by @face, smaller than its ink? */
static bool missed(const struct face *face, const char *text)
{
	CLEANUP(img_unrefp) struct img *ink = NULL;
	CLEANUP(img_unrefp) struct img *page = img_new(300, 80);
	CLEANUP(arena_freep) struct arena *a = arena_new();
	const struct img *looks[] = { page };
	struct err e = { 0 };
	struct phrase *list;
	struct rect all = { 0 };
	int advance_px;
	size_t n;

	if (!CHECK_OK(face->draw(face->self, text, &ink, &advance_px, &e), e))
		return true;
	img_fill(page, img_bounds(page), WHITE);
	img_blit(page, ink, 30, 20);
	CLEANUP(ink_clear) struct ink k = ink_of(looks, 1);
	layout_phrases(page, img_bounds(page), a, &list, &n);
	for (size_t i = 0; i < n; i++)
		all = rect_union(all, list[i].box);
	if (!rect_equal(all, k.box))
		printf("\t'%s' in %s: %d of %d px\n", text, face->name, all.w, k.box.w);
	return !rect_equal(all, k.box);
}

/* No letter is taken for an arrow, in any size. */
TEST(letters_at_the_end_of_a_word_are_no_arrows)
{
	static const char *const families[] = { "Noto Sans", "DejaVu Sans", "Liberation Sans" };
	static const char *const texts[] = { "Steuernummer", "Grundsteuer", "Abfallgeb\u00fchr",
					     "Tarif",        "Art T",       "Gr. V",
					     "Weg 7",        "Typ Y" };
	char path[4096];
	int lost = 0;

	for (size_t family = 0; family < 3; family++) {
		if (!font_file(families[family], path))
			SKIP("a font is not installed");
		for (int points = 7; points <= 12; points++) {
			CLEANUP(freetype_freep) struct freetype *font = NULL;
			struct err e = { 0 };
			const struct freetype_options o = { .file = path,
							    .size_64ths = points * 64 * 96 / 72,
							    .hinting = FREETYPE_SLIGHT,
							    .look = FREETYPE_GRAY,
							    .shaped = true };
			if (!CHECK_OK(freetype_open(&o, &font, &e), e))
				return;
			for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
				lost += missed(freetype_face(font), texts[i]);
		}
	}
	CHECK_EQ_INT(lost, 0);
}

static size_t phrases_on(const struct img *page)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct phrase *list;
	size_t n;

	layout_phrases(page, img_bounds(page), a, &list, &n);
	return n;
}

TEST(filled_triangles_are_arrows)
{
	for (int size = 5; size <= 15; size += 2) {
		for (int up = 0; up <= 1; up++) {
			CLEANUP(img_unrefp) struct img *page = img_new(100, 60);
			img_fill(page, img_bounds(page), GREY);
			for (int row = 0; row <= size / 2; row++) {
				int wide = up ? 1 + 2 * row : size - 2 * row;
				img_fill(page, (struct rect){ 50 - wide / 2, 20 + row, wide, 1 },
					 0);
			}
			CHECK_EQ_UINT(phrases_on(page), 0);
		}
	}
}

/* Motif's caret in a field that is insensitive: grey, with the light shadow of its foot. */
TEST(an_etched_caret_alone_is_no_text)
{
	CLEANUP(img_unrefp) struct img *page = img_new(100, 60);

	img_fill(page, img_bounds(page), GREY);
	img_fill(page, (struct rect){ 41, 35, 5, 1 }, 0xcccccc);
	img_fill(page, (struct rect){ 45, 34, 1, 2 }, 0xcccccc);
	img_fill(page, (struct rect){ 40, 20, 5, 1 }, 0x999999);
	img_fill(page, (struct rect){ 42, 20, 1, 15 }, 0x999999);
	img_fill(page, (struct rect){ 40, 34, 5, 1 }, 0x999999);
	CHECK_EQ_UINT(phrases_on(page), 0);
}

/* Low letters whose last one the stem of a stippled caret touches: its head stands clear. */
TEST(the_head_of_a_caret_is_no_phrase_of_its_own)
{
	CLEANUP(img_unrefp) struct img *page = img_new(120, 60);

	img_fill(page, img_bounds(page), WHITE);
	for (int i = 0; i < 4; i++) {
		img_fill(page, (struct rect){ 20 + 9 * i, 25, 8, 7 }, 0);
		img_fill(page, (struct rect){ 21 + 9 * i, 26, 6, 5 }, WHITE);
	}
	CHECK_EQ_UINT(phrases_on(page), 1);
	for (int row = 0; row < 15; row++)
		for (int column = 0; column < 5; column++)
			if ((column == 2 || row % 14 == 0) && (row + column) % 2)
				img_row(page, 20 + row)[53 + column] = 0;
	CHECK_EQ_UINT(phrases_on(page), 1);
}

/* stippled() - a white page with a dot in every fourth column and every @rows-th row. */
static struct img *stippled(int wide, int high, int rows)
{
	struct img *page = img_new(wide, high);

	img_fill(page, img_bounds(page), WHITE);
	for (int iy = 0; iy < high; iy += rows)
		for (int ix = 0; ix < wide; ix += 4)
			img_row(page, iy)[ix] = 0;
	img_fill(page, (struct rect){ 0, 0, 20, 20 }, WHITE);
	return page;
}

/* least_ticks() - processor time for the spots of @page; the least of three, as others compute. */
static clock_t least_ticks(struct img *page)
{
	clock_t least = 0;

	for (int round = 0; round < 3; round++) {
		CLEANUP(zones_clear) struct zones z;
		CLEANUP(mem_freep) struct spot *spots = NULL;
		size_t n_spots;
		zones_find(page, &z);
		clock_t began = clock();
		spots_find(page, &z, &spots, &n_spots);
		clock_t took = clock() - began;
		CHECK(n_spots > 0);
		if (round == 0 || took < least)
			least = took;
	}
	return least;
}

/*
 * Columns of dots over a whole screen, each a piece of ink of its own: those of a stippled caret
 * one above the other, and those too far apart for one. A screen of 16 times the pixels took 17 to
 * 33 times as long (what stands in no cache costs more); a search through all dots for each, what
 * the test is for, takes 256 times. The limit is the middle of 33 and 256 as factors.
 */
TEST(a_stippled_screen_takes_no_longer_than_its_pixels)
{
	for (int rows = 2; rows <= 3; rows++) {
		CLEANUP(img_unrefp) struct img *small = stippled(480, 270, rows);
		CLEANUP(img_unrefp) struct img *large = stippled(1920, 1080, rows);
		clock_t ticks_small = least_ticks(small), ticks_large = least_ticks(large);
		printf("each %d rows: 480x270 %ld, 1920x1080 %ld ticks\n", rows, (long)ticks_small,
		       (long)ticks_large);
		CHECK(ticks_large < 92 * ticks_small);
	}
}
