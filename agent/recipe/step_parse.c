/* step_parse.c - reads steps out of YAML by the table of steps. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/step_parse.h"

#include <string.h>
#include "agent/recipe/branch_parse.h"
#include "agent/recipe/chord.h"
#include "agent/recipe/cut.h"
#include "agent/recipe/table_parse.h"
#include "agent/recipe/target_parse.h"
#include "base/str.h"

enum { BUTTON_MAX = 3 };

/* A step on its way. */
struct building {
	struct step *step;
	const struct step_kind *kind;
	const struct yaml *at; /* the step's own node */
	bool common[8];        /* common keys already taken, by row */
};

static void store_target(struct parse *p, const struct yaml *y, void *slot)
{
	*(const struct target **)slot = target_parse(p, y, TARGET_TEXT);
}

static void store_field(struct parse *p, const struct yaml *y, void *slot)
{
	*(const struct target **)slot = target_parse(p, y, TARGET_FIELD);
}

static void store_mark(struct parse *p, const struct yaml *y, void *slot)
{
	static const struct parse_key rows[] = { { "into", true, store_field } };
	const struct parse_keys keys = { "key of mark", rows, 1 };

	if (y->type == YAML_MAP)
		parse_map(p, y, &keys, slot);
	else
		store_field(p, y, slot);
}

static void store_value(struct parse *p, const struct yaml *y, void *slot)
{
	*(const struct value **)slot = parse_value(p, y);
}

static void store_path(struct parse *p, const struct yaml *y, void *slot)
{
	struct step_menu *menu = slot;

	menu->path = parse_values(p, y, &menu->n);
}

static void store_name(struct parse *p, const struct yaml *y, void *slot)
{
	*(const char **)slot = parse_name(p, y);
}

static void store_text(struct parse *p, const struct yaml *y, void *slot)
{
	*(const char **)slot = parse_text(p, y);
}

static void store_chord(struct parse *p, const struct yaml *y, void *slot)
{
	const char *text = parse_text(p, y);

	chord_check(p->src, parse_place(y), text);
	*(const char **)slot = text;
}

static void store_flag(struct parse *p, const struct yaml *y, void *slot)
{
	*(bool *)slot = parse_flag(p, y);
}

static void store_button(struct parse *p, const struct yaml *y, void *slot)
{
	*(int *)slot = parse_number(p, y, BUTTON_MAX);
}

static void store_duration(struct parse *p, const struct yaml *y, void *slot)
{
	*(int64_t *)slot = parse_duration(p, y);
}

static void store_pattern(struct parse *p, const struct yaml *y, void *slot)
{
	*(const struct pattern **)slot = parse_pattern(p, y);
}

static void store_check_digit(struct parse *p, const struct yaml *y, void *slot)
{
	*(enum check_digit *)slot = parse_check_digit(p, y);
}

static void store_steps(struct parse *p, const struct yaml *y, void *slot)
{
	*(struct steps *)slot = step_parse_list(p, y);
}

static void store_branches(struct parse *p, const struct yaml *y, void *slot)
{
	*(struct step_either *)slot = branch_parse(p, y);
}

static void store_headings(struct parse *p, const struct yaml *y, void *slot)
{
	*(struct table_headings *)slot = table_parse(p, y);
}

static void store_reason(struct parse *p, const struct yaml *y, struct step_fail *fail,
			 enum err_class cls)
{
	if (fail->reason)
		source_error(p->src, parse_place(y),
			     "a failure is of one class: business or application");
	fail->reason = parse_value(p, y);
	fail->cls = cls;
}

static void store_business(struct parse *p, const struct yaml *y, void *slot)
{
	store_reason(p, y, slot, ERR_CLASS_BUSINESS);
}

static void store_application(struct parse *p, const struct yaml *y, void *slot)
{
	store_reason(p, y, slot, ERR_CLASS_APPLICATION);
}

