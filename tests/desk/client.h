/* client.h - another X client on a test's desk: what an application could do there. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include "tests/desk/stage.h"

/* client_open() - a connection of its own; NULL after a failed check. */
static inline Display *client_open(struct stage *s)
{
	setenv("XAUTHORITY", desk_cookie_file(s->desk), 1);
	Display *x = XOpenDisplay(desk_display(s->desk));
	unsetenv("XAUTHORITY");
	CHECK(x != NULL);
	return x;
}

/* client_start() - start @argv as a client of the desk, its output in @out_file (NULL: nowhere),
 * its input from @in_file likewise; its process id. */
static inline pid_t client_start(struct stage *s, const char *const *argv, const char *in_file,
				 const char *out_file)
{
	pid_t pid = fork();

	if (pid == 0) {
		setenv("DISPLAY", desk_display(s->desk), 1);
		setenv("XAUTHORITY", desk_cookie_file(s->desk), 1);
		if (freopen(in_file ? in_file : "/dev/null", "r", stdin) == NULL ||
		    freopen(out_file ? out_file : "/dev/null", "w", stdout) == NULL ||
		    freopen("/dev/null", "w", stderr) == NULL)
			_exit(126);
		execvp(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	CHECK(pid > 0);
	return pid;
}

/* client_ended() - serve the desk until the client has ended; its exit status, -1 if it did not. */
static inline int client_ended(struct stage *s, pid_t pid)
{
	struct deadline limit = deadline_in(STAGE_MS);
	int status = 0;
	unsigned seen;

	while (waitpid(pid, &status, WNOHANG) == 0) {
		if (!CHECK_OK(desk_wait(s->desk, deadline_in(5), &seen, &s->e), s->e) ||
		    !CHECK(!deadline_over(limit)))
			return -1;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
