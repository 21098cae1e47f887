/* test_masking.c - what the recipe calls things may be kept where it was read; all else is not. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/masking.h"

#include "tests/check.h"
#include "tests/fixture/scene.h"
#include "tests/locate/find.h"

#define SCRIPT \
	"size 700 300\nlabel 20 20 l1 Nachname\nfield 150 20 200 f1 Mustermann\n" \
	"label 20 80 l2 Bemerkung\nfield 150 80 200 f2 Nachname und mehr\n" \
	"label 20 140 l3 Kennwort\nfield 150 140 200 f3 geheim\n" \
	"label 450 20 l4 Meier\nlabel 450 80 l5 NACHNAME\n"
#define RECIPE \
	"targets:\n  name: { field: Nachname }\n  pw: { field: Kennwort }\n" \
	"  who: { row_with: [ Meier ] }\n" FIND_STEPS

enum { SIDE = 4096 };

/* What may be kept by now, pixel by pixel. */
static bool open[SIDE * SIDE / 8];

struct desk_look {
	struct scene s;
	struct masking *m;
	unsigned looks; /* that gave something new */
	int width_px;
};

static void leave(void *self)
{
	struct desk_look *d = self;
	struct masked now;

	if (!masking_look(d->m, d->s.locator, &now))
		return;
	d->looks++;
	d->width_px = now.frame->width_px;
	for (int y = now.area.y; y < now.area.y + now.area.h; y++)
		memset(&open[y * d->width_px + now.area.x], 0, (size_t)now.area.w);
	for (size_t i = 0; i < now.n_open; i++) {
		CHECK(rect_contains(now.area, now.open[i]));
		for (int y = now.open[i].y; y < now.open[i].y + now.open[i].h; y++)
			memset(&open[y * d->width_px + now.open[i].x], 1, (size_t)now.open[i].w);
	}
}

static bool begin(struct desk_look *d, enum masking_mode mode)
{
	*d = (struct desk_look){ .looks = 0 };
	memset(open, 0, sizeof open);
	if (!CHECK(scene_open(&d->s, SCRIPT, RECIPE)) || !CHECK(scene_start(&d->s)) ||
	    !find_await(&d->s, 1))
		return false;
	d->m = masking_new(d->s.recipe, mode);
	masking_watch(d->s.locator, leave, d);
	return true;
}

static void end(struct desk_look *d)
{
	if (d->s.locator)
		masking_watch(d->s.locator, NULL, NULL);
	masking_free(d->m);
	scene_close(&d->s);
}

/* found() - where a target is now; everything on its window is read on the way. */
static struct hit found(struct desk_look *d, const char *name)
{
	const struct locate_query q = { .target = scene_target(&d->s, name), .scope = d->s.scope };
	struct hits hits = { .arena = d->s.a };

	CHECK_OK(locate_find(d->s.locator, &q, &hits, &d->s.e), d->s.e);
	return CHECK_EQ_UINT(hits.n, 1) ? hits.list[0] : (struct hit){ 0 };
}

/* share() - hundredths of @r that are open. */
static int share(const struct desk_look *d, struct rect r)
{
	int n = 0;

	for (int y = r.y; y < r.y + r.h; y++)
		for (int x = r.x; x < r.x + r.w; x++)
			n += open[y * d->width_px + x];
	return 100 * n / (r.w * r.h);
}

/* at_window() - @r, given from the corner of the mask's window. */
static struct rect at_window(struct desk_look *d, struct rect r)
{
	struct window *list;
	size_t n;

	if (!CHECK_OK(window_list(d->s.desk, d->s.a, &list, &n, &d->s.e), d->s.e))
		return r;
	return (struct rect){ list[0].area.x + r.x, list[0].area.y + r.y, r.w, r.h };
}

TEST(labels_are_kept_once_they_are_read_and_values_never)
{
	struct desk_look d;

	if (begin(&d, MASKING_LABELS)) {
		/* The first look was not read when it is left: found() reads it afterwards. */
		struct hit name = found(&d, "name");
		CHECK_EQ_UINT(d.looks, 0);
		struct hit again = found(&d, "name");
		CHECK(rect_equal(name.box, again.box));
		CHECK_EQ_UINT(d.looks, 1);
		CHECK_EQ_INT(share(&d, name.label), 100);
		struct rect text = { name.box.x + 4, name.box.y + 4, 90, name.box.h - 8 };
		CHECK_EQ_INT(share(&d, text), 0);
		/* The free end of the field, the ground of the window. */
		text.x += 120;
		text.w = 60;
		CHECK_EQ_INT(share(&d, text), 100);
		CHECK_EQ_INT(share(&d, at_window(&d, (struct rect){ 400, 200, 200, 60 })), 100);
		/* What begins like a label, what a row is looked for by, what is written larger. */
		CHECK_EQ_INT(share(&d, at_window(&d, (struct rect){ 156, 90, 100, 10 })), 0);
		CHECK_EQ_INT(share(&d, at_window(&d, (struct rect){ 456, 26, 36, 8 })), 0);
		CHECK_EQ_INT(share(&d, at_window(&d, (struct rect){ 456, 86, 60, 8 })), 0);
	}
	end(&d);
}

TEST(nothing_is_given_twice_and_nothing_from_before)
{
	struct desk_look d;

	if (begin(&d, MASKING_LABELS)) {
		struct masked now;
		(void)found(&d, "name");
		CHECK(masking_look(d.m, d.s.locator, &now));
		CHECK(!masking_look(d.m, d.s.locator, &now));
		/* Who comes new is not shown what was looked at before. */
		masking_free(d.m);
		d.m = masking_new(d.s.recipe, MASKING_LABELS);
		masking_watch(d.s.locator, leave, &d);
		CHECK(!masking_look(d.m, d.s.locator, &now));
		(void)found(&d, "name");
		CHECK(masking_look(d.m, d.s.locator, &now));
		CHECK(rect_equal(now.area, img_bounds(now.frame)));
	}
	end(&d);
}

TEST(a_hidden_field_is_kept_in_no_mode)
{
	struct desk_look d;

	if (begin(&d, MASKING_HIDDEN)) {
		struct masked now;
		struct hit pw = found(&d, "pw");
		CHECK_OK(locate_hide(d.s.locator, &pw, &d.s.e), d.s.e);
		(void)found(&d, "name");
		leave(&d);
		CHECK_EQ_INT(share(&d, pw.box), 0);
		CHECK_EQ_INT(share(&d, at_window(&d, (struct rect){ 0, 0, 400, 120 })), 100);
		CHECK(!masking_look(d.m, d.s.locator, &now));
	}
	end(&d);
}
