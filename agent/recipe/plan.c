/* plan.c - what a recipe would write for one submission, found without a desk. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/plan.h"

#include "agent/recipe/expression.h"
#include "base/str.h"

enum { DESCRIPTION_DEPTH_MAX = 6 };

struct plan {
	const struct recipe *r;
	struct scope *s;
	struct buf *out;
	struct arena *arena; /* owned: texts on their way */
	const char **reads;  /* names that only the screen gives */
	size_t n_reads, room;
	int depth; /* of steps inside steps, for indenting */
};

static bool plan_steps(struct plan *p, const struct steps *steps, struct err *e);

static void indent(struct plan *p)
{
	for (int i = 0; i < p->depth; i++)
		buf_adds(p->out, "  ");
}

/* read_name() - the name in @v that only the screen gives, NULL if there is none. */
static const char *read_name(const struct plan *p, const struct value *v)
{
	for (size_t i = 0; i < p->n_reads; i++)
		if (expression_takes(v, p->reads[i]))
			return p->reads[i];
	return NULL;
}

static void add_read(struct plan *p, const char *name)
{
	if (p->n_reads == p->room) {
		const char **more = arena_calloc(p->arena, 2 * p->room + 8, sizeof *more);

		for (size_t i = 0; i < p->n_reads; i++)
			more[i] = p->reads[i];
		p->reads = more;
		p->room = 2 * p->room + 8;
	}
	p->reads[p->n_reads++] = name;
}

/* say_value() - the text, or what stands in its place as long as no screen is there. */
static bool say_value(struct plan *p, const struct value *v, struct err *e)
{
	const char *from_screen = read_name(p, v), *text;

	if (scope_is_secret(v)) {
		buf_adds(p->out, "(secret)");
		return true;
	}
	if (from_screen) {
		buf_addf(p->out, "(from the screen: %s)", from_screen);
		return true;
	}
	if (!scope_text(p->s, v, p->arena, &text, e))
		return false;
	buf_adds(p->out, text);
	return true;
}

static bool say_target(struct plan *p, const struct target *t, int depth, struct err *e);

static bool say_row(struct plan *p, const struct target *t, struct err *e)
{
	buf_adds(p->out, "row with ");
	for (size_t i = 0; i < t->n_row_with; i++) {
		buf_adds(p->out, i ? ", " : "");
		if (!say_value(p, t->row_with[i], e))
			return false;
	}
	return true;
}

static bool say_cell(struct plan *p, const struct target *t, struct err *e)
{
	buf_adds(p->out, "cell [");
	if (!say_value(p, t->cell_row, e))
		return false;
	buf_adds(p->out, ", ");
	if (!say_value(p, t->cell_column, e))
		return false;
	buf_adds(p->out, "]");
	return true;
}

static bool say_target(struct plan *p, const struct target *t, int depth, struct err *e)
{
	static const char *const sides[] = {
		[SIDE_RIGHT] = "right of ", [SIDE_LEFT] = "left of ", [SIDE_ABOVE] = "above ",
		[SIDE_BELOW] = "below ",    [SIDE_NEAR] = "near ",
	};

	if (t->name || depth == DESCRIPTION_DEPTH_MAX) {
		buf_adds(p->out, t->name ? t->name : "...");
		return true;
	}
	switch (t->kind) {
	case TARGET_TEXT:
	case TARGET_FIELD: return say_value(p, t->text, e);
	case TARGET_MATCH:
		if (t->like)
			return say_value(p, t->text, e);
		buf_adds(p->out, "(a text of the form asked for)");
		return true;
	case TARGET_POINT: return say_target(p, t->of, depth + 1, e);
	case TARGET_BESIDE:
		buf_adds(p->out, sides[t->side]);
		return say_target(p, t->of, depth + 1, e);
	case TARGET_ROW: return say_row(p, t, e);
	case TARGET_CELL: return say_cell(p, t, e);
	case TARGET_WINDOW:
		buf_adds(p->out, "window ");
		return !t->text || say_value(p, t->text, e);
	case TARGET_ANY: return t->n_any == 0 || say_target(p, t->any[0], depth + 1, e);
	}
	return true;
}

static bool plan_write(struct plan *p, const struct step_write *write, struct err *e)
{
	indent(p);
	buf_adds(p->out, "write ");
	if (!say_target(p, write->into, 0, e))
		return false;
	buf_adds(p->out, " = ");
	if (write->hidden)
		buf_adds(p->out, "(secret)");
	else if (!say_value(p, write->value, e))
		return false;
	if (write->shows && !write->hidden) {
		buf_adds(p->out, "   shows ");
		if (!say_value(p, write->shows, e))
			return false;
	}
	buf_addc(p->out, '\n');
	return true;
}

static bool plan_choose(struct plan *p, const struct step_choose *choose, struct err *e)
{
	indent(p);
	buf_adds(p->out, "choose ");
	if (!say_target(p, choose->in, 0, e))
		return false;
	buf_adds(p->out, " = ");
	if (!say_value(p, choose->option, e))
		return false;
	buf_addc(p->out, '\n');
	return true;
}

static bool plan_tick(struct plan *p, const struct step_tick *tick, struct err *e)
{
	const char *from_screen = read_name(p, tick->on);
	bool on = false;

	indent(p);
	buf_adds(p->out, "tick ");
	if (!say_target(p, tick->box, 0, e))
		return false;
	if (from_screen) {
		buf_addf(p->out, " = (from the screen: %s)\n", from_screen);
		return true;
	}
	if (!scope_truth(p->s, tick->on, &on, e))
		return false;
	buf_addf(p->out, " = %s\n", on ? "yes" : "no");
	return true;
}

