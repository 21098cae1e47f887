/* test_tape.c - every picture reached by seeking is the one that was shown and might be kept. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/logs/taped.h"

enum { LOOKS = 400, SEEKS = 1000 };

/* ---- what a screen does, and what may be kept of it, pixel by pixel */

struct story {
	struct img *frame;
	bool open[W * H];
	struct tape_mask *mask;
	struct img *shown[LOOKS + 1]; /* behind look i - 1 */
	uint64_t at_us[LOOKS + 1];
	struct tape_mark marks[LOOKS];
	size_t n_marks;
};

static void story_clear(struct story *s)
{
	for (size_t i = 0; i <= LOOKS; i++)
		img_unref(s->shown[i]);
	img_unref(s->frame);
	tape_mask_free(s->mask);
}

static struct rect any_rect(void)
{
	int x = (int)below(W), y = (int)below(H);

	return (struct rect){ x, y, 1 + (int)below((uint64_t)(W - x)),
			      1 + (int)below((uint64_t)(H - y)) };
}

/* disturb() - something on the screen or of the mask changes. Returns where. */
static struct rect disturb(struct story *s)
{
	struct rect r = any_rect();
	uint64_t what = below(4);

	for (int y = r.y; y < r.y + r.h; y++)
		for (int x = r.x; x < r.x + r.w; x++) {
			if (what < 2)
				img_row(s->frame, y)[x] =
					what ? (uint32_t)below(1 << 24) : (uint32_t)r.x;
			else
				s->open[y * W + x] = what == 2;
		}
	if (what == 2)
		tape_mask_open(s->mask, r);
	if (what == 3)
		tape_mask_close(s->mask, r);
	return r;
}

static struct img *as_kept(const struct story *s)
{
	struct img *img = img_new(W, H);

	for (int i = 0; i < W * H; i++)
		img->px[i] = s->open[i] ? s->frame->px[i] : TAPE_FILL_RGB;
	return img;
}

static void note_step(struct story *s, struct tape *t, uint64_t at_us)
{
	static const char *const verbs[] = { "write", "read_table", "x" };
	struct tape_mark *m = &s->marks[s->n_marks++];
	struct err e = { 0 };

	*m = (struct tape_mark){ .at_us = at_us, .line = (uint32_t)below(1000) };
	strcpy(m->verb, verbs[below(3)]);
	CHECK_OK(tape_step(t, m, &e), e);
}

/* tell() - LOOKS looks onto @t, with marks, pauses and flushes between them. */
static void tell(struct story *s, struct tape *t)
{
	struct err e = { 0 };
	uint64_t now = 0;

	s->frame = img_new(W, H);
	s->mask = tape_mask_new(W, H);
	s->shown[0] = as_kept(s);
	for (size_t i = 0; i < LOOKS; i++) {
		struct rect area = { 0 };
		for (uint64_t n = below(4); n > 0; n--)
			area = rect_union(area, disturb(s));
		now += below(10) == 0 ? 3000000 : below(50000);
		s->at_us[i + 1] = now;
		s->shown[i + 1] = as_kept(s);
		const struct tape_look look = { now, s->frame, s->mask, area };
		CHECK_OK(tape_show(t, &look, &e), e);
		if (below(3) == 0)
			note_step(s, t, now);
		if (below(20) == 0)
			CHECK_OK(tape_flush(t, &e), e);
	}
}

/* told_at() - what the story shows at @at_us. */
static const struct img *told_at(const struct story *s, uint64_t at_us)
{
	size_t i = LOOKS;

	while (i > 0 && s->at_us[i] > at_us)
		i--;
	return s->shown[i];
}

TEST(every_picture_is_reached_from_anywhere)
{
	CLEANUP(vault_key_freep) struct vault_key *key = any_key();
	static struct story s;
	struct tape_reader *r = NULL;
	const struct img *picture;
	struct err e = { 0 };

	room();
	struct tape *t = new_tape("a.tape", key, W, H);
	tell(&s, t);
	CHECK_OK(tape_end(t, &e), e);
	tape_free(t);
	if (!CHECK_OK(open_tape("a.tape", key, &r, &e), e))
		return;
	const struct tape_facts f = tape_reader_facts(r);
	CHECK(f.ended);
	CHECK_EQ_UINT(f.torn_bytes, 0);
	CHECK_EQ_INT(f.title.width_px, W);
	CHECK_EQ_UINT(f.title.started_utc_us, 1700000000000000);
	for (size_t i = 0; i < SEEKS; i++) {
		/* forwards in steps, or anywhere */
		uint64_t at = i < LOOKS ? s.at_us[i + 1] : below(s.at_us[LOOKS] + 100);
		if (!CHECK_OK(tape_reader_picture(r, at, &picture, &e), e) ||
		    !CHECK(img_equal(picture, told_at(&s, at))))
			break;
	}
	tape_reader_free(r);
	story_clear(&s);
	remove_room();
}

