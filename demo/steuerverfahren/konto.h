/* konto.h - user accounts: passwords, lock after three wrong ones, expiry.
 * SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <limits.h>
#include <stdbool.h>
#include "bestand.h"

#define KONTO_VERSUCHE 3
#define KONTO_WARNUNG_TAGE 14
#define KONTO_OHNE_ABLAUF LONG_MIN

enum konto_ergebnis { KONTO_GUT, KONTO_FALSCH, KONTO_GESPERRT, KONTO_ABGELAUFEN };

/*
 * konto_pruefen() - check name and password, count wrong ones, lock at the third.
 * @ret_tage: days until the password expires, KONTO_OHNE_ABLAUF if never; set with KONTO_GUT
 */
enum konto_ergebnis konto_pruefen(struct bestand *b, const char *name, const char *kennwort,
				  long *ret_tage);

/* konto_anlegen() - create or replace @name; @tage as above. */
bool konto_anlegen(struct bestand *b, const char *name, const char *kennwort, long tage);

/* konto_entsperren() - false if there is no such user. */
bool konto_entsperren(struct bestand *b, const char *name);
