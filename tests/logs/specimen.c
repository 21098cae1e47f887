/* specimen.c - writes journals and sealed values for other readers, and opens theirs. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/file.h"
#include "base/hash.h"
#include "base/str.h"
#include "logs/journal.h"
#include "logs/journal_field.h"
#include "logs/journal_verify.h"
#include "logs/keyholder.h"
#include "logs/keyring.h"

#define JOB "AB-0123456789"

static int fail(const struct err *e)
{
	fprintf(stderr, "specimen: %s\n", e->msg);
	return 1;
}

/* fill() - every field that @kind demands, each type at an edge of its range on odd rounds. */
static struct journal_body fill(enum journal_kind kind, unsigned round)
{
	struct journal_body b = journal_body(kind);
	uint8_t hash[HASH_BYTES];

	for (int f = 0; f < JOURNAL_FIELDS_N; f++) {
		enum journal_field field = (enum journal_field)f;
		if (!(journal_kind_demands(kind) & JOURNAL_BIT(f)))
			continue;
		memset(hash, (int)(0x5a + f + (int)round), sizeof hash);
		switch (journal_field_type(field)) {
		case JOURNAL_COUNT:
		case JOURNAL_TIME:
			journal_put(&b, field, round % 2 ? JOURNAL_COUNT_MAX : (uint64_t)f);
			break;
		case JOURNAL_TRUTH: journal_put(&b, field, round % 2); break;
		case JOURNAL_ID:
		case JOURNAL_WORD: journal_put_id(&b, field, round % 2 ? "a.b_c:D-9" : "x"); break;
		case JOURNAL_HASH:
		case JOURNAL_COMMITMENT:
			journal_put_hash(&b, field, round % 3 ? hash : NULL);
			break;
		}
	}
	if (round % 2)
		journal_put(&b, JF_OP, round);
	return b;
}

/* every_kind() - three lines of every kind in segments of 4 KiB. */
static int every_kind(const char *folder)
{
	CLEANUP(journal_closep) struct journal *j = NULL;
	struct err e = { 0 };

	if (!journal_open(folder, "specimen-1", &j, &e))
		return fail(&e);
	journal_limit_segment(j, 4096);
	for (unsigned i = 0; i < 3 * JOURNAL_KINDS_N; i++) {
		struct journal_body b = fill((enum journal_kind)(i % JOURNAL_KINDS_N), i);
		CLEANUP(buf_clear) struct buf text = { 0 };
		buf_init(&text, JOURNAL_LINE_MAX);
		journal_body_text(&b, &text);
		const char *job = i % 2 ? JOB : "";
		bool done = i % 5 ? journal_append(j, job, &b, NULL, &e)
				  : journal_append_text(j, job, journal_kind_word(b.kind),
							text.data, i % 2, &e);
		if (!done)
			return fail(&e);
	}
	return 0;
}

static bool write_to(const char *folder, const char *name, const void *data, size_t len,
		     struct err *e)
{
	char path[512];

	return fmt_into(path, sizeof path, "%s/%s", folder, name) &&
	       file_write_private(path, data, len, e);
}

/* seal() - a ring in FOLDER/keys; a key of 2026-11-23, wrapped; a value sealed; an index hash. */
static int seal(const char *folder, const char *value)
{
	CLEANUP(keyring_closep) struct keyring *ring = NULL;
	CLEANUP(vault_key_freep) struct vault_key *key = NULL, *other = NULL;
	CLEANUP(buf_clear) struct buf wrapped = { 0 }, unused = { 0 }, sealed = { 0 };
	uint8_t commitment[VAULT_HASH_BYTES], index[VAULT_HASH_BYTES];
	char keys[512], state[512];
	struct err e = { 0 };

	buf_init(&wrapped, 1024);
	buf_init(&unused, 1024);
	buf_init(&sealed, 1 << 20);
	if (!fmt_into(keys, sizeof keys, "%s/keys", folder) ||
	    !fmt_into(state, sizeof state, "%s/state", folder))
		return 1;
	if (!keyring_create(keys, state, &e) || !keyring_open(keys, &ring, &e) ||
	    !keyring_new_key(ring, "2026-11-22", &other, &unused, &e) ||
	    !keyring_new_key(ring, "2026-11-23", &key, &wrapped, &e))
		return fail(&e);
	struct vault_slot slot = { key, JOB, "payload" };
	if (!vault_seal(&slot, value, strlen(value), &sealed, commitment, &e))
		return fail(&e);
	keyring_index(ring, "external", value, strlen(value), index);
	if (!write_to(folder, "wrapped", wrapped.data, wrapped.len_bytes, &e) ||
	    !write_to(folder, "sealed", sealed.data, sealed.len_bytes, &e) ||
	    !write_to(folder, "commitment", commitment, sizeof commitment, &e) ||
	    !write_to(folder, "index", index, sizeof index, &e))
		return fail(&e);
	return 0;
}

