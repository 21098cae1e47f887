/* feld.c - the fields of a dog registration.
 * SPDX-License-Identifier: EUPL-1.2 */
#include "feld.h"
#include <stddef.h>

static const char *const rassen[] = { "Mischling", "Dackel", "Schäferhund", "Pudel", "Labrador",
				      "Terrier",   "Boxer",  "Dogge",       NULL };
static const char *const geschlechter[] = { "männlich", "weiblich", NULL };
static const char *const ermaessigungen[] = { "keine", "Blindenführhund", "Rettungshund",
					      "Jagdhund", NULL };

static const struct feld_angabe angaben[FELD_ANZAHL] = {
	[FELD_FAMILIENNAME] = { .spalte = "familienname",
				.beschriftung = "Familienname",
				.breite = 45,
				.pflicht = true },
	[FELD_VORNAMEN] = { .spalte = "vornamen",
			    .beschriftung = "Vornamen",
			    .breite = 45,
			    .pflicht = true },
	[FELD_GEBURTSDATUM] = { .spalte = "geburtsdatum",
				.beschriftung = "Geburtsdatum",
				.art = FELD_ART_DATUM,
				.breite = 10,
				.pflicht = true },
	[FELD_STRASSE] = { .spalte = "strasse",
			   .beschriftung = "Straße",
			   .breite = 45,
			   .pflicht = true },
	[FELD_HAUSNUMMER] = { .spalte = "hausnummer",
			      .beschriftung = "Hausnummer",
			      .breite = 12,
			      .pflicht = true },
	[FELD_PLZ] = { .spalte = "plz", .beschriftung = "PLZ", .breite = 7, .pflicht = true },
	[FELD_ORT] = { .spalte = "ort", .beschriftung = "Ort", .breite = 45, .pflicht = true },
	[FELD_IBAN] = { .spalte = "iban", .beschriftung = "IBAN", .breite = 34 },
	[FELD_HUNDENAME] = { .spalte = "hundename",
			     .beschriftung = "Name des Hundes",
			     .seite = SEITE_HUND,
			     .breite = 45,
			     .pflicht = true },
	[FELD_RASSE] = { .spalte = "rasse",
			 .beschriftung = "Rasse",
			 .art = FELD_ART_WAHL,
			 .seite = SEITE_HUND,
			 .wahl = rassen },
	[FELD_GESCHLECHT] = { .spalte = "geschlecht",
			      .beschriftung = "Geschlecht",
			      .art = FELD_ART_WAHL,
			      .seite = SEITE_HUND,
			      .wahl = geschlechter },
	[FELD_FARBE] = { .spalte = "farbe",
			 .beschriftung = "Farbe",
			 .seite = SEITE_HUND,
			 .breite = 30 },
	[FELD_WURFDATUM] = { .spalte = "wurfdatum",
			     .beschriftung = "Wurfdatum",
			     .art = FELD_ART_DATUM,
			     .seite = SEITE_HUND,
			     .breite = 10 },
	[FELD_CHIPNUMMER] = { .spalte = "chipnummer",
			      .beschriftung = "Chipnummer",
			      .seite = SEITE_HUND,
			      .breite = 17,
			      .pflicht = true },
	[FELD_GEFAEHRLICH] = { .spalte = "gefaehrlich",
			       .beschriftung = "Gefährlicher Hund",
			       .art = FELD_ART_HAKEN,
			       .seite = SEITE_HUND },
	[FELD_HALTUNG_AB] = { .spalte = "haltung_ab",
			      .beschriftung = "Haltung ab",
			      .art = FELD_ART_DATUM,
			      .seite = SEITE_HUND,
			      .breite = 10,
			      .pflicht = true },
	[FELD_ERMAESSIGUNG] = { .spalte = "ermaessigung",
				.beschriftung = "Ermäßigung",
				.art = FELD_ART_WAHL,
				.seite = SEITE_HUND,
				.wahl = ermaessigungen },
	[FELD_NACHWEIS_VOM] = { .spalte = "nachweis_vom",
				.beschriftung = "Nachweis vom",
				.art = FELD_ART_DATUM,
				.seite = SEITE_HUND,
				.breite = 10 },
	[FELD_BEMERKUNG] = { .spalte = "bemerkung",
			     .beschriftung = "Bemerkung",
			     .seite = SEITE_FUSS,
			     .breite = 45 },
};

const struct feld_angabe *feld_angabe(enum feld f)
{
	return &angaben[f];
}

const char *feld_wahltext(enum feld f, int nr)
{
	const char *const *w = angaben[f].wahl;

	for (int i = 0; w && w[i]; i++)
		if (i == nr)
			return w[i];
	return "";
}
