/* test_import.c - the import program: what it refuses and how, and what its sandbox stops. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include <fcntl.h>
#include <poll.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include "agent/import/import.h"
#include "agent/import/sandbox.h"
#include "base/json.h"

enum { OUT_MAX = JSON_BYTES_MAX + 1, ERR_TEXT_MAX = 4096 };

/* What came of one run. */
struct outcome {
	int code;   /* exit code, or -signal */
	char *out;  /* to be freed */
	size_t len; /* of out */
	char err[ERR_TEXT_MAX];
	long memory_kib; /* most it held */
};

/* take() - what came on @fd behind the @len bytes of @to; closed at the end. */
static size_t take(int *fd, char *to, size_t len, size_t max)
{
	ssize_t n = read(*fd, to + len, max - len);

	if (n > 0)
		return len + (size_t)n;
	close(*fd);
	*fd = -1;
	return len;
}

/* pump() - @in to fds[0] while reading out and err, so that nobody waits for nobody. */
static void pump(int fds[3], const char *in, size_t len, struct outcome *o)
{
	size_t err_len = 0;

	while (fds[1] >= 0 || fds[2] >= 0) {
		if (fds[0] >= 0 && len == 0) {
			close(fds[0]);
			fds[0] = -1;
		}
		struct pollfd p[3] = { { fds[0], POLLOUT, 0 },
				       { fds[1], POLLIN, 0 },
				       { fds[2], POLLIN, 0 } };
		poll(p, 3, -1);
		if (p[0].revents) {
			ssize_t n = write(fds[0], in, len > 65536 ? 65536 : len);
			in += n > 0 ? n : 0;
			len = n > 0 ? len - (size_t)n : 0; /* nobody reads any more */
		}
		if (p[1].revents)
			o->len = take(&fds[1], o->out, o->len, OUT_MAX);
		if (p[2].revents)
			err_len = take(&fds[2], o->err, err_len, ERR_TEXT_MAX - 1);
	}
	if (fds[0] >= 0)
		close(fds[0]);
	o->out[o->len] = o->err[err_len] = 0;
}

/* run() - the program in a child that first does @prepare; in our own process image, or @real. */
static struct outcome run(const char *in, size_t len, void (*prepare)(void), bool real)
{
	struct outcome o = { .out = calloc(OUT_MAX + 1, 1) };
	int a[2], b[2], c[2], status = 0;
	struct rusage usage;
	const char *program = getenv("AMTSBOTE");

	signal(SIGPIPE, SIG_IGN);
	if (pipe2(a, O_CLOEXEC) || pipe2(b, O_CLOEXEC) || pipe2(c, O_CLOEXEC))
		abort();
	pid_t pid = fork();
	if (pid == 0) {
		dup2(a[0], 0);
		dup2(b[1], 1);
		dup2(c[1], 2);
		close(a[1]); /* else the end of our input never comes */
		if (prepare)
			prepare();
		if (real)
			execl(program, program, "import", "--name", "antrag", (char *)NULL);
		import_main("antrag");
	}
	close(a[0]);
	close(b[1]);
	close(c[1]);
	pump((int[3]){ a[1], b[0], c[0] }, in, len, &o);
	CHECK(wait4(pid, &status, 0, &usage) == pid);
	o.code = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
	o.memory_kib = usage.ru_maxrss;
	return o;
}

/* repeat() - @n times @part between @head and @tail; to be freed. */
static char *repeat(const char *head, const char *part, size_t n, const char *tail)
{
	size_t part_len = strlen(part), head_len = strlen(head);
	char *text = malloc(head_len + n * part_len + strlen(tail) + 1);

	memcpy(text, head, head_len);
	for (size_t i = 0; i < n; i++)
		memcpy(text + head_len + i * part_len, part, part_len);
	strcpy(text + head_len + n * part_len, tail);
	return text;
}

TEST(canonical)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{ " {} ", "{}" },
		{ "[1, 26.00,\t1e400, -0]", "[1,26.00,1e400,-0]" },
		{ "{\"b\":true ,\n\"a\":null}", "{\"b\":true,\"a\":null}" },
		{ "\"A\\u0308 A\xcc\x88\"", "\"\xc3\x84 \xc3\x84\"" },
		{ "{\"Mu\xcc\x88ller\": \"\\ud83d\\ude00\"}",
		  "{\"M\xc3\xbcller\":\"\xf0\x9f\x98\x80\"}" },
		{ "\"a\\/b \\\"c\\\" \\\\ \\n\"", "\"a/b \\\"c\\\" \\\\ \\u000a\"" },
	};

	EACH_CASE (row, rows) {
		struct outcome o = run(row->in, strlen(row->in), NULL, false);
		CHECK_EQ_INT(o.code, 0);
		CHECK_EQ_STR(o.out, row->out);
		CHECK_EQ_STR(o.err, "");
		free(o.out);
	}
}

