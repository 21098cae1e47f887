/* test_fingerprint.c - the same desk has the same fingerprint, and any other one another. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <X11/keysym.h>
#include "base/hash.h"
#include "tests/desk/room.h"

/* take() - the text of a new desk's fingerprint, owned by the caller. */
static char *take(const struct desk_options *o, char hex[65])
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct desk_fingerprint f = { .text = "" };
	struct desk *desk = NULL;
	struct err e = { 0 };

	if (CHECK_OK(desk_open(o, &desk, &e), e))
		CHECK_OK(desk_fingerprint(desk, a, &f, &e), e);
	memcpy(hex, f.hex, sizeof f.hex);
	desk_free(desk);
	return mem_strdup(f.text);
}

TEST(fingerprint_is_the_same_for_the_same_desk)
{
	static const struct desk_options o = { .width_px = 640, .height_px = 480 };
	char first_hex[65], second_hex[65], own_hex[HASH_HEX_BYTES];
	char *first = take(&o, first_hex), *second = take(&o, second_hex);
	uint8_t digest[HASH_BYTES];

	CHECK_EQ_STR(first, second);
	CHECK_EQ_STR(first_hex, second_hex);
	hash_of(first, strlen(first), digest);
	hash_hex(digest, own_hex);
	CHECK_EQ_STR(first_hex, own_hex);
	CHECK_HAS_STR(first, "server Xvfb\nvendor ");
	CHECK_HAS_STR(first, "\nscreen 640x480 px");
	CHECK_HAS_STR(first, " XTEST");
	CHECK_HAS_STR(first, "gtk-cursor-blink=0\n");
	CHECK_HAS_STR(first, "\nkeymap ");
	CHECK_HAS_STR(first, "\nfontconfig ");
	free(first);
	free(second);
}

TEST(fingerprint_differs_by_server_size_and_resolution)
{
	static const struct desk_options table[] = {
		{ .width_px = 640, .height_px = 480 },
		{ .width_px = 640, .height_px = 481 },
		{ .width_px = 640, .height_px = 480, .dpi = 120 },
		{ .width_px = 640, .height_px = 480, .server = DESK_XVNC },
	};
	enum { N = sizeof table / sizeof table[0] };
	char hex[N][65];

	for (size_t i = 0; i < N; i++) {
		free(take(&table[i], hex[i]));
		for (size_t k = 0; k < i; k++)
			CHECK(strcmp(hex[i], hex[k]) != 0);
	}
}

TEST(fingerprint_sees_what_changes_on_a_desk)
{
	struct desk_fingerprint f[4];
	struct room r;
	KeySym other = XK_F9;

	if (!room_open(&r))
		return;
	CHECK_OK(desk_fingerprint(r.s.desk, r.a, &f[0], &r.s.e), r.s.e);
	CHECK_OK(desk_fingerprint(r.s.desk, r.a, &f[1], &r.s.e), r.s.e);
	CHECK_EQ_STR(f[1].hex, f[0].hex);
	XChangeKeyboardMapping(r.x, XKeysymToKeycode(r.x, XK_a), 1, &other, 1);
	XSync(r.x, False);
	CHECK_OK(desk_fingerprint(r.s.desk, r.a, &f[2], &r.s.e), r.s.e);
	CHECK(strcmp(f[2].hex, f[1].hex) != 0);
	char *built_in[] = { (char *)"built-ins" };
	XSetFontPath(r.x, built_in, 1);
	XSync(r.x, False);
	CHECK_OK(desk_fingerprint(r.s.desk, r.a, &f[3], &r.s.e), r.s.e);
	CHECK(strcmp(f[3].hex, f[2].hex) != 0);
	room_close(&r);
}
