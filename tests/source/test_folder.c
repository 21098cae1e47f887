/* test_folder.c - the folder source: what is complete, what is cast out, crashes between steps. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include "agent/source/source.h"
#include "base/file.h"

struct stage {
	char folder[64];
	struct source *source;
	struct arena *arena;
	struct source_item *list;
	size_t n;
};

static bool open_source(struct stage *s, struct err *e)
{
	return source_open(&(struct source_options){ .kind = SOURCE_FOLDER,
						     .name = "eingang",
						     .folder = s->folder },
			   &s->source, e);
}

static void begin(struct stage *s)
{
	struct err e = { 0 };

	*s = (struct stage){ .arena = arena_new() };
	strcpy(s->folder, "/tmp/amtsbote-folder-XXXXXX");
	if (!CHECK(mkdtemp(s->folder) != NULL) || !CHECK_OK(open_source(s, &e), e))
		abort();
}

static void end(struct stage *s)
{
	struct err e = { 0 };

	source_close(s->source);
	arena_free(s->arena);
	CHECK_OK(file_remove_tree(s->folder, &e), e);
}

static const char *in(struct stage *s, const char *name)
{
	return arena_printf(s->arena, "%s/%s", s->folder, name);
}

static void put(struct stage *s, const char *name, const char *text)
{
	int fd = open(in(s, name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	close(fd);
}

static bool there(struct stage *s, const char *name)
{
	struct stat st;

	return lstat(in(s, name), &st) == 0;
}

static const char *text_of(struct stage *s, const char *name)
{
	struct err e = { 0 };
	char *data;
	size_t len;

	if (!file_read(in(s, name), 1 << 20, &data, &len, &e))
		return NULL;
	const char *text = arena_strndup(s->arena, data, len);
	free(data);
	return text;
}

static void look(struct stage *s)
{
	struct err e = { 0 };

	if (!CHECK_OK(source_list(s->source, s->arena, &s->list, &s->n, &e), e))
		abort();
}

static void accept_first(struct stage *s)
{
	struct err e = { 0 };

	CHECK_OK(source_acknowledge(s->source, s->list[0].external, SOURCE_ACCEPTED, "", &e), e);
}

TEST(only_complete_ones_are_seen)
{
	struct stage s;

	begin(&s);
	put(&s, ".versteckt.json", "{}");
	put(&s, "antrag.txt", "{}");
	put(&s, "antrag.json.part", "{}");
	put(&s, "liesmich", "");
	mkdir(in(&s, "satz"), 0700);
	put(&s, "satz/submission.json", "{}");
	look(&s);
	CHECK_EQ_UINT(s.n, 0);
	int fd = open(in(&s, "offen.json"), O_WRONLY | O_CREAT, 0600);
	CHECK(fd >= 0 && write(fd, "{", 1) == 1);
	look(&s);
	CHECK_EQ_UINT(s.n, 0); /* somebody is writing it */
	CHECK(write(fd, "}", 1) == 1);
	close(fd);
	put(&s, "satz.done", "");
	look(&s);
	CHECK_EQ_UINT(s.n, 2);
	CHECK(there(&s, ".versteckt.json") && there(&s, "antrag.json.part"));
	end(&s);
}

TEST(a_set_goes_as_a_whole)
{
	struct stage s;
	struct err e = { 0 };
	const char *data;
	size_t len;

	begin(&s);
	for (int round = 0; round < 3; round++) {
		mkdir(in(&s, "satz"), 0700);
		put(&s, "satz/submission.json", round < 2 ? "{\"a\":1}" : "{\"a\":2}");
		put(&s, "satz/anlage.pdf", "%PDF");
		put(&s, "satz.done", "");
		look(&s);
		if (!CHECK_EQ_UINT(s.n, 1))
			break;
		CHECK_OK(source_fetch(s.source, &s.list[0], s.arena, &data, &len, &e), e);
		CHECK_EQ_UINT(len, 7);
		accept_first(&s);
		CHECK(!there(&s, "satz") && !there(&s, "satz.done"));
	}
	CHECK_EQ_STR(text_of(&s, "done/satz/anlage.pdf"), "%PDF");
	CHECK(system(arena_printf(s.arena, "test $(ls %s/done | wc -l) = 3", s.folder)) == 0);
	end(&s);
}

