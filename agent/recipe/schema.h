/* schema.h - the subset of JSON Schema 2020-12 that submissions are checked with. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"

struct schema;

/*
 * schema_load() - read a schema file: JSON Schema 2020-12 with the keywords that FIM publishes and
 * those of the table in schema.c; any other is refused by name and place, $ref beyond #/$defs/ too.
 * `format` is asserted for `date` only, as 2020-12 has it. Patterns are those of base/pattern.h.
 * @a: owns the schema
 * @e: ERR_SYNTAX "FILE:LINE:COL: cause", ERR_IO, ERR_LIMIT (larger than JSON_BYTES_MAX)
 */
MUST_USE bool schema_load(const char *path, struct arena *a, const struct schema **ret_schema,
			  struct err *e);

/*
 * schema_validate() - does @value fit? Numbers are compared to the last digit, the length of a text
 * is that in code points.
 * @name: what to call the document in messages
 * @e: ERR_INPUT "NAME:LINE:COL: path.to.member: what was expected" (lists count from 1, as in
 *     expressions: kinder[1].name), never with the value; ERR_LIMIT when it takes too many steps
 */
MUST_USE bool schema_validate(const struct schema *s, const char *name, const struct json *value,
			      struct err *e);

/*
 * schema_has_path() - does the schema speak of "a.b[1].c" (below `input`)? For the checker.
 * A member not named where others are is unknown, although JSON Schema would let it pass: it is a
 * misspelt name. Below a schema that says nothing about members everything may be.
 */
bool schema_has_path(const struct schema *s, const char *path);
