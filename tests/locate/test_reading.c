/* test_reading.c - a reading is certain only by pixels, form and check digit together. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include "agent/desk/desk.h"
#include "agent/desk/input.h"
#include "agent/locate/locate.h"
#include "base/mem.h"
#include "tests/check.h"
#include "tests/fixture/scene.h"

#define STEPS "steps:\n  - expect: { window: mask }\noutcome:\n  entered: { a: fest }\n"
#define NUMBER "match: '^\\d{2}\\.\\d{6}\\.\\d$', check_digit: mod11"

static const struct {
	const char *why, *shown, *form;
	enum ocr_certainty certainty;
	bool exact;
	const char *text, *alternatives;
} readings[] = {
	{ "form and check digit hold", "52.104712.7", NUMBER, OCR_CERTAIN, true, "52.104712.7",
	  "" },
	{ "the check digit does not", "52.104712.8", NUMBER, OCR_UNCERTAIN, true, NULL, "" },
	{ "one digit is missing", "52.10471.7", NUMBER, OCR_UNCERTAIN, true, NULL, "" },
	{ "the label behind it is read too", "52.104712.7~~~~~alt", NUMBER, OCR_UNCERTAIN, true,
	  NULL, "" },
	{ "digits have no twin", "0123456789", "match: '^\\d+$'", OCR_CERTAIN, true, "0123456789",
	  "" },
	{ "letters alike", "Đorđe", "nth: 1", OCR_AMBIGUOUS, true, NULL, "Ðorđe" },
	{ "the form tells which", "Đorđe", "match: '^Đ.*$'", OCR_CERTAIN, true, "Đorđe", "" },
	{ "the form tells the other", "Đorđe", "match: '^Ð.*$'", OCR_CERTAIN, true, "Ðorđe", "" },
	{ "all forms alike are told", "Đ-Đ", "nth: 1", OCR_AMBIGUOUS, true, NULL, "Ð–Ð" },
	{ "a mark in a cell of its own is no accent", "eq\u0300", "nth: 1", OCR_CERTAIN, true,
	  "eq\u0300", "" },
	{ "nothing stands there", "", NUMBER, OCR_UNCERTAIN, true, "", "" },
	{ "a letter the font lacks", "52\u0b95", "nth: 1", OCR_UNCERTAIN, false, NULL, "" },
};

/* read_named() - the reading of a target, which says where and in what form. */
static struct reading read_named(struct scene *s, const char *name)
{
	const struct locate_query q = { .target = scene_target(s, name), .scope = s->scope };
	struct hits hits = { .arena = s->a };
	struct reading got = { .certainty = OCR_UNCERTAIN, .text = "", .alternatives = "" };

	CHECK_OK(locate_find(s->locator, &q, &hits, &s->e), s->e);
	if (!CHECK_EQ_UINT(hits.n, 1))
		return got;
	const struct read_query form = { .box = hits.list[0].box,
					 .match = q.target->match,
					 .check_digit = q.target->check_digit,
					 .arena = s->a };
	CHECK_OK(locate_read(s->locator, &form, &got, &s->e), s->e);
	return got;
}

static struct reading read_target(struct scene *s)
{
	return read_named(s, "t");
}

TEST(a_reading_is_as_certain_as_it_can_be)
{
	EACH_CASE (row, readings) {
		struct scene s;
		struct arena *a = arena_new();
		const char *script = arena_printf(a,
						  "size 600 300\nlabel 20 20 l Nummer\n"
						  "field 140 14 300 f %s\nbare f\n",
						  row->shown);
		const char *yaml = arena_printf(
			a, "targets:\n  t: { right_of: Nummer, %s }\n" STEPS, row->form);
		if (CHECK(scene_open(&s, script, yaml)) && CHECK(scene_start(&s))) {
			const struct reading got = read_target(&s);
			if (!CHECK_EQ_INT(got.certainty, row->certainty))
				printf("\t%s: '%s' (%s)\n", row->why, got.text, got.alternatives);
			CHECK_EQ_INT(got.exact, row->exact);
			if (row->text)
				CHECK_EQ_STR(got.text, row->text);
			CHECK_HAS_STR(got.alternatives, row->alternatives);
		}
		scene_close(&s);
		arena_free(a);
	}
}

/* Every one of these Tesseract reads wrong in 9x15; all letters differ in some pixel, and the last
 * ones are unknown to mending. */
