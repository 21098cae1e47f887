/* suche.h - the search window.
 * SPDX-License-Identifier: EUPL-1.2 */
#pragma once

struct programm;
struct suche;

/* suche_neu() - build the window, not shown yet; lives as long as the program. */
struct suche *suche_neu(struct programm *p);
void suche_zeigen(struct suche *s);
void suche_schliessen(struct suche *s);
