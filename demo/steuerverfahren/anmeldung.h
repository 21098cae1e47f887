/* anmeldung.h - the login window.
 * SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Intrinsic.h>

struct programm;
struct anmeldung;

/* anmeldung_neu() - build the window, not shown yet; lives as long as the program. */
struct anmeldung *anmeldung_neu(struct programm *p);

/* anmeldung_zeigen() - show it with empty fields. */
void anmeldung_zeigen(struct anmeldung *a);

/* anmeldung_fenster() - parent for message boxes. */
Widget anmeldung_fenster(const struct anmeldung *a);