TEST(a_refused_set)
{
	struct stage s;
	struct err e = { 0 };

	begin(&s);
	mkdir(in(&s, "satz"), 0700);
	put(&s, "satz/submission.json", "[");
	put(&s, "satz.done", "");
	look(&s);
	CHECK_OK(
		source_acknowledge(s.source, s.list[0].external, SOURCE_REFUSED, "kein Antrag", &e),
		e);
	CHECK_EQ_STR(text_of(&s, "failed/satz/submission.json"), "[");
	CHECK_EQ_STR(text_of(&s, "failed/satz.reason.txt"), "kein Antrag\n");
	CHECK(!there(&s, "satz") && !there(&s, "satz.done"));
	end(&s);
}

TEST(what_can_never_be_one_is_cast_out_with_a_reason)
{
	struct stage s;
	char name[256], long_name[256];

	begin(&s);
	CHECK(symlink("/etc/hostname", in(&s, "link.json")) == 0);
	CHECK(mkfifo(in(&s, "rohr.json"), 0600) == 0);
	put(&s, "zeile\num.json", "{}");
	put(&s, "latin1-\xfc.json", "{}");
	memset(long_name, 'x', 210);
	strcpy(long_name + 210, ".json");
	put(&s, long_name, "{}");
	mkdir(in(&s, "leer"), 0700);
	put(&s, "leer.done", "");
	put(&s, "gut.json", "{}");
	look(&s);
	CHECK_EQ_UINT(s.n, 1);
	CHECK_HAS_STR(s.list[0].external, "gut@");
	CHECK(there(&s, "failed/link.json"));
	CHECK_HAS_STR(text_of(&s, "failed/link.reason.txt"), "a link");
	CHECK_HAS_STR(text_of(&s, "failed/rohr.reason.txt"), "a device");
	CHECK_HAS_STR(text_of(&s, "failed/leer.reason.txt"), "without submission.json");
	snprintf(name, sizeof name, "test $(ls %s/failed/unnamed-*.reason.txt | wc -l) = 3",
		 s.folder);
	CHECK(system(name) == 0);
	CHECK(system(arena_printf(s.arena,
				  "test -z \"$(find %s -maxdepth 1 -name '*.json' ! -name "
				  "gut.json)\"",
				  s.folder)) == 0);
	end(&s);
}

TEST(names_of_people_are_names)
{
	struct stage s;

	begin(&s);
	put(&s, "Antrag Müller (2) @home.json", "{}");
	look(&s);
	CHECK_EQ_UINT(s.n, 1);
	accept_first(&s);
	CHECK(there(&s, "done/Antrag Müller (2) @home.json"));
	end(&s);
}

TEST(a_name_used_again_is_another_submission)
{
	struct stage s;
	struct err e = { 0 };
	struct source_answer answer = { .mark = "AB-1",
					.idempotency_key = "k",
					.body = "{\"n\":1}" };

	begin(&s);
	put(&s, "antrag.json", "{\"n\":1}");
	look(&s);
	const char *first = s.list[0].external;
	accept_first(&s);
	put(&s, "antrag.json", "{\"n\":2}");
	look(&s);
	const char *second = s.list[0].external;
	CHECK(strcmp(first, second) != 0);
	/* a late second acknowledgement of the first leaves the second where it is */
	CHECK_OK(source_acknowledge(s.source, first, SOURCE_ACCEPTED, "", &e), e);
	CHECK(there(&s, "antrag.json"));
	accept_first(&s);
	CHECK_EQ_STR(text_of(&s, "done/antrag.json"), "{\"n\":1}");
	CHECK(system(arena_printf(s.arena, "grep -q 2 %s/done/antrag~*.json", s.folder)) == 0);
	answer.external = first;
	CHECK_OK(source_deliver(s.source, &answer, &e), e);
	answer.external = second;
	answer.body = "{\"n\":2}";
	CHECK_OK(source_deliver(s.source, &answer, &e), e);
	CHECK_OK(source_deliver(s.source, &answer, &e), e);
	CHECK_EQ_STR(text_of(&s, "results/antrag.json"), "{\"n\":1}");
	CHECK(system(arena_printf(s.arena, "test $(ls -A %s/results | wc -l) = 2", s.folder)) == 0);
	/* the same content again is the same submission */
	put(&s, "antrag.json", "{\"n\":1}");
	look(&s);
	CHECK_EQ_STR(s.list[0].external, first);
	end(&s);
}