/* unseal() - open FOLDER/sealed by way of FOLDER/keys and FOLDER/wrapped; the value on stdout. */
static int unseal(const char *folder, const char *what)
{
	CLEANUP(keyring_closep) struct keyring *ring = NULL;
	CLEANUP(vault_key_freep) struct vault_key *key = NULL;
	CLEANUP(buf_clear) struct buf plain = { 0 };
	char path[512], *wrapped = NULL, *sealed = NULL;
	size_t wrapped_len, sealed_len;
	struct err e = { 0 };

	buf_init(&plain, 1 << 20);
	if (!fmt_into(path, sizeof path, "%s/keys", folder) || !keyring_open(path, &ring, &e) ||
	    !fmt_into(path, sizeof path, "%s/wrapped", folder) ||
	    !file_read(path, 4096, &wrapped, &wrapped_len, &e) ||
	    !fmt_into(path, sizeof path, "%s/sealed", folder) ||
	    !file_read(path, 1 << 20, &sealed, &sealed_len, &e) ||
	    !keyring_unwrap(ring, wrapped, wrapped_len, &key, &e))
		return fail(&e);
	struct vault_slot slot = { key, JOB, what };
	bool opened = vault_open(&slot, sealed, sealed_len, &plain, &e);
	free(wrapped);
	free(sealed);
	if (!opened)
		return fail(&e);
	return fwrite(plain.data, 1, plain.len_bytes, stdout) == plain.len_bytes ? 0 : 1;
}

/* append() - @n lines, of which every eighth is durable; segments of 64 KiB. */
static int append(const char *folder, const char *process, uint64_t n)
{
	CLEANUP(journal_closep) struct journal *j = NULL;
	struct err e = { 0 };

	if (!journal_open(folder, process, &j, &e))
		return fail(&e);
	journal_limit_segment(j, 64 * 1024);
	for (uint64_t i = 0; i < n; i++) {
		struct journal_body b = fill(i % 8 ? JK_STEP_DONE : JK_COMMIT_INTENT, (unsigned)i);
		journal_put(&b, JF_OP, i);
		if (!journal_append(j, JOB, &b, NULL, &e))
			return fail(&e);
	}
	return 0;
}

/* ask() - have a key made and opened again by the process behind @socket. */
static int ask(const char *socket, const char *role)
{
	CLEANUP(keyholder_closep) struct keyholder *h = NULL;
	CLEANUP(vault_key_freep) struct vault_key *key = NULL, *back = NULL;
	CLEANUP(buf_clear) struct buf wrapped = { 0 };
	struct err e = { 0 };

	buf_init(&wrapped, KEYRING_WRAPPED_BYTES);
	if (!keyholder_open(socket, role, &h, &e) || !keyholder_new_key(h, &key, &wrapped, &e) ||
	    !keyholder_unwrap(h, wrapped.data, wrapped.len_bytes, &back, &e))
		return fail(&e);
	return memcmp(vault_key_bytes(key), vault_key_bytes(back), VAULT_KEY_BYTES) ? 1 : 0;
}

/* verify() - the verdict as one line: lines, then file and line in it if it is not whole. */
static int verify(const char *folder)
{
	struct journal_verdict v;
	struct err e = { 0 };

	if (!journal_verify(folder, &v, &e))
		return fail(&e);
	printf("%" PRIu64 " %s %" PRIu64 "\n", v.lines, v.good ? "whole" : v.file, v.file_line);
	return 0;
}

int main(int argc, char **argv)
{
	uint64_t n;

	if (argc == 3 && str_eq(argv[1], "every-kind"))
		return every_kind(argv[2]);
	if (argc == 4 && str_eq(argv[1], "seal"))
		return seal(argv[2], argv[3]);
	if (argc == 4 && str_eq(argv[1], "unseal"))
		return unseal(argv[2], argv[3]);
	if (argc == 5 && str_eq(argv[1], "append") && str_to_u64(argv[4], UINT32_MAX, &n))
		return append(argv[2], argv[3], n);
	if (argc == 3 && str_eq(argv[1], "verify"))
		return verify(argv[2]);
	if (argc == 4 && str_eq(argv[1], "ask"))
		return ask(argv[2], argv[3]);
	fputs("usage: specimen every-kind DIR | seal DIR VALUE | unseal DIR WHAT |"
	      " append DIR PROCESS N | ask SOCKET ROLE | verify DIR\n",
	      stderr);
	return 2;
}
