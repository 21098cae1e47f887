/* verify.c - `amtsbote verify`: is the journal whole, what of it is signed? Needs no agent. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include "agent/cli/argument.h"
#include "agent/cli/command.h"
#include "agent/serve/config.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/str.h"
#include "logs/audit.h"
#include "logs/export.h"
#include "logs/journal_line.h"

/* EXIT_UNCHECKED: called wrongly, or it cannot be read: nothing is said about the journal. */
enum { EXIT_UNCHECKED = 2, TIME_BYTES = 32, PATH_BYTES = 4096 };

/* What is asked about, and what the walk found of it. */
struct question {
	const char *folder, *job, *since, *config, *key;
	bool has_key;
	struct verifier given;
	uint64_t since_n; /* with since_us < 0 */
	int64_t since_us;
	uint64_t first, last, n; /* lines that were asked about */
};

/* utc() - "2026-11-23 10:11:12 UTC". */
static void utc(int64_t t_us, char ret_text[TIME_BYTES])
{
	char text[JOURNAL_TIME_BYTES];

	journal_time_text(t_us, text);
	(void)!fmt_into(ret_text, TIME_BYTES, "%.10s %.8s UTC", text, text + 11); /* always fits */
}

/* unchecked() - one line why. */
static int unchecked(const char *why)
{
	(void)command_complain("verify", why);
	return EXIT_UNCHECKED;
}

/* ---- what was asked about */

static bool asks(const struct question *q)
{
	return q->job || q->since;
}

static bool count_line(void *self, const struct journal_line *line, const char *text, size_t len,
		       struct err *why)
{
	struct question *q = self;
	bool young = q->since_us < 0 ? line->n >= q->since_n : line->t_us >= q->since_us;

	(void)text, (void)len, (void)why; /* only counted */
	if (!young || (q->job && !str_eq(line->job, q->job)))
		return true;
	if (q->n++ == 0)
		q->first = line->n;
	q->last = line->n;
	return true;
}

/* read_since() - a line's number, a day, or a time as in the journal. */
static bool read_since(struct question *q)
{
	char whole[JOURNAL_TIME_BYTES];

	q->since_us = -1;
	q->since_n = 1;
	if (!q->since || str_to_u64(q->since, UINT64_MAX, &q->since_n))
		return true;
	return journal_time_read(q->since, &q->since_us) ||
	       (fmt_into(whole, sizeof whole, "%sT00:00:00.000000Z", q->since) &&
		journal_time_read(whole, &q->since_us));
}

static void tell_asked(const struct question *q, const struct audit_report *r)
{
	uint64_t covered = r->note.size;

	if (!asks(q))
		return;
	if (q->n == 0) {
		(void)puts("\nGefragt war nach Zeilen, die es nicht gibt.\n"
			   "There are no lines of the kind that was asked for.");
		return;
	}
	(void)printf("\n%s%s%" PRIu64 " lines, %" PRIu64 " to %" PRIu64 ": %s\n",
		     q->job ? q->job : "", q->job ? ": " : "", q->n, q->first, q->last,
		     covered >= q->last    ? "all signed"
		     : covered >= q->first ? "signed in part"
					   : "not signed yet");
}

/* ---- the verdict */

/* tell_restored() - both facts: what had been signed, and what of it goes on here. */
static void tell_restored(const struct audit_report *r)
{
	char root[HASH_HEX_BYTES];

	hash_hex(r->given_up_root, root);
	(void)printf("restored: line %" PRIu64 " tells that %" PRIu64
		     " lines had been signed, root %s; the first %" PRIu64 " are here\n\n"
		     "Der Bestand wurde wiederhergestellt: bis dahin unterschriebene Zeilen fehlen,"
		     " was hier\ndahinter steht, kam später.\n"
		     "The state was restored: lines that had been signed are missing; what stands"
		     " behind that\nhere came later.\n",
		     r->restored, r->given_up, root, r->kept);
}

