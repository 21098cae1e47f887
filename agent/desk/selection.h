/* selection.h - the clipboard of a desk: offering a text, and the state of reading one. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include <stdbool.h>
#include <stddef.h>
#include "base/buf.h"

struct desk;

/* SELECTION_BYTES_MAX: of a text, either way. */
enum { SELECTION_BYTES_MAX = 1 << 20 };

struct selection {
	char *text; /* owned; what we offer, NULL if nothing */
	Time since; /* server time of owning it */
	struct {
		bool waiting; /* a conversion was asked for */
		bool refused;
		bool growing; /* INCR: more pieces come */
		bool complete;
		bool foreign; /* not UTF8_STRING after all */
		struct buf text;
	} read;
};

/* selection_handle() - handle an event that concerns selections. */
void selection_handle(struct desk *d, const XEvent *event);

/* selection_clear() - wipe and release the offered text. */
void selection_clear(struct selection *s);
