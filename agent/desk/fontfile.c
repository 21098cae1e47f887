/* fontfile.c - which file holds an outline font. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/fontfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include "agent/desk/child.h"
#include "agent/desk/display.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

enum {
	ANSWER_BYTES_MAX = 16384,
	FC_MATCH_MS = 20000, /* 0.1 s; minutes old caches are built anew */
};

/* ask() - what fc-match says of @pattern, into the file @path: families, weight and file with tabs
 * between. */
static bool ask(const struct desk *d, const char *pattern, const char *path, struct err *e)
{
	CLEANUP(close_fdp) int out = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	const char *argv[] = { "fc-match", "--format", "%{family}\t%{weight}\t%{file}", pattern,
			       NULL };
	char *env[] = { "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", NULL };
	const struct child_options o = { .argv = argv,
					 .env = env,
					 .folder = d->folder,
					 .in_fd = -1,
					 .out_fd = out,
					 .keep_fd = -1,
					 .failure = ERR_IO };
	struct child process;

	if (out < 0)
		return err_set(e, ERR_IO, "create '%s': %s", path, strerror(errno));
	if (!child_start(&o, &process, e))
		return false;
	bool done = child_wait(&process, deadline_in(FC_MATCH_MS)) && process.status == 0;
	child_end(&process, 0);
	return done || err_set(e, ERR_IO, "fc-match looks up no fonts");
}

/* pattern_of() - @family with what means something in a pattern marked as text. */
static const char *pattern_of(struct arena *a, const char *family)
{
	char *pattern = arena_alloc(a, 2 * strlen(family) + 1), *to = pattern;

	for (; *family; family++) {
		if (strchr("\\-:,", *family))
			*to++ = '\\';
		*to++ = *family;
	}
	return pattern;
}

/* has_family() - is @family among the names of one font, which commas part? */
static bool has_family(const char *names, const char *family)
{
	size_t len = strlen(family);

	for (const char *at = names;; at++) {
		size_t n = strcspn(at, ",");
		if (n == len && strncasecmp(at, family, len) == 0)
			return true;
		at += n;
		if (*at == 0)
			return false;
	}
}

bool fontfile_find(struct desk *d, const char *family, enum font_weight weight, struct arena *a,
		   const char **ret_file, struct err *e)
{
	const char *path = arena_printf(a, "%s/font", d->folder);
	CLEANUP(mem_freep) char *answer = NULL;
	size_t len;

	const char *pattern = pattern_of(a, family);
	uint64_t is_weight = 0;

	if (weight == FONT_BOLD_WEIGHT)
		pattern = arena_printf(a, "%s:bold", pattern);
	if (!ask(d, pattern, path, e) || !file_read(path, ANSWER_BYTES_MAX, &answer, &len, e))
		return false;
	char *tab = strchr(answer, '\t'), *file = tab ? strchr(tab + 1, '\t') : NULL;
	if (!file)
		return err_set(e, ERR_IO, "fc-match names no file for '%s'", family);
	*tab = *file = 0;
	if (!has_family(answer, family))
		return err_set(e, ERR_CONFIG,
			       "no font of the family '%s'; programs would be given '%s'", family,
			       answer);
	if (weight == FONT_BOLD_WEIGHT &&
	    (!str_to_u64(tab + 1, UINT16_MAX, &is_weight) || is_weight != FONT_BOLD_WEIGHT))
		return err_set(e, ERR_CONFIG, "the family '%s' has no bold font", family);
	*ret_file = arena_strdup(a, file + 1);
	return true;
}
