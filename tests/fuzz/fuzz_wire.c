/* fuzz_wire.c - any bytes as a packet of the keys' socket: refused, or written the same again. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>
#include "logs/keyholder_wire.h"
#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct keyholder_packet p;
	uint8_t again[KEYHOLDER_PACKET_BYTES];

	if (!keyholder_packet_read(data, size, &p))
		return 0;
	if (keyholder_packet_write(&p, again) != size || memcmp(again, data, size) != 0)
		abort();
	(void)keyholder_role_opens((enum keyholder_role)p.role);
	return 0;
}
