/* tab.h - the tabs above a page: is a text the title of one, and is it the one on top? */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "base/img.h"

enum tab {
	TAB_NONE,   /* no tab that is known by its look */
	TAB_BEHIND, /* between its title and the page runs the page's border */
	TAB_ON_TOP, /* nothing does, or a bar of its own (docs/decisions/046-lists.md) */
};

/* tab_look() - of the text in @title (a phrase's box); pages below their tabs only. */
enum tab tab_look(const struct img *img, struct rect title);
