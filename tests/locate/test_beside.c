/* test_beside.c - what stands beside another target, and the nearest of several. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/locate/find.h"

static const struct find finds[] = {
	{ "two fields, one beside the text that is named",
	  "label 20 20 a Ort\nfield 100 14 100 f\nlabel 300 20 b Halter\nlabel 20 120 c Ort\n"
	  "field 100 114 100 g\nlabel 300 120 d Eltern\n",
	  "{ field: Ort, left_of: Eltern }", 1, 1, 150, 128 },
	{ "of several texts the nearest below",
	  "label 20 20 a Halter\nlabel 20 60 b Ort\nlabel 20 100 c Ort\n",
	  "{ text: Ort, below: Halter }", 1, 1, 30, 68 },
	{ "of several texts the nearest",
	  "label 100 20 a Halter\nlabel 20 20 b Ort\nlabel 200 20 c Ort\n",
	  "{ text: Ort, near: Halter }", 1, 1, 208, 28 },
	{ "two equally near are two",
	  "label 100 60 a Ort\nlabel 100 20 b Halter\nlabel 100 100 c Halter\n",
	  "{ text: Halter, near: Ort }", 1, 2, 0, 0 },
	{ "too far to be near", "label 20 20 a Ort\nlabel 20 230 b Halter\n",
	  "{ text: Halter, near: Ort }", 1, 0, 0, 0 },
	{ "on the other side", "label 20 20 a Ort\nlabel 200 20 b Halter\n",
	  "{ text: Halter, left_of: Ort }", 1, 0, 0, 0 },
	{ "above", "label 20 20 a Ort\nlabel 20 60 b Halter\n", "{ above: Halter }", 1, 1, 30, 28 },
	{ "near alone", "label 20 20 a Ort\nlabel 20 60 b Halter\nlabel 20 150 c Hund\n",
	  "{ near: Ort }", 1, 1, 30, 68 },
	{ "nothing is right of a field with a blank corner but what is in it",
	  "field 300 114 100 first\nlabel 20 20 a Ort\nfield 100 14 100 f\nholed f\n"
	  "label 240 20 b Halter\n",
	  "{ right_of: Ort }", 1, 0, 0, 0 },
	{ "a point of a target", "label 20 20 a Ort\n", "{ at: [200, 10], of: Ort }", 1, 1, 226,
	  34 },
	{ "a point beside the window", "label 20 20 a Ort\n", "{ at: [700, 10], of: Ort }", 1, 0, 0,
	  0 },
	{ "a text like another", "label 20 20 a Ort~(Stadt)\nlabel 20 60 b Ort\n",
	  "{ like: 'O?t (*)' }", 1, 1, 30, 28 },
	{ "a dot is a dot", "label 20 20 a Ort\n", "{ like: 'O.t' }", 1, 0, 0, 0 },
	{ "part of a text", "label 20 20 a Kennwort~alt\nlabel 20 60 b Kennwortalter\n",
	  "{ text: Kennwort, whole: false }", 1, 1, 30, 28 },
};

TEST(a_relation_means_the_nearest)
{
	EACH_CASE (row, finds)
		find_check(row);
}
