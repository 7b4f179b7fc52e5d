/* quiet: min_t() bounds the sleep's test; us is masked to 4 bits and tested against 16 */
#include <linux/spinlock.h>
#include <linux/minmax.h>
#include <linux/delay.h>
#include <linux/io.h>

struct ntm { spinlock_t lock; void __iomem *r; u32 cfg; };

static inline void ntm_pause(u32 us)
{
	if (us >= 16)
		usleep_range(us, us + 10);
	else if (us)
		udelay(us);
}

void ntm_mask(struct ntm *n)
{
	spin_lock(&n->lock);
	ntm_pause(n->cfg & 0xf);
	ntm_pause(min_t(u32, n->cfg, 15));
	ntm_pause(n->cfg % 16);
	ntm_pause(n->cfg >> 28);
	spin_unlock(&n->lock);
}

void ntm_long(struct ntm *n)
{
	ntm_pause(n->cfg);
}
