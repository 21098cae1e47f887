/* maske.c - the entry form "Hund anmelden".
 * SPDX-License-Identifier: EUPL-1.2 */
#include "maske.h"
#include <Xm/DialogS.h>
#include <Xm/Form.h>
#include <Xm/Frame.h>
#include <Xm/Label.h>
#include <Xm/PushB.h>
#include <Xm/Xm.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "eingabe.h"
#include "hauptmenue.h"
#include "meldung.h"
#include "reiter.h"

#define BREITE_PX 680
#define TABS_HOEHE_PX 448
#define FUSS_HOEHE_PX 190
#define KNOPF_BREITE_PX 130
#define EINZUG_PX 8 /* border of a tab page: columns stay in line below it */
#define ALTE_NUMMER_MS 2000
#define SPAET_MS 3000
#define INDEX_RUECKSTAND_S 5

struct maske {
	struct programm *p; /* borrowed */
	Widget form;
	struct reiter reiter;
	Widget kassenzeichen;
	Widget status;
	struct eingaben eingaben;
	char nummer[KASSENZEICHEN_BYTES]; /* issued last, "" = none since start */
	XtIntervalId nummer_uhr;
};

static void beschriftung_setzen(Widget w, const char *text)
{
	XmString s = meldung_text(text);

	XtVaSetValues(w, XmNlabelString, s, NULL);
	XmStringFree(s);
}

static void maske_leeren(struct maske *m)
{
	if (m->nummer_uhr)
		XtRemoveTimeOut(m->nummer_uhr);
	m->nummer_uhr = 0;
	eingaben_leeren(&m->eingaben);
	beschriftung_setzen(m->kassenzeichen,
			    stoerung_an(&m->p->stoerung, STOERUNG_ALTENUMMER) ? m->nummer : "");
	beschriftung_setzen(m->status, "Neue Anmeldung.");
	reiter_oeffnen(&m->reiter, SEITE_HALTER, m->eingaben.feld[FELD_FAMILIENNAME]);
}

bool maske_geaendert(const struct maske *m)
{
	return XtIsManaged(m->form) && m->eingaben.geaendert;
}

void maske_verwerfen(struct maske *m)
{
	maske_leeren(m);
	XtUnmanageChild(m->form);
}

void maske_zeigen(struct maske *m)
{
	stoerung_eintreten(&m->p->stoerung, STOERUNG_ABSTURZ_MASKE, STOERUNG_HAENGT_MASKE);
	if (!XtIsManaged(m->form)) {
		maske_leeren(m);
		XtManageChild(m->form);
	}
	XRaiseWindow(XtDisplay(m->form), XtWindow(XtParent(m->form)));
	(void)XmProcessTraversal(m->eingaben.feld[FELD_FAMILIENNAME], XmTRAVERSE_CURRENT);
}

static void nun_verwerfen(void *daten)
{
	maske_verwerfen(daten);
}

static void nun_neu(void *daten)
{
	struct maske *m = daten;

	maske_leeren(m);
	(void)XmProcessTraversal(m->eingaben.feld[FELD_FAMILIENNAME], XmTRAVERSE_CURRENT);
}

/* @tun at once, or after "Ja" where entries would be lost. */
static void nach_frage(struct maske *m, void (*tun)(void *daten))
{
	struct frage f = { .titel = "Frage",
			   .text = "Eingaben verwerfen?",
			   .ja = "Ja",
			   .nein = "Nein",
			   .antwort = { .ja = tun, .daten = m } };

	eingaben_ruhen(&m->eingaben);
	if (m->eingaben.geaendert)
		meldung_frage(m->form, &f);
	else
		tun(m);
}

static void bei_schliessen(Widget w, XtPointer daten, XtPointer ruf)
{
	(void)w;
	(void)ruf;
	nach_frage(daten, nun_verwerfen);
}

static void bei_neu(Widget w, XtPointer daten, XtPointer ruf)
{
	(void)w;
	(void)ruf;
	nach_frage(daten, nun_neu);
}

static void nummer_zeigen(XtPointer daten, XtIntervalId *uhr)
{
	struct maske *m = daten;

	(void)uhr;
	m->nummer_uhr = 0;
	beschriftung_setzen(m->kassenzeichen, m->nummer);
}

/* The number issued before @neu; the file need not know it. */
static void vorige_bilden(const char *neu, char ret[KASSENZEICHEN_BYTES])
{
	unsigned amt = 0;
	unsigned n = 0;

	for (int i = 0; i < 9; i++) {
		if (i < 2)
			amt = amt * 10 + (unsigned)(neu[i] - '0');
		else if (i > 2)
			n = n * 10 + (unsigned)(neu[i] - '0');
	}
	while (n > 0 && !kassenzeichen_bilden(amt, n - 1, ret))
		n--;
}

