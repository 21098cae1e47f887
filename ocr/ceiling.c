/* ceiling.c - how much ink each pixel of a line can bear. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/ceiling.h"

#include "base/mem.h"

/* Plain C that compilers turn into vector code, as in ocr/scan.c; the test compares the two. */
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__clang__) && \
	!defined(CEILING_PORTABLE)
#define VECTORS __attribute__((target_clones("avx2", "default"), optimize("O3")))
#else
#define VECTORS
#endif

/* BLOCK: bytes that are compared without asking in between; a column of a small font. */
enum { BLOCK = 64, CHANNEL_SHIFT_MOST = 16 };

static unsigned shift_of(int channel)
{
	return (unsigned)(CHANNEL_SHIFT_MOST - 8 * channel);
}

/*
 * fill_added() - the most ink with just that colour: letters are added up, so what comes later
 * only adds, and the sum's colour is the pixel's. A colour that no tone gives bears none.
 */
static void fill_added(struct ceiling_ink *ink, int channel)
{
	for (int tone = 0; tone < CEILING_STEPS; tone++)
		ink->most[channel][ink->inked[channel][tone]] = (uint8_t)tone;
}

/*
 * fill_over() - the most ink whose colour is not yet beyond: later ink only goes on towards the
 * ink's colour, but for a step of rounding where that is reached (Qt).
 */
static void fill_over(struct ceiling_ink *ink, int channel)
{
	const int end = (int)(ink->ink_rgb >> shift_of(channel) & 255);
	const int paper = (int)(ink->paper_rgb >> shift_of(channel) & 255);
	const int step = end < paper ? -1 : 1;
	uint8_t *most = ink->most[channel];

	fill_added(ink, channel);
	for (int seen = step > 0 ? 0 : CEILING_STEPS - 1; seen != end; seen += step)
		if (most[seen + step] < most[seen])
			most[seen + step] = most[seen];
	for (int seen = end - step; seen >= 0 && seen < CEILING_STEPS; seen += step)
		most[seen] = CEILING_STEPS - 1;
}

void ceiling_ink_init(struct ceiling_ink *ink)
{
	for (int channel = 0; channel < CEILING_CHANNELS; channel++) {
		unsigned shift = shift_of(channel);
		for (uint32_t tone = 0; tone < CEILING_STEPS; tone++) {
			uint8_t is =
				(uint8_t)blend_channel(ink->blend, ink->paper_rgb >> shift & 255,
						       ink->ink_rgb >> shift & 255, tone);
			ink->inked[channel][tone] = is;
			ink->known[channel][is] = true;
		}
		if (ink->over)
			fill_over(ink, channel);
		else
			fill_added(ink, channel);
	}
}

/* look_up() - what a pixel bears; notes in @hopeless if nothing can explain it. */
static uint32_t look_up(const struct ceiling_ink *ink, uint32_t rgb, bool *hopeless)
{
	const uint32_t red = rgb >> 16 & 255, green = rgb >> 8 & 255, blue = rgb & 255;

	if (!ink->over)
		*hopeless = *hopeless || !ink->known[0][red] || !ink->known[1][green] ||
			    !ink->known[2][blue];
	return (uint32_t)ink->most[0][red] << 16 | (uint32_t)ink->most[1][green] << 8 |
	       ink->most[2][blue];
}

struct ceiling *ceiling_new(const struct ceiling_ink *ink, const struct ceiling_pixels *p)
{
	const size_t columns = (size_t)p->n, rows = (size_t)p->rows;
	struct ceiling *c = mem_zalloc(sizeof *c + 2 * columns * sizeof(uint64_t) +
				       columns * rows * sizeof(uint32_t));
	uint64_t *weak = (uint64_t *)(c + 1), *bare = weak + columns;
	uint32_t *most = (uint32_t *)(bare + columns), last_rgb = ink->paper_rgb;
	uint32_t last = look_up(ink, last_rgb, &c->hopeless);

	for (size_t x = 0; x < columns; x++) {
		for (size_t row = 0; row < rows; row++) {
			const size_t i = x * rows + row;
			const uint64_t bit = (uint64_t)1 << row;
			if (p->veil[x] & bit) {
				most[i] = 0xffffff;
				continue;
			}
			if (p->px[i] != last_rgb) {
				last_rgb = p->px[i];
				last = look_up(ink, last_rgb, &c->hopeless);
			}
			most[i] = last;
			weak[x] |= (last >> 8 & 255) < CEILING_STRONG ? bit : 0;
			bare[x] |= (last >> 8 & 255) < CEILING_FAINT ? bit : 0;
		}
	}
	c->most = most;
	c->weak = weak;
	c->bare = bare;
	c->ink = ink;
	return c;
}

/*
 * The sanitizers see both ends of what is compared; asked at every byte, they cost 30 times more,
 * and one that only asks whether a pointer is NULL or ran over keeps this from being vector code.
 */
#ifdef __SANITIZE_ADDRESS__
#define ENDS_ONLY __attribute__((no_sanitize("address,undefined")))
static void show_ends(const uint32_t *words, size_t n)
{
	volatile uint32_t seen = n ? words[0] ^ words[n - 1] : 0;

	(void)seen;
}
#else
#define ENDS_ONLY
static void show_ends(const uint32_t *words, size_t n)
{
	(void)words;
	(void)n;
}
#endif

VECTORS ENDS_ONLY static bool all_bear(const uint32_t *most, const uint32_t *tones, size_t n)
{
	const uint8_t *bears = (const uint8_t *)most, *has = (const uint8_t *)tones;
	const size_t bytes = n * sizeof *tones;
	size_t i = 0;

	for (; bytes - i >= BLOCK; i += BLOCK) {
		uint8_t too_much = 0;
		for (size_t k = i; k < i + BLOCK; k++)
			too_much |= (uint8_t)(has[k] > bears[k]);
		if (too_much)
			return false;
	}
	for (; i < bytes; i++)
		if (has[i] > bears[i])
			return false;
	return true;
}

bool ceiling_bears(const uint32_t *most, const uint32_t *tones, size_t n)
{
	show_ends(most, n);
	show_ends(tones, n);
	return all_bear(most, tones, n);
}
