/* test_locate.c - what a target means on a screen: once, in its window, in reading order. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/locate/find.h"

static const struct find finds[] = {
	{ "a text", "label 20 20 a Ort\n", "{ text: Ort }", 1, 1, 30, 28 },
	{ "two texts", "label 20 20 a Ort\nlabel 200 20 b Ort\n", "{ text: Ort }", 1, 2, 0, 0 },
	{ "no text", "label 20 20 a Ort\n", "{ text: Orte }", 1, 0, 0, 0 },
	{ "case counts", "label 20 20 a Ort\n", "{ text: ort }", 1, 0, 0, 0 },
	{ "a field right of its label", "label 20 20 a Ort\nfield 100 14 200 f\n", "{ field: Ort }",
	  1, 1, 200, 28 },
	{ "a colon belongs to a label", "label 20 20 a Ort:\nfield 100 14 200 f\n",
	  "{ field: Ort }", 1, 1, 200, 28 },
	{ "reading order, colon or not",
	  "label 20 20 a Ort:\nfield 100 14 200 f\nlabel 20 120 b Ort\nfield 100 114 200 g\n",
	  "{ field: Ort, nth: 1 }", 1, 1, 200, 28 },
	{ "the second one",
	  "label 20 20 a Ort:\nfield 100 14 200 f\nlabel 20 120 b Ort\nfield 100 114 200 g\n",
	  "{ field: Ort, nth: 2 }", 1, 1, 200, 128 },
	{ "no third one",
	  "label 20 20 a Ort:\nfield 100 14 200 f\nlabel 20 120 b Ort\nfield 100 114 200 g\n",
	  "{ field: Ort, nth: 3 }", 1, 0, 0, 0 },
	{ "nth over all windows",
	  "label 20 20 a Ort\non start later 1 t\n"
	  "on t tip 20 120 Ort\n",
	  "{ text: Ort, nth: 1 }", 2, 1, 30, 28 },
	{ "a pop-up behind the window", "label 20 20 a Ort\non start tip 20 120 Ort\n",
	  "{ text: Ort }", 2, 1, 30, 28 },
	{ "nth of several looks", "label 20 20 a Ort\nlabel 20 60 b Ort\n",
	  "{ any: [ Stadt, Ort ], nth: 2 }", 1, 1, 30, 68 },
	{ "several looks in one place only", "label 20 20 a Ort\nlabel 20 60 b Stadt\n",
	  "{ any: [ Stadt, Ort ], in: { right_of: Ort } }", 1, 0, 0, 0 },
	{ "a field behind another window",
	  "label 20 138 a Ort\nfield 80 132 400 f\n"
	  "on start float Zettel|Ort2|160\n",
	  "{ field: Ort, in: { window: mask } }", 2, 0, 0, 0 },
	{ "the field of another window", "label 20 138 a Ort\non start float Zettel|X|160\n",
	  "{ field: Ort, in: { window: mask } }", 2, 0, 0, 0 },
	{ "what is right of a label in another window",
	  "label 20 138 a Ort\non start float Zettel|X|160\n",
	  "{ right_of: Ort, in: { window: mask } }", 2, 0, 0, 0 },
	{ "a row", "list 20 100 400 4 AB-1~~Alt|AB-2~~Neu\n", "{ row_with: [ AB-2, Neu ] }", 1, 1,
	  40, 128 },
	{ "no row holds both", "list 20 100 400 4 AB-1~~Alt|AB-2~~Neu\n",
	  "{ row_with: [ AB-2, Alt ] }", 1, 0, 0, 0 },
	{ "an entry field is no row",
	  "field 20 20 200 f AB-2\nbare f\nlist 20 100 400 4 AB-1~~Alt\n", "{ row_with: [ AB-2 ] }",
	  1, 0, 0, 0 },
	{ "the row, not the entry field",
	  "field 20 20 200 f AB-2\nbare f\nlist 20 100 400 4 AB-1|AB-2\n", "{ row_with: [ AB-2 ] }",
	  1, 1, 40, 128 },
	{ "an entry field beside a list is no part of its rows",
	  "field 320 98 200 f AB-1\nbare f\nlist 20 100 250 4 Alt|Neu\n",
	  "{ row_with: [ AB-1, Alt ] }", 1, 0, 0, 0 },
	{ "a row of labels", "label 20 100 a AB-1\nlabel 120 100 b Alt\n",
	  "{ row_with: [ AB-1, Alt ] }", 1, 1, 30, 108 },
};

TEST(a_target_means_what_it_says)
{
	EACH_CASE (row, finds)
		find_check(row);
}
