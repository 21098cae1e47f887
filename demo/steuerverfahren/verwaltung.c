/* verwaltung.c - console tool of the administration: file, users, seats.
 * SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "bestand.h"
#include "konto.h"
#include "sitz.h"

#define KENNWORT_BYTES 256
#define SITZE_UEBLICH 2
#define NUMMER_BEGINN "104711" /* the paper files of 1996 ended there */

static const char aufruf[] =
	"Aufruf: steuerverwaltung anlegen DATEI [--mandant NNNN] [--amt NN]\n"
	"        steuerverwaltung benutzer DATEI NAME [--ablauf TAGE]   (Kennwort auf stdin)\n"
	"        steuerverwaltung sitze DATEI ANZAHL\n"
	"        steuerverwaltung entsperren DATEI NAME\n";

static int falscher_aufruf(void)
{
	fputs(aufruf, stderr);
	return 2;
}

static bool zahl_lesen(const char *text, long *ret)
{
	char *ende = NULL;

	errno = 0;
	long n = strtol(text, &ende, 10);

	if (errno || ende == text || *ende)
		return false;
	*ret = n;
	return true;
}

static bool nur_ziffern(const char *text, size_t stellen)
{
	return strlen(text) == stellen && strspn(text, "0123456789") == stellen;
}

static bool grundwerte_setzen(struct bestand *b, const char *mandant, const char *amt)
{
	char schluessel[16];
	char da[16];

	(void)snprintf(schluessel, sizeof(schluessel), "amt.%s", mandant);
	if (!bestand_einstellen(b, "mandant", mandant) || !bestand_einstellen(b, schluessel, amt))
		return false;
	if (bestand_einstellung(b, "laufende_nummer", da, sizeof(da)))
		return true; /* a second client in an existing file */
	return bestand_einstellen(b, "laufende_nummer", NUMMER_BEGINN) &&
	       sitz_anzahl_setzen(b, SITZE_UEBLICH);
}

static int anlegen(int anzahl, char **wort)
{
	struct bestand b = { NULL };
	const char *mandant = "0001";
	const char *amt = "52";

	for (int i = 1; i < anzahl; i += 2) {
		if (i + 1 < anzahl && !strcmp(wort[i], "--mandant"))
			mandant = wort[i + 1];
		else if (i + 1 < anzahl && !strcmp(wort[i], "--amt"))
			amt = wort[i + 1];
		else
			return falscher_aufruf();
	}
	if (!nur_ziffern(mandant, 4) || !nur_ziffern(amt, 2))
		return falscher_aufruf();
	if (!bestand_anlegen(&b, wort[0]))
		return 1;
	bool gut = grundwerte_setzen(&b, mandant, amt);

	bestand_schliessen(&b);
	return gut ? 0 : 1;
}

static bool kennwort_lesen(char ret[KENNWORT_BYTES])
{
	if (!fgets(ret, KENNWORT_BYTES, stdin))
		return false;
	ret[strcspn(ret, "\r\n")] = '\0';
	return ret[0] != '\0';
}

static int benutzer(int anzahl, char **wort)
{
	struct bestand b = { NULL };
	char kennwort[KENNWORT_BYTES];
	long tage = KONTO_OHNE_ABLAUF;

	if (anzahl != 2 &&
	    (anzahl != 4 || strcmp(wort[2], "--ablauf") != 0 || !zahl_lesen(wort[3], &tage)))
		return falscher_aufruf();
	if (!kennwort_lesen(kennwort)) {
		fputs("steuerverwaltung: kein Kennwort auf stdin\n", stderr);
		return 2;
	}
	if (!bestand_oeffnen(&b, wort[0]))
		return 1;
	bool gut = konto_anlegen(&b, wort[1], kennwort, tage);

	memset(kennwort, 0, sizeof(kennwort));
	if (!gut)
		fputs("steuerverwaltung: Benutzer nicht angelegt\n", stderr);
	bestand_schliessen(&b);
	return gut ? 0 : 1;
}

static int sitze(int anzahl, char **wort)
{
	struct bestand b = { NULL };
	long n = 0;

	if (anzahl != 2 || !zahl_lesen(wort[1], &n) || n < 1 || n > 999)
		return falscher_aufruf();
	if (!bestand_oeffnen(&b, wort[0]))
		return 1;
	bool gut = sitz_anzahl_setzen(&b, n);

	bestand_schliessen(&b);
	return gut ? 0 : 1;
}

static int entsperren(int anzahl, char **wort)
{
	struct bestand b = { NULL };

	if (anzahl != 2)
		return falscher_aufruf();
	if (!bestand_oeffnen(&b, wort[0]))
		return 1;
	bool gut = konto_entsperren(&b, wort[1]);

	if (!gut)
		fprintf(stderr, "steuerverwaltung: Benutzer unbekannt: %s\n", wort[1]);
	bestand_schliessen(&b);
	return gut ? 0 : 1;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*tun)(int anzahl, char **wort);
	} befehle[] = {
		{ "anlegen", anlegen },
		{ "benutzer", benutzer },
		{ "sitze", sitze },
		{ "entsperren", entsperren },
	};

	if (argc < 3)
		return falscher_aufruf();
	for (size_t i = 0; i < sizeof(befehle) / sizeof(befehle[0]); i++)
		if (!strcmp(argv[1], befehle[i].name))
			return befehle[i].tun(argc - 2, argv + 2);
	return falscher_aufruf();
}
