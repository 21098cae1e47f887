/* outline.c - which file holds an outline font, as fontconfig lists them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/read/outline.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include "agent/desk/child.h"
#include "base/cleanup.h"
#include "base/str.h"

/* LIST_MS: half a second with an empty cache here. LIST_BYTES_MAX: 3,000 fonts take 300 kB. */
enum { LIST_MS = 20 * 1000, LIST_BYTES_MAX = 8 << 20, COLUMNS = 6 };

/* Tab and line end stand in no font's name. */
#define FORMAT "%{family[0]}\t%{style[0]}\t%{slant}\t%{weight}\t%{width}\t%{file}\n"

/* run_fc_list() - its output, in a file without a name. */
static bool run_fc_list(int *ret_fd, struct err *e)
{
	static const char *const argv[] = { "fc-list", "--format", FORMAT, NULL };
	char path[] = "PATH=/usr/local/bin:/usr/bin:/bin", lang[] = "LANG=C.UTF-8";
	char *env[] = { path, lang, NULL };
	CLEANUP(close_fdp) int fd = memfd_create("fonts", MFD_CLOEXEC);
	struct child_options o = { .argv = argv,
				   .env = env,
				   .in_fd = -1,
				   .out_fd = fd,
				   .keep_fd = -1,
				   .failure = ERR_IO };
	struct child process;

	if (fd < 0)
		return err_set(e, ERR_IO, "list of fonts: %s", strerror(errno));
	if (!child_start(&o, &process, e))
		return err_wrap(e, "list of fonts (Debian package fontconfig)");
	bool done = child_wait(&process, deadline_in(LIST_MS)) && process.status == 0;
	child_end(&process, 0);
	if (!done)
		return err_set(e, ERR_IO, "fc-list does not list the fonts");
	*ret_fd = fd;
	fd = -1;
	return true;
}

static bool read_list(int fd, struct arena *a, char **ret_text, struct err *e)
{
	struct stat st;
	size_t got = 0;

	if (fstat(fd, &st) != 0 || st.st_size > LIST_BYTES_MAX)
		return err_set(e, ERR_LIMIT, "the list of fonts is too long");
	size_t len = (size_t)st.st_size;
	char *text = arena_alloc(a, len + 1);
	while (got < len) {
		ssize_t n = pread(fd, text + got, len - got, (off_t)got);
		if (n <= 0)
			return err_set(e, ERR_IO, "list of fonts: %s", strerror(errno));
		got += (size_t)n;
	}
	*ret_text = text;
	return true;
}

/* take_line() - one line of FORMAT, cut into its columns in place; false if it is none. */
static bool take_line(char *line, struct outline *ret)
{
	char *column[COLUMNS] = { line };

	for (int i = 1; i < COLUMNS; i++) {
		char *tab = strchr(column[i - 1], '\t');
		if (!tab)
			return false;
		*tab = 0;
		column[i] = tab + 1;
	}
	/* FC_SLANT_ROMAN, FC_WEIGHT_REGULAR, FC_WIDTH_NORMAL; variable fonts say "[80 200]". */
	*ret = (struct outline){ .family = column[0],
				 .style = column[1],
				 .file = column[5],
				 .regular = str_eq(column[2], "0") && str_eq(column[3], "80") &&
					    str_eq(column[4], "100") };
	return true;
}

bool outlines_list(struct arena *a, struct outlines *ret_list, struct err *e)
{
	CLEANUP(close_fdp) int fd = -1;
	char *text = NULL;
	size_t lines = 1, n = 0;

	if (!run_fc_list(&fd, e) || !read_list(fd, a, &text, e))
		return false;
	for (const char *at = text; *at; at++)
		lines += *at == '\n';
	struct outline *list = arena_calloc(a, lines, sizeof *list);
	while (*text) {
		size_t len = strcspn(text, "\n");
		char *next = text + len + (text[len] == '\n');
		text[len] = 0;
		n += take_line(text, &list[n]);
		text = next;
	}
	*ret_list = (struct outlines){ list, n };
	return true;
}

const char *outlines_find(const struct outlines *all, const char *name, struct arena *a)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct outline *o = &all->list[i];
		if (o->regular && strcasecmp(name, o->family) == 0)
			return o->file;
	}
	for (size_t i = 0; i < all->n; i++) {
		const struct outline *o = &all->list[i];
		if (strcasecmp(name, arena_printf(a, "%s %s", o->family, o->style)) == 0)
			return o->file;
	}
	return NULL;
}
