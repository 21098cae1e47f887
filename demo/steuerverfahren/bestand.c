/* bestand.c - the file of the procedure (SQLite): records, settings, post codes.
 * SPDX-License-Identifier: EUPL-1.2 */
#include "bestand.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Clerks save at the same time now and then; a write takes some ten milliseconds. */
#define WARTEN_AUF_SPERRE_MS 5000
#define NUMMER_GRENZE 1000000u

static const char schema[] =
	"CREATE TABLE IF NOT EXISTS einstellung("
	"  schluessel TEXT PRIMARY KEY, wert TEXT NOT NULL);"
	"CREATE TABLE IF NOT EXISTS benutzer("
	"  name TEXT PRIMARY KEY, salz BLOB NOT NULL, pruefwert BLOB NOT NULL,"
	"  fehlversuche INTEGER NOT NULL DEFAULT 0, gesperrt INTEGER NOT NULL DEFAULT 0,"
	"  kennwort_bis TEXT);"
	"CREATE TABLE IF NOT EXISTS sitz("
	"  nr INTEGER PRIMARY KEY, kennung TEXT, benutzer TEXT, herzschlag INTEGER);"
	"CREATE TABLE IF NOT EXISTS plz(plz TEXT PRIMARY KEY, ort TEXT NOT NULL);"
	"INSERT OR IGNORE INTO plz(plz, ort) VALUES"
	"  ('01067','Dresden'), ('04109','Leipzig'), ('10115','Berlin'), ('20095','Hamburg'),"
	"  ('28195','Bremen'), ('38350','Helmstedt'), ('39104','Magdeburg'), ('50667','Köln'),"
	"  ('52062','Aachen'), ('60311','Frankfurt am Main'), ('70173','Stuttgart'),"
	"  ('80331','München');";

static bool fehler_melden(struct bestand *b, const char *wobei)
{
	fprintf(stderr, "steuerverfahren: %s: %s\n", wobei, sqlite3_errmsg(b->db));
	return false;
}

static bool datei_oeffnen(struct bestand *b, const char *datei, int art)
{
	if (sqlite3_open_v2(datei, &b->db, art, NULL) != SQLITE_OK) {
		(void)fehler_melden(b, datei);
		bestand_schliessen(b);
		return false;
	}
	sqlite3_busy_timeout(b->db, WARTEN_AUF_SPERRE_MS);
	return true;
}

bool bestand_oeffnen(struct bestand *b, const char *datei)
{
	return datei_oeffnen(b, datei, SQLITE_OPEN_READWRITE);
}

void bestand_schliessen(struct bestand *b)
{
	sqlite3_close(b->db);
	b->db = NULL;
}

