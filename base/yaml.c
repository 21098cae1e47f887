/* yaml.c - YAML as a tree of text, lists and maps with places. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/yaml.h"

#include <assert.h>
#include <libfyaml.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/cursor.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

/* EMPTY_LINES_MAX: libfyaml takes time quadratic in empty lines within a text, 3 s for 40,000. */
enum { EMPTY_LINES_MAX = 100 };

/* A list or map whose end was not yet seen. */
struct open_node {
	struct yaml *node;
	struct yaml **parts; /* owned; a map: key, value, key, value ... */
	size_t n, room;
};

struct reader {
	const char *doc, *data; /* data: NUL-terminated copy */
	size_t len;
	struct arena *arena;
	struct err *e;
	struct fy_diag *diag;
	struct fy_parser *parser;
	struct cursor place;
	size_t prev; /* byte behind the last thing read */
	struct open_node open[YAML_DEPTH_MAX];
	size_t depth;
	struct yaml *root;
	bool complete;
};

/* refuse() - set the error with the place of byte @at. */
static bool refuse(struct reader *r, size_t at, enum err_code code, const char *cause)
{
	cursor_go(&r->place, at);
	return err_set(r->e, code, "%s:%d:%d: %s", r->doc, r->place.line, r->place.col, cause);
}

/* refuse_forbidden() - the same for a character that no text may hold. */
static bool refuse_forbidden(struct reader *r, size_t at, uint32_t cp)
{
	return refuse(r, at, ERR_SYNTAX,
		      arena_printf(r->arena, "forbidden character U+%04X", (unsigned)cp));
}

/* span() - give @y its place: bytes @from up to @to. */
static void span(struct reader *r, struct yaml *y, size_t from, size_t to)
{
	cursor_go(&r->place, from);
	y->line = r->place.line;
	y->col = r->place.col;
	cursor_go(&r->place, to);
	y->end_line = r->place.line;
	y->end_col = r->place.col;
	r->prev = to;
}

/* add() - hang @y into the tree; false if it is a key and cannot be one. */
static bool add(struct reader *r, struct yaml *y, size_t at)
{
	if (r->depth == 0) {
		r->root = y;
		return true;
	}
	struct open_node *in = &r->open[r->depth - 1];
	bool is_key = in->node->type == YAML_MAP && in->n % 2 == 0;
	if (is_key && y->type != YAML_TEXT)
		return refuse(r, at, ERR_SYNTAX, "a key must be a text");
	if (is_key && !y->quoted && str_eq(y->text, "<<"))
		return refuse(r, at, ERR_SYNTAX, "merge keys (<<) are not allowed");
	if (in->n == in->room) {
		in->room = in->room ? in->room * 2 : 8;
		in->parts = mem_realloc(in->parts, in->room, sizeof(struct yaml *));
	}
	in->parts[in->n++] = y;
	return true;
}

/* text_ends() - byte behind the last character of the scalar that libfyaml ends at @to. */
static size_t text_ends(const struct reader *r, size_t from, size_t to, bool block)
{
	while (block && to > from && strchr(" \t\r\n", r->data[to - 1]))
		to--; /* libfyaml counts the empty lines behind a block text to it */
	return to;
}

/* absent_at() - where an absent value would stand: behind its dash or colon. */
static size_t absent_at(const struct reader *r)
{
	const char *s = r->data + r->prev;

	for (;;) {
		s += strspn(s, " \t\r\n");
		if (*s != '#')
			break;
		s += strcspn(s, "\n");
	}
	return *s == '-' || *s == ':' ? (size_t)(s + 1 - r->data) : r->prev;
}