TEST(what_tesseract_misreads_is_read_certainly)
{
	static const char *const texts[] = { "0O1lI5S8B", "KZ:rnmclclO0", "IlI1l5S0OQ", "ǦǩḥẓŽŵ" };
	struct scene s;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct arena *a = arena_new();
		const char *script = arena_printf(
			a, "size 600 300\nlabel 20 20 l Nummer\nlabel 140 20 v %s\n", texts[i]);
		if (CHECK(scene_open(&s, script, "targets:\n  t: { right_of: Nummer }\n" STEPS)) &&
		    CHECK(scene_start(&s))) {
			CLEANUP(mem_freep) char *proposal = NULL;
			const struct tess_options any = { 0 };
			const struct img *frame;
			const struct reading got = read_target(&s);
			CHECK_OK(desk_frame(s.desk, &frame, &s.e), s.e);
			CHECK_OK(tess_read_line(s.tess, frame, got.box, &any, &proposal, &s.e),
				 s.e);
			CHECK(proposal && strcmp(proposal, texts[i]) != 0);
			CHECK_EQ_STR(reading_certainty_word(got.certainty), "certain");
			CHECK_EQ_STR(got.text, texts[i]);
			CHECK_EQ_UINT(locate_counts(s.locator).proposed, 0);
		}
		scene_close(&s);
		arena_free(a);
	}
}

#define SCENE_10X20 "-misc-fixed-medium-r-normal--20-200-75-75-c-100-*-*"
#define HELVETICA_12 "-adobe-helvetica-medium-r-normal--12-120-75-75-p-67-*-*"

static const struct {
	const char *shown, *form, *word, *text, *alternatives;
} twins[] = {
	{ "AI-7", "nth: 1", "ambiguous", NULL, "AI-7 | Al-7" },
	{ "Al-7", "nth: 1", "ambiguous", NULL, "AI-7 | Al-7" },
	{ "AI-7", "match: '^[A-Z]+-\\d$'", "certain", "AI-7", "" },
	{ "AI-7", "match: '^[A-Z][a-z]-\\d$'", "certain", "Al-7", "" },
	{ "AI-7", "match: '^[A-Za-z]+-\\d$'", "ambiguous", NULL, "AI-7 | Al-7" },
	{ "AI-7", "match: '^\\d+$'", "uncertain", NULL, "" },
};

/* I and l are the same pixels in Helvetica of 12 px. */
TEST(twins_are_settled_by_the_form_alone)
{
	EACH_CASE (row, twins) {
		struct scene s;
		struct arena *a = arena_new();
		const char *script = arena_printf(a,
						  "font " HELVETICA_12 "\nsize 600 300\n"
						  "label 20 20 l Nummer\nlabel 140 20 v %s\n",
						  row->shown);
		const char *yaml = arena_printf(
			a, "targets:\n  t: { right_of: Nummer, %s }\n" STEPS, row->form);
		if (CHECK(scene_open(&s, script, yaml)) && CHECK(scene_start(&s))) {
			const struct reading got = read_target(&s);
			if (!CHECK_EQ_STR(reading_certainty_word(got.certainty), row->word))
				printf("\t'%s' (%s)\n", got.text, got.alternatives);
			CHECK_EQ_STR(got.alternatives, row->alternatives);
			if (row->text)
				CHECK_EQ_STR(got.text, row->text);
		}
		scene_close(&s);
		arena_free(a);
	}
}

/* Letters that a font draws alike, in pairs, and behind them some that nothing looks like. */
static const struct {
	const char *font;
	const char *pieces[8];
	size_t n_twins, n;
} fonts[] = {
	{ HELVETICA_12, { "I", "l", "7", "a", "K" }, 2, 5 },
	{ SCENE_9X15, { "Đ", "Ð", "-", "–", "7", "a", "K" }, 4, 7 },
};

enum { ROUNDS = 4, TEXTS = 10, LETTERS = 6, TEXT_BYTES = 64 };

/* One text of twins, as it is shown, and what its form says it is. */
struct twin_text {
	char shown[TEXT_BYTES], wanted[TEXT_BYTES], form[TEXT_BYTES];
	bool ambiguous; /* the form leaves open which of two stands at one place */
};

static size_t partner(size_t font, size_t i)
{
	return i < fonts[font].n_twins ? i ^ 1 : i;
}

static void draw_twin_text(size_t font, struct twin_text *t)
{
	size_t open = check_random() % (2 * LETTERS); /* beyond the letters: none is */

	*t = (struct twin_text){ .shown = "K", .wanted = "K", .form = "^K" };
	for (size_t i = 0; i < LETTERS; i++) {
		size_t seen = check_random() % fonts[font].n;
		size_t meant = check_random() % 2 ? seen : partner(font, seen);
		bool both = i == open && partner(font, seen) != seen;
		strcat(t->shown, fonts[font].pieces[seen]);
		strcat(t->wanted, fonts[font].pieces[meant]);
		strcat(t->form, both ? "(" : "");
		strcat(t->form, fonts[font].pieces[meant]);
		strcat(t->form, both ? "|" : "");
		strcat(t->form, both ? fonts[font].pieces[partner(font, meant)] : "");
		strcat(t->form, both ? ")" : "");
		t->ambiguous = t->ambiguous || both;
	}
}

static void check_twin_text(struct scene *s, size_t i, const struct twin_text *t)
{
	const struct reading got = read_named(s, arena_printf(s->a, "t%zu", i));

	if (!CHECK_EQ_STR(reading_certainty_word(got.certainty),
			  t->ambiguous ? "ambiguous" : "certain"))
		printf("\t'%s' as %s: '%s' (%s)\n", t->shown, t->form, got.text, got.alternatives);
	if (t->ambiguous)
		CHECK_HAS_STR(got.alternatives, t->wanted);
	else
		CHECK_EQ_STR(got.text, t->wanted);
}

