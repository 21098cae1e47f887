/* verify.c - `amtsbote verify`: is the journal whole? Needs neither agent nor store. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include "agent/cli/command.h"
#include "agent/serve/config.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/hash.h"
#include "base/str.h"
#include "logs/journal_verify.h"

enum { TIME_BYTES = 32, PATH_BYTES = 4096 };

static int help(void)
{
	(void)puts(
		"usage: amtsbote verify DIR\n"
		"       amtsbote verify --config FILE\n\n"
		"Checks form, numbering and hash chain of every line of the journal in DIR, which\n"
		"is a journal's folder or the state directory around it. Exit code 0: whole,\n"
		"1: the first line that does not fit is named.");
	return EXIT_DONE;
}

/* utc() - "2026-11-23 10:11:12 UTC". */
static void utc(int64_t t_ms, char ret_text[TIME_BYTES])
{
	time_t seconds = (time_t)(t_ms / 1000);
	struct tm tm;

	if (!gmtime_r(&seconds, &tm) ||
	    strftime(ret_text, TIME_BYTES, "%Y-%m-%d %H:%M:%S UTC", &tm) == 0)
		ret_text[0] = 0;
}

static int tell_whole(const struct journal_verdict *v)
{
	char from[TIME_BYTES], to[TIME_BYTES], hex[HASH_HEX_BYTES];

	if (v->lines == 0) {
		(void)puts("whole: 0 lines");
		return EXIT_DONE;
	}
	utc(v->first_ms, from);
	utc(v->last_ms, to);
	hash_hex(v->tail_hash, hex);
	(void)printf("whole: %" PRIu64 " lines, from %s to %s\n", v->lines, from, to);
	(void)printf("last line: %s\n", hex);
	(void)puts(
		"\nThere are no signed checkpoints yet, so this proves that nothing was damaged\n"
		"and no single line changed, removed or added. It cannot prove that the end was\n"
		"not cut off, or the whole rewritten from some line on, by somebody who may\n"
		"write the folder: keep the hash of the last line elsewhere to have a proof.");
	return EXIT_DONE;
}

static int tell_bad(const struct journal_verdict *v)
{
	if (v->file_line)
		(void)printf("not whole: %s:%" PRIu64 ": %s\n", v->file, v->file_line, v->why);
	else
		(void)printf("not whole: %s: %s\n", v->file, v->why);
	(void)printf("%" PRIu64 " lines before it fit\n", v->lines);
	return EXIT_WRONG;
}

static int verify(const char *folder)
{
	struct journal_verdict verdict;
	struct err e = { 0 };

	if (!journal_verify(folder, &verdict, &e))
		return command_complain("verify", e.msg);
	return verdict.good ? tell_whole(&verdict) : tell_bad(&verdict);
}

static int verify_config(const char *file)
{
	CLEANUP(config_freep) struct config *c = NULL;
	struct err e = { 0 };

	if (!config_load(file, &c, &e))
		return command_complain("verify", e.msg);
	return verify(config_path(c, "journal"));
}

int command_verify(int argc, char **argv)
{
	char inside[PATH_BYTES];
	struct stat st;

	if (argc == 2 && str_eq(argv[1], "--help"))
		return help();
	if (argc == 3 && str_eq(argv[1], "--config"))
		return verify_config(argv[2]);
	if (argc != 2 || argv[1][0] == '-')
		return command_complain("verify", "wants a folder or --config FILE (--help)");
	if (!fmt_into(inside, sizeof inside, "%s/journal", argv[1]))
		return command_complain("verify", "the path is too long");
	return verify(stat(inside, &st) == 0 && S_ISDIR(st.st_mode) ? inside : argv[1]);
}
