/* test_keyring.c - the keyring: where it may lie, who may read it, what a damaged one does. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/keyring.h"

#include "tests/logs/ground.h"

#define DAY "2026-11-23"

/* ring_at() - a fresh ring in @g/keys, opened. */
static struct keyring *ring_at(struct ground *g)
{
	struct keyring *ring = NULL;
	char keys[512], state[512];
	struct err e = { 0 };

	if (!fmt_into(keys, sizeof keys, "%s/keys", g->folder) ||
	    !fmt_into(state, sizeof state, "%s/state", g->folder))
		abort();
	CHECK_OK(keyring_create(keys, state, &e), e);
	if (!keyring_open(keys, &ring, &e))
		abort();
	return ring;
}

static bool same_key(const struct vault_key *a, const struct vault_key *b)
{
	return memcmp(vault_key_bytes(a), vault_key_bytes(b), VAULT_KEY_BYTES) == 0;
}

TEST(a_wrapped_key_comes_back_also_after_opening_anew)
{
	struct ground g = ground_make();
	CLEANUP(keyring_closep) struct keyring *ring = ring_at(&g);
	CLEANUP(keyring_closep) struct keyring *again = NULL;
	CLEANUP(vault_key_freep) struct vault_key *key = NULL, *back = NULL;
	CLEANUP(buf_clear) struct buf wrapped = { 0 };
	struct err e = { 0 };

	buf_init(&wrapped, KEYRING_WRAPPED_BYTES);
	CHECK_OK(keyring_new_key(ring, DAY, &key, &wrapped, &e), e);
	CHECK_OK(keyring_open(ground_path(&g, "keys"), &again, &e), e);
	CHECK_OK(keyring_unwrap(again, wrapped.data, wrapped.len_bytes, &back, &e), e);
	CHECK(same_key(key, back));
	/* Neither the ring's file nor the wrapped form shows the key. */
	size_t len = 0;
	char *file = ground_read(&g, "keys/ring", &len);
	CHECK(file && !memmem(file, len, vault_key_bytes(key), VAULT_KEY_BYTES));
	CHECK(!memmem(wrapped.data, wrapped.len_bytes, vault_key_bytes(key), VAULT_KEY_BYTES));
	free(file);
	ground_remove(&g);
}

TEST(every_changed_bit_of_a_wrapped_key_is_refused)
{
	struct ground g = ground_make();
	CLEANUP(keyring_closep) struct keyring *ring = ring_at(&g);
	CLEANUP(vault_key_freep) struct vault_key *key = NULL, *none = NULL;
	CLEANUP(buf_clear) struct buf wrapped = { 0 };
	struct err e = { 0 };

	buf_init(&wrapped, KEYRING_WRAPPED_BYTES);
	CHECK_OK(keyring_new_key(ring, DAY, &key, &wrapped, &e), e);
	for (size_t bit = 0; bit < 8 * wrapped.len_bytes; bit++) {
		wrapped.data[bit / 8] ^= (char)(1 << bit % 8);
		CHECK_ERR(keyring_unwrap(ring, wrapped.data, wrapped.len_bytes, &none, &e), e,
			  ERR_SEALED);
		wrapped.data[bit / 8] ^= (char)(1 << bit % 8);
	}
	for (size_t cut = 0; cut < wrapped.len_bytes; cut++)
		CHECK_ERR(keyring_unwrap(ring, wrapped.data, cut, &none, &e), e, ERR_SEALED);
	ground_remove(&g);
}

TEST(two_processes_make_one_key_a_day)
{
	struct ground g = ground_make();
	CLEANUP(keyring_closep) struct keyring *one = ring_at(&g), *two = NULL;
	CLEANUP(vault_key_freep) struct vault_key *a = NULL, *b = NULL, *back = NULL;
	CLEANUP(buf_clear) struct buf first = { 0 }, second = { 0 };
	struct err e = { 0 };
	size_t len_one = 0, len_two = 0;

	buf_init(&first, KEYRING_WRAPPED_BYTES);
	buf_init(&second, KEYRING_WRAPPED_BYTES);
	CHECK_OK(keyring_open(ground_path(&g, "keys"), &two, &e), e);
	CHECK_OK(keyring_new_key(one, DAY, &a, &first, &e), e);
	free(ground_read(&g, "keys/ring", &len_one));
	CHECK_OK(keyring_new_key(two, DAY, &b, &second, &e), e);
	free(ground_read(&g, "keys/ring", &len_two));
	CHECK_EQ_UINT(len_one, len_two);
	CHECK(!same_key(a, b));
	CHECK_OK(keyring_unwrap(one, second.data, second.len_bytes, &back, &e), e);
	CHECK(same_key(b, back));
	ground_remove(&g);
}

