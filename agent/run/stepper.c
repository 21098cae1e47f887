/* stepper.c - the steps of a recipe, one after the other, each with its limit and its report. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <assert.h>
#include "agent/desk/desk.h"
#include "agent/desk/guard.h"
#include "agent/desk/input.h"
#include "agent/run/recording.h"
#include "agent/run/runner.h"
#include "base/str.h"

static int middle_x(struct rect r)
{
	return r.x + r.w / 2;
}

static int middle_y(struct rect r)
{
	return r.y + r.h / 2;
}

static bool step_click(struct run *r, const struct step_click *c, struct err *e)
{
	struct hit hit;

	return wait_target(r, c->target, &hit, e) &&
	       guard_aim(r->o.desk, hit.window_id, middle_x(hit.box), middle_y(hit.box), e) &&
	       input_part_clicks_at(r->o.desk, middle_x(hit.box), middle_y(hit.box), e) &&
	       input_click(r->o.desk, middle_x(hit.box), middle_y(hit.box), c->button,
			   c->twice ? 2 : 1, e);
}

static bool step_expect(struct run *r, const struct step_look *look, struct err *e)
{
	struct hit hit;

	r->mark = STEP_SEEN;
	return wait_target(r, look->target, &hit, e);
}

static bool step_gone(struct run *r, const struct step_look *look, struct err *e)
{
	const struct locate_query q = { .target = look->target, .scope = r->scope };

	r->what = locate_describe(look->target, r->scope, r->arena);
	r->mark = STEP_SEEN;
	for (;;) {
		struct hits hits = { .arena = r->arena };
		bool over, handled;
		if (!wait_settle(r, e) || !locate_find(r->o.locator, &q, &hits, e))
			return false;
		if (hits.n == 0)
			return true;
		if (!wait_handlers(r, &handled, e) || (!handled && !wait_event(r, &over, e)))
			return false;
		if (deadline_over(r->limit))
			return err_set(e, ERR_NOT_FOUND, "%s does not go away", r->what);
	}
}

bool stepper_read(struct run *r, const struct locate_query *q, const char **ret_text,
		  struct reading *ret_reading, struct err *e)
{
	const struct target *target = q->target;
	struct hits hits = { .arena = r->arena };
	struct read_query form = { .match = target->match,
				   .check_digit = target->check_digit,
				   .field = target->kind == TARGET_FIELD ||
					    target->kind == TARGET_BESIDE,
				   .arena = r->arena };
	struct reading reading = { .certainty = OCR_UNCERTAIN, .text = "", .alternatives = "" };

	*ret_text = NULL;
	if (!locate_find(r->o.locator, q, &hits, e))
		return false;
	reading.exact = hits.n == 0;
	*ret_reading = reading;
	if (hits.n != 1)
		return true;
	form.box = hits.list[0].box;
	if (target->kind == TARGET_WINDOW) {
		if (!locate_read_window(r->o.locator, hits.list[0].window_id, &form, &reading, e))
			return false;
	} else if (target->kind == TARGET_CELL) {
		if (!locate_read_cells(r->o.locator, hits.list[0].window_id, &form, &reading, e))
			return false;
	} else if (!locate_read(r->o.locator, &form, &reading, e)) {
		return false;
	}
	*ret_reading = reading;
	if (reading.certainty == OCR_CERTAIN && *reading.text)
		*ret_text = reading.text;
	return true;
}

bool stepper_uncertain(const struct run *r, const struct reading *reading, struct err *e)
{
	if (reading->certainty == OCR_AMBIGUOUS)
		return err_set(e, ERR_UNCERTAIN, "%s is %s: %s", r->what,
			       reading_certainty_word(reading->certainty), reading->alternatives);
	if (reading->cut)
		return err_set(
			e, ERR_UNCERTAIN,
			"%s fills its field: there may be more of it (scrolls: true), seen is"
			" '%s'",
			r->what, reading->text);
	return err_set(e, ERR_UNCERTAIN, "%s is %s, proposal '%s'", r->what,
		       reading_certainty_word(reading->certainty), reading->text);
}

static bool step_read(struct run *r, const struct step_read *read, struct err *e)
{
	const struct locate_query q = { .target = read->from, .scope = r->scope };
	struct reading reading;
	const char *text;
	struct hit hit;
	bool over = false;

	if (!wait_target(r, read->from, &hit, e))
		return false;
	r->mark = STEP_SEEN;
	for (;;) {
		r->what = locate_describe(read->from, r->scope, r->arena);
		if (!stepper_read(r, &q, &text, &reading, e))
			return false;
		if (text)
			return reads_keep(r, read->as, text, e);
		if (over)
			return stepper_uncertain(r, &reading, e);
		/* Read again only on a screen at rest, and only if it changes. */
		if (!wait_event(r, &over, e) || !wait_settle(r, e))
			return false;
	}
}

