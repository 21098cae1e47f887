/* progress.c - what `amtsbote run` shows while it works and when it is done. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/cli/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"

/* WHAT_COLUMNS: the longest "field '...'" of the shipped recipes. */
enum { WHAT_COLUMNS = 32 };

/* How one kind of ending of a step is shown. */
static const struct shown {
	const char *sign, *colour, *de, *en;
} shown[] = {
	[STEP_DONE] = { "·", "\033[0m", "getan", "done" },
	[STEP_SEEN] = { "✓", "\033[32m", "gesehen", "seen" },
	[STEP_VERIFIED] = { "✓", "\033[32m", "geprüft", "verified" },
	[STEP_FAILED] = { "✗", "\033[31m", "gescheitert", "failed" },
};

/* missing_columns() - blanks behind @text up to the next column; printf() would count bytes. */
static int missing_columns(const char *text)
{
	int used = (int)utf8_count(text);

	return used < WHAT_COLUMNS ? WHAT_COLUMNS - used : 0;
}

/* show_proposal() - for the recipe's author; on stderr, so that it is seen with --json, too. */
static void show_proposal(const struct progress *p, const struct step_report *s)
{
	if (s->proposal)
		(void)fprintf(stderr, "%s: application: %s  (%s)\n",
			      p->german ? "Vorschlag" : "proposal", s->proposal, s->what);
}

static void show_step(void *self, const struct step_report *s)
{
	const struct progress *p = self;
	const struct shown *as = &shown[s->mark];

	show_proposal(p, s);
	if (p->silent)
		return;
	(void)printf("%s  %s %-7s %s%*s %s%s%s%s %6.1f ms%s\n", p->colour ? as->colour : "",
		     as->sign, s->word, s->what, missing_columns(s->what), "",
		     p->german ? as->de : as->en, *s->how ? " (" : "", s->how, *s->how ? ")" : "",
		     (double)s->took_us / 1000, p->colour ? "\033[0m" : "");
	(void)fflush(stdout);
}

/* speaks_german() - the first of the locale variables that is set decides, as everywhere else. */
static bool speaks_german(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = getenv(names[i]);
		if (value && *value)
			return str_starts(value, "de");
	}
	return false;
}

void progress_init(struct progress *p, bool silent)
{
	const char *term = getenv("TERM");

	p->silent = silent;
	p->german = speaks_german();
	p->colour = isatty(STDOUT_FILENO) && term && !str_eq(term, "dumb") && !getenv("NO_COLOR");
	p->observer = (struct run_observer){ .self = p, .step = show_step };
}

void progress_begin(const struct progress *p, const char *path, const char *mark)
{
	if (!p->silent)
		(void)printf("%s  [%s]\n", path, mark);
}

static void show_fields(const struct run_result *result)
{
	for (size_t i = 0; i < result->n_fields; i++)
		(void)printf("      %s%*s %s\n", result->fields[i].what,
			     missing_columns(result->fields[i].what), "",
			     result->fields[i].hidden ? "(hidden)" : result->fields[i].shows);
}

/* show_failure() - whose it is and why; a business reason does not name the place itself. */
static void show_failure(const struct run_result *result)
{
	enum err_class cls = err_code_class(result->err.code);
	const char *place = cls == ERR_CLASS_BUSINESS ? result->place : NULL;

	(void)printf("    %s: %s%s%s%s\n", err_class_name(cls), result->err.msg, place ? " (" : "",
		     place ? place : "", place ? ")" : "");
}

void progress_end(const struct progress *p, const struct run_result *result, int64_t took_ms)
{
	if (p->silent)
		return;
	(void)printf("  = %s", run_end_text(result->end, p->german));
	for (size_t i = 0; i < result->n_values; i++)
		(void)printf("  %s %s", result->values[i].name, result->values[i].text);
	(void)printf("  (%lld ms)\n", (long long)took_ms);
	if (result->end == RUN_REHEARSED)
		show_fields(result);
	if (result->err.code != ERR_NONE)
		show_failure(result);
	if (result->probe_after)
		(void)printf("    probe: %s%s%s%s\n",
			     result->probe_before ? result->probe_before : "",
			     result->probe_before ? ", then " : "", result->probe_after,
			     result->probe_agrees ? ", the values agree" : "");
	if (result->picture)
		(void)printf("    %s: %s\n", p->german ? "Bild" : "picture", result->picture);
}

/* add_member() - `,"name":"text"`, or null for NULL. */
static void add_member(struct buf *out, const char *name, const char *text)
{
	buf_addf(out, ",\"%s\":", name);
	if (text)
		json_write_text(text, out);
	else
		buf_adds(out, "null");
}

void progress_json(struct buf *out, const char *path, const char *mark,
		   const struct run_result *result, int64_t took_ms)
{
	buf_adds(out, "{\"submission\":");
	json_write_text(path, out);
	add_member(out, "mark", mark);
	add_member(out, "end", run_end_word(result->end));
	add_member(out, "class", err_class_name(err_code_class(result->err.code)));
	add_member(out, "reason", result->err.code == ERR_NONE ? NULL : result->err.msg);
	add_member(out, "place", result->place);
	buf_addf(out, ",\"ms\":%lld", (long long)took_ms);
	buf_addf(out, ",\"acted\":%s,\"outcome\":{", result->acted ? "true" : "false");
	for (size_t i = 0; i < result->n_values; i++) {
		buf_adds(out, i ? "," : "");
		json_write_text(result->values[i].name, out);
		buf_addc(out, ':');
		json_write_text(result->values[i].text, out);
	}
	buf_addc(out, '}');
	add_member(out, "probe_before", result->probe_before);
	add_member(out, "probe_after", result->probe_after);
	buf_addf(out, ",\"probe_agrees\":%s", result->probe_agrees ? "true" : "false");
	add_member(out, "picture", result->picture);
	buf_adds(out, "}\n");
}
