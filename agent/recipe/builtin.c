/* builtin.c - the table of functions expressions may call. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/builtin.h"

#include "base/str.h"

static const struct builtin builtins[] = {
	{ "upper", builtin_upper, "upper(text)", "capital letters (ß becomes SS)",
	  "Großbuchstaben (ß wird SS)" },
	{ "lower", builtin_lower, "lower(text)", "small letters", "Kleinbuchstaben" },
	{ "trim", builtin_trim, "trim(text)", "without blanks at both ends",
	  "ohne Leerzeichen an beiden Enden" },
	{ "join", builtin_join, "join(list, between)", "the texts of a list with something between",
	  "die Texte einer Liste, mit etwas dazwischen" },
	{ "matches", builtin_matches, "matches(text, pattern)",
	  "does the pattern (PCRE) occur in the text? ^ and $ bind it to the ends",
	  "kommt das Muster (PCRE) im Text vor? ^ und $ binden es an die Enden" },
	{ "replace", builtin_replace, "replace(text, pattern, with)",
	  "every match replaced; $1 is the first group",
	  "jeder Treffer ersetzt; $1 ist die erste Gruppe" },
	{ "date", builtin_date, "date(text [, format])",
	  "2026-03-01 as 01.03.2026, or as the format says (%d %m %Y %y)",
	  "2026-03-01 als 01.03.2026 oder nach dem Format (%d %m %Y %y)" },
	{ "date_parts", builtin_date_parts, "date_parts(group [, format])",
	  "a FIM date in three parts (G60000083) as date()",
	  "ein FIM-Datum in drei Teilen (G60000083), wie date()" },
	{ "today", builtin_today, "today([format])",
	  "the day the job runs, as 2026-03-01 or formatted",
	  "der Tag des Laufs, als 2026-03-01 oder nach Format" },
	{ "iban", builtin_iban, "iban(text)", "an IBAN, checked and in groups of four",
	  "eine IBAN, geprüft und in Vierergruppen" },
	{ "num", builtin_num, "num(text)", "an exact decimal number to compare and calculate with",
	  "eine genaue Dezimalzahl zum Vergleichen und Rechnen" },
	{ "default", builtin_default, "default(value, instead)",
	  "the value, or the other if it is missing", "der Wert, oder der andere, wenn er fehlt" },
	{ "has", builtin_has, "has(object, path)", "is there such a member (and be it null)?",
	  "gibt es eine solche Angabe (und sei sie null)?" },
	{ "each", builtin_each, "each(list)", "for the loop: for entry in each(list) do ... end",
	  "für die Schleife: for eintrag in each(liste) do ... end" },
	{ "lookup", builtin_lookup, "lookup(file, code)",
	  "the text of a code in a list beside the recipe",
	  "der Text zu einem Schlüssel aus einer Liste neben dem Rezept" },
};

const struct builtin *builtin_table(size_t *ret_n)
{
	*ret_n = sizeof builtins / sizeof *builtins;
	return builtins;
}

const struct builtin *builtin_find(const char *name)
{
	for (size_t i = 0; i < sizeof builtins / sizeof *builtins; i++)
		if (str_eq(builtins[i].name, name))
			return &builtins[i];
	return NULL;
}