/* make_key() - one key of @day as soon as @go ends; the exit code of a child. */
static int make_key(const char *keys, const char *day, int go)
{
	struct keyring *ring = NULL;
	struct vault_key *key = NULL;
	struct buf wrapped;
	struct err e = { 0 };
	char byte;

	buf_init(&wrapped, KEYRING_WRAPPED_BYTES);
	if (!keyring_open(keys, &ring, &e) || read(go, &byte, 1) != 0)
		return 1;
	return keyring_new_key(ring, day, &key, &wrapped, &e) ? 0 : 1;
}

TEST(many_who_begin_a_day_at_once_make_one_key)
{
	struct ground g = ground_make();
	char keys[512], day[16];
	size_t len = 0, before = 0;

	keyring_close(ring_at(&g));
	if (!fmt_into(keys, sizeof keys, "%s/keys", g.folder))
		abort();
	free(ground_read(&g, "keys/ring", &before));
	for (int d = 10; d < 25; d++) {
		pid_t pids[6];
		int go[2], status;
		CHECK(fmt_into(day, sizeof day, "2026-11-%02d", d) && pipe(go) == 0);
		for (int i = 0; i < 6; i++) {
			pids[i] = fork();
			if (pids[i] == 0) {
				close(go[1]);
				_exit(make_key(keys, day, go[0]));
			}
		}
		close(go[0]);
		close(go[1]);
		for (int i = 0; i < 6; i++)
			CHECK(waitpid(pids[i], &status, 0) == pids[i] && status == 0);
		free(ground_read(&g, "keys/ring", &len));
		CHECK_EQ_UINT(len - before, 78); /* one day of docs/sealed-values.md */
		before = len;
	}
	ground_remove(&g);
}

TEST(another_ring_opens_nothing)
{
	struct ground g = ground_make(), h = ground_make();
	CLEANUP(keyring_closep) struct keyring *one = ring_at(&g), *two = ring_at(&h);
	CLEANUP(vault_key_freep) struct vault_key *key = NULL, *none = NULL;
	CLEANUP(buf_clear) struct buf wrapped = { 0 };
	uint8_t a[VAULT_HASH_BYTES], b[VAULT_HASH_BYTES];
	struct err e = { 0 };

	buf_init(&wrapped, KEYRING_WRAPPED_BYTES);
	CHECK_OK(keyring_new_key(one, DAY, &key, &wrapped, &e), e);
	CHECK_ERR(keyring_unwrap(two, wrapped.data, wrapped.len_bytes, &none, &e), e, ERR_SEALED);
	keyring_index(one, "external", "x", 1, a);
	keyring_index(two, "external", "x", 1, b);
	CHECK(memcmp(a, b, sizeof a) != 0);
	keyring_index(one, "external", "x", 1, b);
	CHECK_EQ_MEM(a, b, sizeof a);
	keyring_index(one, "externa", "lx", 2, b);
	CHECK(memcmp(a, b, sizeof a) != 0);
	ground_remove(&g);
	ground_remove(&h);
}

TEST(the_place_of_a_keyring)
{
	static const struct {
		const char *keys, *state;
		enum err_code code;
	} places[] = {
		{ "state", "state", ERR_CONFIG },
		{ "state/keys", "state", ERR_CONFIG },
		{ "state/a/b/../keys", "state", ERR_CONFIG }, /* back out of what is not there */
		{ "keys", "keys/state", ERR_CONFIG },
		{ "", "state", ERR_CONFIG }, /* the folder around it */
		{ "link/keys", "state", ERR_CONFIG },
		{ "keys", "into-keys/state", ERR_CONFIG },
		{ "dangling/keys", "state", ERR_CONFIG },
		{ "there/../state/./keys//", "state", ERR_CONFIG },
		{ "new/folder/keys", "state", ERR_NONE },
		{ "state-keys", "state", ERR_NONE }, /* a longer name is another folder */
		{ "keys", "not/there/yet", ERR_NONE },
	};

	EACH_CASE (p, places) {
		struct ground g = ground_make();
		char keys[512], state[512];
		struct err e = { 0 };
		CHECK(mkdir(ground_path(&g, "state"), 0700) == 0);
		CHECK(mkdir(ground_path(&g, "there"), 0700) == 0);
		CHECK(symlink("state", ground_path(&g, "link")) == 0);
		CHECK(symlink("nowhere", ground_path(&g, "dangling")) == 0);
		if (strstr(p->state, "into-keys")) {
			CHECK(mkdir(ground_path(&g, "keys"), 0700) == 0);
			CHECK(symlink("keys", ground_path(&g, "into-keys")) == 0);
		}
		if (!fmt_into(keys, sizeof keys, "%s/%s", g.folder, p->keys) ||
		    !fmt_into(state, sizeof state, "%s/%s", g.folder, p->state))
			abort();
		bool made = keyring_create(keys, state, &e);
		CHECK_EQ_INT(e.code, p->code);
		CHECK(made == (p->code == ERR_NONE));
		CHECK(made || !ground_has(&g, "keys/ring"));
		ground_remove(&g);
	}
}

