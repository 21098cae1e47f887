/* server.c - the X server process of a desk: Xvfb or Xvnc. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/server.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>
#include "agent/desk/live.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

#define COOKIE_NAME "MIT-MAGIC-COOKIE-1"

enum {
	START_MS = 15000,        /* 0.1 s when idle; a loaded test machine needed 4 s */
	STOP_MS = 3000,          /* Xvfb ends within 20 ms of SIGTERM */
	LOG_BYTES_MAX = 1 << 20, /* of the server's log, when looking for its last line */
	PATH_BYTES_MAX = 4096,
	SOCKET_PATH_BYTES = 64,
	FAMILY_WILD = 0xffff, /* Xauth.h: matches every address */
	ARGS_MAX = 32,
};

static void add_field(struct buf *b, const void *bytes, size_t len)
{
	buf_addc(b, (char)(len >> 8));
	buf_addc(b, (char)(len & 0xff));
	buf_add(b, bytes, len);
}

/* write_cookie() - an Xauthority file with one entry that fits every display number, because the
 * server must read it before it knows its own. */
static bool write_cookie(struct server *s, const char *folder, struct err *e)
{
	CLEANUP(buf_clear) struct buf path = { 0 }, entry = { 0 };

	buf_init(&path, PATH_BYTES_MAX);
	buf_init(&entry, 256);
	if (getrandom(s->cookie, sizeof s->cookie, 0) != (ssize_t)sizeof s->cookie)
		return err_set(e, ERR_IO, "random bytes for the cookie: %s", strerror(errno));
	buf_addf(&path, "%s/Xauthority", folder);
	buf_addc(&entry, (char)(FAMILY_WILD >> 8));
	buf_addc(&entry, (char)(FAMILY_WILD & 0xff));
	add_field(&entry, "", 0);
	add_field(&entry, "", 0);
	add_field(&entry, COOKIE_NAME, strlen(COOKIE_NAME));
	add_field(&entry, s->cookie, sizeof s->cookie);
	if (!buf_check(&path, "path of the cookie", e) || !buf_check(&entry, "cookie", e))
		return false;
	if (!file_write_private(path.data, entry.data, entry.len_bytes, e))
		return false;
	s->cookie_file = buf_take(&path);
	return true;
}

/* last_line() - what the server said last, for messages; owned by the caller. */
static char *last_line(const char *log)
{
	CLEANUP(mem_freep) char *text = NULL;
	struct err unread = { 0 };
	size_t len;

	if (!file_read(log, LOG_BYTES_MAX, &text, &len, &unread))
		return mem_strdup("no log");
	while (len > 0 && text[len - 1] == '\n')
		text[--len] = 0;
	const char *newline = strrchr(text, '\n');
	return mem_strdup(newline ? newline + 1 : text);
}

/* What all servers are started with; the log's last line names what one of them does not take. */
struct command {
	const char *argv[ARGS_MAX];
	size_t n;
	char fd[16], dpi[16], size[32];
};

static void add_args(struct command *c, const char *const *args)
{
	for (; *args != NULL; args++) {
		assert(c->n < ARGS_MAX - 1);
		c->argv[c->n++] = *args;
	}
}

/* add_xvfb() - the only screen, of true colour; kept where we can see it, if that works. */
static bool add_xvfb(struct command *c, const struct server *s, const struct server_options *o,
		     struct err *e)
{
	if (!fmt_into(c->size, sizeof c->size, "%dx%dx24", o->width_px, o->height_px))
		return err_set(e, ERR_DISPLAY, "size of the screen");
	add_args(c, (const char *[]){ "-screen", "0", c->size, NULL });
	if (s->screen_fd >= 0)
		add_args(c, (const char *[]){ "-fbdir", o->folder, NULL });
	return true;
}

/* add_xvnc() - no TCP port, which is its default; who may open the desk's folder may look. */
static bool add_xvnc(struct command *c, const struct server *s, const struct server_options *o,
		     struct err *e)
{
	if (!fmt_into(c->size, sizeof c->size, "%dx%d", o->width_px, o->height_px))
		return err_set(e, ERR_DISPLAY, "size of the screen");
	add_args(c, (const char *[]){ "-geometry", c->size, "-depth", "24", "-rfbport", "-1",
				      "-rfbunixpath", s->vnc_socket, "-SecurityTypes", "None",
				      "-AcceptSetDesktopSize=0", NULL });
	return true;
}

