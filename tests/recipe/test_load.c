/* test_load.c - the example recipe as loaded: short and long forms, targets, defaults. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/mem.h"
#include "base/pattern.h"
#include "tests/check.h"
#include "tests/recipe/folder.h"

static struct recipe *load(const char *folder, struct arena *a)
{
	struct findings f;
	struct recipe *r = NULL;
	struct err e = { 0 };
	struct buf out;

	findings_init(&f, a);
	CHECK_OK(recipe_load(folder, &f, &r, &e), e);
	buf_init(&out, 1 << 16);
	findings_print(&f, &out);
	CHECK_EQ_STR(out.data, "");
	buf_clear(&out);
	return r;
}

TEST(example_has_no_findings_and_all_its_parts)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(recipe_freep) struct recipe *r = load(EXAMPLE, a);

	if (!CHECK(r != NULL))
		return;
	CHECK_EQ_STR(r->name, "hundesteuer-anmeldung");
	CHECK_EQ_STR(r->service, "urn:de:fim:leika:leistung:99123456760610");
	CHECK_EQ_STR(r->once_per_text, "input.hund.chipnummer");
	CHECK_EQ_UINT(r->n_public, 4);
	CHECK_EQ_UINT(r->n_config, 3);
	CHECK_EQ_UINT(r->n_values, 10);
	CHECK_EQ_UINT(r->n_targets, 3);
	CHECK_EQ_UINT(r->on.n, 5);
	CHECK_EQ_UINT(r->steps.n, 22);
	CHECK_EQ_UINT(r->n_entered, 1);
	CHECK_EQ_UINT(r->n_lists, 2);
	CHECK_EQ_UINT(r->application.n_start, 5);
	CHECK(r->application.start[0]->expression);
	CHECK_EQ_STR(r->application.start[1]->text, "--datei");
	CHECK_EQ_INT(r->application.window->kind, TARGET_WINDOW);
	CHECK_EQ_STR(r->application.window->text->text, "Steuerverfahren*");
	CHECK_EQ_INT(r->application.sessions, 2);
	CHECK_EQ_UINT(r->application.n_fonts, 3);
	CHECK_EQ_STR(r->application.select_all, "ctrl+slash");
}

TEST(example_commit_is_whole)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(recipe_freep) struct recipe *r = load(EXAMPLE, a);

	if (!CHECK(r != NULL))
		return;
	const struct step *s = &r->steps.list[r->steps.n - 1];
	const struct step_commit *c = &s->u.commit;

	CHECK_EQ_INT(s->verb, STEP_COMMIT);
	CHECK_EQ_STR(s->id, "anmelden");
	CHECK_EQ_STR(c->id, "anmelden");
	CHECK_EQ_INT(s->within_ms, COMMIT_WITHIN_MS);
	CHECK_EQ_INT(c->visible_after_ms, 30000);
	CHECK_EQ_INT(c->mark_into->kind, TARGET_FIELD);
	CHECK_EQ_STR(c->mark_into->text->text, "Bemerkung");
	CHECK_EQ_UINT(c->act.n, 1);
	CHECK_EQ_STR(c->act.list[0].u.click.target->name, "speichern");
	CHECK_EQ_UINT(c->proof.n, 1);
	const struct target *from = c->proof.list[0].u.read.from;

	CHECK_EQ_INT(from->kind, TARGET_BESIDE);
	CHECK_EQ_INT(from->check_digit, CHECK_DIGIT_MOD11);
	CHECK_EQ_UINT(c->probe.n, 4);
	const struct step_either *either = &c->probe.list[3].u.either;

	CHECK_EQ_UINT(either->n, 2);
	CHECK_EQ_STR(either->branches[0].read_column, "Kassenzeichen");
	CHECK_EQ_UINT(either->branches[0].sees->n_row_with, 2);
	/* the form of the proof holds for the same value in the probe */
	CHECK(either->branches[0].read_match == from->match);
	CHECK_EQ_INT(either->branches[0].read_check_digit, CHECK_DIGIT_MOD11);
	CHECK_EQ_INT(either->branches[1].sees->kind, TARGET_TEXT);
}

static const char head[] = "recipe: r\nlanguage: 1\nversion: 1.0.0\ntitle: t\n"
			   "accepts: { service: s }\n"
			   "application:\n"
			   "  start: [ p ]\n"
			   "  window: { title: \"P*\" }\n"
			   "  home: [ key: Escape, expect: Menü ]\n";

static struct recipe *load_steps(const char *steps, struct arena *a)
{
	char folder[FOLDER_PATH_BYTES];
	struct buf yaml;

	buf_init(&yaml, 1 << 16);
	buf_addf(&yaml, "%s%s", head, steps);
	folder_make(folder, yaml.data);
	struct recipe *r = load(folder, a);

	folder_remove(folder);
	buf_clear(&yaml);
	return r;
}

