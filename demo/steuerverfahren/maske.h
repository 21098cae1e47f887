/* maske.h - the entry form "Hund anmelden".
 * SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>

struct programm;
struct maske;

/* maske_neu() - build the form, not shown yet; lives as long as the program. */
struct maske *maske_neu(struct programm *p);

/* maske_zeigen() - open it empty; if it is open already, only bring it to the front. */
void maske_zeigen(struct maske *m);

/* maske_geaendert() - is it open with unsaved entries? */
bool maske_geaendert(const struct maske *m);

/* maske_verwerfen() - empty and close it without asking. */
void maske_verwerfen(struct maske *m);
