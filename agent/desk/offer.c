/* offer.c - owning PRIMARY and CLIPBOARD: every form of the text that is exactly that text. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/offer.h"

#include <X11/Xatom.h>
#include <X11/Xutil.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "agent/desk/display.h"
#include "agent/desk/events.h"
#include "agent/desk/input.h"
#include "base/fault.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

/* PAIRS_MAX: of one MULTIPLE. REQUEST_HEAD_BYTES: of a ChangeProperty request, and to spare. */
enum { PAIRS_MAX = 16, REQUEST_HEAD_BYTES = 64 };

/* One form of the text as it goes into a property. */
struct form {
	Atom type;
	char *bytes; /* owned */
	size_t len_bytes;
};

static void wipe(char *bytes, size_t len)
{
	if (bytes != NULL)
		mem_wipe(bytes, len);
	free(bytes);
}

static bool make_utf8(struct desk *d, Atom type, struct form *ret)
{
	const char *text = d->selection.offer.text;

	*ret = (struct form){ type, mem_strdup(text), strlen(text) };
	return true;
}

/* make_latin1() - ICCCM STRING: Latin-1 whose only control characters are tab and line end; none
 * at all if a character is beyond it: better none than another. */
static bool make_latin1(struct desk *d, struct form *ret)
{
	const char *at = d->selection.offer.text;
	size_t room = strlen(at) + 1, n = 0;
	char *to = mem_zalloc(room);
	uint32_t cp;

	while ((cp = utf8_next(&at)) != 0) {
		bool control = (cp < 0x20 && cp != '\t' && cp != '\n') || (cp >= 0x7f && cp < 0xa0);
		if (cp > 0xff || control) {
			wipe(to, room);
			return false;
		}
		to[n++] = (char)cp;
	}
	*ret = (struct form){ XA_STRING, to, n };
	return true;
}

/* reads_as() - does @property, decoded again, give @text? */
static bool reads_as(Display *x, const XTextProperty *property, const char *text)
{
	char **list = NULL;
	int n = 0;
	bool same = Xutf8TextPropertyToTextList(x, property, &list, &n) == Success && n == 1 &&
		    str_eq(list[0], text);

	if (list != NULL)
		XFreeStringList(list);
	return same;
}

/* make_compound() - COMPOUND_TEXT for toolkits from before UTF-8, if it gives the text back. */
static bool make_compound(struct desk *d, struct form *ret)
{
	char *text = d->selection.offer.text;
	XTextProperty property = { 0 };

	bool good = Xutf8TextListToTextProperty(d->x, &text, 1, XCompoundTextStyle, &property) ==
			    Success &&
		    reads_as(d->x, &property, text);
	if (good)
		*ret = (struct form){ property.encoding,
				      mem_strndup((const char *)property.value, property.nitems),
				      property.nitems };
	if (property.value != NULL)
		XFree(property.value);
	return good;
}

/* make_form() - the text as @target; false if there is no exact such form. */
static bool make_form(struct desk *d, Atom target, struct form *ret)
{
	Atom utf8 = d->atoms[ATOM_UTF8_STRING];

	if (target == utf8 || target == d->selection.offer.plain_utf8)
		return make_utf8(d, target, ret);
	if (target == XA_STRING)
		return make_latin1(d, ret);
	if (target == d->atoms[ATOM_COMPOUND_TEXT])
		return make_compound(d, ret);
	if (target == d->atoms[ATOM_TEXT]) /* our choice, ICCCM 2.6.2: the oldest that is exact */
		return make_latin1(d, ret) || make_compound(d, ret) || make_utf8(d, utf8, ret);
	return false;
}

/* give_targets() - the forms there are of this text, no other. */
static void give_targets(struct desk *d, Window requestor, Atom property)
{
	const Atom may[] = { d->atoms[ATOM_UTF8_STRING], d->selection.offer.plain_utf8,
			     d->atoms[ATOM_TEXT], d->atoms[ATOM_COMPOUND_TEXT], XA_STRING };
	Atom list[3 + sizeof may / sizeof *may] = { d->atoms[ATOM_TARGETS],
						    d->atoms[ATOM_TIMESTAMP],
						    d->atoms[ATOM_MULTIPLE] };
	int n = 3;

	for (size_t i = 0; i < sizeof may / sizeof *may; i++) {
		struct form form;
		if (!make_form(d, may[i], &form))
			continue;
		wipe(form.bytes, form.len_bytes);
		list[n++] = may[i];
	}
	XChangeProperty(d->x, requestor, property, XA_ATOM, 32, PropModeReplace,
			(const unsigned char *)list, n);
}

