/* selection.c - the clipboard of a desk: offering a text and reading one. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/selection.h"

#include <X11/Xatom.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "agent/desk/display.h"
#include "agent/desk/events.h"
#include "agent/desk/input.h"
#include "base/fault.h"
#include "base/mem.h"
#include "base/utf8.h"

/* PIECE_LONGS: of a property read at once, in 32-bit units. */
enum { PIECE_LONGS = SELECTION_BYTES_MAX / 4 + 1 };

void selection_clear(struct selection *s)
{
	if (s->text != NULL)
		mem_wipe(s->text, strlen(s->text));
	free(s->text);
	s->text = NULL;
}

/* to_latin1() - ICCCM STRING of @text; NULL if a character is beyond it: better none than
 * another. */
static char *to_latin1(const char *text, size_t *ret_len)
{
	char *to = mem_zalloc(strlen(text) + 1);
	size_t n = 0;
	uint32_t cp;

	while ((cp = utf8_next(&text)) != 0) {
		if (cp > 0xff) {
			mem_wipe(to, n);
			free(to);
			return NULL;
		}
		to[n++] = (char)cp;
	}
	*ret_len = n;
	return to;
}

static void put(struct desk *d, const XSelectionRequestEvent *r, Atom type, const char *data,
		size_t len)
{
	XChangeProperty(d->x, r->requestor, r->property, type, 8, PropModeReplace,
			(const unsigned char *)data, (int)len);
}

/* convert() - write the wanted form into the requestor's property; false if we do not have it. */
static bool convert(struct desk *d, const XSelectionRequestEvent *r)
{
	const struct selection *s = &d->selection;
	Atom utf8 = d->atoms[ATOM_UTF8_STRING];
	size_t len;

	if (r->target == d->atoms[ATOM_TARGETS]) {
		const Atom list[] = { d->atoms[ATOM_TARGETS], d->atoms[ATOM_TIMESTAMP], utf8,
				      d->atoms[ATOM_TEXT], XA_STRING };
		XChangeProperty(d->x, r->requestor, r->property, XA_ATOM, 32, PropModeReplace,
				(const unsigned char *)list, sizeof list / sizeof list[0]);
		return true;
	}
	if (r->target == d->atoms[ATOM_TIMESTAMP]) {
		long since = (long)s->since;
		XChangeProperty(d->x, r->requestor, r->property, XA_INTEGER, 32, PropModeReplace,
				(const unsigned char *)&since, 1);
		return true;
	}
	if (r->target == utf8 || r->target == d->atoms[ATOM_TEXT]) {
		put(d, r, utf8, s->text, strlen(s->text));
		return true;
	}
	if (r->target != XA_STRING)
		return false;
	char *latin1 = to_latin1(s->text, &len);
	if (latin1 == NULL)
		return false;
	put(d, r, XA_STRING, latin1, len);
	mem_wipe(latin1, len);
	free(latin1);
	return true;
}

static void on_request(struct desk *d, const XSelectionRequestEvent *asked)
{
	XSelectionRequestEvent r = *asked;
	XSelectionEvent answer = {
		.type = SelectionNotify,
		.requestor = r.requestor,
		.selection = r.selection,
		.target = r.target,
		.time = r.time,
	};

	if (r.property == None)
		r.property = r.target; /* ICCCM 2.2: clients from before it */
	if (d->selection.text != NULL && convert(d, &r))
		answer.property = r.property;
	(void)XSendEvent(d->x, r.requestor, False, NoEventMask, (XEvent *)&answer);
}

/* on_lost() - another owner; the text goes only when neither selection is ours any more. */
static void on_lost(struct desk *d)
{
	if (XGetSelectionOwner(d->x, XA_PRIMARY) != d->wm.own &&
	    XGetSelectionOwner(d->x, d->atoms[ATOM_CLIPBOARD]) != d->wm.own)
		selection_clear(&d->selection);
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

	if (XGetWindowProperty(d->x, d->wm.own, d->atoms[ATOM__AMTSBOTE_TEXT], 0, PIECE_LONGS, True,
			       AnyPropertyType, &type, &format, &n, &left, &data) != Success)
		return;
	if (type == d->atoms[ATOM_INCR]) {
		s->read.growing = true;
	} else if (type == d->atoms[ATOM_UTF8_STRING] && format == 8) {
		buf_add(&s->read.text, data, n);
		s->read.text.overflowed |= left > 0;
		s->read.complete = !s->read.growing || n == 0;
	} else {
		s->read.foreign = true;
		s->read.complete = true;
	}
	if (data != NULL)
		XFree(data);
}

static void on_notify(struct desk *d, const XSelectionEvent *event)
{
	struct selection *s = &d->selection;

	if (!s->read.waiting || event->target != d->atoms[ATOM_UTF8_STRING])
		return;
	if (event->property == None)
		s->read.refused = true;
	else
		take_piece(d);
}

