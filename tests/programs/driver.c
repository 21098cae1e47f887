/* driver.c - a desk on a leash: one command a line on stdin, one answer a line on stdout. */
/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A command is a JSON list, its name first; an answer is ["ok", ...] or ["error", code, text]. The
 * commands are the functions of agent/desk and nothing more, so that what a program of the tests
 * receives is what the product sends. tests/programs/stage.py is the other end.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "agent/desk/desk.h"
#include "agent/desk/input.h"
#include "agent/desk/stop.h"
#include "agent/desk/window.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

/* LIMIT_MS: generous, a loaded machine is no failure; WORDS_MAX: arguments of a program. */
enum {
	LIMIT_MS = 60000,
	CLOSE_MS = 5000,
	WORDS_MAX = 128,
	ANSWER_BYTES_MAX = 1 << 22,
	PGM_HEAD_BYTES = 64,
};

struct driver {
	struct desk *desk;
	struct buf *out; /* borrowed; the members of the answer after "ok" */
	const char *env[WORDS_MAX + 1];
	size_t env_n;
};

typedef bool command_run(struct driver *v, const struct json *line, struct err *e);

static bool run_line(struct driver *v, const struct json *line, struct err *e);

static struct deadline limit(void)
{
	return deadline_in(LIMIT_MS);
}

/* text() - argument @i, "" if there is none. */
static const char *text(const struct json *line, size_t i)
{
	return i < line->n && line->items[i]->text != NULL ? line->items[i]->text : "";
}

/* number() - argument @i, 0 if it is none. */
static int number(const struct json *line, size_t i)
{
	uint64_t n = 0;

	return str_to_u64(text(line, i), INT32_MAX, &n) ? (int)n : 0;
}

static bool run_env(struct driver *v, const struct json *line, struct err *e)
{
	if (v->env_n == WORDS_MAX)
		return err_set(e, ERR_LIMIT, "over %d variables", WORDS_MAX);
	v->env[v->env_n++] = mem_strdup(text(line, 1)); /* lives as long as we do */
	return true;
}

static bool run_launch(struct driver *v, const struct json *line, struct err *e)
{
	const char *argv[WORDS_MAX + 1] = { NULL };

	if (line->n - 1 > WORDS_MAX)
		return err_set(e, ERR_LIMIT, "over %d arguments", WORDS_MAX);
	for (size_t i = 1; i < line->n; i++)
		argv[i - 1] = text(line, i);
	return desk_launch(v->desk, argv, v->env, e);
}

/* find() - the window with this title (active, if @active), copied without its texts; or id 0. */
static bool find(struct driver *v, const char *title, bool active, struct window *ret_found,
		 struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct window *list, found = { 0 };
	size_t n;

	if (!window_list(v->desk, a, &list, &n, e))
		return false;
	for (size_t i = 0; i < n && found.id == 0; i++) {
		if (strncmp(list[i].title, title, strlen(title)) == 0 &&
		    (!active || list[i].active))
			found = list[i];
	}
	found.title = found.cls = NULL;
	*ret_found = found;
	return true;
}

/* run_title() - wait for an active window whose title begins so; answers its place. */
static bool run_title(struct driver *v, const struct json *line, struct err *e)
{
	struct deadline until = limit();
	struct window w = { 0 };
	unsigned seen;

	for (;;) {
		if (!find(v, text(line, 1), true, &w, e))
			return false;
		if (w.id != 0)
			break;
		if (deadline_over(until))
			return err_set(e, ERR_NOT_FOUND, "no window '%s'", text(line, 1));
		if (!desk_wait(v->desk, until, &seen, e))
			return false;
		if (desk_app(v->desk) != DESK_APP_RUNNING)
			return err_set(e, ERR_GONE, "the program ended before '%s' came",
				       text(line, 1));
	}
	buf_addf(v->out, ",%d,%d,%d,%d", w.area.x, w.area.y, w.area.w, w.area.h);
	return true;
}

static bool run_titles(struct driver *v, const struct json *line, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct window *list;
	size_t n;

	(void)line;
	if (!window_list(v->desk, a, &list, &n, e))
		return false;
	for (size_t i = 0; i < n; i++) {
		buf_addc(v->out, ',');
		json_write_text(list[i].title, v->out);
	}
	return true;
}

static bool run_can_type(struct driver *v, const struct json *line, struct err *e)
{
	(void)e;
	buf_addf(v->out, ",%u", (unsigned)input_can_type(v->desk, text(line, 1)));
	return true;
}

static bool run_type(struct driver *v, const struct json *line, struct err *e)
{
	return input_type(v->desk, text(line, 1), e);
}