static void give_timestamp(struct desk *d, Window requestor, Atom property)
{
	long since = (long)d->selection.offer.since;

	XChangeProperty(d->x, requestor, property, XA_INTEGER, 32, PropModeReplace,
			(const unsigned char *)&since, 1);
}

/* piece_bytes() - what fits into one request of the core protocol. */
static size_t piece_bytes(struct desk *d)
{
	return (size_t)XMaxRequestSize(d->x) * 4 - REQUEST_HEAD_BYTES;
}

static void put(struct desk *d, const struct offer_transfer *t, size_t len)
{
	flood_expect(d, FLOOD_PROPERTIES, 2); /* that it is there, and that it was taken */
	XChangeProperty(d->x, t->requestor, t->property, t->type, 8, PropModeReplace,
			(const unsigned char *)t->bytes + t->given_bytes, (int)len);
}

/* end_transfer() - forget the @i-th; a window the window manager watches keeps its mask. */
static void end_transfer(struct desk *d, size_t i)
{
	struct offer *o = &d->selection.offer;
	struct offer_transfer *t = &o->transfers[i];

	if (!d->lost && wm_client(&d->wm, t->requestor) == NULL)
		XSelectInput(d->x, t->requestor, t->mask);
	wipe(t->bytes, t->len_bytes);
	o->n_transfers--;
	memmove(t, t + 1, (o->n_transfers - i) * sizeof *t);
}

/* begin_transfer() - announce @form's size; its pieces follow as the requestor deletes them.
 * Takes form->bytes. False if the requestor is gone. */
static bool begin_transfer(struct desk *d, Window requestor, Atom property, struct form *form)
{
	struct offer *o = &d->selection.offer;
	XWindowAttributes had;
	long size = (long)form->len_bytes;

	for (size_t i = 0; i < o->n_transfers; i++) {
		if (o->transfers[i].requestor == requestor && o->transfers[i].property == property)
			end_transfer(d, i--); /* asked again: what was under way is not wanted */
	}
	if (!XGetWindowAttributes(d->x, requestor, &had)) {
		wipe(form->bytes, form->len_bytes);
		return false;
	}
	if (o->n_transfers == OFFER_TRANSFERS_MAX)
		end_transfer(d, 0);
	o->transfers[o->n_transfers++] = (struct offer_transfer){ .requestor = requestor,
								  .property = property,
								  .type = form->type,
								  .bytes = form->bytes,
								  .len_bytes = form->len_bytes,
								  .mask = had.your_event_mask };
	XSelectInput(d->x, requestor, had.your_event_mask | PropertyChangeMask);
	XChangeProperty(d->x, requestor, property, d->atoms[ATOM_INCR], 32, PropModeReplace,
			(const unsigned char *)&size, 1);
	return true;
}

void offer_touched(struct desk *d)
{
	d->selection.offer.untouched = false;
}

void offer_fetched(struct desk *d, const XPropertyEvent *event)
{
	struct offer *o = &d->selection.offer;

	if (o->keeper.asked && o->keeper.id == event->window && o->keeper.property == event->atom)
		o->keeper.knows = o->keeper.proven = true;
	for (size_t i = 0; i < o->n_transfers; i++) {
		struct offer_transfer *t = &o->transfers[i];
		if (t->requestor != event->window || t->property != event->atom)
			continue;
		size_t left = t->len_bytes - t->given_bytes, most = piece_bytes(d);
		size_t len = left < most ? left : most;
		put(d, t, len); /* the last one is empty: that is how its reader knows */
		t->given_bytes += len;
		if (len == 0)
			end_transfer(d, i);
		return;
	}
}

