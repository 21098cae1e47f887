/* html.h - appending text to a page so that it is text and nothing else. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "base/buf.h"

/*
 * html_text() - append @s so that no reader takes it for anything but these letters: & < > " '
 * become references (also good inside a quoted attribute); bytes that are not UTF-8, control
 * characters and what turns or hides text (utf8_forbidden()) become U+FFFD.
 */
void html_text(struct buf *out, const char *s);

/* html_both() - append the same in German and English; which is seen, the reader chooses. */
void html_both(struct buf *out, const char *german, const char *english);