static bool on_scalar(struct reader *r, struct fy_event *event)
{
	struct fy_token *token = event->scalar.value;
	const struct fy_mark *start = fy_event_start_mark(event);
	const struct fy_mark *end = fy_event_end_mark(event);
	enum fy_scalar_style style = token ? fy_token_scalar_style(token) : FYSS_PLAIN;
	/* libfyaml has no marks for an absent value, and leaves out the quotes of a text. */
	size_t quote = style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED;
	size_t from = start ? start->input_pos - quote : absent_at(r);
	size_t to = end ? end->input_pos + quote : from;
	struct yaml *y = arena_alloc(r->arena, sizeof *y);
	size_t len = 0;
	/* Leaks some KiB inside libfyaml 0.7 if a quoted text holds more than eight escapes. */
	const char *text = token ? fy_token_get_text(token, &len) : NULL;

	if (memchr(text ? text : "", 0, len))
		return refuse(r, from, ERR_SYNTAX, "a text holds NUL");
	if (!utf8_valid(text ? text : "", len))
		return refuse(r, from, ERR_SYNTAX, "a text holds an escape that is no character");
	char *copy = arena_strndup(r->arena, text ? text : "", len);
	uint32_t cp = utf8_forbidden(copy);
	if (cp)
		return refuse_forbidden(r, from, cp);
	CLEANUP(mem_freep) char *nfc = utf8_nfc(copy);
	y->text = arena_strdup(r->arena, nfc);
	y->quoted = style != FYSS_PLAIN && style != FYSS_ANY;
	span(r, y, from, text_ends(r, from, to, y->quoted && !quote));
	return add(r, y, from);
}

static bool on_open(struct reader *r, struct fy_event *event, enum yaml_type type)
{
	const struct fy_mark *start = fy_event_start_mark(event);
	const struct fy_mark *end = fy_event_end_mark(event);
	size_t from = start ? start->input_pos : r->prev;
	struct yaml *y = arena_alloc(r->arena, sizeof *y);

	y->type = type;
	if (r->depth == YAML_DEPTH_MAX)
		return refuse(r, from, ERR_LIMIT, "lists and maps are nested too deeply");
	span(r, y, from, end ? end->input_pos : from);
	if (!add(r, y, from))
		return false;
	r->open[r->depth++] = (struct open_node){ .node = y };
	return true;
}

static int compare_keys(const void *a, const void *b)
{
	const struct yaml *x = *(struct yaml *const *)a, *y = *(struct yaml *const *)b;
	int order = strcmp(x->text, y->text);

	if (order != 0)
		return order;
	return x->line != y->line ? x->line - y->line : x->col - y->col;
}

/* keys_differ() - no key of @y twice. Sorts a copy: a hash could be flooded. */
static bool keys_differ(struct reader *r, const struct yaml *y)
{
	CLEANUP(mem_freep) struct yaml **keys = mem_calloc(y->n, sizeof *keys);

	if (y->n > 0)
		memcpy(keys, y->keys, y->n * sizeof(struct yaml *));
	qsort(keys, y->n, sizeof(struct yaml *), compare_keys);
	for (size_t i = 1; i < y->n; i++)
		if (str_eq(keys[i]->text, keys[i - 1]->text))
			return err_set(r->e, ERR_SYNTAX,
				       "%s:%d:%d: key '%s' stands here a second time", r->doc,
				       keys[i]->line, keys[i]->col, keys[i]->text);
	return true;
}

static bool on_close(struct reader *r, struct fy_event *event)
{
	struct open_node *in = &r->open[--r->depth];
	CLEANUP(mem_freep) struct yaml **parts = in->parts; /* freed also when refused */
	struct yaml *y = in->node;
	const struct fy_mark *start = fy_event_start_mark(event);
	const struct fy_mark *end = fy_event_end_mark(event);

	/* Without a bracket libfyaml's end is the next token: ours is that of the last part. */
	if (start && end && end->input_pos > start->input_pos)
		r->prev = end->input_pos;
	cursor_go(&r->place, r->prev);
	y->end_line = r->place.line;
	y->end_col = r->place.col;
	/* `[a: b]`: libfyaml begins the map at the colon. */
	if (y->type == YAML_MAP && in->n > 0 && parts[0]->line == y->line && parts[0]->col < y->col)
		y->col = parts[0]->col;
	size_t step = y->type == YAML_MAP ? 2 : 1;
	y->n = in->n / step;
	y->items = arena_calloc(r->arena, y->n, sizeof *y->items);
	if (y->type == YAML_MAP)
		y->keys = arena_calloc(r->arena, y->n, sizeof *y->keys);
	for (size_t i = 0; i < y->n; i++) {
		y->items[i] = parts[i * step + step - 1];
		if (y->keys)
			y->keys[i] = parts[i * step];
	}
	return y->type == YAML_LIST || keys_differ(r, y);
}

