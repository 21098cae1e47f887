/* print.c - a page as text or JSON. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/read/print.h"

#include "base/json.h"
#include "base/str.h"

#define OPEN "\xe2\x9f\xa8"  /* ⟨ */
#define CLOSE "\xe2\x9f\xa9" /* ⟩ */
#define OR "\xc2\xa6"        /* ¦ */

/* SHOWN_MAX: alternatives in a line of text; JSON has them all. */
enum { SHOWN_MAX = 4 };

static const struct {
	const char *word;
	void (*print)(const struct page *page, const char *source, struct buf *out);
} formats[] = {
#define X(format, word, print) [format] = { word, print },
	PRINT_FORMATS(X)
#undef X
};

enum print_format print_format_named(const char *word)
{
	int i = 0;

	while (i < PRINT_FORMATS_N && !str_eq(word, formats[i].word))
		i++;
	return (enum print_format)i;
}

void print_page(enum print_format format, const struct page *page, const char *source,
		struct buf *out)
{
	formats[format].print(page, source, out);
}

/* doubtful_text() - a word that is not certain; brackets tell it from the others. */
static void doubtful_text(const struct page_word *w, struct buf *out)
{
	size_t n = w->n_alternatives < SHOWN_MAX ? w->n_alternatives : SHOWN_MAX;

	buf_adds(out, OPEN);
	if (n == 0)
		buf_adds(out, w->text);
	for (size_t i = 0; i < n; i++)
		buf_addf(out, "%s%s", i ? OR : "", w->alternatives[i]);
	if (w->certainty == OCR_AMBIGUOUS && (n < w->n_alternatives || n == 0))
		buf_adds(out, OR "\xe2\x80\xa6");
	buf_adds(out, CLOSE);
}

void print_text(const struct page *page, const char *source, struct buf *out)
{
	(void)source; /* a text names nothing but what was read */
	for (size_t i = 0; i < page->n; i++) {
		for (size_t k = 0; k < page->rows[i].n; k++) {
			const struct page_word *w = &page->rows[i].words[k];
			buf_adds(out, k == 0 ? "" : w->apart ? "  " : " ");
			if (w->certainty == OCR_CERTAIN)
				buf_adds(out, w->text);
			else
				doubtful_text(w, out);
		}
		buf_addc(out, '\n');
	}
}

static void word_json(const struct page_word *w, struct buf *out)
{
	static const char *const engines[] = {
		[OCR_ENGINE_GLYPHS] = "glyphs", [OCR_ENGINE_TESSERACT] = "tesseract"
	};

	buf_adds(out, "{\"text\":");
	json_write_text(w->text, out);
	buf_addf(out, ",\"x\":%d,\"y\":%d,\"w\":%d,\"h\":%d", w->box.x, w->box.y, w->box.w,
		 w->box.h);
	buf_addf(out, ",\"certainty\":\"%s\",\"engine\":\"%s\",\"alternatives\":[",
		 reading_certainty_word(w->certainty), engines[w->engine]);
	for (size_t i = 0; i < w->n_alternatives; i++) {
		buf_adds(out, i ? "," : "");
		json_write_text(w->alternatives[i], out);
	}
	buf_adds(out, "]}");
}

void print_json(const struct page *page, const char *source, struct buf *out)
{
	bool first = true;

	(void)source; /* the list is of words, and of nothing else */
	buf_addc(out, '[');
	for (size_t i = 0; i < page->n; i++) {
		for (size_t k = 0; k < page->rows[i].n; k++) {
			buf_adds(out, first ? "\n" : ",\n");
			word_json(&page->rows[i].words[k], out);
			first = false;
		}
	}
	buf_adds(out, first ? "]\n" : "\n]\n");
}
