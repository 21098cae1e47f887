/* test_keyholder_wire.c - packets of the socket of `keys`: whole ones come back, others not. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/keyholder_wire.h"

#include <sys/un.h>
#include "base/cleanup.h"
#include "tests/logs/ground.h"

TEST(a_packet_comes_back)
{
	static const struct {
		const char *one, *two;
	} parts[] = { { "", "" }, { "external", "" }, { "", "x" }, { "once", "DE02 1203" } };
	uint8_t bytes[KEYHOLDER_PACKET_BYTES];

	EACH_CASE (p, parts) {
		struct keyholder_packet in = { .code = KEYHOLDER_INDEX, .role = KEYHOLDER_WORKER };
		struct keyholder_packet out = { 0 };
		in.part[0].data = p->one;
		in.part[0].len = strlen(p->one);
		in.part[1].data = p->two;
		in.part[1].len = strlen(p->two);
		size_t len = keyholder_packet_write(&in, bytes);
		CHECK_EQ_UINT(len, KEYHOLDER_HEAD_BYTES + in.part[0].len + in.part[1].len);
		CHECK(keyholder_packet_read(bytes, len, &out));
		CHECK_EQ_UINT(out.code, KEYHOLDER_INDEX);
		CHECK_EQ_UINT(out.role, KEYHOLDER_WORKER);
		for (int i = 0; i < 2; i++) {
			CHECK_EQ_UINT(out.part[i].len, in.part[i].len);
			CHECK_EQ_MEM(out.part[i].data, in.part[i].data, in.part[i].len);
		}
	}
}

TEST(the_longest_packet_fits_and_a_longer_one_is_not_written)
{
	static char much[KEYHOLDER_PACKET_BYTES + 1];
	uint8_t bytes[KEYHOLDER_PACKET_BYTES];
	struct keyholder_packet p = { .part = { { much, 8000 }, { much, 180 } } }, out;

	CHECK_EQ_UINT(keyholder_packet_write(&p, bytes), KEYHOLDER_PACKET_BYTES);
	CHECK(keyholder_packet_read(bytes, sizeof bytes, &out));
	p.part[1].len = 181;
	CHECK_EQ_UINT(keyholder_packet_write(&p, bytes), 0);
	p.part[0].len = sizeof much;
	p.part[1].len = 0;
	CHECK_EQ_UINT(keyholder_packet_write(&p, bytes), 0);
}

TEST(what_is_no_packet_is_refused)
{
	static const struct {
		const char *bytes;
		size_t len;
	} packets[] = {
		{ "", 0 },
		{ "ABK\1\1\1\0\0\0\0\0", 11 },
		{ "ABK\2\1\1\0\0\0\0\0\0", 12 },
		{ "XBK\1\1\1\0\0\0\0\0\0", 12 },
		{ "ABK\1\1\1\0\0\0\0\0\1", 12 },
		{ "ABK\1\1\1\0\0\0\0\1\0", 12 },
		{ "ABK\1\1\1\0\1\0\0\0\0", 12 },  /* says one byte, has none */
		{ "ABK\1\1\1\0\0\0\0\0\0x", 13 }, /* has one byte, says none */
		{ "ABK\1\1\1\0\1\0\1\0\0x", 13 }, /* says two, has one */
		{ "ABK\1\1\1\xff\xff\xff\xff\0\0", 12 },
	};
	struct keyholder_packet out;

	EACH_CASE (p, packets)
		CHECK(!keyholder_packet_read((const uint8_t *)p->bytes, p->len, &out));
}

TEST(roles_have_words)
{
	CHECK_EQ_INT(keyholder_role_named("worker"), KEYHOLDER_WORKER);
	CHECK_EQ_INT(keyholder_role_named("root"), KEYHOLDER_NOBODY);
	CHECK_EQ_INT(keyholder_role_named(""), KEYHOLDER_NOBODY);
	CHECK(!keyholder_role_opens(KEYHOLDER_INTAKE) && !keyholder_role_opens(KEYHOLDER_NOBODY));
	CHECK(keyholder_role_opens(KEYHOLDER_WORKER) && keyholder_role_opens(KEYHOLDER_DELIVER));
	CHECK(keyholder_role_opens(KEYHOLDER_CLI));
	CHECK(!keyholder_role_opens((enum keyholder_role)99));
}

TEST(an_address_is_short_however_long_the_path_is)
{
	struct ground g = ground_make();
	char path[512];
	struct keyholder_address address;
	struct err e = { 0 };

	if (!fmt_into(path, sizeof path, "%s/%0150d", g.folder, 0))
		abort();
	CHECK(mkdir(path, 0700) == 0);
	if (!fmt_into(path, sizeof path, "%s/%0150d/keys.sock", g.folder, 0))
		abort();
	if (CHECK_OK(keyholder_address(path, ".new", &address, &e), e)) {
		const struct sockaddr_un *un = (const struct sockaddr_un *)&address.storage;
		CHECK_HAS_STR(un->sun_path, "/keys.sock.new");
		CHECK(strlen(un->sun_path) < 50);
		close_fdp(&address.folder_fd);
	}
	CHECK_ERR(keyholder_address("/nowhere/keys.sock", "", &address, &e), e, ERR_IO);
	if (!fmt_into(path, sizeof path, "%s/", g.folder))
		abort();
	CHECK_ERR(keyholder_address(path, "", &address, &e), e, ERR_LIMIT);
	if (!fmt_into(path, sizeof path, "%s/%0100d", g.folder, 0))
		abort();
	CHECK_ERR(keyholder_address(path, "", &address, &e), e, ERR_LIMIT);
	ground_remove(&g);
}