/* give() - write the wanted form into the requestor's property; false if we do not have it. */
static bool give(struct desk *d, Window requestor, Atom target, Atom property)
{
	struct form form;

	if (target == d->atoms[ATOM_TARGETS]) {
		give_targets(d, requestor, property);
		return true;
	}
	if (target == d->atoms[ATOM_TIMESTAMP]) {
		give_timestamp(d, requestor, property);
		return true;
	}
	if (!make_form(d, target, &form))
		return false;
	if (form.len_bytes > piece_bytes(d))
		return begin_transfer(d, requestor, property, &form);
	XChangeProperty(d->x, requestor, property, form.type, 8, PropModeReplace,
			(const unsigned char *)form.bytes, (int)form.len_bytes);
	wipe(form.bytes, form.len_bytes);
	return true;
}

/* give_multiple() - several conversions in one; the property that could not be given is None in
 * the list, as Xt's owners have it. */
static bool give_multiple(struct desk *d, Window requestor, Atom property)
{
	unsigned char *data = NULL;
	unsigned long n = 0, left = 0;
	Atom type = None;
	int format = 0;

	if (XGetWindowProperty(d->x, requestor, property, 0, 2 * PAIRS_MAX, False, AnyPropertyType,
			       &type, &format, &n, &left, &data) != Success)
		return false;
	bool good = format == 32 && n % 2 == 0 && left == 0;
	unsigned long *atoms = (unsigned long *)(void *)data; /* Xlib gives longs for 32 bits */
	for (unsigned long i = 0; good && i < n; i += 2) {
		if (atoms[i + 1] != None && !give(d, requestor, atoms[i], atoms[i + 1]))
			atoms[i + 1] = None;
	}
	if (good)
		XChangeProperty(d->x, requestor, property, type, 32, PropModeReplace, data, (int)n);
	if (data != NULL)
		XFree(data);
	return good;
}

/* may_have() - is there a text, and was it ours already at the time the requestor means? */
static bool may_have(const struct desk *d, const XSelectionRequestEvent *r)
{
	const struct offer *o = &d->selection.offer;

	return o->text != NULL &&
	       (r->selection == XA_PRIMARY || r->selection == d->atoms[ATOM_CLIPBOARD]) &&
	       (r->time == CurrentTime || (int32_t)((uint32_t)r->time - (uint32_t)o->since) >= 0);
}

/* note_keeper() - to be called before the answer, so that its being taken is seen. */
static void note_keeper(struct desk *d, const XSelectionRequestEvent *asked)
{
	struct offer *o = &d->selection.offer;
	XWindowAttributes had;

	if (asked->selection != d->atoms[ATOM_CLIPBOARD] || asked->property == None ||
	    asked->target != d->atoms[ATOM_TARGETS])
		return;
	if (o->keeper.id != asked->requestor) {
		if (o->keeper.proven || !o->untouched ||
		    !XGetWindowAttributes(d->x, asked->requestor, &had))
			return;
		o->keeper = (struct offer_keeper){ .id = asked->requestor };
		XSelectInput(d->x, asked->requestor, had.your_event_mask | PropertyChangeMask);
	}
	o->keeper.property = asked->property;
	o->keeper.asked = true;
}

void offer_requested(struct desk *d, const XSelectionRequestEvent *asked)
{
	/* ICCCM 2.2: clients from before it name no property. */
	Atom property = asked->property != None ? asked->property : asked->target;
	XSelectionEvent answer = {
		.type = SelectionNotify,
		.requestor = asked->requestor,
		.selection = asked->selection,
		.target = asked->target,
		.time = asked->time,
	};

	note_keeper(d, asked);
	if (may_have(d, asked) &&
	    (asked->target == d->atoms[ATOM_MULTIPLE]
		     ? asked->property != None && give_multiple(d, asked->requestor, property)
		     : give(d, asked->requestor, asked->target, property)))
		answer.property = property;
	d->selection.offer.asked++;
	d->stir++;
	(void)XSendEvent(d->x, asked->requestor, False, NoEventMask, (XEvent *)&answer);
}

/* forget() - wipe the text; what is under way goes on, as ICCCM 2.2 has it, on its own copies. */
static void forget(struct offer *o)
{
	if (o->text != NULL)
		wipe(o->text, strlen(o->text));
	o->text = NULL;
}

