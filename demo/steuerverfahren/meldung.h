/* meldung.h - modal message boxes: error, notice, question.
 * SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Intrinsic.h>

/* Answer to a box; NULL where nothing follows. */
struct antwort {
	void (*ja)(void *daten);
	void (*nein)(void *daten);
	void *daten;
};

struct frage {
	const char *titel;
	const char *text;
	const char *ja; /* button texts */
	const char *nein;
	struct antwort antwort;
};

/* meldung_text() - XmString of UTF-8 @text; the caller frees it. */
void *meldung_text(const char *text);

/* meldung_fehler() - title "Fehler", button OK; @danach->ja follows, @danach may be NULL. */
void meldung_fehler(Widget eltern, const char *text, const struct antwort *danach);

/* meldung_info() - box @titel with an information sign and OK. */
void meldung_info(Widget eltern, const char *titel, const char *text, const struct antwort *danach);

/* meldung_frage() - two buttons; Return means @ja, Escape means @nein. */
void meldung_frage(Widget eltern, const struct frage *f);
