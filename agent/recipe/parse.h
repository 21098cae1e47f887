/* parse.h - what all parts of a recipe's parser share: texts, values, maps with known keys. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/recipe/recipe.h"
#include "agent/recipe/source.h"
#include "base/yaml.h"

/*
 * The parser never stops at a fault: it adds a finding and goes on with a placeholder, so that
 * every part of the tree is there and all findings come at once.
 */
struct parse {
	const struct source *src; /* borrowed */
	struct recipe *r;         /* being filled; owns all memory */
};

/* One key of a map: @take stores what stands there into @to (of parse_map()). */
struct parse_key {
	const char *key;
	bool required;
	void (*take)(struct parse *p, const struct yaml *y, void *to);
};

struct parse_keys {
	const char *what; /* for messages: "key of application" */
	const struct parse_key *rows;
	size_t n;
};

/* parse_place() - where a node begins. */
struct place parse_place(const struct yaml *y);

/* parse_map() - take every key of the map @y; unknown and missing ones are findings. */
void parse_map(struct parse *p, const struct yaml *y, const struct parse_keys *keys, void *to);

/* parse_is() - is @y of @type? If not, a finding says that @what was expected. */
bool parse_is(struct parse *p, const struct yaml *y, enum yaml_type type, const char *what);

/* parse_text() - a literal text in NFC; "" and a finding for anything else. */
const char *parse_text(struct parse *p, const struct yaml *y);

/* parse_value() - a text or an expression; a placeholder and a finding for anything else. */
const struct value *parse_value(struct parse *p, const struct yaml *y);

/* parse_literal() - a value made by the parser itself. */
const struct value *parse_literal(struct parse *p, struct place at, const char *text);

/* parse_values() - a list of values, or one; @ret_n: how many. */
const struct value **parse_values(struct parse *p, const struct yaml *y, size_t *ret_n);

/* parse_texts() - a list of literal texts; @ret_n: how many. */
const char **parse_texts(struct parse *p, const struct yaml *y, size_t *ret_n);

/* parse_name() - a name expressions can use: letters, digits, _, not taken by the language. */
const char *parse_name(struct parse *p, const struct yaml *y);

/* parse_flag() - true or false. */
bool parse_flag(struct parse *p, const struct yaml *y);

/* parse_number() - a whole number from 1 to @max; 1 and a finding for anything else. */
int parse_number(struct parse *p, const struct yaml *y, int max);

/* parse_duration() - "30s" in milliseconds; 0 and a finding for anything else. */
int64_t parse_duration(struct parse *p, const struct yaml *y);

/* parse_pattern() - a regular expression, owned by the recipe; NULL and a finding if it is none. */
const struct pattern *parse_pattern(struct parse *p, const struct yaml *y);

/* parse_check_digit() - a scheme by name; none and a finding if there is no such. */
enum check_digit parse_check_digit(struct parse *p, const struct yaml *y);

/*
 * parse_was_cut() - did YAML end the unquoted expression @y too early (rule 1)? Adds the finding.
 */
bool parse_was_cut(struct parse *p, const struct yaml *y);
