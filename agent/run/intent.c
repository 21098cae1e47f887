/* intent.c - what is known directly before an act, as text for whoever finds it interrupted. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/run/intent.h"

#include <string.h>
#include "base/json.h"
#include "base/str.h"

static const char *const words[] = { [PROBE_FOUND] = "found", [PROBE_ABSENT] = "absent" };

static void write_or_null(const char *text, struct buf *out)
{
	if (text)
		json_write_text(text, out);
	else
		buf_adds(out, "null");
}

void intent_write(const struct intent *in, struct buf *out)
{
	buf_adds(out, "{\"before\":[");
	for (size_t i = 0; i < in->n_before; i++) {
		buf_adds(out, i ? "," : "");
		write_or_null(in->before[i], out);
	}
	buf_adds(out, "],\"baseline\":");
	write_or_null(in->baseline <= PROBE_ABSENT ? words[in->baseline] : NULL, out);
	buf_adds(out, ",\"values\":{");
	for (size_t i = 0; i < in->n_values; i++) {
		buf_adds(out, i ? "," : "");
		json_write_text(in->values[i].name, out);
		buf_addc(out, ':');
		json_write_text(in->values[i].text, out);
	}
	buf_adds(out, "}}");
}

static bool wrong(const char *member, struct err *e)
{
	return err_set(e, ERR_INPUT, "intent: '%s' is missing or malformed", member);
}

static bool read_before(const struct json *list, struct arena *a, struct intent *in, struct err *e)
{
	if (!list || list->type != JSON_LIST)
		return wrong("before", e);
	in->before = arena_calloc(a, list->n, sizeof *in->before);
	for (size_t i = 0; i < list->n; i++) {
		const struct json *one = list->items[i];
		if (one->type != JSON_TEXT && one->type != JSON_NULL)
			return wrong("before", e);
		in->before[in->n_before++] = one->type == JSON_TEXT ? one->text : NULL;
	}
	return true;
}

static bool read_baseline(const struct json *word, struct intent *in, struct err *e)
{
	in->baseline = PROBE_UNCLEAR;
	if (!word || (word->type != JSON_NULL && word->type != JSON_TEXT))
		return wrong("baseline", e);
	if (word->type == JSON_NULL)
		return true;
	if (!str_eq(word->text, words[PROBE_FOUND]) && !str_eq(word->text, words[PROBE_ABSENT]))
		return wrong("baseline", e);
	in->baseline = str_eq(word->text, words[PROBE_FOUND]) ? PROBE_FOUND : PROBE_ABSENT;
	return true;
}

static bool read_values(const struct json *object, struct arena *a, struct intent *in,
			struct err *e)
{
	if (!object || object->type != JSON_OBJECT)
		return wrong("values", e);
	in->values = arena_calloc(a, object->n, sizeof *in->values);
	for (size_t i = 0; i < object->n; i++) {
		if (object->items[i]->type != JSON_TEXT)
			return wrong("values", e);
		in->values[in->n_values++] =
			(struct run_value){ object->names[i], object->items[i]->text };
	}
	return true;
}

bool intent_read(const char *json, struct arena *a, struct intent *ret_intent, struct err *e)
{
	const struct json *tree;
	struct intent in = { 0 };

	if (!json_parse("intent", json, strlen(json), a, &tree, e) ||
	    !read_before(json_get(tree, "before"), a, &in, e) ||
	    !read_baseline(json_get(tree, "baseline"), &in, e) ||
	    !read_values(json_get(tree, "values"), a, &in, e))
		return false;
	*ret_intent = in;
	return true;
}
