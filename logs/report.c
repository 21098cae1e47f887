/* report.c - one job as one HTML file. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/report.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/utf8.h"
#include "logs/html.h"
#include "logs/journal_kind.h"
#include "logs/report_cause.h"
#include "logs/report_style.h"

enum { REPORT_BYTES_MAX = 16 * 1024 * 1024, TIME_BYTES = 40 };

static const struct {
	const char *de, *en;
} sures[] = {
#define X(sure, de, en) [sure] = { de, en },
	REPORT_SURES(X)
#undef X
}, fates[] = {
#define X(fate, de, en) [fate] = { de, en },
	REPORT_FATES(X)
#undef X
};

static const char *const tones[] = {
	[REPORT_GOOD] = "good",
	[REPORT_WAITS] = "waits",
	[REPORT_BAD] = "bad",
};

/* ---- pieces */

/* add_time() - by the process's time zone, with the zone's distance from UTC. */
static void add_time(struct buf *out, int64_t t_ms)
{
	time_t seconds = (time_t)(t_ms / 1000);
	char de[TIME_BYTES], en[TIME_BYTES];
	struct tm tm;

	if (t_ms == 0 || !localtime_r(&seconds, &tm) ||
	    strftime(de, sizeof de, "%d.%m.%Y, %H:%M:%S (UTC%z)", &tm) == 0 ||
	    strftime(en, sizeof en, "%Y-%m-%d %H:%M:%S (UTC%z)", &tm) == 0) {
		buf_adds(out, "–");
		return;
	}
	html_both(out, de, en);
}

/* add_cell_time() - day above time, for tables; the zone stands in the head of the report. */
static void add_cell_time(struct buf *out, int64_t t_ms)
{
	time_t seconds = (time_t)(t_ms / 1000);
	char de[TIME_BYTES], en[TIME_BYTES], time[TIME_BYTES];
	struct tm tm;

	buf_adds(out, "<td class=\"time\">");
	if (localtime_r(&seconds, &tm) && strftime(de, sizeof de, "%d.%m.%Y", &tm) > 0 &&
	    strftime(en, sizeof en, "%Y-%m-%d", &tm) > 0 &&
	    strftime(time, sizeof time, "%H:%M:%S", &tm) > 0) {
		html_both(out, de, en);
		buf_addf(out, " %s", time);
	}
	buf_adds(out, "</td>");
}

static void add_heading(struct buf *out, const char *german, const char *english)
{
	buf_adds(out, "<h2>");
	html_both(out, german, english);
	buf_adds(out, "</h2>\n");
}

static void add_cell_text(struct buf *out, const char *text)
{
	buf_adds(out, "<td>");
	html_text(out, text);
	buf_adds(out, "</td>");
}

static void add_column(struct buf *out, const char *german, const char *english, bool number)
{
	buf_addf(out, "<th scope=\"col\"%s>", number ? " class=\"number\"" : "");
	html_both(out, german, english);
	buf_adds(out, "</th>");
}

/* row_begin() - "<tr>" with its name in front, as HTML. */
static void row_begin(struct buf *out, const char *german, const char *english)
{
	buf_adds(out, "<tr><th scope=\"row\">");
	html_both(out, german, english);
	buf_adds(out, "</th><td>");
}

static void row_end(struct buf *out)
{
	buf_adds(out, "</td></tr>\n");
}

static void row_text(struct buf *out, const char *german, const char *english, const char *text)
{
	row_begin(out, german, english);
	html_text(out, text && *text ? text : "–");
	row_end(out);
}

static void row_time(struct buf *out, const char *german, const char *english, int64_t t_ms)
{
	row_begin(out, german, english);
	add_time(out, t_ms);
	row_end(out);
}

/* ---- values: dots and a class of length, so that neither content nor exact length shows */

static void add_masked(struct buf *out, const char *text)
{
	size_t letters = utf8_valid(text, strlen(text)) ? utf8_count(text) : strlen(text);

	if (letters == 0) {
		html_both(out, "leer", "empty");
		return;
	}
	buf_adds(out, "<span class=\"masked\">●●●●</span> ");
	if (letters <= 4)
		html_both(out, "(1–4 Zeichen)", "(1–4 characters)");
	else if (letters <= 16)
		html_both(out, "(5–16 Zeichen)", "(5–16 characters)");
	else if (letters <= 64)
		html_both(out, "(17–64 Zeichen)", "(17–64 characters)");
	else
		html_both(out, "(über 64 Zeichen)", "(over 64 characters)");
}

static void add_value(struct buf *out, const struct report_value *v)
{
	if (!v->text)
		html_both(out, "nichts", "nothing");
	else if (v->is_public)
		html_text(out, v->text);
	else
		add_masked(out, v->text);
}

static void add_values(struct buf *out, const struct report_value *values, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_adds(out, "<tr><th scope=\"row\">");
		html_text(out, values[i].name);
		buf_adds(out, "</th><td>");
		add_value(out, &values[i]);
		row_end(out);
	}
}

