/* hauptmenue.h - the main window with menu bar and start mask.
 * SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Intrinsic.h>

struct programm;
struct hauptmenue;

/* hauptmenue_neu() - build the window, not shown yet; lives as long as the program. */
struct hauptmenue *hauptmenue_neu(struct programm *p);
void hauptmenue_zeigen(struct hauptmenue *h);
void hauptmenue_verbergen(struct hauptmenue *h);

/* hauptmenue_fenster() - parent for message boxes and masks. */
Widget hauptmenue_fenster(const struct hauptmenue *h);
