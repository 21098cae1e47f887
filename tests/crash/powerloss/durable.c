/* durable.c - writes what has to outlive a loss of power; test_durable.py looks what would. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/cleanup.h"
#include "base/file.h"
#include "base/str.h"
#include "logs/journal.h"
#include "logs/note_file.h"

enum { PATH_BYTES = 600 };

static const char first[] = "amtsbote/test\n1\nAAAA\n\n\xe2\x80\x94 amtsbote/test AAAA\n\n";
static const char second[] = "amtsbote/test\n2\nAAAA\n\n\xe2\x80\x94 amtsbote/test AAAA\n\n";

/* named() - FOLDER/NAME; valid until the next call. */
static const char *named(const char *folder, const char *name)
{
	static char path[PATH_BYTES]; /* of this program, which has one thread */

	return fmt_into(path, sizeof path, "%s/%s", folder, name) ? path : "";
}

static bool put(const char *folder, const char *name, const char *text, struct err *e)
{
	return file_write_private(named(folder, name), text, strlen(text), e);
}

/* leave() - what a process leaves that is killed: a folder with a file, both made, not synced. */
static bool leave(const char *folder, const char *name, const char *text, struct err *e)
{
	if (mkdir(folder, 0700) != 0)
		return err_set(e, ERR_IO, "make %s", folder);
	CLEANUP(close_fdp)
	int fd = openat(AT_FDCWD, named(folder, name), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	return (fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text)) ||
	       err_set(e, ERR_IO, "leave %s", name);
}

/* write_journal() - a line, where somebody had just begun a journal. */
static bool write_journal(const char *folder, struct err *e)
{
	CLEANUP(journal_closep) struct journal *j = NULL;
	struct journal_body body = journal_body(JK_DESK_GONE);

	journal_put(&body, JF_TOKEN, 1);
	return leave(folder, "000001.jsonl", "", e) && journal_open(folder, "test", &j, e) &&
	       journal_append(j, "AB-1", &body, NULL, e);
}

/* write_notes() - a checkpoint, where somebody had just kept the first. */
static bool write_notes(const char *folder, struct err *e)
{
	CLEANUP(close_fdp) int fd = -1;

	if (!leave(folder, "checkpoints", first, e))
		return false;
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return note_file_append(fd, second, sizeof second - 1, e);
}

int main(int argc, char **argv)
{
	char journal[PATH_BYTES], notes[PATH_BYTES];
	struct err e = { 0 };

	if (argc != 2 || !fmt_into(journal, sizeof journal, "%s/journal", argv[1]) ||
	    !fmt_into(notes, sizeof notes, "%s/notes", argv[1]))
		return 2;
	if (put(argv[1], "new", "neu", &e) && put(argv[1], "changed", "anders", &e) &&
	    file_make_folder(named(argv[1], "folder"), &e) &&
	    file_make_folder(named(argv[1], "slash/"), &e) &&
	    put(argv[1], "folder/inside", "innen", &e) && write_journal(journal, &e) &&
	    write_notes(notes, &e) && file_make_folder(notes, &e))
		return 0;
	(void)fprintf(stderr, "durable: %s\n", e.msg);
	return 1;
}
