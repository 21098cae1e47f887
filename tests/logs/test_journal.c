/* test_journal.c - appending: by several processes, through kills, torn tails and full disks. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/journal.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include "logs/journal_field.h"
#include "logs/journal_verify.h"
#include "tests/logs/ground.h"

#define JOB "AB-0123456789"
#define FIRST "journal/000001.jsonl"

/* The linker sends the journal's fdatasync() here (--wrap), so that syncs count and can fail. */
int __real_fdatasync(int fd);
int __wrap_fdatasync(int fd);
static unsigned syncs;
static bool sync_fails;

int __wrap_fdatasync(int fd)
{
	syncs++;
	if (!sync_fails)
		return __real_fdatasync(fd);
	errno = EIO;
	return -1;
}

static struct journal *journal_at(struct ground *g)
{
	struct journal *j = NULL;
	struct err e = { 0 };

	if (!journal_open(ground_path(g, "journal"), "test-1", &j, &e)) {
		printf("\t%s\n", e.msg);
		abort();
	}
	return j;
}

static struct journal_body step(uint64_t op)
{
	struct journal_body b = journal_body(JK_STEP_DONE);

	journal_put(&b, JF_LINE, 17);
	journal_put_id(&b, JF_VERB, "write");
	journal_put_id(&b, JF_SURE, "verified");
	journal_put(&b, JF_TOOK_US, 123456);
	journal_put(&b, JF_OP, op);
	return b;
}

static struct journal_body intent(uint64_t op)
{
	struct journal_body b = journal_body(JK_COMMIT_INTENT);

	journal_put_id(&b, JF_STAGE, "anmelden");
	journal_put_hash(&b, JF_INTENT, NULL);
	journal_put(&b, JF_TOKEN, 1);
	journal_put(&b, JF_OP, op);
	return b;
}

static bool append(struct journal *j, uint64_t op, struct err *e)
{
	struct journal_body b = step(op);

	return journal_append(j, JOB, &b, NULL, e);
}

static void append_some(struct journal *j, uint64_t n)
{
	struct err e = { 0 };

	for (uint64_t i = 0; i < n; i++)
		CHECK_OK(append(j, i, &e), e);
}

/* lines_of() - how many, if the journal is whole; the complaint is printed. */
static uint64_t lines_of(struct ground *g)
{
	struct journal_verdict v;
	struct err e = { 0 };

	if (!CHECK_OK(journal_verify(ground_path(g, "journal"), &v, &e), e))
		return 0;
	if (!CHECK(v.good))
		printf("\t%s:%" PRIu64 ": %s\n", v.file, v.file_line, v.why);
	return v.lines;
}

/* has() - does @name hold @text? */
static bool has(struct ground *g, const char *name, const char *text)
{
	size_t len = 0;
	char *data = ground_read(g, name, &len);
	bool found = data && memmem(data, len, text, strlen(text));

	free(data);
	return found;
}

TEST(numbers_go_on_after_opening_anew)
{
	struct ground g = ground_make();
	struct journal *j = journal_at(&g);
	struct journal_body b = intent(0);
	struct err e = { 0 };
	uint64_t n = 0;

	CHECK_EQ_UINT(journal_tail(j), 0);
	append_some(j, 3);
	journal_close(j);
	j = journal_at(&g);
	CHECK_EQ_UINT(journal_tail(j), 3);
	CHECK_OK(journal_append(j, "", &b, &n, &e), e);
	CHECK_EQ_UINT(n, 4);
	journal_close(j);
	CHECK_EQ_UINT(lines_of(&g), 4);
	struct stat st;
	CHECK(stat(ground_path(&g, "journal"), &st) == 0 && (st.st_mode & 0777) == 0700);
	CHECK(stat(ground_path(&g, FIRST), &st) == 0 && (st.st_mode & 0777) == 0600);
	ground_remove(&g);
}

TEST(durable_lines_are_synced_before_it_returns_and_others_are_not)
{
	struct ground g = ground_make();
	struct journal *j = journal_at(&g);
	struct journal_body durable = intent(1), grouped = step(2);
	struct err e = { 0 };

	syncs = 0;
	CHECK_OK(journal_append(j, JOB, &grouped, NULL, &e), e);
	CHECK_EQ_UINT(syncs, 0);
	CHECK_OK(journal_append(j, JOB, &durable, NULL, &e), e);
	CHECK_EQ_UINT(syncs, 1);
	CHECK(journal_kind_durable(JK_COMMIT_INTENT) && !journal_kind_durable(JK_STEP_DONE));
	journal_close(j);
	ground_remove(&g);
}

