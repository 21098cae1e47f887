/* stage.h - what tests of the desk share: a desk with the fixture form running on it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "agent/desk/desk.h"
#include "agent/desk/input.h"
#include "agent/desk/window.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "tests/check.h"

/* Generous: a loaded machine is no failure. What must be fast is measured in bench/. */
enum { STAGE_MS = 20000 };

struct stage {
	struct desk *desk;
	char folder[64]; /* the desk's runtime folder */
	char file[96];   /* where the form writes its first field */
	struct err e;
};

/* stage_open_as() - a desk of 800x600 px without an application, else as @o says. */
static inline bool stage_open_as(struct stage *s, struct desk_options o)
{
	memset(s, 0, sizeof *s);
	if (!fmt_into(s->folder, sizeof s->folder, "/tmp/amtsbote-stage-XXXXXX") ||
	    !CHECK(mkdtemp(s->folder) != NULL) ||
	    !fmt_into(s->file, sizeof s->file, "%s/text", s->folder))
		return false;
	o.width_px = 800;
	o.height_px = 600;
	o.runtime_dir = s->folder;
	return CHECK_OK(desk_open(&o, &s->desk, &s->e), s->e);
}

/* stage_open_on() - the same of this kind. */
static inline bool stage_open_on(struct stage *s, enum desk_server kind)
{
	return stage_open_as(s, (struct desk_options){ .server = kind });
}

/* stage_open() - the same of the usual kind. */
static inline bool stage_open(struct stage *s)
{
	return stage_open_on(s, DESK_XVFB);
}

/* stage_close() - everything down; the folder must be left empty but for the form's file. */
static inline void stage_close(struct stage *s)
{
	desk_free(s->desk);
	(void)remove(s->file); /* not every test writes it */
	CHECK(rmdir(s->folder) == 0);
}

/* stage_window() - the window with this title, or id 0; titles are copied nowhere. */
static inline struct window stage_window(struct stage *s, const char *title)
{
	struct arena *a = arena_new();
	struct window *list, found = { 0 };
	size_t n = 0;

	if (!CHECK_OK(window_list(s->desk, a, &list, &n, &s->e), s->e))
		n = 0;
	for (size_t i = 0; i < n; i++) {
		if (strcmp(list[i].title, title) == 0 && found.id == 0)
			found = list[i];
	}
	arena_free(a);
	found.title = found.cls = found.role = NULL;
	return found;
}

/* stage_await() - wait until the active window has this title. */
static inline bool stage_await(struct stage *s, const char *title)
{
	struct deadline limit = deadline_in(STAGE_MS);
	unsigned seen = 0;

	while (!stage_window(s, title).active) {
		if (!CHECK_OK(desk_wait(s->desk, limit, &seen, &s->e), s->e) ||
		    !CHECK(!(seen & (DESK_TIMEOUT | DESK_APP_ENDED))))
			return false;
	}
	return true;
}

/* stage_ended() - wait for the application's end. */
static inline bool stage_ended(struct stage *s)
{
	struct deadline limit = deadline_in(STAGE_MS);
	unsigned seen = 0;

	while (desk_app(s->desk) == DESK_APP_RUNNING) {
		if (!CHECK_OK(desk_wait(s->desk, limit, &seen, &s->e), s->e) ||
		    !CHECK(!(seen & DESK_TIMEOUT)))
			return false;
	}
	return true;
}

/* stage_key() - send a chord. */
static inline bool stage_key(struct stage *s, const char *chord)
{
	return CHECK_OK(input_key(s->desk, chord, &s->e), s->e);
}

/* What a desk's server has in the file system; numbers that are free are soon another's. */
struct stage_traces {
	char socket[32], lock[32];
	ino_t inode;          /* of the socket */
	struct timespec made; /* numbers of inodes are used again as well */
};

/* stage_traces() - of a desk that is open. */
static inline struct stage_traces stage_traces(const struct desk *desk)
{
	struct stage_traces t = { 0 };
	struct stat st = { 0 };

	CHECK(fmt_into(t.socket, sizeof t.socket, "/tmp/.X11-unix/X%s", desk_display(desk) + 1));
	CHECK(fmt_into(t.lock, sizeof t.lock, "/tmp/.X%s-lock", desk_display(desk) + 1));
	CHECK(lstat(t.socket, &st) == 0);
	CHECK(lstat(t.lock, &(struct stat){ 0 }) != 0); /* it never has one */
	t.inode = st.st_ino;
	t.made = st.st_ctim;
	return t;
}

/* stage_no_traces() - the socket is gone with its desk. */
static inline void stage_no_traces(const struct stage_traces *t)
{
	struct stat st;

	CHECK(lstat(t->socket, &st) != 0 || st.st_ino != t->inode ||
	      st.st_ctim.tv_sec != t->made.tv_sec || st.st_ctim.tv_nsec != t->made.tv_nsec);
}

/* stage_launch() - the form, ready for input; @option and @value may be NULL. */
static inline bool stage_launch(struct stage *s, const char *option, const char *value)
{
	const char *build = getenv("AMTSBOTE_BUILD_DIR");
	char program[4096];

	if (!CHECK(build != NULL) ||
	    !CHECK(fmt_into(program, sizeof program, "%s/tests/fixture/fixture_form", build)))
		return false;
	const char *argv[] = { program, s->file, option, value, NULL };
	return CHECK_OK(desk_launch(s->desk, argv, NULL, &s->e), s->e) && stage_await(s, "form") &&
	       CHECK_OK(desk_settle(s->desk, DESK_QUIET_MS, deadline_in(STAGE_MS), &s->e), s->e);
}

/* stage_form() - a desk with the form on it. */
static inline bool stage_form(struct stage *s, const char *option, const char *value)
{
	return stage_open(s) && stage_launch(s, option, value);
}

/* stage_text() - what the form's first field holds; owned by the caller. The title becomes
 * "renamed". */
static inline char *stage_text(struct stage *s)
{
	char *text = NULL;
	size_t len;

	if (!stage_key(s, "F2") || !stage_await(s, "written") ||
	    !CHECK_OK(file_read(s->file, 1 << 20, &text, &len, &s->e), s->e))
		return mem_strdup("(nothing written)");
	if (!stage_key(s, "F4") || !stage_await(s, "renamed"))
		text[0] = 0;
	return text;
}
