/* tape.c - `amtsbote tape`: what the screen showed while a submission was worked on. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/tape.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "agent/cli/argument.h"
#include "agent/cli/command.h"
#include "agent/cli/office.h"
#include "agent/run/recording.h"
#include "base/mem.h"
#include "base/str.h"
#include "logs/picture.h"
#include "logs/tape_reader.h"

/* FPS: of the film; a step takes some tenths of a second. */
enum { US_PER_S = 1000000, FPS = 10, SIZE_BYTES = 32, PATH_BYTES = 4096, DIGITS_US = 6 };

/* What was asked for. */
struct wish {
	const char *config, *claim, *at, *output, *mp4;
	bool list;
};

/* ---- which tape */

/* newest() - number of the last claim that left a tape; 0: none did. */
static unsigned newest(const char *folder, const char *mark)
{
	unsigned n = 0;

	for (unsigned i = 1; i <= RECORDING_CLAIMS_MAX; i++) {
		CLEANUP(mem_freep) char *path = recording_path(folder, mark, i);
		if (access(path, F_OK) == 0)
			n = i;
	}
	return n;
}

static bool number_of(const struct wish *w, const char *folder, const char *mark,
		      unsigned *ret_number, struct err *e)
{
	unsigned n = newest(folder, mark);
	uint64_t claim = n;

	if (n == 0)
		return err_set(e, ERR_NOT_FOUND, "there is no tape of %s (tape: off?)", mark);
	if (w->claim && (!str_to_u64(w->claim, RECORDING_CLAIMS_MAX, &claim) || claim == 0))
		return err_set(e, ERR_CONFIG, "--claim wants a number from 1 to %u", n);
	*ret_number = (unsigned)claim;
	return true;
}

/* ---- times */

/* read_time() - "12.5s", "12.5" or "0": microseconds; at most six digits behind the point. */
static bool read_time(const char *text, uint64_t *ret_us)
{
	char whole[SIZE_BYTES], part[DIGITS_US + 1] = "000000";
	size_t len = strlen(text), n = strcspn(text, ".");
	uint64_t seconds, us;

	if (len > 0 && text[len - 1] == 's')
		len--;
	n = n < len ? n : len;
	size_t digits = n < len ? len - n - 1 : 0;
	if (digits > DIGITS_US || (n < len && digits == 0) ||
	    !fmt_into(whole, sizeof whole, "%.*s", (int)n, text))
		return false;
	memcpy(part, text + n + (n < len), digits);
	if (!str_to_u64(whole, UINT32_MAX, &seconds) || !str_to_u64(part, US_PER_S, &us))
		return false;
	*ret_us = seconds * US_PER_S + us;
	return true;
}

/* ---- what to do with it */

static bool print_list(struct tape_reader *r, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	const struct tape_facts f = tape_reader_facts(r);
	const struct tape_mark *marks;
	size_t n;

	if (!tape_reader_marks(r, a, &marks, &n, e))
		return false;
	(void)printf("%s, %d x %d, %.3f s\n", f.title.mode == TAPE_FULL ? "full" : "masked",
		     f.title.width_px, f.title.height_px, (double)f.ends_us / US_PER_S);
	for (size_t i = 0; i < n; i++)
		(void)printf("%10.3f s  line %-4u %s\n", (double)marks[i].at_us / US_PER_S,
			     marks[i].line, marks[i].verb);
	return true;
}

static bool write_frame(struct tape_reader *r, const struct wish *w, struct err *e)
{
	const struct img *picture;
	uint64_t at_us;

	if (!read_time(w->at, &at_us))
		return err_set(e, ERR_CONFIG, "--at wants seconds, such as 12.5s");
	return tape_reader_picture(r, at_us, &picture, e) &&
	       picture_write(w->output, picture, NULL, 0, e);
}

/* start_ffmpeg() - raw pictures in, a film out. */
static bool start_ffmpeg(const struct tape_title *t, const char *path, pid_t *ret_pid, int *ret_fd,
			 struct err *e)
{
	char size[SIZE_BYTES], target[PATH_BYTES];
	posix_spawn_file_actions_t actions;
	int in[2];

	/* "file:": neither an option nor an address, whatever it is called. */
	if (!fmt_into(size, sizeof size, "%dx%d", t->width_px, t->height_px) ||
	    !fmt_into(target, sizeof target, "file:%s", path))
		return err_set(e, ERR_LIMIT, "the name of the film is too long");
	const char *argv[] = { "ffmpeg",   "-v",       "error",    "-y",
			       "-f",       "rawvideo", "-s",       size,
			       "-r",       "10",       "-pix_fmt", "bgr0",
			       "-i",       "-",        "-vf",      "pad=ceil(iw/2)*2:ceil(ih/2)*2",
			       "-pix_fmt", "yuv420p",  "-f",       "mp4",
			       target,     NULL };
	if (pipe2(in, O_CLOEXEC) != 0)
		return err_set(e, ERR_IO, "pipe: %s", strerror(errno));
	(void)posix_spawn_file_actions_init(&actions);
	(void)posix_spawn_file_actions_adddup2(&actions, in[0], 0);
	int failed = posix_spawnp(ret_pid, argv[0], &actions, NULL, (char *const *)(uintptr_t)argv,
				  environ);
	(void)posix_spawn_file_actions_destroy(&actions);
	(void)close(in[0]);
	if (failed) {
		(void)close(in[1]);
		return failed == ENOENT ? err_set(e, ERR_START,
						  "ffmpeg is not installed: films are made by"
						  " it (apt install ffmpeg)")
					: err_set(e, ERR_START, "ffmpeg: %s", strerror(failed));
	}
	*ret_fd = in[1];
	return true;
}