/* on_document() - refuse what would change the meaning of the text below. */
static bool on_document(struct reader *r, struct fy_event *event)
{
	struct fy_document_state *state = event->document_start.document_state;
	const struct fy_mark *start = fy_event_start_mark(event);

	if (r->root)
		return refuse(r, start ? start->input_pos : r->prev, ERR_SYNTAX,
			      "a second document begins here");
	if (fy_document_state_version_explicit(state) || fy_document_state_tags_explicit(state))
		return refuse(r, 0, ERR_SYNTAX, "directives (%) are not allowed");
	return true;
}

/* refuse_node() - refuse what @token says; @sign is 1 if its mark leaves out the sign before it. */
static bool refuse_node(struct reader *r, struct fy_token *token, size_t sign, const char *cause)
{
	const struct fy_mark *mark = fy_token_start_mark(token);

	return refuse(r, mark ? mark->input_pos - sign : r->prev, ERR_SYNTAX, cause);
}

static bool on_event(struct reader *r, struct fy_event *event)
{
	struct fy_token *anchor = fy_event_get_anchor_token(event);
	struct fy_token *tag = fy_event_get_tag_token(event);

	if (anchor)
		return refuse_node(r, anchor, 1,
				   "anchors (&) are not allowed; quote a text with &");
	if (tag)
		return refuse_node(r, tag, 0, "tags (!) are not allowed; quote a text with !");
	switch (event->type) {
	case FYET_DOCUMENT_START: return on_document(r, event);
	case FYET_SCALAR: return on_scalar(r, event);
	case FYET_SEQUENCE_START: return on_open(r, event, YAML_LIST);
	case FYET_MAPPING_START: return on_open(r, event, YAML_MAP);
	case FYET_SEQUENCE_END:
	case FYET_MAPPING_END: return on_close(r, event);
	case FYET_ALIAS:
		return refuse_node(r, event->alias.anchor, 1,
				   "aliases (*) are not allowed; quote a text with *");
	case FYET_STREAM_END: r->complete = true; return true;
	case FYET_NONE:
	case FYET_STREAM_START:
	case FYET_DOCUMENT_END: break;
	}
	return true;
}

/* refuse_syntax() - hand on libfyaml's first complaint, a warning too. False also without one. */
static bool refuse_syntax(struct reader *r)
{
	void *next = NULL;
	const struct fy_diag_error *d = fy_diag_errors_iterate(r->diag, &next);

	cursor_go(&r->place, r->len);
	if (!d || d->line < 1)
		return refuse(r, r->prev, ERR_SYNTAX, "not YAML");
	bool inside = d->line <= r->place.line; /* libfyaml may point behind the last line */
	return err_set(r->e, ERR_SYNTAX, "%s:%d:%d: %s", r->doc, inside ? d->line : r->place.line,
		       inside ? d->column : r->place.col, d->msg);
}

/* run() - draw all events. */
static bool run(struct reader *r)
{
	bool good = fy_parser_set_string(r->parser, r->data, r->len) == 0;

	while (good && !r->complete) {
		struct fy_event *event = fy_parser_parse(r->parser);
		if (!event)
			break;
		good = on_event(r, event);
		fy_parser_event_free(r->parser, event);
	}
	void *next = NULL;
	bool complaint = fy_diag_errors_iterate(r->diag, &next) != NULL;
	if (good && (!r->complete || complaint))
		good = refuse_syntax(r);
	for (size_t i = 0; i < r->depth; i++)
		free(r->open[i].parts);
	return good;
}

