/* entry.c - how the submissions of a folder are named. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/source/entry.h"

#include <string.h>
#include "base/hash.h"
#include "base/utf8.h"

bool entry_name_fits(const char *name)
{
	size_t len = strlen(name);

	return len > 0 && len <= ENTRY_NAME_MAX && name[0] != '.' && !strchr(name, '/') &&
	       utf8_valid(name, len) && !utf8_forbidden(name) && !strpbrk(name, "\t\r\n");
}

const char *entry_external(const struct entry *n, struct arena *a)
{
	return arena_printf(a, "%s%s@%s", n->name, n->set ? "/" : "", n->digest);
}

bool entry_read(const char *external, struct entry *ret_entry, struct err *e)
{
	const char *at = strrchr(external, '@');
	struct entry n = { 0 };

	if (!at || strlen(at + 1) != ENTRY_DIGEST_BYTES - 1 ||
	    strspn(at + 1, "0123456789abcdef") != ENTRY_DIGEST_BYTES - 1)
		return err_set(e, ERR_INPUT, "an id without a digest");
	size_t len = (size_t)(at - external);
	n.set = len > 0 && external[len - 1] == '/';
	len -= n.set;
	if (len > ENTRY_NAME_MAX)
		return err_set(e, ERR_INPUT, "an id that is too long");
	memcpy(n.name, external, len);
	memcpy(n.digest, at + 1, ENTRY_DIGEST_BYTES);
	if (!entry_name_fits(n.name))
		return err_set(e, ERR_INPUT, "an id that is no name of a file");
	*ret_entry = n;
	return true;
}

const char *entry_top(const struct entry *n, struct arena *a)
{
	return arena_printf(a, "%s%s", n->name, n->set ? "" : ".json");
}

const char *entry_path(const struct entry *n, struct arena *a)
{
	return arena_printf(a, "%s%s", n->name, n->set ? "/submission.json" : ".json");
}

void entry_digest(const void *bytes, size_t len, char ret_digest[ENTRY_DIGEST_BYTES])
{
	uint8_t digest[HASH_BYTES];
	char hex[HASH_HEX_BYTES];

	hash_of(bytes, len, digest);
	hash_hex(digest, hex);
	memcpy(ret_digest, hex, ENTRY_DIGEST_BYTES - 1);
	ret_digest[ENTRY_DIGEST_BYTES - 1] = 0;
}
