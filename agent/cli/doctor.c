/* doctor.c - `amtsbote doctor`: is the machine fit, how does an application want to be worked? */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "agent/cli/argument.h"
#include "agent/cli/command.h"
#include "agent/cli/office.h"
#include "agent/desk/stop.h"
#include "agent/doctor/examination.h"
#include "agent/doctor/subject.h"
#include "base/clock.h"
#include "base/str.h"

/* TIMEOUT: a Java program on a loaded machine takes ten seconds to its first window. */
enum { OUTPUT_BYTES_MAX = 4 << 20, SIDE_MAX_PX = 32767, POINT_BYTES = 32 };

#define TIMEOUT "30s"

struct wishes {
	struct examination_options machine;
	struct subject_options app;
	const char *point, *timeout;
	bool json;
};

static int write_out(const struct buf *out)
{
	if (!out->overflowed && fwrite(out->data, 1, out->len_bytes, stdout) == out->len_bytes &&
	    fflush(stdout) == 0)
		return EXIT_DONE;
	return command_complain("doctor", "the output cannot be written");
}

static int examine_machine(const struct wishes *w)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(buf_clear) struct buf out = { 0 };
	struct observations all;

	observations_init(&all, a);
	examine(&w->machine, &all);
	buf_init(&out, OUTPUT_BYTES_MAX);
	(w->json ? observations_json : observations_text)(&all, &out);
	int written = write_out(&out);
	return all.count[OBSERVATION_ERROR] ? EXIT_WRONG : written;
}

/* announce() - on standard error, so that --json stays JSON. */
static void announce(const char *line)
{
	(void)fprintf(stderr, "amtsbote doctor: %s\n", line);
}

/* read_point() - "120,48". */
static bool read_point(const char *text, int *ret_x, int *ret_y)
{
	char x[POINT_BYTES];
	size_t len = strcspn(text, ",");
	uint64_t px, py;

	if (text[len] != ',' || !fmt_into(x, sizeof x, "%.*s", (int)len, text) ||
	    !str_to_u64(x, SIDE_MAX_PX, &px) || !str_to_u64(text + len + 1, SIDE_MAX_PX, &py))
		return false;
	*ret_x = (int)px;
	*ret_y = (int)py;
	return true;
}

static int try_app(struct wishes *w)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(buf_clear) struct buf out = { 0 };
	struct subject s;
	int64_t timeout_ms;

	w->app.has_field = w->point != NULL;
	if (w->point && !read_point(w->point, &w->app.field_x, &w->app.field_y))
		return command_complain("doctor", "--field wants X,Y in pixels of the screen");
	if (!str_to_duration_ms(w->timeout, &timeout_ms) || timeout_ms == 0)
		return command_complain("doctor", "--timeout wants a duration such as " TIMEOUT);
	w->app.timeout_ms = (int)timeout_ms; /* at most 7 days */
	w->app.announce = announce;
	subject_try(&w->app, a, &s);
	buf_init(&out, OUTPUT_BYTES_MAX);
	if (w->json)
		subject_json(&w->app, &s, &out);
	else
		subject_print(&s, &out);
	int written = write_out(&out);
	return s.end == SUBJECT_COMPLETE || s.end == SUBJECT_NO_FIELD ? written : EXIT_WRONG;
}

int command_doctor(int argc, char **argv)
{
	struct wishes w = { .timeout = TIMEOUT };
	const struct argument rows[] = {
		{ "config", "FILE", "the agent's configuration (" OFFICE_CONFIG ", if it is there)",
		  &w.machine.config_file, NULL },
		{ "network", NULL, "ask the sources, too", NULL, &w.machine.network },
		{ "app", "COMMAND",
		  "instead: start this and type test texts into one of its fields", &w.app.command,
		  NULL },
		{ "field", "X,Y", "with --app: click there first; else what has the keyboard",
		  &w.point, NULL },
		{ "wait-title", "TITLE", "with --app: wait for a window of this title (* and ?)",
		  &w.app.title, NULL },
		{ "timeout", "TIME", "with --app: for the window and each answer (" TIMEOUT ")",
		  &w.timeout, NULL },
		{ "json", NULL, "for programs: docs/doctor.schema.json", NULL, &w.json },
	};
	const struct arguments all = { "doctor [--config FILE] [--network] [--json]\n"
				       "       amtsbote doctor --app COMMAND [--json]",
				       rows, sizeof rows / sizeof *rows, 0, 0 };
	struct err e = { 0 };
	int exit_code;

	if (!arguments_read(&all, argc, argv, NULL, &exit_code))
		return exit_code;
	if (!stop_on_signals(&e))
		return command_complain("doctor", e.msg);
	if (w.app.command)
		return try_app(&w);
	if (w.point || w.app.title)
		return command_complain("doctor", "--field and --wait-title want --app");
	if (!w.machine.config_file && access(OFFICE_CONFIG, F_OK) == 0)
		w.machine.config_file = OFFICE_CONFIG;
	return examine_machine(&w);
}
