/* SPDX-License-Identifier: Apache-2.0 */
/* The helper exists if its option is set; else the header has a stub. */
#include <linux/spinlock.h>

struct bar { spinlock_t lock; int on; };

#ifdef CONFIG_BAR_LEDS
int bar_led_set(struct bar *b, int on);
#else
static inline int bar_led_set(struct bar *b, int on) { return 0; }
#endif
