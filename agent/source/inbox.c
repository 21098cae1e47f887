/* inbox.c - what lies in a folder: complete submissions, oldest first. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/source/inbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "agent/source/shelf.h"
#include "agent/source/source.h"
#include "base/mem.h"
#include "base/str.h"

/* NAMES_MAX: what one look sorts; the rest waits for the next. READ_MAX: 0.2 s of hashing. */
enum { NAMES_MAX = 100000, READ_MAX = 64 * 1024 * 1024 };

/* A name that has the form of a submission. */
struct found {
	char *entry; /* owned by the arena */
	bool set;
	bool link;
	struct timespec written;
};

struct look {
	int folder;
	struct arena *arena;
	struct found *found; /* owned */
	size_t n, room;
	struct inbox *in;
	size_t bytes_read;
};

static bool ends_with(const char *s, const char *end)
{
	size_t len = strlen(s), end_len = strlen(end);

	return len > end_len && str_eq(s + len - end_len, end);
}

/* is_ours() - the folders this program keeps in the inbox. */
static bool is_ours(const char *name)
{
	return str_eq(name, "done") || str_eq(name, "failed") || str_eq(name, "results");
}

/* is_marked() - NAME.done stands beside the folder NAME. */
static bool is_marked(const struct look *l, const char *name)
{
	struct stat st;
	const char *marker = arena_printf(l->arena, "%s.done", name);

	return fstatat(l->folder, marker, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode);
}

/* add_found() - if the entry @name has the form of a submission. */
static void add_found(struct look *l, const char *name)
{
	struct stat st;

	if (name[0] == '.' || is_ours(name) || ends_with(name, ".done") ||
	    fstatat(l->folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return;
	bool set = S_ISDIR(st.st_mode);
	if (set ? !is_marked(l, name) : !ends_with(name, ".json"))
		return;
	if (l->n == l->room) {
		l->room = l->room ? l->room * 2 : 64;
		l->found = mem_realloc(l->found, l->room, sizeof *l->found);
	}
	l->found[l->n++] = (struct found){ .entry = arena_strdup(l->arena, name),
					   .set = set,
					   .link = !set && !S_ISREG(st.st_mode),
					   .written = st.st_mtim };
}

static int compare_found(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	if (x->written.tv_sec != y->written.tv_sec)
		return x->written.tv_sec < y->written.tv_sec ? -1 : 1;
	if (x->written.tv_nsec != y->written.tv_nsec)
		return x->written.tv_nsec < y->written.tv_nsec ? -1 : 1;
	return strcmp(x->entry, y->entry);
}

/* read_names() - all entries of the folder, the oldest first. */
static bool read_names(struct look *l, struct err *e)
{
	int fd = openat(l->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *d;

	if (!dir) {
		int cause = errno;
		close_fdp(&fd);
		return err_set(e, ERR_IO, "read the folder: %s", strerror(cause));
	}
	errno = 0;
	while (l->n < NAMES_MAX && (d = readdir(dir)))
		add_found(l, d->d_name);
	(void)closedir(dir); /* was only read */
	if (l->n > 0)
		qsort(l->found, l->n, sizeof *l->found, compare_found);
	return true;
}

/* is_being_written() - somebody has the file open for writing: a read lease is refused then. */
static bool is_being_written(int folder, const char *name)
{
	CLEANUP(close_fdp)
	int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	/* SIGURG is ignored by default; SIGIO, the usual sign of a broken lease, would end us. */
	if (fd < 0 || fcntl(fd, F_SETSIG, SIGURG) != 0)
		return false;
	if (fcntl(fd, F_SETLEASE, F_RDLCK) != 0)
		return errno == EAGAIN;       /* else: not our file, or no leases here */
	(void)fcntl(fd, F_SETLEASE, F_UNLCK); /* closing would do it too */
	return false;
}

/* large_digest() - of a file too large to be read: by its size and time. */
static bool large_digest(int folder, const char *path, char ret_digest[ENTRY_DIGEST_BYTES])
{
	struct stat st;
	char text[64];

	if (fstatat(folder, path, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
	    !fmt_into(text, sizeof text, "large %jd %jd.%09ld", (intmax_t)st.st_size,
		      (intmax_t)st.st_mtim.tv_sec, st.st_mtim.tv_nsec))
		return false;
	entry_digest(text, strlen(text), ret_digest);
	return true;
}

bool inbox_has_large(int folder, const struct entry *n, struct arena *a)
{
	char digest[ENTRY_DIGEST_BYTES];

	return large_digest(folder, entry_path(n, a), digest) && str_eq(digest, n->digest);
}

/* add_reject() - the entry can never be taken. */
static void add_reject(struct look *l, const struct found *f, const char *reason)
{
	struct inbox_reject *r = &l->in->rejects[l->in->n_rejects++];

	*r = (struct inbox_reject){ .entry = f->entry, .reason = reason };
	r->suffix = ends_with(f->entry, ".json") && !f->set ? ".json" : "";
	entry_digest(f->entry, strlen(f->entry), r->digest);
	r->name = arena_strndup(l->arena, f->entry, strlen(f->entry) - strlen(r->suffix));
	if (!entry_name_fits(r->name))
		r->name = arena_printf(l->arena, "unnamed-%.8s", r->digest);
}

/* judge() - entry, reject, or nothing yet. */
static void judge(struct look *l, const struct found *f)
{
	CLEANUP(mem_freep) char *data = NULL;
	struct entry n = { .set = f->set, .digest = ENTRY_UNREADABLE };
	struct err why = { 0 };
	size_t name_len = strlen(f->entry) - (f->set ? 0 : strlen(".json")), len;

	if (f->link) {
		add_reject(l, f, "a link or a device, not a file");
		return;
	}
	if (name_len > ENTRY_NAME_MAX) {
		add_reject(l, f, "a name of more than 200 bytes");
		return;
	}
	memcpy(n.name, f->entry, name_len);
	if (!entry_name_fits(n.name)) {
		add_reject(l, f, "a name that is not UTF-8 or has control characters");
		return;
	}
	const char *path = entry_path(&n, l->arena);
	if (!f->set && is_being_written(l->folder, path))
		return;
	if (shelf_read(l->folder, path, SOURCE_ITEM_BYTES_MAX, &data, &len, &why)) {
		entry_digest(data, len, n.digest);
		l->bytes_read += len;
	} else if (why.code == ERR_LIMIT) {
		err_ignored(large_digest(l->folder, path, n.digest)); /* then as unreadable */
	} else if (why.code == ERR_NOT_FOUND) {
		if (f->set)
			add_reject(l, f, "a set without submission.json");
		return;
	}
	l->in->entries[l->in->n_entries++] = n;
}

bool inbox_look(int folder, struct arena *a, struct inbox *ret_inbox, struct err *e)
{
	struct look l = { .folder = folder, .arena = a, .in = ret_inbox };
	bool good = read_names(&l, e);
	size_t most = l.n < SOURCE_ITEMS_MAX ? l.n : SOURCE_ITEMS_MAX;

	*ret_inbox = (struct inbox){ .entries = arena_calloc(a, most, sizeof(struct entry)),
				     .rejects = arena_calloc(a, l.n, sizeof(struct inbox_reject)) };
	for (size_t i = 0; good && i < l.n; i++)
		if (ret_inbox->n_entries < most && l.bytes_read < READ_MAX)
			judge(&l, &l.found[i]);
	free(l.found);
	return good;
}
