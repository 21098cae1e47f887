/* test_tape.c - the tape of a job: what it shows, and what nobody may ever see on it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <ctype.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "agent/run/recording.h"
#include "base/mem.h"
#include "base/str.h"
#include "logs/journal_extract.h"
#include "logs/picture.h"
#include "logs/tape_reader.h"
#include "tests/check.h"
#include "tests/run/office.h"

/* FRAME: around the mask's window, which is what the readers are given. */
enum { WIDTH = 900, HEIGHT = 440, TEXT_MAX = 1 << 20, PICTURES_MAX = 400 };

#define TIMES "-adobe-times-medium-i-normal--24-*-75-75-p-*-iso8859-1"

/* Whose data it is: a list, a title bar, a hint that pops up, half a word, capitals, a font that
 * nobody knows, what the recipe writes, and what it looks up. */
#define MASK \
	"size 900 440\n" \
	"label 20 20 lname Name\nfield 140 14 300 name\n" \
	"label 20 60 lmark Bemerkung\nfield 140 54 300 mark\n" \
	"label 20 100 lnumber Nummer\nlabel 140 100 number -\n" \
	"label 20 140 lhit Suche\nlabel 140 140 hit Keine\n" \
	"label 20 180 lhalf Vorname\nfield 140 174 300 half\n" \
	"label 20 220 lup Ort\nlabel 140 220 up -\n" \
	"label 20 260 lodd Nachweis\nlabel 140 250 odd -\nface odd " TIMES "\n" \
	"frame 480 10 400 60 Akte von Zaunrebe\n" \
	"list 480 90 400 5 Nachtigall Anna|Drosselbart Berta|Nachtigall Emil\n" \
	"button 20 390 save Speichern\nbutton 200 390 find Suchen\n" \
	"on find set half Rotkehlc;set up GOLDAMMERSTADT;set odd Eisvogelweg;do more\n" \
	"on more tip 520 330 Wiedehopf seit Mai;set hit Treffer\n" \
	"on save log saved;set number 4711\n"

#define RECIPE \
	"steps:\n" \
	"  - write: { into: Name, value: Kernbeisser }\n" \
	"  - click: Suchen\n" \
	"  - expect: Treffer\n" \
	"  - expect: Nachweis\n" \
	"  - commit:\n      id: a\n      within: 10s\n      do: { click: Speichern }\n" \
	"      proof: { read: { from: { right_of: Nummer }, as: nummer, match: '^\\d{4}$' } }\n" \
	"outcome:\n  entered: { nummer: =nummer }\n"

/* As both readers spell them, without case and blanks. */
static const char *const canaries[] = { "KERNBEISSER", "NACHTIGALL", "DROSSELBART", "ROTKEHL",
					"GOLDAMMER",   "EISVOGEL",   "WIEDEHOPF",   "ZAUNREBE" };
static const char *const labels[] = { "NUMMER", "NACHWEIS", "TREFFER", "SPEICHERN" };

enum { CANARIES = sizeof canaries / sizeof *canaries, LABELS = sizeof labels / sizeof *labels };

/* What was read on the pictures of a tape, letters only, in capitals. */
struct seen {
	char *text; /* owned */
	size_t len;
	size_t n_pictures;
};

/* read_with() - what @command prints is seen. */
static void read_with(struct seen *s, const char *command)
{
	FILE *f = popen(command, "r");
	int c;

	if (!CHECK(f != NULL))
		return;
	while ((c = fgetc(f)) != EOF && s->len + 2 < TEXT_MAX)
		if (isalnum(c) || (c & 0x80))
			s->text[s->len++] = (char)toupper(c);
	s->text[s->len++] = ' ';
	s->text[s->len] = 0;
	int status = pclose(f);
	/* `read`: 3, not every word is certain; 1, there is nothing. */
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) != 127);
}

static void judge(struct office *o, const struct img *picture, struct seen *s)
{
	const char *path = arena_printf(o->a, "%s/look.png", o->folder);
	const char *agent = getenv("AMTSBOTE");
	struct err e = { 0 };

	if (!CHECK_OK(picture_write(path, picture, NULL, 0, &e), e))
		return;
	read_with(s, arena_printf(o->a, "%s read %s --font '9x15' 2>/dev/null",
				  agent ? agent : "build/dev/amtsbote", path));
	read_with(s, arena_printf(o->a,
				  "OMP_THREAD_LIMIT=1 tesseract %s - -l deu --psm 11"
				  " 2>/dev/null",
				  path));
	s->n_pictures++;
	if (getenv("TAPE_KEEP"))
		CHECK_OK(picture_write(arena_printf(o->a, "%s/%03zu.png", getenv("TAPE_KEEP"),
						    s->n_pictures),
				       picture, NULL, 0, &e),
			 e);
}

