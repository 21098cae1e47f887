/* konto.c - user accounts: passwords, lock after three wrong ones, expiry.
 * SPDX-License-Identifier: EUPL-1.2 */
#include "konto.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#define SALZ_BYTES 16
#define PRUEFWERT_BYTES 32
#define RUNDEN 20000 /* about 10 ms at login */

static bool pruefwert_bilden(const char *kennwort, const unsigned char salz[SALZ_BYTES],
			     unsigned char ret[PRUEFWERT_BYTES])
{
	return PKCS5_PBKDF2_HMAC(kennwort, (int)strlen(kennwort), salz, SALZ_BYTES, RUNDEN,
				 EVP_sha256(), PRUEFWERT_BYTES, ret) == 1;
}

/* Does @kennwort belong to the row @st stands on (columns salz, pruefwert)? */
static bool kennwort_stimmt(sqlite3_stmt *st, const char *kennwort)
{
	unsigned char pruefwert[PRUEFWERT_BYTES];

	if (sqlite3_column_bytes(st, 0) != SALZ_BYTES ||
	    sqlite3_column_bytes(st, 1) != PRUEFWERT_BYTES ||
	    !pruefwert_bilden(kennwort, sqlite3_column_blob(st, 0), pruefwert))
		return false;
	return CRYPTO_memcmp(pruefwert, sqlite3_column_blob(st, 1), PRUEFWERT_BYTES) == 0;
}

static bool fuer_name(struct bestand *b, const char *sql, const char *name)
{
	sqlite3_stmt *st = NULL;

	if (sqlite3_prepare_v2(b->db, sql, -1, &st, NULL) != SQLITE_OK)
		return false;
	sqlite3_bind_text(st, 1, name, -1, SQLITE_TRANSIENT);
	bool gut = sqlite3_step(st) == SQLITE_DONE && sqlite3_changes(b->db) == 1;

	sqlite3_finalize(st);
	return gut;
}

static enum konto_ergebnis fehlversuch_zaehlen(struct bestand *b, const char *name, int bisher)
{
	char sql[160];

	(void)snprintf(sql, sizeof(sql),
		       "UPDATE benutzer SET fehlversuche=fehlversuche+1,"
		       " gesperrt=(fehlversuche+1 >= %d) WHERE name=?1",
		       KONTO_VERSUCHE);
	(void)fuer_name(b, sql, name); /* a file error must not tell about the password */
	return bisher + 1 >= KONTO_VERSUCHE ? KONTO_GESPERRT : KONTO_FALSCH;
}

static enum konto_ergebnis zeile_pruefen(struct bestand *b, sqlite3_stmt *st, const char *name,
					 const char *kennwort)
{
	if (sqlite3_column_int(st, 2))
		return KONTO_GESPERRT;
	if (!kennwort_stimmt(st, kennwort))
		return fehlversuch_zaehlen(b, name, sqlite3_column_int(st, 3));
	if (sqlite3_column_type(st, 4) != SQLITE_NULL && sqlite3_column_int(st, 4) < 0)
		return KONTO_ABGELAUFEN;
	return KONTO_GUT;
}

enum konto_ergebnis konto_pruefen(struct bestand *b, const char *name, const char *kennwort,
				  long *ret_tage)
{
	static const char sql[] = "SELECT salz, pruefwert, gesperrt, fehlversuche,"
				  " CAST(julianday(kennwort_bis)-julianday(date('now')) AS INTEGER)"
				  " FROM benutzer WHERE name=?1";
	sqlite3_stmt *st = NULL;
	enum konto_ergebnis e = KONTO_FALSCH;
	long tage = KONTO_OHNE_ABLAUF;

	if (sqlite3_prepare_v2(b->db, sql, -1, &st, NULL) != SQLITE_OK)
		return KONTO_FALSCH;
	sqlite3_bind_text(st, 1, name, -1, SQLITE_TRANSIENT);
	if (sqlite3_step(st) == SQLITE_ROW) {
		e = zeile_pruefen(b, st, name, kennwort);
		if (sqlite3_column_type(st, 4) != SQLITE_NULL)
			tage = sqlite3_column_int(st, 4);
	}
	sqlite3_finalize(st);
	if (e != KONTO_GUT)
		return e;
	*ret_tage = tage;
	/* If this fails, the next wrong password counts one too many: on the safe side. */
	(void)fuer_name(b, "UPDATE benutzer SET fehlversuche=0 WHERE name=?1", name);
	return KONTO_GUT;
}

bool konto_anlegen(struct bestand *b, const char *name, const char *kennwort, long tage)
{
	static const char sql[] =
		"INSERT OR REPLACE INTO benutzer(name, salz, pruefwert, kennwort_bis)"
		" VALUES(?1, ?2, ?3, date('now', ?4))";
	unsigned char salz[SALZ_BYTES];
	unsigned char pruefwert[PRUEFWERT_BYTES];
	char abstand[32];
	sqlite3_stmt *st = NULL;

	if (RAND_bytes(salz, SALZ_BYTES) != 1 || !pruefwert_bilden(kennwort, salz, pruefwert) ||
	    sqlite3_prepare_v2(b->db, sql, -1, &st, NULL) != SQLITE_OK)
		return false;
	sqlite3_bind_text(st, 1, name, -1, SQLITE_TRANSIENT);
	sqlite3_bind_blob(st, 2, salz, SALZ_BYTES, SQLITE_TRANSIENT);
	sqlite3_bind_blob(st, 3, pruefwert, PRUEFWERT_BYTES, SQLITE_TRANSIENT);
	(void)snprintf(abstand, sizeof(abstand), "%+ld days", tage);
	if (tage != KONTO_OHNE_ABLAUF)
		sqlite3_bind_text(st, 4, abstand, -1, SQLITE_TRANSIENT);
	bool gut = sqlite3_step(st) == SQLITE_DONE;

	sqlite3_finalize(st);
	return gut;
}

bool konto_entsperren(struct bestand *b, const char *name)
{
	return fuer_name(b, "UPDATE benutzer SET fehlversuche=0, gesperrt=0 WHERE name=?1", name);
}