static bool run_key(struct driver *v, const struct json *line, struct err *e)
{
	return input_key(v->desk, text(line, 1), e);
}

static bool run_paste(struct driver *v, const struct json *line, struct err *e)
{
	return input_paste(v->desk, text(line, 1), limit(), e);
}

static bool run_offer(struct driver *v, const struct json *line, struct err *e)
{
	return input_offer(v->desk, text(line, 1), e);
}

/* run_click() - x, y, button, times. */
static bool run_click(struct driver *v, const struct json *line, struct err *e)
{
	return input_click(v->desk, number(line, 1), number(line, 2), number(line, 3),
			   number(line, 4), e);
}

static bool run_part(struct driver *v, const struct json *line, struct err *e)
{
	(void)line;
	return input_part_clicks(v->desk, e);
}

/* run_hover() - x, y. */
static bool run_hover(struct driver *v, const struct json *line, struct err *e)
{
	return input_hover(v->desk, number(line, 1), number(line, 2), e);
}

/* run_scroll() - x, y, button of the wheel, notches. */
static bool run_scroll(struct driver *v, const struct json *line, struct err *e)
{
	return input_scroll(v->desk, number(line, 1), number(line, 2),
			    (enum input_wheel)number(line, 3), number(line, 4), e);
}

/* run_drag() - from x, y, to x, y, milliseconds. */
static bool run_drag(struct driver *v, const struct json *line, struct err *e)
{
	const struct input_drag drag = { number(line, 1), number(line, 2), number(line, 3),
					 number(line, 4), 1 };

	return input_drag(v->desk, &drag, deadline_in(number(line, 5)), e);
}

static bool run_barrier(struct driver *v, const struct json *line, struct err *e)
{
	(void)line;
	return desk_barrier(v->desk, limit(), e);
}

static bool run_settle(struct driver *v, const struct json *line, struct err *e)
{
	(void)line;
	return desk_settle(v->desk, DESK_QUIET_MS, limit(), e);
}

static bool run_drop(struct driver *v, const struct json *line, struct err *e)
{
	(void)line;
	return input_drop_selection(v->desk, e);
}

/* add_text() - @got, freed then, as the answer's next member. */
static void add_text(struct driver *v, char *got)
{
	buf_addc(v->out, ',');
	if (got != NULL)
		json_write_text(got, v->out);
	else
		buf_adds(v->out, "null");
	free(got);
}

static bool run_selection(struct driver *v, const struct json *line, struct err *e)
{
	char *got = NULL;

	(void)line;
	if (!input_selection(v->desk, limit(), &got, e))
		return false;
	add_text(v, got);
	return true;
}

static bool run_clipboard(struct driver *v, const struct json *line, struct err *e)
{
	char *got = NULL;

	(void)line;
	if (!input_clipboard(v->desk, limit(), &got, e))
		return false;
	add_text(v, got);
	return true;
}

/* run_entered() - is the text what the program gives as its selection, but for a line's end? */
static bool run_entered(struct driver *v, const struct json *line, struct err *e)
{
	const char *want = text(line, 1);
	char *got = NULL;

	if (!input_selection(v->desk, limit(), &got, e))
		return false;
	if (got == NULL)
		return err_set(e, ERR_UNCERTAIN, "the program gives no selection to compare");
	size_t len = strlen(want);
	bool equal = strncmp(got, want, len) == 0 && strspn(got + len, " \n") == strlen(got + len);
	size_t given = strlen(got);
	free(got);
	return equal ||
	       err_set(e, ERR_MISMATCH, "the program took something else (%zu bytes given for %zu)",
		       given, len);
}

/* run_close() - ask the program's windows to close, and end what does not. */
static bool run_close(struct driver *v, const struct json *line, struct err *e)
{
	(void)line;
	(void)e;
	(void)desk_close_app(v->desk, deadline_in(CLOSE_MS)); /* either way it has ended */
	return true;
}

/* run_serve() - give the desk so many milliseconds, or until something happens. */
static bool run_serve(struct driver *v, const struct json *line, struct err *e)
{
	unsigned seen;

	return desk_wait(v->desk, deadline_in(number(line, 1)), &seen, e);
}

static bool run_ended(struct driver *v, const struct json *line, struct err *e)
{
	struct deadline until = limit();
	unsigned seen;

	(void)line;
	while (desk_app(v->desk) == DESK_APP_RUNNING) {
		if (deadline_over(until))
			return err_set(e, ERR_HUNG, "the program does not end");
		if (!desk_wait(v->desk, until, &seen, e))
			return false;
	}
	buf_addf(v->out, ",%d,%d", desk_app(v->desk) == DESK_APP_EXITED, desk_app_status(v->desk));
	return true;
}

