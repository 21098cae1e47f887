/* trial.c - which fonts a picture is written in: found on a sample of its phrases. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/read/trial.h"

#include "agent/desk/stop.h"
#include "base/utf8.h"
#include "ocr/glyphs.h"

/*
 * A phrase of some letters tells more than "42", and one line of prose takes longer than it tells
 * more. In heights of the phrase; letters are half as wide as high.
 */
enum { WIDE_MIN = 3, WIDE_MAX = 20 };

static bool is_telling(struct rect area)
{
	return area.w >= WIDE_MIN * area.h && area.w <= WIDE_MAX * area.h;
}

struct trial_sample trial_sample(const struct img *img, const struct rect *areas, const bool *open,
				 size_t n)
{
	struct trial_sample s = { .img = img };
	size_t telling = 0, at = 0;

	for (size_t i = 0; i < n; i++)
		telling += open[i] && is_telling(areas[i]);
	/* Number k of all is taken where k * TRIAL_SAMPLE / telling steps on. */
	for (size_t i = 0; i < n && s.n < TRIAL_SAMPLE; i++) {
		if (!open[i] || !is_telling(areas[i]))
			continue;
		if (telling <= TRIAL_SAMPLE || at * TRIAL_SAMPLE / telling >= s.n)
			s.list[s.n++] = areas[i];
		at++;
	}
	for (size_t i = 0; i < n && s.n < TRIAL_SAMPLE; i++)
		if (open[i] && !is_telling(areas[i]))
			s.list[s.n++] = areas[i];
	return s;
}

/* two_colours() - as fonts without smoothing draw: one ink on one paper. */
static bool two_colours(const struct img *img, struct rect r)
{
	struct rect seen = rect_intersection(r, img_bounds(img));
	uint32_t first = img_at(img, seen.x, seen.y), second = first;

	for (int iy = seen.y; iy < seen.y + seen.h; iy++) {
		for (int ix = seen.x; ix < seen.x + seen.w; ix++) {
			uint32_t rgb = img_at(img, ix, iy);
			if (rgb != first && second == first)
				second = rgb;
			if (rgb != first && rgb != second)
				return false;
		}
	}
	return true;
}

size_t trial_letters(const char *text)
{
	uint32_t seen[TRIAL_LETTERS], cp;
	size_t n = 0;

	while (n < TRIAL_LETTERS && (cp = utf8_next(&text)) != 0) {
		size_t i = 0;
		while (i < n && seen[i] != cp)
			i++;
		if (i == n && cp != ' ')
			seen[n++] = cp;
	}
	return n;
}

/* The sample, and what is known of its phrases. */
struct trial {
	const struct trial_sample *sample;
	bool mono[TRIAL_SAMPLE]; /* two colours */
};

static bool draws_mono(const struct font *font)
{
	return font->core || font->outline.look == FREETYPE_MONO;
}

/* has_work() - is there a phrase that the font could have drawn? */
static bool has_work(const struct trial *t, const struct font *font)
{
	for (size_t i = 0; i < t->sample->n; i++)
		if (t->mono[i] == draws_mono(font))
			return true;
	return false;
}

/* count() - phrases of the sample that have the pixels of some text in this font. */
static bool count(const struct trial *t, const struct font *font, const struct atlas *atlas,
		  bool usual, size_t *ret_n, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	size_t n = 0, most = 0;

	for (size_t i = 0; i < t->sample->n; i++) {
		struct ocr_reading r;
		if (t->mono[i] != draws_mono(font))
			continue;
		if (!glyphs_read(atlas, t->sample->img, t->sample->list[i], a, &r, e))
			return false;
		/* The stem of a letter looks like a caret to a lower font. */
		if (r.certainty == OCR_UNCERTAIN || r.besides)
			continue;
		n++;
		most = trial_letters(r.text) > most ? trial_letters(r.text) : most;
	}
	*ret_n = usual && most < TRIAL_LETTERS ? 0 : n;
	return true;
}

bool trial_best(struct font_studio *studio, struct catalogue *catalogue,
		const struct trial_sample *sample, size_t *ret_best, struct err *e)
{
	struct trial t = { .sample = sample };
	size_t best = catalogue->n, most = 0;

	for (size_t i = 0; i < sample->n; i++)
		t.mono[i] = two_colours(sample->img, sample->list[i]);
	for (size_t i = 0; i < catalogue->n; i++) {
		struct font *font = &catalogue->list[i];
		const struct atlas *atlas;
		size_t n = 0;
		if (stop_requested())
			return err_set(e, ERR_STOPPED, "stopped by a signal");
		if (font->taken || font->failed || (catalogue->usual && !has_work(&t, font)))
			continue;
		if (!font_atlas(studio, font, FONT_USUAL, &atlas, e)) {
			if (!catalogue->usual || (e->code != ERR_CONFIG && e->code != ERR_LIMIT))
				return false;
			err_clear(e); /* a usual font that this machine lacks */
			font->failed = true;
			continue;
		}
		if (!count(&t, font, atlas, catalogue->usual, &n, e))
			return false;
		if (n > most)
			best = i;
		most = n > most ? n : most;
	}
	*ret_best = best;
	return true;
}
