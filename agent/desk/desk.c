/* desk.c - a private X display: opened and closed as one. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <unistd.h> /* xdo.h uses useconds_t without saying so */

#include "agent/desk/desk.h"

#include <X11/XKBlib.h>
#include <X11/extensions/XRes.h>
#include <X11/extensions/XTest.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <xdo.h>
#include "agent/desk/display.h"
#include "agent/desk/events.h"
#include "agent/desk/flood.h"
#include "agent/desk/input.h"
#include "agent/desk/settings.h"
#include "agent/desk/trap.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

enum {
	DEFAULT_WIDTH_PX = 1280,
	DEFAULT_HEIGHT_PX = 1024,
	SIDE_MIN_PX = 320,
	SIDE_MAX_PX = 8192,
	DEFAULT_DPI = 96,
	DPI_MIN = 50,
	DPI_MAX = 400,
	PATH_BYTES_MAX = 4096,
};

static const char *const atom_names[] = {
#define X(name) [ATOM_##name] = #name,
	ATOMS(X)
#undef X
};

/* make_folder() - below $XDG_RUNTIME_DIR, which is private and in memory, else below /tmp. */
static bool make_folder(struct desk *d, const char *given, struct err *e)
{
	const char *base = getenv("XDG_RUNTIME_DIR");
	CLEANUP(buf_clear) struct buf path = { 0 };

	buf_init(&path, PATH_BYTES_MAX);
	if (given != NULL) {
		d->folder = mem_strdup(given);
		return true;
	}
	if (base == NULL || base[0] != '/' || access(base, W_OK) != 0)
		base = "/tmp";
	buf_addf(&path, "%s/amtsbote-desk-XXXXXX", base);
	if (!buf_check(&path, "path of the desk's folder", e))
		return false;
	if (mkdtemp(path.data) == NULL)
		return err_set(e, ERR_IO, "create '%s': %s", path.data, strerror(errno));
	d->folder = buf_take(&path);
	d->folder_is_new = true;
	return true;
}

/* write_owner() - for whoever cleans up after us: whose shared memory may be left (reaper.c). */
static bool write_owner(const struct desk *d, struct err *e)
{
	CLEANUP(buf_clear) struct buf path = { 0 };
	char text[16];

	buf_init(&path, PATH_BYTES_MAX);
	buf_addf(&path, "%s/owner", d->folder);
	return buf_check(&path, "path of the owner's note", e) &&
	       fmt_into(text, sizeof text, "%d", (int)getpid()) &&
	       file_write_private(path.data, text, strlen(text), e);
}

static bool check_size(struct desk *d, const struct desk_options *o, struct err *e)
{
	d->width_px = o->width_px ? o->width_px : DEFAULT_WIDTH_PX;
	d->height_px = o->height_px ? o->height_px : DEFAULT_HEIGHT_PX;
	if (d->width_px >= SIDE_MIN_PX && d->width_px <= SIDE_MAX_PX &&
	    d->height_px >= SIDE_MIN_PX && d->height_px <= SIDE_MAX_PX)
		return o->dpi == 0 || (o->dpi >= DPI_MIN && o->dpi <= DPI_MAX) ||
		       err_set(e, ERR_DISPLAY, "no screen of %d dpi", o->dpi);
	return err_set(e, ERR_DISPLAY, "no screen of %dx%d px", d->width_px, d->height_px);
}

static bool start_server(struct desk *d, const struct desk_options *o, struct err *e)
{
	struct server_options so = { .kind = o->server,
				     .width_px = d->width_px,
				     .height_px = d->height_px,
				     .dpi = o->dpi ? o->dpi : DEFAULT_DPI,
				     .folder = d->folder };

	d->kind = o->server;
	d->dpi = so.dpi;
	return server_start(&d->server, &so, e);
}