/*
 * With a form that names every letter a text is certain and the one of the form, be it the twin of
 * what the program shows; with a form that leaves one letter open it is ambiguous, and the truth is
 * among the alternatives.
 */
TEST(random_twins_are_settled_by_nothing_but_their_form)
{
	for (size_t round = 0; round < ROUNDS; round++) {
		size_t font = round % 2;
		struct twin_text texts[TEXTS];
		struct scene s;
		struct arena *a = arena_new();
		const char *yaml = "targets:\n",
			   *script = arena_printf(a, "font %s\nsize 600 500\n", fonts[font].font);
		for (size_t i = 0; i < TEXTS; i++) {
			draw_twin_text(font, &texts[i]);
			script = arena_printf(
				a, "%slabel 20 %zu l%zu Zahl%zu\nlabel 140 %zu v%zu %s\n", script,
				20 + 40 * i, i, i, 20 + 40 * i, i, texts[i].shown);
			yaml = arena_printf(a, "%s  t%zu: { right_of: Zahl%zu, match: '%s$' }\n",
					    yaml, i, i, texts[i].form);
		}
		if (CHECK(scene_open(&s, script, arena_printf(a, "%s" STEPS, yaml))) &&
		    CHECK(scene_start(&s)))
			for (size_t i = 0; i < TEXTS; i++)
				check_twin_text(&s, i, &texts[i]);
		scene_close(&s);
		arena_free(a);
	}
}

/* count_found() - how often target @name is on the screen. */
static size_t count_found(struct scene *s, const char *name)
{
	const struct locate_query q = { .target = scene_target(s, name), .scope = s->scope };
	struct hits hits = { .arena = s->a };

	CHECK_OK(locate_find(s->locator, &q, &hits, &s->e), s->e);
	return hits.n;
}

TEST(an_unchanged_phrase_is_read_once)
{
	struct scene s;

	if (CHECK(scene_open(
		    &s,
		    "size 600 300\nlabel 20 20 a Ort\nlabel 200 20 b Alt\n"
		    "label 20 60 c Land\nlabel 20 100 d Ort\nfield 20 140 200 f\nbare f\n"
		    "key F5 go\non go set b Neuer~Stand\n",
		    "targets:\n  ort: { text: Ort }\n  land: { text: Land }\n"
		    "  neu: { text: Neuer Stand }\n  stand: { match: '^Neu.*$' }\n" STEPS)) &&
	    CHECK(scene_start(&s))) {
		CHECK_EQ_UINT(locate_counts(s.locator).read, 0);
		CHECK_EQ_UINT(count_found(&s, "ort"), 2);
		/* Four labels, three looks. */
		CHECK_EQ_UINT(locate_counts(s.locator).read, 3);
		CHECK_EQ_UINT(count_found(&s, "ort"), 2);
		CHECK_EQ_UINT(count_found(&s, "land"), 1);
		CHECK_EQ_UINT(count_found(&s, "neu"), 0);
		CHECK_EQ_UINT(locate_counts(s.locator).read, 3);
		CHECK_OK(input_key(s.desk, "F5", &s.e), s.e);
		CHECK(scene_rest(&s));
		CHECK_EQ_UINT(count_found(&s, "neu"), 1);
		CHECK_EQ_UINT(count_found(&s, "stand"), 1);
		CHECK_EQ_UINT(count_found(&s, "ort"), 2);
		CHECK_EQ_UINT(locate_counts(s.locator).read, 4);
		CHECK_EQ_UINT(locate_counts(s.locator).proposed, 0);
	}
	scene_close(&s);
}

/* Motif's I-beam at the start of a text stands farther out than the look of its letters reaches. */
TEST(a_field_with_its_caret_is_read_by_pixels)
{
	static const struct {
		const char *font, *text;
	} table[] = { { SCENE_9X15, "Aachen" }, { SCENE_9X15, "emma" }, { SCENE_10X20, "emma" } };

	EACH_CASE (row, table) {
		struct scene s;
		struct arena *a = arena_new();
		const char *script = arena_printf(a,
						  "font %s\nsize 600 300\nfield 140 14 200 g x\n"
						  "label 20 80 l Nummer\nfield 140 74 200 f %s\n",
						  row->font, row->text);
		if (CHECK(scene_open(&s, script, "targets:\n  t: { right_of: Nummer }\n" STEPS)) &&
		    CHECK(scene_start(&s))) {
			const struct reading got = read_target(&s);
			CHECK_EQ_STR(reading_certainty_word(got.certainty), "certain");
			CHECK_EQ_STR(got.text, row->text);
			CHECK_EQ_UINT(locate_counts(s.locator).proposed, 0);
		}
		scene_close(&s);
		arena_free(a);
	}
}
