/* main.c - a form with eight text fields that saves what is typed and shows the number it gave.
 * SPDX-License-Identifier: EUPL-1.2
 * usage: formular FILE NUMBER - NUMBER: the running number issued last */
#include <X11/Shell.h>
#include <Xm/Form.h>
#include <Xm/Frame.h>
#include <Xm/Label.h>
#include <Xm/PushB.h>
#include <Xm/TextF.h>
#include <Xm/Xm.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "aktenzeichen.h"
#include "satz.h"

#define BREITE_PX 680
#define HOEHE_PX 460
#define LINKS_PX 20
#define FELD_LINKS_PX 190
#define OBEN_PX 14
#define ZEILE_PX 38
#define KNOPF_BREITE_PX 130
#define KNOPF_OBEN_PX (OBEN_PX + (SATZ_FELDER + 1) * ZEILE_PX + 10)
#define FELD_ZEICHEN 120
#define NUMMER_GRENZE 999000ul /* room for every record of a bench */

/* The look of demo/steuerverfahren; the open end makes a font set of Latin-1 and Unicode parts. */
static const char *const vorgaben[] = {
	"*fontList: -misc-fixed-medium-r-normal--15-140-75-75-c-90-*-*:",
	"*background: #bfbfbf",
	"*foreground: black",
	"*XmTextField.background: white",
	"*XmTextField.marginHeight: 4",
	"*XmTextField.verifyBell: False",
	NULL
};

static const struct {
	const char *beschriftung;
	short breite; /* visible characters */
} felder[SATZ_FELDER] = {
	[SATZ_FAMILIENNAME] = { "Familienname", 45 },
	[SATZ_VORNAMEN] = { "Vornamen", 45 },
	[SATZ_STRASSE] = { "Straße", 45 },
	[SATZ_HAUSNUMMER] = { "Hausnummer", 12 },
	[SATZ_PLZ] = { "PLZ", 7 },
	[SATZ_ORT] = { "Ort", 45 },
	[SATZ_GEBURTSDATUM] = { "Geburtsdatum", 10 },
	[SATZ_BEMERKUNG] = { "Bemerkung", 45 },
};

struct formular {
	const char *datei; /* borrowed from the command line */
	Widget feld[SATZ_FELDER];
	Widget nummer;
	Widget status;
	unsigned laufend; /* issued last */
};

