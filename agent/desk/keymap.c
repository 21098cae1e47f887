/* keymap.c - the desk's one keymap: German, plus every character of DIN 91379, extended too. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/keymap.h"

#include <X11/XKBlib.h>
#include <X11/keysym.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include "agent/desk/din91379.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/mem.h"

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

enum {
	LOAD_MS = 10000, /* 7 ms when idle */
	TEXT_BYTES_MAX = 1 << 18,
	KEYCODE_MIN = 8,
	KEYCODE_MAX = KEYMAP_CODES - 1,
	LEVEL3_KEYCODE = 254,
	LEVEL5_KEYCODE = 255,
	UNICODE_KEYSYM = 0x1000000,
	PLACES_MAX = KEYCODE_MAX * KEYMAP_LEVELS,
};

/* Keycodes on which pc+de(nodeadkeys) without its multimedia part (+inet) has nothing: 131. */
static const struct {
	uint8_t first, last;
} free_keycodes[] = {
	{ 97, 103 },  { 109, 109 }, { 120, 124 }, { 126, 126 },
	{ 128, 128 }, { 130, 132 }, { 136, 202 }, { 208, 253 },
};

/* What word processors put into running text and the standard's lists of letters and signs lack:
 * no-break space, dashes, bullet. */
static const uint32_t typographic[] = { 0x00a0, 0x2013, 0x2014, 0x2022 };

enum { WANTED_MAX = ARRAY_LEN(din91379) + ARRAY_LEN(typographic) };

/* on_base() - does the German layout hold @cp itself? Its keys stay the natural way to type. */
static bool on_base(uint32_t cp)
{
	static const uint32_t german[] = { 0xa7, 0xb0, 0xb4, 0xc4, 0xd6,  0xdc,
					   0xdf, 0xe4, 0xf6, 0xfc, 0x20ac };

	if (cp <= 0x7e)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(german); i++) {
		if (german[i] == cp)
			return true;
	}
	return false;
}

/* list_wanted() - the code points that need a key of their own, into @list; returns their
 * number. */
static size_t list_wanted(uint32_t list[WANTED_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < WANTED_MAX; i++) {
		size_t beyond = i - ARRAY_LEN(din91379);
		uint32_t cp = i < ARRAY_LEN(din91379) ? din91379[i] : typographic[beyond];
		if (!on_base(cp))
			list[n++] = cp;
	}
	return n;
}

/* free_keycode() - the @i-th free keycode, 0 behind the last. */
static int free_keycode(size_t i)
{
	for (size_t range = 0; range < ARRAY_LEN(free_keycodes); range++) {
		size_t n = (size_t)(free_keycodes[range].last - free_keycodes[range].first) + 1;
		if (i < n)
			return free_keycodes[range].first + (int)i;
		i -= n;
	}
	return 0;
}

/* add_names() - own names for the free keycodes: some of the stock ones (<VOL->) defy
 * generation. */
static void add_names(struct buf *b)
{
	for (size_t i = 0; free_keycode(i) != 0; i++)
		buf_addf(b, "override <Q%03d> = %d;\n", free_keycode(i), free_keycode(i));
	buf_addf(b, "override <Q%d> = %d;\n", LEVEL3_KEYCODE, LEVEL3_KEYCODE);
	buf_addf(b, "override <Q%d> = %d;\n", LEVEL5_KEYCODE, LEVEL5_KEYCODE);
}

