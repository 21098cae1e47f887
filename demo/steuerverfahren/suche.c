/* suche.c - the search window.
 * SPDX-License-Identifier: EUPL-1.2 */
#include "suche.h"
#include <Xm/Form.h>
#include <Xm/Label.h>
#include <Xm/List.h>
#include <Xm/PushB.h>
#include <Xm/TextF.h>
#include <Xm/Xm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "eingabe.h"
#include "hauptmenue.h"
#include "meldung.h"
#include "programm.h"

#define BREITE_PX 1040
#define HOEHE_PX 620
#define LUECKE 2 /* blanks between two columns */
#define ZEILE_BYTES (5 * FELD_BYTES)

enum begriff { BEGRIFF_FAMILIENNAME, BEGRIFF_CHIPNUMMER, BEGRIFF_BEMERKUNG, BEGRIFF_ANZAHL };

struct suche {
	struct programm *p; /* borrowed */
	Widget form;
	Widget begriff[BEGRIFF_ANZAHL];
	Widget liste;
	Widget treffer;
};

static const struct {
	const char *kopf;
	int breite; /* characters */
} spalten[FUND_SPALTEN] = {
	{ "Kassenzeichen", 14 }, { "Familienname", 24 }, { "Vornamen", 24 },
	{ "Chipnummer", 15 },    { "Bemerkung", 20 },
};

/* Append @text cut and filled up to @breite characters; returns the new end. */
static size_t spalte_anfuegen(char *zeile, size_t ende, const char *text, int breite)
{
	int n = 0;

	for (; *text && n < breite; n++) {
		zeile[ende++] = *text++;
		while (((unsigned char)*text & 0xC0u) == 0x80u) /* rest of this character */
			zeile[ende++] = *text++;
	}
	for (; n < breite + LUECKE; n++)
		zeile[ende++] = ' ';
	zeile[ende] = '\0';
	return ende;
}

static void zeile_bilden(const char *const werte[FUND_SPALTEN], char ret[ZEILE_BYTES])
{
	size_t ende = 0;

	for (int i = 0; i < FUND_SPALTEN; i++)
		ende = spalte_anfuegen(ret, ende, werte[i], spalten[i].breite);
}

static void zeile_zeigen(void *daten, const char *const werte[FUND_SPALTEN])
{
	struct suche *s = daten;
	char zeile[ZEILE_BYTES];

	zeile_bilden(werte, zeile);
	XmString text = meldung_text(zeile);

	XmListAddItemUnselected(s->liste, text, 0);
	XmStringFree(text);
}

static void treffer_zeigen(struct suche *s, int n)
{
	char text[40] = "Keine Treffer";

	if (n > 0)
		(void)snprintf(text, sizeof(text), "%d Treffer", n);
	XmString x = meldung_text(n < 0 ? "" : text);

	XtVaSetValues(s->treffer, XmNlabelString, x, NULL);
	XmStringFree(x);
}

static void bei_suchen(Widget w, XtPointer daten, XtPointer ruf)
{
	struct suche *s = daten;
	char *text[BEGRIFF_ANZAHL];
	struct fund_empfang empfang = { .zeile = zeile_zeigen, .daten = s };

	(void)w;
	(void)ruf;
	stoerung_verzoegern(&s->p->stoerung, s->form);
	if (stoerung_an(&s->p->stoerung, STOERUNG_STUMM))
		return;
	for (int i = 0; i < BEGRIFF_ANZAHL; i++)
		text[i] = XmTextFieldGetString(s->begriff[i]);
	struct suchbegriff b = { .mandant = s->p->mandant,
				 .familienname = text[BEGRIFF_FAMILIENNAME],
				 .chipnummer = text[BEGRIFF_CHIPNUMMER],
				 .bemerkung = text[BEGRIFF_BEMERKUNG] };

	XmListDeleteAllItems(s->liste);
	int n = -1;

	if (!stoerung_an(&s->p->stoerung, STOERUNG_AUSKUNFT))
		n = bestand_suchen(&s->p->bestand, &b, &empfang);

	for (int i = 0; i < BEGRIFF_ANZAHL; i++)
		XtFree(text[i]);
	treffer_zeigen(s, n);
	if (n < 0)
		meldung_fehler(s->form, "Auskunft ist gestört.", NULL);
}

static void bei_schliessen(Widget w, XtPointer daten, XtPointer ruf)
{
	(void)w;
	(void)ruf;
	suche_schliessen(daten);
}

