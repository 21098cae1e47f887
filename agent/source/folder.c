/* folder.c - a folder as source: complete files and sets in; done, failed and results out. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>
#include "agent/source/driver.h"
#include "agent/source/inbox.h"
#include "agent/source/shelf.h"
#include "base/mem.h"

struct folder {
	int inbox, done, failed, results; /* descriptors */
	int inotify;
};

/* open_sub() - one of our own folders in the inbox, made if it is missing. */
static bool open_sub(int inbox, const char *name, int *ret_fd, struct err *e)
{
	struct stat here, there;

	if (mkdirat(inbox, name, 0770) != 0 && errno != EEXIST)
		return err_set(e, ERR_IO, "make folder '%s': %s", name, strerror(errno));
	int fd = openat(inbox, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return err_set(e, ERR_IO, "open folder '%s': %s", name, strerror(errno));
	*ret_fd = fd; /* owned by the folder from here on */
	if (fstat(inbox, &here) != 0 || fstat(fd, &there) != 0)
		return err_set(e, ERR_IO, "stat folder '%s': %s", name, strerror(errno));
	if (here.st_dev != there.st_dev)
		return err_set(e, ERR_CONFIG, "folder '%s' is on another file system", name);
	return true;
}

static void folder_close(void *self)
{
	struct folder *f = self;
	int *const fds[] = { &f->inbox, &f->done, &f->failed, &f->results, &f->inotify };

	for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
		close_fdp(fds[i]);
	free(f);
}

static bool open_all(struct folder *f, const char *path, struct err *e)
{
	f->inbox = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (f->inbox < 0)
		return err_set(e, ERR_IO, "open '%s': %s", path, strerror(errno));
	if (!open_sub(f->inbox, "done", &f->done, e) ||
	    !open_sub(f->inbox, "failed", &f->failed, e) ||
	    !open_sub(f->inbox, "results", &f->results, e))
		return err_wrap(e, "'%s'", path);
	f->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	/* Without it (no more watches, a network file system) poll_ms alone decides. */
	if (f->inotify >= 0)
		(void)inotify_add_watch(f->inotify, path,
					IN_MOVED_TO | IN_CLOSE_WRITE | IN_ONLYDIR);
	return true;
}

static bool folder_open(const struct source_options *o, void **ret_self, struct err *e)
{
	struct folder *f = mem_zalloc(sizeof *f);

	*f = (struct folder){ -1, -1, -1, -1, -1 };
	if (!open_all(f, o->folder, e)) {
		folder_close(f);
		return false;
	}
	*ret_self = f;
	return true;
}

static void drain(int inotify)
{
	char events[4096];

	while (inotify >= 0 && read(inotify, events, sizeof events) > 0)
		continue;
}

/* refuse() - @entry goes to @to in failed, after the reason lies there: it is never without. */
static bool refuse(struct folder *f, const char *entry, const struct shelf_place *to,
		   const char *reason, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	const char *name, *text = arena_printf(a, "%s\n", reason);

	return shelf_free_name(to, a, &name, e) &&
	       shelf_replace(f->failed, arena_printf(a, "%s.reason.txt", name), text, strlen(text),
			     a, e) &&
	       shelf_move(f->inbox, entry, to, a, e);
}

/* cast_out() - what lies in the inbox and can never be a submission goes to failed. */
static bool cast_out(struct folder *f, const struct inbox_reject *r, struct err *e)
{
	const struct shelf_place to = { f->failed, r->name, r->suffix, r->digest };

	if (refuse(f, r->entry, &to, r->reason, e))
		return true;
	if (e->code != ERR_NOT_FOUND)
		return false;
	err_clear(e); /* somebody took it away meanwhile */
	return true;
}

static bool folder_list(void *self, struct arena *a, struct source_item **ret_list, size_t *ret_n,
			struct err *e)
{
	struct folder *f = self;
	struct inbox in;

	drain(f->inotify); /* before looking: what comes meanwhile wakes again */
	if (!inbox_look(f->inbox, a, &in, e))
		return false;
	for (size_t i = 0; i < in.n_rejects; i++)
		if (!cast_out(f, &in.rejects[i], e))
			return false;
	struct source_item *items = arena_calloc(a, in.n_entries, sizeof *items);
	for (size_t i = 0; i < in.n_entries; i++)
		items[i].external = entry_external(&in.entries[i], a);
	*ret_list = items;
	*ret_n = in.n_entries;
	return true;
}

/* read_entry() - the bytes of @n as it was listed; ERR_NOT_FOUND if they are others by now. */
static bool read_entry(const struct folder *f, const struct entry *n, struct arena *a,
		       char **ret_data, size_t *ret_len, struct err *e)
{
	CLEANUP(mem_freep) char *data = NULL;
	char digest[ENTRY_DIGEST_BYTES];
	size_t len;

	if (!shelf_read(f->inbox, entry_path(n, a), SOURCE_ITEM_BYTES_MAX, &data, &len, e))
		return false;
	entry_digest(data, len, digest);
	if (strcmp(digest, n->digest) != 0)
		return err_set(e, ERR_NOT_FOUND, "an item was replaced after it was listed");
	*ret_data = TAKE(data);
	*ret_len = len;
	return true;
}

static void free_bytes(void *bytes)
{
	free(bytes);
}

static bool folder_fetch(void *self, const struct source_item *item, struct arena *a,
			 const char **ret_data, size_t *ret_len, struct err *e)
{
	struct folder *f = self;
	struct entry n;
	char *data;

	if (!entry_read(item->external, &n, e) || !read_entry(f, &n, a, &data, ret_len, e))
		return false;
	arena_attach(a, data, free_bytes);
	*ret_data = data;
	return true;
}

/*
 * is_still_there() - is the inbox's entry of that name the very submission @n? Another one under
 * its name stays where it is: it is listed under its own id.
 */
static bool is_still_there(const struct folder *f, const struct entry *n, struct arena *a,
			   bool *ret_there, struct err *e)
{
	CLEANUP(mem_freep) char *data = NULL;
	struct err why = { 0 };
	size_t len;

	*ret_there = read_entry(f, n, a, &data, &len, &why);
	if (*ret_there || why.code == ERR_NOT_FOUND)
		return true;
	if (why.code == ERR_LIMIT) { /* too large to be read: known by its size */
		*ret_there = inbox_has_large(f->inbox, n, a);
		return true;
	}
	*e = why;
	return false;
}

/* remove_marker() - NAME.done says that a set is complete; it goes after the set has gone. */
static bool remove_marker(const struct folder *f, const struct entry *n, struct arena *a,
			  struct err *e)
{
	struct stat st;

	if (!n->set || fstatat(f->inbox, n->name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return true;
	if (unlinkat(f->inbox, arena_printf(a, "%s.done", n->name), 0) == 0 || errno == ENOENT)
		return true;
	return err_set(e, ERR_IO, "remove a set's marker: %s", strerror(errno));
}

static bool folder_acknowledge(void *self, const char *external, enum source_fate fate,
			       const char *message, struct err *e)
{
	struct folder *f = self;
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct entry n;
	bool there;

	if (!entry_read(external, &n, e) || !is_still_there(f, &n, a, &there, e))
		return false;
	const bool refused = fate == SOURCE_REFUSED;
	const struct shelf_place to = { refused ? f->failed : f->done, n.name, n.set ? "" : ".json",
					n.digest };
	if (there && refused && !refuse(f, entry_top(&n, a), &to, message, e))
		return false;
	if (there && !refused && !shelf_move(f->inbox, entry_top(&n, a), &to, a, e))
		return false;
	return remove_marker(f, &n, a, e);
}

static bool folder_deliver(void *self, const struct source_answer *answer, struct err *e)
{
	struct folder *f = self;
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct entry n;

	if (!entry_read(answer->external, &n, e))
		return false;
	const struct shelf_place to = { f->results, n.name, ".json", n.digest };
	return shelf_put(&to, answer->body, strlen(answer->body), a, e);
}

static int folder_fd(void *self)
{
	return ((struct folder *)self)->inotify;
}

const struct source_ops source_folder_ops = {
	.open = folder_open,
	.close = folder_close,
	.list = folder_list,
	.fetch = folder_fetch,
	.acknowledge = folder_acknowledge,
	.deliver = folder_deliver,
	.fd = folder_fd,
};