static bool add_symbols(struct buf *b, struct err *e)
{
	uint32_t list[WANTED_MAX];
	size_t n = list_wanted(list);

	for (size_t i = 0; i < n; i += KEYMAP_LEVELS) {
		int keycode = free_keycode(i / KEYMAP_LEVELS);
		if (keycode == 0)
			return err_set(e, ERR_DISPLAY, "keymap: no key left for U+%04X",
				       (unsigned)list[i]);
		buf_addf(b, "key <Q%03d> { type=\"EIGHT_LEVEL\", symbols[Group1]=[", keycode);
		for (size_t level = 0; level < KEYMAP_LEVELS; level++) {
			buf_adds(b, level ? "," : "");
			if (i + level < n)
				buf_addf(b, "U%04X", (unsigned)list[i + level]);
			else
				buf_adds(b, "NoSymbol");
		}
		buf_adds(b, "] };\n");
	}
	buf_addf(b, "key <Q%d> { type=\"ONE_LEVEL\", symbols[Group1]=[ISO_Level3_Shift] };\n",
		 LEVEL3_KEYCODE);
	buf_addf(b, "key <Q%d> { type=\"ONE_LEVEL\", symbols[Group1]=[ISO_Level5_Shift] };\n",
		 LEVEL5_KEYCODE);
	buf_addf(b, "modifier_map Mod5 { <Q%d> };\nmodifier_map Mod3 { <Q%d> };\n", LEVEL3_KEYCODE,
		 LEVEL5_KEYCODE);
	return true;
}

static bool write_text(struct buf *b, struct err *e)
{
	buf_adds(b, "xkb_keymap {\nxkb_keycodes { include \"evdev\"\n");
	add_names(b);
	buf_adds(b, "};\nxkb_types { include \"complete\" };\n"
		    "xkb_compat { include \"complete\" };\n"
		    "xkb_symbols { include \"pc+de(nodeadkeys)\"\n");
	if (!add_symbols(b, e))
		return false;
	buf_adds(b, "};\n};\n");
	return buf_check(b, "keymap", e);
}

/* send() - all of @b; the reader is a child of ours, which ends when the pipe does. */
static bool send(int fd, const struct buf *b, struct err *e)
{
	size_t sent = 0;

	while (sent < b->len_bytes) {
		ssize_t n = write(fd, b->data + sent, b->len_bytes - sent);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(e, ERR_DISPLAY, "xkbcomp: %s", strerror(errno));
		sent += (size_t)n;
	}
	return true;
}

static bool start_xkbcomp(const struct server *s, int in_fd, struct child *ret, struct err *e)
{
	CLEANUP(buf_clear) struct buf authority = { 0 };

	buf_init(&authority, 8192);
	buf_addf(&authority, "XAUTHORITY=%s", s->cookie_file);
	if (!buf_check(&authority, "path of the cookie", e))
		return false;
	const char *argv[] = { "xkbcomp", "-w", "0", "-", s->display, NULL };
	char *env[] = { "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", authority.data, NULL };
	struct child_options o = { .argv = argv,
				   .env = env,
				   .in_fd = in_fd,
				   .out_fd = -1,
				   .keep_fd = -1,
				   .also_fd = -1,
				   .failure = ERR_DISPLAY };
	return child_start(&o, ret, e);
}

/* run_xkbcomp() - compile @text and give it to the server; the program is part of X itself. */
static bool run_xkbcomp(const struct server *s, const struct buf *text, struct err *e)
{
	int ends[2];
	struct child process = { 0 };

	if (pipe2(ends, O_CLOEXEC) != 0)
		return err_set(e, ERR_DISPLAY, "pipe to xkbcomp: %s", strerror(errno));
	bool good = start_xkbcomp(s, ends[0], &process, e);
	(void)close(ends[0]); /* the child has its own */
	good = good && send(ends[1], text, e);
	(void)close(ends[1]); /* end of file is what xkbcomp waits for */
	if (!good) {
		child_end(&process, 0);
		return false;
	}
	bool done = child_wait(&process, deadline_in(LOAD_MS));
	bool worked = done && WIFEXITED(process.status) && WEXITSTATUS(process.status) == 0;
	child_end(&process, 0);
	if (!worked)
		return err_set(e, ERR_DISPLAY, "xkbcomp %s", done ? "refused the keymap" : "hangs");
	return true;
}

/* keysym_to_cp() - only the symbols we put there; older names of the same characters do not
 * matter. */