TEST(short_and_long_form_mean_the_same)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(recipe_freep)
	struct recipe *r = load_steps("steps:\n"
				      "  - click: Anmelden\n"
				      "  - click: { target: Anmelden }\n"
				      "  - click: { text: Anmelden }\n"
				      "  - menu: A\n"
				      "  - menu: { path: [ A ] }\n"
				      "  - key: ctrl+s\n"
				      "  - key: { chord: ctrl+s }\n"
				      "  - tick: Hund\n"
				      "  - tick: { box: Hund, on: true }\n",
				      a);

	if (!CHECK(r != NULL))
		return;
	for (size_t i = 0; i < 3; i++) {
		CHECK_EQ_INT(r->steps.list[i].u.click.target->kind, TARGET_TEXT);
		CHECK_EQ_STR(r->steps.list[i].u.click.target->text->text, "Anmelden");
		CHECK_EQ_INT(r->steps.list[i].u.click.button, 1);
	}
	for (size_t i = 3; i < 5; i++) {
		CHECK_EQ_UINT(r->steps.list[i].u.menu.n, 1);
		CHECK_EQ_STR(r->steps.list[i].u.menu.path[0]->text, "A");
	}
	for (size_t i = 5; i < 7; i++)
		CHECK_EQ_STR(r->steps.list[i].u.key.chord, "ctrl+s");
	for (size_t i = 7; i < 9; i++) {
		CHECK_EQ_INT(r->steps.list[i].u.tick.box->kind, TARGET_FIELD);
		CHECK_EQ_STR(r->steps.list[i].u.tick.on->text, "true");
	}
}

TEST(common_keys_stand_beside_the_verb_or_inside)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(recipe_freep)
	struct recipe *r =
		load_steps("steps:\n"
			   "  - click: A\n"
			   "    id: one\n"
			   "    within: 2s\n"
			   "    if: =has(input, \"a\")\n"
			   "  - click: { target: A, id: two, sensitive: true, note: why }\n"
			   "  - if: =has(input, \"a\")\n"
			   "    then: [ click: B ]\n"
			   "    else: [ click: C, click: D ]\n",
			   a);

	if (!CHECK(r != NULL))
		return;
	const struct step *s = r->steps.list;

	CHECK_EQ_STR(s[0].id, "one");
	CHECK_EQ_INT(s[0].within_ms, 2000);
	CHECK(s[0].only_if && s[0].only_if->expression);
	CHECK_EQ_STR(s[1].id, "two");
	CHECK(s[1].sensitive);
	CHECK_EQ_INT(s[1].within_ms, STEP_WITHIN_MS);
	CHECK_EQ_INT(s[2].verb, STEP_IF);
	CHECK(s[2].only_if == NULL);
	CHECK_EQ_UINT(s[2].u.branch.then.n, 1);
	CHECK_EQ_UINT(s[2].u.branch.otherwise.n, 2);
}

TEST(targets_by_name_come_before_texts)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(recipe_freep)
	struct recipe *r =
		load_steps("targets:\n"
			   "  ok: { text: OK, in: fenster }\n"
			   "  fenster: { window: \"F*\", class: Fach }\n"
			   "  zwei: { any: [ ok, Ja ] }\n"
			   "steps:\n"
			   "  - click: ok\n"
			   "  - write: { into: Name, value: \\=x }\n"
			   "  - read: { from: { below: ok, nth: 2 }, as: x, match: '^\\d+$' }\n"
			   "  - expect: { match: '^x' }\n"
			   "  - click: zwei\n",
			   a);

	if (!CHECK(r != NULL))
		return;
	const struct step *s = r->steps.list;

	CHECK(s[0].u.click.target == r->targets[0]);
	CHECK(r->targets[0]->in == r->targets[1]);
	CHECK_EQ_STR(r->targets[1]->window_class, "Fach");
	CHECK_EQ_INT(s[1].u.write.into->kind, TARGET_FIELD);
	CHECK(!s[1].u.write.value->expression);
	CHECK_EQ_STR(s[1].u.write.value->text, "=x");
	CHECK_EQ_INT(s[2].u.read.from->side, SIDE_BELOW);
	CHECK_EQ_INT(s[2].u.read.from->nth, 2);
	CHECK_EQ_STR(pattern_source(s[2].u.read.from->match), "^\\d+$");
	CHECK_EQ_INT(s[3].u.look.target->kind, TARGET_MATCH);
	CHECK_EQ_INT(r->targets[2]->kind, TARGET_ANY);
	CHECK(r->targets[2]->any[0] == r->targets[0]);
}

TEST(a_missing_folder_is_an_error_not_a_finding)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct findings f;
	struct recipe *r = NULL;
	struct err e = { 0 };

	findings_init(&f, a);
	CHECK_ERR(recipe_load("/nowhere/at/all", &f, &r, &e), e, ERR_IO);
	CHECK(r == NULL);
	CHECK_EQ_UINT(f.n_errors, 0);
}

TEST(every_row_of_the_table_has_both_helps)
{
	for (enum step_verb v = 0; v < STEP_VERB_MAX_; v++) {
		const struct step_kind *kind = step_kind(v);

		CHECK(kind->help && kind->help[0] && kind->hilfe && kind->hilfe[0]);
		for (size_t i = 0; i < kind->n_args; i++)
			CHECK(kind->args[i].help[0] && kind->args[i].hilfe[0]);
	}
}