static void (*const stores[ARG_TYPE_MAX_])(struct parse *, const struct yaml *, void *) = {
	[ARG_TARGET] = store_target,
	[ARG_FIELD] = store_field,
	[ARG_MARK] = store_mark,
	[ARG_VALUE] = store_value,
	[ARG_PATH] = store_path,
	[ARG_NAME] = store_name,
	[ARG_TEXT] = store_text,
	[ARG_CHORD] = store_chord,
	[ARG_FLAG] = store_flag,
	[ARG_BUTTON] = store_button,
	[ARG_DURATION] = store_duration,
	[ARG_PATTERN] = store_pattern,
	[ARG_CHECK_DIGIT] = store_check_digit,
	[ARG_STEPS] = store_steps,
	[ARG_BRANCHES] = store_branches,
	[ARG_HEADINGS] = store_headings,
	[ARG_BUSINESS] = store_business,
	[ARG_APPLICATION] = store_application,
};

static void store(struct parse *p, const struct building *b, const struct step_arg *arg,
		  const struct yaml *y)
{
	stores[arg->type](p, y, (char *)b->step + arg->offset);
}

static const struct step_arg *find_arg(const struct step_arg *rows, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].key, key))
			return &rows[i];
	return NULL;
}

/* store_common() - a common key, wherever it stands; false if @key is none. */
static bool store_common(struct parse *p, struct building *b, const struct yaml *key,
			 const struct yaml *y)
{
	size_t n;
	const struct step_arg *rows = step_common(&n);
	const struct step_arg *arg = find_arg(rows, n, key->text);

	if (!arg)
		return false;
	if (b->common[arg - rows])
		source_error(p->src, parse_place(key), "'%s' is said twice for this step",
			     key->text);
	b->common[arg - rows] = true;
	store(p, b, arg, y);
	return true;
}

static void unknown_arg(struct parse *p, const struct building *b, const struct yaml *key)
{
	size_t n_common, n = 0;
	const struct step_arg *common = step_common(&n_common);
	const char **list = arena_calloc(p->r->arena, b->kind->n_args + n_common, sizeof *list);
	const char *what = arena_printf(p->r->arena, "argument of '%s'", step_word(b->step->verb));

	for (size_t i = 0; i < b->kind->n_args; i++)
		list[n++] = b->kind->args[i].key;
	for (size_t i = 0; i < n_common; i++)
		list[n++] = common[i].key;
	source_unknown(p->src, parse_place(key), what, key->text, &(struct words){ list, n });
}

/* take_map() - the long form: every argument by its key. */
static void take_map(struct parse *p, struct building *b, const struct yaml *y)
{
	bool cut = false;

	for (size_t i = 0; i < y->n; i++) {
		const struct step_arg *arg =
			find_arg(b->kind->args, b->kind->n_args, y->keys[i]->text);

		if (arg)
			store(p, b, arg, y->items[i]);
		/* a commit's id is an argument and the step's own id at once */
		bool common = (!arg || arg->type == ARG_TEXT) &&
			      store_common(p, b, y->keys[i], y->items[i]);
		if (!arg && !common && !cut)
			unknown_arg(p, b, y->keys[i]);
		cut = cut || cut_expression(p->src, y->items[i], NULL);
	}
	for (size_t i = 0; i < b->kind->n_args; i++)
		if (b->kind->args[i].required && !yaml_get(y, b->kind->args[i].key))
			source_error(p->src, parse_place(b->at), "'%s' is missing in '%s': %s",
				     b->kind->args[i].key, step_word(b->step->verb),
				     b->kind->args[i].help);
}

/* means_map() - is a map behind the verb the long form? A bare argument may be a map itself. */
static bool means_map(const struct step_kind *kind, const struct yaml *y)
{
	if (y->type != YAML_MAP)
		return false;
	if (!kind->bare)
		return true;
	const struct step_arg *bare = find_arg(kind->args, kind->n_args, kind->bare);

	if (bare->type == ARG_BRANCHES)
		return false;
	return (bare->type != ARG_TARGET && bare->type != ARG_FIELD) ||
	       yaml_get(y, kind->bare) != NULL;
}

