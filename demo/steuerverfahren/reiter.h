/* reiter.h - index tabs above two pages of a form.
 * SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Intrinsic.h>

#define REITER_ANZAHL 2

struct reiter {
	Widget knopf[REITER_ANZAHL];
	Widget seite[REITER_ANZAHL]; /* empty forms to be filled by the owner */
	Widget flicken;              /* hides the line between the open tab and its page */
	void (*gewaehlt)(void *daten, int nr); /* the user pressed tab @nr */
	void *daten;
};

/*
 * reiter_bauen() - tabs named @namen and their pages in @form, @unten_px above its lower edge.
 * The owner sets r->gewaehlt, which is to call reiter_oeffnen().
 */
void reiter_bauen(struct reiter *r, Widget form, int unten_px, const char *const *namen);

/* reiter_oeffnen() - show page @nr; @fokus is an entry area on it that gets the keyboard. */
void reiter_oeffnen(struct reiter *r, int nr, Widget fokus);
