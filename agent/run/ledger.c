/* ledger.c - one claimed job's changes: store, then journal, then the line is no longer owed. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/run/ledger.h"

#include <string.h>
#include "base/json.h"
#include "base/mem.h"

/* BODY_BYTES_MAX: a journal line is shorter (JOURNAL_LINE_MAX). */
enum { BODY_BYTES_MAX = 4096 };

void sealed_clear(struct sealed *s)
{
	buf_clear(&s->bytes);
}

struct store_bytes sealed_bytes(const struct sealed *s)
{
	return (struct store_bytes){ s->bytes.data, s->bytes.len_bytes };
}

bool ledger_seal(const struct ledger *l, const char *what, const char *text,
		 struct sealed *ret_sealed, struct err *e)
{
	const struct vault_slot slot = { .key = l->key, .job = l->mark, .what = what };

	buf_init(&ret_sealed->bytes, strlen(text) + VAULT_OVERHEAD_BYTES);
	return vault_seal(&slot, text, strlen(text), &ret_sealed->bytes, ret_sealed->commitment, e);
}

static void wipe(struct buf *b)
{
	if (b->data)
		mem_wipe(b->data, b->room_bytes);
	buf_clear(b);
}

bool ledger_open(const struct ledger *l, const char *what, struct store_bytes sealed,
		 struct arena *a, const char **ret_text, struct err *e)
{
	const struct vault_slot slot = { .key = l->key, .job = l->mark, .what = what };
	CLEANUP(wipe) struct buf text = { 0 };

	*ret_text = "";
	if (sealed.len == 0)
		return true;
	buf_init(&text, sealed.len);
	if (!vault_open(&slot, sealed.data, sealed.len, &text, e))
		return err_wrap(e, "%s of %s", what, l->mark);
	*ret_text = arena_strndup(a, text.data, text.len_bytes);
	return true;
}

struct store_due ledger_due(const struct journal_body *body, struct arena *a)
{
	CLEANUP(buf_clear) struct buf text = { 0 };

	buf_init(&text, BODY_BYTES_MAX);
	journal_body_text(body, &text);
	return (struct store_due){ journal_kind_word(body->kind), arena_strdup(a, text.data) };
}

bool ledger_note(const struct ledger *l, struct journal_body *body, struct err *e)
{
	int64_t op = store_last_op(l->store);

	if (op == 0) /* nothing changed: it was so already, and nothing is owed */
		return true;
	journal_put(body, JF_OP, (uint64_t)op);
	return journal_append(l->journal, l->mark, body, NULL, e) &&
	       store_due_done(l->store, op, e);
}

bool ledger_say(const struct ledger *l, const struct journal_body *body, struct err *e)
{
	return journal_append(l->journal, l->mark, body, NULL, e);
}

void ledger_values(const struct run_value *values, size_t n, struct buf *out)
{
	buf_addc(out, '{');
	for (size_t i = 0; i < n; i++) {
		buf_adds(out, i ? "," : "");
		json_write_text(values[i].name, out);
		buf_addc(out, ':');
		json_write_text(values[i].text, out);
	}
	buf_addc(out, '}');
}

bool ledger_read_values(const char *json, struct arena *a, struct run_value **ret_values,
			size_t *ret_n, struct err *e)
{
	const struct json *tree;

	if (!json_parse("values", json, strlen(json), a, &tree, e))
		return false;
	if (tree->type != JSON_OBJECT)
		return err_set(e, ERR_INPUT, "values: no object");
	struct run_value *list = arena_calloc(a, tree->n, sizeof *list);
	for (size_t i = 0; i < tree->n; i++) {
		if (tree->items[i]->type != JSON_TEXT)
			return err_set(e, ERR_INPUT, "values: '%s' is no text", tree->names[i]);
		list[i] = (struct run_value){ tree->names[i], tree->items[i]->text };
	}
	*ret_values = list;
	*ret_n = tree->n;
	return true;
}
