/* test_indicator.c - what a box shows is told or unknown; programs' own: locate/test_control.c. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/indicator.h"

#include "tests/check.h"

/* Drawn one over the other into a form of 0xc0c0c0, around a box of 16 x 16 px at (40,40). */
struct drawn {
	struct rect box;
	uint32_t rgb;
};

#define FLAT_BOX \
	{ { 40, 40, 16, 16 }, 0x606060 }, \
	{ \
		{ 41, 41, 14, 14 }, 0xffffff \
	}
#define SUNKEN_BOX \
	{ { 40, 40, 16, 16 }, 0xf0f0f0 }, { { 40, 40, 14, 2 }, 0x606060 }, \
	{ \
		{ 40, 40, 2, 14 }, 0x606060 \
	}

static const struct {
	const char *why;
	struct drawn drawn[6];
	enum indicator_mark want;
} boxes[] = {
	{ "empty", { FLAT_BOX }, INDICATOR_EMPTY },
	{ "a cross of two strokes",
	  { FLAT_BOX, { { 47, 43, 2, 10 }, 0 }, { { 43, 47, 10, 2 }, 0 } },
	  INDICATOR_MARKED },
	{ "a bar with round ends",
	  { FLAT_BOX, { { 45, 47, 6, 3 }, 0 }, { { 44, 48, 8, 1 }, 0 } },
	  INDICATOR_MIXED },
	{ "a filled square", { FLAT_BOX, { { 46, 46, 4, 4 }, 0 } }, INDICATOR_MIXED },
	{ "a pale mark in a box like the form",
	  { FLAT_BOX,
	    { { 41, 41, 14, 14 }, 0xc0c0c0 },
	    { { 47, 43, 2, 10 }, 0x909090 },
	    { { 43, 47, 6, 2 }, 0x909090 } },
	  INDICATOR_FAINT },
	{ "filled all over", { { { 40, 40, 16, 16 }, 0x404040 } }, INDICATOR_UNKNOWN },
	{ "sunken and dark", { SUNKEN_BOX, { { 42, 42, 12, 12 }, 0xa0a0a0 } }, INDICATOR_MARKED },
	{ "sunken and light, which one toolkit calls on",
	  { SUNKEN_BOX, { { 42, 42, 12, 12 }, 0xffff00 } },
	  INDICATOR_UNKNOWN },
	{ "sunken and like the form",
	  { SUNKEN_BOX, { { 42, 42, 12, 12 }, 0xc0c0c0 } },
	  INDICATOR_UNKNOWN },
};

TEST(what_a_box_shows)
{
	EACH_CASE (c, boxes) {
		CLEANUP(img_unrefp) struct img *img = img_new(200, 100);
		struct rect found;
		img_fill(img, img_bounds(img), 0xc0c0c0);
		for (size_t i = 0; i < sizeof c->drawn / sizeof c->drawn[0]; i++)
			img_fill(img, c->drawn[i].box, c->drawn[i].rgb);
		if (!CHECK_EQ_INT(indicator_look(img, (struct rect){ 40, 40, 16, 16 }).mark,
				  c->want))
			printf("\t%s\n", c->why);
		CHECK_EQ_INT(indicator_beside(img, (struct rect){ 62, 44, 40, 10 }, PANEL_LEFT, 16,
					      &found),
			     PANEL_THERE);
		CHECK(rect_equal(found, (struct rect){ 40, 40, 16, 16 }));
	}
}

TEST(what_is_no_indicator)
{
	static const struct {
		struct rect thing;
		enum panel_end want;
	} things[] = {
		{ { 40, 40, 16, 25 }, PANEL_ELSE },    /* the field of one letter */
		{ { 40, 44, 5, 8 }, PANEL_ELSE },      /* the rest of one whose corner is blank */
		{ { 50, 0, 1, 100 }, PANEL_NOTHING },  /* a frame */
		{ { 20, 40, 16, 16 }, PANEL_NOTHING }, /* too far */
	};

	EACH_CASE (c, things) {
		CLEANUP(img_unrefp) struct img *img = img_new(200, 100);
		struct rect found;
		img_fill(img, img_bounds(img), 0xc0c0c0);
		img_fill(img, c->thing, 0x606060);
		CHECK_EQ_INT(indicator_beside(img, (struct rect){ 58, 44, 40, 10 }, PANEL_LEFT, 16,
					      &found),
			     c->want);
	}
}
