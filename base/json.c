/* json.c - JSON as a tree that keeps every number's text and every value's place. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/json.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

#include "base/cleanup.h"
#include "base/cursor.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

struct member {
	const char *name; /* NULL in a list */
	size_t name_at;   /* byte at which the name begins */
	struct json *value;
};

/* A list or object whose end was not yet seen. */
struct open_node {
	struct json *node;
	struct member *members; /* owned */
	size_t room;
	const char *name; /* of the member whose value comes next */
	size_t name_at;
};

struct reader {
	const char *doc, *data;
	size_t len;
	struct arena *arena;
	struct err *e;
	yajl_handle yajl;
	bool at_end; /* all bytes were given to yajl; what it counts from now on means nothing */
	size_t prev; /* byte behind the last token */
	struct cursor place;
	struct open_node open[JSON_DEPTH_MAX];
	size_t depth;
	size_t n_values;
	struct json *root;
};

/* refuse() - set the error with the place of byte @at. */
static bool refuse(struct reader *r, size_t at, enum err_code code, const char *cause)
{
	cursor_go(&r->place, at);
	return err_set(r->e, code, "%s:%d:%d: %s", r->doc, r->place.line, r->place.col, cause);
}

/* token_begins() - where the token ended just now by yajl begins; moves on behind it. */
static size_t token_begins(struct reader *r)
{
	size_t at = r->prev;

	while (at < r->len && strchr(" \t\r\n,:", r->data[at]))
		at++;
	r->prev = r->at_end ? r->len : yajl_get_bytes_consumed(r->yajl);
	return at;
}

/* new_value() - a value that begins at byte @at, in its place in the tree; NULL: refused. */
static struct json *new_value(struct reader *r, enum json_type type, size_t at)
{
	if (++r->n_values > JSON_VALUES_MAX) {
		(void)refuse(r, at, ERR_LIMIT, "too many values"); /* reported by NULL */
		return NULL;
	}
	struct json *j = arena_alloc(r->arena, sizeof *j);
	cursor_go(&r->place, at);
	*j = (struct json){ .type = type, .line = r->place.line, .col = r->place.col };
	if (r->depth == 0) {
		r->root = j;
		return j;
	}
	struct open_node *in = &r->open[r->depth - 1];
	if (in->node->n == in->room) {
		in->room = in->room ? in->room * 2 : 8;
		in->members = mem_realloc(in->members, in->room, sizeof *in->members);
	}
	in->members[in->node->n++] = (struct member){ in->name, in->name_at, j };
	return j;
}

static int on_null(void *ctx)
{
	struct reader *r = ctx;

	return new_value(r, JSON_NULL, token_begins(r)) != NULL;
}

static int on_bool(void *ctx, int truth)
{
	struct reader *r = ctx;
	struct json *j = new_value(r, JSON_BOOL, token_begins(r));

	if (j)
		j->truth = truth != 0;
	return j != NULL;
}

static int on_number(void *ctx, const char *text, size_t len)
{
	struct reader *r = ctx;
	struct json *j = new_value(r, JSON_NUMBER, token_begins(r));

	if (j)
		j->text = arena_strndup(r->arena, text, len);
	return j != NULL;
}

