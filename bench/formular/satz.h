/* satz.h - the file of records: one line each, fields divided by tabs, the number first.
 * SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>

enum satz_feld {
	SATZ_FAMILIENNAME,
	SATZ_VORNAMEN,
	SATZ_STRASSE,
	SATZ_HAUSNUMMER,
	SATZ_PLZ,
	SATZ_ORT,
	SATZ_GEBURTSDATUM,
	SATZ_BEMERKUNG,
	SATZ_FELDER
};

/* satz_anhaengen() - one more line in file @datei; false and a text on stderr if it failed. */
bool satz_anhaengen(const char *datei, const char *nummer, const char *const feld[SATZ_FELDER]);