/* Names need UTF-8; a bare console without a locale gets it as well. */
static String sprache_setzen(Display *d, String sprache, XtPointer daten)
{
	(void)d;
	(void)daten;
	if (!setlocale(LC_ALL, sprache) || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		(void)setlocale(LC_ALL, "C.UTF-8"); /* part of glibc */
	(void)XSetLocaleModifiers(""); /* without an input method the built-in one serves */
	return setlocale(LC_ALL, NULL);
}

static void beschriftung_setzen(Widget w, const char *text)
{
	XmString s = XmStringCreateLocalized((char *)text); /* the prototype lacks its const */

	XtVaSetValues(w, XmNlabelString, s, NULL);
	XmStringFree(s);
}

static void bei_speichern(Widget w, XtPointer daten, XtPointer ruf)
{
	struct formular *f = daten;
	const char *text[SATZ_FELDER];
	char *wert[SATZ_FELDER];
	char nummer[AKTENZEICHEN_BYTES];
	unsigned n = f->laufend + 1;

	(void)w;
	(void)ruf;
	while (!aktenzeichen_bilden(n, nummer))
		n++; /* at most two in a row have no check digit */
	for (int i = 0; i < SATZ_FELDER; i++)
		text[i] = wert[i] = XmTextFieldGetString(f->feld[i]);
	if (satz_anhaengen(f->datei, nummer, text)) {
		f->laufend = n;
		beschriftung_setzen(f->nummer, nummer);
		beschriftung_setzen(f->status, "Gespeichert.");
	} else {
		beschriftung_setzen(f->status, "Nicht gespeichert.");
	}
	for (int i = 0; i < SATZ_FELDER; i++)
		XtFree(wert[i]);
}

static void bei_neu(Widget w, XtPointer daten, XtPointer ruf)
{
	struct formular *f = daten;

	(void)w;
	(void)ruf;
	for (int i = 0; i < SATZ_FELDER; i++)
		XmTextFieldSetString(f->feld[i], (char *)"");
	beschriftung_setzen(f->nummer, "");
	beschriftung_setzen(f->status, "Neuer Satz.");
	(void)XmProcessTraversal(f->feld[0], XmTRAVERSE_CURRENT); /* not before it is shown */
}

static void weiter(Widget w, XtPointer daten, XtPointer ruf)
{
	(void)daten;
	(void)ruf;
	(void)XmProcessTraversal(w, XmTRAVERSE_NEXT_TAB_GROUP); /* last field: stays */
}

static void beschriften(Widget form, const char *text, int zeile)
{
	XmString s = XmStringCreateLocalized((char *)text);

	(void)XtVaCreateManagedWidget("beschriftung", xmLabelWidgetClass, form, XmNlabelString, s,
				      XmNleftAttachment, XmATTACH_FORM, XmNleftOffset, LINKS_PX,
				      XmNtopAttachment, XmATTACH_FORM, XmNtopOffset,
				      OBEN_PX + zeile * ZEILE_PX + 6, NULL);
	XmStringFree(s);
}

static Widget feld_bauen(Widget form, enum satz_feld nr)
{
	beschriften(form, felder[nr].beschriftung, (int)nr);
	Widget w = XtVaCreateManagedWidget(
		"feld", xmTextFieldWidgetClass, form, XmNcolumns, felder[nr].breite, XmNmaxLength,
		FELD_ZEICHEN, XmNleftAttachment, XmATTACH_FORM, XmNleftOffset, FELD_LINKS_PX,
		XmNtopAttachment, XmATTACH_FORM, XmNtopOffset, OBEN_PX + (int)nr * ZEILE_PX, NULL);

	XtAddCallback(w, XmNactivateCallback, weiter, NULL);
	return w;
}

/* A sunken area that only shows. */
static Widget anzeige_bauen(Widget form, int links, int oben, int breite)
{
	XmString s = XmStringCreateLocalized((char *)"");
	Widget rahmen = XtVaCreateManagedWidget(
		"rahmen", xmFrameWidgetClass, form, XmNshadowType, XmSHADOW_IN, XmNleftAttachment,
		XmATTACH_FORM, XmNleftOffset, links, XmNtopAttachment, XmATTACH_FORM, XmNtopOffset,
		oben, XmNwidth, breite, XmNheight, 29, NULL);
	Widget w = XtVaCreateManagedWidget("anzeige", xmLabelWidgetClass, rahmen, XmNlabelString, s,
					   XmNalignment, XmALIGNMENT_BEGINNING, XmNmarginWidth, 6,
					   XmNrecomputeSize, False, NULL);

	XmStringFree(s);
	return w;
}

static void knopf_bauen(struct formular *f, Widget form, const char *text, XtCallbackProc tun)
{
	XmString s = XmStringCreateLocalized((char *)text);
	int nr = tun == bei_neu;
	Widget w = XtVaCreateManagedWidget(
		"knopf", xmPushButtonWidgetClass, form, XmNlabelString, s, XmNwidth,
		KNOPF_BREITE_PX, XmNheight, 36, XmNrecomputeSize, False, XmNnavigationType,
		XmTAB_GROUP, XmNleftAttachment, XmATTACH_FORM, XmNleftOffset,
		LINKS_PX + nr * (KNOPF_BREITE_PX + LINKS_PX), XmNtopAttachment, XmATTACH_FORM,
		XmNtopOffset, KNOPF_OBEN_PX, NULL);

	XtAddCallback(w, XmNactivateCallback, tun, f);
	XmStringFree(s);
}

static void bauen(struct formular *f, Widget wurzel)
{
	Widget form = XtVaCreateManagedWidget("form", xmFormWidgetClass, wurzel, XmNresizePolicy,
					      XmRESIZE_NONE, NULL);

	for (enum satz_feld i = 0; i < SATZ_FELDER; i++)
		f->feld[i] = feld_bauen(form, i);
	beschriften(form, "Aktenzeichen", SATZ_FELDER);
	f->nummer = anzeige_bauen(form, FELD_LINKS_PX + 2, OBEN_PX + SATZ_FELDER * ZEILE_PX, 190);
	knopf_bauen(f, form, "Speichern", bei_speichern);
	knopf_bauen(f, form, "Neu", bei_neu);
	f->status = anzeige_bauen(form, 4, HOEHE_PX - 33, BREITE_PX - 8);
	beschriftung_setzen(f->status, "Neuer Satz.");
}

int main(int argc, char **argv)
{
	struct formular f = { 0 };
	XtAppContext app = NULL;

	XtSetLanguageProc(NULL, sprache_setzen, NULL);
	Widget wurzel = XtVaOpenApplication(&app, (char *)"Formular", NULL, 0, &argc, argv,
					    (String *)vorgaben, applicationShellWidgetClass,
					    XmNtitle, "Formular", XmNwidth, BREITE_PX, XmNheight,
					    HOEHE_PX, XmNx, 0, XmNy, 0, NULL);
	char *ende = NULL;
	unsigned long laufend = argc == 3 ? strtoul(argv[2], &ende, 10) : 0;

	if (argc != 3 || ende == argv[2] || *ende || laufend > NUMMER_GRENZE) {
		fputs("Aufruf: formular DATEI NUMMER\n", stderr);
		return 2;
	}
	f.datei = argv[1];
	f.laufend = (unsigned)laufend;
	bauen(&f, wurzel);
	XtRealizeWidget(wurzel);
	XtAppMainLoop(app);
	return 0;
}
