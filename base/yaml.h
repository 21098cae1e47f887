/* yaml.h - YAML of recipes and settings as a tree of text, lists and maps (libfyaml reads). */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/err.h"

enum { YAML_BYTES_MAX = 1024 * 1024, YAML_DEPTH_MAX = 64 };

enum yaml_type { YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml {
	enum yaml_type type;
	const char *text; /* YAML_TEXT: every scalar is text, `no` and `01067` too; NFC */
	bool quoted;      /* YAML_TEXT: single, double or block quoted */
	size_t n;
	struct yaml **items; /* entries of a list, values of a map */
	struct yaml **keys;  /* keys of a map: YAML_TEXT, each once */
	/*
	 * Where it begins, from 1, columns in code points: a quoted text at its quote, a block text
	 * at its first line, an absent value (unquoted "") behind its dash or colon.
	 */
	int line, col;
	int end_line, end_col; /* just behind its last character */
};

/*
 * yaml_parse() - read one document. Refused are: anchors, aliases, tags, directives, merge keys, a
 * key that is no text or stands twice, NUL, a byte order mark, forbidden characters
 * (utf8_forbidden()), a tab, a carriage return alone, more than 100 empty lines in a
 * row, a second document.
 * @name: what to call it in messages
 * @a:    owns the tree
 * @e:    ERR_SYNTAX "NAME:LINE:COL: cause", ERR_LIMIT over YAML_BYTES_MAX or YAML_DEPTH_MAX
 */
MUST_USE bool yaml_parse(const char *name, const char *data, size_t len, struct arena *a,
			 const struct yaml **ret_tree, struct err *e);

/* yaml_get() - value of key @name of a map, NULL if @y is NULL, no map, or has none. */
const struct yaml *yaml_get(const struct yaml *y, const char *name);