static bool connect_to_server(struct desk *d, struct err *e)
{
	int event_base, error_base, major, minor;

	trap_install();
	/* A dying server must be an error code; writing to its socket would kill us otherwise. */
	(void)signal(SIGPIPE, SIG_IGN);
	if (!server_connect(&d->server, &d->x, e))
		return false;
	trap_connection(d->x, &d->lost);
	flood_open(d);
	d->root = DefaultRootWindow(d->x);
	if (!XTestQueryExtension(d->x, &event_base, &error_base, &major, &minor))
		return err_set(e, ERR_DISPLAY, "X server has no XTEST extension");
	d->has_xres = XResQueryExtension(d->x, &event_base, &error_base) &&
		      XResQueryVersion(d->x, &major, &minor) && (major > 1 || minor >= 2);
	(void)XTestGrabControl(d->x, True); /* so that no client's server grab can stop us */
	if (!XInternAtoms(d->x, (char **)(uintptr_t)atom_names, ATOM_MAX_, False, d->atoms))
		return err_set(e, ERR_DISPLAY, "X server gives no atoms");
	return true;
}

static bool prepare_input(struct desk *d, struct err *e)
{
	int opcode, event_base, error_base;

	if (!keymap_load(&d->keymap, d->x, &d->server, e))
		return false;
	/* Xlib makes MappingNotify of XKB's events, once it uses XKB. */
	if (XkbQueryExtension(d->x, &opcode, &event_base, &error_base, NULL, NULL))
		flood_watch(d, event_base);
	XAutoRepeatOff(d->x); /* a busy machine must not turn one key press into two */
	/* After the keymap: libxdo reads it once and never again. */
	d->xdo = xdo_new_with_opened_display(d->x, d->server.display, 0);
	if (d->xdo == NULL)
		return err_set(e, ERR_DISPLAY, "libxdo refuses the display");
	d->xdo->quiet = 1;
	/* Out of the way: a pointer over the application lights up what it touches. */
	return input_move(d, d->width_px - 1, d->height_px - 1, e);
}

bool desk_open(const struct desk_options *o, struct desk **ret_desk, struct err *e)
{
	CLEANUP(desk_freep) struct desk *d = mem_zalloc(sizeof *d);

	d->server.screen_fd = -1;
	if (!check_size(d, o, e) || !make_folder(d, o->runtime_dir, e) || !write_owner(d, e) ||
	    !start_server(d, o, e) || !connect_to_server(d, e) || !settings_install(d, e) ||
	    !wm_open(d, e) || !selection_open(d, e) || !frame_open(d, e) || !prepare_input(d, e))
		return err_wrap(e, "desk");
	d->happened = 0;
	d->silent = o->silent;
	d->double_click_ms = o->double_click_ms;
	*ret_desk = TAKE(d);
	return true;
}

/* remove_files() - only what is ours: a given folder stays, and so does what others put there. */
static void remove_files(struct desk *d)
{
	static const char *const names[] = {
		"home",    "tmp", "Xauthority", "server.log", "application.log",
		"display", "vnc", "fonts",      "owner"
	};
	struct err unsaid = { 0 };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		CLEANUP(buf_clear) struct buf path = { 0 };
		buf_init(&path, PATH_BYTES_MAX);
		buf_addf(&path, "%s/%s", d->folder, names[i]);
		if (!path.overflowed && !file_remove_tree(path.data, &unsaid))
			err_clear(&unsaid); /* nobody is left who could act on it */
	}
	if (d->folder_is_new && !file_remove_tree(d->folder, &unsaid))
		err_clear(&unsaid);
}

void desk_free(struct desk *d)
{
	if (d == NULL)
		return;
	if (d->xdo != NULL)
		(void)input_release_all(
			d); /* the server ends anyway; this is for what it remembers */
	application_end(d);
	input_withdraw(d);
	frame_close(d);
	wm_clear(&d->wm);
	window_forget(&d->windows);
	keymap_clear(&d->keymap);
	if (d->xdo != NULL)
		xdo_free(d->xdo);
	if (d->x != NULL)
		XCloseDisplay(d->x);
	server_stop(&d->server);
	if (d->folder != NULL)
		remove_files(d);
	free(d->folder);
	free(d);
}

uint64_t desk_stir(const struct desk *d)
{
	return d->stir + d->wm.stir;
}

const char *desk_display(const struct desk *d)
{
	return d->server.display;
}

const char *desk_cookie_file(const struct desk *d)
{
	return d->server.cookie_file;
}

const char *desk_viewer_socket(const struct desk *d)
{
	return d->server.vnc_socket;
}