static void tell_signed(const struct question *q, const struct audit_report *r)
{
	uint64_t rest = r->verdict.lines - r->note.size;
	char since[TIME_BYTES], last[TIME_BYTES], key[VERIFIER_TEXT_BYTES];

	utc(r->since_us, since);
	utc(r->note.t_us, last);
	verifier_text(&r->key, key);
	(void)printf("signed: lines 1 to %" PRIu64 ", %" PRIu64 " checkpoints from %s to %s\n",
		     r->note.size, r->notes, since, last);
	(void)printf("key: %s\n", key);
	(void)printf("not signed yet: %" PRIu64 " lines\n", rest);
	if (r->restored > 0)
		tell_restored(r);
	if (q->has_key)
		(void)puts("\nBis dort ist bewiesen, was der angegebene Schlüssel unterschrieben"
			   " hat. Dahinter kann\ngekürzt oder neu geschrieben worden sein, bis"
			   " zum nächsten Prüfpunkt.\n"
			   "Up to there stands what the given key signed. Behind it lines may"
			   " have been cut off\nor rewritten, until the next checkpoint.");
	else
		(void)puts("\nDas beweist nur etwas, wenn es der Schlüssel ist, den `amtsbote init`"
			   " genannt hat:\nmit --key angeben, sonst kann jemand alles neu"
			   " geschrieben und selbst unterschrieben haben.\n"
			   "This proves something only if the key is the one that `amtsbote init`"
			   " printed: pass it\nwith --key, else somebody may have rewritten all"
			   " and signed it himself.");
	(void)puts("\nKein Zeuge hat gegengezeichnet: gegen den, der den Schlüsselbund hat,"
		   " beweist das nichts.\n"
		   "No witness has countersigned: it proves nothing against who holds the"
		   " keyring.");
}

static void tell_unsigned(void)
{
	(void)puts("signed: nothing\n\n"
		   "Es gibt keinen Prüfpunkt: nichts wurde beschädigt und keine einzelne Zeile"
		   " verändert,\naber das Ende kann fehlen oder alles neu geschrieben sein.\n"
		   "There is no checkpoint: nothing was damaged and no single line changed, but"
		   " the end\nmay be missing, or all of it rewritten.");
}

static int tell_whole(const struct question *q, const struct audit_report *r)
{
	const struct journal_verdict *v = &r->verdict;
	char from[TIME_BYTES], to[TIME_BYTES], hex[HASH_HEX_BYTES];

	if (v->lines == 0) {
		(void)puts("whole: 0 lines");
		return EXIT_DONE;
	}
	utc(v->first_ms * 1000, from);
	utc(v->last_ms * 1000, to);
	hash_hex(v->tail_hash, hex);
	(void)printf("whole: %" PRIu64 " lines, from %s to %s\n", v->lines, from, to);
	(void)printf("last line: %s\n", hex);
	if (r->notes > 0)
		tell_signed(q, r);
	else
		tell_unsigned();
	tell_asked(q, r);
	return EXIT_DONE;
}

static int tell_bad(const struct audit_report *r)
{
	const struct journal_verdict *v = &r->verdict;

	if (v->file_line)
		(void)printf("not whole: %s:%" PRIu64 ": %s\n", v->file, v->file_line, v->why);
	else
		(void)printf("not whole: %s: %s\n", v->file, v->why);
	(void)printf("%" PRIu64 " lines before it fit\n", v->lines);
	if (r->notes > 0)
		(void)printf("signed and in order: lines 1 to %" PRIu64 "\n", r->note.size);
	(void)puts("\nDas Protokoll ist beschädigt oder verändert worden; was davor steht, gilt.\n"
		   "The journal was damaged or changed; what stands before that holds.");
	return EXIT_WRONG;
}

static int verify(struct question *q, const char *folder)
{
	struct journal_watcher watcher = { .self = q, .line = count_line };
	struct audit_report report;
	struct err e = { 0 };

	if (!audit_journal(folder, q->has_key ? &q->given : NULL, &watcher, &report, &e))
		return unchecked(e.msg);
	return report.verdict.good ? tell_whole(q, &report) : tell_bad(&report);
}

/* ---- an exported file */