TEST(a_line_that_cannot_be_synced_is_not_there)
{
	struct ground g = ground_make();
	struct journal *j = journal_at(&g), *other = journal_at(&g);
	struct journal_body b = intent(1);
	struct err e = { 0 };

	append_some(j, 2);
	sync_fails = true;
	CHECK_ERR(journal_append(j, JOB, &b, NULL, &e), e, ERR_IO);
	sync_fails = false;
	CHECK_EQ_UINT(lines_of(&g), 2);
	CHECK_OK(append(other, 5, &e), e);
	CHECK_OK(journal_append(j, JOB, &b, NULL, &e), e);
	CHECK_EQ_UINT(lines_of(&g), 4);
	journal_close(j);
	journal_close(other);
	ground_remove(&g);
}

TEST(a_full_disk_leaves_no_part_of_a_line)
{
	struct ground g = ground_make();
	struct journal *j = journal_at(&g);
	struct rlimit was, tight;
	struct err e = { 0 };
	struct stat before, after;

	append_some(j, 5);
	CHECK(stat(ground_path(&g, FIRST), &before) == 0);
	CHECK(getrlimit(RLIMIT_FSIZE, &was) == 0);
	(void)signal(SIGXFSZ, SIG_IGN);
	for (rlim_t more = 0; more < 200; more += 33) {
		tight = was;
		tight.rlim_cur = (rlim_t)before.st_size + more;
		CHECK(setrlimit(RLIMIT_FSIZE, &tight) == 0);
		CHECK_ERR(append(j, 1, &e), e, ERR_IO);
		CHECK(stat(ground_path(&g, FIRST), &after) == 0);
		CHECK_EQ_INT(after.st_size, before.st_size);
	}
	CHECK(setrlimit(RLIMIT_FSIZE, &was) == 0);
	(void)signal(SIGXFSZ, SIG_DFL);
	CHECK_OK(append(j, 1, &e), e);
	CHECK_EQ_UINT(lines_of(&g), 6);
	journal_close(j);
	ground_remove(&g);
}

TEST(two_who_take_turns_see_each_other)
{
	struct ground g = ground_make();
	struct journal *one = journal_at(&g), *two = journal_at(&g);
	struct err e = { 0 };

	journal_limit_segment(one, 2000);
	journal_limit_segment(two, 2000);
	for (uint64_t i = 0; i < 50; i++)
		CHECK_OK(append(i % 3 ? one : two, i, &e), e);
	CHECK_EQ_UINT(journal_tail(one), 50);
	CHECK_EQ_UINT(lines_of(&g), 50);
	CHECK(ground_has(&g, "journal/000008.jsonl"));
	journal_close(one);
	journal_close(two);
	ground_remove(&g);
}

/* start() - a child that appends @n lines (0: without end) and tells each number in a pipe. */
static pid_t start(struct ground *g, int process, uint64_t n, int *ret_told)
{
	int told[2];
	char name[32];
	struct err e = { 0 };

	CHECK(pipe(told) == 0 && fcntl(told[1], F_SETFL, O_NONBLOCK) == 0);
	pid_t pid = fork();
	if (pid != 0) {
		close(told[1]);
		*ret_told = told[0];
		return pid;
	}
	struct journal *j = NULL;
	if (!fmt_into(name, sizeof name, "child-%d", process) ||
	    !journal_open(ground_path(g, "journal"), name, &j, &e))
		_exit(1);
	journal_limit_segment(j, 20000);
	for (uint64_t i = 0; n == 0 || i < n; i++) {
		struct journal_body b = i % 4 ? step(i) : intent(i);
		uint64_t number;
		if (!journal_append(j, JOB, &b, &number, &e))
			_exit(2);
		if (b.kind == JK_COMMIT_INTENT)
			(void)!write(told[1], &number, sizeof number);
	}
	journal_close(j);
	_exit(0);
}

