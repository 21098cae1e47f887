/* target_parse.c - reads targets out of YAML; names under `targets:` come before literal texts. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/target_parse.h"

#include <string.h>
#include "agent/recipe/like_parse.h"
#include "base/str.h"

enum { NTH_MAX = 999, ANY_MAX = 16, POINT_MAX_PX = 8192, CELL_MAX = 999 };

/* A target on its way; @looks counts the keys that say what kind it is: there must be one. */
struct building {
	struct target *t;
	enum target_kind plain;
	int looks, relations;
	const struct yaml *part; /* where `whole: false` stands; NULL: nowhere */
	const struct target *of; /* of `at` */
};

static void look_as(struct building *b, enum target_kind kind)
{
	b->t->kind = kind;
	b->looks++;
}

static void take_text(struct parse *p, const struct yaml *y, void *to)
{
	struct building *b = to;

	look_as(b, TARGET_TEXT);
	b->t->text = parse_value(p, y);
}

static void take_tab(struct parse *p, const struct yaml *y, void *to)
{
	take_text(p, y, to);
	((struct building *)to)->t->tab = true;
}

static void take_field(struct parse *p, const struct yaml *y, void *to)
{
	struct building *b = to;

	look_as(b, TARGET_FIELD);
	b->t->text = parse_value(p, y);
}

static void take_window(struct parse *p, const struct yaml *y, void *to)
{
	struct building *b = to;

	look_as(b, TARGET_WINDOW);
	b->t->text = parse_value(p, y);
}

static void take_class(struct parse *p, const struct yaml *y, void *to)
{
	struct building *b = to;

	b->t->window_class = parse_text(p, y);
}

static void take_beside(struct parse *p, const struct yaml *y, struct building *b,
			enum target_side side)
{
	b->relations++;
	b->t->side = side;
	b->t->of = target_parse(p, y, TARGET_TEXT);
}

static void take_right_of(struct parse *p, const struct yaml *y, void *to)
{
	take_beside(p, y, to, SIDE_RIGHT);
}

static void take_left_of(struct parse *p, const struct yaml *y, void *to)
{
	take_beside(p, y, to, SIDE_LEFT);
}

static void take_above(struct parse *p, const struct yaml *y, void *to)
{
	take_beside(p, y, to, SIDE_ABOVE);
}

static void take_below(struct parse *p, const struct yaml *y, void *to)
{
	take_beside(p, y, to, SIDE_BELOW);
}

static void take_near(struct parse *p, const struct yaml *y, void *to)
{
	take_beside(p, y, to, SIDE_NEAR);
}

static void take_like(struct parse *p, const struct yaml *y, void *to)
{
	struct building *b = to;

	look_as(b, TARGET_MATCH);
	b->t->text = parse_value(p, y);
	b->t->like = like_parse_glob(p, y, b->t->text);
}

static void take_whole(struct parse *p, const struct yaml *y, void *to)
{
	struct building *b = to;

	b->part = parse_flag(p, y) ? NULL : y;
}

/* take_offset() - one side of `at`, which may be 0 as well. */
static int take_offset(struct parse *p, const struct yaml *y)
{
	uint64_t px = 0;

	if (y->type != YAML_TEXT || !str_to_u64(y->text, POINT_MAX_PX, &px))
		source_error(p->src, parse_place(y),
			     "a whole number from 0 to %d was expected here", POINT_MAX_PX);
	return (int)px;
}

static void take_at(struct parse *p, const struct yaml *y, void *to)
{
	struct building *b = to;

	look_as(b, TARGET_POINT);
	if (!parse_is(p, y, YAML_LIST, "[x, y] in pixels"))
		return;
	if (y->n != 2) {
		source_error(p->src, parse_place(y), "[x, y] in pixels was expected here");
		return;
	}
	b->t->dx_px = take_offset(p, y->items[0]);
	b->t->dy_px = take_offset(p, y->items[1]);
}

static void take_of(struct parse *p, const struct yaml *y, void *to)
{
	struct building *b = to;

	b->of = target_parse(p, y, TARGET_TEXT);
}