static uint32_t keysym_to_cp(KeySym symbol)
{
	if ((symbol >= 0x20 && symbol <= 0x7e) || (symbol >= 0xa0 && symbol <= 0xff))
		return (uint32_t)symbol;
	if ((symbol & 0xff000000) == UNICODE_KEYSYM)
		return (uint32_t)(symbol & 0xffffff);
	return symbol == XK_EuroSign ? 0x20ac : 0;
}

static int by_cp_then_effort(const void *a, const void *b)
{
	const struct keymap_place *l = a, *r = b;

	if (l->cp != r->cp)
		return l->cp < r->cp ? -1 : 1;
	if (l->level != r->level)
		return l->level - r->level;
	return l->keycode - r->keycode;
}

/* take_image() - ask Xlib's own translation what each key gives with each set of modifiers held, so
 * that key types and modifier bindings are part of the proof. */
static void take_image(struct keymap_image *image, XkbDescPtr map)
{
	static const unsigned masks[KEYMAP_MODIFIERS] = { ShiftMask, Mod5Mask, Mod3Mask };

	memset(image, 0, sizeof *image);
	for (int code = KEYCODE_MIN; code <= KEYCODE_MAX; code++) {
		image->modmap[code] = map->map->modmap[code];
		for (int level = 0; level < KEYMAP_LEVELS; level++) {
			unsigned mods = 0, used;
			KeySym symbol = NoSymbol;
			for (int bit = 0; bit < KEYMAP_MODIFIERS; bit++)
				mods |= level >> bit & 1 ? masks[bit] : 0;
			if (XkbTranslateKeyCode(map, (KeyCode)code, mods, &used, &symbol))
				image->symbols[code][level] = symbol;
		}
	}
}

/* list_places() - where each character is; of several places the one with the fewest keys. */
static void list_places(struct keymap *k)
{
	size_t kept = 0;

	k->places = mem_calloc(PLACES_MAX, sizeof *k->places);
	for (int i = 0; i < (KEYCODE_MAX - KEYCODE_MIN + 1) * KEYMAP_LEVELS; i++) {
		int code = KEYCODE_MIN + i / KEYMAP_LEVELS, level = i % KEYMAP_LEVELS;
		uint32_t cp = keysym_to_cp(k->image->symbols[code][level]);
		if (cp != 0)
			k->places[k->n++] =
				(struct keymap_place){ cp, (uint8_t)code, (uint8_t)level };
	}
	qsort(k->places, k->n, sizeof *k->places, by_cp_then_effort);
	for (size_t i = 0; i < k->n; i++) {
		if (kept == 0 || k->places[kept - 1].cp != k->places[i].cp)
			k->places[kept++] = k->places[i];
	}
	k->n = kept;
}

/* find_modifiers() - the keys that hold the three level modifiers, as the server has them. */
static bool find_modifiers(struct keymap *k, struct err *e)
{
	static const struct {
		KeySym symbol;
		unsigned mask;
	} wants[KEYMAP_MODIFIERS] = {
		{ XK_Shift_L, ShiftMask },
		{ XK_ISO_Level3_Shift, Mod5Mask },
		{ XK_ISO_Level5_Shift, Mod3Mask },
	};

	for (int bit = 0; bit < KEYMAP_MODIFIERS; bit++) {
		k->modifier[bit] = 0;
		for (int code = KEYCODE_MIN; code <= KEYCODE_MAX; code++) {
			if (k->image->symbols[code][0] == wants[bit].symbol &&
			    k->image->modmap[code] == wants[bit].mask)
				k->modifier[bit] = (uint8_t)code;
		}
		if (k->modifier[bit] == 0)
			return err_set(e, ERR_DISPLAY, "keymap: no key for %s",
				       XKeysymToString(wants[bit].symbol));
	}
	return true;
}

