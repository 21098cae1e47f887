/* eingabe.c - the entry areas of the form and how each of them behaves.
 * SPDX-License-Identifier: EUPL-1.2 */
#include "eingabe.h"
#include <Xm/Form.h>
#include <Xm/Label.h>
#include <Xm/PushB.h>
#include <Xm/RowColumn.h>
#include <Xm/TextF.h>
#include <Xm/ToggleB.h>
#include <Xm/Xm.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>
#include "datum.h"
#include "meldung.h"
#include "zeichen.h"

#define LINKS_PX 20
#define FELD_LINKS_PX 190
#define OBEN_PX 14
#define CHIP_STELLEN 15
#define PLZ_SUCHE_MS 300 /* the directory of towns lies on another machine */
#define DATUM_PRUEFUNG_MS 30
#define MELDUNG_BYTES (FELD_BYTES + 64)

void eingabe_filtern(Widget w, XtPointer daten, XtPointer ruf)
{
	XmTextVerifyCallbackStructWcs *v = ruf;

	(void)w;
	(void)daten;
	if (v->text && v->text->wcsptr)
		v->text->length = (int)zeichen_filtern(v->text->wcsptr, (size_t)v->text->length);
}

static void geaendert(Widget w, XtPointer daten, XtPointer ruf)
{
	struct eingabe_bezug *b = daten;

	(void)w;
	(void)ruf;
	b->alle->geaendert = true;
}

static void text_lesen(const struct eingaben *e, enum feld f, char ret[FELD_BYTES])
{
	char *text = XmTextFieldGetString(e->feld[f]);

	(void)snprintf(ret, FELD_BYTES, "%s", text); /* XmNmaxLength keeps it within */
	XtFree(text);
}

static void ort_eintragen(XtPointer daten, XtIntervalId *uhr)
{
	struct eingaben *e = daten;
	char ort[FELD_BYTES];

	(void)uhr;
	e->plz_uhr = 0;
	if (bestand_ort(&e->p->bestand, e->plz, ort))
		XmTextFieldSetString(e->feld[FELD_ORT], ort);
}

static void plz_verlassen(struct eingaben *e)
{
	char plz[FELD_BYTES];

	text_lesen(e, FELD_PLZ, plz);
	if (!strcmp(plz, e->plz))
		return;
	memcpy(e->plz, plz, sizeof(e->plz));
	if (e->plz_uhr)
		XtRemoveTimeOut(e->plz_uhr);
	e->plz_uhr = XtAppAddTimeOut(e->p->app, PLZ_SUCHE_MS, ort_eintragen, e);
}

static void gross_schreiben(Widget w)
{
	wchar_t *text = XmTextFieldGetStringWcs(w);
	bool anders = false;

	for (size_t i = 0; text[i]; i++) {
		wchar_t g = (wchar_t)towupper((wint_t)text[i]);

		anders = anders || g != text[i];
		text[i] = g;
	}
	if (anders)
		XmTextFieldSetStringWcs(w, text);
	XtFree((char *)text);
}

static void zurueck_zum_datum(void *daten)
{
	struct eingaben *e = daten;

	(void)XmProcessTraversal(e->feld[e->datum_feld], XmTRAVERSE_CURRENT); /* or other tab */
}

/* Empty is no date and no error; false after an error box. */
static bool datum_pruefen(struct eingaben *e, enum feld f, const char *wert)
{
	char text[MELDUNG_BYTES];
	struct antwort danach = { .ja = zurueck_zum_datum, .daten = e };

	if (!wert[0] || datum_gueltig(wert))
		return true;
	e->datum_feld = f;
	(void)snprintf(text, sizeof(text), "Datum ungültig: %s", wert);
	meldung_fehler(e->eltern, text, &danach);
	return false;
}

/*
 * A box opened while a mouse button is down would swallow its release, and the button the
 * user pressed would stay drawn as pressed: wait for the release.
 */
static void datum_spaeter_pruefen(XtPointer daten, XtIntervalId *uhr)
{
	struct eingaben *e = daten;
	Widget w = e->feld[e->datum_feld];
	Window fenster;
	int x;
	unsigned tasten = 0;

	(void)uhr;
	e->datum_uhr = 0;
	(void)XQueryPointer(XtDisplay(w), XtWindow(w), &fenster, &fenster, &x, &x, &x, &x,
			    &tasten); /* on another screen: no button counts */
	if (tasten & (Button1Mask | Button2Mask | Button3Mask)) {
		e->datum_uhr =
			XtAppAddTimeOut(e->p->app, DATUM_PRUEFUNG_MS, datum_spaeter_pruefen, e);
		return;
	}
	if (!datum_pruefen(e, e->datum_feld, e->datum_wert)) /* the box says it all */
		memcpy(e->datum_gemeldet, e->datum_wert, sizeof(e->datum_gemeldet));
}

