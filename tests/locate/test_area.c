/* test_area.c - the area that belongs to a label, or none. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/locate/find.h"

static const struct find finds[] = {
	{ "a blank corner hides a field, the one below is not meant",
	  "field 300 114 100 first\nlabel 20 20 a Ort\nfield 100 14 100 f\nholed f\n"
	  "field 20 50 100 g\n",
	  "{ field: Ort }", 1, 0, 0, 0 },
	{ "nor the one behind it",
	  "field 300 114 100 first\nlabel 20 20 a Ort\nfield 100 14 100 f\nholed f\n"
	  "field 240 14 100 g\n",
	  "{ field: Ort }", 1, 0, 0, 0 },
	{ "nor buttons",
	  "field 300 114 100 first\nlabel 20 20 a Ort\nfield 100 14 100 f Bonn\n"
	  "holed f\nbutton 20 50 b Abbruch\n",
	  "{ field: Ort }", 1, 0, 0, 0 },
	{ "a field below its label, its corner blank",
	  "field 300 114 100 first\nlabel 20 20 a Ort\nfield 20 44 100 f\nholed f\n"
	  "button 20 90 b Abbruch\n",
	  "{ field: Ort }", 1, 0, 0, 0 },
	{ "the text of another label stands in the way to the right",
	  "label 20 20 a Ort\nfield 20 44 100 f\nlabel 160 20 b Land\nfield 160 44 100 g\n",
	  "{ field: Ort }", 1, 1, 30, 58 },
	{ "an area that holds buttons is no field",
	  "label 20 20 a Ort\nbutton 110 18 b Ja\nbutton 220 18 c Nein\nframe 100 10 240 50\n",
	  "{ field: Ort }", 1, 0, 0, 0 },
	{ "an area below that holds buttons is no field",
	  "label 20 20 a Ort\nbutton 60 48 b Ja\nbutton 160 48 c Nein\nframe 20 40 240 50\n",
	  "{ field: Ort }", 1, 0, 0, 0 },
	{ "an area that holds a field is no field",
	  "label 20 20 a Ort\nfield 110 18 100 f Bonn\nframe 100 10 240 50\n", "{ field: Ort }", 1,
	  0, 0, 0 },
	{ "a field with text and caret", "label 20 20 a Ort\nfield 100 14 200 f Bad~Ems\n",
	  "{ field: Ort }", 1, 1, 200, 28 },
	{ "a group's title is no label", "field 40 44 100 f\nframe 20 20 300 90 Ort\n",
	  "{ field: Ort }", 1, 0, 0, 0 },
	{ "a label in a group of its name",
	  "label 40 60 a Ort\nfield 120 54 100 f\nframe 20 20 300 90 Ort\n", "{ field: Ort }", 1, 1,
	  150, 68 },
	{ "a label with a mark", "label 20 20 a Ort~*\nfield 100 14 200 f\n", "{ field: Ort }", 1,
	  1, 200, 28 },
	{ "a label with colon and mark", "label 20 20 a Ort:*\nfield 100 14 200 f\n",
	  "{ field: Ort }", 1, 1, 200, 28 },
	{ "a mark apart from the label", "label 20 20 a Ort\nlabel 60 20 b *\nfield 100 14 200 f\n",
	  "{ field: Ort }", 1, 1, 200, 28 },
	{ "one area as near as the other",
	  "label 20 20 a Ort\nfield 100 14 200 f\nfield 20 50 60 g\n", "{ field: Ort }", 1, 2, 0,
	  0 },
	{ "one of them by its side", "label 20 20 a Ort\nfield 100 14 200 f\nfield 20 50 60 g\n",
	  "{ right_of: Ort }", 1, 1, 200, 28 },
};

TEST(a_label_has_its_own_area_or_none)
{
	EACH_CASE (row, finds)
		find_check(row);
}
