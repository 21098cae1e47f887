/* fingerprint.c - what the pixels of a desk depend on, as one text and its hash. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "agent/desk/display.h"
#include "agent/desk/events.h"
#include "agent/desk/settings.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"

enum {
	TEXT_BYTES_MAX = 64 * 1024,
	FONTS_BYTES_MAX = 16 << 20,
	CORE_FONTS_MAX = 100000, /* XListFonts() wants one; Debian's whole set has some 10,000 */
	FC_LIST_MS = 20000,      /* 0.1 s; minutes old caches are built anew */
	PATH_BYTES_MAX = 4096,
};

/* A hash in the making, and how much went into it. */
struct part {
	struct hasher *hash; /* owned until part_end() */
	size_t n;
};

static void part_add(struct part *p, const char *line)
{
	hasher_add(p->hash, line, strlen(line) + 1);
	p->n++;
}

/* part_end() - "name count hash". */
static void part_end(struct part *p, const char *name, struct buf *to)
{
	uint8_t digest[HASH_BYTES];
	char hex[HASH_HEX_BYTES];

	hasher_end(p->hash, digest);
	hasher_free(p->hash);
	hash_hex(digest, hex);
	buf_addf(to, "%s %zu %s\n", name, p->n, hex);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* sorted() - the same texts in order; owned by the caller. Xlib frees its lists by their first
 * entry, so that must stay where it is. */
static char **sorted(char *const *list, int n)
{
	char **copy = mem_calloc((size_t)n + 1, sizeof *copy);

	memcpy(copy, list, (size_t)n * sizeof *copy);
	qsort(copy, (size_t)n, sizeof *copy, by_text);
	return copy;
}

static void add_server(struct desk *d, struct buf *to)
{
	int screen = DefaultScreen(d->x), n = 0;
	const Visual *v = DefaultVisual(d->x, screen);
	char **list = XListExtensions(d->x, &n);

	buf_addf(to, "server %s\nvendor %s\nrelease %d\n", server_program(d->kind),
		 ServerVendor(d->x), VendorRelease(d->x));
	buf_addf(to, "screen %dx%d px, %dx%d mm, depth %d, %lx %lx %lx\n",
		 DisplayWidth(d->x, screen), DisplayHeight(d->x, screen),
		 DisplayWidthMM(d->x, screen), DisplayHeightMM(d->x, screen),
		 DefaultDepth(d->x, screen), v->red_mask, v->green_mask, v->blue_mask);
	buf_addf(to, "dpi %d\nextensions", d->dpi);
	if (list != NULL) {
		CLEANUP(mem_freep) char **names = sorted(list, n);
		for (int i = 0; i < n; i++)
			buf_addf(to, " %s", names[i]);
		XFreeExtensionList(list);
	}
	buf_addc(to, '\n');
}

static void add_core_fonts(struct desk *d, struct buf *to)
{
	struct part part = { .hash = hasher_new() };
	int n_path = 0, n = 0;
	char **path = XGetFontPath(d->x, &n_path);
	char **list = XListFonts(d->x, "*", CORE_FONTS_MAX, &n);

	for (int i = 0; path != NULL && i < n_path; i++)
		part_add(&part, path[i]);
	if (list != NULL) {
		CLEANUP(mem_freep) char **names = sorted(list, n);
		for (int i = 0; i < n; i++)
			part_add(&part, names[i]);
		XFreeFontNames(list);
	}
	if (path != NULL)
		XFreeFontPath(path);
	part_end(&part, "core-fonts", to);
}

static void add_keymap(struct desk *d, struct buf *to)
{
	struct part part = { .hash = hasher_new() };
	int low, high, per_code = 0;

	XDisplayKeycodes(d->x, &low, &high);
	KeySym *keys = XGetKeyboardMapping(d->x, (KeyCode)low, high - low + 1, &per_code);
	XModifierKeymap *modifiers = XGetModifierMapping(d->x);
	if (keys != NULL) {
		part.n = (size_t)(high - low + 1) * (size_t)per_code;
		hasher_add(part.hash, keys, part.n * sizeof *keys);
		XFree(keys);
	}
	if (modifiers != NULL) {
		hasher_add(part.hash, modifiers->modifiermap, (size_t)modifiers->max_keypermod * 8);
		XFreeModifiermap(modifiers);
	}
	part_end(&part, "keymap", to);
}

/* list_fonts() - what fontconfig has, into the file @path. */
static bool list_fonts(const struct desk *d, const char *path, struct err *e)
{
	CLEANUP(close_fdp) int out = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	/* Tab and newline occur in no font's name. */
	const char *argv[] = { "fc-list", "--format",
			       "%{file}\t%{family}\t%{style}\t%{fontversion}\n", NULL };
	char *env[] = { "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", NULL };
	struct child_options o = { .argv = argv,
				   .env = env,
				   .folder = d->folder,
				   .in_fd = -1,
				   .out_fd = out,
				   .keep_fd = -1,
				   .also_fd = -1,
				   .failure = ERR_IO };
	struct child process;

	if (out < 0)
		return err_set(e, ERR_IO, "create '%s': %s", path, strerror(errno));
	if (!child_start(&o, &process, e))
		return false;
	bool done = child_wait(&process, deadline_in(FC_LIST_MS)) && process.status == 0;
	child_end(&process, 0);
	return done || err_set(e, ERR_IO, "fc-list does not list the fonts");
}

/* add_font() - a line of fc-list and the size of the file: another build is another font. */
static void add_font(struct part *part, struct buf *line, const char *text)
{
	CLEANUP(mem_freep) char *file = mem_strndup(text, strcspn(text, "\t"));
	struct stat st = { 0 };

	buf_reset(line);
	if (stat(file, &st) == 0)
		buf_addf(line, "%jd\t", (intmax_t)st.st_size);
	buf_adds(line, text);
	part_add(part, line->data);
}

static void add_font_lines(char *text, struct buf *to)
{
	struct part part = { .hash = hasher_new() };
	CLEANUP(buf_clear) struct buf line = { 0 };
	size_t n = 0, lines = 1;

	for (const char *at = text; *at != 0; at++)
		lines += *at == '\n';
	CLEANUP(mem_freep) char **list = mem_calloc(lines, sizeof *list);
	for (char *at = text; *at != 0;) {
		size_t len = strcspn(at, "\n");
		bool more = at[len] != 0;
		at[len] = 0;
		list[n++] = at;
		at += len + more;
	}
	qsort(list, n, sizeof *list, by_text); /* fc-list has them in the order of its caches */
	buf_init(&line, FONTS_BYTES_MAX);
	for (size_t i = 0; i < n; i++)
		add_font(&part, &line, list[i]);
	part_end(&part, "fontconfig", to);
}

static bool add_fontconfig(const struct desk *d, struct buf *to, struct err *e)
{
	CLEANUP(buf_clear) struct buf path = { 0 };
	CLEANUP(mem_freep) char *text = NULL;
	size_t len;

	buf_init(&path, PATH_BYTES_MAX);
	buf_addf(&path, "%s/fonts", d->folder);
	if (!buf_check(&path, "path of the list of fonts", e) || !list_fonts(d, path.data, e) ||
	    !file_read(path.data, FONTS_BYTES_MAX, &text, &len, e))
		return false;
	add_font_lines(text, to);
	return true;
}

bool desk_fingerprint(struct desk *d, struct arena *a, struct desk_fingerprint *ret, struct err *e)
{
	CLEANUP(buf_clear) struct buf text = { 0 };
	uint8_t digest[HASH_BYTES];

	if (!events_pump(d, e))
		return false;
	buf_init(&text, TEXT_BYTES_MAX);
	buf_adds(&text, "desk 1\n"); /* of this text's form */
	add_server(d, &text);
	add_core_fonts(d, &text);
	add_keymap(d, &text);
	if (d->lost)
		return events_lost(d, e);
	if (!add_fontconfig(d, &text, e))
		return err_wrap(e, "fingerprint");
	settings_describe(&text);
	if (!buf_check(&text, "fingerprint", e))
		return false;
	hash_of(text.data, text.len_bytes, digest);
	hash_hex(digest, ret->hex);
	ret->text = arena_strdup(a, text.data);
	return true;
}