TEST(what_is_open_to_others_is_refused)
{
	static const struct {
		const char *name;
		mode_t mode;
	} loose[] = { { "keys", 0750 },      { "keys", 0701 },      { "keys", 0720 },
		      { "keys/ring", 0640 }, { "keys/ring", 0604 }, { "keys/ring", 0620 } };

	EACH_CASE (l, loose) {
		struct ground g = ground_make();
		struct keyring *ring = ring_at(&g), *none = NULL;
		struct err e = { 0 };
		keyring_close(ring);
		CHECK(chmod(ground_path(&g, l->name), l->mode) == 0);
		CHECK_ERR(keyring_open(ground_path(&g, "keys"), &none, &e), e, ERR_CONFIG);
		ground_remove(&g);
	}
}

TEST(a_second_ring_does_not_replace_the_first)
{
	struct ground g = ground_make();
	struct keyring *ring = ring_at(&g);
	char keys[512], state[512];
	struct err e = { 0 };
	size_t len;
	char *before = ground_read(&g, "keys/ring", &len);

	keyring_close(ring);
	if (!fmt_into(keys, sizeof keys, "%s/keys", g.folder) ||
	    !fmt_into(state, sizeof state, "%s/state", g.folder))
		abort();
	CHECK_ERR(keyring_create(keys, state, &e), e, ERR_CONFIG);
	char *after = ground_read(&g, "keys/ring", &len);
	CHECK(before && after && memcmp(before, after, len) == 0);
	free(before);
	free(after);
	ground_remove(&g);
}

TEST(a_damaged_ring_is_refused_at_every_byte)
{
	struct ground g = ground_make();
	struct keyring *ring = ring_at(&g), *none = NULL;
	CLEANUP(vault_key_freep) struct vault_key *key = NULL;
	CLEANUP(buf_clear) struct buf wrapped = { 0 };
	struct err e = { 0 };
	size_t len;

	buf_init(&wrapped, KEYRING_WRAPPED_BYTES);
	CHECK_OK(keyring_new_key(ring, DAY, &key, &wrapped, &e), e);
	keyring_close(ring);
	char *whole = ground_read(&g, "keys/ring", &len);
	if (!CHECK(whole != NULL))
		return;
	for (size_t i = 0; i < len; i++) {
		whole[i] ^= 1;
		ground_write(&g, "keys/ring", whole, len);
		CHECK_ERR(keyring_open(ground_path(&g, "keys"), &none, &e), e, ERR_SEALED);
		whole[i] ^= 1;
	}
	for (size_t cut = 0; cut < len; cut += 7) {
		ground_write(&g, "keys/ring", whole, cut);
		CHECK_ERR(keyring_open(ground_path(&g, "keys"), &none, &e), e, ERR_SEALED);
	}
	CHECK(unlink(ground_path(&g, "keys/ring")) == 0);
	CHECK_ERR(keyring_open(ground_path(&g, "keys"), &none, &e), e, ERR_CONFIG);
	CHECK(symlink("elsewhere", ground_path(&g, "keys/ring")) == 0);
	CHECK_ERR(keyring_open(ground_path(&g, "keys"), &none, &e), e, ERR_CONFIG);
	free(whole);
	ground_remove(&g);
}

TEST(what_a_killed_process_left_is_removed)
{
	struct ground g = ground_make();
	struct keyring *ring = ring_at(&g), *again = NULL;
	struct err e = { 0 };

	keyring_close(ring);
	ground_write(&g, "keys/ring.new", "half a ring", 11);
	CHECK_OK(keyring_open(ground_path(&g, "keys"), &again, &e), e);
	CHECK(!ground_has(&g, "keys/ring.new"));
	keyring_close(again);
	ground_remove(&g);
}

TEST(a_ring_that_vanished_gives_no_more_keys)
{
	struct ground g = ground_make();
	CLEANUP(keyring_closep) struct keyring *ring = ring_at(&g);
	CLEANUP(vault_key_freep) struct vault_key *key = NULL, *none = NULL;
	CLEANUP(buf_clear) struct buf wrapped = { 0 };
	struct err e = { 0 };

	buf_init(&wrapped, 1024);
	CHECK_OK(keyring_new_key(ring, DAY, &key, &wrapped, &e), e);
	CHECK(unlink(ground_path(&g, "keys/ring")) == 0);
	CHECK_ERR(keyring_new_key(ring, DAY, &none, &wrapped, &e), e, ERR_CONFIG);
	CHECK_ERR(keyring_unwrap(ring, wrapped.data, wrapped.len_bytes, &none, &e), e, ERR_CONFIG);
	ground_remove(&g);
}
