/* test_keyring_erase.c - a day key goes, what is to live on lives on, at whatever point it ends. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <dirent.h>
#include <signal.h>
#include <sys/wait.h>
#include "logs/keyring.h"
#include "logs/keyring_copy.h"
#include "logs/keyring_file.h"
#include "tests/logs/ground.h"

#define DAY "2026-11-23"
#define NEXT "2026-11-24"

enum { LIVING = 3 };

/* A ring, a job to be erased, and some of the same day that are to live on. */
struct scene {
	struct ground g;
	char keys[256];
	struct keyring *ring;           /* owned */
	struct vault_key *key[LIVING];  /* owned */
	struct buf erased, old[LIVING]; /* wrapped forms */
	struct buf fresh[LIVING];       /* after rewrapping; of a scene begun anew: empty */
};

static void open_ring(struct scene *s)
{
	struct err e = { 0 };

	keyring_close(s->ring);
	s->ring = NULL;
	if (!CHECK_OK(keyring_open(s->keys, &s->ring, &e), e))
		abort();
}

static void scene_init(struct scene *s)
{
	CLEANUP(vault_key_freep) struct vault_key *gone = NULL;
	char state[256];
	struct err e = { 0 };

	*s = (struct scene){ .g = ground_make() };
	if (!fmt_into(s->keys, sizeof s->keys, "%s/keys", s->g.folder) ||
	    !fmt_into(state, sizeof state, "%s/state", s->g.folder))
		abort();
	CHECK_OK(keyring_create(s->keys, state, &e), e);
	open_ring(s);
	buf_init(&s->erased, KEYRING_WRAPPED_BYTES);
	CHECK_OK(keyring_new_key(s->ring, DAY, &gone, &s->erased, &e), e);
	for (int i = 0; i < LIVING; i++) {
		buf_init(&s->old[i], KEYRING_WRAPPED_BYTES);
		buf_init(&s->fresh[i], KEYRING_WRAPPED_BYTES);
		CHECK_OK(keyring_new_key(s->ring, DAY, &s->key[i], &s->old[i], &e), e);
	}
}

static void scene_clear(struct scene *s)
{
	keyring_close(s->ring);
	buf_clear(&s->erased);
	for (int i = 0; i < LIVING; i++) {
		vault_key_free(s->key[i]);
		buf_clear(&s->old[i]);
		buf_clear(&s->fresh[i]);
	}
	ground_remove(&s->g);
}

static const uint8_t *name_of(const struct buf *wrapped)
{
	return (const uint8_t *)wrapped->data;
}

/* opens() - does the form open, as what it was sealed from? @key NULL: whatever comes out. */
static bool opens(struct scene *s, const struct buf *wrapped, const struct vault_key *key)
{
	CLEANUP(vault_key_freep) struct vault_key *back = NULL;
	struct err e = { 0 };

	if (!keyring_unwrap(s->ring, wrapped->data, wrapped->len_bytes, &back, &e))
		return !CHECK_EQ_INT(e.code, ERR_SEALED);
	return !key ||
	       CHECK(memcmp(vault_key_bytes(back), vault_key_bytes(key), VAULT_KEY_BYTES) == 0);
}

/* ring_says() - does the file, as it lies on the disk, still hold the day key of @wrapped? */
static bool ring_says(struct scene *s, const char *file, const struct buf *wrapped)
{
	size_t len = 0;
	char *bytes = ground_read(&s->g, file, &len);
	bool has = bytes && memmem(bytes, len, wrapped->data + 1, KEYRING_NAME_BYTES - 1) != NULL;

	free(bytes);
	return has;
}

/* erase() - the three steps; false: it ended before it was done. */
static bool erase(struct scene *s, struct err *e)
{
	if (!keyring_succeed(s->ring, name_of(&s->erased), e))
		return false;
	for (int i = 0; i < LIVING; i++) {
		if (s->fresh[i].len_bytes)
			continue; /* stored by an earlier attempt */
		if (!keyring_rewrap(s->ring, s->old[i].data, s->old[i].len_bytes, &s->fresh[i], e))
			return false;
	}
	return keyring_forget(s->ring, name_of(&s->erased), e);
}