TEST(refused_twice_under_one_name_keeps_both_reasons)
{
	struct stage s;
	struct err e = { 0 };

	begin(&s);
	for (int i = 0; i < 2; i++) {
		put(&s, "antrag.json", i ? "zwei" : "eins");
		look(&s);
		CHECK_OK(source_acknowledge(s.source, s.list[0].external, SOURCE_REFUSED,
					    i ? "Grund 2" : "Grund 1", &e),
			 e);
	}
	CHECK_EQ_STR(text_of(&s, "failed/antrag.reason.txt"), "Grund 1\n");
	CHECK(system(arena_printf(s.arena,
				  "cd %s/failed && grep -q zwei antrag~????????.json && "
				  "grep -q 'Grund 2' antrag~????????.reason.txt",
				  s.folder)) == 0);
	end(&s);
}

TEST(replaced_after_it_was_listed)
{
	struct stage s;
	struct err e = { 0 };
	const char *data;
	size_t len;

	begin(&s);
	put(&s, "antrag.json", "{\"n\":1}");
	look(&s);
	put(&s, "neu.json", "{\"n\":2}");
	CHECK(rename(in(&s, "neu.json"), in(&s, "antrag.json")) == 0);
	CHECK_ERR(source_fetch(s.source, &s.list[0], s.arena, &data, &len, &e), e, ERR_NOT_FOUND);
	unlink(in(&s, "antrag.json"));
	put(&s, ".fremd", "{\"n\":1}");
	CHECK(symlink(in(&s, ".fremd"), in(&s, "antrag.json")) == 0);
	CHECK(!source_fetch(s.source, &s.list[0], s.arena, &data, &len, &e));
	end(&s);
}

TEST(one_that_cannot_be_read_does_not_hide_the_others)
{
	struct stage s;
	struct err e = { 0 };
	const char *data;
	size_t len;

	if (geteuid() == 0)
		SKIP("root can read every file");
	begin(&s);
	put(&s, "zu.json", "{}");
	CHECK(chmod(in(&s, "zu.json"), 0) == 0);
	put(&s, "auf.json", "{}");
	look(&s);
	CHECK_EQ_UINT(s.n, 2);
	CHECK_ERR(source_fetch(s.source, &s.list[0], s.arena, &data, &len, &e), e, ERR_IO);
	CHECK_OK(source_fetch(s.source, &s.list[1], s.arena, &data, &len, &e), e);
	end(&s);
}

TEST(the_descriptor_wakes_for_what_comes_in_only)
{
	struct stage s;

	begin(&s);
	struct pollfd p = { .fd = source_fd(s.source), .events = POLLIN };
	CHECK(p.fd >= 0);
	put(&s, ".neu", "{}");
	look(&s);
	CHECK_EQ_INT(poll(&p, 1, 0), 0);
	CHECK(rename(in(&s, ".neu"), in(&s, "antrag.json")) == 0);
	CHECK_EQ_INT(poll(&p, 1, 0), 1);
	look(&s);
	CHECK_EQ_INT(poll(&p, 1, 0), 0);
	accept_first(&s);
	CHECK_EQ_INT(poll(&p, 1, 0), 0); /* our own renames are no news */
	end(&s);
}