/* read_column() - the cell of the branch's row under its heading becomes a value. */
static bool read_column(struct run *r, const struct either_branch *b, struct err *e)
{
	const struct value heading = { .at = b->at, .text = b->read_column };
	struct target cell = *b->sees;
	struct step_read read = { .from = &cell, .as = b->read_as };

	cell.column = &heading;
	cell.match = b->read_match;
	cell.check_digit = b->read_check_digit;
	return step_read(r, &read, e);
}

static bool take_branch(struct run *r, const struct either_branch *b, struct err *e)
{
	r->branch = b->name;
	r->mark = STEP_SEEN;
	if (b->read_as && !read_column(r, b, e))
		return false;
	const char *branch = r->branch;
	bool done = stepper_walk(r, &b->then, e);
	r->branch = branch;
	r->what = branch;
	return done;
}

static bool step_either(struct run *r, const struct step_either *either, struct err *e)
{
	bool over = false, handled;

	r->what = "one of several";
	for (;;) {
		if (!wait_settle(r, e))
			return false;
		for (size_t i = 0; i < either->n; i++) {
			const struct locate_query q = { .target = either->branches[i].sees,
							.scope = r->scope };
			struct hits hits = { .arena = r->arena };
			if (!locate_find(r->o.locator, &q, &hits, e))
				return false;
			if (hits.n == 1)
				return take_branch(r, &either->branches[i], e);
		}
		if (!wait_handlers(r, &handled, e))
			return false;
		if (over)
			return err_set(e, ERR_NOT_FOUND,
				       "none of the %zu branches of `either` came", either->n);
		if (!handled && !wait_event(r, &over, e))
			return false;
		over = over || deadline_over(r->limit);
	}
}

static bool step_menu(struct run *r, const struct step_menu *m, struct err *e)
{
	const struct target first = { .kind = TARGET_TEXT, .text = m->path[0] };
	struct hit hit;

	if (!wait_target(r, &first, &hit, e))
		return false;
	for (size_t i = 1; i <= m->n; i++) {
		const char *text;
		if (!input_click(r->o.desk, middle_x(hit.box), middle_y(hit.box), 1, 1, e))
			return false;
		if (i == m->n)
			break;
		if (!scope_text(r->scope, m->path[i], r->arena, &text, e) ||
		    !wait_popup(r, text, &hit, e))
			return false;
		r->what = arena_printf(r->arena, "%s > %s", r->what, text);
	}
	return wait_no_popup(r, e);
}

static bool step_tab(struct run *r, const struct step_tab *t, struct err *e)
{
	const char *tab;

	if (!option_tab(r, t->title, e) || !scope_text(r->scope, t->title, r->arena, &tab, e))
		return false;
	r->tab = tab;
	return true;
}

static bool step_if(struct run *r, const struct step_if *branch, struct err *e)
{
	bool yes;

	if (!scope_truth(r->scope, branch->condition, &yes, e) ||
	    !stepper_walk(r, yes ? &branch->then : &branch->otherwise, e))
		return false;
	r->what = yes ? "then" : "else";
	r->how = "";
	r->mark = STEP_DONE;
	return true;
}