TEST(four_processes_write_one_chain)
{
	struct ground g = ground_make();
	pid_t pids[4];
	int told[4], status;

	for (int i = 0; i < 4; i++)
		pids[i] = start(&g, i, 500, &told[i]);
	for (int i = 0; i < 4; i++) {
		CHECK(waitpid(pids[i], &status, 0) == pids[i] && status == 0);
		close(told[i]);
	}
	CHECK_EQ_UINT(lines_of(&g), 2000);
	ground_remove(&g);
}

/* highest_told() - of the numbers in a pipe; a killed child tells no half number. */
static uint64_t highest_told(int fd)
{
	uint64_t number, highest = 0;

	while (read(fd, &number, sizeof number) == (ssize_t)sizeof number)
		highest = number;
	close(fd);
	return highest;
}

TEST(kills_in_the_middle_lose_nothing_that_was_told)
{
	struct ground g = ground_make();
	uint64_t least = 0;

	for (int round = 0; round < 25; round++) {
		struct journal *j = journal_at(&g);
		pid_t pids[3];
		int told[3], status;
		for (int i = 0; i < 3; i++)
			pids[i] = start(&g, i, 0, &told[i]);
		/* Our own lines are the clock: the children write as long as these take. */
		append_some(j, check_random() % 200);
		uint64_t mine = journal_tail(j);
		journal_close(j);
		for (int i = 0; i < 3; i++) {
			CHECK(kill(pids[i], SIGKILL) == 0);
			CHECK(waitpid(pids[i], &status, 0) == pids[i]);
			CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
			uint64_t number = highest_told(told[i]);
			least = number > least ? number : least;
		}
		least = mine > least ? mine : least;
		journal_close(journal_at(&g)); /* mends a torn tail */
		CHECK(lines_of(&g) >= least);
	}
	ground_remove(&g);
}

TEST(a_torn_tail_is_kept_told_of_and_cut_off_at_every_byte)
{
	struct ground g = ground_make();
	struct journal *j = journal_at(&g);
	size_t len, begin = 0;
	char *whole;

	append_some(j, 3);
	journal_close(j);
	whole = ground_read(&g, FIRST, &len);
	for (size_t i = 0; i + 1 < len; i++)
		begin = whole[i] == '\n' ? i + 1 : begin;
	for (size_t cut = begin + 1; cut < len; cut++) {
		struct ground h = ground_make();
		size_t kept_len = 0;
		char want[64];
		CHECK(mkdir(ground_path(&h, "journal"), 0700) == 0);
		ground_write(&h, FIRST, whole, cut);
		journal_close(journal_at(&h));
		CHECK_EQ_UINT(lines_of(&h), 3); /* two, and the one that tells */
		char *kept = ground_read(&h, "journal/torn-1", &kept_len);
		CHECK(kept && kept_len == cut - begin &&
		      memcmp(kept, whole + begin, kept_len) == 0);
		CHECK(fmt_into(want, sizeof want, "\"torn_tail\",\"body\":{\"bytes\":%zu}",
			       cut - begin));
		CHECK(has(&h, FIRST, want));
		CHECK(!ground_has(&h, "journal/torn-1.new"));
		free(kept);
		ground_remove(&h);
	}
	free(whole);
	ground_remove(&g);
}

TEST(a_tail_torn_by_another_is_mended_before_the_next_line)
{
	struct ground g = ground_make();
	struct journal *j = journal_at(&g);
	struct err e = { 0 };

	append_some(j, 2);
	int fd = open(ground_path(&g, FIRST), O_WRONLY | O_APPEND);
	CHECK(fd >= 0 && write(fd, "{\"n\":3,\"t", 9) == 9 && close(fd) == 0);
	CHECK_OK(append(j, 9, &e), e);
	CHECK_EQ_UINT(lines_of(&g), 4);
	CHECK(has(&g, "journal/torn-1", "{\"n\":3,\"t"));
	journal_close(j);
	ground_remove(&g);
}

