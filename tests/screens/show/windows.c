/* windows.c - Windows: shows pages of a specification and writes where each text stands. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>

enum {
	ITEMS = 256,
	LINE = 4096,
	WIDTH = 1000,
	HEIGHT = 720,
	PAD = 4,
	FIELDS = 9,
	UNIT = 0x1f, /* between the lines of a text, see pages.py */
	HEX = 16
};

struct item {
	int id, x, y, w, h;
	wchar_t kind[LINE], text[LINE];
	COLORREF ink;
	HBRUSH brush;
	COLORREF ground;
	HWND window;
};

static struct {
	FILE *spec, *out;
	HWND top;
	HFONT font;
	struct item items[ITEMS];
	int count, number;
} show;

static COLORREF colour(const char *hash)
{
	unsigned long rgb = strtoul(hash + 1, NULL, HEX);

	return RGB((rgb >> 16) & 0xff, (rgb >> 8) & 0xff, rgb & 0xff);
}

static void stop(const char *why)
{
	(void)fprintf(stderr, "show: %s\n", why);
	ExitProcess(1);
}

static void parse(char *line, struct item *i)
{
	char *part[FIELDS];

	for (int n = 0; n < FIELDS; n++) {
		part[n] = line;
		char *end = line + strcspn(line, n < FIELDS - 1 ? "\t" : "\r\n");
		if (*end == 0)
			stop("a short line");
		*end = 0;
		line = end + 1;
	}
	i->id = atoi(part[0]);
	i->x = atoi(part[2]);
	i->y = atoi(part[3]);
	i->w = atoi(part[4]);
	i->h = atoi(part[5]);
	i->ink = colour(part[6]);
	i->ground = colour(part[7]);
	i->brush = CreateSolidBrush(i->ground);
	(void)MultiByteToWideChar(CP_UTF8, 0, part[1], -1, i->kind, LINE);
	(void)MultiByteToWideChar(CP_UTF8, 0, part[8], -1, i->text, LINE);
}

static BOOL read_page(void)
{
	static char line[4 * LINE];

	for (int n = 0; n < show.count; n++) {
		DestroyWindow(show.items[n].window);
		DeleteObject(show.items[n].brush);
	}
	show.count = 0;
	while (fgets(line, sizeof line, show.spec) != NULL) {
		if (strncmp(line, "page", 4) == 0)
			return TRUE;
		if (show.count == ITEMS)
			stop("too many items");
		parse(line, &show.items[show.count++]);
	}
	return FALSE;
}

static BOOL is(const struct item *i, const wchar_t *kind)
{
	return wcscmp(i->kind, kind) == 0;
}

static BOOL is_edit(const struct item *i)
{
	return is(i, L"entry") || is(i, L"number") || is(i, L"area");
}

static BOOL right(const struct item *i)
{
	return is(i, L"number") || is(i, L"rcell") || is(i, L"rhead");
}

/* set_text() - an edit control parts lines by CR LF. */
static void set_text(const struct item *i)
{
	static wchar_t text[2 * LINE];
	size_t n = 0;

	for (const wchar_t *c = i->text; *c != 0; c++) {
		if (*c == UNIT) {
			text[n++] = L'\r';
			text[n++] = L'\n';
		} else {
			text[n++] = *c;
		}
	}
	text[n] = 0;
	SetWindowTextW(i->window, text);
}

static void make(struct item *i)
{
	const wchar_t *cls = L"STATIC";
	DWORD style = WS_CHILD | WS_VISIBLE, outer = 0;

	if (is_edit(i)) {
		cls = L"EDIT";
		outer = WS_EX_CLIENTEDGE;
		style |= is(i, L"area") ? ES_MULTILINE : ES_AUTOHSCROLL;
		style |= right(i) ? ES_RIGHT : ES_LEFT;
	} else if (is(i, L"button")) {
		cls = L"BUTTON";
		style |= BS_DEFPUSHBUTTON;
	} else {
		style |= SS_CENTERIMAGE | SS_NOPREFIX | (right(i) ? SS_RIGHT : SS_LEFT);
	}
	i->window = CreateWindowExW(outer, cls, L"", style, i->x, i->y, i->w, i->h, show.top, NULL,
				    GetModuleHandleW(NULL), NULL);
	SendMessageW(i->window, WM_SETFONT, (WPARAM)show.font, FALSE);
	set_text(i);
}

/* extent() - pen room of a text. */
static SIZE extent(HWND window, const wchar_t *text, size_t len)
{
	HDC dc = GetDC(window);
	SIZE size;

	SelectObject(dc, show.font);
	GetTextExtentPoint32W(dc, text, (int)len, &size);
	ReleaseDC(window, dc);
	return size;
}

