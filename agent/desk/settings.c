/* settings.c - how toolkits are to look and behave on every desk alike. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/settings.h"

#include <X11/Xatom.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include "agent/desk/display.h"
#include "agent/desk/trap.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/file.h"

/* Nothing moves by itself, and one glyph has one bitmap: hinted, never at part of a pixel. The
 * caret of Motif, Qt and Swing may blink: docs/decisions/001. */
#define GTK_SETTINGS \
	"[Settings]\n" \
	"gtk-theme-name=Adwaita\n" \
	"gtk-font-name=DejaVu Sans 10\n" \
	"gtk-enable-animations=0\n" \
	"gtk-cursor-blink=0\n" \
	"gtk-xft-antialias=1\n" \
	"gtk-xft-hinting=1\n" \
	"gtk-xft-hintstyle=hintslight\n" \
	"gtk-xft-rgba=none\n"

static const char resources[] = "Xft.dpi: 96\n"
				"Xft.antialias: 1\n"
				"Xft.hinting: 1\n"
				"Xft.hintstyle: hintslight\n"
				"Xft.rgba: none\n"
				"*cursorBlink: false\n";

static const struct {
	const char *folders[3]; /* made in this order; the last holds the file */
	const char *name, *text;
} files[] = {
	{ { ".config", ".config/gtk-3.0" }, ".config/gtk-3.0/settings.ini", GTK_SETTINGS },
	{ { ".config", ".config/gtk-3.0" },
	  ".config/gtk-3.0/gtk.css",
	  "* { transition: none; animation: none; }\n" },
	{ { ".config", ".config/gtk-4.0" }, ".config/gtk-4.0/settings.ini", GTK_SETTINGS },
	{ { NULL },
	  ".gtkrc-2.0",
	  "gtk-font-name=\"DejaVu Sans 10\"\ngtk-cursor-blink=0\ngtk-enable-animations=0\n" },
};

enum { FILES = sizeof files / sizeof files[0] };

const char *const *settings_environment(void)
{
	static const char *const list[] = {
		"QT_STYLE_OVERRIDE=Fusion",
		"QT_AUTO_SCREEN_SCALE_FACTOR=0",
		"QT_SCALE_FACTOR=1",
		"QT_LINUX_ACCESSIBILITY_ALWAYS_ON=0",
		"GDK_SCALE=1",
		"GTK_OVERLAY_SCROLLING=0", /* bars that come and go lie over the texts of a list */
		"GDK_BACKEND=x11",
		/* Without the last one Swing answers the barrier from its back buffer:
		 * docs/decisions/019. */
		"JAVA_TOOL_OPTIONS=-Dsun.java2d.uiScale=1 -Dawt.useSystemAAFontSettings=off "
		"-Dswing.showFromDoubleBuffer=false",
		NULL,
	};

	return list;
}

bool settings_install(struct desk *d, struct err *e)
{
	trap_begin(d->x);
	XChangeProperty(d->x, d->root, XA_RESOURCE_MANAGER, XA_STRING, 8, PropModeReplace,
			(const unsigned char *)resources, (int)strlen(resources));
	if (trap_end(d->x) != 0)
		return err_set(e, ERR_DISPLAY, "X server takes no resources");
	return true;
}

bool settings_write(const char *home, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();

	for (size_t i = 0; i < FILES; i++) {
		for (const char *const *f = files[i].folders; *f != NULL; f++) {
			const char *path = arena_printf(a, "%s/%s", home, *f);
			if (mkdir(path, 0700) != 0 && errno != EEXIST)
				return err_set(e, ERR_IO, "create '%s': %s", path, strerror(errno));
		}
		if (!file_write_private(arena_printf(a, "%s/%s", home, files[i].name),
					files[i].text, strlen(files[i].text), e))
			return false;
	}
	return true;
}

/* add_lines() - @text with @name in front of each line. */
static void add_lines(struct buf *to, const char *name, const char *text)
{
	while (*text != 0) {
		size_t len = strcspn(text, "\n");
		buf_addf(to, "%s ", name);
		buf_add(to, text, len);
		buf_addc(to, '\n');
		text += len + (text[len] == '\n');
	}
}

void settings_describe(struct buf *to)
{
	add_lines(to, "resource", resources);
	for (size_t i = 0; i < FILES; i++)
		add_lines(to, files[i].name, files[i].text);
	for (const char *const *set = settings_environment(); *set != NULL; set++)
		add_lines(to, "environment", *set);
}
