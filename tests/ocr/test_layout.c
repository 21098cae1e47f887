/* test_layout.c - phrases of a Motif form and of dense pages, each verified to hold its text. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/layout.h"

#include <string.h>
#include "base/mem.h"
#include "ocr/verify.h"
#include "tests/check.h"
#include "tests/fixture/xscreen.h"

struct page {
	struct xscreen screen;
	struct xfont font;
	struct arena *arena;
	struct img *img;
	struct phrase *list;
	size_t n;
};

static bool page_open(struct page *p, const char *font)
{
	*p = (struct page){ .arena = arena_new() };
	return CHECK(xscreen_open(&p->screen, 1280, 1024)) &&
	       CHECK(xfont_open(&p->font, &p->screen, font));
}

static void page_close(struct page *p)
{
	img_unref(p->img);
	arena_free(p->arena);
	xfont_close(&p->font);
	xscreen_close(&p->screen);
}

/* read_page() - takes @img. */
static void read_page(struct page *p, struct img *img)
{
	img_unref(p->img);
	p->img = img;
	layout_phrases(img, img_bounds(img), p->arena, &p->list, &p->n);
}

/* phrase_is() - what the box of phrase @i holds is exactly @text. */
static bool phrase_is(struct page *p, size_t i, const char *text)
{
	enum { ROOM_PX = 8 }; /* bold letters fill more than half of a tight box */
	struct rect b = p->list[i].box;
	CLEANUP(img_unrefp) struct img *part = img_crop(p->img, b);
	CLEANUP(img_unrefp) struct img *sheet = img_new(b.w + 2 * ROOM_PX, b.h + 2 * ROOM_PX);
	const struct img *look = sheet;
	struct err e = { 0 };
	bool equal = false;

	img_fill(sheet, img_bounds(sheet), img_at(p->img, b.x + b.w, b.y));
	img_blit(sheet, part, ROOM_PX, ROOM_PX);
	CHECK_OK(verify_text(&look, 1, &p->font.face, text, &equal, &e), e);
	return equal;
}

/* check_phrases() - the page holds these texts in this order and nothing else. */
static void check_phrases(struct page *p, const char *const *texts, size_t n)
{
	CHECK_EQ_UINT(p->n, n);
	for (size_t i = 0; i < n && i < p->n; i++) {
		struct rect b = p->list[i].box;
		if (!phrase_is(p, i, texts[i]) && !FAIL("the text of a phrase"))
			printf("\t%zu is not '%s': %d,%d %dx%d\n", i, texts[i], b.x, b.y, b.w, b.h);
	}
}

#define CHECK_PHRASES(page, texts) check_phrases(page, texts, sizeof(texts) / sizeof((texts)[0]))

TEST(a_motif_form_holds_its_labels_fields_and_columns)
{
	/* Fields whose stippled caret stands beside the text are verified too: the caret is no
	 * text. */
	static const char *const texts[] = {
		"Vorgang erfassen",
		"Name des Antragstellers:",
		"Škvor̆ecová-Đặng",
		"Bemerkungen",
		"Straße und Hausnummer:",
		"Am Wall 12 b",
		"Blatt 7, Zeile 3",
		"Ort",
		"einfacher Rahmen",
		"Kassenzeichen",
		"12.345678.9",
		"Familienstand:",
		"ledig",
		"Vorgänge",
		"2024-001",
		"Müller",
		"offen",
		"Eilbedürftig",
		"Akte führen",
		"2024-002",
		"Ägidius",
		"gesperrt",
		"2024-003",
		"Özgür",
		"erledigt",
		"Zustellung per Post",
		"2024-004",
		"Ngọc",
		"offen",
		"Speichern",
		"Abbrechen",
		"Suchen ...",
	};
	CLEANUP(mem_freep) char *path = xprogram_path("panel_form");
	struct xprogram program;
	struct page p;

	if (!page_open(&p, XSCREEN_9X15) || !CHECK(xprogram_start(&program, &p.screen, path)))
		return;
	CHECK(xprogram_tell(&program, "focus 2"));
	read_page(&p, xscreen_grab_root(&p.screen));
	CHECK_EQ_UINT(p.n, sizeof texts / sizeof texts[0]);
	for (size_t t = 0; t < sizeof texts / sizeof texts[0]; t++) {
		unsigned found = 0;
		for (size_t i = 0; i < p.n; i++)
			found += phrase_is(&p, i, texts[t]);
		if (!CHECK(found == 1 + (strcmp(texts[t], "offen") == 0)))
			printf("\t'%s' found %u times\n", texts[t], found);
	}
	xprogram_stop(&program);
	page_close(&p);
}

/* Gaps of one blank beside narrow letters are the widest that join, of two beside wide ones the
 * least. */
