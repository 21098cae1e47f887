/* flood.h - a window that changes its properties without pause is not listened to any more. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

struct desk;

/*
 * flood_open() - from now on every PropertyNotify of a managed window is counted at the moment it
 * is read from the connection, whoever reads; with the one that is too many its properties are no
 * longer listened to, and guard_check() says so. docs/decisions/014.
 * @d: connected; lives at least as long as its connection
 */
void flood_open(struct desk *d);
