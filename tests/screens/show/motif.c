/* motif.c - Motif: shows pages of a specification and writes where each text stands. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <X11/keysym.h>
#include <Xm/Text.h>
#include <Xm/TextF.h>
#include <Xm/XmAll.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	ITEMS = 256,
	LINE_BYTES = 65536,
	NAME_BYTES = 512,
	WIDTH = 1000,
	HEIGHT = 720,
	PAD = 4,      /* beside a label's text */
	FIELDS = 9,   /* of an item's line, see pages.py */
	UNIT = '\x1f' /* between the lines of a text */
};

struct item {
	int id, x, y, w, h;
	const char *kind, *ink, *ground;
	char *text;
	Widget widget;
};

static struct {
	XtAppContext app;
	Widget top, board;
	FILE *spec, *out;
	XFontStruct *font;
	XmFontList list;
	struct item items[ITEMS];
	int count, number;
	char *lines[ITEMS]; /* what the items' texts point into */
} show;

static void stop(const char *why)
{
	(void)fprintf(stderr, "show_motif: %s\n", why);
	exit(1);
}

/* parse() - an item from its line, which it keeps. */
static struct item parse(char *line)
{
	char *part[FIELDS];

	for (int i = 0; i < FIELDS; i++) {
		part[i] = line;
		char *end = strchr(line, i < FIELDS - 1 ? '\t' : '\n');
		if (end == NULL)
			stop("a short line");
		*end = 0;
		line = end + 1;
	}
	return (struct item){
		.id = (int)strtol(part[0], NULL, 10),
		.x = (int)strtol(part[2], NULL, 10),
		.y = (int)strtol(part[3], NULL, 10),
		.w = (int)strtol(part[4], NULL, 10),
		.h = (int)strtol(part[5], NULL, 10),
		.kind = part[1],
		.ink = part[6],
		.ground = part[7],
		.text = part[8],
	};
}

/* read_page() - the next page's items; false after the last. */
static Boolean read_page(void)
{
	static char line[LINE_BYTES];

	for (int i = 0; i < show.count; i++)
		free(show.lines[i]);
	show.count = 0;
	while (fgets(line, sizeof line, show.spec) != NULL) {
		if (strcmp(line, "page\n") == 0)
			return True;
		if (show.count == ITEMS)
			stop("too many items");
		show.lines[show.count] = strdup(line);
		show.items[show.count] = parse(show.lines[show.count]);
		show.count++;
	}
	return False;
}

static Boolean is(const struct item *i, const char *kind)
{
	return strcmp(i->kind, kind) == 0;
}

static Boolean right_aligned(const struct item *i)
{
	return is(i, "rcell") || is(i, "rhead");
}

static Pixel colour(const char *name)
{
	Display *x = XtDisplay(show.top);
	XColor c;

	if (!XParseColor(x, DefaultColormapOfScreen(XtScreen(show.top)), name, &c) ||
	    !XAllocColor(x, DefaultColormapOfScreen(XtScreen(show.top)), &c))
		stop(name);
	return c.pixel;
}

/* make_label() - labels, cells and the button. */
static void make_label(struct item *i)
{
	XmString text = XmStringCreateLocalized(i->text);
	Arg args[12];
	Cardinal n = 0;

	XtSetArg(args[n], XmNlabelString, text), n++;
	XtSetArg(args[n], XmNfontList, show.list), n++;
	XtSetArg(args[n], XmNrecomputeSize, False), n++;
	if (!is(i, "button")) {
		XtSetArg(args[n], XmNforeground, colour(i->ink)), n++;
		XtSetArg(args[n], XmNbackground, colour(i->ground)), n++;
		XtSetArg(args[n], XmNmarginWidth, PAD), n++;
		XtSetArg(args[n], XmNalignment,
			 right_aligned(i) ? XmALIGNMENT_END : XmALIGNMENT_BEGINNING),
			n++;
	}
	i->widget = XtCreateManagedWidget(
		"part", is(i, "button") ? xmPushButtonWidgetClass : xmLabelWidgetClass, show.board,
		args, n);
	XmStringFree(text);
}

/* pad_left() - Motif's fields know no right alignment: blanks in front, as its programs do. */
static char *pad_left(const struct item *i)
{
	int blank = XTextWidth(show.font, " ", 1);
	XmString text = XmStringCreateLocalized(i->text);
	int room = i->w - 2 * (PAD + 4) - (int)XmStringWidth(show.list, text);
	int blanks = room > 0 ? room / blank : 0;
	char *padded = malloc((size_t)blanks + strlen(i->text) + 1);

	XmStringFree(text);
	if (padded == NULL)
		stop("memory");
	memset(padded, ' ', (size_t)blanks);
	(void)strcpy(padded + blanks, i->text);
	return padded;
}

/* make_text() - a field, or an area of several lines; the caret is switched off. */
static void make_text(struct item *i)
{
	Boolean area = is(i, "area");
	char *text = is(i, "number") ? pad_left(i) : strdup(i->text);

	for (char *c = text; *c != 0; c++)
		*c = *c == UNIT ? '\n' : *c;
	i->widget = XtVaCreateManagedWidget(
		"part", area ? xmTextWidgetClass : xmTextFieldWidgetClass, show.board, XmNfontList,
		show.list, XmNforeground, colour(i->ink), XmNbackground, colour(i->ground),
		XmNcursorPositionVisible, False, XmNmarginHeight, 2, XmNmarginWidth, PAD,
		XmNeditMode, area ? XmMULTI_LINE_EDIT : XmSINGLE_LINE_EDIT, NULL);
	XmTextSetString(i->widget, text);
	XmTextShowPosition(i->widget, 0);
	free(text);
}

