/* kassenzeichen.c - forms the account number NN.NNNNNN.P with its check digit.
 * SPDX-License-Identifier: EUPL-1.2 */
#include "kassenzeichen.h"
#include <string.h>

#define AMT_GRENZE 100u
#define NUMMER_GRENZE 1000000u
#define NUMMER_STELLEN 6
#define MODUL 11u
#define GEWICHT_VON 2u
#define GEWICHT_BIS 7u

/* Check digit over the eight digits of @wert; 10 means: not to be issued. */
static unsigned pruefziffer(unsigned wert)
{
	unsigned summe = 0;
	unsigned gewicht = GEWICHT_VON;

	for (; wert; wert /= 10) {
		summe += wert % 10 * gewicht;
		gewicht = gewicht == GEWICHT_BIS ? GEWICHT_VON : gewicht + 1;
	}
	return (MODUL - summe % MODUL) % MODUL;
}

bool kassenzeichen_bilden(unsigned amt, unsigned nummer, char ret[KASSENZEICHEN_BYTES])
{
	if (amt >= AMT_GRENZE || nummer >= NUMMER_GRENZE)
		return false;
	unsigned p = pruefziffer(amt * NUMMER_GRENZE + nummer);

	if (p > 9)
		return false;
	ret[0] = (char)('0' + amt / 10);
	ret[1] = (char)('0' + amt % 10);
	ret[2] = '.';
	for (int i = NUMMER_STELLEN - 1; i >= 0; i--, nummer /= 10)
		ret[3 + i] = (char)('0' + nummer % 10);
	ret[9] = '.';
	ret[10] = (char)('0' + p);
	ret[11] = '\0';
	return true;
}

bool kassenzeichen_gueltig(const char *text)
{
	static const char form[] = "00.000000.0";
	unsigned wert = 0;

	if (strlen(text) != strlen(form))
		return false;
	for (int i = 0; form[i]; i++) {
		bool ziffer = text[i] >= '0' && text[i] <= '9';

		if (form[i] == '.' ? text[i] != '.' : !ziffer)
			return false;
		if (ziffer && i < 9)
			wert = wert * 10 + (unsigned)(text[i] - '0');
	}
	return pruefziffer(wert) == (unsigned)(text[10] - '0');
}
