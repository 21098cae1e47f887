/* test_print.c - no text and no name breaks a format. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/read/print.h"

#include "base/json.h"
#include "tests/check.h"

#define NASTY "<a&\"'\\]]>\xc3\xa4"
#define NASTY_XML "&lt;a&amp;&quot;'\\]]&gt;\xc3\xa4"
#define NAME "x\"\n\001\xff<&.png"

static const char *const alternatives[] = { "I<", "l<", "1", "2", "3" };

static const struct page_word words[] = {
	{ .box = { 1, 2, 3, 4 }, .text = NASTY, .apart = true },
	{ .box = { 5, 2, 3, 4 },
	  .text = "I<",
	  .certainty = OCR_AMBIGUOUS,
	  .alternatives = alternatives,
	  .n_alternatives = 5 },
	{ .box = { 9, 2, 3, 4 },
	  .text = "",
	  .certainty = OCR_UNCERTAIN,
	  .engine = OCR_ENGINE_TESSERACT,
	  .apart = true },
};

static const struct page_row row = { { 1, 2, 11, 4 }, words, 3 };
static const struct page page = { 20, 10, &row, 1, false };
static const struct page empty = { 20, 10, NULL, 0, true };

TEST(formats_have_names)
{
	CHECK_EQ_INT(print_format_named("text"), PRINT_TEXT);
	CHECK_EQ_INT(print_format_named("alto"), PRINT_ALTO);
	CHECK_EQ_INT(print_format_named("pdf"), PRINT_FORMATS_N);
}

/* printed() - in @format; the caller clears it. */
static struct buf printed(enum print_format format, const struct page *p)
{
	struct buf out;

	buf_init(&out, 1 << 16);
	print_page(format, p, NAME, &out);
	CHECK(!out.overflowed);
	return out;
}

TEST(text_marks_what_is_not_certain)
{
	CLEANUP(buf_clear) struct buf out = printed(PRINT_TEXT, &page);
	CLEANUP(buf_clear) struct buf none = printed(PRINT_TEXT, &empty);

	CHECK_EQ_STR(out.data,
		     NASTY " \xe2\x9f\xa8I<\xc2\xa6l<\xc2\xa6"
			   "1\xc2\xa6"
			   "2\xc2\xa6\xe2\x80\xa6\xe2\x9f\xa9  \xe2\x9f\xa8\xe2\x9f\xa9\n");
	CHECK_EQ_STR(none.data, "");
}

TEST(json_is_json)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(buf_clear) struct buf out = printed(PRINT_JSON, &page);
	const struct json *tree;
	struct err e = { 0 };

	if (!CHECK_OK(json_parse("words", out.data, out.len_bytes, a, &tree, &e), e) ||
	    !CHECK_EQ_UINT(tree->n, 3))
		return;
	CHECK_EQ_STR(json_get(tree->items[0], "text")->text, NASTY);
	CHECK_EQ_STR(json_get(tree->items[0], "certainty")->text, "certain");
	CHECK_EQ_UINT(json_get(tree->items[1], "alternatives")->n, 5);
	CHECK_EQ_STR(json_get(tree->items[2], "engine")->text, "tesseract");
}

TEST(markup_is_escaped)
{
	CLEANUP(buf_clear) struct buf hocr = printed(PRINT_HOCR, &page);
	CLEANUP(buf_clear) struct buf alto = printed(PRINT_ALTO, &page);

	/* A quote would end the name within the title; what is no UTF-8 is replaced. */
	CHECK_HAS_STR(hocr.data, "image &quot;x'\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd&lt;&amp;.png"
				 "&quot;; bbox 0 0 20 10");
	CHECK_HAS_STR(hocr.data, ">" NASTY_XML "</span>");
	CHECK_HAS_STR(hocr.data, "<ins class=\"alt\">I&lt;</ins><del class=\"alt\">l&lt;</del>");
	CHECK_HAS_STR(alto.data, "CONTENT=\"" NASTY_XML "\" WC=\"1\"/>");
	CHECK_HAS_STR(alto.data, "<ALTERNATIVE>l&lt;</ALTERNATIVE>");
	for (const char *at = hocr.data; *at; at++)
		CHECK((unsigned char)*at >= ' ' || *at == '\n');
	CHECK(strstr(hocr.data, "x'\n") == NULL);
}
