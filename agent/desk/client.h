/* client.h - what a top-level window says about itself by its properties. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xlib.h>
#include <stdbool.h>
#include <sys/types.h>
#include "agent/desk/atoms.h"

struct client;
struct desk;

enum { CLIENT_STATES = 10 }; /* of enum client_state */

/* client_read() - read all properties that bear on focus, modality, protocols and size. */
void client_read(struct desk *d, struct client *c);

/* client_read_states() - read _NET_WM_STATE; once, when the window appears: it is ours then. */
void client_read_states(struct desk *d, struct client *c);

/* client_wants_position() - did the user (not the program) ask for the place it has? */
bool client_wants_position(struct desk *d, const struct client *c);

/* client_fit() - bring *@w_px and *@h_px within the limits the window sets: smallest, largest,
 * steps, aspect. */
void client_fit(const struct client *c, int *w_px, int *h_px);

/* client_state_atom() - the atom of bit @bit of enum client_state. */
enum atom_name client_state_atom(unsigned bit);

/* client_pid() - the process that made window @id: as the server knows it (X-Resource), else as
 * the window says (_NET_WM_PID); 0 if neither. */
pid_t client_pid(struct desk *d, Window id);

/* client_akin() - do both windows belong to one program: same connection, process or group? Either
 * may be unmanaged. */
bool client_akin(struct desk *d, Window a, Window b);