static void on_property(struct desk *d, const XPropertyEvent *event)
{
	if (d->selection.read.growing && event->window == d->wm.own &&
	    event->atom == d->atoms[ATOM__AMTSBOTE_TEXT] && event->state == PropertyNewValue)
		take_piece(d);
}

void selection_handle(struct desk *d, const XEvent *event)
{
	switch (event->type) {
	case SelectionRequest: on_request(d, &event->xselectionrequest); break;
	case SelectionClear: on_lost(d); break;
	case SelectionNotify: on_notify(d, &event->xselection); break;
	case PropertyNotify: on_property(d, &event->xproperty); break;
	default: /* event numbers are open-ended: extensions add theirs */ break;
	}
}

/* falsify() - for the fault point paste-other: another text that is valid UTF-8 all the same. */
static void falsify(char *text)
{
	size_t at = 0;

	while (text[at] != 0 && (unsigned char)text[at] >= 0x80)
		at++;
	if (text[at] == 0)
		text[0] = 0; /* no single byte to exchange: then nothing at all */
	else
		text[at] = text[at] == 'x' ? 'y' : 'x';
}

bool input_offer(struct desk *d, const char *text, struct err *e)
{
	struct selection *s = &d->selection;

	if (strlen(text) > SELECTION_BYTES_MAX)
		return err_set(e, ERR_LIMIT, "text for the clipboard is over 1 MiB");
	selection_clear(s);
	s->text = mem_strdup(text);
	if (s->text[0] != 0 && fault_hit("paste-other"))
		falsify(s->text);
	s->since = events_time(d);
	XSetSelectionOwner(d->x, XA_PRIMARY, d->wm.own, s->since);
	XSetSelectionOwner(d->x, d->atoms[ATOM_CLIPBOARD], d->wm.own, s->since);
	if (XGetSelectionOwner(d->x, d->atoms[ATOM_CLIPBOARD]) != d->wm.own ||
	    XGetSelectionOwner(d->x, XA_PRIMARY) != d->wm.own)
		return err_set(e, ERR_DISPLAY, "the clipboard cannot be taken");
	return events_pump(d, e);
}

bool input_drop_selection(struct desk *d, struct err *e)
{
	XSetSelectionOwner(d->x, XA_PRIMARY, None, events_time(d));
	return events_pump(d, e);
}

void input_withdraw(struct desk *d)
{
	struct selection *s = &d->selection;

	if (s->text != NULL && !d->lost) {
		/* With our own time: an owner that came after us keeps what it has. */
		if (XGetSelectionOwner(d->x, XA_PRIMARY) == d->wm.own)
			XSetSelectionOwner(d->x, XA_PRIMARY, None, s->since);
		if (XGetSelectionOwner(d->x, d->atoms[ATOM_CLIPBOARD]) == d->wm.own)
			XSetSelectionOwner(d->x, d->atoms[ATOM_CLIPBOARD], None, s->since);
		(void)XFlush(d->x);
	}
	selection_clear(s);
}

/* read_until() - serve the display until the text is there, refused, or @limit is over. */
static bool read_until(struct desk *d, struct deadline limit, struct err *e)
{
	struct selection *s = &d->selection;

	XDeleteProperty(d->x, d->wm.own, d->atoms[ATOM__AMTSBOTE_TEXT]);
	XConvertSelection(d->x, XA_PRIMARY, d->atoms[ATOM_UTF8_STRING],
			  d->atoms[ATOM__AMTSBOTE_TEXT], d->wm.own, events_time(d));
	s->read.waiting = true;
	while (!s->read.complete && !s->read.refused && !deadline_over(limit)) {
		if (!events_step(d, limit, e))
			return false;
	}
	if (!s->read.complete && !s->read.refused)
		return err_set(e, ERR_HUNG, "the owner of the selection does not answer");
	if (s->read.complete && s->read.text.overflowed)
		return err_set(e, ERR_LIMIT, "the selection is over 1 MiB");
	if (s->read.complete &&
	    (s->read.foreign || !utf8_valid(s->read.text.data, s->read.text.len_bytes)))
		return err_set(e, ERR_MISBEHAVED, "the selection is not UTF-8");
	return true;
}

bool input_selection(struct desk *d, struct deadline limit, char **ret_text, struct err *e)
{
	struct selection *s = &d->selection;
	char *text = NULL;

	if (!events_pump(d, e))
		return false;
	Window owner = XGetSelectionOwner(d->x, XA_PRIMARY);
	if (owner == None || owner == d->wm.own) {
		*ret_text = NULL;
		return true;
	}
	memset(&s->read, 0, sizeof s->read);
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
