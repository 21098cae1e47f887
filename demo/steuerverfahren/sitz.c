/* sitz.c - licence seats: who works at the moment, kept alive by a heartbeat.
 * SPDX-License-Identifier: EUPL-1.2 */
#include "sitz.h"
#include <sqlite3.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* Run @sql with ?1 = seat identity and ?2 = user; true if it changed exactly one row. */
static bool eine_zeile(struct bestand *b, const char *sql, const char *kennung,
		       const char *benutzer)
{
	sqlite3_stmt *st = NULL;

	if (sqlite3_prepare_v2(b->db, sql, -1, &st, NULL) != SQLITE_OK)
		return false;
	sqlite3_bind_text(st, 1, kennung, -1, SQLITE_TRANSIENT);
	if (benutzer)
		sqlite3_bind_text(st, 2, benutzer, -1, SQLITE_TRANSIENT);
	bool gut = sqlite3_step(st) == SQLITE_DONE && sqlite3_changes(b->db) == 1;

	sqlite3_finalize(st);
	return gut;
}

bool sitz_belegen(struct sitz *s, struct bestand *b, const char *benutzer)
{
	char rechner[48] = "";
	char sql[320];

	(void)gethostname(rechner, sizeof(rechner) - 1); /* "" serves as well */
	(void)snprintf(s->kennung, sizeof(s->kennung), "%s:%ld:%ld", rechner, (long)getpid(),
		       (long)time(NULL));
	(void)snprintf(sql, sizeof(sql),
		       "UPDATE sitz SET kennung=?1, benutzer=?2, herzschlag=unixepoch() WHERE nr="
		       "(SELECT nr FROM sitz WHERE kennung IS NULL OR herzschlag <= unixepoch()-%d"
		       " ORDER BY nr LIMIT 1)",
		       SITZ_VERFALL_S);
	if (eine_zeile(b, sql, s->kennung, benutzer))
		return true;
	s->kennung[0] = '\0';
	return false;
}

bool sitz_schlagen(const struct sitz *s, struct bestand *b)
{
	return eine_zeile(b, "UPDATE sitz SET herzschlag=unixepoch() WHERE kennung=?1", s->kennung,
			  NULL);
}

void sitz_freigeben(struct sitz *s, struct bestand *b)
{
	if (s->kennung[0])
		(void)eine_zeile(b,
				 "UPDATE sitz SET kennung=NULL, benutzer=NULL, herzschlag=NULL"
				 " WHERE kennung=?1",
				 s->kennung, NULL); /* else it expires */
	s->kennung[0] = '\0';
}

bool sitz_anzahl_setzen(struct bestand *b, long n)
{
	char sql[256];

	if (n < 1 || n > 999)
		return false;
	(void)snprintf(sql, sizeof(sql),
		       "WITH RECURSIVE z(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM z WHERE n < %ld)"
		       " INSERT OR IGNORE INTO sitz(nr) SELECT n FROM z;"
		       " DELETE FROM sitz WHERE nr > %ld;",
		       n, n);
	return bestand_ausfuehren(b, sql);
}
