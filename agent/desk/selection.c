/* selection.c - reading what the application has selected or copied, per ICCCM. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/selection.h"

#include <X11/Xatom.h>
#include <X11/extensions/Xfixes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "agent/desk/display.h"
#include "agent/desk/events.h"
#include "agent/desk/flood.h"
#include "agent/desk/input.h"
#include "base/mem.h"
#include "base/utf8.h"

/* PIECE_LONGS: of a property read at once, in 32-bit units. */
enum { PIECE_LONGS = SELECTION_BYTES_MAX / 4 + 1 };

bool selection_open(struct desk *d, struct err *e)
{
	const unsigned long ends = XFixesSetSelectionOwnerNotifyMask |
				   XFixesSelectionWindowDestroyNotifyMask |
				   XFixesSelectionClientCloseNotifyMask;
	int base, error_base;

	if (!XFixesQueryExtension(d->x, &base, &error_base))
		return err_set(e, ERR_DISPLAY, "X server has no XFIXES extension");
	d->selection.fixes_event = base + XFixesSelectionNotify;
	flood_watch(d, d->selection.fixes_event);
	XFixesSelectSelectionInput(d->x, d->wm.own, XA_PRIMARY, ends);
	XFixesSelectSelectionInput(d->x, d->wm.own, d->atoms[ATOM_CLIPBOARD], ends);
	return true;
}

/* take_piece() - what stands in our property; reading it deletes it, which asks for the next
 * piece. */
static void take_piece(struct desk *d)
{
	struct selection *s = &d->selection;
	unsigned char *data = NULL;
	unsigned long n = 0, left = 0;
	Atom type = None;
	int format = 0;

	flood_expect(d, FLOOD_PROPERTIES, 2); /* its deletion, and the next piece */
	if (XGetWindowProperty(d->x, d->wm.own, d->atoms[ATOM__AMTSBOTE_TEXT], 0, PIECE_LONGS, True,
			       AnyPropertyType, &type, &format, &n, &left, &data) != Success)
		return;
	if (type == None && s->read.growing) {
		/* Its writer needed several requests for a piece: the first told of them all. */
	} else if (type == d->atoms[ATOM_INCR]) {
		s->read.growing = true;
	} else if (type == d->atoms[ATOM_UTF8_STRING] && format == 8) {
		buf_add(&s->read.text, data, n);
		s->read.text.overflowed |= left > 0;
		/* Too much is too much: what more there is nobody waits for. */
		s->read.complete = !s->read.growing || n == 0 || s->read.text.overflowed;
	} else {
		s->read.foreign = true;
		s->read.complete = true;
	}
	if (left > 0)
		XDeleteProperty(d->x, d->wm.own, d->atoms[ATOM__AMTSBOTE_TEXT]);
	if (data != NULL)
		XFree(data);
}

/* on_notify() - the answer to our question; late ones to earlier questions are not meant. */
static void on_notify(struct desk *d, const XSelectionEvent *event)
{
	struct selection *s = &d->selection;

	if (!s->read.waiting || event->target != d->atoms[ATOM_UTF8_STRING] ||
	    event->selection != s->read.selection || event->time != s->read.since)
		return;
	if (event->property == None)
		s->read.refused = true;
	else
		take_piece(d);
}

static void on_property(struct desk *d, const XPropertyEvent *event)
{
	if (event->state == PropertyDelete)
		offer_fetched(d, event);
	else if (d->selection.read.growing && event->window == d->wm.own &&
		 event->atom == d->atoms[ATOM__AMTSBOTE_TEXT])
		take_piece(d);
}

/*
 * on_owner() - an owner is gone, or another came; XFIXES tells by itself, the owner's window need
 * not be watched. Who was asked and is owner no more may never answer, so the new one is asked.
 * What has begun in pieces is given to its end (ICCCM 2.2), whoever owns the selection meanwhile.
 */
static void on_owner(struct desk *d, const XFixesSelectionNotifyEvent *event)
{
	struct selection *s = &d->selection;
	bool foreign = event->owner != None && event->owner != d->wm.own;

	if (event->selection == XA_PRIMARY && event->serial >= s->dropped)
		s->taken = foreign;
	if (!s->read.waiting || event->selection != s->read.selection || s->read.growing)
		return;
	if (foreign)
		s->read.handed_over = true;
	else
		s->read.gone = true;
}

