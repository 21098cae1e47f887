/* frame.c - the pixels of the root window, kept up to date by damage. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/frame.h"

#include <X11/Xutil.h>
#include <X11/extensions/Xfixes.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include "agent/desk/display.h"
#include "agent/desk/events.h"
#include "agent/desk/trap.h"
#include "base/clock.h"
#include "base/pixels.h"

/* FAR_PX: a megabyte, which is more than what is read of it next.
 * NEAR_PX: pixels fetched in vain that cost less than one more round trip: 128 KiB are copied and
 * compared in some 20 us. */
enum { BYTES_PER_PIXEL = 4, NEAR_PX = 32768, FAR_PX = 1 << 18 };

/* Pictures in the segment: two and, behind them, what is fetched to be compared. */
enum { SCRATCH = 2, PICTURES };

static int64_t pixels(struct rect r)
{
	return (int64_t)r.w * r.h;
}

/* rects_add() - @r joins those near it: a text typed is damaged letter by letter. */
static void rects_add(struct frame_rects *list, struct rect r)
{
	for (size_t i = 0; i < list->n; i++) {
		struct rect both = rect_union(list->r[i], r);
		if (pixels(both) - pixels(list->r[i]) - pixels(r) > NEAR_PX)
			continue;
		if (rect_equal(both, list->r[i]))
			return;
		r = both;
		list->r[i] = list->r[--list->n];
		i = SIZE_MAX; /* the bigger one may reach others */
	}
	if (list->n < FRAME_RECTS_MAX) {
		list->r[list->n++] = r;
		return;
	}
	for (size_t i = 0; i < list->n; i++)
		r = rect_union(r, list->r[i]);
	list->r[0] = r;
	list->n = 1;
}

/* pixels_of() - where in the segment the pixels of picture @i are. */
static uint32_t *pixels_of(const struct frame *f, const struct desk *d, size_t i)
{
	size_t n = (size_t)d->width_px * (size_t)d->height_px;

	return (uint32_t *)(void *)f->shm.shmaddr + i * n;
}

/* share() - one segment for three screens; removed at once, so that it dies with its two users. */
static bool share(struct desk *d)
{
	struct frame *f = &d->frame;
	int screen = DefaultScreen(d->x);

	if (!XShmQueryExtension(d->x))
		return false;
	f->image = XShmCreateImage(d->x, DefaultVisual(d->x, screen), 24, ZPixmap, NULL, &f->shm,
				   (unsigned)d->width_px, (unsigned)d->height_px);
	if (f->image == NULL)
		return false;
	size_t size = PICTURES * (size_t)d->width_px * (size_t)d->height_px * BYTES_PER_PIXEL;
	f->shm.shmid = shmget(IPC_PRIVATE, size, IPC_CREAT | 0600);
	if (f->shm.shmid < 0)
		return false;
	f->shm.shmaddr = f->image->data = shmat(f->shm.shmid, NULL, 0);
	if (f->shm.shmaddr == (char *)-1) {
		f->shm.shmaddr = f->image->data = NULL;
		(void)shmctl(f->shm.shmid, IPC_RMID, NULL);
		return false;
	}
	trap_begin(d->x);
	bool attached = XShmAttach(d->x, &f->shm) && trap_end(d->x) == 0;
	(void)shmctl(f->shm.shmid, IPC_RMID, NULL); /* attached or not, nobody else needs it */
	if (!attached) {
		(void)shmdt(f->shm.shmaddr);
		f->shm.shmaddr = f->image->data = NULL;
	}
	return attached;
}

/*
 * hide_pointer() - the server draws the pointer into the screen and takes it away only for those
 * who ask it for pixels. Programs do not notice; false if the server cannot.
 */
static bool hide_pointer(struct desk *d)
{
	int base, major = 0, minor = 0;

	if (!XFixesQueryExtension(d->x, &base, &base) ||
	    !XFixesQueryVersion(d->x, &major, &minor) || major < 4)
		return false;
	XFixesHideCursor(d->x, d->root);
	return true;
}