TEST(refused_with_name_line_and_column)
{
	char *deep = repeat("", "[", 65, ""), *most = repeat("[1", ",1", 500000, "]");
	char *large = repeat("\"", "x", JSON_BYTES_MAX - 1, "\"");
	char *long_text = repeat("\"", "x", JSON_BYTES_MAX - 2, "\"");
	char *depth = repeat("", "[", 64, ""), *deepest = repeat(depth, "]", 64, "");
	const struct {
		const char *in;
		size_t len; /* 0: strlen */
		int code;
		const char *says;
	} rows[] = {
		{ "", 0, 2, "antrag:1:1: the document ends too early" },
		{ "{\n  \"a\": 1,\n", 0, 2, "antrag:3:1: the document ends too early" },
		{ "{\"a\": 1}\n{}", 0, 2, "antrag:2:1: something stands behind the document" },
		{ "{\"a\": \"\xe4\"}", 0, 2, "antrag:1:8: a byte that is not UTF-8" },
		{ "{\"a\": \"\xed\xa0\x80\"}", 0, 2, "antrag:1:8: a byte that is not UTF-8" },
		{ "{\"a\": \"\\ud800\"}", 0, 2, "antrag:1:7: half of a surrogate pair" },
		{ "\xef\xbb\xbf{}", 0, 2, "antrag:1:1: begins with a byte order mark" },
		{ "\xff\xfe{\0}\0", 6, 2, "antrag:1:1: " },
		{ "{\"a\":\0 1}", 9, 2, "antrag:1:6: a NUL byte" },
		{ "{\"a\":\"\\u0000\"}", 0, 2, "antrag:1:6: the escape \\u0000 is not allowed" },
		{ "{\"a\":1,\n \"b\":2,\n \"a\":3}", 0, 2,
		  "antrag:3:2: member 'a' stands here a second time" },
		{ "{\"\xc3\xa4\":1,\"a\xcc\x88\":2}", 0, 2, "a second time" },
		{ "{\"a\":\"\xe2\x80\xae\"}", 0, 2, "antrag:1:6: the text holds the forbidden" },
		{ "{'a':1}", 0, 2, "antrag:1:2: " },
		{ "[1,]", 0, 2, "antrag:1:4: " },
		{ "[01]", 0, 2, "antrag:1:3: " },
		{ "[NaN]", 0, 2, "antrag:1:2: " },
		{ "// nein\n{}", 0, 2, "antrag:1:1: " },
		{ "<?xml version=\"1.0\"?>", 0, 2, "antrag:1:1: " },
		{ deep, 0, 2, "antrag:1:65: lists and objects are nested too deeply" },
		{ deepest, 0, 0, "" },
		{ most, 0, 2, "antrag:1:1000000: too many values" },
		{ large, 0, 2, "antrag:1:1: larger than 16777216 bytes" },
		{ long_text, 0, 0, "" },
	};

	EACH_CASE (row, rows) {
		struct outcome o = run(row->in, row->len ? row->len : strlen(row->in), NULL, false);
		CHECK_EQ_INT(o.code, row->code);
		CHECK_HAS_STR(o.err, row->says);
		if (row->code) {
			CHECK_EQ_UINT(o.len, 0);
			CHECK(strchr(o.err, '\n') == o.err + strlen(o.err) - 1); /* one line */
		}
		free(o.out);
	}
	free(deep);
	free(depth);
	free(deepest);
	free(most);
	free(large);
	free(long_text);
}

TEST(larger_than_any_cap_is_not_kept)
{
	char *huge = repeat("", " ", 4 * (size_t)JSON_BYTES_MAX, "");
	struct outcome o = run(huge, strlen(huge), NULL, false);

	CHECK_EQ_INT(o.code, 2);
	CHECK_HAS_STR(o.err, "antrag:1:1: larger than");
	free(o.out);
	free(huge);
}

TEST(the_largest_documents_fit_into_memory)
{
	char *rows[] = {
		repeat("[1", ",1", 499998, "]"),
		repeat("[\"\"", ",\"\"", 499998, "]"),
		repeat("\"", "a\xcc\x88", (JSON_BYTES_MAX - 2) / 3, "\""),
		repeat("\"", "\\u00e4", (JSON_BYTES_MAX - 2) / 6, "\""),
		repeat("[\"\"", ",\"0123456789012345678901234567\"", 499998, "]"),
		repeat("[{}", ",{\"a\":[{\"b\":1}]}", 124999, "]"),
	};

	EACH_CASE (row, rows) {
		struct outcome o = run(*row, strlen(*row), NULL, false);
		CHECK_EQ_INT(o.code, 0);
		CHECK_EQ_STR(o.err, "");
		printf("%zu bytes: %ld KiB\n", strlen(*row), o.memory_kib);
		free(o.out);
		free(*row);
	}
}

static void ask_open(void)
{
	setenv("AMTSBOTE_FAULT", "import-open", 1);
}

