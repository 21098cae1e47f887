/* test_journal_verify.c - every kind of damage is found at its line, with the reason. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/journal_verify.h"

#include "base/hash.h"
#include "logs/journal.h"
#include "tests/logs/ground.h"

enum { SEGMENTS = 3, LINES_MAX = 64 };

/* A journal of three segments in memory, as lines that may be changed. */
struct script {
	char *line[SEGMENTS][LINES_MAX]; /* owned, with line feed */
	size_t n[SEGMENTS];
	struct ground g;
};

static const char *segment_name(size_t segment)
{
	static const char *const names[] = { "000001.jsonl", "000002.jsonl", "000003.jsonl" };

	return names[segment];
}

static void read_segment(struct script *s, size_t segment)
{
	size_t len;
	char *data = ground_read(&s->g, segment_name(segment), &len);

	for (char *at = data; at && *at; at = strchr(at, '\n') + 1)
		s->line[segment][s->n[segment]++] =
			strndup(at, (size_t)(strchr(at, '\n') - at) + 1);
	free(data);
}

/* script_make() - 10, 10 and 6 lines or so: 26 in all. */
static void script_make(struct script *s)
{
	struct journal *j = NULL;
	struct err e = { 0 };

	*s = (struct script){ .g = ground_make() };
	if (!journal_open(s->g.folder, "test-1", &j, &e))
		abort();
	journal_limit_segment(j, 3300);
	for (uint64_t i = 0; i < 26; i++) {
		struct journal_body b = journal_body(JK_STEP_FAILED);
		journal_put(&b, JF_LINE, 10 + i);
		journal_put_id(&b, JF_VERB, "write");
		journal_put_id(&b, JF_CAUSE, "mismatch");
		journal_put(&b, JF_TOOK_US, 1000 + i);
		CHECK_OK(journal_append(j, "AB-0123456789", &b, NULL, &e), e);
	}
	journal_close(j);
	for (size_t i = 0; i < SEGMENTS; i++)
		read_segment(s, i);
}

static void script_clear(struct script *s)
{
	for (size_t i = 0; i < SEGMENTS; i++)
		for (size_t k = 0; k < s->n[i]; k++)
			free(s->line[i][k]);
	ground_remove(&s->g);
}

/* script_write() - the lines as they are now onto the disk. */
static void script_write(struct script *s)
{
	for (size_t i = 0; i < SEGMENTS; i++) {
		FILE *f = fopen(ground_path(&s->g, segment_name(i)), "wb");
		for (size_t k = 0; f && k < s->n[i]; k++)
			CHECK(fputs(s->line[i][k], f) >= 0);
		if (!CHECK(f && fclose(f) == 0))
			return;
	}
}

/* replace() - the first @from in a line by @to of any length. */
static void replace(char **line, const char *from, const char *to)
{
	char *at = strstr(*line, from), *fresh = calloc(1, strlen(*line) + strlen(to) + 1);

	if (!CHECK(at && fresh))
		return;
	memcpy(fresh, *line, (size_t)(at - *line));
	strcat(strcat(fresh, to), at + strlen(from));
	free(*line);
	*line = fresh;
}

static void drop_line(struct script *s, size_t segment, size_t at)
{
	free(s->line[segment][at]);
	s->n[segment]--;
	memmove(&s->line[segment][at], &s->line[segment][at + 1],
		(s->n[segment] - at) * sizeof(char *));
}

static void repeat_line(struct script *s, size_t segment, size_t at)
{
	memmove(&s->line[segment][at + 1], &s->line[segment][at],
		(s->n[segment]++ - at) * sizeof(char *));
	s->line[segment][at] = strdup(s->line[segment][at + 1]);
}

static void swap_lines(char **a, char **b)
{
	char *c = *a;

	*a = *b;
	*b = c;
}

/* Damages; each works on line 5 of the first segment unless it says otherwise. */
static void change_count(struct script *s)
{
	replace(&s->line[0][4], "\"took_us\":1004", "\"took_us\":1005");
}

static void change_job(struct script *s)
{
	replace(&s->line[0][4], "AB-0123456789", "AB-0123456788");
}

static void change_time(struct script *s)
{
	replace(&s->line[0][4], "Z\"", "X\"");
}

