/* keyring_copy.c - copies of the ring beside it, one a day, for a few days. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/keyring_copy.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "base/cleanup.h"
#include "base/str.h"
#include "logs/keyring_file.h"
#include "logs/locked.h"

#define PREFIX "ring-"

enum { NAME_BYTES = sizeof PREFIX + KEYRING_DAY_BYTES };

static const int64_t DAY_S = 86400;

/* day_start_s() - 0:00 UTC of "2026-11-23" in seconds since 1970; false: that is no day. */
static bool day_start_s(const char *day, int64_t *ret_s)
{
	struct tm tm = { 0 };
	const char *end = strptime(day, "%Y-%m-%d", &tm);

	if (strlen(day) != KEYRING_DAY_BYTES || !end || *end)
		return false;
	*ret_s = timegm(&tm);
	return true;
}

/* day_of_copy() - the day in a file's name; false: it is no copy. */
static bool day_of_copy(const char *name, int64_t *ret_s)
{
	return str_starts(name, PREFIX) && day_start_s(name + sizeof PREFIX - 1, ret_s);
}

/* Of one walk through the copies; what is not asked for is not looked at. */
struct walk {
	int folder_fd;
	int64_t first_s, last_s; /* copies of days outside of these are removed */
	bool removes, removed;
	const void *pattern; /* to be found in copies; NULL: none */
	size_t pattern_len;
	int64_t latest_s; /* day of the latest that has it */
};

/* has_pattern() - a damaged copy counts by what still stands in it. */
static bool has_pattern(const struct walk *w, const char *name, bool *ret_has, struct err *e)
{
	CLEANUP(locked_freep) void *data = NULL;
	struct stat seen;
	size_t len;

	if (!keyring_file_load(w->folder_fd, name, &data, &len, &seen, e))
		return false;
	*ret_has = memmem(data, len, w->pattern, w->pattern_len) != NULL;
	return true;
}

static bool visit(struct walk *w, const char *name, struct err *e)
{
	int64_t day_s;
	bool has;

	if (!day_of_copy(name, &day_s))
		return true;
	if (w->removes && (day_s < w->first_s || day_s > w->last_s)) {
		w->removed = true;
		return unlinkat(w->folder_fd, name, 0) == 0 ||
		       err_set(e, ERR_IO, "remove '%s': %s", name, strerror(errno));
	}
	if (!w->pattern || day_s <= w->latest_s)
		return true;
	if (!has_pattern(w, name, &has, e))
		return false;
	w->latest_s = has ? day_s : w->latest_s;
	return true;
}

static bool walk(struct walk *w, struct err *e)
{
	int fd = openat(w->folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	bool good = true;

	if (!folder) {
		close_fdp(&fd);
		return err_set(e, ERR_IO, "list the keyring's folder: %s", strerror(errno));
	}
	while (errno = 0, good && (entry = readdir(folder)) != NULL)
		good = visit(w, entry->d_name, e);
	if (good && errno != 0)
		good = err_set(e, ERR_IO, "list the keyring's folder: %s", strerror(errno));
	(void)closedir(folder); /* it was only read */
	return good;
}

bool keyring_copy_make(int folder_fd, const char *today, struct err *e)
{
	CLEANUP(locked_freep) void *data = NULL;
	struct stat seen;
	struct gcm_piece bytes;
	char name[NAME_BYTES];

	if (!fmt_into(name, sizeof name, PREFIX "%s", today))
		return err_set(e, ERR_LIMIT, "'%s' is no day", today);
	if (!keyring_file_load(folder_fd, KEYRING_FILE_NAME, &data, &bytes.len, &seen, e))
		return false;
	bytes.data = data;
	return keyring_file_replace(folder_fd, name, KEYRING_FILE_COPY_FRESH, &bytes, e);
}

bool keyring_copy_expire(int folder_fd, const char *today, unsigned days, struct err *e)
{
	struct walk w = { .folder_fd = folder_fd, .removes = true };

	if (!day_start_s(today, &w.last_s))
		return err_set(e, ERR_IO, "'%s' is no day", today);
	w.first_s = w.last_s - ((int64_t)days - 1) * DAY_S;
	return walk(&w, e) && (!w.removed || keyring_file_sync(folder_fd, e));
}

bool keyring_copy_end(int folder_fd, const void *pattern, size_t len, unsigned days,
		      int64_t *ret_utc_ms, struct err *e)
{
	struct walk w = {
		.folder_fd = folder_fd, .pattern = pattern, .pattern_len = len, .latest_s = -1
	};

	if (!walk(&w, e))
		return false;
	*ret_utc_ms = w.latest_s < 0 ? 0 : (w.latest_s + (int64_t)days * DAY_S) * 1000;
	return true;
}