static const struct {
	const char *program;
	bool (*add)(struct command *c, const struct server *s, const struct server_options *o,
		    struct err *e);
} drivers[] = {
	[DESK_XVFB] = { "Xvfb", add_xvfb },
	[DESK_XVNC] = { "Xvnc", add_xvnc },
};

const char *server_program(enum desk_server kind)
{
	return drivers[kind].program;
}

static bool run_server(struct server *s, const struct server_options *o, const char *log,
		       int number_fd, struct err *e)
{
	struct command c = { 0 };
	CLEANUP(close_fdp) int log_fd = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (log_fd < 0)
		return err_set(e, ERR_IO, "create '%s': %s", log, strerror(errno));
	if (!fmt_into(c.fd, sizeof c.fd, "%d", number_fd) ||
	    !fmt_into(c.dpi, sizeof c.dpi, "%d", o->dpi))
		return err_set(e, ERR_DISPLAY, "arguments of the X server");
	/* -noreset: else the keymap is forgotten when the last client leaves. */
	add_args(&c,
		 (const char *[]){ drivers[o->kind].program, "-displayfd", c.fd, "-dpi", c.dpi,
				   "-noreset", "-nolisten", "tcp", "-auth", s->cookie_file, NULL });
	if (!drivers[o->kind].add(&c, s, o, e))
		return false;
	char *env[] = { "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", NULL };
	struct child_options child = { .argv = c.argv,
				       .env = env,
				       .folder = o->folder,
				       .in_fd = -1,
				       .out_fd = log_fd,
				       .keep_fd = number_fd,
				       .also_fd = s->screen_fd,
				       /* So that it removes its socket when we are killed. */
				       .death_signal = SIGTERM,
				       .failure = ERR_DISPLAY };
	return child_start(&child, &s->process, e);
}

/*
 * offer_screen() - Xvfb keeps its screen in a file of a folder. What it finds there under the
 * file's name is memory that it inherits from us: nothing of the screen is ever on a disk, and
 * nothing is left when both have ended. Where that does not work it keeps its screen to itself.
 */
static void offer_screen(struct server *s, const struct server_options *o, struct buf *path)
{
	char target[32];

	if (o->kind != DESK_XVFB)
		return;
	buf_addf(path, "%s/Xvfb_screen0", o->folder);
	s->screen_fd = live_memory();
	if (s->screen_fd < 0)
		return;
	if (path->overflowed ||
	    !fmt_into(target, sizeof target, "/proc/self/fd/%d", s->screen_fd) ||
	    symlink(target, path->data) != 0)
		server_close_screen(s);
}

/* read_number() - the display number, which the server writes when it takes connections. */
static bool read_number(struct server *s, int fd, const char *log, struct err *e)
{
	struct deadline limit = deadline_in(START_MS);
	char text[16] = "";
	size_t len = 0;
	uint64_t number;

	while (memchr(text, '\n', len) == NULL && len < sizeof text - 1) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		int n = poll(&p, 1, deadline_left_ms(limit));
		if (n < 0 && errno == EINTR)
			continue;
		ssize_t got = n > 0 ? read(fd, text + len, sizeof text - 1 - len) : 0;
		if (got <= 0) {
			CLEANUP(mem_freep) char *said = last_line(log);
			return err_set(e, ERR_DISPLAY, "X server %s: %s",
				       n == 0 ? "did not come up" : "ended at its start", said);
		}
		len += (size_t)got;
	}
	text[strcspn(text, "\n")] = 0;
	if (!str_to_u64(text, 65535, &number))
		return err_set(e, ERR_DISPLAY, "X server: no display number: '%s'", text);
	if (!fmt_into(s->display, sizeof s->display, ":%s", text))
		return err_set(e, ERR_DISPLAY, "X server: display number '%s'", text);
	return true;
}

/* socket_at() - when the display's socket was made, in ns; 0 if there is none. Its inode is no mark
 * of it: numbers are used again at once. */
