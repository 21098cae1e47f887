/* test_check.c - recipes with faults: every finding with its text and its place. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "tests/check.h"
#include "tests/recipe/folder.h"

static const char head[] = "recipe: r\n"
			   "language: 1\n"
			   "version: 1.0.0\n"
			   "title: t\n"
			   "accepts: { service: s }\n"
			   "input: input.json\n"
			   "config: { ort: { help: o } }\n"
			   "application:\n"
			   "  start: [ p ]\n"
			   "  window: { title: \"P*\" }\n"
			   "  home: [ key: Escape, expect: Menü ]\n";

/* Lines of `head`: what a case adds begins one below. */
#define BASE 11

static const char schema[] =
	"{\"type\":\"object\",\"properties\":{\"hund\":{\"type\":\"object\",\"properties\":"
	"{\"name\":{\"type\":\"string\"},\"chipnummer\":{\"type\":\"string\"}}},"
	"\"betrag\":{\"type\":\"number\"}}}";

static char *findings_of(const char *body)
{
	char folder[FOLDER_PATH_BYTES];
	struct buf yaml;

	buf_init(&yaml, 1 << 16);
	buf_addf(&yaml, "%s%s", head, body);
	folder_make(folder, yaml.data);
	folder_put(folder, "input.json", schema);
	folder_put(folder, "liste.json", "{\"a\":\"A\"}");
	char *out = folder_findings(folder);

	folder_remove(folder);
	buf_clear(&yaml);
	return out;
}

/* What stands under `steps:` alone; `step` is one line behind "  - ". */
#define STEPS(steps) "steps:\n" steps
#define COMMIT(more) "steps:\n  - commit:\n      id: c\n      do: { click: S }\n" more
#define PROOF "      proof: { expect: OK }\n"

