/* datum.h - checks dates as they are typed, TT.MM.JJJJ.
 * SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>

/* datum_gueltig() - is @text a day of the calendar between 1900 and 2099? */
bool datum_gueltig(const char *text);
