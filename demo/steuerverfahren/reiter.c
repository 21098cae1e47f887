/* reiter.c - index tabs above two pages of a form.
 * SPDX-License-Identifier: EUPL-1.2
 *
 * Not XmTabStack: it leaves its clip region in graphics contexts it shares with all other
 * widgets (Motif 2.3.8), and parts of the window stay unpainted.
 */
#include "reiter.h"
#include <Xm/DrawingA.h>
#include <Xm/Form.h>
#include <Xm/Frame.h>
#include <Xm/PushB.h>
#include <Xm/Xm.h>
#include "meldung.h"

#define RAND_PX 6
#define SEITE_OBEN_PX 38
#define OFFEN_OBEN_PX 7
#define ZU_OBEN_PX 11
#define SCHATTEN_PX 2
#define TAB_BREITE_PX 84
#define TAB_ABSTAND_PX 3

static int links_px(int nr)
{
	return RAND_PX + nr * (TAB_BREITE_PX + TAB_ABSTAND_PX);
}

static void gedrueckt(Widget w, XtPointer daten, XtPointer ruf)
{
	struct reiter *r = daten;

	(void)ruf;
	for (int i = 0; i < REITER_ANZAHL; i++)
		if (w == r->knopf[i])
			r->gewaehlt(r->daten, i);
}

static void knopf_bauen(struct reiter *r, Widget form, int nr, const char *name)
{
	XmString s = meldung_text(name);

	r->knopf[nr] = XtVaCreateManagedWidget(
		"reiter", xmPushButtonWidgetClass, form, XmNlabelString, s, XmNwidth, TAB_BREITE_PX,
		XmNrecomputeSize, False, XmNhighlightThickness, 0, XmNshadowThickness, SCHATTEN_PX,
		XmNfillOnArm, False, XmNtraversalOn, False, XmNleftAttachment, XmATTACH_FORM,
		XmNleftOffset, links_px(nr), XmNtopAttachment, XmATTACH_FORM, XmNbottomAttachment,
		XmATTACH_OPPOSITE_FORM, NULL);
	XtAddCallback(r->knopf[nr], XmNactivateCallback, gedrueckt, r);
	XmStringFree(s);
}

void reiter_bauen(struct reiter *r, Widget form, int unten_px, const char *const *namen)
{
	r->flicken = XtVaCreateManagedWidget(
		"flicken", xmDrawingAreaWidgetClass, form, XmNwidth,
		TAB_BREITE_PX - 2 * SCHATTEN_PX, XmNheight, SCHATTEN_PX, XmNresizePolicy,
		XmRESIZE_NONE, XmNtraversalOn, False, XmNleftAttachment, XmATTACH_FORM,
		XmNtopAttachment, XmATTACH_FORM, XmNtopOffset, SEITE_OBEN_PX, NULL);
	for (int i = 0; i < REITER_ANZAHL; i++)
		knopf_bauen(r, form, i, namen[i]);
	Widget rahmen = XtVaCreateManagedWidget(
		"rahmen", xmFrameWidgetClass, form, XmNshadowType, XmSHADOW_OUT, XmNshadowThickness,
		SCHATTEN_PX, XmNleftAttachment, XmATTACH_FORM, XmNleftOffset, RAND_PX,
		XmNrightAttachment, XmATTACH_FORM, XmNrightOffset, RAND_PX, XmNtopAttachment,
		XmATTACH_FORM, XmNtopOffset, SEITE_OBEN_PX, XmNbottomAttachment, XmATTACH_FORM,
		XmNbottomOffset, unten_px, NULL);
	Widget mappe = XtVaCreateManagedWidget("mappe", xmFormWidgetClass, rahmen, XmNresizePolicy,
					       XmRESIZE_NONE, NULL);

	for (int i = 0; i < REITER_ANZAHL; i++)
		r->seite[i] = XtVaCreateWidget("seite", xmFormWidgetClass, mappe, XmNleftAttachment,
					       XmATTACH_FORM, XmNrightAttachment, XmATTACH_FORM,
					       XmNtopAttachment, XmATTACH_FORM, XmNbottomAttachment,
					       XmATTACH_FORM, XmNresizePolicy, XmRESIZE_NONE, NULL);
}

static void knopf_stellen(Widget w, Boolean offen)
{
	int oben = offen ? OFFEN_OBEN_PX : ZU_OBEN_PX;

	int unten = SEITE_OBEN_PX + (offen ? SCHATTEN_PX : 0);

	XtVaSetValues(w, XmNtopOffset, oben, XmNbottomOffset, -unten, NULL);
	if (offen && XtIsRealized(w))
		XRaiseWindow(XtDisplay(w), XtWindow(w));
}

void reiter_oeffnen(struct reiter *r, int nr, Widget fokus)
{
	for (int i = 0; i < REITER_ANZAHL; i++)
		knopf_stellen(r->knopf[i], i == nr);
	XtVaSetValues(r->flicken, XmNleftOffset, links_px(nr) + SCHATTEN_PX, NULL);
	if (XtIsRealized(r->flicken))
		XRaiseWindow(XtDisplay(r->flicken), XtWindow(r->flicken));
	XtManageChild(r->seite[nr]);
	/* The field left behind must notice that it is left before its page goes. */
	(void)XmProcessTraversal(fokus, XmTRAVERSE_CURRENT); /* not before it is on the screen */
	for (int i = 0; i < REITER_ANZAHL; i++)
		if (i != nr)
			XtUnmanageChild(r->seite[i]);
}