void offer_taken(struct desk *d)
{
	/* The text goes only when neither selection is ours any more. */
	if (XGetSelectionOwner(d->x, XA_PRIMARY) != d->wm.own &&
	    XGetSelectionOwner(d->x, d->atoms[ATOM_CLIPBOARD]) != d->wm.own)
		forget(&d->selection.offer);
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
	struct offer *o = &d->selection.offer;
	size_t len = strlen(text), good = utf8_valid_bytes(text, len);

	if (len > SELECTION_BYTES_MAX)
		return err_set(e, ERR_LIMIT, "text for the clipboard is over 1 MiB");
	if (good < len)
		return err_set(e, ERR_SYNTAX, "byte %zu of the text is no text in UTF-8", good + 1);
	forget(o);
	o->text = mem_strdup(text);
	/* Fault point paste-other: another text is offered. */
	if (o->text[0] != 0 && fault_hit("paste-other"))
		falsify(o->text);
	if (o->plain_utf8 == None)
		o->plain_utf8 = XInternAtom(d->x, "text/plain;charset=utf-8", False);
	o->keeper.asked = o->keeper.knows = false;
	o->untouched = true;
	d->stir++;
	o->since = events_time(d);
	XSetSelectionOwner(d->x, XA_PRIMARY, d->wm.own, o->since);
	XSetSelectionOwner(d->x, d->atoms[ATOM_CLIPBOARD], d->wm.own, o->since);
	if (XGetSelectionOwner(d->x, d->atoms[ATOM_CLIPBOARD]) != d->wm.own ||
	    XGetSelectionOwner(d->x, XA_PRIMARY) != d->wm.own)
		return err_set(e, ERR_MISBEHAVED,
			       "a selection was taken by an application in the same moment");
	return events_pump(d, e);
}

/* all_fetched() - wait until every piece that is under way has been taken. */
static bool all_fetched(struct desk *d, struct deadline limit, struct err *e)
{
	while (d->selection.offer.n_transfers > 0) {
		if (deadline_over(limit))
			return err_set(e, ERR_HUNG, "the offered text is asked for and not taken");
		if (!events_step(d, limit, e))
			return false;
	}
	return true;
}

/* keeper_knows() - wait until the keeper, if there is one, knows of this offer. */
static bool keeper_knows(struct desk *d, struct deadline limit, struct err *e)
{
	struct offer_keeper *k = &d->selection.offer.keeper;
	XWindowAttributes a;

	while (k->proven && !k->knows && XGetWindowAttributes(d->x, k->id, &a)) {
		if (deadline_over(limit)) {
			*k = (struct offer_keeper){ 0 };
			return err_set(e, ERR_HUNG,
				       "the application's clipboard does not take the new text");
		}
		if (!events_step(d, limit, e))
			return false;
	}
	if (k->proven && !k->knows)
		*k = (struct offer_keeper){ 0 }; /* it is gone */
	return true;
}

bool input_paste(struct desk *d, const char *chord, struct deadline limit, struct err *e)
{
	unsigned before;

	if (!events_pump(d, e) || !keeper_knows(d, limit, e) || !input_key(d, chord, e))
		return false;
	/* A request sent while handling something arrives before the barrier's answer; our answer
	 * to it stands before the next barrier. So when one passes without any, none will come. */
	do {
		before = d->selection.offer.asked;
		if (!desk_barrier(d, limit, e) || !all_fetched(d, limit, e))
			return false;
	} while (before != d->selection.offer.asked);
	return true;
}

void input_withdraw(struct desk *d)
{
	struct offer *o = &d->selection.offer;

	if (o->text != NULL && !d->lost) {
		d->stir++;
		/* With our own time: an owner that came after us keeps what it has. */
		if (XGetSelectionOwner(d->x, XA_PRIMARY) == d->wm.own)
			XSetSelectionOwner(d->x, XA_PRIMARY, None, o->since);
		if (XGetSelectionOwner(d->x, d->atoms[ATOM_CLIPBOARD]) == d->wm.own)
			XSetSelectionOwner(d->x, d->atoms[ATOM_CLIPBOARD], None, o->since);
		(void)XFlush(d->x);
	}
	/* Without their empty last piece: half a text must not look like a whole one. */
	while (o->n_transfers > 0)
		end_transfer(d, o->n_transfers - 1);
	forget(o);
}
