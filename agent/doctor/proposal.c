/* proposal.c - what was found out, as the `application:` block of a recipe. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/doctor/proposal.h"

#include "base/buf.h"
#include "base/json.h"

enum { YAML_TEXT_MAX = 1 << 16 };

/* add_text() - as a value of the recipe language: what begins with `=` is an expression there, so
 * such a text becomes one that says it. JSON's strings are YAML's. */
static void add_text(struct buf *b, const char *text, struct arena *a)
{
	CLEANUP(buf_clear) struct buf literal = { 0 };

	if (text[0] != '=') {
		json_write_text(text, b);
		return;
	}
	buf_init(&literal, YAML_TEXT_MAX);
	json_write_text(text, &literal);
	json_write_text(arena_printf(a, "=%s", literal.data), b);
}

static void add_window(struct buf *b, const struct proposal *p, const char *key, struct arena *a)
{
	const char *title = *p->title || *p->cls ? p->title : "*";

	buf_adds(b, "{ ");
	if (*title) {
		buf_addf(b, "%s: ", key);
		add_text(b, title, a);
	}
	if (*p->cls) {
		buf_addf(b, "%sclass: ", *title ? ", " : "");
		json_write_text(p->cls, b);
	}
	buf_adds(b, " }");
}

const char *proposal_yaml(const struct proposal *p, struct arena *a)
{
	CLEANUP(buf_clear) struct buf b = { 0 };

	buf_init(&b, YAML_TEXT_MAX);
	buf_adds(&b, "application:\n  start: [ ");
	for (size_t i = 0; i < p->n; i++) {
		buf_adds(&b, i ? ", " : "");
		add_text(&b, p->words[i], a);
	}
	buf_adds(&b, " ]\n  window: ");
	add_window(&b, p, "title", a);
	buf_adds(&b, "\n  home:                  # to do: what leads back to the start mask\n"
		     "    - expect: ");
	add_window(&b, p, "window", a);
	buf_adds(&b, "\n");
	if (p->remark)
		buf_addf(&b, "  # %s\n", p->remark);
	if (p->select_all && *p->select_all)
		buf_addf(&b, "  select_all: %s\n", p->select_all);
	if (p->text_by)
		buf_addf(&b, "  text_by: %s\n", p->text_by);
	return arena_strdup(a, b.data);
}