TEST(folders_that_cannot_be_used)
{
	struct stage s;
	struct err e = { 0 };

	begin(&s);
	source_close(s.source);
	s.source = NULL;
	rmdir(in(&s, "done"));
	CHECK(symlink("/tmp", in(&s, "done")) == 0);
	CHECK_ERR(open_source(&s, &e), e, ERR_IO);
	unlink(in(&s, "done"));
	put(&s, "done", "");
	CHECK_ERR(open_source(&s, &e), e, ERR_IO);
	CHECK_OK(file_remove_tree(s.folder, &e), e);
	CHECK_ERR(open_source(&s, &e), e, ERR_IO);
	CHECK(mkdir(s.folder, 0700) == 0);
	end(&s);
}

TEST(another_file_system_is_refused)
{
	struct stage s;
	int status;

	begin(&s);
	source_close(s.source);
	s.source = NULL;
	pid_t pid = fork();
	if (pid == 0) {
		struct err e = { 0 };
		if (unshare(CLONE_NEWNS) != 0 || mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
		    mount("t", in(&s, "done"), "tmpfs", 0, NULL) != 0)
			_exit(77);
		_exit(!open_source(&s, &e) && e.code == ERR_CONFIG ? 0 : 1);
	}
	CHECK(waitpid(pid, &status, 0) == pid && WIFEXITED(status));
	end(&s);
	if (WEXITSTATUS(status) == 77)
		SKIP("no rights to mount another file system");
	CHECK_EQ_INT(WEXITSTATUS(status), 0);
}

/* killed_at() - do @act in a child that is killed at fault point @point; was it? */
static bool killed_at(struct stage *s, const char *point, bool (*act)(struct stage *, struct err *))
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		struct err e = { 0 };
		setenv("AMTSBOTE_POINT", arena_printf(s->arena, "%s=kill", point), 1);
		setenv("AMTSBOTE_POINT_DIR", s->folder, 1);
		_exit(act(s, &e) ? 0 : 1);
	}
	bool killed = waitpid(pid, &status, 0) == pid && WIFSIGNALED(status);
	unlink(in(s, point));
	return killed;
}

static bool accepting(struct stage *s, struct err *e)
{
	return source_acknowledge(s->source, s->list[0].external, SOURCE_ACCEPTED, "", e);
}

static bool refusing(struct stage *s, struct err *e)
{
	return source_acknowledge(s->source, s->list[0].external, SOURCE_REFUSED, "Grund", e);
}

static bool delivering(struct stage *s, struct err *e)
{
	return source_deliver(s->source,
			      &(struct source_answer){ .external = s->list[0].external,
						       .mark = "AB-1",
						       .idempotency_key = "k",
						       .body = "{\"x\":1}" },
			      e);
}

TEST(a_kill_between_any_two_steps_is_made_up_for)
{
	static const struct {
		const char *point;
		bool (*act)(struct stage *, struct err *);
		bool set;
		const char *want, *text; /* what is there in the end */
	} rows[] = {
		{ "source-moved", accepting, false, "done/a.json", "{}" },
		{ "source-moved", accepting, true, "done/a/submission.json", "{}" },
		{ "source-written", refusing, false, "failed/a.reason.txt", "Grund\n" },
		{ "source-moved", refusing, false, "failed/a.json", "{}" },
		{ "source-moved", refusing, true, "failed/a/submission.json", "{}" },
		{ "source-written", delivering, false, "results/a.json", "{\"x\":1}" },
	};

	EACH_CASE (row, rows) {
		struct stage s;
		struct err e = { 0 };
		begin(&s);
		if (row->set) {
			mkdir(in(&s, "a"), 0700);
			put(&s, "a/submission.json", "{}");
			put(&s, "a.done", "");
		} else {
			put(&s, "a.json", "{}");
		}
		look(&s);
		CHECK(killed_at(&s, row->point, row->act));
		CHECK_OK(row->act(&s, &e), e);
		CHECK_EQ_STR(text_of(&s, row->want), row->text);
		CHECK(!there(&s, "a.done"));
		CHECK(system(arena_printf(s.arena,
					  "test $(find %s -type f -name '*.json' -o -name "
					  "'*.neu' | wc -l) = %d",
					  s.folder, row->act == delivering ? 2 : 1)) == 0);
		end(&s);
	}
}
