/* journal_op.c - how far the ops of a journal go. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/journal_op.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include "base/cleanup.h"
#include "logs/journal_field.h"
#include "logs/journal_line.h"
#include "logs/journal_segment.h"

/* SEGMENTS: two of 64 MiB hold a hundred thousand lines at least, far more than are on their way
 * at any moment. */
enum { SEGMENTS = 2 };

/* search() - the highest op in one segment; what is no line is for others to judge. */
static bool search(int fd, uint64_t *ret_op, struct err *e)
{
	CLEANUP(journal_reader_clear) struct journal_reader r = { 0 };
	struct journal_line line;
	enum journal_found found;
	const char *text;
	uint64_t size;
	size_t len;

	*ret_op = 0;
	if (!journal_segment_size(fd, &size, e))
		return false;
	journal_reader_init(&r, fd, 0, size);
	for (;;) {
		struct err unsaid = { 0 };
		if (!journal_reader_next(&r, &found, &text, &len, e))
			return false;
		if (found != JOURNAL_FOUND_LINE)
			return true;
		if (!memmem(text, len, "\"op\":", 5) ||
		    !journal_line_read(text, len, &line, &unsaid))
			continue;
		uint64_t op = line.body.value[JF_OP].count;
		if ((line.body.has & JOURNAL_BIT(JF_OP)) && op > *ret_op)
			*ret_op = op;
	}
}

bool journal_op_highest(const char *folder, uint64_t *ret_op, struct err *e)
{
	CLEANUP(close_fdp) int folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	uint64_t highest = 0;
	unsigned number;
	int carried = 0;

	if (folder_fd < 0)
		return err_set(e, ERR_IO, "journal '%s': %s", folder, strerror(errno));
	if (!journal_segment_last(folder_fd, &number, e))
		return false;
	for (; number > 0 && carried < SEGMENTS; number--) {
		CLEANUP(close_fdp) int fd = -1;
		uint64_t op = 0;
		if (!journal_segment_open(folder_fd, number, O_RDONLY, &fd, e) ||
		    (fd >= 0 && !search(fd, &op, e)))
			return err_wrap(e, "journal '%s'", folder);
		carried += op > 0;
		highest = op > highest ? op : highest;
	}
	*ret_op = highest;
	return true;
}