/* write_box() - @line of an item stands at (@x,@y) of its widget. */
static void write_box(const struct item *i, int line, int x, int y, const char *text)
{
	XmString s = XmStringCreateLocalized((char *)text);
	Position rx, ry;

	XtTranslateCoords(i->widget, 0, 0, &rx, &ry);
	(void)fprintf(show.out, "%d %d %d %d %d %d\n", i->id, line, rx + x, ry + y,
		      (int)XmStringWidth(show.list, s), show.font->ascent + show.font->descent);
	XmStringFree(s);
}

/* report_text() - Motif tells where each position's baseline is. */
static void report_text(struct item *i)
{
	char *whole = XmTextGetString(i->widget), *line = whole;
	XmTextPosition at = 0;
	Position x, y;

	for (int number = 0; line != NULL; number++) {
		char *end = strchr(line, '\n');
		size_t blanks = strspn(line, " ");
		if (end != NULL)
			*end = 0;
		if (!XmTextPosToXY(i->widget, at + (XmTextPosition)blanks, &x, &y))
			stop("a line out of sight");
		write_box(i, number, x, y - show.font->ascent, line + blanks);
		for (const char *c = line; *c != 0; c++)
			at += (*c & 0xc0) != 0x80; /* positions are letters */
		at++;
		line = end != NULL ? end + 1 : NULL;
	}
	XtFree(whole);
}

/* report_label() - from the margins of our own labels. */
static void report_label(struct item *i)
{
	Dimension w, h, shadow, light, margin;
	XmString s = XmStringCreateLocalized(i->text);
	int width = (int)XmStringWidth(show.list, s);

	XmStringFree(s);
	XtVaGetValues(i->widget, XmNwidth, &w, XmNheight, &h, XmNshadowThickness, &shadow,
		      XmNhighlightThickness, &light, XmNmarginWidth, &margin, NULL);
	int inset = shadow + light + margin;
	int high = show.font->ascent + show.font->descent;
	write_box(i, 0, right_aligned(i) ? w - inset - width : inset, (h - high) / 2, i->text);
}

static void report(void)
{
	char title[NAME_BYTES];

	for (int n = 0; n < show.count; n++) {
		struct item *i = &show.items[n];
		if (is(i, "area") || is(i, "entry") || is(i, "number"))
			report_text(i);
		else if (!is(i, "button"))
			report_label(i);
	}
	(void)fprintf(show.out, "page %d\n", ++show.number);
	(void)fflush(show.out);
	(void)snprintf(title, sizeof title, "page %d.", show.number);
	XtVaSetValues(show.top, XmNtitle, title, NULL);
}

static void on_key(Widget w, XtPointer unused, XEvent *event, Boolean *go_on);

static void next(void)
{
	if (!read_page())
		return;
	if (show.board != NULL)
		XtDestroyWidget(show.board);
	show.board = XtVaCreateWidget("board", xmBulletinBoardWidgetClass, show.top,
				      XmNresizePolicy, XmRESIZE_NONE, XmNmarginWidth, 0,
				      XmNmarginHeight, 0, XmNwidth, WIDTH, XmNheight, HEIGHT, NULL);
	for (int n = 0; n < show.count; n++) {
		struct item *i = &show.items[n];
		if (is(i, "area") || is(i, "entry") || is(i, "number"))
			make_text(i);
		else
			make_label(i);
		XtVaSetValues(i->widget, XmNx, i->x, XmNy, i->y, XmNwidth, i->w, XmNheight, i->h,
			      NULL);
		XtAddEventHandler(i->widget, KeyPressMask, False, on_key, NULL);
		if (is(i, "button"))
			XtVaSetValues(show.board, XmNinitialFocus, i->widget, NULL);
	}
	XtManageChild(show.board);
}

static void on_key(Widget w, XtPointer unused, XEvent *event, Boolean *go_on)
{
	(void)w;
	(void)unused;
	(void)go_on;
	if (XLookupKeysym(&event->xkey, 0) != XK_F2)
		return;
	next();
	report();
}

int main(int argc, char **argv)
{
	char fonts[NAME_BYTES];

	(void)setlocale(LC_ALL, "");
	(void)XtSetLanguageProc(NULL, NULL, NULL);
	show.top = XtVaAppInitialize(&show.app, "Show", NULL, 0, &argc, argv, NULL, XmNtitle,
				     "starting", XmNwidth, WIDTH, XmNheight, HEIGHT, NULL);
	if (argc < 4)
		stop("SPEC OUT FONT");
	show.spec = fopen(argv[1], "r");
	show.out = fopen(argv[2], "w");
	show.font = XLoadQueryFont(XtDisplay(show.top), argv[3]);
	(void)snprintf(fonts, sizeof fonts, "%s", argv[3]);
	if (show.spec == NULL || show.out == NULL || show.font == NULL)
		stop("a file or the font cannot be had");
	show.list = XmFontListAppendEntry(NULL, XmFontListEntryLoad(XtDisplay(show.top), fonts,
								    XmFONT_IS_FONTSET,
								    XmFONTLIST_DEFAULT_TAG));
	next();
	XtRealizeWidget(show.top);
	report();
	XtAppMainLoop(show.app);
	return 0;
}
