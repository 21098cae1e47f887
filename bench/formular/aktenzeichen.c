/* aktenzeichen.c - forms the number of a record.
 * SPDX-License-Identifier: EUPL-1.2 */
#include "aktenzeichen.h"
#include <stdio.h>

#define AMT 33u /* office: the same for all */
#define NUMMER_GRENZE 1000000u
#define MODUL 11u
#define GEWICHT_VON 2u
#define GEWICHT_BIS 7u

bool aktenzeichen_bilden(unsigned nummer, char ret[AKTENZEICHEN_BYTES])
{
	unsigned summe = 0;
	unsigned gewicht = GEWICHT_VON;

	if (nummer >= NUMMER_GRENZE)
		return false;
	for (unsigned rest = AMT * NUMMER_GRENZE + nummer; rest; rest /= 10) {
		summe += rest % 10 * gewicht;
		gewicht = gewicht == GEWICHT_BIS ? GEWICHT_VON : gewicht + 1;
	}
	unsigned pruefziffer = (MODUL - summe % MODUL) % MODUL;

	if (pruefziffer > 9)
		return false;
	int n = snprintf(ret, AKTENZEICHEN_BYTES, "%02u.%06u.%u", AMT, nummer % NUMMER_GRENZE,
			 pruefziffer);

	return n == AKTENZEICHEN_BYTES - 1;
}