/* run_timed() - a list of commands, one after the other; answers the microseconds it took. */
static bool run_timed(struct driver *v, const struct json *line, struct err *e)
{
	int64_t began_us = clock_boot_us();

	for (size_t i = 1; i < line->n; i++) {
		buf_reset(v->out);
		if (!run_line(v, line->items[i], e))
			return false;
	}
	buf_reset(v->out);
	buf_addf(v->out, ",%lld", (long long)(clock_boot_us() - began_us));
	return true;
}

/* run_picture() - the screen as a portable grey map. */
static bool run_picture(struct driver *v, const struct json *line, struct err *e)
{
	const struct img *frame;

	if (!desk_frame(v->desk, &frame, e))
		return false;
	CLEANUP(buf_clear) struct buf pgm = { 0 };
	buf_init(&pgm, (size_t)frame->width_px * (size_t)frame->height_px + PGM_HEAD_BYTES);
	buf_addf(&pgm, "P5 %d %d 255\n", frame->width_px, frame->height_px);
	for (int y = 0; y < frame->height_px; y++) {
		for (int x = 0; x < frame->width_px; x++)
			buf_addc(&pgm, (char)(img_at(frame, x, y) >> 8));
	}
	return buf_check(&pgm, "picture", e) &&
	       file_write_private(text(line, 1), pgm.data, pgm.len_bytes, e);
}

static const struct {
	const char *name;
	size_t words; /* least, its name included */
	command_run *run;
} commands[] = {
	{ "env", 2, run_env },
	{ "launch", 2, run_launch },
	{ "title", 2, run_title },
	{ "titles", 1, run_titles },
	{ "can-type", 2, run_can_type },
	{ "type", 2, run_type },
	{ "key", 2, run_key },
	{ "offer", 2, run_offer },
	{ "paste", 2, run_paste },
	{ "click", 5, run_click },
	{ "part", 1, run_part },
	{ "hover", 3, run_hover },
	{ "scroll", 5, run_scroll },
	{ "drag", 6, run_drag },
	{ "barrier", 1, run_barrier },
	{ "settle", 1, run_settle },
	{ "drop", 1, run_drop },
	{ "selection", 1, run_selection },
	{ "clipboard", 1, run_clipboard },
	{ "entered", 2, run_entered },
	{ "close", 1, run_close },
	{ "serve", 2, run_serve },
	{ "ended", 1, run_ended },
	{ "timed", 2, run_timed },
	{ "picture", 2, run_picture },
};

static bool run_line(struct driver *v, const struct json *line, struct err *e)
{
	if (line->type != JSON_LIST || line->n == 0)
		return err_set(e, ERR_SYNTAX, "a command is a list");
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		if (strcmp(commands[i].name, text(line, 0)) == 0 && line->n >= commands[i].words)
			return commands[i].run(v, line, e);
	}
	return err_set(e, ERR_SYNTAX, "no command '%s' with %zu words", text(line, 0), line->n);
}

/* answer() - run one line and print what came of it. */
static void answer(struct driver *v, const char *line, size_t len)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(buf_clear) struct buf out = { 0 };
	const struct json *tree;
	struct err e = { 0 };

	buf_init(&out, ANSWER_BYTES_MAX);
	v->out = &out;
	if (json_parse("command", line, len, a, &tree, &e) && run_line(v, tree, &e) &&
	    buf_check(&out, "answer", &e)) {
		printf("[\"ok\"%s]\n", out.data);
	} else {
		buf_reset(&out);
		json_write_text(e.msg, &out);
		printf("[\"error\",\"%s\",%s]\n", err_code_word(e.code), out.data);
	}
	(void)fflush(stdout); /* a closed pipe ends us at the next line */
}

int main(int argc, char **argv)
{
	struct desk_options o = { .width_px = 1024, .height_px = 768 };
	struct driver v = { 0 };
	struct err e = { 0 };
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	if (argc > 1)
		o.runtime_dir = argv[1];
	if (!stop_on_signals(&e) || !desk_open(&o, &v.desk, &e)) {
		(void)fprintf(stderr, "driver: %s\n", e.msg);
		return 1;
	}
	printf("[\"ok\",\"%s\",\"%s\"]\n", desk_display(v.desk), desk_cookie_file(v.desk));
	(void)fflush(stdout);
	while ((len = getline(&line, &room, stdin)) > 0 && !stop_requested())
		answer(&v, line, (size_t)len);
	free(line);
	for (size_t i = 0; i < v.env_n; i++)
		free((void *)(uintptr_t)v.env[i]);
	desk_free(v.desk);
	return 0;
}
