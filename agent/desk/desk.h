/* desk.h - a private X display: server, keymap, windows, frame and the running application. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/img.h"

struct desk;

/* The program that is the screen. */
enum desk_server {
	DESK_XVFB, /* seen by nobody */
	DESK_XVNC, /* a person can look on and take over: desk_viewer_socket() */
};

struct desk_options {
	enum desk_server server;
	int width_px, height_px; /* 320..8192; 0 means 1280 x 1024 */
	int dpi;                 /* 50..400; 0 means 96 */
	/* Existing private folder for cookie, HOME and sockets; NULL: a new one below
	 * $XDG_RUNTIME_DIR or /tmp, mode 0700, removed with the desk. */
	const char *runtime_dir;
	bool silent;         /* what the application prints is not kept: it may be about people */
	int double_click_ms; /* within which it takes two clicks for one gesture; 0: 500 */
};

/* What desk_wait() saw; several may be set. */
enum desk_event {
	DESK_DAMAGED = 1,   /* pixels changed */
	DESK_WINDOWS = 2,   /* a window appeared, vanished, moved, was renamed or became active */
	DESK_APP_ENDED = 4, /* the application's first process ended */
	DESK_TIMEOUT = 8,   /* the deadline passed with nothing else to report */
};

/* How the application stands. */
enum desk_app {
	DESK_APP_NONE, /* none launched yet */
	DESK_APP_RUNNING,
	DESK_APP_EXITED, /* by itself; desk_app_status() has the exit code */
	DESK_APP_KILLED, /* by a signal; desk_app_status() has its number */
};

/*
 * desk_open() - start an X server, load the keymap and read it back, become its window
 * manager.
 * @o:        see struct desk_options
 * @ret_desk: owned by the caller, desk_free()
 * @e:        ERR_DISPLAY (server missing, did not come up, keymap not taken over), ERR_IO
 */
MUST_USE bool desk_open(const struct desk_options *o, struct desk **ret_desk, struct err *e);

/* desk_free() - end the application's process group and the server by their ids, wait for both,
 * remove every file of the desk. Takes NULL. Keys that are down go up first. */
void desk_free(struct desk *desk);
DEFINE_CLEANUP(struct desk *, desk_free)

/*
 * desk_launch() - start the application in a session and process group of its own, with a clean
 * environment (PATH, LANG=C.UTF-8, private HOME and TMPDIR, DISPLAY, XAUTHORITY, the toolkit
 * settings of settings.c, plus @env).
 * @argv: program and arguments, NULL-terminated; the program is looked up in PATH
 * @env:  "NAME=value" entries, NULL-terminated, or NULL
 * @e:    ERR_START (not found, not executable; names the program)
 */
MUST_USE bool desk_launch(struct desk *desk, const char *const *argv, const char *const *env,
			  struct err *e);

/* desk_close_app() - ask every top-level window to close (WM_DELETE_WINDOW), the topmost first, and
 * wait for the application's end until @limit; then SIGTERM, then SIGKILL to what is left of its
 * group. Returns true if it ended by itself. */
bool desk_close_app(struct desk *desk, struct deadline limit);

/* desk_await_end() - wait until the application's first process has ended; false if it has not when
 * @limit is over. Serves the display to nobody meanwhile, and works when that is gone. */
bool desk_await_end(struct desk *desk, struct deadline limit);

/* desk_app() - how the application stands now. */
enum desk_app desk_app(struct desk *desk);

/* desk_app_status() - exit code or signal number; 0 while it runs. */
int desk_app_status(struct desk *desk);

/*
 * desk_stir() - a number that changes with everything sent that may give the application work, with
 * every window event and every change of pixels (but for blinking carets) handled so far. Equal:
 * what a barrier said before is still so, unless the application does something by itself.
 */
uint64_t desk_stir(const struct desk *desk);

/* desk_display() - the display's name (":7"); borrowed. */
const char *desk_display(const struct desk *desk);

/* desk_cookie_file() - the Xauthority file of this desk; borrowed. */
const char *desk_cookie_file(const struct desk *desk);

/* desk_viewer_socket() - where a VNC viewer connects; borrowed, NULL for Xvfb. */
const char *desk_viewer_socket(const struct desk *desk);

