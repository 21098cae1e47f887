/* test_server.c - a desk does the same on every X server it can be opened on. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <X11/Xlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include "tests/desk/stage.h"

static const enum desk_server servers[] = { DESK_XVFB, DESK_XVNC };

static const char *const programs[] = { [DESK_XVFB] = "Xvfb", [DESK_XVNC] = "Xvnc" };

/* open_on() - a desk of this kind with the form on it. */
static bool open_on(struct stage *s, enum desk_server server)
{
	const char *build = getenv("AMTSBOTE_BUILD_DIR");
	char program[4096];
	struct desk_options o = { .server = server, .width_px = 800, .height_px = 600, .dpi = 96 };

	memset(s, 0, sizeof *s);
	if (!CHECK(build != NULL) ||
	    !fmt_into(s->folder, sizeof s->folder, "/tmp/amtsbote-stage-XXXXXX") ||
	    !CHECK(mkdtemp(s->folder) != NULL) ||
	    !fmt_into(s->file, sizeof s->file, "%s/text", s->folder) ||
	    !CHECK(fmt_into(program, sizeof program, "%s/tests/fixture/fixture_form", build)))
		return false;
	o.runtime_dir = s->folder;
	const char *argv[] = { program, s->file, NULL };
	return CHECK_OK(desk_open(&o, &s->desk, &s->e), s->e) &&
	       CHECK_OK(desk_launch(s->desk, argv, NULL, &s->e), s->e) && stage_await(s, "form") &&
	       CHECK_OK(desk_settle(s->desk, DESK_QUIET_MS, deadline_in(STAGE_MS), &s->e), s->e);
}

TEST(server_takes_every_character_and_shows_it)
{
	static const char text[] = "Škvor̆ecová-Đặng ẞ €";

	EACH_CASE (server, servers) {
		struct stage s;
		const struct img *frame = NULL;
		if (!open_on(&s, *server))
			return;
		CHECK_OK(desk_frame(s.desk, &frame, &s.e), s.e);
		if (CHECK(frame != NULL))
			CHECK(frame->width_px == 800 && frame->height_px == 600);
		(void)desk_frame_dirty(s.desk);
		CHECK_OK(input_type(s.desk, text, &s.e), s.e);
		CHECK_OK(desk_settle(s.desk, DESK_QUIET_MS, deadline_in(STAGE_MS), &s.e), s.e);
		CHECK_OK(desk_frame(s.desk, &frame, &s.e), s.e);
		CHECK(!rect_empty(desk_frame_dirty(s.desk)));
		char *got = stage_text(&s);
		CHECK_EQ_STR(got, text);
		free(got);
		CHECK(input_release_all(s.desk));
		stage_close(&s);
	}
}

TEST(server_keeps_windows_focus_and_clicks)
{
	EACH_CASE (server, servers) {
		struct stage s;
		if (!open_on(&s, *server))
			return;
		struct window form = stage_window(&s, "form");
		CHECK(form.active && form.pid > 1);
		CHECK_OK(input_click(s.desk, form.area.x + 200, form.area.y + 20, 1, 1, &s.e), s.e);
		CHECK_OK(desk_barrier(s.desk, deadline_in(STAGE_MS), &s.e), s.e);
		stage_key(&s, "F3");
		if (stage_await(&s, "question"))
			CHECK_EQ_UINT(stage_window(&s, "question").parent_id, form.id);
		stage_close(&s);
	}
}

TEST(server_tells_every_end_of_a_program)
{
	static const struct {
		const char *key;
		enum desk_answer_kind kind;
		int limit_ms; /* has to pass where nobody answers */
	} table[] = { { "F5", DESK_ENDED, STAGE_MS },
		      { "F6", DESK_ENDED, STAGE_MS },
		      { "F7", DESK_SILENT, 1000 } };

	for (size_t i = 0; i < 2 * sizeof table / sizeof table[0]; i++) {
		struct desk_answer answer = { 0 };
		struct stage s;
		if (!open_on(&s, servers[i % 2]))
			return;
		stage_key(&s, table[i / 2].key);
		CHECK_OK(desk_ask(s.desk, 0, deadline_in(table[i / 2].limit_ms), &answer, &s.e),
			 s.e);
		CHECK_EQ_INT(answer.kind, table[i / 2].kind);
		stage_close(&s);
	}
}

TEST(server_has_a_fingerprint_with_its_name)
{
	EACH_CASE (server, servers) {
		struct desk_fingerprint f = { .text = "" };
		struct arena *a = arena_new();
		struct stage s;
		if (!open_on(&s, *server))
			return;
		CHECK_OK(desk_fingerprint(s.desk, a, &f, &s.e), s.e);
		CHECK_HAS_STR(f.text, programs[*server]);
		CHECK_HAS_STR(f.text, "screen 800x600 px, 212x159 mm, depth 24, ff0000 ff00 ff\n");
		arena_free(a);
		stage_close(&s);
	}
}

/* can_look_on() - does a viewer get the greeting of RFB there? */
static bool can_look_on(const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	char greeting[4] = "";
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	bool good = fmt_into(to.sun_path, sizeof to.sun_path, "%s", path) &&
		    connect(fd, (struct sockaddr *)&to, sizeof to) == 0 &&
		    recv(fd, greeting, sizeof greeting, MSG_WAITALL) == 4 &&
		    memcmp(greeting, "RFB ", 4) == 0;
	(void)close(fd);
	return good;
}

TEST(server_is_looked_at_by_nobody_or_by_a_viewer)
{
	EACH_CASE (server, servers) {
		struct stage s;
		if (!open_on(&s, *server))
			return;
		const char *viewer = desk_viewer_socket(s.desk);
		CHECK((viewer != NULL) == (*server == DESK_XVNC));
		if (viewer != NULL) {
			CHECK(str_starts(viewer, s.folder));
			CHECK(can_look_on(viewer));
		}
		stage_close(&s);
	}
}

TEST(server_leaves_no_socket_lock_or_folder)
{
	EACH_CASE (server, servers) {
		struct stage s;
		if (!open_on(&s, *server))
			return;
		struct stage_traces traces = stage_traces(s.desk);
		stage_close(&s); /* the folder must be empty */
		stage_no_traces(&traces);
	}
}
