/* hauptmenue.c - the main window with menu bar and start mask.
 * SPDX-License-Identifier: EUPL-1.2 */
#include "hauptmenue.h"
#include <X11/Shell.h>
#include <Xm/CascadeB.h>
#include <Xm/Form.h>
#include <Xm/Frame.h>
#include <Xm/Label.h>
#include <Xm/MainW.h>
#include <Xm/PushB.h>
#include <Xm/RowColumn.h>
#include <Xm/Xm.h>
#include <stdio.h>
#include <stdlib.h>
#include "maske.h"
#include "meldung.h"
#include "programm.h"
#include "suche.h"

#define BREITE_PX 1120
#define HOEHE_PX 820

struct hauptmenue {
	struct programm *p; /* borrowed */
	Widget shell;
	Widget leiste;
	Widget zeile; /* client and user */
};

static void zu_ende(void *daten)
{
	programm_ende(daten);
}

static void bei_beenden(Widget w, XtPointer daten, XtPointer ruf)
{
	struct hauptmenue *h = daten;
	struct frage f = { .titel = "Frage",
			   .text = "Eingaben verwerfen?",
			   .ja = "Ja",
			   .nein = "Nein",
			   .antwort = { .ja = zu_ende, .daten = h->p } };

	(void)w;
	(void)ruf;
	if (maske_geaendert(h->p->maske))
		meldung_frage(h->shell, &f);
	else
		programm_ende(h->p);
}

static void bei_anmelden(Widget w, XtPointer daten, XtPointer ruf)
{
	struct hauptmenue *h = daten;

	(void)w;
	(void)ruf;
	stoerung_verzoegern(&h->p->stoerung, h->shell);
	maske_zeigen(h->p->maske);
}

static void bei_suche(Widget w, XtPointer daten, XtPointer ruf)
{
	struct hauptmenue *h = daten;

	(void)w;
	(void)ruf;
	stoerung_verzoegern(&h->p->stoerung, h->shell);
	suche_zeigen(h->p->suche);
}

static void bei_info(Widget w, XtPointer daten, XtPointer ruf)
{
	struct hauptmenue *h = daten;

	(void)w;
	(void)ruf;
	meldung_info(h->shell, "Info", "Kommunales Steuerverfahren 4.2 (1996-2019)", NULL);
}

struct menue {
	const char *titel;
	const char *punkt;
	XtCallbackProc tun;
};

/* Mnemonic of menu and entry is the first letter, as far as Motif underlines it. */
static const struct menue menues[] = {
	{ "Datei", "Beenden", bei_beenden },
	{ "Erfassung", "Hund anmelden", bei_anmelden },
	{ "Auskunft", "Suche", bei_suche },
	{ "Hilfe", "Info", bei_info },
};

static Widget menue_bauen(struct hauptmenue *h, const struct menue *m)
{
	Widget klappe = XmCreatePulldownMenu(h->leiste, (char *)"klappe", NULL, 0);
	XmString titel = meldung_text(m->titel);
	XmString punkt = meldung_text(m->punkt);
	Widget w = XtVaCreateManagedWidget("punkt", xmPushButtonWidgetClass, klappe, XmNlabelString,
					   punkt, XmNmnemonic, (KeySym)m->punkt[0], NULL);
	Widget kopf = XtVaCreateManagedWidget("menue", xmCascadeButtonWidgetClass, h->leiste,
					      XmNlabelString, titel, XmNmnemonic,
					      (KeySym)m->titel[0], XmNsubMenuId, klappe, NULL);

	XtAddCallback(w, XmNactivateCallback, m->tun, h);
	XmStringFree(titel);
	XmStringFree(punkt);
	return kopf;
}

static Widget zeile_bauen(Widget form, const char *name, const char *text, int prozent)
{
	XmString s = meldung_text(text);
	Widget w = XtVaCreateManagedWidget(name, xmLabelWidgetClass, form, XmNlabelString, s,
					   XmNleftAttachment, XmATTACH_FORM, XmNrightAttachment,
					   XmATTACH_FORM, XmNtopAttachment, XmATTACH_POSITION,
					   XmNtopPosition, prozent, NULL);

	XmStringFree(s);
	return w;
}

static void startmaske_bauen(struct hauptmenue *h, Widget form)
{
	XmString bereit = meldung_text("Bereit.");
	Widget rahmen = XtVaCreateManagedWidget(
		"rahmen", xmFrameWidgetClass, form, XmNshadowType, XmSHADOW_IN, XmNleftAttachment,
		XmATTACH_FORM, XmNrightAttachment, XmATTACH_FORM, XmNbottomAttachment,
		XmATTACH_FORM, XmNleftOffset, 4, XmNrightOffset, 4, XmNbottomOffset, 4, NULL);

	XtVaCreateManagedWidget("status", xmLabelWidgetClass, rahmen, XmNlabelString, bereit,
				XmNalignment, XmALIGNMENT_BEGINNING, XmNmarginWidth, 6, NULL);
	XmStringFree(bereit);
	(void)zeile_bauen(form, "titelzeile", "Hauptmenü", 40);
	h->zeile = zeile_bauen(form, "zeile", "Mandant", 47);
}

struct hauptmenue *hauptmenue_neu(struct programm *p)
{
	struct hauptmenue *h = calloc(1, sizeof(*h));
	Widget kopf = NULL;

	if (!h)
		abort();
	h->p = p;
	h->shell = XtVaCreatePopupShell("hauptfenster", topLevelShellWidgetClass, p->wurzel,
					XmNtitle, "Steuerverfahren", XmNiconName, "Steuerverfahren",
					XmNwidth, BREITE_PX, XmNheight, HOEHE_PX, NULL);
	Widget haupt = XtVaCreateManagedWidget("haupt", xmMainWindowWidgetClass, h->shell, NULL);

	h->leiste = XmCreateMenuBar(haupt, (char *)"leiste", NULL, 0);
	for (size_t i = 0; i < sizeof(menues) / sizeof(menues[0]); i++)
		kopf = menue_bauen(h, &menues[i]);
	XtVaSetValues(h->leiste, XmNmenuHelpWidget, kopf, NULL);
	XtManageChild(h->leiste);
	Widget form = XtVaCreateManagedWidget("arbeit", xmFormWidgetClass, haupt, NULL);

	startmaske_bauen(h, form);
	XtVaSetValues(haupt, XmNmenuBar, h->leiste, XmNworkWindow, form, NULL);
	programm_mitten(h->shell, BREITE_PX, HOEHE_PX);
	programm_bei_loeschen(h->shell, bei_beenden, h);
	return h;
}

void hauptmenue_zeigen(struct hauptmenue *h)
{
	char text[FELD_BYTES + 64];

	(void)snprintf(text, sizeof(text), "Mandant %s     Benutzer %s", h->p->mandant,
		       h->p->benutzer);
	XmString s = meldung_text(text);

	XtVaSetValues(h->zeile, XmNlabelString, s, NULL);
	XmStringFree(s);
	XtPopup(h->shell, XtGrabNone);
}

void hauptmenue_verbergen(struct hauptmenue *h)
{
	XtPopdown(h->shell);
}

Widget hauptmenue_fenster(const struct hauptmenue *h)
{
	return h->shell;
}
