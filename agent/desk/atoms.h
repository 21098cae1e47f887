/* atoms.h - every X atom a desk uses, interned once. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#define ATOMS(X) \
	X(CLIPBOARD) \
	X(COMPOUND_TEXT) \
	X(INCR) \
	X(MULTIPLE) \
	X(TARGETS) \
	X(TEXT) \
	X(TIMESTAMP) \
	X(UTF8_STRING) \
	X(WM_CHANGE_STATE) \
	X(WM_DELETE_WINDOW) \
	X(WM_PROTOCOLS) \
	X(WM_S0) \
	X(WM_STATE) \
	X(WM_TAKE_FOCUS) \
	X(_AMTSBOTE_TIME) \
	X(_AMTSBOTE_TEXT) \
	X(_MOTIF_WM_HINTS) \
	X(_NET_ACTIVE_WINDOW) \
	X(_NET_CLIENT_LIST) \
	X(_NET_CLOSE_WINDOW) \
	X(_NET_FRAME_EXTENTS) \
	X(_NET_REQUEST_FRAME_EXTENTS) \
	X(_NET_SUPPORTED) \
	X(_NET_SUPPORTING_WM_CHECK) \
	X(_NET_WM_NAME) \
	X(_NET_WM_PING) \
	X(_NET_WM_STATE) \
	X(_NET_WM_STATE_FULLSCREEN) \
	X(_NET_WM_STATE_MAXIMIZED_HORZ) \
	X(_NET_WM_STATE_MAXIMIZED_VERT) \
	X(_NET_WM_STATE_MODAL)

/* ATOM_x indexes desk->atoms. */
enum atom_name {
#define X(name) ATOM_##name,
	ATOMS(X)
#undef X
		ATOM_MAX_
};
