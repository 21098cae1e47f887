/* tables.c - the rows of a table become a list that expressions can use. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include "agent/run/runner.h"
#include "base/json.h"
#include "base/utf8.h"

/* query_of() - the step's columns as agent/locate asks for them. */
static struct table_query query_of(struct run *r, const struct step_table *t)
{
	struct table_field *fields = arena_calloc(r->arena, t->columns.n, sizeof *fields);

	for (size_t i = 0; i < t->columns.n; i++) {
		const struct table_heading *h = &t->columns.list[i];
		fields[i] = (struct table_field){ h->heading, h->match, h->check_digit };
	}
	return (struct table_query){ .fields = fields,
				     .n_fields = t->columns.n,
				     .ellipsis = t->ellipsis,
				     .arena = r->arena };
}

static struct json *text_json(struct arena *a, const char *text)
{
	struct json *j = arena_alloc(a, sizeof *j);
	char *nfc = utf8_nfc(text);

	*j = (struct json){ .type = JSON_TEXT, .text = arena_strdup(a, nfc) };
	free(nfc);
	return j;
}

/* row_json() - a row as an object whose members are named by the headings. */
static struct json *row_json(struct arena *a, const struct table_query *q,
			     const struct table_row *row)
{
	struct json *j = arena_alloc(a, sizeof *j);

	*j = (struct json){ .type = JSON_OBJECT, .n = q->n_fields };
	j->items = arena_calloc(a, q->n_fields, sizeof(struct json *));
	j->names = arena_calloc(a, q->n_fields, sizeof(const char *));
	for (size_t i = 0; i < q->n_fields; i++) {
		j->names[i] = q->fields[i].heading;
		j->items[i] = text_json(a, row->cells[i].text);
	}
	return j;
}

static const struct json *table_json(struct arena *a, const struct table_query *q,
				     const struct table *table)
{
	struct json *j = arena_alloc(a, sizeof *j);

	*j = (struct json){ .type = JSON_LIST, .n = table->n_rows };
	j->items = arena_calloc(a, table->n_rows + 1, sizeof(struct json *));
	for (size_t i = 0; i < table->n_rows; i++)
		j->items[i] = row_json(a, q, &table->rows[i]);
	return j;
}

/* check_certain() - no cell is a guess, no row is missing. */
static bool check_certain(const struct table_query *q, const struct table *table, struct err *e)
{
	if (table->cut_off)
		return err_set(e, ERR_UNCERTAIN, "a row is cut off at the edge of the table");
	for (size_t i = 0; i < table->n_rows; i++)
		for (size_t k = 0; k < q->n_fields; k++) {
			const struct reading *cell = &table->rows[i].cells[k];
			if (cell->certainty == OCR_CERTAIN)
				continue;
			return err_set(
				e, ERR_UNCERTAIN, "row %zu, column '%s' is %s: '%s'", i + 1,
				q->fields[k].heading, reading_certainty_word(cell->certainty),
				cell->certainty == OCR_AMBIGUOUS ? cell->alternatives : cell->text);
		}
	return true;
}

/* narrow() - search only inside what `in:` names. */
static bool narrow(struct run *r, const struct target *in, struct table_query *q, struct err *e)
{
	struct hit hit;

	if (!in)
		return true;
	if (!wait_target(r, in, &hit, e))
		return false;
	q->window_id = hit.window_id;
	q->area = hit.box;
	return true;
}

/* waits() - may what went wrong be otherwise in a moment? A list gone through was at rest. */
static bool waits(const struct step_table *t, const struct err *e)
{
	return e->code == ERR_NOT_FOUND || e->code == ERR_AMBIGUOUS ||
	       (e->code == ERR_UNCERTAIN && !t->scrolls);
}

bool tables_read(struct run *r, const struct step_table *t, struct err *e)
{
	struct table_query q = query_of(r, t);
	bool over = false;

	r->mark = STEP_SEEN;
	for (;;) {
		struct err why = { 0 };
		struct table table;
		if (!wait_settle(r, e) || !narrow(r, t->in, &q, e))
			return false;
		r->what = arena_printf(r->arena, "table '%s'", t->as);
		bool laid = t->scrolls ? lists_table(r, &q, &table, &why)
				       : locate_table(r->o.locator, &q, &table, &why);
		if (laid && check_certain(&q, &table, &why))
			return scope_set_list(r->scope, t->as, table_json(r->arena, &q, &table), e);
		if (over || !waits(t, &why))
			return err_set(e, why.code, "%s", why.msg);
		if (!wait_event(r, &over, e))
			return false;
	}
}