bool bestand_ausfuehren(struct bestand *b, const char *sql)
{
	if (sqlite3_exec(b->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return fehler_melden(b, "Datei");
	return true;
}

static bool tabelle_hund_anlegen(struct bestand *b)
{
	sqlite3_str *s = sqlite3_str_new(b->db);

	sqlite3_str_appendall(s, "CREATE TABLE IF NOT EXISTS hund("
				 "kassenzeichen TEXT PRIMARY KEY");
	for (enum feld f = 0; f < FELD_ANZAHL; f++)
		sqlite3_str_appendf(s, ", %s TEXT NOT NULL DEFAULT ''", feld_angabe(f)->spalte);
	sqlite3_str_appendall(s, ", angelegt_am TEXT NOT NULL DEFAULT ''"
				 ", benutzer TEXT NOT NULL DEFAULT ''"
				 ", mandant TEXT NOT NULL DEFAULT ''"
				 ", auffindbar_ab INTEGER NOT NULL DEFAULT 0)");
	char *sql = sqlite3_str_finish(s);
	bool gut = sql && bestand_ausfuehren(b, sql);

	sqlite3_free(sql);
	return gut;
}

bool bestand_anlegen(struct bestand *b, const char *datei)
{
	if (!datei_oeffnen(b, datei, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE))
		return false;
	if (bestand_ausfuehren(b, schema) && tabelle_hund_anlegen(b))
		return true;
	bestand_schliessen(b);
	return false;
}

/* Statement @sql with text arguments bound from ?1 on; NULL on error. */
static sqlite3_stmt *vorbereiten(struct bestand *b, const char *sql, const char *const *werte,
				 int anzahl)
{
	sqlite3_stmt *st = NULL;

	if (sqlite3_prepare_v2(b->db, sql, -1, &st, NULL) != SQLITE_OK) {
		(void)fehler_melden(b, "Datei");
		return NULL;
	}
	for (int i = 0; i < anzahl; i++)
		sqlite3_bind_text(st, i + 1, werte[i], -1, SQLITE_TRANSIENT);
	return st;
}

/* First column of the first row as text; false: no row, or it does not fit. */
static bool text_lesen(struct bestand *b, const char *sql, const char *wert, char *ret, int bytes)
{
	sqlite3_stmt *st = vorbereiten(b, sql, &wert, 1);
	bool gut = st && sqlite3_step(st) == SQLITE_ROW && sqlite3_column_bytes(st, 0) < bytes;

	if (gut)
		(void)snprintf(ret, (size_t)bytes, "%s", (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	return gut;
}

bool bestand_einstellung(struct bestand *b, const char *schluessel, char *ret, int bytes)
{
	return text_lesen(b, "SELECT wert FROM einstellung WHERE schluessel=?1", schluessel, ret,
			  bytes);
}

bool bestand_einstellen(struct bestand *b, const char *schluessel, const char *wert)
{
	const char *werte[] = { schluessel, wert };
	sqlite3_stmt *st = vorbereiten(
		b, "INSERT OR REPLACE INTO einstellung(schluessel, wert) VALUES(?1, ?2)", werte, 2);
	bool gut = st && sqlite3_step(st) == SQLITE_DONE;

	sqlite3_finalize(st);
	return gut || fehler_melden(b, schluessel);
}

/* Two-digit office of client @mandant; false if there is none. */
static bool amt_lesen(struct bestand *b, const char *mandant, unsigned *ret)
{
	char schluessel[32];
	char wert[8];
	char *ende = NULL;

	(void)snprintf(schluessel, sizeof(schluessel), "amt.%.8s", mandant);
	if (!bestand_einstellung(b, schluessel, wert, sizeof(wert)))
		return false;
	unsigned long n = strtoul(wert, &ende, 10);

	if (ende == wert || *ende || n > 99)
		return false;
	*ret = (unsigned)n;
	return true;
}

bool bestand_mandant_bekannt(struct bestand *b, const char *mandant)
{
	unsigned amt = 0;

	return amt_lesen(b, mandant, &amt);
}

bool bestand_ort(struct bestand *b, const char *plz, char ret[FELD_BYTES])
{
	return text_lesen(b, "SELECT ort FROM plz WHERE plz=?1", plz, ret, FELD_BYTES);
}

/* Next number whose check digit exists; takes it by advancing the counter. */
static bool nummer_ziehen(struct bestand *b, const char *mandant, struct quittung *q)
{
	char text[16];
	unsigned amt = 0;

	if (!amt_lesen(b, mandant, &amt) ||
	    !bestand_einstellung(b, "laufende_nummer", text, sizeof(text)))
		return false;
	unsigned n = (unsigned)strtoul(text, NULL, 10) + 1;

	while (n < NUMMER_GRENZE && !kassenzeichen_bilden(amt, n, q->kassenzeichen))
		n++;
	if (n >= NUMMER_GRENZE)
		return false;
	(void)snprintf(text, sizeof(text), "%06u", n);
	return bestand_einstellen(b, "laufende_nummer", text);
}

static bool chip_frei(struct bestand *b, const char *chip, struct quittung *q)
{
	char belegt[32];

	if (!text_lesen(b, "SELECT kassenzeichen FROM hund WHERE chipnummer=?1", chip, belegt,
			sizeof(belegt)))
		return true;
	(void)snprintf(q->meldung, sizeof(q->meldung),
		       "Chipnummer %.40s ist bereits vergeben (Kassenzeichen %s).", chip, belegt);
	return false;
}

static char *einfuegen_sql(struct bestand *b)
{
	sqlite3_str *s = sqlite3_str_new(b->db);

	sqlite3_str_appendall(s, "INSERT INTO hund(kassenzeichen, benutzer, mandant");
	for (enum feld f = 0; f < FELD_ANZAHL; f++)
		sqlite3_str_appendf(s, ", %s", feld_angabe(f)->spalte);
	sqlite3_str_appendall(s, ", angelegt_am, auffindbar_ab) VALUES(?1, ?2, ?3");
	for (int f = 0; f < FELD_ANZAHL; f++)
		sqlite3_str_appendf(s, ", ?%d", f + 4);
	sqlite3_str_appendf(s,
			    ", strftime('%%d.%%m.%%Y %%H:%%M:%%S','now','localtime')"
			    ", unixepoch() + ?%d)",
			    FELD_ANZAHL + 4);
	return sqlite3_str_finish(s);
}

static bool satz_einfuegen(struct bestand *b, const struct auftrag *a, const struct quittung *q)
{
	const char *werte[FELD_ANZAHL + 3] = { q->kassenzeichen, a->benutzer, a->mandant };
	char *sql = einfuegen_sql(b);

	for (int f = 0; f < FELD_ANZAHL; f++)
		werte[f + 3] = a->hund->wert[f];
	sqlite3_stmt *st = sql ? vorbereiten(b, sql, werte, FELD_ANZAHL + 3) : NULL;

	if (st)
		sqlite3_bind_int(st, FELD_ANZAHL + 4, a->auffindbar_nach_s);
	bool gut = st && sqlite3_step(st) == SQLITE_DONE;

	sqlite3_finalize(st);
	sqlite3_free(sql);
	return gut;
}

bool bestand_speichern(struct bestand *b, const struct auftrag *a, struct quittung *q)
{
	(void)snprintf(q->meldung, sizeof(q->meldung),
		       "Datensatz konnte nicht gespeichert werden.");
	if (!bestand_ausfuehren(b, "BEGIN IMMEDIATE"))
		return false;
	if ((a->chip_mehrfach || chip_frei(b, a->hund->wert[FELD_CHIPNUMMER], q)) &&
	    nummer_ziehen(b, a->mandant, q) && satz_einfuegen(b, a, q) &&
	    bestand_ausfuehren(b, "COMMIT"))
		return true;
	(void)bestand_ausfuehren(b, "ROLLBACK"); /* its failure leaves nothing saved either */
	return false;
}

int bestand_suchen(struct bestand *b, const struct suchbegriff *s, const struct fund_empfang *e)
{
	/* substr() and not LIKE: names may hold % and _, and the match is exact in case. */
	static const char sql[] =
		"SELECT kassenzeichen, familienname, vornamen, chipnummer, bemerkung FROM hund"
		" WHERE mandant=?1 AND auffindbar_ab <= unixepoch()"
		" AND substr(familienname, 1, length(?2))=?2"
		" AND substr(chipnummer, 1, length(?3))=?3"
		" AND substr(bemerkung, 1, length(?4))=?4"
		" ORDER BY kassenzeichen LIMIT 500";
	const char *werte[] = { s->mandant, s->familienname, s->chipnummer, s->bemerkung };
	sqlite3_stmt *st = vorbereiten(b, sql, werte, 4);
	int n = 0;
	int rc = SQLITE_ERROR;

	while (st && (rc = sqlite3_step(st)) == SQLITE_ROW) {
		const char *spalten[FUND_SPALTEN];

		for (int i = 0; i < FUND_SPALTEN; i++)
			spalten[i] = (const char *)sqlite3_column_text(st, i);
		e->zeile(e->daten, spalten);
		n++;
	}
	sqlite3_finalize(st);
	return rc == SQLITE_DONE ? n : -1;
}
