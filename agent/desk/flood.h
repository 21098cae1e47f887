/* flood.h - a program that makes events without pause is not listened to any more. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include <X11/Xproto.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct desk;

/* FLOOD_MAX: events of one kind within a second, of one window for properties; measured reasons in
 * docs/decisions/014 and 041. */
enum { FLOOD_MAX = 1000, FLOOD_TYPES = 128, FLOOD_SAID_BYTES = 512 };

/* What can come without pause. */
enum flood_kind {
	FLOOD_NOTHING,
	FLOOD_PROPERTIES,
	FLOOD_PLACES, /* moved, resized, raised, or asking for it */
	FLOOD_WINDOWS,
	FLOOD_MESSAGES,
	FLOOD_SELECTIONS,
	FLOOD_FOCUS,
	FLOOD_KEYMAP,
	FLOOD_FORGED, /* what we never asked for, sent by hand */
	FLOOD_KINDS_
};

/* How much of one kind came: `n` of FLOOD_MAX, going down with time. */
struct flood_meter {
	int64_t n_thousandth;
	int64_t at_ms;
};

struct flood {
	/* Who made an event from the wire's bytes before us, by type. */
	Bool (*next[FLOOD_TYPES])(Display *, XEvent *, xEvent *);
	struct flood_meter meters[FLOOD_KINDS_];
	unsigned owed[FLOOD_KINDS_]; /* events that come because we asked for them */
	unsigned dropped;            /* thrown away since `looked_ms` */
	int64_t looked_ms;           /* when all that had come was handled */
	enum flood_kind kind;        /* what there was too much of first */
	Window window;               /* and whose it was, None if nobody's */
	bool deaf[FLOOD_KINDS_];     /* for good */
};

/*
 * flood_open() - from now on events are counted at the moment they are read from the connection,
 * whoever reads. With the one that is too many its kind is not listened to any more, and
 * guard_check() says so. docs/decisions/041.
 * @d: connected; lives at least as long as its connection
 */
void flood_open(struct desk *d);

/* flood_watch() - the same for the events of this number of an extension. */
void flood_watch(struct desk *d, int type);

/* flood_looked() - all that had come was handled: what comes next is as old as that at most. */
void flood_looked(struct desk *d);

/* flood_expect() - @n events of this kind will come because of what we do now. */
void flood_expect(struct desk *d, enum flood_kind kind, unsigned n);

/* flood_say() - what there was too much of, as a sentence in @to that holds @room bytes. */
void flood_say(struct desk *d, char *to, size_t room);
