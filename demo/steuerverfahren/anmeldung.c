/* anmeldung.c - the login window.
 * SPDX-License-Identifier: EUPL-1.2 */
#include "anmeldung.h"
#include <X11/Shell.h>
#include <Xm/Form.h>
#include <Xm/Label.h>
#include <Xm/PushB.h>
#include <Xm/Separator.h>
#include <Xm/TextF.h>
#include <Xm/Xm.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "konto.h"
#include "meldung.h"
#include "programm.h"

#define KENNWORT_ZEICHEN 64
#define BREITE_PX 480
#define HOEHE_PX 250

struct anmeldung {
	struct programm *p; /* borrowed */
	Widget shell;
	Widget benutzer;
	Widget kennwort;
	wchar_t zeichen[KENNWORT_ZEICHEN + 1]; /* the field itself holds stars only */
	int laenge;
};

/* Keeps what is typed and puts a star into the field for each character. */
static void kennwort_tippen(Widget w, XtPointer daten, XtPointer ruf)
{
	struct anmeldung *a = daten;
	XmTextVerifyCallbackStructWcs *v = ruf;
	int von = (int)v->startPos;
	int bis = (int)v->endPos;
	int neu = v->text ? v->text->length : 0;

	(void)w;
	if (von < 0 || bis < von || bis > a->laenge ||
	    a->laenge - (bis - von) + neu > KENNWORT_ZEICHEN) {
		v->doit = False;
		return;
	}
	wmemmove(a->zeichen + von + neu, a->zeichen + bis, (size_t)(a->laenge - bis));
	for (int i = 0; i < neu; i++) {
		a->zeichen[von + i] = v->text->wcsptr[i];
		v->text->wcsptr[i] = L'*';
	}
	a->laenge += neu - (bis - von);
	a->zeichen[a->laenge] = L'\0';
}

static void felder_leeren(struct anmeldung *a, bool auch_benutzer)
{
	if (auch_benutzer)
		XmTextFieldSetString(a->benutzer, (char *)"");
	XmTextFieldSetString(a->kennwort, (char *)"");
	wmemset(a->zeichen, L'\0', KENNWORT_ZEICHEN + 1);
	a->laenge = 0;
}

static void kennwort_neu(void *daten)
{
	struct anmeldung *a = daten;

	(void)XmProcessTraversal(a->kennwort, XmTRAVERSE_CURRENT); /* stays where it is if not */
}

static void abweisen(struct anmeldung *a, const char *text)
{
	struct antwort danach = { .ja = kennwort_neu, .daten = a };

	a->p->benutzer[0] = '\0';
	felder_leeren(a, false);
	meldung_fehler(a->shell, text, &danach);
}

static void hinein(void *daten)
{
	struct anmeldung *a = daten;

	felder_leeren(a, true);
	XtPopdown(a->shell);
	programm_angemeldet(a->p);
}

static void kennwort_aendern(void *daten)
{
	struct anmeldung *a = daten;
	struct antwort danach = { .ja = hinein, .daten = a };

	meldung_info(a->shell, "Hinweis", "Das Kennwort ändert die Systemverwaltung.", &danach);
}

static void sitz_nehmen(struct anmeldung *a, long tage)
{
	struct programm *p = a->p;
	char text[80];

	if (!sitz_belegen(&p->sitz, &p->bestand, p->benutzer)) {
		abweisen(a, "Alle Arbeitsplätze sind belegt.");
		return;
	}
	if (tage == KONTO_OHNE_ABLAUF || tage > KONTO_WARNUNG_TAGE) {
		hinein(a);
		return;
	}
	(void)snprintf(text, sizeof(text), "Kennwort läuft in %ld Tagen ab.", tage);
	struct frage f = { .titel = "Hinweis",
			   .text = text,
			   .ja = "Ändern",
			   .nein = "Später",
			   .antwort = { .ja = kennwort_aendern, .nein = hinein, .daten = a } };

	meldung_frage(a->shell, &f);
}

static enum konto_ergebnis pruefen(struct anmeldung *a, long *ret_tage)
{
	struct programm *p = a->p;
	char kennwort[KENNWORT_ZEICHEN * 4 + 1];
	char *name = XmTextFieldGetString(a->benutzer);

	(void)snprintf(p->benutzer, sizeof(p->benutzer), "%s", name);
	XtFree(name);
	if (wcstombs(kennwort, a->zeichen, sizeof(kennwort)) == (size_t)-1)
		return KONTO_FALSCH;
	enum konto_ergebnis e = konto_pruefen(&p->bestand, p->benutzer, kennwort, ret_tage);

	memset(kennwort, 0, sizeof(kennwort));
	return e;
}

static void bei_anmelden(Widget w, XtPointer daten, XtPointer ruf)
{
	struct anmeldung *a = daten;
	long tage = KONTO_OHNE_ABLAUF;

	(void)w;
	(void)ruf;
	stoerung_verzoegern(&a->p->stoerung, a->shell);
	switch (pruefen(a, &tage)) {
	case KONTO_GUT: sitz_nehmen(a, tage); break;
	case KONTO_FALSCH: abweisen(a, "Benutzer oder Kennwort falsch."); break;
	case KONTO_GESPERRT: abweisen(a, "Benutzer gesperrt."); break;
	case KONTO_ABGELAUFEN: abweisen(a, "Kennwort abgelaufen."); break;
	}
}

