/* main.c - starts the program: command line, file, session.
 * SPDX-License-Identifier: EUPL-1.2 */
#include <X11/Shell.h>
#include <Xm/Protocols.h>
#include <Xm/Xm.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "anmeldung.h"
#include "hauptmenue.h"
#include "maske.h"
#include "meldung.h"
#include "programm.h"
#include "suche.h"

#define DATEI_BYTES 4096

/*
 * Look of the house since the first release: grey, fixed fonts, white entry areas. The open
 * end of the font names makes a font set: Latin-1 and Unicode parts of the same face.
 */
static const char *const vorgaben[] = {
	"*fontList: -misc-fixed-medium-r-normal--15-140-75-75-c-90-*-*:",
	"*background: #bfbfbf",
	"*foreground: black",
	"*XmTextField.background: white",
	"*XmList.background: white",
	"*liste.listSizePolicy: CONSTANT",
	"*XmTextField.marginHeight: 4",
	"*XmTextField.verifyBell: False",
	"*titelzeile.fontList: -misc-fixed-medium-r-normal--20-200-75-75-c-100-*-*:",
	"*kopfzeile.fontList: -misc-fixed-bold-r-normal--15-140-75-75-c-90-*-*:",
	NULL
};

static int64_t jetzt_ms(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
		abort();
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

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

static void abmelden(void *daten)
{
	struct programm *p = daten;

	if (!p->benutzer[0])
		return; /* seat lost and time-out, both at once */
	if (p->herz_uhr)
		XtRemoveTimeOut(p->herz_uhr);
	if (p->sitzung_uhr)
		XtRemoveTimeOut(p->sitzung_uhr);
	p->herz_uhr = 0;
	p->sitzung_uhr = 0;
	sitz_freigeben(&p->sitz, &p->bestand);
	p->benutzer[0] = '\0';
	maske_verwerfen(p->maske);
	suche_schliessen(p->suche);
	hauptmenue_verbergen(p->hauptmenue);
	anmeldung_zeigen(p->anmeldung);
}

static void sitzung_beenden(struct programm *p)
{
	struct antwort danach = { .ja = abmelden, .daten = p };

	meldung_fehler(hauptmenue_fenster(p->hauptmenue), "Sitzung abgelaufen.", &danach);
}

static void herz_schlagen(XtPointer daten, XtIntervalId *uhr)
{
	struct programm *p = daten;

	(void)uhr;
	p->herz_uhr = 0;
	if (!sitz_schlagen(&p->sitz, &p->bestand)) {
		sitzung_beenden(p);
		return;
	}
	p->herz_uhr = XtAppAddTimeOut(p->app, SITZ_HERZSCHLAG_MS, herz_schlagen, p);
}

static void sitzung_pruefen(XtPointer daten, XtIntervalId *uhr)
{
	struct programm *p = daten;
	int64_t ende_ms = p->letzte_eingabe_ms + (int64_t)p->stoerung.sitzung_s * 1000;
	int64_t rest_ms = ende_ms - jetzt_ms();

	(void)uhr;
	p->sitzung_uhr = 0;
	if (rest_ms <= 0)
		sitzung_beenden(p);
	else
		p->sitzung_uhr =
			XtAppAddTimeOut(p->app, (unsigned long)rest_ms, sitzung_pruefen, p);
}

void programm_angemeldet(struct programm *p)
{
	stoerung_eintreten(&p->stoerung, STOERUNG_ABSTURZ_START, STOERUNG_HAENGT_START);
	p->herz_uhr = XtAppAddTimeOut(p->app, SITZ_HERZSCHLAG_MS, herz_schlagen, p);
	p->letzte_eingabe_ms = jetzt_ms();
	if (stoerung_an(&p->stoerung, STOERUNG_SITZUNG))
		sitzung_pruefen(p, NULL);
	hauptmenue_zeigen(p->hauptmenue);
}

_Noreturn void programm_ende(struct programm *p)
{
	sitz_freigeben(&p->sitz, &p->bestand);
	bestand_schliessen(&p->bestand);
	XtDestroyApplicationContext(p->app);
	exit(0);
}

void programm_mitten(Widget shell, int breite, int hoehe)
{
	int x = (WidthOfScreen(XtScreen(shell)) - breite) / 2;
	int y = (HeightOfScreen(XtScreen(shell)) - hoehe) / 2;

	XtVaSetValues(shell, XmNx, x > 0 ? x : 0, XmNy, y > 0 ? y : 0, NULL);
}

void programm_bei_loeschen(Widget shell, XtCallbackProc tun, void *daten)
{
	Atom loeschen = XmInternAtom(XtDisplay(shell), (char *)"WM_DELETE_WINDOW", False);

	XtVaSetValues(shell, XmNdeleteResponse, XmDO_NOTHING, NULL);
	XmAddWMProtocolCallback(shell, loeschen, tun, daten);
}

static void nach_mandant_fehler(void *daten)
{
	programm_ende(daten);
}

static void erste_maske(struct programm *p)
{
	char text[80];
	struct antwort danach = { .ja = nach_mandant_fehler, .daten = p };

	anmeldung_zeigen(p->anmeldung);
	if (bestand_mandant_bekannt(&p->bestand, p->mandant))
		return;
	(void)snprintf(text, sizeof(text), "Mandant %s ist nicht eingerichtet.", p->mandant);
	meldung_fehler(anmeldung_fenster(p->anmeldung), text, &danach);
}

static bool optionen_lesen(struct programm *p, int argc, char **argv)
{
	for (int i = 1; i < argc; i += 2) {
		if (i + 1 < argc && !strcmp(argv[i], "--datei"))
			p->datei = argv[i + 1];
		else if (i + 1 < argc && !strcmp(argv[i], "--mandant") && strlen(argv[i + 1]) == 4)
			(void)snprintf(p->mandant, sizeof(p->mandant), "%s", argv[i + 1]);
		else
			return false;
	}
	return true;
}

static bool datei_oeffnen(struct programm *p)
{
	static char vorgabe[DATEI_BYTES]; /* lives as long as p->datei */
	const char *heim = getenv("HOME");

	if (!p->datei) {
		int n = snprintf(vorgabe, sizeof(vorgabe), "%s/steuerverfahren.db",
				 heim ? heim : ".");

		if (n < 0 || n >= DATEI_BYTES)
			return false;
		p->datei = vorgabe;
	}
	if (!bestand_oeffnen(&p->bestand, p->datei))
		return false;
	return p->mandant[0] ||
	       bestand_einstellung(&p->bestand, "mandant", p->mandant, sizeof(p->mandant));
}

static void ereignisse(struct programm *p)
{
	for (;;) {
		XEvent e;

		XtAppNextEvent(p->app, &e);
		if (e.type == KeyPress || e.type == ButtonPress)
			p->letzte_eingabe_ms = jetzt_ms();
		XtDispatchEvent(&e);
	}
}

int main(int argc, char **argv)
{
	struct programm p = { 0 };

	if (!stoerung_lesen(&p.stoerung))
		return 2;
	XtSetLanguageProc(NULL, sprache_setzen, NULL);
	p.wurzel =
		XtVaOpenApplication(&p.app, (char *)"Steuerverfahren", NULL, 0, &argc, argv,
				    (String *)vorgaben, applicationShellWidgetClass,
				    XmNmappedWhenManaged, False, XmNwidth, 1, XmNheight, 1, NULL);
	if (!optionen_lesen(&p, argc, argv)) {
		fputs("Aufruf: steuerverfahren [--datei DATEI] [--mandant NNNN]\n", stderr);
		return 2;
	}
	if (!datei_oeffnen(&p))
		return 1;
	XtRealizeWidget(p.wurzel);
	p.anmeldung = anmeldung_neu(&p);
	p.hauptmenue = hauptmenue_neu(&p);
	p.maske = maske_neu(&p);
	p.suche = suche_neu(&p);
	erste_maske(&p);
	ereignisse(&p);
}
