/* schema_rules.h - one loaded schema: what schema.c reads and schema_check.c applies. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"
#include "base/json.h"

struct pattern;
struct schema;

struct schema_list {
	struct schema **list;
	size_t n;
};

struct schema_range { /* both ends belong to it; 0 and UINT64_MAX if not said */
	uint64_t least, most;
};

/* A loaded schema or part of one. What was not said is NULL, 0 or false. */
struct schema {
	bool nothing; /* the schema `false`: nothing fits */
	bool typed;   /* `type` was said: */
	bool types[JSON_OBJECT + 1];
	bool whole; /* a number must be whole */
	struct schema *ref;
	struct {
		const char **names;
		struct schema **schemas;
		size_t n;
	} properties;
	const char **required;
	size_t n_required;
	struct schema *additional; /* for members not among the properties */
	struct schema_list prefix; /* for the first entries of a list */
	struct schema *items;      /* for the others */
	struct schema_range n_items, n_members;
	bool unique;
	struct json *values;           /* `enum`: a list */
	struct json *value;            /* `const` */
	struct schema_range length;    /* in code points */
	const struct pattern *pattern; /* owned by the arena */
	bool date;
	/* numbers as written */
	const char *minimum, *maximum, *above, *below, *factor;
	struct schema_list all, any, one;
	struct schema *negated, *condition, *then, *otherwise;
	/* for the search for circles */
	enum { SCHEMA_UNVISITED, SCHEMA_OPEN, SCHEMA_DONE } visit;
	int line, col;
	struct schema *before; /* the one read before this one, NULL: first of the file */
};

/* schema_check_document() - schema_validate() below its public name. */
MUST_USE bool schema_check_document(const struct schema *s, const char *name,
				    const struct json *value, struct err *e);
