/* journal_torn.c - torn tails, kept and told of. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/journal_torn.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include "base/cleanup.h"
#include "base/str.h"

#define PREFIX "torn-"
#define FRESH ".new"

/* NUMBER_MAX: a disk that tears so many tails needs a person first. */
enum { NUMBER_MAX = 99999, NAME_BYTES = 24 };

static bool name_of(unsigned number, const char *suffix, char ret_name[NAME_BYTES])
{
	return fmt_into(ret_name, NAME_BYTES, PREFIX "%u%s", number, suffix);
}

static bool is_there(int folder_fd, unsigned number, const char *suffix)
{
	char name[NAME_BYTES];
	struct stat st;

	return name_of(number, suffix, name) &&
	       fstatat(folder_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

static bool fail(struct err *e, const char *what)
{
	return err_set(e, ERR_IO, "%s a torn tail: %s", what, strerror(errno));
}

/* copy() - false: errno says why. */
static bool copy(int from_fd, uint64_t from, uint64_t to, int to_fd)
{
	char block[4096];

	while (from < to) {
		uint64_t left = to - from;
		ssize_t n = pread(from_fd, block, left < sizeof block ? left : sizeof block,
				  (off_t)from);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || write(to_fd, block, (size_t)n) != n)
			return false;
		from += (uint64_t)n;
	}
	return fsync(to_fd) == 0;
}

bool journal_torn_keep(int folder_fd, int fd, uint64_t from, uint64_t to, struct err *e)
{
	char name[NAME_BYTES];
	unsigned number = 1;

	while (is_there(folder_fd, number, "") || is_there(folder_fd, number, FRESH))
		number++;
	if (number > NUMBER_MAX || !name_of(number, FRESH, name))
		return err_set(e, ERR_LIMIT, "more than %d torn tails", NUMBER_MAX);
	CLEANUP(close_fdp)
	int kept =
		openat(folder_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (kept < 0)
		return fail(e, "create the copy of");
	if (copy(fd, from, to, kept) && fsync(folder_fd) == 0)
		return true;
	(void)fail(e, "copy");              /* gives false, as we do */
	(void)unlinkat(folder_fd, name, 0); /* half a copy says nothing */
	return false;
}

/* untold_number() - N of "torn-N.new", 0 if it is something else. */
static unsigned untold_number(const char *name)
{
	size_t len = strlen(name), prefix = sizeof PREFIX - 1, suffix = sizeof FRESH - 1;
	char digits[NAME_BYTES];
	uint64_t number;

	if (!str_starts(name, PREFIX) || len <= prefix + suffix || len >= NAME_BYTES ||
	    !str_eq(name + len - suffix, FRESH) ||
	    !fmt_into(digits, sizeof digits, "%.*s", (int)(len - prefix - suffix), name + prefix) ||
	    !str_to_u64(digits, NUMBER_MAX, &number))
		return 0;
	return (unsigned)number;
}

bool journal_torn_untold(int folder_fd, struct journal_torn *ret_torn, struct err *e)
{
	int fd = openat(folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	struct journal_torn torn = { 0 };
	struct stat st;
	bool good = true;

	if (!dir) {
		(void)fail(e, "look for"); /* gives false, as we do */
		close_fdp(&fd);
		return false;
	}
	for (struct dirent *d = readdir(dir); d && good && torn.number == 0; d = readdir(dir)) {
		torn.number = untold_number(d->d_name);
		if (torn.number == 0)
			continue;
		good = fstatat(folder_fd, d->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 ||
		       fail(e, "stat");
		torn.bytes = good ? (uint64_t)st.st_size : 0;
	}
	(void)closedir(dir); /* was only read */
	if (good)
		*ret_torn = torn;
	return good;
}

bool journal_torn_told(int folder_fd, const struct journal_torn *torn, struct err *e)
{
	char from[NAME_BYTES], to[NAME_BYTES];

	if (!name_of(torn->number, FRESH, from) || !name_of(torn->number, "", to) ||
	    renameat(folder_fd, from, folder_fd, to) != 0 || fsync(folder_fd) != 0)
		return fail(e, "name");
	return true;
}
