/* selection.h - the selections of a desk: the text we offer, and the state of reading one. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include <stdbool.h>
#include <stddef.h>
#include "agent/desk/offer.h"
#include "base/buf.h"
#include "base/err.h"

struct desk;

/* SELECTION_BYTES_MAX: of a text, either way. */
enum { SELECTION_BYTES_MAX = 1 << 20 };

struct selection {
	struct offer offer;
	int fixes_event;       /* number of the event that tells of a selection's owner */
	unsigned long dropped; /* serial of the request that took PRIMARY away from its owner */
	bool taken;            /* PRIMARY has another owner since then */
	struct {
		bool waiting; /* a conversion was asked for */
		Atom selection;
		Time since; /* of that question; its answer has the same */
		bool refused;
		bool growing; /* INCR: more pieces come */
		bool complete;
		bool foreign;     /* not UTF8_STRING after all */
		bool gone;        /* the owner ended meanwhile */
		bool handed_over; /* another owns it since the question */
		struct buf text;
	} read;
};

/* selection_open() - be told when an owner of PRIMARY or CLIPBOARD comes or goes. */
MUST_USE bool selection_open(struct desk *d, struct err *e);

/* selection_handle() - handle an event that concerns selections. */
void selection_handle(struct desk *d, const XEvent *event);