static void verlassen(Widget w, XtPointer daten, XtPointer ruf)
{
	struct eingabe_bezug *b = daten;
	struct eingaben *e = b->alle;

	(void)ruf;
	if (b->feld == FELD_PLZ)
		plz_verlassen(e);
	if (b->feld == FELD_HUNDENAME)
		gross_schreiben(w);
	if (feld_angabe(b->feld)->art != FELD_ART_DATUM || e->datum_uhr)
		return;
	/* As it was left: by the time of the check somebody may be typing in it again. */
	e->datum_feld = b->feld;
	text_lesen(e, b->feld, e->datum_wert);
	/* The box takes the focus from the field it sends the user back to: it would never end. */
	if (!strcmp(e->datum_wert, e->datum_gemeldet))
		return;
	e->datum_uhr = XtAppAddTimeOut(e->p->app, DATUM_PRUEFUNG_MS, datum_spaeter_pruefen, e);
}

static void weiter(Widget w, XtPointer daten, XtPointer ruf)
{
	(void)daten;
	(void)ruf;
	(void)XmProcessTraversal(w, XmTRAVERSE_NEXT_TAB_GROUP); /* last field: stays */
}

/* Proof is asked for a reduced rate only. */
static void nachweis_schalten(struct eingaben *e)
{
	bool noetig = e->wahl[FELD_ERMAESSIGUNG] != 0;

	if (!noetig)
		XmTextFieldSetString(e->feld[FELD_NACHWEIS_VOM], (char *)"");
	XtSetSensitive(e->feld[FELD_NACHWEIS_VOM], noetig);
	XtVaSetValues(e->feld[FELD_NACHWEIS_VOM], XmNbackground, noetig ? e->hell : e->grau, NULL);
}

static void gewaehlt(Widget w, XtPointer daten, XtPointer ruf)
{
	struct eingabe_bezug *b = daten;
	XtPointer nr = NULL;

	(void)ruf;
	XtVaGetValues(w, XmNuserData, &nr, NULL);
	b->alle->wahl[b->feld] = (int)(intptr_t)nr;
	b->alle->geaendert = true;
	if (b->feld == FELD_ERMAESSIGUNG)
		nachweis_schalten(b->alle);
}

static Widget textfeld_bauen(struct eingabe_bezug *b, Widget seite, int oben)
{
	const struct feld_angabe *a = feld_angabe(b->feld);
	Widget w = XtVaCreateManagedWidget(
		"feld", xmTextFieldWidgetClass, seite, XmNcolumns, a->breite, XmNmaxLength,
		FELD_ZEICHEN, XmNleftAttachment, XmATTACH_FORM, XmNleftOffset, FELD_LINKS_PX,
		XmNtopAttachment, XmATTACH_FORM, XmNtopOffset, oben, NULL);

	XtAddCallback(w, XmNmodifyVerifyCallbackWcs, eingabe_filtern, NULL);
	XtAddCallback(w, XmNvalueChangedCallback, geaendert, b);
	XtAddCallback(w, XmNlosingFocusCallback, verlassen, b);
	XtAddCallback(w, XmNactivateCallback, weiter, NULL);
	return w;
}

static Widget wahl_bauen(struct eingabe_bezug *b, Widget seite, int oben)
{
	Widget klappe = XmCreatePulldownMenu(seite, (char *)"klappe", NULL, 0);
	const char *const *wahl = feld_angabe(b->feld)->wahl;
	XmString leer = meldung_text("");

	for (intptr_t i = 0; wahl[i]; i++) {
		XmString s = meldung_text(wahl[i]);
		Widget w =
			XtVaCreateManagedWidget("eintrag", xmPushButtonWidgetClass, klappe,
						XmNlabelString, s, XmNuserData, (XtPointer)i, NULL);

		XtAddCallback(w, XmNactivateCallback, gewaehlt, b);
		XmStringFree(s);
	}
	Widget menue = XmCreateOptionMenu(seite, (char *)"wahl", NULL, 0);

	XtVaSetValues(menue, XmNsubMenuId, klappe, XmNlabelString, leer, XmNspacing, 0,
		      XmNmarginWidth, 0, XmNnavigationType, XmTAB_GROUP, XmNleftAttachment,
		      XmATTACH_FORM, XmNleftOffset, FELD_LINKS_PX, XmNtopAttachment, XmATTACH_FORM,
		      XmNtopOffset, oben - 4, NULL);
	XtUnmanageChild(XmOptionLabelGadget(menue));
	XtManageChild(menue);
	XmStringFree(leer);
	return menue;
}

static Widget haken_bauen(struct eingabe_bezug *b, Widget seite, int oben)
{
	XmString s = meldung_text(feld_angabe(b->feld)->beschriftung);
	Widget w = XtVaCreateManagedWidget(
		"haken", xmToggleButtonWidgetClass, seite, XmNlabelString, s, XmNindicatorOn,
		XmINDICATOR_CHECK_BOX, XmNindicatorSize, 17, XmNnavigationType, XmTAB_GROUP,
		XmNleftAttachment, XmATTACH_FORM, XmNleftOffset, FELD_LINKS_PX, XmNtopAttachment,
		XmATTACH_FORM, XmNtopOffset, oben, NULL);

	XtAddCallback(w, XmNvalueChangedCallback, geaendert, b);
	XmStringFree(s);
	return w;
}

