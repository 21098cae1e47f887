/* stoerung.h - faults the test department can switch on, and delays.
 * SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Intrinsic.h>
#include <stdbool.h>

/* identifier, word in STEUER_STOERUNG */
#define STOERUNG_LISTE(X) \
	X(GESPERRT, "gesperrt") \
	X(ABSTURZ, "absturz") \
	X(ABSTURZ_START, "absturz-start") \
	X(ABSTURZ_MASKE, "absturz-maske") \
	X(ABSTURZ_VOR, "absturz-vor") \
	X(HAENGT, "haengt") \
	X(HAENGT_START, "haengt-start") \
	X(HAENGT_MASKE, "haengt-maske") \
	X(SITZUNG, "sitzung") \
	X(ALTENUMMER, "altenummer") \
	X(FREMDENUMMER, "fremdenummer") \
	X(SPAET, "spaet") \
	X(INDEX, "index") \
	X(MEHRFACH, "mehrfach") \
	X(AUSKUNFT, "auskunft") \
	X(STUMM, "stumm")

#define STOERUNG_NUMMER(name, wort) STOERUNG_##name,
enum stoerung_art { STOERUNG_LISTE(STOERUNG_NUMMER) STOERUNG_ANZAHL };
#undef STOERUNG_NUMMER

struct stoerung {
	unsigned menge; /* bit per enum stoerung_art */
	unsigned verzoegerung_ms;
	unsigned sitzung_s;
};

/* stoerung_lesen() - from the environment; false and a text on stderr on an unknown word. */
bool stoerung_lesen(struct stoerung *s);

/* stoerung_an() - is @art switched on? */
bool stoerung_an(const struct stoerung *s, enum stoerung_art art);

/* stoerung_einmal() - like stoerung_an(), and switches it off. */
bool stoerung_einmal(struct stoerung *s, enum stoerung_art art);

/* stoerung_verzoegern() - be busy for the set time: input queues up, nothing is painted. */
void stoerung_verzoegern(const struct stoerung *s, Widget w);

/* stoerung_eintreten() - crash or hang now if @absturz or @haengt is switched on. */
void stoerung_eintreten(const struct stoerung *s, enum stoerung_art absturz,
			enum stoerung_art haengt);

/* stoerung_absturz() - end like a crashed program: nothing is given back. */
_Noreturn void stoerung_absturz(void);