static void take_argument(struct parse *p, struct building *b, const struct yaml *y)
{
	if (means_map(b->kind, y)) {
		take_map(p, b, y);
		return;
	}
	if (!b->kind->bare) {
		source_error(p->src, parse_place(y), "'%s' takes a map, such as { %s: ... }",
			     step_word(b->step->verb), b->kind->args[0].key);
		return;
	}
	store(p, b, find_arg(b->kind->args, b->kind->n_args, b->kind->bare), y);
}

static void fill_target(struct parse *p, const struct step *step, const struct target **slot)
{
	const struct yaml nothing = {
		.type = YAML_TEXT,
		.text = "",
		.line = step->at.line,
		.col = step->at.col,
	};

	if (!*slot)
		*slot = target_parse(p, &nothing, TARGET_TEXT);
}

/* fill_gaps() - no pointer that a reader needs stays NULL, whatever was missing. */
static void fill_gaps(struct parse *p, struct building *b)
{
	for (size_t i = 0; i < b->kind->n_args; i++) {
		const struct step_arg *arg = &b->kind->args[i];
		void *slot = (char *)b->step + arg->offset;
		const struct value **value = slot;
		const char **text = slot;

		if (!arg->required)
			continue;
		if (arg->type == ARG_TARGET || arg->type == ARG_FIELD)
			fill_target(p, b->step, slot);
		else if (arg->type == ARG_VALUE && !*value)
			*value = parse_literal(p, b->step->at, "");
		else if ((arg->type == ARG_TEXT || arg->type == ARG_NAME ||
			  arg->type == ARG_CHORD) &&
			 !*text)
			*text = "";
	}
}

static const struct target *with_form(struct parse *p, const struct step_read *read)
{
	struct target *own = arena_alloc(p->r->arena, sizeof *own);

	*own = *read->from;
	if (read->match && own->kind == TARGET_MATCH)
		source_error(p->src, own->at,
			     "this target is found by its form already; a second 'match' cannot"
			     " hold as well");
	if (read->match)
		own->match = read->match;
	if (read->check_digit != CHECK_DIGIT_NONE)
		own->check_digit = read->check_digit;
	return own;
}

/* finish() - what an argument alone cannot know. */
static void finish(struct parse *p, struct building *b)
{
	struct step *s = b->step;

	fill_gaps(p, b);
	if (s->verb == STEP_READ && (s->u.read.match || s->u.read.check_digit))
		s->u.read.from = with_form(p, &s->u.read);
	if (s->verb == STEP_TICK && !s->u.tick.on)
		s->u.tick.on = parse_literal(p, s->at, "true");
	if (s->verb == STEP_FAIL && !s->u.fail.reason) {
		source_error(p->src, s->at, "'fail' needs a reason: business or application");
		s->u.fail.reason = parse_literal(p, s->at, "");
	}
	if (s->verb == STEP_COMMIT)
		branch_inherit_forms(&s->u.commit);
}

static void begin(struct building *b, enum step_verb verb)
{
	struct step *s = b->step;

	b->kind = step_kind(verb);
	*s = (struct step){ .verb = verb, .at = parse_place(b->at), .within_ms = STEP_WITHIN_MS };
	if (verb == STEP_CLICK)
		s->u.click.button = 1;
	if (verb == STEP_COMMIT) {
		s->within_ms = COMMIT_WITHIN_MS;
		s->u.commit.visible_after_ms = VISIBLE_AFTER_MS;
		s->u.commit.confirm = true;
	}
}