static void change_number(struct script *s)
{
	replace(&s->line[0][4], "{\"n\":5,", "{\"n\":6,");
}

static void change_kind(struct script *s)
{
	replace(&s->line[0][4], "step_failed", "step_hoped");
}

static void other_kind(struct script *s)
{
	replace(&s->line[0][4], "step_failed", "step_done");
}

static void drop_field(struct script *s)
{
	replace(&s->line[0][4], ",\"verb\":\"write\"", "");
}

static void add_blank(struct script *s)
{
	replace(&s->line[0][4], ",\"job\"", ", \"job\"");
}

static void add_carriage_return(struct script *s)
{
	replace(&s->line[0][4], "\n", "\r\n");
}

static void add_empty_line(struct script *s)
{
	replace(&s->line[0][4], "{", "\n{");
}

static void add_byte_order_mark(struct script *s)
{
	replace(&s->line[0][0], "{", "\xef\xbb\xbf{");
}

static void drop_middle(struct script *s)
{
	drop_line(s, 0, 4);
}

static void drop_first(struct script *s)
{
	drop_line(s, 0, 0);
}

static void drop_segment_end(struct script *s)
{
	drop_line(s, 0, s->n[0] - 1);
}

static void repeat(struct script *s)
{
	repeat_line(s, 0, 4);
}

static void swap_neighbours(struct script *s)
{
	swap_lines(&s->line[0][4], &s->line[0][5]);
}

static void swap_between_segments(struct script *s)
{
	swap_lines(&s->line[0][4], &s->line[2][1]);
}

static void tear(struct script *s)
{
	char *last = s->line[2][s->n[2] - 1];

	last[strlen(last) / 2] = 0;
}

static void tear_feed(struct script *s)
{
	char *last = s->line[2][s->n[2] - 1];

	last[strlen(last) - 1] = 0;
}

static void join_lines(struct script *s)
{
	replace(&s->line[0][4], "\n", "");
}

static void lengthen(struct script *s)
{
	char *much = calloc(1, 5000);

	memset(much, 'x', 4999);
	replace(&s->line[0][4], "write", much);
	free(much);
}

static void empty_segment(struct script *s)
{
	while (s->n[1] > 0)
		drop_line(s, 1, 0);
}

static void reuse_prev(struct script *s)
{
	char prev[80] = "";

	/* line 5 as a sibling of line 4: its prev is that of line 4 */
	memcpy(prev, strstr(s->line[0][3], "\"prev\":"), 73);
	char *at = strstr(s->line[0][4], "\"prev\":");
	memcpy(at, prev, 73);
}

static void first_with_prev(struct script *s)
{
	replace(&s->line[0][0], "\"prev\":\"0000", "\"prev\":\"0001");
}

TEST(every_kind_of_damage_is_found_at_its_line)
{
	static const struct {
		void (*damage)(struct script *s);
		const char *file;
		uint64_t line;
		const char *why;
	} damages[] = {
		{ change_count, "000001.jsonl", 6, "prev is not the hash of line 5" },
		{ change_job, "000001.jsonl", 6, "prev is not the hash of line 5" },
		{ change_time, "000001.jsonl", 5, "column 13: a time" },
		{ change_number, "000001.jsonl", 5, "is numbered 6, expected is 5" },
		{ change_kind, "000001.jsonl", 5, "no kind of this name" },
		{ other_kind, "000001.jsonl", 5, "this kind has no such field" },
		{ drop_field, "000001.jsonl", 5, "is missing" },
		{ add_blank, "000001.jsonl", 5, "is expected here" },
		{ add_carriage_return, "000001.jsonl", 5, "goes on behind its end" },
		{ add_empty_line, "000001.jsonl", 5, "column 1:" },
		{ add_byte_order_mark, "000001.jsonl", 1, "column 1:" },
		{ drop_middle, "000001.jsonl", 5, "is numbered 6, expected is 5" },
		{ drop_first, "000001.jsonl", 1, "is numbered 2, expected is 1" },
		{ drop_segment_end, "000002.jsonl", 1, "expected is" },
		{ repeat, "000001.jsonl", 6, "is numbered 5, expected is 6" },
		{ swap_neighbours, "000001.jsonl", 5, "is numbered 6, expected is 5" },
		{ swap_between_segments, "000001.jsonl", 5, "expected is 5" },
		{ tear, "000003.jsonl", 0, "torn" },
		{ tear_feed, "000003.jsonl", 0, "torn" },
		{ join_lines, "000001.jsonl", 5, "goes on behind its end" },
		{ lengthen, "000001.jsonl", 5, "too long" },
		{ empty_segment, "000002.jsonl", 0, "is empty" },
		{ reuse_prev, "000001.jsonl", 5, "prev is not the hash of line 4" },
		{ first_with_prev, "000001.jsonl", 1, "prev of the first line is not zero" },
	};

	EACH_CASE (d, damages) {
		struct script s;
		struct journal_verdict v;
		struct err e = { 0 };
		script_make(&s);
		uint64_t last = s.n[2];
		d->damage(&s);
		script_write(&s);
		CHECK_OK(journal_verify(s.g.folder, &v, &e), e);
		CHECK(!v.good);
		CHECK_EQ_STR(v.file, d->file);
		CHECK_EQ_UINT(v.file_line, strcmp(d->why, "torn") == 0 ? last : d->line);
		CHECK_HAS_STR(v.why, d->why);
		script_clear(&s);
	}
}