/* ---- sections */

static void add_head(struct buf *out, const struct report *r)
{
	buf_addf(out, "<header class=\"%s\">\n<h1>", tones[r->tone]);
	html_both(out, "Vorgang ", "Job ");
	buf_adds(out, "<span class=\"mark\">");
	html_text(out, r->mark);
	buf_adds(out, "</span></h1>\n<p class=\"state\">");
	html_both(out, r->state_de, r->state_en);
	buf_adds(out, "</p>\n</header>\n<table class=\"pairs\">\n");
	row_text(out, "Rezept", "Recipe", r->recipe);
	row_text(out, "Fassung", "Version", r->version);
	row_begin(out, "Prüfsumme des Rezepts", "Hash of the recipe");
	buf_adds(out, "<code>");
	html_text(out, r->recipe_hash);
	buf_adds(out, "</code>");
	row_end(out);
	row_text(out, "Quelle", "Source", r->source);
	row_time(out, "Eingegangen", "Received", r->received_ms);
	row_time(out, "Begonnen", "Begun", r->started_ms);
	row_time(out, "Beendet", "Ended", r->ended_ms);
	buf_adds(out, "</table>\n");
}

static void add_failure(struct buf *out, const struct report *r)
{
	if (r->cause == ERR_NONE)
		return;
	add_heading(out, "Woran es lag", "What went wrong");
	buf_adds(out, "<table class=\"pairs\">\n");
	row_begin(out, "Ursache", "Cause");
	html_both(out, report_cause(r->cause), err_code_text(r->cause));
	row_end(out);
	row_begin(out, "Meldung", "Message");
	add_value(out, &r->reason);
	row_end(out);
	buf_adds(out, "</table>\n");
}

static void add_outcome(struct buf *out, const struct report *r)
{
	add_heading(out, "Ergebnis", "Outcome");
	if (r->n_outcome == 0) {
		buf_adds(out, "<p>");
		html_both(out, "Es gibt keine Werte.", "There are no values.");
		buf_adds(out, "</p>\n");
		return;
	}
	buf_adds(out, "<table class=\"pairs\">\n");
	add_values(out, r->outcome, r->n_outcome);
	buf_adds(out, "</table>\n");
}

static void add_stage(struct buf *out, const struct report_stage *s)
{
	buf_adds(out, "<table class=\"pairs\">\n");
	row_text(out, "Abschnitt", "Stage", s->id);
	row_begin(out, "Stand", "State");
	html_both(out, fates[s->fate].de, fates[s->fate].en);
	row_end(out);
	row_time(out, "Absicht festgehalten", "Intent recorded", s->intent_ms);
	row_time(out, "Beweis festgehalten", "Proof recorded", s->proof_ms);
	add_values(out, s->values, s->n_values);
	buf_adds(out, "</table>\n");
}

static void add_stages(struct buf *out, const struct report *r)
{
	if (r->n_stages == 0)
		return;
	add_heading(out, "Speichern", "Commit");
	for (size_t i = 0; i < r->n_stages; i++)
		add_stage(out, &r->stages[i]);
}

static void add_probes(struct buf *out, const struct report *r)
{
	if (r->n_probes == 0)
		return;
	add_heading(out, "Nachgesehen", "Looked again");
	buf_adds(out, "<table>\n<thead><tr>");
	add_column(out, "Abschnitt", "Stage", false);
	add_column(out, "Blick", "Look", true);
	add_column(out, "Befund", "Finding", false);
	add_column(out, "Zeit", "Time", false);
	buf_adds(out, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < r->n_probes; i++) {
		const struct report_probe *p = &r->probes[i];
		buf_adds(out, "<tr>");
		add_cell_text(out, p->stage);
		buf_addf(out, "<td class=\"number\">%u</td>", p->look);
		add_cell_text(out, p->branch);
		add_cell_time(out, p->at_ms);
		buf_adds(out, "</tr>\n");
	}
	buf_adds(out, "</tbody>\n</table>\n");
}

static void add_step(struct buf *out, const struct report_step *s)
{
	buf_addf(out, "<tr%s><td class=\"number\">",
		 s->sure == REPORT_FAILED ? " class=\"failed\"" : "");
	if (s->line > 0)
		buf_addf(out, "%d", s->line);
	buf_adds(out, "</td>");
	add_cell_text(out, s->verb);
	buf_adds(out, "<td class=\"what\">");
	html_text(out, s->what);
	buf_adds(out, "</td>");
	buf_adds(out, "<td>");
	html_both(out, sures[s->sure].de, sures[s->sure].en);
	buf_addf(out, " <span class=\"took\">%" PRId64 " ms</span></td></tr>\n", s->took_us / 1000);
}