bool frame_open(struct desk *d, struct err *e)
{
	struct frame *f = &d->frame;
	int error_base;

	if (!XDamageQueryExtension(d->x, &f->damage_event, &error_base))
		return err_set(e, ERR_DISPLAY, "X server has no DAMAGE extension");
	f->damage_event += XDamageNotify;
	if (live_open(&f->live, d->server.screen_fd, d->width_px, d->height_px) && !hide_pointer(d))
		live_close(&f->live);
	server_close_screen(&d->server);
	if (f->live.px == NULL && share(d)) {
		f->known = img_over(d->width_px, d->height_px, pixels_of(f, d, 0));
		f->other = img_over(d->width_px, d->height_px, pixels_of(f, d, 1));
	} else { /* seen where it is, or XGetImage serves, slower */
		f->known = img_new(d->width_px, d->height_px);
		f->other = img_new(d->width_px, d->height_px);
	}
	f->damage = XDamageCreate(d->x, d->root, XDamageReportNonEmpty);
	f->parts = XFixesCreateRegion(d->x, NULL, 0);
	rects_add(&f->damaged, img_bounds(f->known));
	return frame_update(d, e);
}

void frame_close(struct desk *d)
{
	struct frame *f = &d->frame;

	img_unref(f->known);
	img_unref(f->other);
	live_close(&f->live);
	if (f->shm.shmaddr != NULL) {
		if (!d->lost)
			(void)XShmDetach(d->x, &f->shm); /* the server does it at the end anyway */
		(void)shmdt(f->shm.shmaddr);
	}
	if (f->image != NULL) {
		f->image->data = NULL; /* shared memory is not XDestroyImage's to free */
		XDestroyImage(f->image);
	}
	*f = (struct frame){ 0 };
}

void frame_damaged(struct desk *d, const XDamageNotifyEvent *event)
{
	d->frame.told_again |= event->serial >= d->frame.told_anew;
}

/* What an area of the screen is now: rows of pixels whose top byte means nothing. */
struct got {
	const uint32_t *px; /* that of its upper left corner */
	size_t stride_px;
	struct rect r; /* where it is on the screen */
};

static struct got got_image(const XImage *image, struct rect r)
{
	return (struct got){ (const uint32_t *)(const void *)image->data,
			     (size_t)image->bytes_per_line / BYTES_PER_PIXEL, r };
}

static const uint32_t *got_row(const struct got *g, int y)
{
	return g->px + (size_t)y * g->stride_px;
}

/* One area as it was and as it is: rows of w pixels. */
struct both {
	const struct img *known;
	const struct got *got;
	struct rect r; /* that of @got */
};

static const uint32_t *row_was(const struct both *b, int y)
{
	return img_row(b->known, b->r.y + y) + b->r.x;
}

static const uint32_t *row_is(const struct both *b, int y)
{
	return got_row(b->got, y);
}

static int same(const struct both *b, int y, int n)
{
	return (int)pixels_same(row_is(b, y), row_was(b, y), (size_t)n);
}

/* same_back() - how many of the pixels from @from to the end are alike, counted from the end. */
static int same_back(const struct both *b, int y, int from)
{
	return (int)pixels_same_back(row_is(b, y) + from, row_was(b, y) + from,
				     (size_t)(b->r.w - from));
}

/* changed_box() - the smallest box around the pixels that differ. Of every row only what may still
 * widen it is looked at: where all is new that is nothing but two rows. */
static struct rect changed_box(const struct img *known, const struct got *got)
{
	const struct both b = { known, got, got->r };
	struct rect r = got->r;
	int top = 0, bottom = r.h - 1;