void selection_handle(struct desk *d, const XEvent *event)
{
	switch (event->type) {
	case SelectionRequest: offer_requested(d, &event->xselectionrequest); break;
	case SelectionClear: offer_taken(d); break;
	case SelectionNotify: on_notify(d, &event->xselection); break;
	case PropertyNotify: on_property(d, &event->xproperty); break;
	default: /* event numbers are open-ended: extensions add theirs */
		if (event->type == d->selection.fixes_event)
			on_owner(d, (const XFixesSelectionNotifyEvent *)(const void *)event);
		break;
	}
}

bool input_drop_selection(struct desk *d, struct err *e)
{
	Time now = events_time(d);

	d->stir++;
	d->selection.taken = false;
	d->selection.dropped = NextRequest(d->x);
	XSetSelectionOwner(d->x, XA_PRIMARY, None, now);
	return events_pump(d, e);
}

bool input_await_owner(struct desk *d, struct deadline limit, bool *ret_taken, struct err *e)
{
	while (!d->selection.taken && !deadline_over(limit)) {
		if (!events_step(d, limit, e))
			return false;
	}
	*ret_taken = d->selection.taken;
	return true;
}

/* judge() - what the reading came to; @e says what was wrong with it. */
static bool judge(struct selection *s, struct err *e)
{
	const struct buf *text = &s->read.text;

	if (s->read.refused)
		return true;
	if (s->read.complete && text->overflowed)
		return err_set(e, ERR_LIMIT, "the selection is over 1 MiB");
	if (s->read.complete && (s->read.foreign || !utf8_valid(text->data, text->len_bytes)))
		return err_set(e, ERR_MISBEHAVED, "the selection is not UTF-8");
	if (s->read.complete)
		return true;
	if (s->read.gone)
		return err_set(e, ERR_MISBEHAVED, "the owner of the selection went away");
	return err_set(e, ERR_HUNG, "the owner of the selection does not answer");
}

/* ask_owner() - whoever it is now; answers to an earlier question are not meant any more. */
static void ask_owner(struct desk *d)
{
	struct selection *s = &d->selection;

	XDeleteProperty(d->x, d->wm.own, d->atoms[ATOM__AMTSBOTE_TEXT]);
	s->read.since = events_time(d);
	XConvertSelection(d->x, s->read.selection, d->atoms[ATOM_UTF8_STRING],
			  d->atoms[ATOM__AMTSBOTE_TEXT], d->wm.own, s->read.since);
	s->read.waiting = true;
}

static bool read_over(const struct selection *s)
{
	return s->read.complete || s->read.refused || s->read.gone;
}

/* read_until() - serve the display until the text is there, refused, or @limit is over. */
static bool read_until(struct desk *d, struct deadline limit, struct err *e)
{
	struct selection *s = &d->selection;

	ask_owner(d);
	while (!read_over(s) && !deadline_over(limit)) {
		if (!events_step(d, limit, e))
			return false;
		if (s->read.handed_over && !read_over(s) && !s->read.growing) {
			s->read.handed_over = false;
			ask_owner(d);
		}
	}
	return judge(s, e);
}

static bool read_selection(struct desk *d, Atom selection, struct deadline limit, char **ret_text,
			   struct err *e)
{
	struct selection *s = &d->selection;
	char *text = NULL;
	Window owner = XGetSelectionOwner(d->x, selection);

	/* Behind the question: the end of an earlier owner is among these events. */
	if (!events_pump(d, e))
		return false;
	if (owner == None || owner == d->wm.own) {
		*ret_text = NULL;
		return true;
	}
	memset(&s->read, 0, sizeof s->read);
	s->read.selection = selection;
	buf_init(&s->read.text, SELECTION_BYTES_MAX);
	bool good = read_until(d, limit, e);
	if (good && s->read.complete)
		text = buf_take(&s->read.text);
	else
		buf_clear(&s->read.text);
	memset(&s->read, 0, sizeof s->read); /* also stops late pieces from being taken */
	if (good)
		*ret_text = text;
	return good;
}

bool input_selection(struct desk *d, struct deadline limit, char **ret_text, struct err *e)
{
	return read_selection(d, XA_PRIMARY, limit, ret_text, e);
}

bool input_clipboard(struct desk *d, struct deadline limit, char **ret_text, struct err *e)
{
	return read_selection(d, d->atoms[ATOM_CLIPBOARD], limit, ret_text, e);
}
