/* test_desk.c - opening, launching, every way to end, and leaving nothing behind. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <X11/Xlib.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include "agent/desk/stop.h"
#include "base/buf.h"
#include "tests/desk/stage.h"

static bool exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

/* children() - the processes whose parent we are, as the kernel lists them. */
static char *children(void)
{
	char path[64];
	struct buf b;

	buf_init(&b, 1 << 16);
	if (CHECK(fmt_into(path, sizeof path, "/proc/%d/task/%d/children", getpid(), getpid()))) {
		FILE *f = fopen(path, "r");
		for (int c; f != NULL && (c = getc(f)) != EOF;)
			buf_addc(&b, (char)c);
		if (f != NULL)
			fclose(f);
	}
	return buf_take(&b);
}

/*
 * segments() - segments of shared memory that this process made. Only those: other tests run
 * at the same time. The creator is the fifth number of a line (proc(5), sysvipc).
 */
static int segments(void)
{
	FILE *f = fopen("/proc/sysvipc/shm", "r");
	char line[512];
	int ours = 0;

	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		long creator = 0;
		if (sscanf(line, "%*d %*d %*s %*d %ld", &creator) == 1)
			ours += creator == (long)getpid();
	}
	if (f != NULL)
		fclose(f);
	return ours;
}

TEST(desk_leaves_nothing_behind)
{
	char *before = children(), *after;
	struct stage s;

	if (!stage_form(&s, NULL, NULL))
		return;
	struct stage_traces traces = stage_traces(s.desk);
	stage_key(&s, "F8"); /* a daemon that left group, session and environment */
	stage_await(&s, "daemon");
	stage_close(&s);
	after = children();
	CHECK_EQ_STR(after, before);
	stage_no_traces(&traces);
	free(before);
	free(after);
}

TEST(desk_makes_and_removes_its_own_folder)
{
	struct desk_options o = { 0 };
	struct desk *desk = NULL;
	struct err e = { 0 };
	char folder[256];
	struct stat st;

	if (!CHECK_OK(desk_open(&o, &desk, &e), e))
		return;
	CHECK(fmt_into(folder, sizeof folder, "%s", desk_cookie_file(desk)));
	*strrchr(folder, '/') = 0;
	CHECK(stat(folder, &st) == 0 && (st.st_mode & 0777) == 0700);
	CHECK(stat(desk_cookie_file(desk), &st) == 0 && (st.st_mode & 0777) == 0600);
	desk_free(desk);
	CHECK(!exists(folder));
}

TEST(desk_keeps_strangers_out)
{
	struct stage s;

	if (!stage_open(&s))
		return;
	setenv("XAUTHORITY", "/dev/null", 1);
	CHECK(XOpenDisplay(desk_display(s.desk)) == NULL);
	unsetenv("XAUTHORITY");
	stage_close(&s);
}

TEST(desk_shares_no_memory_after_its_end)
{
	struct stage s;
	const struct img *frame;

	if (!stage_open(&s))
		return;
	CHECK_OK(desk_frame(s.desk, &frame, &s.e), s.e);
	stage_close(&s);
	CHECK_EQ_INT(segments(), 0);
}

TEST(desk_survives_a_killed_server)
{
	struct stage s;
	char *end, *list;
	unsigned seen;

	if (!stage_open(&s))
		return;
	struct stage_traces traces = stage_traces(s.desk);
	list = children(); /* without an application the server is the only one */
	long server = strtol(list, &end, 10);
	free(list);
	if (!CHECK(server > 1) || !CHECK(kill((pid_t)server, SIGKILL) == 0))
		return;
	while (desk_wait(s.desk, deadline_in(STAGE_MS), &seen, &s.e) && !(seen & DESK_TIMEOUT))
		;
	CHECK_EQ_INT(s.e.code, ERR_DISPLAY);
	err_clear(&s.e);
	CHECK_ERR(input_click(s.desk, 5, 5, 1, 1, &s.e), s.e, ERR_DISPLAY);
	CHECK_ERR(input_type(s.desk, "a", &s.e), s.e, ERR_DISPLAY);
	CHECK_ERR(input_key(s.desk, "Tab", &s.e), s.e, ERR_DISPLAY);
	CHECK_ERR(desk_barrier(s.desk, deadline_in(100), &s.e), s.e, ERR_DISPLAY);
	CHECK(!input_release_all(s.desk));
	stage_close(&s);
	stage_no_traces(&traces);
}

TEST(desk_names_a_program_that_is_missing)
{
	const char *missing[] = { "/usr/bin/gibt-es-nicht", NULL }, *folder[] = { "/tmp", NULL };
	struct stage s;

	if (!stage_open(&s))
		return;
	CHECK(!desk_launch(s.desk, missing, NULL, &s.e));
	CHECK_EQ_INT(s.e.code, ERR_START);
	CHECK_HAS_STR(s.e.msg, "'/usr/bin/gibt-es-nicht': No such file");
	err_clear(&s.e);
	CHECK_ERR(desk_launch(s.desk, folder, NULL, &s.e), s.e, ERR_START);
	CHECK_EQ_INT(desk_app(s.desk), DESK_APP_NONE);
	stage_close(&s);
}

