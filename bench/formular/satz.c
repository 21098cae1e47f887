/* satz.c - appends records to the file.
 * SPDX-License-Identifier: EUPL-1.2 */
#include "satz.h"
#include <stdio.h>

bool satz_anhaengen(const char *datei, const char *nummer, const char *const feld[SATZ_FELDER])
{
	FILE *f = fopen(datei, "ae");

	if (!f) {
		perror(datei);
		return false;
	}
	bool gut = fputs(nummer, f) >= 0;

	for (int i = 0; i < SATZ_FELDER; i++)
		gut = gut && fputc('\t', f) != EOF && fputs(feld[i], f) >= 0;
	gut = gut && fputc('\n', f) != EOF;
	if (fclose(f) != 0 || !gut) {
		perror(datei);
		return false;
	}
	return true;
}
