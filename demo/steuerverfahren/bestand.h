/* bestand.h - the file of the procedure (SQLite): records, settings, post codes.
 * SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "feld.h"
#include "kassenzeichen.h"

struct sqlite3;
struct bestand {
	struct sqlite3 *db; /* owned */
};

#define BESTAND_MELDUNG_BYTES 256
#define BESTAND_MANDANT_BYTES 5
#define FUND_SPALTEN 5

/* What is to be saved; all borrowed. */
struct auftrag {
	const struct hund *hund;
	const char *benutzer;
	const char *mandant;
	int auffindbar_nach_s; /* the search index lags behind by so many seconds */
	bool chip_mehrfach;    /* a chip number in use is no reason to refuse */
};

/* What came of it: the number, or why not. */
struct quittung {
	char kassenzeichen[KASSENZEICHEN_BYTES];
	char meldung[BESTAND_MELDUNG_BYTES];
};

struct suchbegriff {
	const char *mandant;
	const char *familienname; /* "" = any; else the beginning of the value */
	const char *chipnummer;
	const char *bemerkung;
};

/* Called for each hit: Kassenzeichen, Familienname, Vornamen, Chipnummer, Bemerkung. */
struct fund_empfang {
	void (*zeile)(void *daten, const char *const spalten[FUND_SPALTEN]);
	void *daten;
};

/* bestand_oeffnen() - open an existing file; false and a text on stderr if it cannot be. */
bool bestand_oeffnen(struct bestand *b, const char *datei);
void bestand_schliessen(struct bestand *b);

/* bestand_anlegen() - create file and tables where missing. */
bool bestand_anlegen(struct bestand *b, const char *datei);

/* bestand_ausfuehren() - run @sql without result; false and a text on stderr on error. */
bool bestand_ausfuehren(struct bestand *b, const char *sql);

/* bestand_einstellung() - read setting @schluessel into @ret; false if absent or too long. */
bool bestand_einstellung(struct bestand *b, const char *schluessel, char *ret, int bytes);
bool bestand_einstellen(struct bestand *b, const char *schluessel, const char *wert);

/* bestand_mandant_bekannt() - is there an office for client @mandant? */
bool bestand_mandant_bekannt(struct bestand *b, const char *mandant);

/* bestand_ort() - town of post code @plz; false if it is not in the table. */
bool bestand_ort(struct bestand *b, const char *plz, char ret[FELD_BYTES]);

/* bestand_speichern() - insert one record and issue its number, in one transaction. */
bool bestand_speichern(struct bestand *b, const struct auftrag *a, struct quittung *q);

/* bestand_suchen() - hits in order of their numbers; returns how many, -1 on error. */
int bestand_suchen(struct bestand *b, const struct suchbegriff *s, const struct fund_empfang *e);