static void unknown_verb(struct parse *p, const struct yaml *key)
{
	const char *list[STEP_VERB_MAX_];

	for (enum step_verb v = 0; v < STEP_VERB_MAX_; v++)
		list[v] = step_word(v);
	source_unknown(p->src, parse_place(key), "step", key->text,
		       &(struct words){ list, STEP_VERB_MAX_ });
}

/*
 * find_verb() - which key of the map is the verb; the map's size if none is. `if` yields to
 * others.
 */
static size_t find_verb(const struct yaml *y, enum step_verb *ret_verb)
{
	size_t found = y->n;
	enum step_verb verb;

	for (size_t i = 0; i < y->n; i++) {
		if (!step_verb_from(y->keys[i]->text, &verb))
			continue;
		if (found < y->n && verb == STEP_IF)
			continue;
		found = i;
		*ret_verb = verb;
		if (verb != STEP_IF)
			break;
	}
	return found;
}

/* take_siblings() - what stands beside the verb: common keys only. */
static void take_siblings(struct parse *p, struct building *b, size_t verb_at)
{
	enum step_verb other;

	for (size_t i = 0; i < b->at->n; i++) {
		const struct yaml *key = b->at->keys[i];

		if (i == verb_at || store_common(p, b, key, b->at->items[i]))
			continue;
		if (step_verb_from(key->text, &other))
			source_error(p->src, parse_place(key),
				     "one step has one verb; '%s' is a step of its own and begins"
				     " with '- '",
				     key->text);
		else
			unknown_arg(p, b, key);
	}
}

/* parse_step() - false if it has no verb at all. */
static bool parse_step(struct parse *p, const struct yaml *y, struct step *ret_step)
{
	struct building b = { .step = ret_step, .at = y };
	enum step_verb verb;

	if (!parse_is(p, y, YAML_MAP, "a step (verb: argument)"))
		return false;
	if (y->n == 0) {
		source_error(p->src, parse_place(y), "a step (verb: argument) was expected here");
		return false;
	}
	size_t at = find_verb(y, &verb);

	if (at == y->n) {
		unknown_verb(p, y->keys[0]);
		return false;
	}
	begin(&b, verb);
	if (verb == STEP_IF) {
		take_map(p, &b, y);
	} else {
		take_siblings(p, &b, at);
		take_argument(p, &b, y->items[at]);
	}
	finish(p, &b);
	return true;
}

struct steps step_parse_list(struct parse *p, const struct yaml *y)
{
	size_t n = y->type == YAML_LIST ? y->n : 1;
	struct steps steps = { .list = arena_calloc(p->r->arena, n, sizeof *steps.list) };

	for (size_t i = 0; i < n; i++)
		if (parse_step(p, y->type == YAML_LIST ? y->items[i] : y, &steps.list[steps.n]))
			steps.n++;
	return steps;
}

static void take_sees(struct parse *p, const struct yaml *y, void *to)
{
	((struct recipe_handler *)to)->sees = target_parse(p, y, TARGET_TEXT);
}

static void take_do(struct parse *p, const struct yaml *y, void *to)
{
	((struct recipe_handler *)to)->act = step_parse_list(p, y);
}

struct recipe_handlers step_parse_handlers(struct parse *p, const struct yaml *y)
{
	static const struct parse_key rows[] = { { "sees", true, take_sees },
						 { "do", true, take_do } };
	const struct parse_keys keys = { "key of a handler", rows, 2 };
	struct recipe_handlers h = { 0 };

	if (!parse_is(p, y, YAML_LIST, "a list of handlers ({ sees, do })"))
		return h;
	h.list = arena_calloc(p->r->arena, y->n, sizeof *h.list);
	for (size_t i = 0; i < y->n; i++) {
		struct recipe_handler *one = &h.list[h.n++];

		one->at = parse_place(y->items[i]);
		parse_map(p, y->items[i], &keys, one);
		if (!one->sees)
			take_sees(p, &(struct yaml){ .type = YAML_TEXT, .text = "" }, one);
	}
	return h;
}
