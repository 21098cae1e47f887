/* client.h - what a top-level window says about itself by its properties. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include <stdbool.h>

struct client;
struct desk;

/* client_read() - read all properties that bear on focus, modality and protocols. */
void client_read(struct desk *d, struct client *c);

/* client_wants_position() - did the user (not the program) ask for the place it has? */
bool client_wants_position(struct desk *d, const struct client *c);