	while (top < r.h && same(&b, top, r.w) == r.w)
		top++;
	if (top == r.h)
		return (struct rect){ 0 };
	while (bottom > top && same(&b, bottom, r.w) == r.w)
		bottom--;
	int left = same(&b, top, r.w), right = r.w - same_back(&b, top, left);
	for (int y = top + 1; y <= bottom; y++) {
		left = left > 0 ? same(&b, y, left) : 0;
		right = right < r.w ? r.w - same_back(&b, y, right) : r.w;
	}
	return (struct rect){ r.x + left, r.y + top, right - left, bottom + 1 - top };
}

/* take_box() - the pixels of @box out of @got. */
static void take_box(struct img *into, const struct got *got, struct rect box)
{
	void (*take)(uint32_t *restrict, const uint32_t *restrict, size_t) =
		pixels(box) < FAR_PX ? pixels_take : pixels_stream;

	for (int y = box.y; y < box.y + box.h; y++)
		take(img_row(into, y) + box.x, got_row(got, y - got->r.y) + (box.x - got->r.x),
		     (size_t)box.w);
	pixels_fence();
}

/* catch_up() - the other picture becomes like the known one, but for @box, which is to be written.
 */
static void catch_up(struct frame *f, struct rect box)
{
	for (size_t i = 0; i < f->behind.n; i++) {
		struct rect r = f->behind.r[i];
		if (rect_equal(rect_intersection(r, box), r))
			continue;
		for (int y = r.y; y < r.y + r.h; y++)
			memcpy(img_row(f->other, y) + r.x, img_row(f->known, y) + r.x,
			       (size_t)r.w * sizeof(uint32_t));
	}
	f->behind.n = 0;
}

/* turn() - the caller keeps what it holds; the other picture becomes the known one. */
static void turn(struct frame *f)
{
	struct img *held = f->known;

	f->known = f->other;
	f->other = held;
	f->lent = false;
}

/* note_change() - @box of the known picture is new; @before is the hash of what it was. */
static void note_change(struct desk *d, struct rect box, uint64_t before)
{
	struct frame *f = &d->frame;

	rects_add(&f->behind, box);
	f->changed = rect_union(f->changed, box);
	d->happened |= DESK_DAMAGED;
	if (caret_sized(box) && caret_blinks(&f->carets, box, before, img_hash(f->known, box)))
		return;
	d->stir++;
	f->restless_at_ms = clock_boot_ms();
	f->restless = box;
}

/* hash_small() - of what may be a caret; nobody asks for the hash of anything else. */
static uint64_t hash_small(const struct img *known, struct rect box)
{
	return caret_sized(box) ? img_hash(known, box) : 0;
}

static void take_pixels(struct desk *d, const struct got *got)
{
	struct frame *f = &d->frame;
	struct rect box = changed_box(f->known, got);

	if (rect_empty(box))
		return;
	uint64_t before = hash_small(f->known, box);
	if (f->lent) {
		catch_up(f, box);
		turn(f);
	}
	take_box(f->known, got, box);
	note_change(d, box, before);
}

static bool no_picture(struct desk *d, struct err *e)
{
	if (d->lost)
		return events_lost(d, e);
	return err_set(e, ERR_DISPLAY, "X server %s gives no picture", d->server.display);
}

/* get() - @r into @data, which lies in the shared memory. */
static bool get(struct desk *d, struct rect r, void *data, struct err *e)
{
	XImage *image = d->frame.image;

	image->data = data;
	image->width = r.w;
	image->height = r.h;
	image->bytes_per_line = r.w * BYTES_PER_PIXEL;
	return XShmGetImage(d->x, d->root, image, r.x, r.y, AllPlanes) || no_picture(d, e);
}

/* is_big() - worth being fetched into its place, all rows whole, instead of being copied there? */
static bool is_big(const struct frame *f, struct rect r)
{
	return f->shm.shmaddr != NULL && f->lent && pixels(r) > pixels(img_bounds(f->known)) / 2;
}

