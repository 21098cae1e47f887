/* journal_kind.c - the table of journal kinds, and bodies made by it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/journal_kind.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>
#include "base/buf.h"
#include "base/hash.h"
#include "base/str.h"
#include "logs/journal_field.h"
#include "logs/journal_line.h"

static const struct {
	const char *name;
	size_t name_len;
	enum journal_type type;
} fields[] = {
#define X(field, name, type) [field] = { name, sizeof name - 1, type },
	JOURNAL_FIELDS(X)
#undef X
};

#define X(kind, word, durable, ...) static const enum journal_field of_##kind[] = { __VA_ARGS__ };
JOURNAL_KINDS(X)
#undef X

static const struct {
	const char *word;
	size_t word_len;
	const enum journal_field *demanded;
	size_t n_demanded;
	bool durable;
} kinds[] = {
#define X(kind, word, durable, ...) \
	[kind] = { word, sizeof word - 1, of_##kind, sizeof of_##kind / sizeof *of_##kind, \
		   durable },
	JOURNAL_KINDS(X)
#undef X
};

static_assert(JOURNAL_FIELDS_N <= 64, "journal_body.has is one bit a field");

const char *journal_field_name(enum journal_field field)
{
	return fields[field].name;
}

enum journal_type journal_field_type(enum journal_field field)
{
	return fields[field].type;
}

bool journal_field_named(const char *name, size_t len, enum journal_field *ret_field)
{
	for (int f = 0; f < JOURNAL_FIELDS_N; f++) {
		if (fields[f].name_len != len || memcmp(fields[f].name, name, len) != 0)
			continue;
		*ret_field = (enum journal_field)f;
		return true;
	}
	return false;
}

bool journal_kind_named(const char *word, size_t len, enum journal_kind *ret_kind)
{
	for (int k = 0; k < JOURNAL_KINDS_N; k++) {
		if (kinds[k].word_len != len || memcmp(kinds[k].word, word, len) != 0)
			continue;
		*ret_kind = (enum journal_kind)k;
		return true;
	}
	return false;
}

uint64_t journal_kind_demands(enum journal_kind kind)
{
	uint64_t demanded = 0;

	for (size_t i = 0; i < kinds[kind].n_demanded; i++)
		demanded |= JOURNAL_BIT(kinds[kind].demanded[i]);
	return demanded;
}

const char *journal_kind_word(enum journal_kind kind)
{
	return kinds[kind].word;
}

bool journal_kind_durable(enum journal_kind kind)
{
	return kinds[kind].durable;
}

bool journal_body_complete(const struct journal_body *b)
{
	return (b->has & ~JOURNAL_FREE_FIELDS) == journal_kind_demands(b->kind);
}

struct journal_body journal_body(enum journal_kind kind)
{
	return (struct journal_body){ .kind = kind };
}

/* is_number() - is it written as a number? */
static bool is_number(enum journal_type type)
{
	return type == JOURNAL_COUNT || type == JOURNAL_TIME || type == JOURNAL_TRUTH;
}

static bool is_hash(enum journal_type type)
{
	return type == JOURNAL_HASH || type == JOURNAL_COMMITMENT;
}

void journal_put(struct journal_body *b, enum journal_field field, uint64_t value)
{
	assert(is_number(fields[field].type) || fields[field].type == JOURNAL_TRUTH);
	assert(value <= (fields[field].type == JOURNAL_TRUTH ? 1 : JOURNAL_COUNT_MAX));
	b->value[field].count = value;
	b->has |= JOURNAL_BIT(field);
}

void journal_put_id(struct journal_body *b, enum journal_field field, const char *id)
{
	assert(fields[field].type == JOURNAL_ID || fields[field].type == JOURNAL_WORD);
	const char *given = journal_id_valid(id) ? id : "invalid";
	memcpy(b->value[field].id, given, strlen(given) + 1);
	b->has |= JOURNAL_BIT(field);
}

void journal_put_hash(struct journal_body *b, enum journal_field field,
		      const uint8_t hash[VAULT_HASH_BYTES])
{
	assert(is_hash(fields[field].type));
	if (hash)
		memcpy(b->value[field].hash, hash, VAULT_HASH_BYTES);
	else
		memset(b->value[field].hash, 0, VAULT_HASH_BYTES);
	b->has |= JOURNAL_BIT(field);
}

void journal_put_hex(struct journal_body *b, enum journal_field field, const char *hex)
{
	uint8_t hash[VAULT_HASH_BYTES] = { 0 };
	bool good = !*hex || hash_from_hex(hex, hash);

	assert(good && "64 lower-case hex digits or nothing");
	journal_put_hash(b, field, hash);
}

static void write_value(const struct journal_body *b, enum journal_field field, struct buf *out)
{
	char hex[HASH_HEX_BYTES];

	switch (fields[field].type) {
	case JOURNAL_COUNT:
	case JOURNAL_TIME: buf_addf(out, "%" PRIu64, b->value[field].count); break;
	case JOURNAL_TRUTH: buf_adds(out, b->value[field].count ? "true" : "false"); break;
	case JOURNAL_ID:
	case JOURNAL_WORD: buf_addf(out, "\"%s\"", b->value[field].id); break;
	case JOURNAL_HASH:
	case JOURNAL_COMMITMENT:
		hash_hex(b->value[field].hash, hex);
		buf_addf(out, "\"%s\"", hex);
		break;
	}
}

void journal_body_text(const struct journal_body *b, struct buf *out)
{
	const char *between = "";

	buf_addc(out, '{');
	for (int f = 0; f < JOURNAL_FIELDS_N; f++) {
		if (!(b->has & JOURNAL_BIT(f)))
			continue;
		buf_addf(out, "%s\"%s\":", between, fields[f].name);
		write_value(b, (enum journal_field)f, out);
		between = ",";
	}
	buf_addc(out, '}');
}