static bool plan_inside(struct plan *p, const struct steps *steps, struct err *e)
{
	p->depth++;
	bool done = plan_steps(p, steps, e);

	p->depth--;
	return done;
}

/* plan_if() - the way the submission decides; both where only the screen can. */
static bool plan_if(struct plan *p, const struct step_if *branch, struct err *e)
{
	const char *from_screen = read_name(p, branch->condition);
	bool holds = false;

	if (!from_screen)
		return scope_truth(p->s, branch->condition, &holds, e) &&
		       plan_steps(p, holds ? &branch->then : &branch->otherwise, e);
	indent(p);
	buf_addf(p->out, "if the screen says so (%s)\n", from_screen);
	if (!plan_inside(p, &branch->then, e))
		return false;
	if (branch->otherwise.n == 0)
		return true;
	indent(p);
	buf_adds(p->out, "else\n");
	return plan_inside(p, &branch->otherwise, e);
}

static bool plan_either(struct plan *p, const struct step_either *either, struct err *e)
{
	for (size_t i = 0; i < either->n; i++) {
		const struct either_branch *branch = &either->branches[i];

		if (branch->read_as)
			add_read(p, branch->read_as);
		if (branch->then.n == 0)
			continue;
		indent(p);
		buf_addf(p->out, "if the screen shows '%s'\n", branch->name);
		if (!plan_inside(p, &branch->then, e))
			return false;
	}
	return true;
}

static bool plan_commit(struct plan *p, const struct step_commit *commit, struct err *e)
{
	if (commit->mark_into) {
		indent(p);
		buf_adds(p->out, "write ");
		if (!say_target(p, commit->mark_into, 0, e))
			return false;
		buf_adds(p->out, " = (the job's mark)\n");
	}
	indent(p);
	buf_addf(p->out, "commit %s\n", commit->id);
	return plan_inside(p, &commit->act, e) && plan_inside(p, &commit->proof, e);
}

static bool plan_fail(struct plan *p, const struct step_fail *fail, struct err *e)
{
	indent(p);
	buf_addf(p->out, "fail (%s) ", err_class_name(fail->cls));
	if (!say_value(p, fail->reason, e))
		return false;
	buf_addc(p->out, '\n');
	return true;
}

/*
 * plan_step() - steps that write nothing have no line: a plan is what will stand in the
 * application.
 */
static bool plan_step(struct plan *p, const struct step *s, struct err *e)
{
	switch (s->verb) {
	case STEP_READ: add_read(p, s->u.read.as); return true;
	case STEP_READ_TABLE: add_read(p, s->u.table.as); return true;
	case STEP_EITHER: return plan_either(p, &s->u.either, e);
	case STEP_WRITE: return plan_write(p, &s->u.write, e);
	case STEP_CHOOSE: return plan_choose(p, &s->u.choose, e);
	case STEP_TICK: return plan_tick(p, &s->u.tick, e);
	case STEP_COMMIT: return plan_commit(p, &s->u.commit, e);
	case STEP_IF: return plan_if(p, &s->u.branch, e);
	case STEP_FAIL: return plan_fail(p, &s->u.fail, e);
	case STEP_EXPECT:
	case STEP_GONE:
	case STEP_CLICK:
	case STEP_KEY:
	case STEP_MENU:
	case STEP_TAB:
	case STEP_VERB_MAX_: return true;
	}
	return true;
}

/* plan_optional() - a step under the common key `if`. */
static bool plan_optional(struct plan *p, const struct step *s, struct err *e)
{
	const char *from_screen = s->only_if ? read_name(p, s->only_if) : NULL;
	bool holds = true;

	if (from_screen) {
		indent(p);
		buf_addf(p->out, "only if the screen says so (%s):\n", from_screen);
	} else if (s->only_if && !scope_truth(p->s, s->only_if, &holds, e)) {
		return false;
	}
	return !holds || plan_step(p, s, e);
}

static bool plan_steps(struct plan *p, const struct steps *steps, struct err *e)
{
	for (size_t i = 0; i < steps->n; i++)
		if (!plan_optional(p, &steps->list[i], e))
			return false;
	return true;
}

static void plan_values(struct plan *p)
{
	for (size_t i = 0; i < p->r->n_values; i++) {
		const struct recipe_value *one = &p->r->values[i];
		const struct value name = { .at = one->value->at,
					    .expression = true,
					    .text = one->name };
		struct err none = { 0 };
		const char *text;

		/* an object, a list or a truth has no text: it is there, that is all */
		bool plain = scope_text(p->s, &name, p->arena, &text, &none);

		buf_addf(p->out, "%s = %s\n", one->name, plain ? text : "(no text)");
	}
}

static bool plan_outcome(struct plan *p, struct err *e)
{
	for (size_t i = 0; i < p->r->n_entered; i++) {
		buf_addf(p->out, "entered %s = ", p->r->entered[i].name);
		if (!say_value(p, p->r->entered[i].value, e))
			return false;
		buf_addc(p->out, '\n');
	}
	return true;
}

bool plan_print(const struct recipe *r, struct scope *s, struct buf *out, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct plan p = { .r = r, .s = s, .out = out, .arena = a };

	if (!scope_compute(s, e))
		return false;
	plan_values(&p);
	return plan_steps(&p, &r->steps, e) && plan_outcome(&p, e) && buf_check(out, "the plan", e);
}