/* find_key() - the key that gives @symbol alone, as the place of the control character @cp. */
static bool find_key(const struct keymap *k, KeySym symbol, uint32_t cp, struct keymap_place *ret,
		     struct err *e)
{
	for (int code = KEYCODE_MIN; code <= KEYCODE_MAX; code++) {
		if (k->image->symbols[code][0] != symbol)
			continue;
		*ret = (struct keymap_place){ cp, (uint8_t)code, 0 };
		return true;
	}
	return err_set(e, ERR_DISPLAY, "keymap: no key for %s", XKeysymToString(symbol));
}

static bool check_complete(const struct keymap *k, struct err *e)
{
	for (uint32_t cp = 0x20; cp <= 0x7e; cp++) {
		if (keymap_find(k, cp) == NULL)
			return err_set(e, ERR_DISPLAY, "keymap lacks U+%04X", (unsigned)cp);
	}
	for (size_t i = 0; i < ARRAY_LEN(din91379); i++) {
		if (keymap_find(k, din91379[i]) == NULL)
			return err_set(e, ERR_DISPLAY, "keymap lacks U+%04X",
				       (unsigned)din91379[i]);
	}
	return true;
}

/* read_back() - the map as the server has it now. */
static bool read_back(Display *x, struct keymap_image *ret_image, struct err *e)
{
	XkbDescPtr map = XkbGetMap(x, XkbAllClientInfoMask, XkbUseCoreKbd);

	if (map == NULL)
		return err_set(e, ERR_DISPLAY, "keymap: cannot be read back");
	take_image(ret_image, map);
	XkbFreeKeyboard(map, 0, True);
	return true;
}

bool keymap_load(struct keymap *k, Display *x, const struct server *s, struct err *e)
{
	CLEANUP(buf_clear) struct buf text = { 0 };

	buf_init(&text, TEXT_BYTES_MAX);
	k->image = mem_zalloc(sizeof *k->image);
	if (!write_text(&text, e) || !run_xkbcomp(s, &text, e) || !read_back(x, k->image, e))
		return false;
	list_places(k);
	return find_modifiers(k, e) && find_key(k, XK_Return, '\n', &k->line_end, e) &&
	       find_key(k, XK_Tab, '\t', &k->tabulator, e) && check_complete(k, e);
}

/* name_of() - a symbol in messages. */
static const char *name_of(KeySym symbol)
{
	const char *name = symbol == NoSymbol ? NULL : XKeysymToString(symbol);

	return name ? name : "nothing";
}

bool keymap_check(struct keymap *k, Display *x, struct err *e)
{
	CLEANUP(mem_freep) struct keymap_image *now = NULL;

	if (!k->doubted)
		return true;
	now = mem_zalloc(sizeof *now);
	if (!read_back(x, now, e))
		return false;
	for (int code = KEYCODE_MIN; code <= KEYCODE_MAX; code++) {
		for (int level = 0; level < KEYMAP_LEVELS; level++) {
			KeySym was = k->image->symbols[code][level], is = now->symbols[code][level];
			if (was != is)
				return err_set(e, ERR_MISBEHAVED,
					       "another client changed the keymap: key %d gives %s "
					       "instead of %s",
					       code, name_of(is), name_of(was));
		}
		if (k->image->modmap[code] != now->modmap[code])
			return err_set(e, ERR_MISBEHAVED,
				       "another client changed the keymap: the modifier of key %d",
				       code);
	}
	k->doubted = false; /* told of a change that changed nothing: the server does that itself */
	return true;
}

const char *keymap_name(const struct keymap *k, unsigned keycode)
{
	return keycode <= KEYCODE_MAX ? name_of(k->image->symbols[keycode][0]) : "nothing";
}

void keymap_clear(struct keymap *k)
{
	free(k->places);
	free(k->image);
	*k = (struct keymap){ 0 };
}

const struct keymap_place *keymap_find(const struct keymap *k, uint32_t cp)
{
	size_t low = 0, high = k->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (k->places[mid].cp == cp)
			return &k->places[mid];
		if (k->places[mid].cp < cp)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}
