/* live.h - the pixels of an X server's screen where the server itself keeps them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Mapped for reading only; what is drawn is there at once, and may change while it is read. */
struct live {
	const uint32_t *px; /* NULL: not known; the top byte of a pixel means nothing */
	size_t stride_px;   /* from one row to the next */
	void *map;          /* all of the file; owned */
	size_t size_bytes;
};

/*
 * live_memory() - anonymous memory a server can be told to keep its screen in: it belongs to who
 * holds it and has no name. Returns the descriptor (close on exec), or -1.
 */
int live_memory(void);

/*
 * live_open() - map what the server made of @fd (an XWD file of @width_px x @height_px true-colour
 * pixels, as Xvfb's -fbdir). False, and nothing mapped, if it is anything else.
 */
bool live_open(struct live *l, int fd, int width_px, int height_px);

/* live_close() - unmap; takes one that was never opened. */
void live_close(struct live *l);
