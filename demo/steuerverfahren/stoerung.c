/* stoerung.c - faults the test department can switch on, and delays.
 * SPDX-License-Identifier: EUPL-1.2 */
#include "stoerung.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SITZUNG_UEBLICH_S 300u
#define ZAHL_GRENZE 86400000ul
#define ABSTURZ_STATUS 139 /* what a shell reports after a segmentation fault */

static const char *const worte[STOERUNG_ANZAHL] = {
#define STOERUNG_WORT(name, wort) [STOERUNG_##name] = wort,
	STOERUNG_LISTE(STOERUNG_WORT)
#undef STOERUNG_WORT
};

static bool zahl_lesen(const char *name, unsigned *ret)
{
	const char *text = getenv(name);
	char *ende = NULL;

	if (!text || !*text)
		return true;
	errno = 0;
	unsigned long n = strtoul(text, &ende, 10);

	if (errno || *ende || n > ZAHL_GRENZE) {
		fprintf(stderr, "steuerverfahren: %s: keine Zahl: %s\n", name, text);
		return false;
	}
	*ret = (unsigned)n;
	return true;
}

static bool wort_merken(struct stoerung *s, const char *wort, size_t laenge)
{
	for (unsigned i = 0; i < STOERUNG_ANZAHL; i++) {
		if (strlen(worte[i]) == laenge && !strncmp(worte[i], wort, laenge)) {
			s->menge |= 1u << i;
			return true;
		}
	}
	fprintf(stderr, "steuerverfahren: STEUER_STOERUNG: unbekannt: %.*s\n", (int)laenge, wort);
	return false;
}

bool stoerung_lesen(struct stoerung *s)
{
	const char *text = getenv("STEUER_STOERUNG");

	*s = (struct stoerung){ .sitzung_s = SITZUNG_UEBLICH_S };
	while (text && *text) {
		size_t n = strcspn(text, ",");

		if (n && !wort_merken(s, text, n))
			return false;
		text += n + (text[n] == ',');
	}
	return zahl_lesen("STEUER_VERZOEGERUNG_MS", &s->verzoegerung_ms) &&
	       zahl_lesen("STEUER_SITZUNG_S", &s->sitzung_s);
}

bool stoerung_an(const struct stoerung *s, enum stoerung_art art)
{
	return s->menge >> (unsigned)art & 1u;
}

bool stoerung_einmal(struct stoerung *s, enum stoerung_art art)
{
	bool an = stoerung_an(s, art);

	s->menge &= ~(1u << (unsigned)art);
	return an;
}

static void zeit_um(XtPointer daten, XtIntervalId *uhr)
{
	bool *fertig = daten;

	(void)uhr;
	*fertig = true;
}

void stoerung_verzoegern(const struct stoerung *s, Widget w)
{
	XtAppContext app = XtWidgetToApplicationContext(w);
	bool fertig = false;

	if (!s->verzoegerung_ms)
		return;
	/* What was drawn up to now (pressed button, closed menu) must be seen meanwhile. */
	XSync(XtDisplay(w), False);
	XtAppAddTimeOut(app, s->verzoegerung_ms, zeit_um, &fertig);
	while (!fertig)
		XtAppProcessEvent(app, XtIMTimer);
}

void stoerung_eintreten(const struct stoerung *s, enum stoerung_art absturz,
			enum stoerung_art haengt)
{
	if (stoerung_an(s, absturz))
		stoerung_absturz();
	while (stoerung_an(s, haengt))
		pause();
}

_Noreturn void stoerung_absturz(void)
{
	_exit(ABSTURZ_STATUS);
}
