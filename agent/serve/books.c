/* books.c - a change in the store and its journal line. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/serve/books.h"

#include "base/buf.h"

struct store_due books_due(const struct journal_body *body, struct arena *a)
{
	CLEANUP(buf_clear) struct buf text = { 0 };

	buf_init(&text, JOURNAL_LINE_MAX);
	journal_body_text(body, &text);
	return (struct store_due){ journal_kind_word(body->kind), arena_strdup(a, text.data) };
}

bool books_note(const struct books *l, const char *mark, struct journal_body *body, struct err *e)
{
	int64_t op = store_last_op(l->store);

	if (op == 0)
		return true;
	journal_put(body, JF_OP, (uint64_t)op);
	return journal_append(l->journal, mark, body, NULL, e) && store_due_done(l->store, op, e);
}