static const struct {
	const char *body;
	int line, col; /* below `head` */
	const char *text;
} faults[] = {
	/* names and paths */
	{ STEPS("  - write: { into: A, value: =familename }\n") "values: { familienname: x }\n", 2,
	  31, "error: nothing is called 'familename' here; nearest: 'familienname'" },
	{ STEPS("  - write: { into: A, value: =input.hund.chipnumer }\n"), 2, 31,
	  "error: the input has no 'hund.chipnumer'; nearest: 'hund.chipnummer'" },
	{ STEPS("  - click: A\n    if: =has(input, \"hund.nam\")\n"), 3, 10,
	  "error: the input has no 'hund.nam'; nearest: 'hund.name'" },
	{ STEPS("  - write: { into: A, value: =config.orte }\n"), 2, 31,
	  "error: 'orte' is no value under 'config:'; nearest: 'ort'" },
	{ STEPS("  - write: { into: A, value: =job.marke }\n"), 2, 31,
	  "error: 'marke' is no member of job; nearest: 'mark'" },
	{ STEPS("  - write: { into: A, value: =upper }\n"), 2, 31,
	  "error: 'upper' is called with parentheses: upper(text)" },
	{ STEPS("  - write: { into: A, value: =input.hund.name:upper() }\n"), 2, 46,
	  "error: texts have no methods: write upper(...) if there is such a function" },
	{ "values: { a: =b, b: x }\nsteps: []\n", 1, 15, "error: nothing is called 'b' here" },
	{ "values: { input: x }\nsteps: []\n", 1, 11,
	  "error: 'input' cannot be a name: letters a-z, digits and _ only, no word of the"
	  " language" },
	/* secrets */
	{ STEPS("  - click: =secret.kennwort\n"), 2, 13,
	  "error: secrets may stand in the 'value' of 'write' only" },
	{ "values: { k: =secret.k }\nsteps: []\n", 1, 15,
	  "error: secrets may stand in the 'value' of 'write' only" },
	{ STEPS("  - write: { into: A, value: x, shows: =secret.k }\n"), 2, 41,
	  "error: secrets may stand in the 'value' of 'write' only" },
	/* comparisons */
	{ STEPS("  - click: A\n    if: =input.betrag == 26\n"), 3, 23,
	  "error: input.betrag never equals a number written out: compare with num(\"...\"), or a"
	  " text with a text" },
	{ STEPS("  - click: A\n    if: =26 ~= input.betrag\n"), 3, 13,
	  "error: input.betrag never equals a number written out: compare with num(\"...\"), or a"
	  " text with a text" },
	{ STEPS("  - click: A\n    if: =num(input.betrag) == 26\n"), 3, 28,
	  "error: num(...) never equals a number written out: compare with num(\"...\"), or a text"
	  " with a text" },
	{ STEPS("  - click: A\n    if: =input.betrag < \"9\"\n"), 3, 23,
	  "error: input.betrag is a text and has no order: compare num(input.betrag) with"
	  " num(\"...\")" },
	/* syntax */
	{ STEPS("  - write: { into: A, value: =input.hund.name . \"x\" }\n"), 2, 49,
	  "error: not an expression: <name> expected near '\"x\"'" },
	{ STEPS("  - write: { into: A, value: =job.id .. }\n"), 2, 40,
	  "error: not an expression: unexpected symbol near <eof>" },
	{ STEPS("  - write: { into: A, value: '=job.id .. )' }\n"), 2, 42,
	  "error: not an expression: unexpected symbol near ')'" },
	{ STEPS("  - write: { into: A, value: = }\n"), 2, 30,
	  "error: an expression was expected behind '='" },
	/* what YAML cuts */
	{ STEPS("  - write: { into: A, value: =default(job.id, 1) }\n"), 2, 45,
	  "error: YAML ends the expression here, at ', '; put it in single quotes or under"
	  " 'values:'" },
	{ STEPS("  - write: { into: A, value: =default(job.id, \"b\") }\n"), 2, 45,
	  "error: YAML ends the expression here, at ', '; put it in single quotes or under"
	  " 'values:'" },
	{ "values:\n  a: =job.id .. \"Nr. #1\"\nsteps: []\n", 2, 22,
	  "error: YAML ends the expression here, at ' #'; put it in single quotes or under"
	  " 'values:'" },
	{ "values:\n  a: =job.id .. \": \"\nsteps: []\n", 2, 18,
	  "error: YAML ends the expression here, at ': '; put it in single quotes or under"
	  " 'values:'" },
	{ "values:\n  a: =job.id .. # Nr.\nsteps: []\n", 2, 17,
	  "error: YAML ends the expression here, at ' #'; put it in single quotes or under"
	  " 'values:'" },
	/* words */
	{ STEPS("  - clik: A\n"), 2, 5, "error: 'clik' is no step; nearest: 'click'" },
	{ STEPS("  - write: { int: A, value: x }\n"), 2, 14,
	  "error: 'int' is no argument of 'write'; nearest: 'into'" },
	{ STEPS("  - write: { into: A }\n"), 2, 5,
	  "error: 'value' is missing in 'write': what is written" },
	{ STEPS("  - click: A\n    click2: B\n"), 3, 5,
	  "error: 'click2' is no argument of 'click'" },
	{ STEPS("  - click: A\n    expect: B\n"), 3, 5,
	  "error: one step has one verb; 'expect' is a step of its own and begins with '- '" },
	{ STEPS("  - click: { target: A, id: x }\n    id: y\n"), 2, 25,
	  "error: 'id' is said twice for this step" },
	{ STEPS("  - write: Anmelden\n"), 2, 12,
	  "error: 'write' takes a map, such as { into: ... }" },
	{ STEPS("  - key: ctlr+s\n"), 2, 10,
	  "error: 'ctlr' is no modifier of a key; nearest: 'ctrl'" },
	{ STEPS("  - key: Escap\n"), 2, 10, "error: 'Escap' is no key; nearest: 'Escape'" },
	{ STEPS("  - key: ctrl+\n"), 2, 10, "error: '' is no key" },
	{ "  select_all: Home shift+Ende\n" STEPS("  - click: A\n"), 1, 15,
	  "error: 'Ende' is no key; nearest: 'End'" },
	{ "  select_all: Home  End\n" STEPS("  - click: A\n"), 1, 15, "error: '' is no key" },
	{ "  select_all: BackSpace* End\n" STEPS("  - click: A\n"), 1, 15,
	  "error: 'BackSpace*' is no key; nearest: 'BackSpace'" },
	{ "  select_all: End *\n" STEPS("  - click: A\n"), 1, 15, "error: '*' is no key" },
	{ "  fonts: [ { family: DejaVu Sans } ]\n" STEPS("  - click: A\n"), 1, 12,
	  "error: 'size' is missing (key of a font)" },
	{ "  fonts: [ { family: A, size: 10 } ]\n" STEPS("  - click: A\n"), 1, 31,
	  "error: a size up to 128px was expected here, such as 10pt or 13px" },
	{ "  fonts: [ { family: A, size: 97pt } ]\n" STEPS("  - click: A\n"), 1, 31,
	  "error: a size up to 128px was expected here" },
	{ "  fonts: [ { family: A, size: 9pt, hinting: ful } ]\n" STEPS("  - click: A\n"), 1, 45,
	  "error: 'ful' is no hinting; nearest: 'full'" },
	{ "  fonts: [ { family: A, size: 9pt, rgba: bgr } ]\n" STEPS("  - click: A\n"), 1, 42,
	  "error: 'bgr' is no order of sub-pixels; expected one of: none, rgb" },
	{ "  fonts: [ { family: A, size: 9pt, rgba: rgb, antialias: false } ]\n" STEPS(
		  "  - click: A\n"),
	  1, 12, "error: sub-pixels (rgba) are drawn by antialias only" },
	{ "  fonts: [ { family: A, size: 9pt, drawn_by: gdi } ]\n" STEPS("  - click: A\n"), 1, 46,
	  "error: 'gdi' is no program; expected one of: xft, qt, wine, wine-edit" },
	{ "  fonts: [ { family: A, size: 9pt, drawn_by: qt, hinting: full } ]\n" STEPS(
		  "  - click: A\n"),
	  1, 12, "error: Qt's text is drawn gray and slightly hinted only" },
	{ "  fonts: [ { family: A, size: 9pt, drawn_by: wine-edit } ]\n" STEPS("  - click: A\n"), 1,
	  12, "error: wine-edit is for fonts with antialias: false and hinting: full" },
	{ "  fonts: [ { family: A, size: 9pt, cell: wide } ]\n" STEPS("  - click: A\n"), 1, 42,
	  "error: the width of a terminal's cells was expected here, such as 9px" },
	{ "  fonts: [ { family: A, size: 9pt, cell: 9px, kerning: true } ]\n" STEPS(
		  "  - click: A\n"),
	  1, 12, "error: cells are a terminal's: Xft's, without kerning" },
	{ "  fonts: [ { famly: A, size: 9pt } ]\n" STEPS("  - click: A\n"), 1, 14,
	  "error: 'famly' is no key of a font; nearest: 'family'" },
	{ "  fonts: [ { learnt: ../x.atlas } ]\n" STEPS("  - click: A\n"), 1, 22,
	  "error: a file of the recipe's own folder was expected here, such as fonts/mask.atlas" },
	{ "  fonts: [ { learnt: /etc/x.atlas } ]\n" STEPS("  - click: A\n"), 1, 22,
	  "error: a file of the recipe's own folder was expected here, such as fonts/mask.atlas" },
	{ "  fonts: [ { learnt: fonts/../../x } ]\n" STEPS("  - click: A\n"), 1, 22,
	  "error: a file of the recipe's own folder was expected here, such as fonts/mask.atlas" },
	{ "  fonts: [ { learnt: fonts/x.atlas } ]\n" STEPS("  - click: A\n"), 1, 22,
	  "error: 'fonts/x.atlas' is not in the recipe's folder: amtsbote learn-font makes it" },
	{ "  fonts: [ { learnt: liste.json, size: 9pt } ]\n" STEPS("  - click: A\n"), 1, 34,
	  "error: 'size' is no key of a learnt font" },
	{ "  double_click: 6s\n" STEPS("  - click: A\n"), 1, 17,
	  "error: a double click takes at most 5000 ms" },
	{ STEPS("  - expect: A\n    within: 10\n"), 3, 13,
	  "error: a duration was expected here, such as 250ms, 30s, 5m or 2h" },
	{ STEPS("  - click: { target: A, button: 4 }\n"), 2, 33,
	  "error: a whole number from 1 to 3 was expected here" },
	{ STEPS("  - click: { target: A, double: yes }\n"), 2, 33,
	  "error: true or false was expected here" },
	{ STEPS("  - fail: { retry_after: 5s }\n"), 2, 5,
	  "error: 'fail' needs a reason: business or application" },
	{ STEPS("  - fail: { business: a, application: b }\n"), 2, 39,
	  "error: a failure is of one class: business or application" },
	{ "stepps: []\nsteps: []\n", 1, 1,
	  "error: 'stepps' is no key of a recipe; nearest: 'steps'" },
	/* targets */
	{ "targets: { speichern: OK }\nsteps:\n  - click: speicher\n", 3, 12,
	  "error: no target is called 'speicher'; nearest: 'speichern' (a text on the screen is"
	  " written { text: speicher })" },
	{ STEPS("  - click: { nth: 2 }\n"), 2, 12,
	  "error: a target needs a look: text, like, match, field, tab, right_of, left_of, above,"
	  " below, near, at, row_with, cell, window or any" },
	{ STEPS("  - click: { right_of: A, near: B }\n"), 2, 12,
	  "error: a target has one relation to another" },
	{ STEPS("  - click: { row_with: [ A, B ], near: C }\n"), 2, 12,
	  "error: a relation goes with text, like or field, or stands alone" },
	{ STEPS("  - click: { at: [1, 2] }\n"), 2, 12, "error: 'at' and 'of' need each other" },
	{ STEPS("  - click: { text: A, of: B }\n"), 2, 12, "error: 'at' and 'of' need each other" },
	{ STEPS("  - click: { at: [1], of: A }\n"), 2, 18,
	  "error: [x, y] in pixels was expected here" },
	{ STEPS("  - click: { at: [1, -2], of: A }\n"), 2, 22,
	  "error: a whole number from 0 to 8192 was expected here" },
	{ STEPS("  - click: { field: A, whole: false }\n"), 2, 31, "error: 'whole' needs 'text'" },
	{ STEPS("  - click: { text: =today(), whole: false }\n"), 2, 20,
	  "error: 'whole: false' needs a literal text, no expression" },
	{ STEPS("  - click: { like: =today() }\n"), 2, 20,
	  "error: 'like' needs a literal text, no expression" },
	{ STEPS("  - click: { cell: [ 1 ] }\n"), 2, 20, "error: a cell is given as [row, column]" },
	{ STEPS("  - click: { cell: [ 0, 7 ] }\n"), 2, 22,
	  "error: rows and columns are numbers from 1 to 999" },
	{ STEPS("  - read_table: { columns: [ A, A ], as: x }\n"), 2, 33,
	  "error: the column 'A' is named twice" },
	{ STEPS("  - read_table: { columns: [], as: x }\n"), 2, 28,
	  "error: 1 to 64 columns were expected here" },
	{ STEPS("  - read_table: { columns: [ A ] }\n"), 2, 5,
	  "error: 'as' is missing in 'read_table'" },
	{ "steps:\n  - read_table: { columns: [ A, { heading: B, match: x } ], as: t }\n"
	  "outcome:\n  entered: { a: '=t[1].A' }\n",
	  2, 30, "error: 't' leaves the job in 'outcome:', so its reading needs 'match' (rule 9)" },
	{ STEPS("  - click: { text: A, scrolls: true }\n"), 2, 12,
	  "error: 'scrolls' needs 'in', which names the list" },
	{ STEPS("  - click: { row_with: [ A, B ], scrolls: true }\n"), 2, 12,
	  "error: 'scrolls' needs 'in', which names the list, or 'column'" },
	{ STEPS("  - click: { field: A, in: B, scrolls: true }\n"), 2, 12,
	  "error: 'scrolls' goes with row_with, text, match or like" },
	{ STEPS("  - click: { text: A, in: B, nth: 2, scrolls: true }\n"), 2, 12,
	  "error: what is sought by scrolling is there once: no 'nth', no relation" },
	{ STEPS("  - gone: { text: A, in: B, scrolls: true }\n"), 2, 11,
	  "error: 'scrolls' moves a list: only click, expect and read seek their own target so,"
	  " and no proof does" },
	{ STEPS("  - click: { right_of: { text: A, in: B, scrolls: true } }\n"), 2, 24,
	  "error: 'scrolls' moves a list: only click, expect and read seek their own target so,"
	  " and no proof does" },
	{ STEPS("  - click: { text: A, length: 2 }\n"), 2, 12, "error: 'length' needs 'cell'" },
	{ STEPS("  - click: { text: A, field: B }\n"), 2, 12,
	  "error: a target has one look; several of them stand in a list under 'any'" },
	{ STEPS("  - click: { text: A, column: B }\n"), 2, 31, "error: 'column' needs 'row_with'" },
	{ STEPS("  - click: { row_with: A }\n"), 2, 12,
	  "warning: one value may stand in several rows: name a second one, unless this one is"
	  " unique" },
	{ "targets:\n  a: { right_of: b }\n  b: { in: a, text: x }\nsteps: []\n", 2, 6,
	  "error: the target 'a' is described by itself" },
	{ STEPS("  - expect: { match: '(' }\n"), 2, 22, "error: not a pattern:" },
	{ STEPS("  - read: { from: A, as: x, check_digit: mod12 }\n"), 2, 42,
	  "error: 'mod12' is no check digit scheme; nearest: 'mod11'" },
	/* order */
	{ STEPS("  - fail: { business: x }\n  - click: A\n"), 3, 5,
	  "error: this step is never reached: the job ends before it" },
	{ STEPS("  - if: =has(input, \"hund\")\n    then: [ fail: { business: x } ]\n"
		"    else: [ fail: { business: y } ]\n  - click: A\n"),
	  5, 5, "error: this step is never reached: the job ends before it" },
	{ STEPS("  - click: A\n    id: x\n  - click: B\n    id: x\n"), 4, 5,
	  "error: two steps have the id 'x'" },
	{ STEPS("  - either: { a: A }\n"), 2, 13, "error: 'either' needs two branches at least" },
	{ STEPS("  - if: =has(input, \"hund\")\n    then: [ read: { from: A, as: x } ]\n"
		"  - write: { into: B, value: =x }\n"),
	  4, 31,
	  "error: 'x' is not read on every way to this place, or may be gone after an"
	  " interruption" },
	{ STEPS("  - either:\n      a: { text: A, read: { column: B, as: x } }\n      b: B\n"), 3,
	  27,
	  "error: a branch reads the cell of a row: it needs 'row_with'; read anything else by a"
	  " step under 'do'" },
	/* commits */
	{ COMMIT(""), 2, 5,
	  "error: a commit needs a proof: what on the screen shows that it happened?" },
	{ COMMIT("      proof: { click: A }\n"), 5, 14,
	  "error: 'click' changes something: a proof only looks" },
	{ "steps:\n  - commit:\n      id: c\n      do: [ click: S, expect: T ]\n" PROOF, 4, 23,
	  "error: 'expect' is no act: 'do' holds clicks and keys, what comes of them stands in"
	  " 'proof'" },
	{ COMMIT(PROOF "  - click: A\n"), 6, 5,
	  "error: nothing may follow the last commit: what goes back is made from its proof" },
	{ COMMIT(PROOF "  - write: { into: A, value: x }\n  - commit:\n      id: d\n"
		       "      do: { click: S }\n" PROOF),
	  6, 5,
	  "error: the next stage begins at the start mask: it must first find its way (menu, key,"
	  " tab, click)" },
	{ STEPS("  - if: =has(input, \"hund\")\n    then:\n      - commit:\n          id: c\n"
		"          do: { click: S }\n          proof: { expect: OK }\n"),
	  4, 9, "error: a commit stands directly under 'steps:', where its stage ends" },
	{ COMMIT(PROOF "  - click: A\n  - commit:\n      id: c\n      do: { click: S }\n" PROOF), 7,
	  5, "error: two commits have the id 'c'" },
	{ "steps:\n  - commit:\n      id: zwei Worte\n      do: { click: S }\n" PROOF, 2, 5,
	  "error: a stage's id has 1 to 64 of the letters A-Z a-z, digits and . _ : -" },
	{ COMMIT(PROOF "      mark: B\n      probe:\n        - click: A\n"), 8, 11,
	  "error: a probe ends with 'either' that tells 'found' from 'absent'" },
	{ COMMIT(PROOF "      mark: B\n      probe:\n        - tick: A\n"
		       "        - either: { found: A, absent: B }\n"),
	  8, 11,
	  "error: 'tick' cannot stand in a probe: it looks, and finds its way by menu, tab, click,"
	  " key and write" },
	{ COMMIT(PROOF "      mark: B\n      probe:\n        - either: { found: A, missing: B }\n"),
	  8, 11, "error: the 'either' of a probe needs the branches 'found' and 'absent'" },
	{ COMMIT(PROOF "      probe:\n        - either: { found: A, absent: B }\n"), 7, 11,
	  "warning: a probe without 'mark' cannot tell our record from another" },
	{ COMMIT("      proof: { read: { from: A, as: x } }\n      mark: B\n      probe:\n"
		 "        - either: { found: C, absent: D }\n"),
	  8, 21, "error: the proof reads 'x', so 'found' must read it as well" },
	{ COMMIT("      proof: { read: { from: A, as: x } }\noutcome: { entered: { x: =x } }\n"), 5,
	  14, "error: 'x' leaves the job in 'outcome:', so its reading needs 'match' (rule 9)" },
	{ "steps:\n  - read: { from: A, as: x, match: '^a$' }\n  - commit:\n      id: c\n"
	  "      do: { click: S }\n" PROOF "outcome: { entered: { x: =x } }\n",
	  7, 27,
	  "error: 'x' is not read on every way to this place, or may be gone after an"
	  " interruption" },
	/* code lists, public names */
	{ "values:\n  a: =lookup(\"fehlt.json\", job.id)\nsteps: []\n", 2, 7,
	  "error: open 'fehlt.json': No such file or directory" },
	{ "values:\n  a: =lookup(job.id, job.id)\nsteps: []\n", 2, 7,
	  "error: lookup: the file's name must be written out, so that it can be read with the"
	  " recipe" },
	{ "values:\n  a: =lookup(\"../liste.json\", job.id)\nsteps: []\n", 2, 7,
	  "error: a file of the recipe's own folder was expected here" },
	{ "public: [ rasse ]\nsteps: []\n", 1, 9,
	  "error: public: no value, reading or member of the submission is called 'rasse'" },
};