static int tell_file(const struct question *q, const struct export_summary *s)
{
	char time[TIME_BYTES], key[VERIFIER_TEXT_BYTES];

	if (s->bad_line > 0) {
		(void)printf("not whole: %s:%" PRIu64 ": %s\n", q->folder, s->bad_line, s->why);
		(void)puts("\nDie Datei ist beschädigt, verändert oder nicht mit diesem Schlüssel"
			   " unterschrieben.\n"
			   "The file was damaged or changed, or is not signed with this key.");
		return EXIT_WRONG;
	}
	utc(s->note.t_us, time);
	verifier_text(&s->key, key);
	(void)printf("whole: %s: %" PRIu64 " lines, %" PRIu64 " to %" PRIu64 "\n", s->job, s->lines,
		     s->first, s->last);
	(void)printf("signed: lines 1 to %" PRIu64 " of the journal at %s\nkey: %s\n", s->note.size,
		     time, key);
	(void)puts("\nDiese Zeilen stehen so im unterschriebenen Protokoll; ob es alle über den"
		   " Vorgang sind,\nzeigt nur das Protokoll selbst.\n"
		   "These lines stand like this in the signed journal; whether they are all about"
		   " the job,\nonly the journal itself shows.");
	if (!q->has_key)
		(void)puts("\nDas gilt, wenn es der Schlüssel ist, den `amtsbote init` genannt hat"
			   " (--key).\n"
			   "This holds if the key is the one that `amtsbote init` printed"
			   " (--key).");
	return EXIT_DONE;
}

static int verify_file(const struct question *q)
{
	CLEANUP(mem_freep) char *text = NULL;
	struct export_summary summary;
	struct err e = { 0 };
	size_t len;

	if (!file_read(q->folder, EXPORT_BYTES_MAX, &text, &len, &e))
		return unchecked(e.msg);
	export_verify(text, len, q->has_key ? &q->given : NULL, &summary);
	return tell_file(q, &summary);
}

static int verify_config(struct question *q)
{
	CLEANUP(config_freep) struct config *c = NULL;
	struct err e = { 0 };

	if (!config_load(q->config, &c, &e))
		return unchecked(e.msg);
	return verify(q, config_path(c, "journal"));
}

int command_verify(int argc, char **argv)
{
	struct question q = { 0 };
	const struct argument rows[] = {
		{ "config", "FILE", "the journal of the agent with this configuration", &q.config,
		  NULL },
		{ "key", "KEY", "must have signed (printed by `amtsbote init`)", &q.key, NULL },
		{ "job", "MARK", "say how far the lines about this job are signed", &q.job, NULL },
		{ "since", "N|TIME", "the same from a line, a day (2026-11-23) or a time on",
		  &q.since, NULL },
	};
	const struct arguments all = {
		"verify DIR | FILE | --config FILE [--key KEY] [--job MARK] [--since N|TIME]\n\n"
		"Checks form, numbering and hash chain of every line of the journal in DIR, which\n"
		"is a journal's folder or the state directory around it, and every signed\n"
		"checkpoint; or a FILE that `amtsbote export` wrote. Exit code 0: whole, 1: the\n"
		"first line that does not fit is named, 2: it cannot be checked.",
		rows, sizeof rows / sizeof *rows, 0, 1
	};
	char inside[PATH_BYTES];
	struct stat st;
	struct err e = { 0 };
	int exit_code;

	if (!arguments_read(&all, argc, argv, &q.folder, &exit_code))
		return exit_code == EXIT_DONE ? EXIT_DONE : EXIT_UNCHECKED;
	if (!q.folder == !q.config)
		return unchecked("wants a folder or --config FILE (--help)");
	q.has_key = q.key != NULL;
	if (q.key && !verifier_read(q.key, &q.given, &e))
		return unchecked(e.msg);
	if (!read_since(&q))
		return unchecked("--since wants a line's number, a day or a time");
	if (q.config)
		return verify_config(&q);
	if (stat(q.folder, &st) == 0 && S_ISREG(st.st_mode))
		return verify_file(&q);
	if (!fmt_into(inside, sizeof inside, "%s/journal", q.folder))
		return unchecked("the path is too long");
	return verify(&q, stat(inside, &st) == 0 && S_ISDIR(st.st_mode) ? inside : q.folder);
}
