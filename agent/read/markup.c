/* markup.c - a page as hOCR or ALTO. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/read/print.h"

#include <string.h>
#include "base/mem.h"
#include "base/utf8.h"

#define REPLACEMENT "\xef\xbf\xbd"

static const char *const engines[] = {
	[OCR_ENGINE_GLYPHS] = "glyphs", [OCR_ENGINE_TESSERACT] = "tesseract"
};

/* add_letter() - as it may stand in XML's text and in an attribute between double quotes. */
static void add_letter(uint32_t cp, struct buf *out)
{
	char letter[5];

	(void)utf8_encode(cp, letter);
	switch (cp) {
	case '&': buf_adds(out, "&amp;"); return;
	case '<': buf_adds(out, "&lt;"); return;
	case '>': buf_adds(out, "&gt;"); return;
	case '"': buf_adds(out, "&quot;"); return;
	default: break;
	}
	/* Control characters are refused by XML 1.0 even when they are escaped. */
	bool refused = cp == '\t' || cp == '\n' || cp == '\r' || utf8_forbidden(letter);
	buf_adds(out, refused ? REPLACEMENT : letter);
}

/* escape() - @text may be any bytes: what is no UTF-8 becomes the sign for that. */
static void escape(const char *text, struct buf *out)
{
	size_t len = strlen(text);

	while (len > 0) {
		char part[5] = { 0 };
		size_t n = 1;
		while (n < 4 && n < len && !utf8_valid(text, n))
			n++;
		memcpy(part, text, n);
		const char *at = part;
		if (utf8_valid(part, n)) {
			add_letter(utf8_next(&at), out);
		} else {
			buf_adds(out, REPLACEMENT);
			n = 1;
		}
		text += n;
		len -= n;
	}
}

/* confidence() - percent: what is not certain is worth nothing to a program that goes by it. */
static int confidence(const struct page_word *w)
{
	return w->certainty == OCR_CERTAIN ? 100 : 0;
}

static void bbox(struct rect r, struct buf *out)
{
	buf_addf(out, "bbox %d %d %d %d", r.x, r.y, r.x + r.w, r.y + r.h);
}

static void word_hocr(const struct page_word *w, size_t number, struct buf *out)
{
	buf_addf(out, "<span class=\"ocrx_word\" id=\"word_%zu\" title=\"", number);
	bbox(w->box, out);
	buf_addf(out, "; x_wconf %d; x_certainty %s; x_engine %s\">", confidence(w),
		 reading_certainty_word(w->certainty), engines[w->engine]);
	if (w->n_alternatives > 0)
		buf_adds(out, "<span class=\"alternatives\">");
	for (size_t i = 0; i < w->n_alternatives; i++) {
		buf_adds(out, i ? "<del class=\"alt\">" : "<ins class=\"alt\">");
		escape(w->alternatives[i], out);
		buf_adds(out, i ? "</del>" : "</ins>");
	}
	if (w->n_alternatives > 0)
		buf_adds(out, "</span>");
	else
		escape(w->text, out);
	buf_adds(out, "</span>");
}

/* name_hocr() - a quote would end the name within the title. */
static void name_hocr(const char *source, struct buf *out)
{
	CLEANUP(mem_freep) char *name = mem_strdup(source);

	for (char *at = name; *at; at++)
		*at = *at == '"' ? '\'' : *at;
	buf_adds(out, "image &quot;");
	escape(name, out);
	buf_adds(out, "&quot;; ");
}

void print_hocr(const struct page *page, const char *source, struct buf *out)
{
	size_t number = 0;

	buf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n"
		      "<html xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n<title>");
	escape(source, out);
	buf_adds(out, "</title>\n<meta charset=\"UTF-8\"/>\n"
		      "<meta name=\"ocr-system\" content=\"amtsbote\"/>\n"
		      "<meta name=\"ocr-capabilities\" content=\"ocr_page ocr_line ocrx_word\"/>\n"
		      "</head>\n<body>\n<div class=\"ocr_page\" id=\"page_1\" title=\"");
	name_hocr(source, out);
	bbox((struct rect){ 0, 0, page->width_px, page->height_px }, out);
	buf_adds(out, "; ppageno 0\">\n");
	for (size_t i = 0; i < page->n; i++) {
		const struct page_row *row = &page->rows[i];
		buf_addf(out, "<span class=\"ocr_line\" id=\"line_%zu\" title=\"", i + 1);
		bbox(row->box, out);
		buf_adds(out, "\">");
		for (size_t k = 0; k < row->n; k++) {
			buf_adds(out, k ? " " : "");
			word_hocr(&row->words[k], ++number, out);
		}
		buf_adds(out, "</span><br/>\n");
	}
	buf_adds(out, "</div>\n</body>\n</html>\n");
}