TEST(each_fault_is_found_at_its_place)
{
	EACH_CASE (row, faults) {
		CLEANUP(mem_freep) char *out = findings_of(row->body);
		char want[512];

		snprintf(want, sizeof want, "recipe.yaml:%d:%d: %s", row->line + BASE, row->col,
			 row->text);
		CHECK_HAS_STR(out, want);
	}
}

static const char *const sound[] = {
	"public: [ chipnummer, wert ]\nvalues: { wert: x }\nsteps: []\n",
	STEPS("  - write: { into: A, value: =input.hund.name }\n"),
	STEPS("  - click: A\n    if: =num(input.betrag) > num(\"26\")\n"),
	STEPS("  - click: A\n    if: '=num(input.betrag) == num(\"26.00\")'\n"),
	STEPS("  - click: A\n    if: =#\"abc\" == 3\n"),
	"  fonts:\n    - fixed\n    - { family: DejaVu Sans, size: 10.5pt, kerning: true }\n"
	"    - { family: A, size: 13px, antialias: false, hinting: none }\n"
	"    - { learnt: liste.json }\n" STEPS("  - click: A\n"),
	STEPS("  - read: { from: A, as: x }\n  - write: { into: B, value: =x }\n"),
	STEPS("  - either:\n      a: { text: A, do: [ read: { from: A, as: x } ] }\n"
	      "      b: { text: B, do: [ fail: { business: no } ] }\n"
	      "  - write: { into: B, value: =x }\n"),
	COMMIT(PROOF "  - menu: [ A ]\n  - commit:\n      id: d\n      do: { click: S }\n" PROOF),
	"values:\n  a: =lookup(\"liste.json\", \"a\")\nsteps: []\n",
	"values:\n  iban: =iban(input.hund.name)\n  b: =iban .. \"x\"\nsteps: []\n",
	"values:\n  a: '=default(job.id, \"a, b: #c\")'\nsteps: []\n",
};