/* unit_at() - the UTF-16 unit of an escape "\uXXXX" (yajl checked the digits), else 0. */
static unsigned unit_at(const char *s, const char *end)
{
	unsigned unit = 0;

	if (end - s < 6 || s[0] != '\\' || s[1] != 'u')
		return 0;
	for (int i = 2; i < 6; i++) {
		unsigned c = (unsigned char)s[i];
		unit = unit * 16 + (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
	}
	return unit;
}

/* bad_escape() - what is wrong with an escape of the raw text @s up to @end, NULL if nothing. */
static const char *bad_escape(const char *s, const char *end)
{
	while ((s = memchr(s, '\\', (size_t)(end - s)))) {
		if (s[1] != 'u') {
			s += 2;
			continue;
		}
		unsigned unit = unit_at(s, end), next = unit_at(s + 6, end);
		if (unit == 0)
			return "the escape \\u0000 is not allowed";
		/* yajl reads half a pair as "?" and pairs a high half with any escape. */
		bool high = unit >= 0xd800 && unit < 0xdc00, low = unit >= 0xdc00 && unit < 0xe000;
		bool paired = high && next >= 0xdc00 && next < 0xe000;
		if (low || (high && !paired))
			return "half of a surrogate pair in an escape";
		s += paired ? 12 : 6;
	}
	return NULL;
}

/* read_text() - the decoded text of the string that begins at @at, NFC; NULL: refused. */
static const char *read_text(struct reader *r, size_t at, const unsigned char *text, size_t len)
{
	const char *bad = bad_escape(r->data + at + 1, r->data + r->prev - 1);
	char cause[80];

	if (bad) {
		(void)refuse(r, at, ERR_INPUT, bad); /* reported by NULL */
		return NULL;
	}
	char *copy = arena_strndup(r->arena, (const char *)text, len);
	uint32_t cp = utf8_forbidden(copy);
	if (cp && fmt_into(cause, sizeof cause, "the text holds the forbidden character U+%04X",
			   (unsigned)cp)) {
		(void)refuse(r, at, ERR_INPUT, cause); /* reported by NULL */
		return NULL;
	}
	bool ascii = true;
	for (size_t i = 0; i < len && ascii; i++)
		ascii = text[i] < 0x80;
	if (ascii)
		return copy;
	CLEANUP(mem_freep) char *nfc = utf8_nfc(copy);
	return arena_strdup(r->arena, nfc);
}

static int on_text(void *ctx, const unsigned char *text, size_t len)
{
	struct reader *r = ctx;
	size_t at = token_begins(r);
	const char *s = read_text(r, at, text, len);
	struct json *j = s ? new_value(r, JSON_TEXT, at) : NULL;

	if (j)
		j->text = s;
	return j != NULL;
}

static int on_name(void *ctx, const unsigned char *text, size_t len)
{
	struct reader *r = ctx;
	struct open_node *in = &r->open[r->depth - 1];

	in->name_at = token_begins(r);
	in->name = read_text(r, in->name_at, text, len);
	if (!in->name)
		return 0;
	if (in->name[strcspn(in->name, "\t\r\n")]) /* names stand in messages of one line */
		return refuse(r, in->name_at, ERR_INPUT, "a member's name holds a line end or tab");
	return 1;
}

static int open_node(struct reader *r, enum json_type type)
{
	size_t at = token_begins(r);

	if (r->depth == JSON_DEPTH_MAX)
		return refuse(r, at, ERR_INPUT, "lists and objects are nested too deeply");
	struct json *j = new_value(r, type, at);
	if (!j)
		return 0;
	r->open[r->depth++] = (struct open_node){ .node = j };
	return 1;
}

static int on_list(void *ctx)
{
	return open_node(ctx, JSON_LIST);
}

static int on_object(void *ctx)
{
	return open_node(ctx, JSON_OBJECT);
}

static int compare_members(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	if (order != 0)
		return order;
	return x->name_at < y->name_at ? -1 : x->name_at > y->name_at;
}

/* names_differ() - no name of @in twice. Sorts the members: a hash could be flooded. */
static bool names_differ(struct reader *r, struct open_node *in)
{
	const struct member *twice = NULL;
	size_t n = in->node->n;

	if (n < 2)
		return true;
	qsort(in->members, n, sizeof *in->members, compare_members);
	for (size_t i = 1; i < n; i++) {
		const struct member *m = &in->members[i];
		if (str_eq(m[-1].name, m->name) && (!twice || m->name_at < twice->name_at))
			twice = m;
	}
	if (!twice)
		return true;
	return refuse(r, twice->name_at, ERR_INPUT,
		      arena_printf(r->arena, "member '%s' stands here a second time", twice->name));
}

static int on_close(void *ctx)
{
	struct reader *r = ctx;
	struct open_node *in = &r->open[--r->depth];
	CLEANUP(mem_freep) struct member *members = in->members; /* freed also when refused */
	struct json *j = in->node;

	(void)token_begins(r); /* moves behind the bracket */
	j->items = arena_calloc(r->arena, j->n, sizeof *j->items);
	if (j->type == JSON_OBJECT)
		j->names = arena_calloc(r->arena, j->n, sizeof *j->names);
	for (size_t i = 0; i < j->n; i++) {
		j->items[i] = members[i].value;
		if (j->names)
			j->names[i] = members[i].name;
	}
	return j->type == JSON_LIST || names_differ(r, in);
}

static const yajl_callbacks callbacks = {
	.yajl_null = on_null,
	.yajl_boolean = on_bool,
	.yajl_number = on_number,
	.yajl_string = on_text,
	.yajl_map_key = on_name,
	.yajl_start_map = on_object,
	.yajl_end_map = on_close,
	.yajl_start_array = on_list,
	.yajl_end_array = on_close,
};

/* refuse_syntax() - translate yajl's error. Its short form never quotes the document. */
static bool refuse_syntax(struct reader *r)
{
	static const struct {
		const char *yajl, *cause;
	} rows[] = {
		{ "premature EOF", "the document ends too early" },
		{ "trailing garbage", "something stands behind the document" },
		{ "unallowed token", "this does not belong here" },
		{ "after array element", "expected ',' or ']'" },
		{ "after key and value", "expected ',' or '}'" },
		{ "separated by a colon", "expected ':' behind the member's name" },
		{ "invalid object key", "expected a member's name in double quotes" },
		{ "invalid string in json", "expected a value (true, false, null, number, text)" },
		{ "invalid char in json", "expected a value (true, false, null, number, text)" },
		{ "probable comment", "comments are not allowed" },
		{ "invalid character inside",
		  "a control character in a text; write it as an escape" },
		{ "'\\' occurs before", "a text holds an escape that JSON does not know" },
		{ "non-hex", "a text holds an escape \\u without four hexadecimal digits" },
		{ "malformed number", "a number lacks a digit" },
	};
	size_t at = r->prev, end = r->at_end ? r->len : yajl_get_bytes_consumed(r->yajl);
	unsigned char *text = yajl_get_error(r->yajl, 0, NULL, 0);
	const char *cause = "not JSON";

	for (size_t i = 0; text && i < sizeof rows / sizeof *rows; i++)
		if (strstr((const char *)text, rows[i].yajl))
			cause = rows[i].cause;
	yajl_free_error(r->yajl, text);
	if (r->at_end)
		at = r->len;
	while (at + 1 < end && strchr(" \t\r\n,:", r->data[at]))
		at++;
	return refuse(r, at, ERR_INPUT, cause);
}

/* run() - feed the whole document to yajl. */
static bool run(struct reader *r)
{
	r->yajl = yajl_alloc(&callbacks, NULL, r);
	assert(r->yajl && "out of memory");
	yajl_status s = yajl_parse(r->yajl, (const unsigned char *)r->data, r->len);
	if (s == yajl_status_ok) {
		r->at_end = true;
		s = yajl_complete_parse(r->yajl);
	}
	bool good = s == yajl_status_ok;
	if (!good && r->e->code == ERR_NONE)
		(void)refuse_syntax(r); /* reported by `good` */
	yajl_free(r->yajl);
	for (size_t i = 0; i < r->depth; i++)
		free(r->open[i].members);
	return good;
}

bool json_parse(const char *name, const char *data, size_t len, struct arena *a,
		const struct json **ret_tree, struct err *e)
{
	struct reader r = { .doc = name, .data = data, .len = len, .arena = a, .e = e };

	r.place = (struct cursor){ .data = data, .line = 1, .col = 1 };
	if (len > JSON_BYTES_MAX)
		return err_set(e, ERR_LIMIT, "%s: larger than %d bytes", name, JSON_BYTES_MAX);
	if (len >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0)
		return refuse(&r, 0, ERR_INPUT, "begins with a byte order mark");
	size_t valid = utf8_valid_bytes(data, len);
	if (valid < len)
		return refuse(&r, valid, ERR_INPUT,
			      data[valid] ? "a byte that is not UTF-8" : "a NUL byte");
	if (!run(&r))
		return false;
	*ret_tree = r.root;
	return true;
}

const struct json *json_get(const struct json *j, const char *name)
{
	if (!j || j->type != JSON_OBJECT)
		return NULL;
	for (size_t i = 0; i < j->n; i++)
		if (str_eq(j->names[i], name))
			return j->items[i];
	return NULL;
}

const char *json_type_name(enum json_type type)
{
	static const char *const names[] = {
		[JSON_NULL] = "null", [JSON_BOOL] = "bool", [JSON_NUMBER] = "number",
		[JSON_TEXT] = "text", [JSON_LIST] = "list", [JSON_OBJECT] = "object",
	};

	return names[type];
}

void json_write_text(const char *s, struct buf *out)
{
	buf_addc(out, '"');
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		if (c == '"' || c == '\\')
			buf_addf(out, "\\%c", c);
		else if (c < 0x20)
			buf_addf(out, "\\u%04x", c);
		else
			buf_addc(out, *s);
	}
	buf_addc(out, '"');
}

/* write_members() - what stands between the brackets of a list or object. */
static void write_members(const struct json *j, struct buf *out)
{
	for (size_t i = 0; i < j->n; i++) {
		if (i > 0)
			buf_addc(out, ',');
		if (j->type == JSON_OBJECT) {
			json_write_text(j->names[i], out);
			buf_addc(out, ':');
		}
		json_write(j->items[i], out);
	}
}

void json_write(const struct json *j, struct buf *out)
{
	switch (j->type) {
	case JSON_NULL: buf_adds(out, "null"); return;
	case JSON_BOOL: buf_adds(out, j->truth ? "true" : "false"); return;
	case JSON_NUMBER: buf_adds(out, j->text); return;
	case JSON_TEXT: json_write_text(j->text, out); return;
	case JSON_LIST:
		buf_addc(out, '[');
		write_members(j, out);
		buf_addc(out, ']');
		return;
	case JSON_OBJECT:
		buf_addc(out, '{');
		write_members(j, out);
		buf_addc(out, '}');
		return;
	}
}
