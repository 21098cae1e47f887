/* json.h - JSON as a tree that keeps every number's text and every value's place (yajl reads). */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

/*
 * Caps of one document; see docs/threats.md. JSON_VALUES_MAX: a value costs about 80 bytes, so
 * `[1,1,1,...]` of JSON_BYTES_MAX would take 700 MB.
 */
enum { JSON_BYTES_MAX = 16 * 1024 * 1024, JSON_DEPTH_MAX = 64, JSON_VALUES_MAX = 500000 };

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_TEXT, JSON_LIST, JSON_OBJECT };

struct json {
	enum json_type type;
	bool truth;       /* JSON_BOOL */
	const char *text; /* JSON_NUMBER: as sent ("26.00"); JSON_TEXT: NFC */
	size_t n;         /* members of JSON_LIST and JSON_OBJECT, in the order sent */
	struct json **items;
	const char **names; /* JSON_OBJECT: one a member, NFC */
	int line, col;      /* where it begins, from 1; columns in code points */
};

/*
 * json_parse() - read one document.
 * @name: what to call it in messages (a path); @data: @len bytes, any content
 * @a:    owns the tree
 * @e:    ERR_INPUT "NAME:LINE:COL: cause": a byte order mark, not UTF-8, not JSON, half a surrogate
 *        pair, a forbidden character (utf8_forbidden(); in names also tab and line end), a member
 *        twice, deeper than JSON_DEPTH_MAX, something behind the document; ERR_LIMIT over
 *        JSON_BYTES_MAX or JSON_VALUES_MAX. Names of members may stand in it, values never do.
 */
MUST_USE bool json_parse(const char *name, const char *data, size_t len, struct arena *a,
			 const struct json **ret_tree, struct err *e);

/* json_get() - member @name of an object, NULL if @j is NULL, no object, or has none. */
const struct json *json_get(const struct json *j, const char *name);

/* json_type_name() - "text", "number" ..., static. */
const char *json_type_name(enum json_type type);

/* json_write() - append @j without blanks; numbers keep their text. */
void json_write(const struct json *j, struct buf *out);

/* json_write_text() - append @s as a JSON string with its quotes. */
void json_write_text(const char *s, struct buf *out);