/* ---- ALTO */

#define SCHEMA "http://www.loc.gov/standards/alto/ns-v4#"
#define SCHEMA_FILE "https://www.loc.gov/standards/alto/v4/alto-4-2.xsd"

/* place() - the attributes all boxes of ALTO have. */
static void place(struct rect r, struct buf *out)
{
	buf_addf(out, " HPOS=\"%d\" VPOS=\"%d\" WIDTH=\"%d\" HEIGHT=\"%d\"", r.x, r.y, r.w, r.h);
}

static void word_alto(const struct page_word *w, size_t number, struct buf *out)
{
	buf_addf(out, "<String ID=\"word_%zu\"", number);
	place(w->box, out);
	buf_adds(out, " CONTENT=\"");
	escape(w->text, out);
	buf_addf(out, "\" WC=\"%s\"", confidence(w) ? "1" : "0");
	if (w->n_alternatives == 0) {
		buf_adds(out, "/>\n");
		return;
	}
	buf_adds(out, ">");
	for (size_t i = 1; i < w->n_alternatives; i++) {
		buf_adds(out, "<ALTERNATIVE>");
		escape(w->alternatives[i], out);
		buf_adds(out, "</ALTERNATIVE>");
	}
	buf_adds(out, "</String>\n");
}

/* blank_alto() - between two words of a line; words may touch or overlap by their ink. */
static void blank_alto(const struct page_row *row, struct rect left, struct rect right,
		       struct buf *out)
{
	int from = left.x + left.w, width = right.x - from;

	buf_adds(out, "<SP");
	place((struct rect){ from, row->box.y, width > 0 ? width : 0, row->box.h }, out);
	buf_adds(out, "/>\n");
}

static void row_alto(const struct page_row *row, size_t line, size_t *number, struct buf *out)
{
	buf_addf(out, "<TextLine ID=\"line_%zu\"", line);
	place(row->box, out);
	buf_adds(out, ">\n");
	for (size_t k = 0; k < row->n; k++) {
		if (k)
			blank_alto(row, row->words[k - 1].box, row->words[k].box, out);
		word_alto(&row->words[k], ++*number, out);
	}
	buf_adds(out, "</TextLine>\n");
}

void print_alto(const struct page *page, const char *source, struct buf *out)
{
	const struct rect whole = { 0, 0, page->width_px, page->height_px };
	struct rect block = { 0 };
	size_t number = 0;

	for (size_t i = 0; i < page->n; i++)
		block = rect_union(block, page->rows[i].box);
	buf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<alto xmlns=\"" SCHEMA "\""
		      " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
		      " xsi:schemaLocation=\"" SCHEMA " " SCHEMA_FILE "\">\n<Description>\n"
		      "<MeasurementUnit>pixel</MeasurementUnit>\n"
		      "<sourceImageInformation><fileName>");
	escape(source, out);
	buf_adds(out, "</fileName></sourceImageInformation>\n<Processing ID=\"processing_1\">"
		      "<processingSoftware><softwareName>amtsbote</softwareName>"
		      "</processingSoftware></Processing>\n</Description>\n<Layout>\n");
	buf_addf(out,
		 "<Page ID=\"page_1\" PHYSICAL_IMG_NR=\"1\" WIDTH=\"%d\" HEIGHT=\"%d\">\n"
		 "<PrintSpace",
		 whole.w, whole.h);
	place(whole, out);
	buf_adds(out, ">\n");
	if (page->n > 0) {
		buf_adds(out, "<TextBlock ID=\"block_1\"");
		place(block, out);
		buf_adds(out, ">\n");
	}
	for (size_t i = 0; i < page->n; i++)
		row_alto(&page->rows[i], i + 1, &number, out);
	buf_adds(out, page->n > 0 ? "</TextBlock>\n" : "");
	buf_adds(out, "</PrintSpace>\n</Page>\n</Layout>\n</alto>\n");
}