TEST(files_that_are_missing_or_in_wrong_order_are_found)
{
	struct script s;
	struct journal_verdict v;
	struct err e = { 0 };
	char path[512];

	script_make(&s);
	memcpy(path, ground_path(&s.g, "000002.jsonl"), sizeof path);
	CHECK(unlink(path) == 0);
	CHECK_OK(journal_verify(s.g.folder, &v, &e), e);
	CHECK(!v.good);
	CHECK_EQ_STR(v.file, "000002.jsonl");
	CHECK_EQ_UINT(v.file_line, 0);
	CHECK_EQ_UINT(v.lines, s.n[0]);
	CHECK_HAS_STR(v.why, "missing");
	CHECK(rename(ground_path(&s.g, "000003.jsonl"), path) == 0);
	CHECK_OK(journal_verify(s.g.folder, &v, &e), e);
	CHECK(!v.good);
	CHECK_EQ_STR(v.file, "000002.jsonl");
	CHECK_EQ_UINT(v.file_line, 1);
	script_clear(&s);
}

TEST(a_whole_journal_is_told_with_its_ends)
{
	struct script s;
	struct journal_verdict v;
	struct err e = { 0 };
	uint8_t hash[HASH_BYTES];
	int64_t now_ms = (int64_t)time(NULL) * 1000;

	script_make(&s);
	ground_write(&s.g, "torn-1", "x", 1);
	ground_write(&s.g, "000002.jsonl.bak", "x", 1);
	CHECK_OK(journal_verify(s.g.folder, &v, &e), e);
	CHECK(v.good);
	CHECK_EQ_UINT(v.lines, 26);
	CHECK(v.first_ms <= v.last_ms && v.first_ms > now_ms - 60000 && v.last_ms < now_ms + 60000);
	const char *last = s.line[2][s.n[2] - 1];
	hash_of(last, strlen(last) - 1, hash);
	CHECK_EQ_MEM(v.tail_hash, hash, sizeof hash);
	script_clear(&s);
}

TEST(the_limit_of_the_chain_is_known)
{
	struct script s;
	struct journal_verdict v;
	struct err e = { 0 };

	/* What the documents say it cannot see: an end that is cut off, a last line changed. */
	script_make(&s);
	drop_line(&s, 2, s.n[2] - 1);
	replace(&s.line[2][s.n[2] - 1], "mismatch", "mishap");
	script_write(&s);
	CHECK_OK(journal_verify(s.g.folder, &v, &e), e);
	CHECK(v.good);
	CHECK_EQ_UINT(v.lines, 25);
	script_clear(&s);
}

TEST(an_empty_folder_is_whole_and_a_missing_one_is_an_error)
{
	struct ground g = ground_make();
	struct journal_verdict v;
	struct err e = { 0 };

	CHECK_OK(journal_verify(g.folder, &v, &e), e);
	CHECK(v.good);
	CHECK_EQ_UINT(v.lines, 0);
	CHECK_ERR(journal_verify(ground_path(&g, "nowhere"), &v, &e), e, ERR_IO);
	ground_remove(&g);
}