/* fetch_rows() - what changed in the rows of @r, straight into the other picture. */
static bool fetch_rows(struct desk *d, struct rect r, struct err *e)
{
	struct frame *f = &d->frame;

	r.x = 0;
	r.w = d->width_px;
	catch_up(f, r);
	if (!get(d, r, img_row(f->other, r.y), e))
		return false;
	pixels_strip(img_row(f->other, r.y), (size_t)pixels(r));
	const struct got got = got_image(f->image, r);
	struct rect box = changed_box(f->known, &got);
	if (rect_empty(box))
		return true;
	uint64_t before = hash_small(f->known, box);
	turn(f);
	note_change(d, box, before);
	return true;
}

static bool fetch(struct desk *d, struct rect r, struct err *e)
{
	struct frame *f = &d->frame;
	struct got got;

	if (f->live.px != NULL) {
		size_t at = (size_t)r.y * f->live.stride_px + (size_t)r.x;
		got = (struct got){ f->live.px + at, f->live.stride_px, r };
		take_pixels(d, &got);
		return true;
	}
	if (is_big(f, r))
		return fetch_rows(d, r, e);
	if (f->shm.shmaddr != NULL) {
		if (!get(d, r, pixels_of(f, d, SCRATCH), e))
			return false;
		got = got_image(f->image, r);
		take_pixels(d, &got);
		return true;
	}
	XImage *image = XGetImage(d->x, d->root, r.x, r.y, (unsigned)r.w, (unsigned)r.h, AllPlanes,
				  ZPixmap);
	if (image == NULL)
		return no_picture(d, e);
	got = got_image(image, r);
	take_pixels(d, &got);
	XDestroyImage(image);
	return true;
}

static bool fetch_all(struct desk *d, struct err *e)
{
	struct frame_rects damaged = d->frame.damaged;

	d->frame.damaged.n = 0;
	for (size_t i = 0; i < damaged.n; i++) {
		if (!fetch(d, damaged.r[i], e))
			return false;
	}
	return true;
}

/*
 * begin_again() - what was damaged until now, in one answer; from here on it is told anew, once,
 * however many pieces it comes in. Before the fetch: what is drawn between the two is told again
 * and lost by neither.
 */
static bool begin_again(struct desk *d, struct err *e)
{
	struct frame *f = &d->frame;
	int n = 0;

	if (d->lost)
		return no_picture(d, e);
	f->told_again = false;
	f->told_anew = NextRequest(d->x);
	XDamageSubtract(d->x, f->damage, None, f->parts);
	XRectangle *list = XFixesFetchRegion(d->x, f->parts, &n);
	for (int i = 0; list != NULL && i < n; i++) {
		struct rect r = { list[i].x, list[i].y, list[i].width, list[i].height };
		r = rect_intersection(r, img_bounds(f->known));
		if (!rect_empty(r))
			rects_add(&f->damaged, r);
	}
	if (list != NULL)
		XFree(list);
	return !d->lost || no_picture(d, e);
}

bool frame_update(struct desk *d, struct err *e)
{
	return (!d->frame.told_again || begin_again(d, e)) &&
	       (d->frame.damaged.n == 0 || fetch_all(d, e));
}

/* catch_all() - also what was drawn just before this call and has not been told yet. */
static bool catch_all(struct desk *d, struct err *e)
{
	return begin_again(d, e) && events_pump(d, e) && frame_update(d, e);
}

bool desk_frame(struct desk *d, const struct img **ret_frame, struct err *e)
{
	struct frame *f = &d->frame;

	if (!catch_all(d, e))
		return false;
	f->dirty = rect_union(f->dirty, f->changed);
	f->changed = (struct rect){ 0 };
	f->lent = true;
	d->happened &= ~(unsigned)DESK_DAMAGED;
	*ret_frame = f->known;
	return true;
}

struct rect desk_frame_dirty(struct desk *d)
{
	struct rect dirty = d->frame.dirty;

	d->frame.dirty = (struct rect){ 0 };
	return dirty;
}
