/* fim.h - a schema as FIM publishes it, and how the tests of schemas load one. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "tests/check.h"

#include "agent/recipe/schema.h"

/* As FIM publishes it: groups and fields as definitions, code lists as alternatives of `const`. */
static const char fim[] =
	"{ '$schema': 'https://json-schema.org/draft/2020-12/schema',\n"
	"  '$id': 'https://example.invalid/s99000001_1.0.schema.json',\n"
	"  'type': 'object', 'title': 'Hundesteuer', '$comment': 'c',\n"
	"  'properties': {\n"
	"    'G60000082': { '$ref': '#/$defs/G60000082' },\n"
	"    'hund': { '$ref': '#/$defs/hund' },\n"
	"    'kinder': { 'type': 'array', 'minItems': 1, 'maxItems': 3,\n"
	"                'items': { '$ref': '#/$defs/G60000082' } }\n"
	"  },\n"
	"  'required': [ 'G60000082', 'hund' ],\n"
	"  '$defs': {\n"
	"    'F60000227': { 'type': 'string', 'minLength': 1, 'maxLength': 6,\n"
	"                   'pattern': '^[A-Za-zÄÖÜäöüß -]*$' },\n"
	"    'G60000082': { 'type': 'object', 'title': 'Person', 'required': [ 'F60000227' ],\n"
	"      'properties': { 'F60000227': { '$ref': '#/$defs/F60000227', 'title': 'Name' },\n"
	"                      'geburt': { 'type': 'string', 'format': 'date' } } },\n"
	"    'hund': { 'type': 'object', 'additionalProperties': false,\n"
	"      'properties': {\n"
	"        'chipnummer': { 'type': 'string', 'pattern': '^[0-9]{15}$' },\n"
	"        'rasse': { 'oneOf': [ { 'const': 'Pudel' }, { 'const': 'Dackel' } ] },\n"
	"        'steuer': { 'type': 'number', 'minimum': 0, 'multipleOf': 0.01 },\n"
	"        'anzahl': { 'type': [ 'integer', 'null' ] } },\n"
	"      'required': [ 'chipnummer' ] }\n"
	"  } }\n";

/* quoted() - @text with ' as ", so that tables can be read; valid until the next but one call. */
static inline const char *quoted(const char *text)
{
	static char ring[2][20000]; /* of this test only */
	static unsigned turn;
	char *to = ring[turn++ % 2];

	snprintf(to, sizeof ring[0], "%s", text);
	for (char *c = to; *c; c++)
		if (*c == '\'')
			*c = '"';
	return to;
}

/* load_bytes() - the first @len bytes of @text as a schema file; NULL: `e` says why. */
static inline const struct schema *load_bytes(const char *text, size_t len, struct arena *a,
					      struct err *e)
{
	char path[] = "/tmp/amtsbote-test-XXXXXX", *name;
	const struct schema *s = NULL;
	int fd = mkstemp(path);

	CHECK(fd >= 0 && write(fd, text, len) == (ssize_t)len);
	close(fd);
	if (!schema_load(path, a, &s, e))
		CHECK(s == NULL);
	unlink(path);
	while ((name = strstr(e->msg, path))) /* messages shall not depend on the name */
		memmove(name, name + strlen(path) - 1, strlen(name + strlen(path) - 1) + 1),
			*name = 's';
	return s;
}

/* load() - a whole schema, written with ' for ". */
static inline const struct schema *load(const char *text, struct arena *a, struct err *e)
{
	text = quoted(text);
	return load_bytes(text, strlen(text), a, e);
}
