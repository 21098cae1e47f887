/* importer.c - one submission's bytes through a process of `amtsbote import`. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/importer.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/json.h"

/* LIMIT_MS: the program's own limit is 20 s of CPU; on a busy machine that takes longer. */
enum { LIMIT_MS = 60000, MESSAGE_MAX = 4096 };
/* The exit code of agent/import/import.h for a refusal; that folder belongs to the program alone.
 */
enum { REFUSED = 2 };

/* The program while it runs. */
struct importer {
	pid_t pid;
	int in, out, err; /* our ends; -1: closed */
	const char *bytes;
	size_t left;
	struct buf said, message;
};

static void importer_clear(struct importer *p)
{
	close_fdp(&p->in);
	close_fdp(&p->out);
	close_fdp(&p->err);
	buf_clear(&p->said);
	buf_clear(&p->message);
}

static _Noreturn void become(const int fds[3])
{
	static char *const argv[] = { "amtsbote", "import", NULL };
	sigset_t none;

	(void)sigemptyset(&none); /* cannot fail */
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)signal(SIGPIPE, SIG_DFL);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && dup2(fds[0], 0) == 0 && dup2(fds[1], 1) == 1 &&
	    dup2(fds[2], 2) == 2 && close_range(3, UINT_MAX, CLOSE_RANGE_CLOEXEC) == 0)
		(void)execv("/proc/self/exe", argv); /* returns only to fail */
	_exit(1);
}

/* start() - the program with three pipes; @p is the caller's to clear, also on failure. */
static bool start(struct importer *p, struct err *e)
{
	int in[2] = { -1, -1 }, out[2] = { -1, -1 }, err[2] = { -1, -1 };

	if (pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0 && pipe2(err, O_CLOEXEC) == 0)
		p->pid = fork();
	if (p->pid == 0)
		become((int[3]){ in[0], out[1], err[1] });
	int cause = errno;
	close_fdp(&in[0]);
	close_fdp(&out[1]);
	close_fdp(&err[1]);
	p->in = in[1];
	p->out = out[0];
	p->err = err[0];
	if (p->pid < 0)
		return err_set(e, ERR_IO, "start the import program: %s", strerror(cause));
	/* Its end is written to only as fast as it reads, else we would wait for each other. */
	(void)fcntl(p->in, F_SETFL, O_NONBLOCK);
	return true;
}

static void shut(int *fd)
{
	close_fdp(fd);
	*fd = -1;
}

static void feed(struct importer *p)
{
	ssize_t n = write(p->in, p->bytes, p->left);

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	p->bytes += n > 0 ? n : 0;
	p->left = n > 0 ? p->left - (size_t)n : 0; /* it reads no more: its exit code says why */
	if (p->left == 0)
		shut(&p->in);
}

static void hear(int *fd, struct buf *to)
{
	char chunk[65536];
	ssize_t n = read(*fd, chunk, sizeof chunk);

	if (n < 0 && errno == EINTR)
		return;
	if (n <= 0)
		shut(fd);
	else
		buf_add(to, chunk, (size_t)n);
}

/* talk() - until it has said everything; false: it took too long. */
static bool talk(struct importer *p)
{
	struct deadline limit = deadline_in(LIMIT_MS);

	while (p->out >= 0 || p->err >= 0) {
		struct pollfd fds[] = { { p->in, POLLOUT, 0 },
					{ p->out, POLLIN, 0 },
					{ p->err, POLLIN, 0 } };
		if (poll(fds, 3, deadline_left_ms(limit)) == 0)
			return false;
		if (fds[0].revents)
			feed(p);
		if (fds[1].revents)
			hear(&p->out, &p->said);
		if (fds[2].revents)
			hear(&p->err, &p->message);
	}
	return true;
}

/* wait_for() - its status; it has closed its pipes or was killed, so it ends soon. */
static int wait_for(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return status;
}

/* message_of() - its one line. */
static const char *message_of(const struct importer *p, struct arena *a)
{
	return arena_strndup(a, p->message.data, strcspn(p->message.data, "\n"));
}

bool importer_run(const char *bytes, size_t len, struct arena *a,
		  struct importer_result *ret_result, struct err *e)
{
	CLEANUP(importer_clear)
	struct importer p = { -1, -1, -1, -1, .bytes = bytes, .left = len };

	buf_init(&p.said, JSON_BYTES_MAX);
	buf_init(&p.message, MESSAGE_MAX);
	if (!start(&p, e))
		return false;
	bool in_time = talk(&p);
	if (!in_time)
		(void)kill(p.pid, SIGKILL);
	int status = wait_for(p.pid);
	const char *text = message_of(&p, a);
	if (!in_time || WIFSIGNALED(status) || p.said.overflowed) {
		text = in_time ? "submission:1:1: the import program died of it"
			       : "submission:1:1: the import program did not come to an end";
		*ret_result = (struct importer_result){ IMPORTER_BROKE, text, strlen(text) };
		return true;
	}
	if (WEXITSTATUS(status) == REFUSED)
		*ret_result = (struct importer_result){ IMPORTER_REFUSED, text, strlen(text) };
	else if (WEXITSTATUS(status) == 0)
		*ret_result = (struct importer_result){
			IMPORTER_GOOD,
			arena_strndup(a, p.said.data, p.said.len_bytes),
			p.said.len_bytes,
		};
	else
		return err_set(e, ERR_UNSUPPORTED, "the import program: %s",
			       *text ? text : "cannot be started");
	return true;
}
