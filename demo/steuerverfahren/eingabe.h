/* eingabe.h - the entry areas of the form and how each of them behaves.
 * SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Intrinsic.h>
#include <stdbool.h>
#include "feld.h"
#include "programm.h"

#define EINGABE_ZEILE_PX 38 /* distance of two lines of a form */

struct eingaben;

/* Which field of which form a callback belongs to. */
struct eingabe_bezug {
	struct eingaben *alle;
	enum feld feld;
};

struct eingaben {
	struct programm *p; /* borrowed */
	Widget eltern;      /* parent of message boxes */
	Widget feld[FELD_ANZAHL];
	struct eingabe_bezug bezug[FELD_ANZAHL];
	int wahl[FELD_ANZAHL]; /* chosen entry of the option menus */
	Pixel hell;            /* ground of a text field, */
	Pixel grau;            /* and of one that takes no entry now */
	bool geaendert;
	char plz[FELD_BYTES]; /* looked up last: a town the user wrote over it stays */
	XtIntervalId plz_uhr;
	XtIntervalId datum_uhr;
	enum feld datum_feld;            /* to be checked when datum_uhr has run */
	char datum_wert[FELD_BYTES];     /* the date as it was left */
	char datum_gemeldet[FELD_BYTES]; /* the one a box was shown for: not again on leaving */
};

/* eingabe_bauen() - label and entry area of @f in line @zeile (from 0) of @seite. */
void eingabe_bauen(struct eingaben *e, Widget seite, enum feld f, int zeile);

/* eingabe_filtern() - XmNmodifyVerifyCallbackWcs: drop what the character table lacks. */
void eingabe_filtern(Widget w, XtPointer daten, XtPointer ruf);

/* eingabe_beschriften() - a label at the left of line @zeile. */
void eingabe_beschriften(Widget seite, const char *text, int zeile);

/* eingaben_leeren() - back to the state of a new form. */
void eingaben_leeren(struct eingaben *e);

/* eingaben_lesen() - what stands in the form. */
void eingaben_lesen(const struct eingaben *e, struct hund *ret);

/* eingaben_pruefen() - required fields, dates, chip number; false after an error box. */
bool eingaben_pruefen(struct eingaben *e, const struct hund *h);

/* eingaben_ruhen() - forget checks that are still to come (form is saved or closed). */
void eingaben_ruhen(struct eingaben *e);