static bool step_fail(struct run *r, const struct step_fail *fail, struct err *e)
{
	const char *reason;

	if (!scope_text(r->scope, fail->reason, r->arena, &reason, e))
		return false;
	r->declared = fail->cls;
	r->retry_after_ms = fail->retry_after_ms;
	return err_set(e, fail->cls == ERR_CLASS_BUSINESS ? ERR_REFUSED : ERR_MISBEHAVED, "%s",
		       reason);
}

/* check-sizes: allow complexity - one case a verb of the table */
static bool dispatch(struct run *r, const struct step *s, struct err *e)
{
	switch (s->verb) {
	case STEP_EXPECT: return step_expect(r, &s->u.look, e);
	case STEP_GONE: return step_gone(r, &s->u.look, e);
	case STEP_READ:
		return s->u.read.scrolls ? scroll_read(r, &s->u.read, e)
					 : step_read(r, &s->u.read, e);
	case STEP_READ_TABLE: return tables_read(r, &s->u.table, e);
	case STEP_EITHER: return step_either(r, &s->u.either, e);
	case STEP_CLICK: return step_click(r, &s->u.click, e);
	case STEP_WRITE: return entry_write(r, &s->u.write, e);
	case STEP_KEY:
		r->what = s->u.key.chord;
		return wait_settle(r, e) && input_key(r->o.desk, s->u.key.chord, e);
	case STEP_CHOOSE: return option_choose(r, &s->u.choose, e);
	case STEP_TICK: return option_tick(r, &s->u.tick, e);
	case STEP_MENU: return step_menu(r, &s->u.menu, e);
	case STEP_TAB: return step_tab(r, &s->u.tab, e);
	case STEP_COMMIT: return commit_step(r, s, e);
	case STEP_IF: return step_if(r, &s->u.branch, e);
	case STEP_FAIL: return step_fail(r, &s->u.fail, e);
	case STEP_VERB_MAX_: break;
	}
	assert(false && "the parser makes only steps of the table");
	return false;
}

/* note_step() - on the tape; what the act and its proof looked like survives whatever comes. */
static void note_step(struct run *r, const struct step *s)
{
	struct recording *recording = r->task ? r->task->recording : NULL;

	if (!recording)
		return;
	recording_step(recording, s->at.line, step_word(s->verb));
	if (r->undecided)
		recording_secure(recording);
}

static void report(struct run *r, const struct step *s, int64_t began_us, enum err_code cause)
{
	const struct step_report one = {
		.word = step_word(s->verb),
		.what = r->what ? r->what : "",
		.how = r->how,
		.proposal = r->proposal,
		.mark = cause == ERR_NONE ? r->mark : STEP_FAILED,
		.cause = cause,
		.took_us = clock_boot_us() - began_us,
		.line = s->at.line,
	};

	note_step(r, s);
	if (r->o.observer)
		r->o.observer->step(r->o.observer->self, &one);
}

/*
 * note_failure() - where it began and what was said there; the steps around it only add places.
 */
static void note_failure(struct run *r, const struct step *s, const struct err *e)
{
	if (r->place)
		return;
	r->place = arena_printf(r->arena, "%s:%d", r->o.recipe->file, s->at.line);
	r->cause = arena_strdup(r->arena, e->msg);
}

static bool step_one(struct run *r, const struct step *s, struct err *e)
{
	int64_t began_us = clock_boot_us();
	bool wanted = true;

	if (!wait_watch(r, e) || (s->only_if && !scope_truth(r->scope, s->only_if, &wanted, e)))
		return false;
	if (!wanted)
		return true;
	r->step = s;
	wait_within(r, s->within_ms);
	r->mark = STEP_DONE;
	r->how = "";
	r->proposal = NULL;
	r->what = NULL;
	bool done = dispatch(r, s, e);
	report(r, s, began_us, done ? ERR_NONE : e->code);
	if (done)
		return true;
	note_failure(r, s, e);
	return err_wrap(e, "%s:%d: %s", r->o.recipe->file, s->at.line, step_word(s->verb));
}

bool stepper_walk(struct run *r, const struct steps *steps, struct err *e)
{
	for (size_t i = 0; i < steps->n && !r->rehearsed; i++)
		if (!step_one(r, &steps->list[i], e))
			return false;
	return true;
}
