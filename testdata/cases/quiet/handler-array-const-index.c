/* quiet: the locked caller uses entry 0 of the table, the sleeping one is entry 2 */
#include <linux/spinlock.h>
#include <linux/delay.h>

enum { H_POKE, H_ACK, H_RESET, H_MAX };
typedef void (*h_fn)(void *ctx);

static void h_poke(void *ctx) { *(int *)ctx = 1; }
static void h_ack(void *ctx) { *(int *)ctx = 2; }
static void h_reset(void *ctx) { msleep(50); *(int *)ctx = 0; }

static const h_fn h_table[H_MAX] = {
	[H_POKE] = h_poke,
	[H_ACK] = h_ack,
	[H_RESET] = h_reset,
};
static DEFINE_SPINLOCK(h_lock);

void h_locked(int *ctx)
{
	spin_lock(&h_lock);
	h_table[H_POKE](ctx);
	h_table[H_ACK](ctx);
	spin_unlock(&h_lock);
}

void h_recover(int *ctx)
{
	h_table[H_RESET](ctx);
}