TEST(what_lives_on_opens_and_what_was_left_behind_does_not)
{
	struct scene s;
	struct err e = { 0 };

	scene_init(&s);
	CHECK(opens(&s, &s.erased, NULL) && ring_says(&s, "keys/ring", &s.erased));
	CHECK_OK(erase(&s, &e), e);
	for (int twice = 0; twice < 2; twice++, open_ring(&s)) {
		CHECK(!opens(&s, &s.erased, NULL));
		for (int i = 0; i < LIVING; i++) {
			CHECK(opens(&s, &s.fresh[i], s.key[i]) && !opens(&s, &s.old[i], NULL));
			CHECK(memcmp(s.fresh[i].data + 1, DAY, strlen(DAY)) == 0);
		}
	}
	CHECK(!ring_says(&s, "keys/ring", &s.erased));
	CHECK_OK(erase(&s, &e), e); /* once more: nothing is left to do */
	CHECK(opens(&s, &s.fresh[0], s.key[0]));
	scene_clear(&s);
}

TEST(new_keys_are_made_under_the_successor_of_their_own_day_only)
{
	struct scene s;
	struct err e = { 0 };
	CLEANUP(buf_clear) struct buf later = { 0 }, same = { 0 };
	CLEANUP(vault_key_freep) struct vault_key *a = NULL, *b = NULL;

	scene_init(&s);
	buf_init(&later, KEYRING_WRAPPED_BYTES);
	buf_init(&same, KEYRING_WRAPPED_BYTES);
	CHECK_OK(keyring_new_key(s.ring, NEXT, &a, &later, &e), e);
	CHECK_OK(keyring_succeed(s.ring, name_of(&s.erased), &e), e);
	CHECK_OK(keyring_new_key(s.ring, DAY, &b, &same, &e), e);
	CHECK(memcmp(same.data, s.erased.data, KEYRING_NAME_BYTES) != 0);
	/* Nothing has come after it: keys are still made under it. */
	CHECK_ERR(keyring_forget(s.ring, name_of(&later), &e), e, ERR_SEALED);
	CHECK(opens(&s, &later, a));
	CHECK_OK(keyring_forget(s.ring, name_of(&s.erased), &e), e);
	CHECK(opens(&s, &later, a) && opens(&s, &same, b));
	scene_clear(&s);
}

TEST(what_names_no_day_key_is_refused)
{
	static const char *const names[] = { "\2" DAY "12345678",
					     "\1"
					     "2026-1x-23"
					     "12345678",
					     "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" };
	struct scene s;
	struct err e = { 0 };

	scene_init(&s);
	EACH_CASE (name, names) {
		CHECK_ERR(keyring_succeed(s.ring, (const uint8_t *)*name, &e), e, ERR_SEALED);
		CHECK_ERR(keyring_forget(s.ring, (const uint8_t *)*name, &e), e, ERR_SEALED);
	}
	CHECK_ERR(keyring_rewrap(s.ring, s.old[0].data, s.old[0].len_bytes - 1, &s.fresh[0], &e), e,
		  ERR_SEALED);
	CHECK(opens(&s, &s.old[0], s.key[0]));
	scene_clear(&s);
}

/* Where the eraser is killed, and whether the caller has stored the new forms by then. */
static const struct {
	const char *point;
	bool stored;
} points[] = { { "ring-begun=kill", false },   { "ring-fresh=kill", false },
	       { "ring-renamed=kill", false }, { "ring-begun=kill", true },
	       { "ring-fresh=kill", true },    { "ring-renamed=kill", true } };

/* erase_and_die() - in a child, whose forms are lost with it: nothing was stored. */
static void erase_and_die(struct scene *s, const char *point)
{
	struct err e = { 0 };
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		/* Locked memory is not there after a fork. */
		struct scene own = *s;
		own.ring = NULL;
		setenv("AMTSBOTE_POINT", point, 1);
		setenv("AMTSBOTE_POINT_DIR", s->g.folder, 1);
		_exit(keyring_open(own.keys, &own.ring, &e) && erase(&own, &e) ? 0 : 1);
	}
	CHECK(waitpid(pid, &status, 0) == pid);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

/* store_forms() - what the first two steps give; afterwards only forget() writes the ring. */
static void store_forms(struct scene *s)
{
	struct err e = { 0 };

	CHECK_OK(keyring_succeed(s->ring, name_of(&s->erased), &e), e);
	for (int i = 0; i < LIVING; i++)
		CHECK_OK(keyring_rewrap(s->ring, s->old[i].data, s->old[i].len_bytes, &s->fresh[i],
					&e),
			 e);
}

TEST(a_kill_at_any_point_loses_nothing_and_a_repeat_finishes)
{
	EACH_CASE (p, points) {
		struct scene s;
		struct err e = { 0 };
		scene_init(&s);
		if (p->stored)
			store_forms(&s);
		erase_and_die(&s, p->point);
		open_ring(&s);
		for (int i = 0; i < LIVING; i++)
			CHECK(opens(&s, p->stored ? &s.fresh[i] : &s.old[i], s.key[i]));
		CHECK(!ground_has(&s.g, "keys/ring.new"));
		CHECK_OK(erase(&s, &e), e);
		open_ring(&s);
		CHECK(!opens(&s, &s.erased, NULL) && !ring_says(&s, "keys/ring", &s.erased));
		for (int i = 0; i < LIVING; i++)
			CHECK(opens(&s, &s.fresh[i], s.key[i]));
		scene_clear(&s);
	}
}

