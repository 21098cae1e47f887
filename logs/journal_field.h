/* journal_field.h - the tables of kinds and fields from the reader's side. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "logs/journal_kind.h"

enum journal_type {
	JOURNAL_COUNT,
	JOURNAL_TIME,
	JOURNAL_TRUTH,
	JOURNAL_ID,
	JOURNAL_WORD,
	JOURNAL_HASH,
	JOURNAL_COMMITMENT,
};

#define JOURNAL_BIT(field) (UINT64_C(1) << (field))

/* JOURNAL_FREE_FIELDS - may stand in every kind, are demanded by none. */
#define JOURNAL_FREE_FIELDS (JOURNAL_BIT(JF_OP) | JOURNAL_BIT(JF_LATE))

/* JOURNAL_COUNT_MAX - 2^53: what every JSON reader keeps exactly. */
#define JOURNAL_COUNT_MAX (UINT64_C(1) << 53)

/* journal_field_name() - static. */
const char *journal_field_name(enum journal_field field);

/* journal_field_type() - what it may hold. */
enum journal_type journal_field_type(enum journal_field field);

/* journal_field_named() - the field whose name is the @len bytes at @name. */
bool journal_field_named(const char *name, size_t len, enum journal_field *ret_field);

/* journal_kind_named() - the kind whose word is the @len bytes at @word. */
bool journal_kind_named(const char *word, size_t len, enum journal_kind *ret_kind);

/* journal_kind_demands() - bits of the fields it must have. */
uint64_t journal_kind_demands(enum journal_kind kind);

/* journal_body_complete() - all its kind demands and nothing that it does not know. */
bool journal_body_complete(const struct journal_body *b);
