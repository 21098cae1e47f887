/* motif.c - Motif: takes a text of the length given and writes what it took. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <X11/keysym.h>
#include <Xm/Text.h>
#include <Xm/XmAll.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAME_BYTES = 4096, TITLE_BYTES = 32, ROWS = 30, COLUMNS = 90 };

static struct {
	Widget top, text;
	const char *file;
	long length;
	int written;
	Boolean busy; /* what changes now is our own doing */
} receiver;

static void save(const char *text)
{
	char part[NAME_BYTES];

	(void)snprintf(part, sizeof part, "%s.part", receiver.file);
	FILE *out = fopen(part, "w");
	if (out == NULL || fputs(text, out) == EOF || fclose(out) != 0 ||
	    rename(part, receiver.file) != 0)
		abort();
}

static void deliver(void)
{
	char title[TITLE_BYTES];
	char *text = XmTextGetString(receiver.text);

	save(text);
	XtFree(text);
	receiver.busy = True;
	XmTextSetString(receiver.text, "");
	receiver.busy = False;
	(void)snprintf(title, sizeof title, "written %d.", ++receiver.written);
	XtVaSetValues(receiver.top, XmNtitle, title, NULL);
}

static void on_change(Widget w, XtPointer unused, XtPointer call)
{
	(void)unused;
	(void)call;
	if (!receiver.busy && XmTextGetLastPosition(w) >= receiver.length)
		deliver();
}

static void on_key(Widget w, XtPointer unused, XEvent *event, Boolean *go_on)
{
	(void)w;
	(void)unused;
	(void)go_on;
	if (XLookupKeysym(&event->xkey, 0) == XK_F2)
		deliver();
}

static void write_pid(void)
{
	char name[NAME_BYTES];

	(void)snprintf(name, sizeof name, "%s.pid", receiver.file);
	FILE *out = fopen(name, "w");
	if (out == NULL || fprintf(out, "%ld", (long)getpid()) < 0 || fclose(out) != 0)
		abort();
}

int main(int argc, char **argv)
{
	static String fallback[] = {
		"*fontList: -misc-fixed-medium-r-normal--13-*-*-*-*-*-iso10646-1", NULL
	};
	XtAppContext app;

	if (argc < 3)
		return 2;
	receiver.file = argv[1];
	receiver.length = strtol(argv[2], NULL, 10);
	(void)setlocale(LC_ALL, "");
	(void)XtSetLanguageProc(NULL, NULL, NULL);
	receiver.top = XtVaAppInitialize(&app, "Receiver", NULL, 0, &argc, argv, fallback, XmNtitle,
					 "ready", NULL);
	receiver.text = XtVaCreateManagedWidget("text", xmTextWidgetClass, receiver.top,
						XmNeditMode, XmMULTI_LINE_EDIT, XmNrows, ROWS,
						XmNcolumns, COLUMNS, XmNwordWrap, True, NULL);
	XtAddCallback(receiver.text, XmNvalueChangedCallback, on_change, NULL);
	XtAddEventHandler(receiver.text, KeyPressMask, False, on_key, NULL);
	write_pid();
	XtRealizeWidget(receiver.top);
	XmProcessTraversal(receiver.text, XmTRAVERSE_CURRENT);
	XtAppMainLoop(app);
	return 0;
}