/* look_through() - every picture of the tape that differs from the one before. */
static void look_through(struct office *o, struct tape_reader *r, struct seen *s)
{
	CLEANUP(img_unrefp) struct img *last = NULL;
	const struct img *picture;
	struct err e = { 0 };
	uint64_t at = 0;
	bool any = true;

	s->text = mem_zalloc(TEXT_MAX);
	while (any && s->n_pictures < PICTURES_MAX) {
		if (!CHECK_OK(tape_reader_picture(r, at, &picture, &e), e))
			return;
		struct img *now = img_crop(picture, (struct rect){ 0, 0, WIDTH, HEIGHT });
		if (!last || !img_equal(now, last))
			judge(o, now, s);
		img_unref(last);
		last = now;
		if (!CHECK_OK(tape_reader_next(r, &at, &any, &e), e))
			return;
	}
	CHECK(!any);
}

/* one_job() - through the mask with this kind of tape; the job has entered. */
static bool one_job(struct office *o, enum tape_mode mode)
{
	if (!CHECK(office_open(o, MASK, RECIPE)))
		return false;
	o->settings.tape = mode;
	o->desk.tapes = arena_printf(o->a, "%s/state/tape", o->folder);
	office_work(o);
	return CHECK(!o->broken) && CHECK_EQ_STR(job_state_word(office_job(o)->state), "entered");
}

/* open_tape() - of claim @number; with the job's key, which the caller frees. */
static struct tape_reader *open_tape(struct office *o, unsigned number, struct vault_key **ret_key)
{
	CLEANUP(mem_freep) char *path = recording_path(o->desk.tapes, OFFICE_MARK, number);
	struct store_job *job = office_job(o);
	struct tape_reader *r = NULL;
	struct err e = { 0 };

	if (!CHECK_OK(keyholder_unwrap(o->keys, job->key.data, job->key.len, ret_key, &e), e))
		return NULL;
	const struct tape_source source = { path, *ret_key, OFFICE_MARK };
	CHECK_OK(tape_reader_new(&source, &r, &e), e);
	return r;
}

/* see() - a job with such a tape, and all that two readers find on its pictures. */
static bool see(enum tape_mode mode, struct seen *s)
{
	struct vault_key *key = NULL;
	struct tape_reader *r = NULL;
	struct office o;

	if (one_job(&o, mode))
		r = open_tape(&o, 1, &key);
	if (r)
		look_through(&o, r, s);
	tape_reader_free(r);
	vault_key_free(key);
	office_close(&o);
	return r != NULL;
}

TEST(no_reader_finds_a_canary_on_a_masked_tape)
{
	struct seen s = { 0 };

	if (access("/usr/share/fonts/X11/75dpi", R_OK) != 0)
		SKIP("xfonts-75dpi is missing");
	if (see(TAPE_MASKED, &s)) {
		for (size_t i = 0; i < CANARIES; i++)
			if (!CHECK(!strstr(s.text, canaries[i])))
				printf("\t%s is seen\n", canaries[i]);
		/* It is a tape all the same. */
		for (size_t i = 0; i < LABELS; i++)
			if (!CHECK(strstr(s.text, labels[i]) != NULL))
				printf("\t%s is not seen\n", labels[i]);
		printf("%zu pictures\n", s.n_pictures);
		CHECK(s.n_pictures >= 3);
	}
	free(s.text);
}

TEST(the_same_readers_find_every_canary_on_a_full_tape)
{
	struct seen s = { 0 };

	if (access("/usr/share/fonts/X11/75dpi", R_OK) != 0)
		SKIP("xfonts-75dpi is missing");
	if (see(TAPE_FULL, &s)) {
		for (size_t i = 0; i < CANARIES; i++)
			if (!CHECK(strstr(s.text, canaries[i]) != NULL))
				printf("\t%s is not seen\n", canaries[i]);
		printf("%zu pictures\n", s.n_pictures);
	}
	free(s.text);
}

TEST(the_steps_are_marked_and_the_tape_ends)
{
	static const char *const verbs[] = { "expect", "write", "click", "commit" };
	CLEANUP(arena_freep) struct arena *a = arena_new();
	const struct tape_mark *marks = NULL;
	struct vault_key *key = NULL;
	struct tape_reader *r = NULL;
	struct err e = { 0 };
	struct office o;
	struct stat st;
	size_t n = 0;

	if (one_job(&o, TAPE_MASKED))
		r = open_tape(&o, 1, &key);
	if (r && CHECK_OK(tape_reader_marks(r, a, &marks, &n, &e), e)) {
		const struct tape_facts f = tape_reader_facts(r);
		CHECK(f.ended);
		CHECK_EQ_INT(f.title.mode, TAPE_MASKED);
		for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
			size_t found = 0;
			for (size_t k = 0; k < n; k++)
				found += str_eq(marks[k].verb, verbs[i]) && marks[k].line > 0;
			CHECK(found > 0);
		}
		CHECK(stat(o.desk.tapes, &st) == 0 && (st.st_mode & 0777) == 0700);
		CHECK(stat(arena_printf(a, "%s/" OFFICE_MARK ".tape", o.desk.tapes), &st) == 0);
		CHECK_EQ_INT(st.st_mode & 0777, 0600);
		printf("%lld bytes, %llu us, %zu marks\n", (long long)st.st_size,
		       (unsigned long long)f.ends_us, n);
		/* Who is not the job's cannot open it. */
		const struct tape_source other = { arena_printf(a, "%s/" OFFICE_MARK ".tape",
								o.desk.tapes),
						   key, "AB-0123456780" };
		struct tape_reader *no = NULL;
		CHECK_ERR(tape_reader_new(&other, &no, &e), e, ERR_SEALED);
	}
	tape_reader_free(r);
	vault_key_free(key);
	office_close(&o);
}

