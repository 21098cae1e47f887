/* cleanup.h - scope-bound release of locals (GCC/Clang attribute). */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <unistd.h>

/* CLEANUP() - unused: a local may be there for its end alone, of which clang would warn. */
#define CLEANUP(fn) __attribute__((cleanup(fn), unused))

/* DEFINE_CLEANUP() - make x_freep() from x_free(), for `CLEANUP(x_freep) struct x *p = NULL;` */
#define DEFINE_CLEANUP(type, fn) \
	static inline void fn##p(type *p) \
	{ \
		fn(*p); \
	}

/* TAKE() - hand a pointer out of a CLEANUP local; the local becomes NULL. */
#define TAKE(p) \
	({ \
		__typeof__(p) *take_p_ = &(p), take_v_ = *take_p_; \
		*take_p_ = NULL; \
		take_v_; \
	})

/* close_fdp() - close the descriptor of a CLEANUP local unless it is negative. */
static inline void close_fdp(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd); /* read-only or already synced: nothing left to lose */
}
