/* catalogue.h - the fonts that are tried: those asked for, or the usual ones of the platform. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "agent/read/font.h"

/* How outline fonts are rendered; a set. */
enum catalogue_rendering { RENDER_GRAY = 1, RENDER_RGB = 2, RENDER_MONO = 4 };

struct catalogue {
	struct font *list; /* in the arena; font_close() each */
	size_t n;
	bool usual; /* nobody named them */
};

/*
 * catalogue_usual() - core fixed fonts and Helvetica, DejaVu, Liberation and Noto in 8 to 12 pt at
 * 96 dpi; those that the machine has. docs/reading.md lists them.
 * @renderings: enum catalogue_rendering; 0: gray and rgb
 * @e: ERR_IO (fontconfig does not list the fonts)
 */
MUST_USE bool catalogue_usual(struct font_studio *studio, unsigned renderings,
			      struct catalogue *ret_catalogue, struct err *e);

/*
 * catalogue_named() - the fonts of @names (@n of them): "DejaVu Sans 10" (points at 96 dpi) or
 * "DejaVu Sans 13px" is an outline font, in every way it may be rendered; all else a core font.
 * @renderings: as above; 0: all
 * @e: ERR_CONFIG (no such outline font, a size out of range), ERR_IO
 */
MUST_USE bool catalogue_named(struct font_studio *studio, const char *const *names, size_t n,
			      unsigned renderings, struct catalogue *ret_catalogue, struct err *e);

/* catalogue_clear() - close all fonts. */
void catalogue_clear(struct catalogue *catalogue);