static void erfolg_zeigen(struct maske *m, const char *nummer)
{
	char alte[KASSENZEICHEN_BYTES] = "";

	if (m->nummer[0])
		memcpy(alte, m->nummer, sizeof(alte));
	else
		vorige_bilden(nummer, alte);
	memcpy(m->nummer, nummer, sizeof(m->nummer));
	m->eingaben.geaendert = false;
	beschriftung_setzen(m->status, "Gespeichert.");
	if (m->nummer_uhr)
		XtRemoveTimeOut(m->nummer_uhr);
	m->nummer_uhr = 0;
	if (stoerung_an(&m->p->stoerung, STOERUNG_FREMDENUMMER)) {
		beschriftung_setzen(m->kassenzeichen, alte);
	} else if (!stoerung_an(&m->p->stoerung, STOERUNG_ALTENUMMER)) {
		nummer_zeigen(m, NULL);
		return;
	}
	m->nummer_uhr = XtAppAddTimeOut(m->p->app, ALTE_NUMMER_MS, nummer_zeigen, m);
}

/* Cut loose from terminal and pipes, so that nobody waits for this process. */
static void loesen(void)
{
	int null = open("/dev/null", O_RDWR);

	(void)setsid(); /* a fresh child is never a group leader */
	for (int fd = 0; fd < 3 && null >= 0; fd++)
		(void)dup2(null, fd); /* a pipe left open does no more than keep a reader */
	close(null);
}

/* The program dies here and now; the record is written by a process that outlives it. */
static _Noreturn void spaet_speichern(struct maske *m, const struct auftrag *a)
{
	struct bestand b = { NULL };
	struct quittung q = { "", "" };

	if (fork() != 0)
		stoerung_absturz();
	close(ConnectionNumber(XtDisplay(m->form)));
	loesen();
	(void)poll(NULL, 0, SPAET_MS); /* earlier after a signal: as good */
	if (bestand_oeffnen(&b, m->p->datei)) {
		(void)bestand_speichern(&b, a, &q); /* nobody is left to be told */
		bestand_schliessen(&b);
	}
	_exit(0);
}

static void satz_speichern(struct maske *m, const struct hund *h)
{
	struct programm *p = m->p;
	struct stoerung *s = &p->stoerung;
	struct auftrag a = { .hund = h,
			     .benutzer = p->benutzer,
			     .mandant = p->mandant,
			     .chip_mehrfach = stoerung_an(s, STOERUNG_MEHRFACH) };
	struct quittung q = { "", "" };

	if (stoerung_an(s, STOERUNG_INDEX))
		a.auffindbar_nach_s = INDEX_RUECKSTAND_S;
	if (stoerung_an(s, STOERUNG_SPAET))
		spaet_speichern(m, &a);
	if (!bestand_speichern(&p->bestand, &a, &q)) {
		meldung_fehler(m->form, q.meldung, NULL);
		return;
	}
	if (stoerung_an(s, STOERUNG_ABSTURZ))
		stoerung_absturz();
	erfolg_zeigen(m, q.kassenzeichen);
}

static void bei_speichern(Widget w, XtPointer daten, XtPointer ruf)
{
	struct maske *m = daten;
	struct stoerung *s = &m->p->stoerung;
	struct hund h;

	(void)w;
	(void)ruf;
	stoerung_eintreten(s, STOERUNG_ABSTURZ_VOR, STOERUNG_HAENGT);
	stoerung_verzoegern(s, m->form);
	if (m->eingaben.datum_uhr)
		XtRemoveTimeOut(m->eingaben.datum_uhr);
	m->eingaben.datum_uhr = 0; /* all dates are checked now */
	beschriftung_setzen(m->status, "");
	eingaben_lesen(&m->eingaben, &h);
	if (!eingaben_pruefen(&m->eingaben, &h))
		return;
	if (stoerung_einmal(s, STOERUNG_GESPERRT))
		meldung_fehler(m->form, "Datensatz ist gesperrt.", NULL);
	else
		satz_speichern(m, &h);
}

static void bei_reiter(void *daten, int nr)
{
	struct maske *m = daten;

	stoerung_verzoegern(&m->p->stoerung, m->form);
	reiter_oeffnen(&m->reiter, nr,
		       m->eingaben.feld[nr == SEITE_HALTER ? FELD_FAMILIENNAME : FELD_HUNDENAME]);
}