/* command() - exit code of `amtsbote tape` with @words; what it printed is in the arena. */
static int command(struct office *o, const char *words, const char **ret_said)
{
	const char *agent = getenv("AMTSBOTE");
	char said[4096];
	FILE *f = popen(arena_printf(o->a, "%s tape %s --config %s 2>&1",
				     agent ? agent : "build/dev/amtsbote", words, o->config),
			"r");
	size_t n = f ? fread(said, 1, sizeof said - 1, f) : 0;
	int status = f ? pclose(f) : -1;

	*ret_said = arena_strndup(o->a, said, n);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* opened() - how often the journal says that somebody looked. */
static size_t opened(struct office *o)
{
	struct journal_extract x = { 0 };
	struct err e = { 0 };
	size_t n = 0;

	CHECK_OK(journal_extract(arena_printf(o->a, "%s/state/journal", o->folder), OFFICE_MARK,
				 o->a, &x, &e),
		 e);
	for (size_t i = 0; i < x.n; i++)
		n += x.lines[i].kind == JK_OPENED;
	return n;
}

static void check_commands(struct office *o)
{
	const char *png = arena_printf(o->a, "%s/at.png", o->folder), *said;
	const char *mp4 = arena_printf(o->a, "%s/all.mp4", o->folder);
	struct stat st;

	CHECK_EQ_INT(command(o, OFFICE_MARK " --list", &said), 0);
	CHECK_HAS_STR(said, "masked, 1280 x 1024");
	CHECK_HAS_STR(said, "commit");
	CHECK_EQ_UINT(opened(o), 1);
	CHECK_EQ_INT(command(o, arena_printf(o->a, OFFICE_MARK " --at 12.5s -o %s", png), &said),
		     0);
	CHECK(stat(png, &st) == 0 && st.st_size > 1000 && (st.st_mode & 0777) == 0600);
	CHECK_EQ_UINT(opened(o), 2);
	CHECK_EQ_INT(command(o, arena_printf(o->a, OFFICE_MARK " --at soon -o %s", png), &said), 1);
	CHECK_HAS_STR(said, "--at wants seconds");
	CHECK_EQ_INT(command(o, OFFICE_MARK, &said), 1);
	CHECK_EQ_INT(command(o, OFFICE_MARK " --list --claim 2", &said), 1);
	CHECK_EQ_INT(command(o, "AB-0123456780 --list", &said), 1);
	int made = command(o, arena_printf(o->a, OFFICE_MARK " --mp4 %s", mp4), &said);
	if (access("/usr/bin/ffmpeg", X_OK) == 0)
		CHECK(made == 0 && stat(mp4, &st) == 0 && st.st_size > 1000);
	else
		CHECK_HAS_STR(said, "ffmpeg is not installed");
	setenv("AMTSBOTE_PATH", getenv("PATH"), 1);
	setenv("PATH", "/nowhere", 1);
	CHECK_EQ_INT(command(o, arena_printf(o->a, OFFICE_MARK " --mp4 %s", mp4), &said), 1);
	CHECK_HAS_STR(said, "ffmpeg is not installed");
	setenv("PATH", getenv("AMTSBOTE_PATH"), 1);
}

TEST(a_person_looks_and_the_journal_notes_it_before)
{
	struct office o;
	int lock = -1;

	if (one_job(&o, TAPE_MASKED)) {
		/* The agent that serves the keys is this test. */
		lock = open(arena_printf(o.a, "%s/state/lock", o.folder),
			    O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		if (CHECK(lock >= 0 && flock(lock, LOCK_EX) == 0))
			check_commands(&o);
	}
	close_fdp(&lock);
	office_close(&o);
}

TEST(without_a_tape_there_is_no_file)
{
	struct office o;

	if (one_job(&o, (enum tape_mode)0))
		CHECK(access(o.desk.tapes, F_OK) != 0);
	office_close(&o);
}

TEST(a_tape_that_cannot_be_written_stops_no_job)
{
	struct office o;

	if (CHECK(office_open(&o, MASK, RECIPE))) {
		o.settings.tape = TAPE_MASKED;
		o.desk.tapes = arena_printf(o.a, "%s/amtsbote.yaml/tape", o.folder);
		office_work(&o);
		CHECK_EQ_STR(job_state_word(office_job(&o)->state), "entered");
	}
	office_close(&o);
}