/* ---- copies */

static size_t copies(struct scene *s)
{
	DIR *folder = opendir(s->keys);
	const struct dirent *entry;
	size_t n = 0;

	while (folder && (entry = readdir(folder)) != NULL)
		n += strncmp(entry->d_name, "ring-", 5) == 0;
	if (folder)
		closedir(folder);
	return n;
}

static int64_t end_of(struct scene *s, unsigned days)
{
	struct err e = { 0 };
	int64_t ms = -1;

	CHECK_OK(keyring_copies_end(s->ring, name_of(&s->erased), days, &ms, &e), e);
	return ms;
}

TEST(copies_go_after_their_days_and_the_end_of_a_key_is_known)
{
	static const int64_t second_ms = INT64_C(1796169600000); /* 2026-12-02 */
	struct scene s;
	struct err e = { 0 };
	char day[16];

	scene_init(&s);
	CHECK_EQ_INT(end_of(&s, 3), 0);
	for (int d = 23; d <= 30; d++) {
		CHECK(fmt_into(day, sizeof day, "2026-11-%02d", d));
		CHECK_OK(keyring_keep_copies(s.ring, day, 3, &e), e);
		CHECK_EQ_UINT(copies(&s), d < 25 ? (size_t)d - 22 : 3);
		CHECK(ground_has(&s.g, "keys/ring-2026-11-25") == (d >= 25 && d < 28));
	}
	/* The last copy with the key is that of the 30th: gone on the 3rd of December 2026. */
	struct stat st;
	CHECK(stat(ground_path(&s.g, "keys/ring-2026-11-30"), &st) == 0);
	CHECK_EQ_UINT(st.st_mode & 07777, 0600);
	CHECK_EQ_INT(end_of(&s, 3), second_ms + INT64_C(86400000));
	/* On the day it leaves the ring the day's own copy follows. */
	CHECK_OK(erase(&s, &e), e);
	CHECK(ring_says(&s, "keys/ring-2026-11-30", &s.erased));
	CHECK_OK(keyring_keep_copies(s.ring, "2026-11-30", 3, &e), e);
	CHECK(!ring_says(&s, "keys/ring-2026-11-30", &s.erased));
	CHECK_EQ_INT(end_of(&s, 3), second_ms);
	/* A copy that is damaged elsewhere still holds it. */
	size_t len = 0;
	char *bytes = ground_read(&s.g, "keys/ring-2026-11-29", &len);
	bytes[0] ^= 1;
	ground_write(&s.g, "keys/ring-2026-11-29", bytes, len);
	free(bytes);
	CHECK_EQ_INT(end_of(&s, 3), second_ms);
	/* One of a day that has not come, made by a wrong clock, and those that are too old. */
	CHECK_OK(keyring_keep_copies(s.ring, "2099-01-01", 400, &e), e);
	CHECK_OK(keyring_keep_copies(s.ring, "2026-12-02", 3, &e), e);
	CHECK(!ground_has(&s.g, "keys/ring-2099-01-01") && end_of(&s, 3) == 0);
	CHECK_OK(keyring_keep_copies(s.ring, "2026-12-03", 0, &e), e);
	CHECK_EQ_UINT(copies(&s), 0);
	scene_clear(&s);
}

TEST(a_copy_is_a_ring_that_opens_what_it_held_keys_for)
{
	struct scene s;
	struct err e = { 0 };

	scene_init(&s);
	ground_write(&s.g, "keys/ring-of-mine", "x", 1); /* no copy of ours: left alone */
	CHECK_OK(keyring_keep_copies(s.ring, DAY, 7, &e), e);
	CHECK_OK(erase(&s, &e), e);
	CHECK_OK(keyring_keep_copies(s.ring, NEXT, 7, &e), e);
	CHECK(!opens(&s, &s.erased, NULL));
	CHECK(ground_has(&s.g, "keys/ring-of-mine"));
	char from[512];
	CHECK(fmt_into(from, sizeof from, "%s/ring-" DAY, s.keys));
	CHECK(rename(from, ground_path(&s.g, "keys/ring")) == 0);
	open_ring(&s);
	CHECK(opens(&s, &s.erased, NULL) && opens(&s, &s.old[1], s.key[1]));
	scene_clear(&s);
}