TEST(every_change_is_come_by)
{
	CLEANUP(vault_key_freep) struct vault_key *key = any_key();
	static struct story s;
	struct tape_reader *r = NULL;
	const struct img *picture;
	struct err e = { 0 };
	uint64_t at = 0;
	size_t seen = 0, wanted = 0;
	bool any = true;

	room();
	struct tape *t = new_tape("a.tape", key, W, H);
	tell(&s, t);
	CHECK_OK(tape_end(t, &e), e);
	tape_free(t);
	if (!CHECK_OK(open_tape("a.tape", key, &r, &e), e))
		return;
	for (size_t i = 1; i <= LOOKS; i++)
		wanted += i == LOOKS || s.at_us[i + 1] > s.at_us[i]
				  ? !img_equal(s.shown[i], told_at(&s, s.at_us[i] - 1)) || i == 1
				  : 0;
	while (any) {
		uint64_t before = at;
		if (!CHECK_OK(tape_reader_picture(r, at, &picture, &e), e) ||
		    !CHECK(img_equal(picture, told_at(&s, at))) ||
		    !CHECK_OK(tape_reader_next(r, &at, &any, &e), e))
			break;
		CHECK(!any || at > before);
		seen += any;
	}
	/* A pixel may change and change back within one time: such a record changes nothing. */
	CHECK(seen + (s.at_us[1] == 0) >= wanted);
	tape_reader_free(r);
	story_clear(&s);
	remove_room();
}

TEST(marks_are_told_in_order)
{
	CLEANUP(vault_key_freep) struct vault_key *key = any_key();
	CLEANUP(arena_freep) struct arena *a = arena_new();
	static struct story s;
	struct tape_reader *r = NULL;
	const struct tape_mark *marks;
	const struct img *picture;
	struct err e = { 0 };
	size_t n = 0;

	room();
	struct tape *t = new_tape("a.tape", key, W, H);
	tell(&s, t);
	CHECK_OK(tape_end(t, &e), e);
	tape_free(t);
	if (!CHECK_OK(open_tape("a.tape", key, &r, &e), e) ||
	    !CHECK_OK(tape_reader_marks(r, a, &marks, &n, &e), e) || !CHECK_EQ_UINT(n, s.n_marks))
		return;
	for (size_t i = 0; i < n; i++) {
		CHECK_EQ_UINT(marks[i].at_us, s.marks[i].at_us);
		CHECK_EQ_UINT(marks[i].line, s.marks[i].line);
		CHECK_EQ_STR(marks[i].verb, s.marks[i].verb);
	}
	CHECK_OK(tape_reader_picture(r, UINT64_MAX, &picture, &e), e);
	CHECK(img_equal(picture, s.shown[LOOKS]));
	tape_reader_free(r);
	story_clear(&s);
	remove_room();
}

TEST(without_an_open_mask_no_pixel_is_kept)
{
	CLEANUP(vault_key_freep) struct vault_key *key = any_key();
	CLEANUP(img_unrefp) struct img *frame = img_new(W, H), *filled = img_new(W, H);
	CLEANUP(tape_mask_freep) struct tape_mask *mask = tape_mask_new(W, H);
	struct tape_reader *r = NULL;
	const struct img *picture;
	struct err e = { 0 };

	room();
	for (int i = 0; i < W * H; i++)
		frame->px[i] = (uint32_t)below(1 << 24);
	img_fill(filled, img_bounds(filled), TAPE_FILL_RGB);
	struct tape *t = new_tape("a.tape", key, W, H);
	const struct tape_look look = { 5, frame, mask, img_bounds(frame) };
	CHECK_OK(tape_show(t, &look, &e), e);
	CHECK_OK(tape_end(t, &e), e);
	tape_free(t);
	CHECK_OK(open_tape("a.tape", key, &r, &e), e);
	CHECK_OK(tape_reader_picture(r, 5, &picture, &e), e);
	CHECK(img_equal(picture, filled));
	tape_reader_free(r);
	remove_room();
}

/* head_of() - the open part of chunk @number in @file. */
static struct tape_chunk head_of(const struct vault_key *key, size_t number)
{
	CLEANUP(buf_clear) struct buf plain = { 0 };
	const struct tape_title t = { W, H, 0, TAPE_MASKED };
	const uint8_t *at = file + chunk_at(file, number);
	struct tape_chunk head = { 0 };
	char name[TAPE_NAME_BYTES];
	const struct vault_slot slot = { key, JOB, name };
	struct err e = { 0 };

	tape_name(file + 12, number, name);
	buf_init(&plain, tape_sealed_max(&t));
	CHECK_OK(vault_open(&slot, at + TAPE_LENGTH_BYTES, tape_get(at, TAPE_LENGTH_BYTES), &plain,
			    &e),
		 e);
	CHECK(tape_chunk_read(&t, (const uint8_t *)plain.data, plain.len_bytes, &head));
	return head;
}

TEST(a_whole_picture_is_never_far)
{
	CLEANUP(vault_key_freep) struct vault_key *key = any_key();
	const size_t frame = (size_t)W * H * 3;
	static struct story s;
	size_t since = 0, keys = 0;
	struct err e = { 0 };

	room();
	struct tape *t = new_tape("a.tape", key, W, H);
	tell(&s, t);
	CHECK_OK(tape_end(t, &e), e);
	tape_free(t);
	size_t n = slurp("a.tape");
	for (size_t i = 1; chunk_at(file, i) < n; i++) {
		const struct tape_chunk head = head_of(key, i);
		bool begins = head.flags & TAPE_FLAG_KEY;
		keys += begins;
		since = begins ? head.raw_bytes : since + head.raw_bytes;
		/* Itself, four of changes, the look that went beyond; marks. */
		CHECK(since < 6 * frame + 64 * LOOKS);
	}
	CHECK(keys > 1);
	story_clear(&s);
	remove_room();
}
