/* fact.c - what was found out about an application, name by name. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/doctor/fact.h"

#include <inttypes.h>
#include <string.h>
#include "base/json.h"
#include "base/str.h"

enum { ROOM_FIRST = 64, NAME_COLUMNS = 28 };

void facts_init(struct facts *f, struct arena *a)
{
	*f = (struct facts){ .arena = a };
}

static struct fact *add(struct facts *f, const char *name, enum fact_type type)
{
	if (f->n == f->room) {
		size_t room = f->room ? 2 * f->room : ROOM_FIRST;
		struct fact *more = arena_calloc(f->arena, room, sizeof *more);
		if (f->n)
			memcpy(more, f->list, f->n * sizeof *more);
		f->list = more;
		f->room = room;
	}
	struct fact *one = &f->list[f->n++];
	*one = (struct fact){ .name = arena_strdup(f->arena, name), .type = type };
	return one;
}

void facts_text(struct facts *f, const char *name, const char *text)
{
	add(f, name, FACT_TEXT)->text = arena_strdup(f->arena, text);
}

void facts_number(struct facts *f, const char *name, int64_t number)
{
	add(f, name, FACT_NUMBER)->number = number;
}

void facts_truth(struct facts *f, const char *name, bool truth)
{
	add(f, name, FACT_TRUTH)->truth = truth;
}

void facts_share(struct facts *f, const char *name, const struct fact_share *share)
{
	add(f, name, FACT_SHARE)->share = *share;
}

const struct fact *facts_find(const struct facts *f, const char *name)
{
	for (size_t i = f->n; i-- > 0;)
		if (str_eq(f->list[i].name, name))
			return &f->list[i];
	return NULL;
}

static void print_share(const struct fact_share *s, struct buf *out)
{
	buf_addf(out, "%zu of %zu", s->arrive, s->of);
	if (s->no_key)
		buf_addf(out, ", %zu without a key", s->no_key);
	if (s->retried)
		buf_addf(out, ", %zu at the second try only", s->retried);
	for (size_t i = 0; i < s->n_missing; i++)
		buf_addf(out, "%s%s", i ? "; " : "; missing: ", s->missing[i]);
}

static void print_value(const struct fact *one, struct buf *out)
{
	switch (one->type) {
	case FACT_TEXT: buf_adds(out, one->text); break;
	case FACT_NUMBER: buf_addf(out, "%" PRId64, one->number); break;
	case FACT_TRUTH: buf_adds(out, one->truth ? "yes" : "no"); break;
	case FACT_SHARE: print_share(&one->share, out); break;
	}
}

void facts_print(const struct facts *f, struct buf *out)
{
	const char *subject = "";
	size_t len = 0;

	for (size_t i = 0; i < f->n; i++) {
		const struct fact *one = &f->list[i];
		size_t now = strcspn(one->name, ".");
		if (i > 0 && (now != len || strncmp(subject, one->name, len) != 0))
			buf_addc(out, '\n');
		subject = one->name;
		len = now;
		buf_addf(out, "%-*s ", NAME_COLUMNS, one->name);
		print_value(one, out);
		buf_addc(out, '\n');
	}
}

static void json_share(const struct fact_share *s, struct buf *out)
{
	buf_addf(out, "{\"of\":%zu,\"arrive\":%zu,\"no_key\":%zu,\"retried\":%zu,\"missing\":[",
		 s->of, s->arrive, s->no_key, s->retried);
	for (size_t i = 0; i < s->n_missing; i++) {
		buf_adds(out, i ? "," : "");
		json_write_text(s->missing[i], out);
	}
	buf_adds(out, "]}");
}

static void json_value(const struct fact *one, struct buf *out)
{
	switch (one->type) {
	case FACT_TEXT: json_write_text(one->text, out); break;
	case FACT_NUMBER: buf_addf(out, "%" PRId64, one->number); break;
	case FACT_TRUTH: buf_adds(out, one->truth ? "true" : "false"); break;
	case FACT_SHARE: json_share(&one->share, out); break;
	}
}

void facts_json(const struct facts *f, struct buf *out)
{
	buf_addc(out, '{');
	for (size_t i = 0; i < f->n; i++) {
		buf_adds(out, i ? ",\n" : "\n");
		json_write_text(f->list[i].name, out);
		buf_addc(out, ':');
		json_value(&f->list[i], out);
	}
	buf_adds(out, "\n}");
}
