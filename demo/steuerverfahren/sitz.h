/* sitz.h - licence seats: who works at the moment, kept alive by a heartbeat.
 * SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "bestand.h"

#define SITZ_HERZSCHLAG_MS 5000
#define SITZ_VERFALL_S 60 /* a seat without heartbeat is given to others after that */

struct sitz {
	char kennung[96]; /* "" = no seat held */
};

/* sitz_belegen() - take a free seat for @benutzer; false: none free (or file error). */
bool sitz_belegen(struct sitz *s, struct bestand *b, const char *benutzer);

/* sitz_schlagen() - renew; false: the seat was given to somebody else. */
bool sitz_schlagen(const struct sitz *s, struct bestand *b);

/* sitz_freigeben() - give the seat back; nothing if none is held. */
void sitz_freigeben(struct sitz *s, struct bestand *b);

/* sitz_anzahl_setzen() - make it @n seats (1..999). */
bool sitz_anzahl_setzen(struct bestand *b, long n);
