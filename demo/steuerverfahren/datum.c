/* datum.c - checks dates as they are typed, TT.MM.JJJJ.
 * SPDX-License-Identifier: EUPL-1.2 */
#include "datum.h"
#include <string.h>

static bool form_stimmt(const char *text)
{
	static const char form[] = "00.00.0000";

	if (strlen(text) != strlen(form))
		return false;
	for (int i = 0; form[i]; i++) {
		bool ziffer = text[i] >= '0' && text[i] <= '9';

		if (form[i] == '.' ? text[i] != '.' : !ziffer)
			return false;
	}
	return true;
}

static int zahl(const char *text, int stellen)
{
	int n = 0;

	for (int i = 0; i < stellen; i++)
		n = n * 10 + (text[i] - '0');
	return n;
}

bool datum_gueltig(const char *text)
{
	static const int tage[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (!form_stimmt(text))
		return false;
	int tag = zahl(text, 2);
	int monat = zahl(text + 3, 2);
	int jahr = zahl(text + 6, 4);

	if (jahr < 1900 || jahr > 2099 || monat < 1 || monat > 12 || tag < 1)
		return false;
	bool schalttag = monat == 2 && (jahr % 4 == 0 && jahr != 1900);

	return tag <= tage[monat - 1] + (schalttag ? 1 : 0);
}