static void felder_bauen(struct suche *s)
{
	static const char *const texte[] = { "Familienname", "Chipnummer", "Bemerkung" };

	for (int i = 0; i < BEGRIFF_ANZAHL; i++) {
		eingabe_beschriften(s->form, texte[i], i);
		s->begriff[i] = XtVaCreateManagedWidget(
			"feld", xmTextFieldWidgetClass, s->form, XmNcolumns, 45, XmNmaxLength,
			FELD_ZEICHEN, XmNleftAttachment, XmATTACH_FORM, XmNleftOffset, 190,
			XmNtopAttachment, XmATTACH_FORM, XmNtopOffset, 14 + i * EINGABE_ZEILE_PX,
			NULL);
		XtAddCallback(s->begriff[i], XmNmodifyVerifyCallbackWcs, eingabe_filtern, NULL);
	}
}

static Widget knopf_bauen(struct suche *s, const char *text, int links, XtCallbackProc tun)
{
	XmString x = meldung_text(text);
	Widget w = XtVaCreateManagedWidget(text, xmPushButtonWidgetClass, s->form, XmNlabelString,
					   x, XmNwidth, 130, XmNheight, 36, XmNrecomputeSize, False,
					   XmNnavigationType, XmTAB_GROUP, XmNleftAttachment,
					   XmATTACH_FORM, XmNleftOffset, links, XmNtopAttachment,
					   XmATTACH_FORM, XmNtopOffset, 136, NULL);

	XtAddCallback(w, XmNactivateCallback, tun, s);
	XmStringFree(x);
	return w;
}

static void kopf_bauen(struct suche *s)
{
	const char *werte[FUND_SPALTEN];
	char zeile[ZEILE_BYTES];

	for (int i = 0; i < FUND_SPALTEN; i++)
		werte[i] = spalten[i].kopf;
	zeile_bilden(werte, zeile);
	XmString x = meldung_text(zeile);

	XtVaCreateManagedWidget("kopfzeile", xmLabelWidgetClass, s->form, XmNlabelString, x,
				XmNalignment, XmALIGNMENT_BEGINNING, XmNleftAttachment,
				XmATTACH_FORM, XmNleftOffset, 20, XmNtopAttachment, XmATTACH_FORM,
				XmNtopOffset, 196, NULL);
	XmStringFree(x);
}

static void liste_bauen(struct suche *s)
{
	XmString leer = meldung_text("");

	s->liste = XmCreateScrolledList(s->form, (char *)"liste", NULL, 0);
	XtVaSetValues(XtParent(s->liste), XmNleftAttachment, XmATTACH_FORM, XmNleftOffset, 16,
		      XmNrightAttachment, XmATTACH_FORM, XmNrightOffset, 16, XmNtopAttachment,
		      XmATTACH_FORM, XmNtopOffset, 220, XmNbottomAttachment, XmATTACH_FORM,
		      XmNbottomOffset, 44, NULL);
	XtVaSetValues(s->liste, XmNscrollBarDisplayPolicy, XmSTATIC, XmNselectionPolicy,
		      XmSINGLE_SELECT, NULL);
	XtManageChild(s->liste);
	s->treffer = XtVaCreateManagedWidget("treffer", xmLabelWidgetClass, s->form, XmNlabelString,
					     leer, XmNleftAttachment, XmATTACH_FORM, XmNleftOffset,
					     20, XmNbottomAttachment, XmATTACH_FORM,
					     XmNbottomOffset, 12, NULL);
	XmStringFree(leer);
}

struct suche *suche_neu(struct programm *p)
{
	struct suche *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	s->p = p;
	s->form = XmCreateFormDialog(hauptmenue_fenster(p->hauptmenue), (char *)"suche", NULL, 0);
	XtVaSetValues(s->form, XmNautoUnmanage, False, XmNwidth, BREITE_PX, XmNheight, HOEHE_PX,
		      XmNresizePolicy, XmRESIZE_NONE, NULL);
	XtVaSetValues(XtParent(s->form), XmNtitle, "Auskunft - Suche", NULL);
	felder_bauen(s);
	Widget suchen = knopf_bauen(s, "Suchen", 190, bei_suchen);
	Widget schliessen = knopf_bauen(s, "Schließen", 340, bei_schliessen);

	kopf_bauen(s);
	liste_bauen(s);
	XtVaSetValues(s->form, XmNdefaultButton, suchen, XmNcancelButton, schliessen, NULL);
	programm_bei_loeschen(XtParent(s->form), bei_schliessen, s);
	return s;
}

void suche_zeigen(struct suche *s)
{
	if (!XtIsManaged(s->form)) {
		for (int i = 0; i < BEGRIFF_ANZAHL; i++)
			XmTextFieldSetString(s->begriff[i], (char *)"");
		XmListDeleteAllItems(s->liste);
		treffer_zeigen(s, -1);
		XtManageChild(s->form);
	}
	XRaiseWindow(XtDisplay(s->form), XtWindow(XtParent(s->form)));
	(void)XmProcessTraversal(s->begriff[0], XmTRAVERSE_CURRENT); /* where it was, else */
}

void suche_schliessen(struct suche *s)
{
	XtUnmanageChild(s->form);
}