/* What the pixels of a desk depend on, for the journal. */
struct desk_fingerprint {
	const char *text; /* one line for each part, canonical */
	char hex[65];     /* SHA-256 of the text */
};

/*
 * desk_fingerprint() - server, extensions, size, resolution, fonts, keymap and settings as they are
 * now. A change of any of them changes it; the same ones give the same text.
 * @a: owns the text
 * @e: ERR_DISPLAY, ERR_IO
 */
MUST_USE bool desk_fingerprint(struct desk *desk, struct arena *a,
			       struct desk_fingerprint *ret_fingerprint, struct err *e);

/*
 * desk_wait() - serve the display until something happens or @until is over.
 * @ret_events: set of enum desk_event; DESK_TIMEOUT alone if nothing happened
 * @e:          ERR_DISPLAY (the server is gone), ERR_STOPPED (a signal asked us to stop)
 * Damage that the barrier itself caused and that changed no pixel does not count.
 */
MUST_USE bool desk_wait(struct desk *desk, struct deadline until, unsigned *ret_events,
			struct err *e);

/* How a window stands towards its input. */
enum desk_answer_kind {
	DESK_ANSWERED, /* it has eaten all input sent so far */
	DESK_LATE,     /* likewise, but only after more than DESK_LATE_MS: it was busy */
	DESK_CLOSED,   /* the window closed; the application lives */
	DESK_SILENT,   /* no answer until the limit: it hangs */
	DESK_ENDED,    /* the application ended: desk_app(), desk_app_status() */
};

/* DESK_LATE_MS: 100 times what an idle program needs. */
enum { DESK_LATE_MS = 150 };

struct desk_answer {
	enum desk_answer_kind kind;
	int took_ms;
	char said[256]; /* a plain sentence, naming window, process, exit status or signal */
};

/*
 * desk_ask() - ask one window whether it has eaten all input sent so far.
 * @id: the window; 0: an open menu, else the active one; with no window at all it is DESK_ANSWERED
 * @e:  ERR_DISPLAY, ERR_STOPPED
 */
MUST_USE bool desk_ask(struct desk *desk, uint32_t id, struct deadline limit,
		       struct desk_answer *ret_answer, struct err *e);

/*
 * desk_barrier() - wait until the application has eaten all input sent so far.
 * _NET_WM_PING where the active window lists it, else the expose barrier in the focused (or
 * deepest) window; a window that closes has eaten what was for it, the next is asked.
 * @e: ERR_HUNG (no answer until @limit), ERR_GONE (application ended, with its exit status or
 * signal), ERR_MISBEHAVED (what guard.h noted meanwhile), ERR_DISPLAY, ERR_STOPPED. With no
 * window at all the answer is immediate.
 */
MUST_USE bool desk_barrier(struct desk *desk, struct deadline limit, struct err *e);

/*
 * desk_eaten() - two barriers, the second asked behind the first one's answer: also what came of
 * handling the input by way of the server has been handled (docs/decisions/008). @e: as above
 */
MUST_USE bool desk_eaten(struct desk *desk, struct deadline limit, struct err *e);

/*
 * desk_settle() - barrier, then wait until nothing was damaged for @quiet_ms.
 * A screen that never rests until @limit is ERR_HUNG naming the moving area.
 */
MUST_USE bool desk_settle(struct desk *desk, int quiet_ms, struct deadline limit, struct err *e);

/* DESK_QUIET_MS: 30 to 40 ms without damage were enough in 70 of 70 runs (docs/decisions). */
enum { DESK_QUIET_MS = 40 };

/*
 * desk_frame() - the whole screen as it is now; only what was damaged since is fetched (XShm).
 * @ret_frame: borrowed; valid and unchanged until the next call of desk_frame()
 */
MUST_USE bool desk_frame(struct desk *desk, const struct img **ret_frame, struct err *e);

/*
 * desk_frame_dirty() - the box around every pixel that changed between the picture desk_frame()
 * gave last and the one at the last call of this function; empty if none did. At first it is the
 * whole screen.
 */
struct rect desk_frame_dirty(struct desk *desk);
