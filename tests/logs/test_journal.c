/* test_journal.c - appending: by several processes, through kills and full disks. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/journal.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include "tests/logs/chain.h"

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
	/* What another has written since, in segments that we have not seen. */
	struct journal *other = journal_at(&g);
	bool found = false;
	journal_limit_segment(other, 2000);
	b = intent(4711);
	append_some(other, 10);
	CHECK_OK(journal_append(other, JOB, &b, NULL, &e), e);
	CHECK_OK(journal_has_op(j, JOB, 4711, &found, &e), e);
	CHECK(found);
	journal_close(other);
	journal_close(j);
	ground_remove(&g);
}