static void take_row_with(struct parse *p, const struct yaml *y, void *to)
{
	struct building *b = to;

	look_as(b, TARGET_ROW);
	b->t->row_with = parse_values(p, y, &b->t->n_row_with);
}

static void take_column(struct parse *p, const struct yaml *y, void *to)
{
	struct building *b = to;

	b->t->column = parse_value(p, y);
}

/* check_number() - a literal row or column is a number from 1 on. */
static void check_number(struct parse *p, const struct value *v)
{
	uint64_t number;

	if (!v->expression && (!str_to_u64(v->text, CELL_MAX, &number) || number == 0))
		source_error(p->src, v->at, "rows and columns are numbers from 1 to %d", CELL_MAX);
}

static void take_cell(struct parse *p, const struct yaml *y, void *to)
{
	struct building *b = to;
	const struct value **at;
	size_t n = 0;

	look_as(b, TARGET_CELL);
	b->t->cell_row = b->t->cell_column = parse_literal(p, parse_place(y), "1");
	at = parse_values(p, y, &n);
	if (n != 2) {
		source_error(p->src, parse_place(y), "a cell is given as [row, column]");
		return;
	}
	check_number(p, at[0]);
	check_number(p, at[1]);
	b->t->cell_row = at[0];
	b->t->cell_column = at[1];
}

static void take_length(struct parse *p, const struct yaml *y, void *to)
{
	struct building *b = to;

	b->t->cells = parse_number(p, y, CELL_MAX);
}

static void take_any(struct parse *p, const struct yaml *y, void *to)
{
	struct building *b = to;

	look_as(b, TARGET_ANY);
	if (!parse_is(p, y, YAML_LIST, "a list of targets"))
		return;
	if (y->n == 0 || y->n > ANY_MAX)
		source_error(p->src, parse_place(y), "1 to %d looks were expected here", ANY_MAX);
	b->t->any = arena_calloc(p->r->arena, y->n, sizeof(*b->t->any));
	for (size_t i = 0; i < y->n; i++)
		b->t->any[i] = target_parse(p, y->items[i], b->plain);
	b->t->n_any = y->n;
}

static void take_in(struct parse *p, const struct yaml *y, void *to)
{
	struct building *b = to;

	b->t->in = target_parse(p, y, TARGET_TEXT);
}

static void take_nth(struct parse *p, const struct yaml *y, void *to)
{
	struct building *b = to;

	b->t->nth = parse_number(p, y, NTH_MAX);
}

static void take_scrolls(struct parse *p, const struct yaml *y, void *to)
{
	((struct building *)to)->t->scrolls = parse_flag(p, y);
}

static void take_match(struct parse *p, const struct yaml *y, void *to)
{
	struct building *b = to;

	b->t->match = parse_pattern(p, y);
}

static void take_check_digit(struct parse *p, const struct yaml *y, void *to)
{
	struct building *b = to;

	b->t->check_digit = parse_check_digit(p, y);
}

static void take_nothing(struct parse *p, const struct yaml *y, void *to)
{
	(void)p;
	(void)y;
	(void)to;
}

static const struct parse_key target_keys[] = {
	{ "text", false, take_text },
	{ "match", false, take_match },
	{ "field", false, take_field },
	{ "tab", false, take_tab },
	{ "right_of", false, take_right_of },
	{ "left_of", false, take_left_of },
	{ "above", false, take_above },
	{ "below", false, take_below },
	{ "near", false, take_near },
	{ "at", false, take_at },
	{ "of", false, take_of },
	{ "like", false, take_like },
	{ "whole", false, take_whole },
	{ "row_with", false, take_row_with },
	{ "column", false, take_column },
	{ "cell", false, take_cell },
	{ "length", false, take_length },
	{ "window", false, take_window },
	{ "class", false, take_class },
	{ "any", false, take_any },
	{ "in", false, take_in },
	{ "nth", false, take_nth },
	{ "scrolls", false, take_scrolls },
	{ "check_digit", false, take_check_digit },
};

