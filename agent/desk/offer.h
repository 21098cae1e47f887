/* offer.h - a text that we own as PRIMARY and CLIPBOARD, and who is being given it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include <stdbool.h>
#include <stddef.h>

struct desk;

/* OFFER_TRANSFERS_MAX: given away in pieces at one time; a further one ends the oldest. */
enum { OFFER_TRANSFERS_MAX = 8 };

/* A text too long for one request, on its way into a requestor's property (ICCCM 2.7.2). */
struct offer_transfer {
	Window requestor;
	Atom property, type;
	char *bytes; /* owned; wiped at the end */
	size_t len_bytes, given_bytes;
	long mask; /* what we had selected on the requestor before */
};

/*
 * A program that looks at every new offer by itself and gives its texts on: Wine's clipboard. Its
 * own programs paste what it knows of (docs/decisions/028).
 */
struct offer_keeper {
	Window id;     /* asked for TARGETS behind an offer, before any input; None: nobody */
	Atom property; /* of its last such question */
	bool proven;   /* it has also taken an answer */
	bool asked;    /* for TARGETS, since this offer */
	bool knows;    /* it has taken the answer */
};

struct offer {
	char *text;      /* owned; UTF-8; NULL if nothing is offered */
	Time since;      /* server time of owning it */
	Atom plain_utf8; /* text/plain;charset=utf-8, None before the first offer */
	struct offer_transfer transfers[OFFER_TRANSFERS_MAX]; /* oldest first */
	size_t n_transfers;
	unsigned asked; /* requests answered so far */
	bool untouched; /* no input was sent since the offer */
	struct offer_keeper keeper;
};

/* offer_requested() - answer who asks for the text. */
void offer_requested(struct desk *d, const XSelectionRequestEvent *asked);

/* offer_taken() - somebody else owns one of the selections now. */
void offer_taken(struct desk *d);

/* offer_touched() - input is sent: who asks from now on may do so because of it. */
void offer_touched(struct desk *d);

/* offer_fetched() - a property was deleted: if it held a piece, its reader wants the next. */
void offer_fetched(struct desk *d, const XPropertyEvent *event);
