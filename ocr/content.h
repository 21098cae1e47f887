/* content.h - what fills a panel: text as one enters it, or other things. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include "base/img.h"
#include "ocr/layout.h"

enum content {
	CONTENT_TEXT,   /* text or nothing, with carets, selections and the marks of a password */
	CONTENT_CHOICE, /* text and, at the right end, the mark of an option menu or combo box */
	CONTENT_OTHER,  /* anything else: other panels, pictures, rules */
};

/*
 * content_of() - what fills the panel @inner (of panel.h).
 * @phrases: all @n phrases of the picture or of the window around it; what is no part of them is
 * judged by its form alone (docs/decisions/034-controls.md).
 */
enum content content_of(const struct img *img, struct rect inner, const struct phrase *phrases,
			size_t n);
