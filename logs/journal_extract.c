/* journal_extract.c - the lines about one job. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/journal_extract.h"

#include <stdlib.h>
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "logs/journal.h"
#include "logs/journal_line.h"

struct search {
	const char *job;
	struct arena *a;
	struct journal_extract_line *lines; /* owned until the end */
	size_t n, room;
	bool too_many;
};

static bool keep(void *self, const struct journal_line *line, const char *text, size_t len,
		 struct err *why)
{
	struct search *s = self;
	CLEANUP(buf_clear) struct buf body = { 0 };

	(void)why; /* whatever a line says, it fits */
	if (!str_eq(line->job, s->job))
		return true;
	if (s->n == JOURNAL_EXTRACT_MAX) {
		s->too_many = true;
		return true;
	}
	if (s->n == s->room) {
		s->room = s->room ? 2 * s->room : 64;
		s->lines = mem_realloc(s->lines, s->room, sizeof *s->lines);
	}
	buf_init(&body, JOURNAL_LINE_MAX);
	journal_body_text(&line->body, &body);
	s->lines[s->n++] = (struct journal_extract_line){
		.n = line->n,
		.t_us = line->t_us,
		.kind = line->body.kind,
		.body = arena_strndup(s->a, body.data, body.len_bytes),
		.text = arena_strndup(s->a, text, len),
	};
	return true;
}

bool journal_extract(const char *folder, const char *job, struct arena *a,
		     struct journal_extract *ret_extract, struct err *e)
{
	struct search s = { .job = job, .a = a };
	struct journal_watcher watcher = { .self = &s, .line = keep };
	struct journal_verdict verdict;

	if (!journal_verify_watched(folder, &watcher, &verdict, e)) {
		free(s.lines);
		return false;
	}
	if (s.lines)
		arena_attach(a, s.lines, free);
	if (s.too_many)
		return err_set(e, ERR_LIMIT, "journal: more than %d lines about job %s",
			       JOURNAL_EXTRACT_MAX, job);
	*ret_extract = (struct journal_extract){ s.lines, s.n, verdict };
	return true;
}
