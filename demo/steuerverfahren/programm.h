/* programm.h - what all windows of one running program share.
 * SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Intrinsic.h>
#include <stdbool.h>
#include <stdint.h>
#include "bestand.h"
#include "sitz.h"
#include "stoerung.h"

#define PROGRAMM_BENUTZER_BYTES FELD_BYTES

struct anmeldung;
struct hauptmenue;
struct maske;
struct suche;

struct programm {
	XtAppContext app;
	Widget wurzel;     /* application shell, never on the screen */
	const char *datei; /* borrowed from the command line */
	struct bestand bestand;
	struct sitz sitz;
	struct stoerung stoerung;
	char mandant[BESTAND_MANDANT_BYTES];
	char benutzer[PROGRAMM_BENUTZER_BYTES]; /* "" = nobody has logged in */
	int64_t letzte_eingabe_ms;              /* monotonic */
	XtIntervalId herz_uhr;
	XtIntervalId sitzung_uhr;
	struct anmeldung *anmeldung; /* owned, as are the following */
	struct hauptmenue *hauptmenue;
	struct maske *maske;
	struct suche *suche;
};

/* programm_angemeldet() - login succeeded, the seat is held: show the main window. */
void programm_angemeldet(struct programm *p);

/* programm_ende() - give the seat back and end. */
_Noreturn void programm_ende(struct programm *p);

/* programm_mitten() - place window @shell in the middle of the screen when it is shown. */
void programm_mitten(Widget shell, int breite, int hoehe);

/* programm_bei_loeschen() - @tun is called when a window manager closes @shell. */
void programm_bei_loeschen(Widget shell, XtCallbackProc tun, void *daten);
