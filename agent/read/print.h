/* print.h - a page as text, JSON, hOCR or ALTO. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "agent/read/page.h"
#include "base/buf.h"

/* X(constant, word on the command line, function). */
#define PRINT_FORMATS(X) \
	X(PRINT_TEXT, "text", print_text) \
	X(PRINT_JSON, "json", print_json) \
	X(PRINT_HOCR, "hocr", print_hocr) \
	X(PRINT_ALTO, "alto", print_alto)

enum print_format {
#define X(format, word, print) format,
	PRINT_FORMATS(X)
#undef X
		PRINT_FORMATS_N
};

/* print_format_named() - PRINT_FORMATS_N if there is none of that name. */
enum print_format print_format_named(const char *word);

/*
 * print_page() - append @page, with a line end.
 * @source: where the picture came from, as hOCR and ALTO name it; any bytes
 */
void print_page(enum print_format format, const struct page *page, const char *source,
		struct buf *out);

/*
 * print_text() - a line for each row; words with a blank between them, phrases with two. What is
 * not certain stands in brackets: ⟨a proposal⟩, ⟨one¦other⟩, ⟨⟩ what nobody can read.
 */
void print_text(const struct page *page, const char *source, struct buf *out);

/* print_json() - a list of words in reading order (docs/reading.md names the keys). */
void print_json(const struct page *page, const char *source, struct buf *out);

/* print_hocr() - hOCR 1.2 as XHTML: ocr_page, ocr_line, ocrx_word. */
void print_hocr(const struct page *page, const char *source, struct buf *out);

/* print_alto() - ALTO 4: a page, a block, its lines, strings and blanks. */
void print_alto(const struct page *page, const char *source, struct buf *out);