TEST(desk_gives_a_clean_environment)
{
	static const char script[] = "test \"$LANG\" = C.UTF-8 && test -z \"$LC_ALL\" &&"
				     " test -z \"$GEHEIM\" && test \"$MEHR\" = ja &&"
				     " test \"$PWD\" = \"$HOME\" && test -d \"$TMPDIR\" && exit 42";
	const char *argv[] = { "sh", "-c", script, NULL }, *env[] = { "MEHR=ja", NULL };
	struct stage s;

	setenv("GEHEIM", "x", 1);
	if (!stage_open(&s))
		return;
	CHECK_OK(desk_launch(s.desk, argv, env, &s.e), s.e);
	stage_ended(&s);
	CHECK_EQ_INT(desk_app_status(s.desk), 42);
	unsetenv("GEHEIM");
	stage_close(&s);
}

TEST(desk_sees_how_the_application_ends)
{
	static const struct {
		const char *key;
		enum desk_app state;
		int status;
	} table[] = {
		{ "F5", DESK_APP_EXITED, 3 },
		{ "F6", DESK_APP_KILLED, SIGABRT },
	};

	EACH_CASE (row, table) {
		struct stage s;
		if (!stage_form(&s, NULL, NULL))
			return;
		CHECK_EQ_INT(desk_app_status(s.desk), 0);
		stage_key(&s, row->key);
		stage_ended(&s);
		CHECK_EQ_INT(desk_app(s.desk), row->state);
		CHECK_EQ_INT(desk_app_status(s.desk), row->status);
		stage_close(&s);
	}
}

TEST(desk_barrier_reports_a_hang_within_its_limit)
{
	struct stage s;

	if (!stage_form(&s, NULL, NULL))
		return;
	stage_key(&s, "F7");
	struct deadline limit = deadline_in(400);
	CHECK_ERR(desk_barrier(s.desk, limit, &s.e), s.e, ERR_HUNG);
	CHECK(deadline_over(limit));
	stage_close(&s);
}

TEST(desk_barrier_reports_the_end_of_the_application)
{
	struct stage s;

	if (!stage_form(&s, NULL, NULL))
		return;
	stage_key(&s, "F7");
	stage_key(&s, "F5");
	struct window w = stage_window(&s, "form");
	CHECK(w.id != 0);
	CHECK(!desk_close_app(s.desk, deadline_in(100)));
	CHECK_EQ_INT(desk_app(s.desk), DESK_APP_KILLED);
	CHECK_ERR(desk_barrier(s.desk, deadline_in(STAGE_MS), &s.e), s.e, ERR_GONE);
	stage_close(&s);
}

TEST(desk_barrier_waits_for_all_input)
{
	char text[3001];
	struct stage s;

	memset(text, 'm', sizeof text - 1);
	text[sizeof text - 1] = 0;
	if (!stage_form(&s, NULL, NULL))
		return;
	CHECK_OK(input_type(s.desk, text, &s.e), s.e);
	stage_key(&s, "F4");
	CHECK_OK(desk_barrier(s.desk, deadline_in(STAGE_MS), &s.e), s.e);
	CHECK(stage_window(&s, "renamed").id != 0);
	char *got = stage_text(&s);
	CHECK_EQ_STR(got, text);
	free(got);
	stage_close(&s);
}

TEST(desk_barrier_without_windows_is_immediate)
{
	struct stage s;

	if (!stage_open(&s))
		return;
	CHECK_OK(desk_barrier(s.desk, deadline_in(0), &s.e), s.e);
	CHECK_OK(desk_settle(s.desk, 1, deadline_in(STAGE_MS), &s.e), s.e);
	stage_close(&s);
}

TEST(desk_closes_an_application_politely)
{
	struct stage s;

	if (!stage_form(&s, NULL, NULL))
		return;
	CHECK(desk_close_app(s.desk, deadline_in(STAGE_MS)));
	CHECK_EQ_INT(desk_app(s.desk), DESK_APP_EXITED);
	stage_close(&s);
}

TEST(desk_launches_one_after_another)
{
	const char *argv[] = { "sh", "-c", "exit 7", NULL };
	struct stage s;

	if (!stage_form(&s, NULL, NULL))
		return;
	CHECK_ERR(desk_launch(s.desk, argv, NULL, &s.e), s.e, ERR_START);
	CHECK(desk_close_app(s.desk, deadline_in(STAGE_MS)));
	CHECK_OK(desk_launch(s.desk, argv, NULL, &s.e), s.e);
	stage_ended(&s);
	CHECK_EQ_INT(desk_app_status(s.desk), 7);
	stage_close(&s);
}

TEST(desk_refuses_sizes_beyond_its_range)
{
	static const struct desk_options table[] = {
		{ .width_px = 319, .height_px = 400 },
		{ .width_px = 400, .height_px = 8193 },
	};
	struct err e = { 0 };
	struct desk *desk;

	EACH_CASE (row, table)
		CHECK_ERR(desk_open(row, &desk, &e), e, ERR_DISPLAY);
}

/* Last: the signal stays pending for good. */
TEST(desk_waits_end_when_a_signal_asks_to_stop)
{
	struct stage s;
	unsigned seen = DESK_DAMAGED;

	if (!stage_form(&s, NULL, NULL))
		return;
	CHECK_OK(stop_on_signals(&s.e), s.e);
	CHECK(!stop_requested());
	CHECK(kill(getpid(), SIGTERM) == 0);
	while (desk_wait(s.desk, deadline_in(STAGE_MS), &seen, &s.e) && !(seen & DESK_TIMEOUT))
		;
	CHECK_EQ_INT(s.e.code, ERR_STOPPED);
	err_clear(&s.e);
	CHECK(stop_requested());
	stage_close(&s);
}