static void add_steps(struct buf *out, const struct report *r)
{
	if (r->n_steps == 0)
		return;
	add_heading(out, "Schritte", "Steps");
	buf_adds(out, "<table>\n<thead><tr>");
	add_column(out, "Zeile", "Line", true);
	add_column(out, "Schritt", "Step", false);
	add_column(out, "Was", "What", false);
	add_column(out, "Sicher, Dauer", "Sure, time", false);
	buf_adds(out, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < r->n_steps; i++)
		add_step(out, &r->steps[i]);
	buf_adds(out, "</tbody>\n</table>\n");
}

static void add_verdict(struct buf *out, const struct journal_verdict *v)
{
	CLEANUP(buf_clear) struct buf de = { 0 }, en = { 0 };
	char hex[HASH_HEX_BYTES];

	buf_init(&de, 1024);
	buf_init(&en, 1024);
	if (v->good) {
		buf_addf(&de,
			 "Das Protokoll ist unversehrt: %" PRIu64 " Zeilen, jede an die "
			 "vorige gekettet.",
			 v->lines);
		buf_addf(&en,
			 "The journal is whole: %" PRIu64 " lines, each chained to the one "
			 "before.",
			 v->lines);
	} else {
		buf_addf(&de,
			 "Das Protokoll ist nicht unversehrt: %s, Zeile %" PRIu64
			 ". Davor passen %" PRIu64 " Zeilen. (%s)",
			 v->file, v->file_line, v->lines, v->why);
		buf_addf(&en,
			 "The journal is not whole: %s, line %" PRIu64 ". %" PRIu64
			 " lines before it fit. (%s)",
			 v->file, v->file_line, v->lines, v->why);
	}
	buf_addf(out, "<p class=\"verdict %s\">", v->good ? "good" : "bad");
	html_both(out, de.data, en.data);
	hash_hex(v->tail_hash, hex);
	buf_adds(out, "</p>\n<p>");
	html_both(out,
		  "Ohne unterschriebene Prüfpunkte beweist die Kette nicht, dass ihr Ende nicht "
		  "abgeschnitten oder neu geschrieben wurde. Prüfsumme der letzten Zeile: ",
		  "Without signed checkpoints the chain does not prove that its end was not cut "
		  "off or written anew. Hash of the last line: ");
	buf_addf(out, "<code>%s</code></p>\n", hex);
}

static void add_journal(struct buf *out, const struct report *r)
{
	const struct journal_extract *x = r->journal;

	if (!x)
		return;
	add_heading(out, "Protokoll", "Journal");
	add_verdict(out, &x->verdict);
	buf_adds(out, "<table>\n<thead><tr>");
	add_column(out, "Nr.", "No.", true);
	add_column(out, "Zeit", "Time", false);
	add_column(out, "Was", "What", false);
	buf_adds(out, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < x->n; i++) {
		buf_addf(out, "<tr><td class=\"number\">%" PRIu64 "</td>", x->lines[i].n);
		add_cell_time(out, x->lines[i].t_us / 1000);
		buf_adds(out, "<td>");
		html_text(out, journal_kind_word(x->lines[i].kind));
		buf_adds(out, "<br><code>");
		html_text(out, x->lines[i].body);
		buf_adds(out, "</code>");
		row_end(out);
	}
	buf_adds(out, "</tbody>\n</table>\n<details><summary>");
	html_both(out, "Die Zeilen im Wortlaut", "The lines word for word");
	buf_adds(out, "</summary>\n<pre>");
	for (size_t i = 0; i < x->n; i++) {
		html_text(out, x->lines[i].text);
		buf_addc(out, '\n');
	}
	buf_adds(out, "</pre></details>\n");
}

bool report_write(const char *path, const struct report *r, struct err *e)
{
	CLEANUP(buf_clear) struct buf out = { 0 };

	buf_init(&out, REPORT_BYTES_MAX);
	buf_adds(&out, REPORT_BEGIN "<title>");
	html_text(&out, r->mark);
	buf_adds(&out, " – Amtsbote</title>\n<style>\n" REPORT_STYLE
		       "</style>\n</head>\n<body>\n" REPORT_SWITCH "<main>\n");
	add_head(&out, r);
	add_failure(&out, r);
	add_outcome(&out, r);
	add_stages(&out, r);
	add_probes(&out, r);
	add_steps(&out, r);
	add_journal(&out, r);
	buf_adds(&out, "<footer><p>");
	html_both(&out,
		  "Werte aus dem Antrag, vom Bildschirm und von Personen sind verdeckt, soweit das "
		  "Rezept sie nicht als öffentlich nennt.",
		  "Values from the submission, the screen and persons are hidden unless the recipe "
		  "lists them as public.");
	buf_adds(&out, "</p></footer>\n</main>\n</body>\n</html>\n");
	if (!buf_check(&out, "the report", e) ||
	    !file_write_private(path, out.data, out.len_bytes, e))
		return err_wrap(e, "report of job %s", r->mark);
	return true;
}