enum { TARGET_KEYS = sizeof target_keys / sizeof *target_keys };

/* application.window is a window in any case, so its map may say `title` */
static const struct parse_key title_key = { "title", false, take_window };

/* keys_of() - the keys of a target map, with those of @but as somebody else's. */
static struct parse_keys keys_of(struct parse *p, enum target_kind plain, const struct words *but)
{
	size_t others = but ? but->n : 0, n = TARGET_KEYS;
	struct parse_key *rows = arena_calloc(p->r->arena, n + others + 1, sizeof *rows);

	memcpy(rows, target_keys, sizeof target_keys);
	if (plain == TARGET_WINDOW)
		rows[n++] = title_key;
	for (size_t i = 0; i < others; i++)
		rows[n++] = (struct parse_key){ but->list[i], false, take_nothing };
	return (struct parse_keys){ "key of a target", rows, n };
}

/* settle_relation() - alone it is the look; beside a text or a field it picks the nearest one. */
static void settle_relation(struct parse *p, struct building *b, const struct yaml *y)
{
	struct target *t = b->t;

	if (b->relations > 1)
		source_error(p->src, parse_place(y), "a target has one relation to another");
	if (b->relations == 0 || b->looks > 1)
		return;
	if (b->looks == 0)
		look_as(b, TARGET_BESIDE);
	else if (t->kind == TARGET_TEXT || t->kind == TARGET_MATCH || t->kind == TARGET_FIELD)
		t->related = true;
	else
		source_error(p->src, parse_place(y),
			     "a relation goes with text, like or field, or stands alone");
}

/* settle_part() - `whole: false` turns a text into one that may stand in others. */
static void settle_part(struct parse *p, struct building *b)
{
	struct target *t = b->t;

	if (!b->part)
		return;
	if (t->kind != TARGET_TEXT || !t->text) {
		source_error(p->src, parse_place(b->part), "'whole' needs 'text'");
		return;
	}
	t->kind = TARGET_MATCH;
	t->like = like_parse_part(p, b->part, t->text);
}

/* nothing() - a target as placeholder behind a finding. */
static const struct target *nothing(struct parse *p, struct place at)
{
	struct target *t = arena_alloc(p->r->arena, sizeof *t);

	*t = (struct target){ .kind = TARGET_TEXT, .at = at, .text = parse_literal(p, at, "") };
	return t;
}

/* settle_point() - `at` and `of` need each other. */
static void settle_point(struct parse *p, struct building *b, const struct yaml *y)
{
	struct target *t = b->t;

	if ((t->kind == TARGET_POINT) != (b->of != NULL))
		source_error(p->src, parse_place(y), "'at' and 'of' need each other");
	if (t->kind == TARGET_POINT)
		t->of = b->of ? b->of : nothing(p, t->at);
}

/* settle_kind() - one look, and a pattern alone is a look too. */
static void settle_kind(struct parse *p, struct building *b, const struct yaml *y)
{
	struct target *t = b->t;

	settle_relation(p, b, y);
	settle_point(p, b, y);
	settle_part(p, b);
	if (b->looks == 0 && t->match) {
		look_as(b, TARGET_MATCH);
	} else if (b->looks == 0 && t->window_class) {
		look_as(b, TARGET_WINDOW);
	}
	if (b->looks == 0) {
		source_error(p->src, parse_place(y),
			     "a target needs a look: text, like, match, field, tab, right_of,"
			     " left_of, above, below, near, at, row_with, cell, window or any");
		t->text = parse_literal(p, t->at, "");
	}
	if (b->looks > 1)
		source_error(p->src, parse_place(y),
			     "a target has one look; several of them stand in a list under 'any'");
	if (t->column && t->kind != TARGET_ROW)
		source_error(p->src, t->column->at, "'column' needs 'row_with'");
	if (t->cells && t->kind != TARGET_CELL)
		source_error(p->src, t->at, "'length' needs 'cell'");
	if (t->kind == TARGET_CELL && t->cells == 0)
		t->cells = 1;
	if (t->window_class && t->kind != TARGET_WINDOW)
		source_error(p->src, parse_place(y), "'class' needs 'window'");
}