void eingabe_beschriften(Widget seite, const char *text, int zeile)
{
	XmString s = meldung_text(text);

	XtVaCreateManagedWidget("beschriftung", xmLabelWidgetClass, seite, XmNlabelString, s,
				XmNleftAttachment, XmATTACH_FORM, XmNleftOffset, LINKS_PX,
				XmNtopAttachment, XmATTACH_FORM, XmNtopOffset,
				OBEN_PX + zeile * EINGABE_ZEILE_PX + 6, NULL);
	XmStringFree(s);
}

void eingabe_bauen(struct eingaben *e, Widget seite, enum feld f, int zeile)
{
	int oben = OBEN_PX + zeile * EINGABE_ZEILE_PX;
	struct eingabe_bezug *b = &e->bezug[f];

	*b = (struct eingabe_bezug){ .alle = e, .feld = f };
	if (feld_angabe(f)->art != FELD_ART_HAKEN)
		eingabe_beschriften(seite, feld_angabe(f)->beschriftung, zeile);
	switch (feld_angabe(f)->art) {
	case FELD_ART_TEXT:
	case FELD_ART_DATUM:
		e->feld[f] = textfeld_bauen(b, seite, oben);
		XtVaGetValues(e->feld[f], XmNbackground, &e->hell, NULL);
		XtVaGetValues(seite, XmNbackground, &e->grau, NULL);
		break;
	case FELD_ART_WAHL: e->feld[f] = wahl_bauen(b, seite, oben); break;
	case FELD_ART_HAKEN: e->feld[f] = haken_bauen(b, seite, oben); break;
	}
}

static void erste_wahl(struct eingaben *e, enum feld f)
{
	Widget klappe = NULL;
	WidgetList kinder = NULL;

	XtVaGetValues(e->feld[f], XmNsubMenuId, &klappe, NULL);
	XtVaGetValues(klappe, XmNchildren, &kinder, NULL);
	XtVaSetValues(e->feld[f], XmNmenuHistory, kinder[0], NULL);
	e->wahl[f] = 0;
}

void eingaben_leeren(struct eingaben *e)
{
	for (enum feld f = 0; f < FELD_ANZAHL; f++) {
		switch (feld_angabe(f)->art) {
		case FELD_ART_TEXT:
		case FELD_ART_DATUM: XmTextFieldSetString(e->feld[f], (char *)""); break;
		case FELD_ART_WAHL: erste_wahl(e, f); break;
		case FELD_ART_HAKEN: XmToggleButtonSetState(e->feld[f], False, False); break;
		}
	}
	nachweis_schalten(e);
	eingaben_ruhen(e);
	e->plz[0] = '\0';
	e->datum_gemeldet[0] = '\0';
	e->geaendert = false;
}

void eingaben_lesen(const struct eingaben *e, struct hund *ret)
{
	for (enum feld f = 0; f < FELD_ANZAHL; f++) {
		const char *wert = "";

		switch (feld_angabe(f)->art) {
		case FELD_ART_TEXT:
		case FELD_ART_DATUM: text_lesen(e, f, ret->wert[f]); continue;
		case FELD_ART_WAHL: wert = feld_wahltext(f, e->wahl[f]); break;
		case FELD_ART_HAKEN:
			wert = XmToggleButtonGetState(e->feld[f]) ? "ja" : "nein";
			break;
		}
		(void)snprintf(ret->wert[f], FELD_BYTES, "%s", wert);
	}
}

static bool pflicht(const struct eingaben *e, enum feld f)
{
	if (f == FELD_NACHWEIS_VOM)
		return e->wahl[FELD_ERMAESSIGUNG] != 0;
	return feld_angabe(f)->pflicht;
}

bool eingaben_pruefen(struct eingaben *e, const struct hund *h)
{
	char text[MELDUNG_BYTES];
	const char *chip = h->wert[FELD_CHIPNUMMER];

	for (enum feld f = 0; f < FELD_ANZAHL; f++) {
		if (!pflicht(e, f) || h->wert[f][0])
			continue;
		(void)snprintf(text, sizeof(text), "Pflichtfeld fehlt: %s",
			       feld_angabe(f)->beschriftung);
		meldung_fehler(e->eltern, text, NULL);
		return false;
	}
	for (enum feld f = 0; f < FELD_ANZAHL; f++)
		if (feld_angabe(f)->art == FELD_ART_DATUM && !datum_pruefen(e, f, h->wert[f]))
			return false;
	if (strlen(chip) == CHIP_STELLEN && strspn(chip, "0123456789") == CHIP_STELLEN)
		return true;
	(void)snprintf(text, sizeof(text), "Chipnummer ungültig: %s", chip);
	meldung_fehler(e->eltern, text, NULL);
	return false;
}

void eingaben_ruhen(struct eingaben *e)
{
	if (e->plz_uhr)
		XtRemoveTimeOut(e->plz_uhr);
	if (e->datum_uhr)
		XtRemoveTimeOut(e->datum_uhr);
	e->plz_uhr = 0;
	e->datum_uhr = 0;
}