static void ask_socket(void)
{
	setenv("AMTSBOTE_FAULT", "import-socket", 1);
}

static void ask_fork(void)
{
	setenv("AMTSBOTE_FAULT", "import-fork", 1);
}

static void ask_exec(void)
{
	setenv("AMTSBOTE_FAULT", "import-exec", 1);
}

static void ask_executable_memory(void)
{
	setenv("AMTSBOTE_FAULT", "import-code", 1);
}

TEST(whatever_else_is_tried_kills)
{
	void (*const rows[])(void) = { ask_open, ask_socket, ask_fork, ask_exec,
				       ask_executable_memory };

	for (int real = 0; real < 2; real++)
		EACH_CASE (row, rows) {
			struct outcome o = run("{}", 2, *row, real);
			CHECK_EQ_INT(o.code, -SIGSYS);
			CHECK_EQ_UINT(o.len, 0);
			free(o.out);
		}
}

static void become_nobody(void)
{
	if (setgid(65534) != 0 || setuid(65534) != 0)
		_exit(77);
}

static void enter_empty_root(void)
{
	char folder[] = "/tmp/amtsbote-root-XXXXXX";

	if (!mkdtemp(folder) || chroot(folder) != 0 || chdir("/") != 0)
		_exit(77);
	become_nobody();
}

TEST(works_for_any_user_and_without_any_file)
{
	void (*const rows[])(void) = { NULL, become_nobody, enter_empty_root };

	if (geteuid() != 0)
		SKIP("only root can become somebody else");
	EACH_CASE (row, rows) {
		struct outcome o = run("[ 1 ]", 5, *row, false);
		CHECK_EQ_INT(o.code, 0);
		CHECK_EQ_STR(o.out, "[1]");
		free(o.out);
	}
	CHECK(system("rmdir /tmp/amtsbote-root-??????") == 0);
}

static void ask_open_as_nobody(void)
{
	enter_empty_root();
	ask_open();
}

TEST(confined_for_any_user_too)
{
	if (geteuid() != 0)
		SKIP("only root can become somebody else");
	struct outcome o = run("{}", 2, ask_open_as_nobody, false);
	CHECK_EQ_INT(o.code, -SIGSYS);
	free(o.out);
	CHECK(system("rmdir /tmp/amtsbote-root-??????") == 0);
}

/* lose_seccomp() - as on a kernel without it: both ways to a filter answer EINVAL. */
static void lose_seccomp(void)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);

	if (!f || seccomp_rule_add(f, SCMP_ACT_ERRNO(22), SCMP_SYS(seccomp), 0) != 0 ||
	    seccomp_rule_add(f, SCMP_ACT_ERRNO(22), SCMP_SYS(prctl), 1, SCMP_A0(SCMP_CMP_EQ, 22)) !=
		    0 ||
	    seccomp_load(f) != 0)
		_exit(77);
}

TEST(without_seccomp_nothing_is_read)
{
	for (int real = 0; real < 2; real++) {
		struct outcome o = run("{}", 2, lose_seccomp, real);
		CHECK_EQ_INT(o.code, IMPORT_CANNOT);
		CHECK_EQ_UINT(o.len, 0);
		CHECK_HAS_STR(o.err, "CONFIG_SECCOMP_FILTER");
		free(o.out);
	}
}

static void spin(void)
{
	struct err e = { 0 };
	const struct sandbox_limits limits = { 1 << 20, 1, 1 };

	if (!sandbox_enter(&limits, &e))
		_exit(77);
	for (volatile unsigned n = 0;; n++)
		continue;
}

#ifndef __SANITIZE_ADDRESS__ /* which needs more than any limit for itself */
static void grow(void)
{
	struct err e = { 0 };
	const struct sandbox_limits limits = { 64 << 20, 10, 1 };

	if (!sandbox_enter(&limits, &e))
		_exit(77);
	for (size_t held = 0; held < 1024; held++)
		if (!malloc(1 << 20))
			_exit(held < 60 ? 1 : 42);
	_exit(2);
}
#endif

TEST(time_and_memory_have_limits)
{
	struct outcome o = run("", 0, spin, false);

	CHECK(o.code == -SIGKILL || o.code == -SIGXCPU);
	free(o.out);
#ifndef __SANITIZE_ADDRESS__
	o = run("", 0, grow, false);
	CHECK_EQ_INT(o.code, 42);
	free(o.out);
#endif
}

TEST(the_real_program)
{
	struct outcome o = run("{ \"a\":\t1 }", 10, NULL, true);

	CHECK_EQ_INT(o.code, 0);
	CHECK_EQ_STR(o.out, "{\"a\":1}");
	free(o.out);
	o = run("{ \"a\"", 5, NULL, true);
	CHECK_EQ_INT(o.code, 2);
	CHECK_EQ_STR(o.err, "antrag:1:6: the document ends too early\n");
	free(o.out);
}
