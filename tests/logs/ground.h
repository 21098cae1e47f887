/* ground.h - a folder of a test's own, and files in it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "base/file.h"
#include "base/str.h"
#include "tests/check.h"

struct ground {
	char folder[64];
	char path[512]; /* of the last ground_path() */
};

/* ground_make() - a fresh folder, mode 0700. */
static inline struct ground ground_make(void)
{
	struct ground g = { .folder = "/tmp/amtsbote-logs-XXXXXX" };

	if (!mkdtemp(g.folder))
		abort();
	return g;
}

/* ground_remove() - with all in it. */
static inline void ground_remove(struct ground *g)
{
	struct err e = { 0 };

	CHECK_OK(file_remove_tree(g->folder, &e), e);
}

/* ground_path() - of @name in it, valid until the next call. */
static inline const char *ground_path(struct ground *g, const char *name)
{
	if (!fmt_into(g->path, sizeof g->path, "%s/%s", g->folder, name))
		abort();
	return g->path;
}

/* ground_read() - a file's bytes, owned by the caller; NULL if there is none. */
static inline char *ground_read(struct ground *g, const char *name, size_t *ret_len)
{
	char *data = NULL;
	struct err e = { 0 };

	return file_read(ground_path(g, name), (size_t)1 << 30, &data, ret_len, &e) ? data : NULL;
}

/* ground_write() - replace a file by @len bytes, mode 0600. */
static inline void ground_write(struct ground *g, const char *name, const void *data, size_t len)
{
	FILE *f = fopen(ground_path(g, name), "wb");

	if (!f || fwrite(data, 1, len, f) != len || fclose(f) != 0)
		abort();
	(void)chmod(g->path, 0600);
}

/* ground_has() - is there such a file? */
static inline bool ground_has(struct ground *g, const char *name)
{
	struct stat st;

	return lstat(ground_path(g, name), &st) == 0;
}