static void bei_beenden(Widget w, XtPointer daten, XtPointer ruf)
{
	struct anmeldung *a = daten;

	(void)w;
	(void)ruf;
	programm_ende(a->p);
}

static void beschriften(Widget form, const char *text, int oben)
{
	XmString s = meldung_text(text);

	XtVaCreateManagedWidget("beschriftung", xmLabelWidgetClass, form, XmNlabelString, s,
				XmNleftAttachment, XmATTACH_FORM, XmNleftOffset, 30,
				XmNtopAttachment, XmATTACH_FORM, XmNtopOffset, oben + 8, NULL);
	XmStringFree(s);
}

static Widget feld_bauen(Widget form, const char *text, int oben)
{
	beschriften(form, text, oben);
	return XtVaCreateManagedWidget("feld", xmTextFieldWidgetClass, form, XmNcolumns, 30,
				       XmNleftAttachment, XmATTACH_FORM, XmNleftOffset, 140,
				       XmNtopAttachment, XmATTACH_FORM, XmNtopOffset, oben,
				       XmNmaxLength, KENNWORT_ZEICHEN, NULL);
}

static Widget knopf_bauen(Widget form, const char *text, int links)
{
	XmString s = meldung_text(text);
	Widget w = XtVaCreateManagedWidget("knopf", xmPushButtonWidgetClass, form, XmNlabelString,
					   s, XmNwidth, 140, XmNheight, 36, XmNrecomputeSize, False,
					   XmNleftAttachment, XmATTACH_FORM, XmNleftOffset, links,
					   XmNtopAttachment, XmATTACH_FORM, XmNtopOffset, 190,
					   XmNnavigationType, XmTAB_GROUP, NULL);

	XmStringFree(s);
	return w;
}

static void inhalt_bauen(struct anmeldung *a, Widget form)
{
	XmString s = meldung_text("Steuerverfahren");

	XtVaCreateManagedWidget("titelzeile", xmLabelWidgetClass, form, XmNlabelString, s,
				XmNleftAttachment, XmATTACH_FORM, XmNleftOffset, 10,
				XmNrightAttachment, XmATTACH_FORM, XmNrightOffset, 10,
				XmNtopAttachment, XmATTACH_FORM, XmNtopOffset, 16, NULL);
	XmStringFree(s);
	a->benutzer = feld_bauen(form, "Benutzer", 70);
	a->kennwort = feld_bauen(form, "Kennwort", 112);
	XtVaCreateManagedWidget("linie", xmSeparatorWidgetClass, form, XmNleftAttachment,
				XmATTACH_FORM, XmNrightAttachment, XmATTACH_FORM, XmNtopAttachment,
				XmATTACH_FORM, XmNtopOffset, 168, NULL);
	Widget anmelden = knopf_bauen(form, "Anmelden", 80);
	Widget beenden = knopf_bauen(form, "Beenden", 260);

	XtAddCallback(a->kennwort, XmNmodifyVerifyCallbackWcs, kennwort_tippen, a);
	/* Return leads on to the password first; only there it presses the default button. */
	XtOverrideTranslations(
		a->benutzer,
		XtParseTranslationTable(
			"<Key>Return: next-tab-group()\n<Key>KP_Enter: next-tab-group()"));
	XtAddCallback(anmelden, XmNactivateCallback, bei_anmelden, a);
	XtAddCallback(beenden, XmNactivateCallback, bei_beenden, a);
	XtVaSetValues(form, XmNdefaultButton, anmelden, XmNinitialFocus, a->benutzer, NULL);
}

struct anmeldung *anmeldung_neu(struct programm *p)
{
	struct anmeldung *a = calloc(1, sizeof(*a));

	if (!a)
		abort();
	a->p = p;
	a->shell = XtVaCreatePopupShell("anmeldung", topLevelShellWidgetClass, p->wurzel, XmNtitle,
					"Steuerverfahren - Anmeldung", XmNiconName, "Anmeldung",
					XmNwidth, BREITE_PX, XmNheight, HOEHE_PX, NULL);
	inhalt_bauen(a, XtVaCreateManagedWidget("form", xmFormWidgetClass, a->shell, NULL));
	programm_mitten(a->shell, BREITE_PX, HOEHE_PX);
	programm_bei_loeschen(a->shell, bei_beenden, a);
	return a;
}

void anmeldung_zeigen(struct anmeldung *a)
{
	felder_leeren(a, true);
	XtPopup(a->shell, XtGrabNone);
	(void)XmProcessTraversal(a->benutzer, XmTRAVERSE_CURRENT); /* initial focus does it else */
}

Widget anmeldung_fenster(const struct anmeldung *a)
{
	return a->shell;
}
