/* capture.c - what an application shows, as a picture. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/read/capture.h"

#include <stdlib.h>
#include <string.h>
#include "agent/desk/desk.h"
#include "agent/desk/window.h"
#include "base/arena.h"
#include "base/mem.h"
#include "base/str.h"

/* CLOSE_MS: an idle program closes within some milliseconds; a question whether to save keeps it
 * open, then it is ended. */
enum { CLOSE_MS = 2000 };

/* is_shown() - the window that is waited for. */
static bool is_shown(struct desk *desk, const char *title, bool *ret_shown, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct window *list;
	size_t n;

	*ret_shown = false;
	if (!window_list(desk, a, &list, &n, e))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!list[i].popup && (!title || str_glob(title, list[i].title)))
			*ret_shown = true;
	return true;
}

static bool await_window(struct desk *desk, const struct capture_options *o, struct err *e)
{
	struct deadline limit = deadline_in(o->timeout_ms);
	bool shown = false;
	unsigned seen;

	for (;;) {
		if (!is_shown(desk, o->title, &shown, e))
			return false;
		if (shown)
			return true;
		if (desk_app(desk) != DESK_APP_RUNNING)
			return err_set(e, ERR_GONE, "it ended with %s %d before it showed a window",
				       desk_app(desk) == DESK_APP_KILLED ? "signal" : "exit code",
				       desk_app_status(desk));
		if (deadline_over(limit))
			return err_set(e, ERR_NOT_FOUND, "no window%s%s within %d ms",
				       o->title ? " " : "", o->title ? o->title : "",
				       o->timeout_ms);
		if (!desk_wait(desk, limit, &seen, e))
			return false;
	}
}

/* launch() - a program named by a relative path is ours, while it runs in a folder of its own. */
static bool launch(struct desk *desk, const char *const *argv, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(mem_freep) char *real = NULL;
	size_t n = 0;

	while (argv[n])
		n++;
	const char **words = arena_calloc(a, n + 1, sizeof *words);
	memcpy(words, argv, n * sizeof *words);
	if (argv[0][0] != '/' && strchr(argv[0], '/'))
		real = realpath(argv[0], NULL);
	if (real)
		words[0] = real;
	return desk_launch(desk, words, NULL, e);
}

bool capture_start(struct desk *desk, const struct capture_options *o, struct err *e)
{
	if (!launch(desk, o->argv, e))
		return false;
	return (await_window(desk, o, e) &&
		desk_settle(desk, DESK_QUIET_MS, deadline_in(o->timeout_ms), e)) ||
	       err_wrap(e, "%s", o->argv[0]);
}

bool capture_app(struct desk *desk, const struct capture_options *o, struct img **ret_img,
		 struct err *e)
{
	const struct img *frame;

	if (!capture_start(desk, o, e))
		return false;
	if (!desk_frame(desk, &frame, e))
		return err_wrap(e, "%s", o->argv[0]);
	*ret_img = img_crop(frame, img_bounds(frame));
	(void)desk_close_app(desk, deadline_in(CLOSE_MS)); /* ended in any case */
	return true;
}
