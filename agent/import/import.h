/* import.h - the program that turns foreign bytes into a value tree, confined before it looks. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* Exit codes of the program, besides 0: the document was read and written. */
enum {
	IMPORT_CANNOT = 1,  /* ours: no sandbox, cannot read or write */
	IMPORT_REFUSED = 2, /* theirs: the message says where and why */
};

/*
 * import_main() - enter the sandbox, read standard input to its end, parse it as JSON with the caps
 * of base/json.h, write it to standard output in canonical form (no blanks, NFC, numbers as sent).
 * If it is refused, standard output stays empty and one line "NAME:LINE:COL: cause" stands on
 * standard error. Does not return.
 * @name: what to call the document
 */
_Noreturn void import_main(const char *name);
