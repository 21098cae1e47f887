/* keyholder_wire.c - packets and addresses of the socket of `keys`. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/keyholder_wire.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/un.h>
#include "base/cleanup.h"
#include "base/mem.h"
#include "base/str.h"

static const uint8_t magic[] = { 'A', 'B', 'K', 1 };

enum { CODE_AT = sizeof magic, ROLE_AT, LENGTHS_AT, ZERO_AT = LENGTHS_AT + 4 };

static_assert(ZERO_AT + 2 == KEYHOLDER_HEAD_BYTES, "");

static const struct {
	const char *word;
	bool opens, erases;
} roles[] = { [KEYHOLDER_NOBODY] = { "", false, false },
#define X(role, word, opens, erases) [role] = { word, opens, erases },
	      KEYHOLDER_ROLES(X)
#undef X
};

bool keyholder_packet_read(const uint8_t *data, size_t len, struct keyholder_packet *ret_packet)
{
	struct keyholder_packet p = { 0 };
	size_t at = KEYHOLDER_HEAD_BYTES;

	if (len < KEYHOLDER_HEAD_BYTES || len > KEYHOLDER_PACKET_BYTES ||
	    memcmp(data, magic, sizeof magic) != 0 || data[ZERO_AT] || data[ZERO_AT + 1])
		return false;
	p.code = data[CODE_AT];
	p.role = data[ROLE_AT];
	for (int i = 0; i < 2; i++) {
		const uint8_t *length = data + LENGTHS_AT + 2 * i;
		p.part[i].data = data + at;
		p.part[i].len = (size_t)(length[0] << 8 | length[1]);
		at += p.part[i].len;
	}
	if (at != len)
		return false;
	*ret_packet = p;
	return true;
}

size_t keyholder_packet_write(const struct keyholder_packet *p, uint8_t out[KEYHOLDER_PACKET_BYTES])
{
	size_t room = KEYHOLDER_PACKET_BYTES - KEYHOLDER_HEAD_BYTES, at = KEYHOLDER_HEAD_BYTES;

	if (p->part[0].len > room || p->part[1].len > room - p->part[0].len)
		return 0;
	memset(out, 0, KEYHOLDER_HEAD_BYTES);
	memcpy(out, magic, sizeof magic);
	out[CODE_AT] = p->code;
	out[ROLE_AT] = p->role;
	for (int i = 0; i < 2; i++) {
		out[LENGTHS_AT + 2 * i] = (uint8_t)(p->part[i].len >> 8);
		out[LENGTHS_AT + 2 * i + 1] = (uint8_t)p->part[i].len;
		if (p->part[i].len > 0)
			memcpy(out + at, p->part[i].data, p->part[i].len);
		at += p->part[i].len;
	}
	return at;
}

enum keyholder_role keyholder_role_named(const char *word)
{
	for (int role = KEYHOLDER_NOBODY + 1; role < KEYHOLDER_ROLES_END; role++)
		if (str_eq(roles[role].word, word))
			return (enum keyholder_role)role;
	return KEYHOLDER_NOBODY;
}

bool keyholder_role_opens(enum keyholder_role role)
{
	return role < KEYHOLDER_ROLES_END && roles[role].opens;
}

bool keyholder_role_erases(enum keyholder_role role)
{
	return role < KEYHOLDER_ROLES_END && roles[role].erases;
}

bool keyholder_address(const char *path, const char *suffix, struct keyholder_address *ret_address,
		       struct err *e)
{
	CLEANUP(mem_freep) char *folder = mem_strdup(path);
	char *slash = strrchr(folder, '/');
	const char *name = slash ? slash + 1 : path;
	struct sockaddr_un un = { .sun_family = AF_UNIX };

	if (slash)
		slash[slash == folder] = 0; /* "/name": the root stays */
	const char *parent = slash ? folder : ".";
	if (slash == folder)
		name = path + 1;
	CLEANUP(close_fdp) int fd = open(parent, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_set(e, ERR_IO, "open '%s': %s", parent, strerror(errno));
	if (!*name ||
	    !fmt_into(un.sun_path, sizeof un.sun_path, "/proc/self/fd/%d/%s%s", fd, name, suffix))
		return err_set(e, ERR_LIMIT, "socket '%s': its name is empty or too long", path);
	*ret_address = (struct keyholder_address){ .folder_fd = fd, .len = sizeof un };
	memcpy(&ret_address->storage, &un, sizeof un);
	fd = -1;
	return true;
}