/* send_picture() - all of it; false if nobody reads any more. */
static bool send_picture(int fd, const struct img *picture)
{
	const char *at = (const char *)picture->px;
	size_t left = (size_t)picture->width_px * (size_t)picture->height_px * sizeof *picture->px;

	while (left > 0) {
		ssize_t n = write(fd, at, left);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		at += n;
		left -= (size_t)n;
	}
	return true;
}

static bool write_film(struct tape_reader *r, const struct wish *w, struct err *e)
{
	const struct tape_facts f = tape_reader_facts(r);
	const struct img *picture;
	int fd = -1, status = 0;
	bool read = true, sent = true;
	pid_t pid;

	(void)signal(SIGPIPE, SIG_IGN); /* it says itself why it ended */
	(void)umask(077);
	if (!start_ffmpeg(&f.title, w->mp4, &pid, &fd, e))
		return false;
	for (uint64_t at = 0; read && sent && at <= f.ends_us + US_PER_S / FPS;
	     at += US_PER_S / FPS) {
		read = tape_reader_picture(r, at, &picture, e);
		sent = read && send_picture(fd, picture);
	}
	(void)close(fd);
	bool ended =
		waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
	if (read && !(sent && ended))
		return err_set(e, ERR_IO, "ffmpeg could not write '%s'", w->mp4);
	return read;
}

static bool serve(struct tape_reader *r, const struct wish *w, struct err *e)
{
	const struct tape_facts f = tape_reader_facts(r);

	if (!f.ended)
		(void)fprintf(stderr,
			      "amtsbote tape: it does not end: its worker was killed, works on it,"
			      " or it was cut (%zu bytes torn)\n",
			      f.torn_bytes);
	if (w->list)
		return print_list(r, e);
	return w->at ? write_frame(r, w, e) : write_film(r, w, e);
}

/* open_it() - journaled before it is shown. */
static bool open_it(struct office *o, const struct wish *w, const char *mark, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(vault_key_freep) struct vault_key *key = NULL;
	CLEANUP(tape_reader_freep) struct tape_reader *r = NULL;
	CLEANUP(mem_freep) char *path = NULL;
	struct journal_body body = journal_body(JK_OPENED);
	struct store_job *job;
	unsigned number = 0;

	if (!store_find(o->books.store, mark, a, &job, e) ||
	    !number_of(w, config_path(o->config, "tape"), job->mark, &number, e) ||
	    !office_key(o, job, &key, e))
		return false;
	path = recording_path(config_path(o->config, "tape"), job->mark, number);
	const struct tape_source source = { path, key, job->mark };
	if (!tape_reader_new(&source, &r, e))
		return false;
	journal_put(&body, JF_UID, getuid());
	return journal_append(o->books.journal, job->mark, &body, NULL, e) && serve(r, w, e);
}

int command_tape(int argc, char **argv)
{
	struct wish w = { 0 };
	const char *mark;
	const struct argument rows[] = {
		{ "config", "FILE", "the agent's configuration (" OFFICE_CONFIG ")", &w.config,
		  NULL },
		{ "list", NULL, "when which step ended", NULL, &w.list },
		{ "at", "TIME", "the screen at this time, such as 12.5s", &w.at, NULL },
		{ "output", "FILE", "where to, as PNG (also -o FILE)", &w.output, NULL },
		{ "mp4", "FILE", "all of it as a film, by ffmpeg", &w.mp4, NULL },
		{ "claim", "N", "of which claim of the job (the last)", &w.claim, NULL },
	};
	const struct arguments all = {
		"tape MARK --list | --at TIME -o FILE | --mp4 FILE [--claim N] [--config FILE]",
		rows, sizeof rows / sizeof *rows, 1, 1
	};
	CLEANUP(office_clear) struct office o = { .lock_fd = -1, .lifeline_fd = -1 };
	struct err e = { 0 };
	int exit_code;

	if (!arguments_read(&all, argc, argv, &mark, &exit_code))
		return exit_code;
	if (w.list + (w.at != NULL) + (w.mp4 != NULL) != 1 || !w.at != !w.output)
		return command_complain("tape",
					"wants --list, or --at TIME -o FILE, or --mp4 FILE");
	if (!office_open(w.config, &o, &e) || !open_it(&o, &w, mark, &e))
		return command_complain("tape", e.msg);
	return EXIT_DONE;
}
