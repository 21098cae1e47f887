/* mark.c - the number a job writes into the legacy record. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/model/mark.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

bool mark_new(char ret_mark[MARK_BYTES], struct err *e)
{
	static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	unsigned char random[MARK_BYTES - 4];

	if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
		return err_set(e, ERR_IO, "no random numbers: %s", strerror(errno));
	memcpy(ret_mark, "AB-", 3);
	for (size_t i = 0; i < sizeof random; i++)
		ret_mark[3 + i] = alphabet[random[i] & 31];
	ret_mark[MARK_BYTES - 1] = 0;
	return true;
}