static int64_t socket_at(const char *display, char path[SOCKET_PATH_BYTES])
{
	struct stat st;

	if (!fmt_into(path, SOCKET_PATH_BYTES, "/tmp/.X11-unix/X%s", display + 1))
		return 0;
	if (lstat(path, &st) != 0)
		return 0;
	return (int64_t)st.st_ctim.tv_sec * 1000000000 + st.st_ctim.tv_nsec;
}

/* write_display() - for whoever cleans up after us: the display and when its socket was made. */
static bool write_display(const struct server *s, const char *folder, struct err *e)
{
	CLEANUP(buf_clear) struct buf path = { 0 };
	char text[48];

	buf_init(&path, PATH_BYTES_MAX);
	buf_addf(&path, "%s/display", folder);
	if (!buf_check(&path, "path of the display's note", e) ||
	    !fmt_into(text, sizeof text, "%s %jd", s->display, (intmax_t)s->socket))
		return false;
	return file_write_private(path.data, text, strlen(text), e);
}

bool server_start(struct server *s, const struct server_options *o, struct err *e)
{
	CLEANUP(buf_clear) struct buf log = { 0 }, viewer = { 0 }, screen = { 0 };
	int number[2];

	s->screen_fd = -1;
	buf_init(&log, PATH_BYTES_MAX);
	buf_init(&screen, PATH_BYTES_MAX);
	buf_init(&viewer, PATH_BYTES_MAX);
	buf_addf(&log, "%s/server.log", o->folder);
	buf_addf(&viewer, "%s/vnc", o->folder);
	if (!buf_check(&log, "path of the server's log", e) ||
	    !buf_check(&viewer, "path of the viewer's socket", e) || !write_cookie(s, o->folder, e))
		return false;
	if (o->kind == DESK_XVNC)
		s->vnc_socket = buf_take(&viewer);
	if (pipe2(number, O_CLOEXEC) != 0)
		return err_set(e, ERR_IO, "pipe to the X server: %s", strerror(errno));
	CLEANUP(close_fdp) int reading = number[0];
	offer_screen(s, o, &screen);
	bool started = run_server(s, o, log.data, number[1], e);
	(void)close(number[1]); /* then the pipe ends when the server does */
	started = started ? read_number(s, reading, log.data, e) : err_wrap(e, "X server");
	if (s->screen_fd >= 0)
		(void)unlink(screen.data); /* the server has it open by now */
	if (!started)
		return false;
	char path[SOCKET_PATH_BYTES];
	s->socket = socket_at(s->display, path);
	return write_display(s, o->folder, e);
}

void server_close_screen(struct server *s)
{
	if (s->screen_fd >= 0)
		(void)close(s->screen_fd);
	s->screen_fd = -1;
}

bool server_connect(const struct server *s, Display **ret_x, struct err *e)
{
	char name[] = COOKIE_NAME;
	char cookie[COOKIE_BYTES];

	memcpy(cookie, s->cookie, sizeof cookie);
	/* Not by setenv(XAUTHORITY): that would change what every later child inherits. */
	XSetAuthorization(name, (int)strlen(name), cookie, sizeof cookie);
	*ret_x = XOpenDisplay(s->display);
	XSetAuthorization(NULL, 0, NULL, 0);
	mem_wipe(cookie, sizeof cookie);
	if (*ret_x == NULL)
		return err_set(e, ERR_DISPLAY, "no connection to X server %s", s->display);
	return true;
}

/* remove_left() - the socket of a killed server, but not that of another one which took the number.
 * There is no lock file to remove: a server that chooses its number (-displayfd) writes none. */
static void remove_left(const struct server *s)
{
	char path[SOCKET_PATH_BYTES];

	if (s->socket != 0 && socket_at(s->display, path) == s->socket)
		(void)unlink(path);
}

void server_stop(struct server *s)
{
	child_end(&s->process, STOP_MS);
	server_close_screen(s);
	remove_left(s);
	mem_wipe(s->cookie, sizeof s->cookie);
	free(s->cookie_file);
	free(s->vnc_socket);
	*s = (struct server){ .screen_fd = -1 };
}
