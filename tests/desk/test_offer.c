/* test_offer.c - toolkits paste exactly what is offered, and give exactly that back. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/buf.h"
#include "tests/desk/stage.h"

/* A line of letters of one to three bytes, with its number: nothing looks like its neighbour. */
static char *lines_of(size_t bytes)
{
	struct buf text;

	buf_init(&text, bytes + 64);
	for (unsigned i = 0; text.len_bytes + 41 <= bytes; i++)
		buf_addf(&text, "%06u Škvor̆ecová-Đặng ẞ €\n", i);
	while (text.len_bytes < bytes)
		buf_adds(&text, "z");
	return buf_take(&text);
}

static bool settled(struct stage *s)
{
	return CHECK_OK(desk_settle(s->desk, DESK_QUIET_MS, deadline_in(STAGE_MS), &s->e), s->e);
}

/* there_and_back() - paste @text, copy it again, read it from both selections. */
static void there_and_back(struct stage *s, const char *text)
{
	char *copied = NULL, *marked = NULL;

	CHECK_OK(input_offer(s->desk, text, &s->e), s->e);
	if (!CHECK_OK(input_paste(s->desk, "ctrl+v", deadline_in(STAGE_MS), &s->e), s->e))
		return;
	/* Tk's ctrl+slash would mark the line end it keeps behind every text, too. */
	stage_key(s, "ctrl+Home");
	stage_key(s, "ctrl+shift+End");
	stage_key(s, "ctrl+c");
	if (!settled(s))
		return;
	CHECK_OK(input_clipboard(s->desk, deadline_in(STAGE_MS), &copied, &s->e), s->e);
	CHECK_OK(input_selection(s->desk, deadline_in(STAGE_MS), &marked, &s->e), s->e);
	if (!CHECK(copied != NULL && strcmp(copied, text) == 0) ||
	    !CHECK(marked != NULL && strcmp(marked, text) == 0))
		printf("\t%zu bytes, copied %zu, marked %zu\n", strlen(text),
		       copied ? strlen(copied) : 0, marked ? strlen(marked) : 0);
	free(copied);
	free(marked);
	stage_key(s, "Delete");
	(void)settled(s);
}

static void all_sizes(struct stage *s)
{
	static const size_t sizes[] = { 1, 2, 4096, 65536, 300000, 1 << 20 };

	EACH_CASE (size, sizes) {
		char *text = lines_of(*size);
		CHECK_EQ_UINT(strlen(text), *size);
		there_and_back(s, text);
		free(text);
	}
}

TEST(offer_goes_through_gtk)
{
	static const char *const argv[] = { "yad",        "--title=text", "--text-info",
					    "--editable", "--width",      "400",
					    "--height",   "300",          NULL };
	struct stage s;

	if (!stage_open(&s) || !CHECK_OK(desk_launch(s.desk, argv, NULL, &s.e), s.e) ||
	    !stage_await(&s, "text") || !settled(&s))
		return;
	all_sizes(&s);
	stage_close(&s);
}

TEST(offer_goes_through_tk)
{
	static const char script[] = "wm title . text\ntext .t\npack .t\nfocus -force .t\n";
	struct stage s;

	if (!stage_open(&s))
		return;
	const char *argv[] = { "wish", s.file, NULL };
	CHECK_OK(file_write_private(s.file, script, sizeof script - 1, &s.e), s.e);
	if (!CHECK_OK(desk_launch(s.desk, argv, NULL, &s.e), s.e) || !stage_await(&s, "text") ||
	    !settled(&s))
		return;
	all_sizes(&s);
	stage_close(&s);
}
