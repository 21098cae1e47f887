/* observation.c - what was looked at, what was found, and what to do about it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/doctor/observation.h"

#include <string.h>
#include "base/json.h"

enum { LIST_FIRST = 64, ID_COLUMNS = 20 };

static const char *const words[] = {
#define X(level, word) [level] = word,
	OBSERVATION_LEVELS(X)
#undef X
};

void observations_init(struct observations *o, struct arena *a)
{
	*o = (struct observations){ .arena = a };
}

static const char *copy(struct arena *a, const char *text)
{
	return arena_strdup(a, text ? text : "");
}

void observations_add(struct observations *o, const struct observation *one)
{
	if (o->n == o->room) {
		size_t room = o->room ? 2 * o->room : LIST_FIRST;
		struct observation *more = arena_calloc(o->arena, room, sizeof *more);
		if (o->n)
			memcpy(more, o->list, o->n * sizeof *more);
		o->list = more;
		o->room = room;
	}
	struct observation *to = &o->list[o->n++];
	*to = (struct observation){ .level = one->level,
				    .id = copy(o->arena, one->id),
				    .what = copy(o->arena, one->what),
				    .found = copy(o->arena, one->found) };
	if (one->level != OBSERVATION_OK)
		to->advice = copy(o->arena, one->advice);
	o->count[one->level]++;
}

void observations_text(const struct observations *o, struct buf *out)
{
	for (size_t i = 0; i < o->n; i++) {
		const struct observation *one = &o->list[i];
		buf_addf(out, "%-8s %-*s %s: %s\n", words[one->level], ID_COLUMNS, one->id,
			 one->what, one->found);
		if (one->advice)
			buf_addf(out, "%-8s %-*s   to do: %s\n", "", ID_COLUMNS, "", one->advice);
	}
	buf_addf(out, "\n%zu ok, %zu warnings, %zu errors\n", o->count[OBSERVATION_OK],
		 o->count[OBSERVATION_WARNING], o->count[OBSERVATION_ERROR]);
}

static void add_member(struct buf *out, const char *before, const char *name, const char *text)
{
	buf_addf(out, "%s\"%s\":", before, name);
	json_write_text(text, out);
}

void observations_json(const struct observations *o, struct buf *out)
{
	buf_addf(out, "{\"format\":1,\"ok\":%zu,\"warnings\":%zu,\"errors\":%zu,\"observations\":[",
		 o->count[OBSERVATION_OK], o->count[OBSERVATION_WARNING],
		 o->count[OBSERVATION_ERROR]);
	for (size_t i = 0; i < o->n; i++) {
		const struct observation *one = &o->list[i];
		add_member(out, i ? ",\n{" : "\n{", "level", words[one->level]);
		add_member(out, ",", "id", one->id);
		add_member(out, ",", "what", one->what);
		add_member(out, ",", "found", one->found);
		if (one->advice)
			add_member(out, ",", "advice", one->advice);
		buf_addc(out, '}');
	}
	buf_adds(out, "\n]}\n");
}
