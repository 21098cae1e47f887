/* reader.c - locale and Tesseract's data: what reading the screen needs. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <locale.h>
#include <stdlib.h>
#include "agent/doctor/check.h"
#include "ocr/tess.h"

void reader_locale(struct checkup *c)
{
	locale_t utf8 = newlocale(LC_ALL_MASK, "C.UTF-8", (locale_t)0);

	if (utf8 == (locale_t)0) {
		check_found(c, OBSERVATION_ERROR, "C.UTF-8", "missing");
		return;
	}
	freelocale(utf8);
	check_found(c, OBSERVATION_OK, "C.UTF-8", "there");
}

static void look_at_data(struct checkup *c, const char *language, enum observation_level missing)
{
	CLEANUP(tess_freep) struct tess *t = NULL;
	const char *prefix = getenv("TESSDATA_PREFIX");
	struct err e = { 0 };

	if (tess_open(language, &t, &e))
		check_found(c, OBSERVATION_OK, language, "loads");
	else
		check_found(c, missing, language, "Tesseract finds no data that it can load%s%s",
			    prefix ? ", TESSDATA_PREFIX is " : "", prefix ? prefix : "");
}

void reader_german(struct checkup *c)
{
	look_at_data(c, "deu", OBSERVATION_ERROR);
}

void reader_latin(struct checkup *c)
{
	/* Nothing in the agent asks for it yet; recipes about foreign names may. */
	look_at_data(c, "script/Latin", OBSERVATION_WARNING);
}