static void fill_map(struct parse *p, const struct yaml *y, struct building *b,
		     const struct words *but)
{
	struct parse_keys keys = keys_of(p, b->plain, but);

	parse_map(p, y, &keys, b);
	settle_kind(p, b, y);
}

static const struct target *find_named(const struct recipe *r, const char *name)
{
	for (size_t i = 0; i < r->n_targets; i++)
		if (str_eq(r->targets[i]->name, name))
			return r->targets[i];
	return NULL;
}

/* is_plain_word() - could only be meant as a name: small letters, digits, _. */
static bool is_plain_word(const char *text)
{
	size_t n = strlen(text);

	return n > 2 && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_") == n;
}

/* refuse_if_near() - a small word that is nearly the name of a target is no text of a screen. */
static void refuse_if_near(struct parse *p, const struct yaml *y)
{
	const char **names = arena_calloc(p->r->arena, p->r->n_targets + 1, sizeof *names);

	if (!is_plain_word(y->text))
		return;
	for (size_t i = 0; i < p->r->n_targets; i++)
		names[i] = p->r->targets[i]->name;
	const char *near = str_nearest(y->text, names, p->r->n_targets);

	if (near)
		source_error(p->src, parse_place(y),
			     "no target is called '%s'; nearest: '%s' (a text on the screen is"
			     " written { text: %s })",
			     y->text, near, y->text);
}

static struct target *new_target(struct parse *p, const struct yaml *y)
{
	struct target *t = arena_alloc(p->r->arena, sizeof *t);

	*t = (struct target){ .kind = TARGET_TEXT, .at = parse_place(y) };
	return t;
}

/* fill() - @t from a text or a map; a name of another target becomes the only look of `any`. */
static void fill(struct parse *p, const struct yaml *y, struct building *b)
{
	const struct target *named = y->type == YAML_TEXT ? find_named(p->r, y->text) : NULL;

	if (named) {
		b->t->kind = TARGET_ANY;
		b->t->any = arena_calloc(p->r->arena, 1, sizeof(*b->t->any));
		b->t->any[0] = named;
		b->t->n_any = 1;
		return;
	}
	if (y->type == YAML_MAP) {
		fill_map(p, y, b, NULL);
		return;
	}
	b->t->kind = b->plain;
	b->t->text = parse_value(p, y);
	if (y->type == YAML_TEXT)
		refuse_if_near(p, y);
}

const struct target *target_parse(struct parse *p, const struct yaml *y, enum target_kind plain)
{
	const struct target *named = y->type == YAML_TEXT ? find_named(p->r, y->text) : NULL;
	struct building b = { .plain = plain };

	if (named)
		return named;
	b.t = new_target(p, y);
	fill(p, y, &b);
	return b.t;
}

const struct target *target_parse_but(struct parse *p, const struct yaml *y,
				      const struct words *but)
{
	struct building b = { .plain = TARGET_TEXT };

	if (y->type != YAML_MAP)
		return target_parse(p, y, TARGET_TEXT);
	b.t = new_target(p, y);
	fill_map(p, y, &b, but);
	return b.t;
}

void target_parse_named(struct parse *p, const struct yaml *y)
{
	struct recipe *r = p->r;

	if (!parse_is(p, y, YAML_MAP, "a map of names to targets"))
		return;
	r->targets = arena_calloc(r->arena, y->n, sizeof(*r->targets));
	for (size_t i = 0; i < y->n; i++) {
		r->targets[i] = new_target(p, y->items[i]);
		r->targets[i]->name = arena_strdup(r->arena, y->keys[i]->text);
	}
	r->n_targets = y->n; /* from here on each may name any other */
	for (size_t i = 0; i < y->n; i++) {
		struct building b = { .t = r->targets[i], .plain = TARGET_TEXT };

		fill(p, y->items[i], &b);
	}
}