/* ignore_output() - libfyaml without a sink writes to stderr. */
static void ignore_output(struct fy_diag *diag, void *user, const char *text, size_t len)
{
	(void)diag;
	(void)user;
	(void)text;
	(void)len;
}

/* parse() - run() with libfyaml's objects around it. */
static bool parse(struct reader *r)
{
	struct fy_diag_cfg sink = { .output_fn = ignore_output,
				    .level = FYET_WARNING,
				    .module_mask = ~0U };

	r->diag = fy_diag_create(&sink);
	assert(r->diag && "out of memory");
	fy_diag_set_collect_errors(r->diag, true);
	struct fy_parse_cfg cfg = { .diag = r->diag,
				    .flags = FYPCF_QUIET | FYPCF_DEFAULT_VERSION_1_2 |
					     FYPCF_JSON_NONE | FYPCF_DISABLE_DEPTH_LIMIT };
	r->parser = fy_parser_create(&cfg);
	assert(r->parser && "out of memory");
	bool good = run(r);
	fy_parser_destroy(r->parser);
	fy_diag_destroy(r->diag);
	return good;
}

/* check_lines() - what libfyaml accepts between the lines and we do not. */
static bool check_lines(struct reader *r)
{
	const char *at = r->data;
	int n_empty = 0;

	while (*at) {
		size_t blank = strspn(at, " ");
		const char *end = at + strcspn(at, "\r\n");
		/* With tabs behind colons libfyaml 0.7 crashes ("? a:\t:\n: "). */
		const char *tab = memchr(at, '\t', (size_t)(end - at));
		if (tab)
			return refuse(r, (size_t)(tab - r->data), ERR_SYNTAX,
				      "a tab; use blanks, or \"\\t\" within a text");
		if (*end == '\r' && end[1] != '\n')
			return refuse(r, (size_t)(end - r->data), ERR_SYNTAX,
				      "a carriage return without line feed");
		n_empty = at + blank == end ? n_empty + 1 : 0;
		if (n_empty > EMPTY_LINES_MAX)
			return refuse(r, (size_t)(at - r->data), ERR_SYNTAX,
				      "too many empty lines in a row");
		at = end + (*end == '\r') + (*end != 0);
	}
	return true;
}

bool yaml_parse(const char *name, const char *data, size_t len, struct arena *a,
		const struct yaml **ret_tree, struct err *e)
{
	struct reader r = { .doc = name, .len = len, .arena = a, .e = e };

	if (len > YAML_BYTES_MAX)
		return err_set(e, ERR_LIMIT, "%s: larger than %d bytes", name, YAML_BYTES_MAX);
	CLEANUP(mem_freep) char *copy = mem_strndup(data, len);
	r.data = copy;
	r.place = (struct cursor){ .data = copy, .line = 1, .col = 1 };
	size_t valid = utf8_valid_bytes(data, len);
	if (valid < len)
		return refuse(&r, valid, ERR_SYNTAX,
			      data[valid] ? "a byte that is not UTF-8" : "a NUL byte");
	if (len >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0)
		return refuse(&r, 0, ERR_SYNTAX, "begins with a byte order mark");
	const char *bad = utf8_find_forbidden(copy);
	if (bad)
		return refuse_forbidden(&r, (size_t)(bad - copy), utf8_forbidden(bad));
	if (!check_lines(&r) || !parse(&r))
		return false;
	if (!r.root)
		return refuse(&r, 0, ERR_SYNTAX, "the document is empty");
	*ret_tree = r.root;
	return true;
}

const struct yaml *yaml_get(const struct yaml *y, const char *name)
{
	if (!y || y->type != YAML_MAP)
		return NULL;
	for (size_t i = 0; i < y->n; i++)
		if (str_eq(y->keys[i]->text, name))
			return y->items[i];
	return NULL;
}