static void write_box(const struct item *i, int line, POINT at, SIZE size)
{
	ClientToScreen(i->window, &at);
	(void)fprintf(show.out, "%d %d %ld %ld %ld %ld\n", i->id, line, (long)at.x, (long)at.y,
		      (long)size.cx, (long)size.cy);
}

/* label_extent() - pen room of a text as STATIC draws it, which is not what extent() says. */
static SIZE label_extent(const struct item *i)
{
	RECT room = { 0, 0, 0, 0 };
	HDC dc = GetDC(i->window);

	SelectObject(dc, show.font);
	DrawTextW(dc, i->text, -1, &room, DT_CALCRECT | DT_SINGLELINE | DT_NOPREFIX);
	ReleaseDC(i->window, dc);
	return (SIZE){ room.right, room.bottom };
}

/* report_edit() - the control tells where its characters are. */
static void report_edit(const struct item *i)
{
	const wchar_t *line = i->text;
	int at = 0;

	for (int n = 0; line != NULL; n++) {
		const wchar_t *end = wcschr(line, UNIT);
		size_t len = end != NULL ? (size_t)(end - line) : wcslen(line);
		LRESULT where = SendMessageW(i->window, EM_POSFROMCHAR, (WPARAM)at, 0);
		write_box(i, n, (POINT){ (short)LOWORD(where), (short)HIWORD(where) },
			  extent(i->window, line, len));
		at += (int)len + 2;
		line = end != NULL ? end + 1 : NULL;
	}
}

static void report(void)
{
	wchar_t title[LINE];

	for (int n = 0; n < show.count; n++) {
		const struct item *i = &show.items[n];
		if (is_edit(i)) {
			report_edit(i);
		} else if (!is(i, L"button")) {
			SIZE size = label_extent(i);
			write_box(i, 0,
				  (POINT){ right(i) ? i->w - size.cx : 0, (i->h - size.cy) / 2 },
				  size);
		}
	}
	(void)fprintf(show.out, "page %d\n", ++show.number);
	(void)fflush(show.out);
	(void)_snwprintf(title, LINE, L"page %d.", show.number);
	SetWindowTextW(show.top, title);
}

static void next(void)
{
	if (!read_page())
		return;
	for (int n = 0; n < show.count; n++) {
		make(&show.items[n]);
		if (is(&show.items[n], L"button"))
			SetFocus(show.items[n].window);
	}
	UpdateWindow(show.top);
	report();
}

/* paint() - the colours of a control; the system asks before it draws. */
static LRESULT paint(HDC dc, HWND window)
{
	for (int n = 0; n < show.count; n++) {
		struct item *i = &show.items[n];
		if (i->window == window) {
			SetTextColor(dc, i->ink);
			SetBkColor(dc, i->ground);
			return (LRESULT)i->brush;
		}
	}
	return (LRESULT)GetStockObject(WHITE_BRUSH);
}

static LRESULT CALLBACK on_message(HWND window, UINT what, WPARAM w, LPARAM l)
{
	if (what == WM_CTLCOLORSTATIC || what == WM_CTLCOLOREDIT)
		return paint((HDC)w, (HWND)l);
	if (what == WM_DESTROY)
		PostQuitMessage(0);
	return DefWindowProcW(window, what, w, l);
}

static void loop(void)
{
	MSG message;

	while (GetMessageW(&message, NULL, 0, 0) > 0) {
		if (message.message == WM_KEYDOWN && message.wParam == VK_F2) {
			next();
			continue;
		}
		TranslateMessage(&message);
		DispatchMessageW(&message);
	}
}

int wmain(int argc, wchar_t **argv)
{
	WNDCLASSW cls = {
		.lpfnWndProc = on_message,
		.hInstance = GetModuleHandleW(NULL),
		.hCursor = LoadCursorW(NULL, (LPCWSTR)IDC_ARROW),
		.hbrBackground = (HBRUSH)(COLOR_BTNFACE + 1),
		.lpszClassName = L"Show",
	};

	if (argc < 5)
		stop("SPEC OUT FONT PIXELS");
	show.spec = _wfopen(argv[1], L"rb");
	show.out = _wfopen(argv[2], L"wb");
	if (show.spec == NULL || show.out == NULL || !RegisterClassW(&cls))
		stop("a file cannot be had");
	show.font = CreateFontW(-_wtoi(argv[4]), 0, 0, 0, FW_NORMAL, FALSE, FALSE, FALSE,
				DEFAULT_CHARSET, 0, 0, DEFAULT_QUALITY, 0, argv[3]);
	show.top = CreateWindowExW(WS_EX_APPWINDOW, L"Show", L"starting",
				   WS_POPUP | WS_VISIBLE | WS_SYSMENU, 0, 0, WIDTH, HEIGHT, NULL,
				   NULL, cls.hInstance, NULL);
	next();
	loop();
	return 0;
}