static const char *const rows[] = {
	"i. l z. B. Ja! ! 12, 13",
	"MM  MM",
	"W  W",
	"Abt. I  Nr. 7",
	"a_b -c- d",
	"gÄgÖ gÜ",
	"Ạ ụ ñ q, j;",
	"\"Zitat\" 'x' 3 : 4 = 5",
};
static const char *const row_phrases[] = {
	"i. l z. B. Ja! ! 12, 13",
	"MM",
	"MM",
	"W",
	"W",
	"Abt. I",
	"Nr. 7",
	"a_b -c- d",
	"gÄgÖ gÜ",
	"Ạ ụ ñ q, j;",
	"\"Zitat\" 'x' 3 : 4 = 5",
};

static void write_rows(struct page *p, int pitch_px, unsigned long ink, unsigned long paper)
{
	xscreen_fill(&p->screen, (struct rect){ 0, 0, 1280, 1024 }, paper);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		(void)xfont_write(&p->font, 30, 40 + (int)i * pitch_px, ink, rows[i]);
}

TEST(words_join_over_one_blank_and_part_over_two)
{
	static const struct {
		const char *font;
		int pitch_px;
	} looks[] = {
		{ XSCREEN_9X15, 15 },  { XSCREEN_9X15, 18 }, { XSCREEN_10X20, 20 },
		{ XSCREEN_10X20, 24 }, { XSCREEN_6X13, 13 }, { XSCREEN_6X13, 16 },
	};

	EACH_CASE (look, looks) {
		struct page p;
		if (!page_open(&p, look->font))
			return;
		write_rows(&p, look->pitch_px, 0x000000, 0xffffff);
		read_page(&p, xscreen_grab(&p.screen, (struct rect){ 0, 0, 1280, 1024 }));
		CHECK_PHRASES(&p, row_phrases);
		write_rows(&p, look->pitch_px, 0xffffff, 0x003366);
		read_page(&p, xscreen_grab(&p.screen, (struct rect){ 0, 0, 1280, 1024 }));
		CHECK_PHRASES(&p, row_phrases);
		page_close(&p);
	}
}

TEST(a_label_does_not_join_the_text_of_its_field)
{
	static const char *const texts[] = { "Ort:", "Köln" };
	struct page p;

	if (!page_open(&p, XSCREEN_9X15))
		return;
	xscreen_fill(&p.screen, (struct rect){ 0, 0, 400, 100 }, 0xc0c0c0);
	xscreen_fill(&p.screen, (struct rect){ 50, 25, 120, 20 }, 0xffffff);
	(void)xfont_write(&p.font, 14, 40, 0, "Ort:");
	(void)xfont_write(&p.font, 51, 40, 0, "Köln");
	read_page(&p, xscreen_grab(&p.screen, (struct rect){ 0, 0, 400, 100 }));
	CHECK_PHRASES(&p, texts);
	page_close(&p);
}

TEST(lines_frames_arrows_and_carets_are_no_text)
{
	struct page p;

	if (!page_open(&p, XSCREEN_9X15))
		return;
	xscreen_fill(&p.screen, (struct rect){ 0, 0, 400, 200 }, 0xc0c0c0);
	xscreen_fill(&p.screen, (struct rect){ 10, 10, 300, 1 }, 0x000000);
	xscreen_fill(&p.screen, (struct rect){ 20, 20, 1, 90 }, 0x000000);
	xscreen_fill(&p.screen, (struct rect){ 40, 40, 13, 13 }, 0x000000);
	xscreen_fill(&p.screen, (struct rect){ 42, 42, 9, 9 }, 0xffffff);
	xscreen_fill(&p.screen, (struct rect){ 44, 44, 4, 5 }, 0x000000);
	xscreen_fill(&p.screen, (struct rect){ 100, 40, 1, 15 }, 0x000000);
	for (int i = 0; i < 5; i++)
		xscreen_fill(&p.screen, (struct rect){ 150 + i, 40 + i, 9 - 2 * i, 1 }, 0x000000);
	read_page(&p, xscreen_grab(&p.screen, (struct rect){ 0, 0, 400, 200 }));
	CHECK_EQ_UINT(p.n, 0);
	page_close(&p);
}

TEST(the_area_bounds_and_the_hash_follows_the_look)
{
	struct page p;
	struct phrase *list;
	size_t n;

	if (!page_open(&p, XSCREEN_9X15))
		return;
	(void)xfont_write(&p.font, 30, 40, 0, "gleich    gleich    anders");
	read_page(&p, xscreen_grab(&p.screen, (struct rect){ 0, 0, 400, 100 }));
	if (CHECK_EQ_UINT(p.n, 3)) {
		CHECK(p.list[0].hash == p.list[1].hash);
		CHECK(p.list[0].hash != p.list[2].hash);
		layout_phrases(p.img, rect_grow(p.list[1].box, 1), p.arena, &list, &n);
		CHECK(n == 1 && rect_equal(list[0].box, p.list[1].box));
		layout_phrases(p.img, (struct rect){ 500, 0, 10, 10 }, p.arena, &list, &n);
		CHECK_EQ_UINT(n, 0);
	}
	page_close(&p);
}
