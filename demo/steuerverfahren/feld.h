/* feld.h - the fields of a dog registration: one table for mask, file and checks.
 * SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>

enum feld {
	FELD_FAMILIENNAME,
	FELD_VORNAMEN,
	FELD_GEBURTSDATUM,
	FELD_STRASSE,
	FELD_HAUSNUMMER,
	FELD_PLZ,
	FELD_ORT,
	FELD_IBAN,
	FELD_HUNDENAME,
	FELD_RASSE,
	FELD_GESCHLECHT,
	FELD_FARBE,
	FELD_WURFDATUM,
	FELD_CHIPNUMMER,
	FELD_GEFAEHRLICH,
	FELD_HALTUNG_AB,
	FELD_ERMAESSIGUNG,
	FELD_NACHWEIS_VOM,
	FELD_BEMERKUNG,
	FELD_ANZAHL
};

enum feld_art { FELD_ART_TEXT, FELD_ART_DATUM, FELD_ART_WAHL, FELD_ART_HAKEN };
enum feld_seite { SEITE_HALTER, SEITE_HUND, SEITE_FUSS, SEITE_ANZAHL };

/* A text field takes 120 characters; UTF-8 needs at most 4 bytes for each. */
#define FELD_ZEICHEN 120
#define FELD_BYTES (FELD_ZEICHEN * 4 + 1)

struct feld_angabe {
	const char *spalte;       /* column in table hund */
	const char *beschriftung; /* label in the mask and in messages */
	enum feld_art art;
	enum feld_seite seite;
	short breite; /* visible characters; 0 where it has no text */
	bool pflicht;
	const char *const *wahl; /* NULL-terminated entries of an option menu */
};

/* One registration as it stands in the mask, UTF-8. */
struct hund {
	char wert[FELD_ANZAHL][FELD_BYTES];
};

/* feld_angabe() - the table row of @f; static storage. */
const struct feld_angabe *feld_angabe(enum feld f);

/* feld_wahltext() - text of entry @nr of the option menu @f; "" beyond the end. */
const char *feld_wahltext(enum feld f, int nr);