TEST(blocks_that_never_reached_the_disk_are_a_torn_tail)
{
	struct ground g = ground_make();
	struct journal *j = journal_at(&g);
	size_t len, lost_at = 0;

	append_some(j, 40);
	journal_close(j);
	char *data = ground_read(&g, FIRST, &len);
	for (int lines = 0; lines < 20; lost_at++)
		lines += data[lost_at] == '\n';
	/* Lines 21 and 22 are in a lost block, the others behind them are whole. */
	memset(data + lost_at + 100, 0, 512);
	ground_write(&g, FIRST, data, len);
	journal_close(journal_at(&g));
	CHECK_EQ_UINT(lines_of(&g), 21);
	size_t kept_len = 0;
	char *kept = ground_read(&g, "journal/torn-1", &kept_len);
	CHECK(kept && kept_len == len - lost_at && memcmp(kept, data + lost_at, kept_len) == 0);
	free(kept);
	free(data);
	ground_remove(&g);
}

TEST(a_torn_tail_is_told_of_though_the_teller_died)
{
	struct ground g = ground_make();
	struct journal *j = journal_at(&g);

	append_some(j, 2);
	journal_close(j);
	ground_write(&g, "journal/torn-4.new", "1234567", 7);
	journal_close(journal_at(&g));
	CHECK_EQ_UINT(lines_of(&g), 3);
	CHECK(has(&g, FIRST, "{\"bytes\":7}"));
	CHECK(ground_has(&g, "journal/torn-4") && !ground_has(&g, "journal/torn-4.new"));
	journal_close(journal_at(&g));
	CHECK_EQ_UINT(lines_of(&g), 3); /* once */
	ground_remove(&g);
}

TEST(nothing_is_appended_behind_damage)
{
	struct ground g = ground_make();
	struct journal *j = journal_at(&g);
	struct err e = { 0 };
	size_t len, len_after;

	append_some(j, 3);
	char *data = ground_read(&g, FIRST, &len);
	*(char *)memmem(data + len - 200, 200, "verified", 8) = ' ';
	ground_write(&g, FIRST, data, len);
	struct journal *none = NULL;
	CHECK_ERR(journal_open(ground_path(&g, "journal"), "x", &none, &e), e, ERR_SEALED);
	char *after = ground_read(&g, FIRST, &len_after);
	CHECK(len == len_after && memcmp(data, after, len) == 0);
	/* One who has it open already: a line that fits nothing was put behind. */
	*(char *)memmem(data + len - 200, 200, " erified", 8) = 'v';
	char *more = malloc(2 * len);
	memcpy(more, data, len);
	memcpy(more + len, data, len);
	ground_write(&g, FIRST, more, 2 * len);
	CHECK_ERR(append(j, 1, &e), e, ERR_SEALED);
	/* Or the file became shorter. */
	ground_write(&g, FIRST, data, len / 2);
	CHECK_ERR(append(j, 1, &e), e, ERR_SEALED);
	free(more);
	free(after);
	free(data);
	journal_close(j);
	ground_remove(&g);
}

TEST(segments_follow_each_other_also_when_one_was_begun_and_left_empty)
{
	struct ground g = ground_make();
	struct journal *j = journal_at(&g);

	journal_limit_segment(j, 1500);
	append_some(j, 20);
	uint64_t tail = journal_tail(j);
	journal_close(j);
	CHECK(ground_has(&g, "journal/000004.jsonl"));
	ground_write(&g, "journal/000008.jsonl", "", 0);
	struct journal *none = NULL;
	struct err e = { 0 };
	CHECK_ERR(journal_open(ground_path(&g, "journal"), "x", &none, &e), e, ERR_SEALED);
	CHECK(unlink(ground_path(&g, "journal/000008.jsonl")) == 0);
	char next[64];
	for (int number = 1; number < 100; number++) {
		CHECK(fmt_into(next, sizeof next, "journal/%06d.jsonl", number));
		if (!ground_has(&g, next))
			break;
	}
	ground_write(&g, next, "", 0);
	j = journal_at(&g);
	CHECK_EQ_UINT(journal_tail(j), tail);
	append_some(j, 1);
	journal_close(j);
	CHECK_EQ_UINT(lines_of(&g), tail + 1);
	size_t len = 0;
	free(ground_read(&g, next, &len));
	CHECK(len > 0);
	ground_remove(&g);
}