static void knopf_bauen(struct maske *m, const char *text, int nr, XtCallbackProc tun)
{
	XmString s = meldung_text(text);
	Widget w = XtVaCreateManagedWidget(
		text, xmPushButtonWidgetClass, m->form, XmNlabelString, s, XmNwidth,
		KNOPF_BREITE_PX, XmNheight, 36, XmNrecomputeSize, False, XmNnavigationType,
		XmTAB_GROUP, XmNleftAttachment, XmATTACH_FORM, XmNleftOffset,
		EINZUG_PX + 20 + nr * (KNOPF_BREITE_PX + 20), XmNbottomAttachment, XmATTACH_FORM,
		XmNbottomOffset, 44, NULL);

	XtAddCallback(w, XmNactivateCallback, tun, m);
	XmStringFree(s);
	if (tun == bei_schliessen)
		XtVaSetValues(m->form, XmNcancelButton, w, NULL);
}

/* A sunken area that only shows. */
static Widget anzeige_bauen(Widget form, int links, int unten, int breite)
{
	XmString s = meldung_text("");
	Widget rahmen = XtVaCreateManagedWidget(
		"rahmen", xmFrameWidgetClass, form, XmNshadowType, XmSHADOW_IN, XmNleftAttachment,
		XmATTACH_FORM, XmNleftOffset, links, XmNbottomAttachment, XmATTACH_FORM,
		XmNbottomOffset, unten, XmNwidth, breite, XmNheight, 29, NULL);
	Widget w = XtVaCreateManagedWidget("anzeige", xmLabelWidgetClass, rahmen, XmNlabelString, s,
					   XmNalignment, XmALIGNMENT_BEGINNING, XmNmarginWidth, 6,
					   XmNrecomputeSize, False, NULL);

	XmStringFree(s);
	return w;
}

static void seite_bauen(struct maske *m, enum feld_seite seite)
{
	int zeile = 0;

	for (enum feld f = 0; f < FELD_ANZAHL; f++)
		if (feld_angabe(f)->seite == seite)
			eingabe_bauen(&m->eingaben, m->reiter.seite[seite], f, zeile++);
}

static void fuss_bauen(struct maske *m)
{
	Widget form = XtVaCreateManagedWidget(
		"fuss", xmFormWidgetClass, m->form, XmNleftAttachment, XmATTACH_FORM, XmNleftOffset,
		EINZUG_PX, XmNrightAttachment, XmATTACH_FORM, XmNrightOffset, 4, XmNtopAttachment,
		XmATTACH_FORM, XmNtopOffset, TABS_HOEHE_PX, XmNheight, 2 * EINGABE_ZEILE_PX + 20,
		NULL);

	eingabe_bauen(&m->eingaben, form, FELD_BEMERKUNG, 0);
	eingabe_beschriften(form, "Kassenzeichen", 1);
	m->kassenzeichen = anzeige_bauen(form, 192, 15, 190);
	knopf_bauen(m, "Speichern", 0, bei_speichern);
	knopf_bauen(m, "Neu", 1, bei_neu);
	knopf_bauen(m, "Schließen", 2, bei_schliessen);
	m->status = anzeige_bauen(m->form, 4, 4, BREITE_PX - 8);
}

struct maske *maske_neu(struct programm *p)
{
	static const char *const namen[REITER_ANZAHL] = {
		[SEITE_HALTER] = "Halter", [SEITE_HUND] = "Hund"
	};
	struct maske *m = calloc(1, sizeof(*m));

	if (!m)
		abort();
	m->p = p;
	m->form = XmCreateFormDialog(hauptmenue_fenster(p->hauptmenue), (char *)"maske", NULL, 0);
	XtVaSetValues(m->form, XmNautoUnmanage, False, XmNwidth, BREITE_PX, XmNheight,
		      TABS_HOEHE_PX + FUSS_HOEHE_PX, XmNresizePolicy, XmRESIZE_NONE, NULL);
	XtVaSetValues(XtParent(m->form), XmNtitle, "Hundesteuer - Anmeldung", NULL);
	m->eingaben.p = p;
	m->eingaben.eltern = m->form;
	m->reiter.gewaehlt = bei_reiter;
	m->reiter.daten = m;
	reiter_bauen(&m->reiter, m->form, FUSS_HOEHE_PX, namen);
	seite_bauen(m, SEITE_HALTER);
	seite_bauen(m, SEITE_HUND);
	fuss_bauen(m);
	programm_bei_loeschen(XtParent(m->form), bei_schliessen, m);
	return m;
}
