/* schema.h - the subset of JSON Schema 2020-12 that submissions are checked with before any click. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"

struct schema;

/*
 * schema_load() - read a schema file. Keywords outside the subset are refused by name and place.
 * @a: owns the schema
 * @e: ERR_SYNTAX "FILE:LINE:COL: cause", ERR_IO
 */
MUST_USE bool schema_load(const char *path, struct arena *a, const struct schema **ret_schema,
			  struct err *e);

/*
 * schema_validate() - does @value fit? ERR_INPUT "NAME:LINE:COL: path.to.member: what was expected".
 * @name: what to call the document in messages
 */
MUST_USE bool schema_validate(const struct schema *s, const char *name, const struct json *value,
			      struct err *e);

/* schema_has_path() - can "a.b.c" (below `input`) exist according to the schema? For the checker. */
bool schema_has_path(const struct schema *s, const char *path);
