/* finding.h - prints what a rule found, unless a comment allows it there. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "tools/measure/source.h"

struct findings {
	unsigned long count;
};

/*
 * finding_add() - print "path:line: text" and count it.
 * @rule: name that a comment `check-sizes: allow RULE - reason` may give; the comment ends on
 *        the same line or the line before; for "file-lines" it stands anywhere in the file
 */
void finding_add(struct findings *f, const struct source *s, int line, const char *rule,
		 const char *format, ...) __attribute__((format(printf, 5, 6)));