TEST(sound_recipes_have_no_finding)
{
	EACH_CASE (row, sound) {
		CLEANUP(mem_freep) char *out = findings_of(*row);

		CHECK_EQ_STR(out, "");
	}
}

TEST(all_findings_come_at_once_with_their_lines)
{
	CLEANUP(mem_freep)
	char *out = findings_of(STEPS(
		"  - clik: A\n"
		"  - write: { into: A, value: =nme }\n") "values: { name: x }\nnonsense: 1\n");
	CLEANUP(mem_freep) char *want = NULL;
	struct err e = { 0 };
	size_t len;

	if (getenv("UPDATE_GOLDEN"))
		CHECK_OK(file_write_private("tests/golden/recipe/findings.txt", out, strlen(out),
					    &e),
			 e);
	if (!CHECK_OK(file_read("tests/golden/recipe/findings.txt", 1 << 20, &want, &len, &e), e))
		return;
	CHECK_EQ_STR(out, want);
}

TEST(a_file_that_is_no_text_has_one_finding)
{
	char folder[FOLDER_PATH_BYTES];

	folder_make(folder, "recipe: \xff\n");
	CLEANUP(mem_freep) char *out = folder_findings(folder);

	CHECK_HAS_STR(out, "recipe.yaml:");
	CHECK_HAS_STR(out, "error: ");
	folder_remove(folder);
}
