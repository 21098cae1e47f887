/* toolkit.c - which toolkit draws a window: by the libraries its process has mapped. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/doctor/toolkit.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/str.h"

enum { MAPS_BYTES_MAX = 8 << 20, PATH_BYTES = 320, LINK_BYTES = 64 };

/* The first row that fits decides: toolkits load each other's libraries (Swing those of GTK, Motif
 * those of Xt). */
static const struct {
	const char *library, *name;
} rows[] = {
	{ "/libawt_xawt.so", "Swing/AWT" },
	{ "/winex11.", "Wine" },
	{ "/x86_64-unix/ntdll.so", "Wine" },
	{ "/libtk8", "Tk" },
	{ "/libtk9", "Tk" },
	{ "/libQt6Gui.so", "Qt 6" },
	{ "/libQt5Gui.so", "Qt 5" },
	{ "/libgtk-4.so", "GTK 4" },
	{ "/libgtk-3.so", "GTK 3" },
	{ "/libgtk-x11-2.0.so", "GTK 2" },
	{ "/libfltk.so", "FLTK" },
	{ "/libXm.so", "Motif" },
	{ "/libXaw", "Xaw" },
	{ "/libXt.so", "Xt" },
};

static void closedirp(DIR **d)
{
	if (*d)
		(void)closedir(*d); /* was only read */
}

/* read_maps() - /proc/PID/maps; empty if it may not be read. */
static void read_maps(pid_t pid, struct buf *text)
{
	char path[PATH_BYTES], piece[8192];
	ssize_t n;

	buf_reset(text);
	if (!fmt_into(path, sizeof path, "/proc/%d/maps", (int)pid))
		return;
	CLEANUP(close_fdp) int fd = open(path, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && (n = read(fd, piece, sizeof piece)) > 0)
		buf_add(text, piece, (size_t)n);
}

/* has_terminals() - does @pid hold the outer end of a pseudo-terminal? */
static bool has_terminals(pid_t pid)
{
	char path[PATH_BYTES], target[LINK_BYTES];
	const struct dirent *entry;

	if (!fmt_into(path, sizeof path, "/proc/%d/fd", (int)pid))
		return false;
	CLEANUP(closedirp) DIR *d = opendir(path);
	while (d && (entry = readdir(d)) != NULL) {
		ssize_t n = readlinkat(dirfd(d), entry->d_name, target, sizeof target - 1);
		target[n > 0 ? n : 0] = 0;
		if (str_eq(target, "/dev/ptmx") || str_eq(target, "/dev/pts/ptmx"))
			return true;
	}
	return false;
}

/* library_at() - the path in the line of maps that holds @at, up to its end. */
static const char *library_at(const char *text, const char *at, struct arena *a)
{
	const char *begin = at;

	while (begin > text && begin[-1] != ' ' && begin[-1] != '\n')
		begin--;
	return arena_strndup(a, begin, strcspn(begin, "\n"));
}

static bool look(pid_t pid, struct arena *a, struct toolkit *ret)
{
	CLEANUP(buf_clear) struct buf text = { 0 };

	buf_init(&text, MAPS_BYTES_MAX);
	read_maps(pid, &text);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *at = strstr(text.data, rows[i].library);
		if (!at)
			continue;
		bool terminal = has_terminals(pid);
		*ret = (struct toolkit){ terminal ? arena_printf(a, "terminal (%s)", rows[i].name)
						  : rows[i].name,
					 library_at(text.data, at, a), pid };
		return true;
	}
	if (!has_terminals(pid) || !strstr(text.data, "/libX11.so"))
		return false;
	*ret = (struct toolkit){ "terminal", "/dev/ptmx", pid };
	return true;
}

/* next_of() - the next process of @session in the listing @d of /proc, 0 behind the last. */
static pid_t next_of(DIR *d, pid_t session)
{
	const struct dirent *entry;
	uint64_t pid;

	while ((entry = readdir(d)) != NULL)
		if (str_to_u64(entry->d_name, INT32_MAX, &pid) && getsid((pid_t)pid) == session)
			return (pid_t)pid;
	return 0;
}

struct toolkit toolkit_find(pid_t pid, pid_t session, struct arena *a)
{
	struct toolkit found = { "unknown", "", 0 };
	CLEANUP(closedirp) DIR *d = opendir("/proc");

	if (pid && look(pid, a, &found))
		return found;
	while (d && (pid = next_of(d, session)) != 0)
		if (look(pid, a, &found))
			return found;
	return found;
}

/* is_zombie() - the state behind the name in /proc/PID/stat. */
static bool is_zombie(pid_t pid)
{
	char path[PATH_BYTES], text[256];

	if (!fmt_into(path, sizeof path, "/proc/%d/stat", (int)pid))
		return false;
	CLEANUP(close_fdp) int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, text, sizeof text - 1) : 0;
	text[n > 0 ? n : 0] = 0;
	const char *behind = strrchr(text, ')');
	return !behind || str_starts(behind, ") Z");
}

bool toolkit_alive(pid_t session)
{
	CLEANUP(closedirp) DIR *d = opendir("/proc");
	pid_t pid;

	while (d && (pid = next_of(d, session)) != 0)
		if (!is_zombie(pid))
			return true;
	return false;
}
