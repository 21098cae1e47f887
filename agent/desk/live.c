/* live.c - the pixels of an X server's screen where the server itself keeps them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/live.h"

#include <X11/XWDFile.h>
#include <arpa/inet.h>
#include <sys/mman.h>
#include <sys/stat.h>

int live_memory(void)
{
	return memfd_create("amtsbote-screen", MFD_CLOEXEC);
}

/* header_fits() - the header is in network order; the pixels must be words as this machine has
 * them. */
static bool header_fits(const XWDFileHeader *h, int width_px, int height_px)
{
	const uint16_t one = 1;
	uint32_t own_order = *(const uint8_t *)&one == 1 ? 0 : 1; /* X.h: LSBFirst, MSBFirst */

	return ntohl(h->file_version) == XWD_FILE_VERSION && ntohl(h->pixmap_format) == 2 &&
	       ntohl(h->bits_per_pixel) == 32 && ntohl(h->byte_order) == own_order &&
	       ntohl(h->pixmap_width) == (uint32_t)width_px &&
	       ntohl(h->pixmap_height) == (uint32_t)height_px && ntohl(h->red_mask) == 0xff0000 &&
	       ntohl(h->green_mask) == 0xff00 && ntohl(h->blue_mask) == 0xff &&
	       ntohl(h->bytes_per_line) % sizeof(uint32_t) == 0 &&
	       ntohl(h->bytes_per_line) >= (uint32_t)width_px * sizeof(uint32_t);
}

bool live_open(struct live *l, int fd, int width_px, int height_px)
{
	struct stat st;

	*l = (struct live){ 0 };
	if (fd < 0 || fstat(fd, &st) != 0 || (size_t)st.st_size < sizeof(XWDFileHeader))
		return false;
	l->size_bytes = (size_t)st.st_size;
	l->map = mmap(NULL, l->size_bytes, PROT_READ, MAP_SHARED, fd, 0);
	if (l->map == MAP_FAILED) {
		l->map = NULL;
		return false;
	}
	const XWDFileHeader *h = l->map;
	size_t at = ntohl(h->header_size) + (size_t)ntohl(h->ncolors) * sizeof(XWDColor);
	size_t need = at + (size_t)ntohl(h->bytes_per_line) * (size_t)height_px;
	if (!header_fits(h, width_px, height_px) || at % sizeof(uint32_t) != 0 ||
	    need > l->size_bytes) {
		live_close(l);
		return false;
	}
	l->px = (const uint32_t *)(const void *)((const char *)l->map + at);
	l->stride_px = ntohl(h->bytes_per_line) / sizeof(uint32_t);
	return true;
}

void live_close(struct live *l)
{
	if (l->map != NULL)
		(void)munmap(l->map, l->size_bytes);
	*l = (struct live){ 0 };
}