TEST(the_tail_of_a_long_segment_is_found)
{
	struct ground g = ground_make();
	struct journal *j = journal_at(&g);
	struct stat st;

	append_some(j, 4000);
	journal_close(j);
	CHECK(stat(ground_path(&g, FIRST), &st) == 0 && st.st_size > 1200000);
	j = journal_at(&g);
	CHECK_EQ_UINT(journal_tail(j), 4000);
	append_some(j, 1);
	journal_close(j);
	/* A window without any whole line: what is in front of it is looked at. */
	char *zeros = calloc(1, 1200000);
	int fd = open(ground_path(&g, FIRST), O_WRONLY | O_APPEND);
	CHECK(fd >= 0 && write(fd, zeros, 1200000) == 1200000 && close(fd) == 0);
	free(zeros);
	journal_close(journal_at(&g));
	CHECK_EQ_UINT(lines_of(&g), 4002);
	ground_remove(&g);
}

TEST(a_line_that_waited_as_text_is_appended_as_it_was)
{
	struct ground g = ground_make();
	struct journal *j = journal_at(&g);
	CLEANUP(buf_clear) struct buf text = { 0 };
	struct journal_body b = intent(77);
	struct err e = { 0 };

	buf_init(&text, JOURNAL_LINE_MAX);
	journal_body_text(&b, &text);
	CHECK_OK(journal_append_text(j, JOB, "commit_intent", text.data, false, &e), e);
	CHECK(has(&g, FIRST, text.data));
	CHECK(!has(&g, FIRST, "\"late\""));
	CHECK_OK(journal_append_text(j, JOB, "commit_intent", text.data, true, &e), e);
	CHECK(has(&g, FIRST, "{\"op\":77,\"late\":true,\"token\""));
	CHECK_EQ_UINT(lines_of(&g), 2);
	journal_close(j);
	ground_remove(&g);
}

TEST(text_that_this_program_would_not_write_is_refused)
{
	static const struct {
		const char *job, *kind, *text;
	} owed[] = {
		{ JOB, "commit_hope", "{}" },
		{ JOB, "commit_proof", "{}" },
		{ JOB, "", "" },
		{ JOB, "login", "{\"recipe\":\"x\"} " },
		{ JOB, "login", "{ \"recipe\":\"x\"}" },
		{ JOB, "login", "{\"recipe\":\"Müller\"}" },
		{ "AB 1", "login", "{\"recipe\":\"x\"}" },
	};
	struct ground g = ground_make();
	struct journal *j = journal_at(&g);
	struct err e = { 0 };

	EACH_CASE (o, owed)
		CHECK_ERR(journal_append_text(j, o->job, o->kind, o->text, false, &e), e,
			  ERR_INPUT);
	CHECK_EQ_UINT(lines_of(&g), 0);
	CHECK_OK(journal_append_text(j, JOB, "login", "{\"recipe\":\"x\"}", false, &e), e);
	journal_close(j);
	ground_remove(&g);
}

TEST(a_body_must_be_complete)
{
	struct ground g = ground_make();
	struct journal *j = journal_at(&g);
	struct journal_body b = journal_body(JK_LOGIN);
	struct err e = { 0 };

	CHECK_ABORTS((void)!journal_append(j, JOB, &b, NULL, &e));
	journal_put_id(&b, JF_RECIPE, "x");
	CHECK_OK(journal_append(j, JOB, &b, NULL, &e), e);
	journal_put_id(&b, JF_STAGE, "x");
	CHECK_ABORTS((void)!journal_append(j, JOB, &b, NULL, &e));
	journal_close(j);
	ground_remove(&g);
}

TEST(lines_are_found_by_job_and_op)
{
	static const struct {
		const char *job;
		uint64_t op;
		bool has;
	} asked[] = {
		{ JOB, 0, true },   { JOB, 29, true },
		{ JOB, 30, false }, { "AB-012345678", 5, false },
		{ "", 5, false },   { "", 2, true },
		{ JOB, 2, true },   { JOB, 1, true },
	};
	struct ground g = ground_make();
	struct journal *j = journal_at(&g);
	struct journal_body b = intent(2);
	struct err e = { 0 };

	journal_limit_segment(j, 2000);
	CHECK_OK(journal_append(j, "", &b, NULL, &e), e);
	append_some(j, 30);
	EACH_CASE (a, asked) {
		bool found = !a->has;
		CHECK_OK(journal_has_op(j, a->job, a->op, &found, &e), e);
		CHECK(found == a->has);
	}
	journal_close(j);
	ground_remove(&g);
}
