/* meldung.c - modal message boxes: error, notice, question.
 * SPDX-License-Identifier: EUPL-1.2 */
#include "meldung.h"
#include <Xm/MessageB.h>
#include <Xm/Protocols.h>
#include <Xm/Xm.h>
#include <stdbool.h>
#include <stdlib.h>

/* One box on the screen; freed with its widget. */
struct meldung {
	Widget kasten;
	struct antwort antwort;
};

void *meldung_text(const char *text)
{
	return XmStringCreateLocalized((char *)text); /* the prototype lacks its const */
}

static void schliessen(struct meldung *m, bool ja)
{
	struct antwort a = m->antwort;

	XtDestroyWidget(XtParent(m->kasten));
	free(m);
	if (ja && a.ja)
		a.ja(a.daten);
	if (!ja && a.nein)
		a.nein(a.daten);
}

static void bei_ja(Widget w, XtPointer daten, XtPointer ruf)
{
	(void)w;
	(void)ruf;
	schliessen(daten, true);
}

static void bei_nein(Widget w, XtPointer daten, XtPointer ruf)
{
	(void)w;
	(void)ruf;
	schliessen(daten, false);
}

static void text_setzen(Widget w, const char *ressource, const char *text)
{
	XmString s = meldung_text(text);

	XtVaSetValues(w, ressource, s, NULL);
	XmStringFree(s);
}

static struct meldung *kasten_bauen(Widget eltern, const struct frage *f, unsigned char art)
{
	struct meldung *m = calloc(1, sizeof(*m));

	if (!m)
		abort();
	m->antwort = f->antwort;
	m->kasten = XmCreateMessageDialog(eltern, (char *)"meldung", NULL, 0);
	XtVaSetValues(m->kasten, XmNdialogType, art, XmNdialogStyle,
		      XmDIALOG_FULL_APPLICATION_MODAL, XmNautoUnmanage, False, NULL);
	text_setzen(m->kasten, XmNdialogTitle, f->titel);
	text_setzen(m->kasten, XmNmessageString, f->text);
	text_setzen(m->kasten, XmNokLabelString, f->ja);
	XtVaSetValues(XtParent(m->kasten), XmNtitle, f->titel, XmNdeleteResponse, XmDO_NOTHING,
		      NULL);
	XtUnmanageChild(XtNameToWidget(m->kasten, "Help"));
	XtAddCallback(m->kasten, XmNokCallback, bei_ja, m);
	return m;
}

static void anzeigen(struct meldung *m, XtCallbackProc bei_abbruch)
{
	Atom loeschen = XmInternAtom(XtDisplay(m->kasten), (char *)"WM_DELETE_WINDOW", False);

	XmAddWMProtocolCallback(XtParent(m->kasten), loeschen, bei_abbruch, (XtPointer)m);
	XtManageChild(m->kasten);
	XRaiseWindow(XtDisplay(m->kasten), XtWindow(XtParent(m->kasten)));
}

static void mit_ok(Widget eltern, const struct frage *f, unsigned char art)
{
	struct meldung *m = kasten_bauen(eltern, f, art);

	XtUnmanageChild(XtNameToWidget(m->kasten, "Cancel"));
	XtAddCallback(m->kasten, XmNcancelCallback, bei_ja, m); /* Escape */
	anzeigen(m, bei_ja);
}

void meldung_fehler(Widget eltern, const char *text, const struct antwort *danach)
{
	struct frage f = { .titel = "Fehler", .text = text, .ja = "OK" };

	if (danach)
		f.antwort = *danach;
	mit_ok(eltern, &f, XmDIALOG_ERROR);
}

void meldung_info(Widget eltern, const char *titel, const char *text, const struct antwort *danach)
{
	struct frage f = { .titel = titel, .text = text, .ja = "OK" };

	if (danach)
		f.antwort = *danach;
	mit_ok(eltern, &f, XmDIALOG_INFORMATION);
}

void meldung_frage(Widget eltern, const struct frage *f)
{
	struct meldung *m = kasten_bauen(eltern, f, XmDIALOG_QUESTION);

	text_setzen(m->kasten, XmNcancelLabelString, f->nein);
	XtAddCallback(m->kasten, XmNcancelCallback, bei_nein, m);
	anzeigen(m, bei_nein);
}
