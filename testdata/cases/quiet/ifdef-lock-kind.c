/* quiet: with SLEEPY the lock is a mutex and the wait sleeps, without it a spinlock and the wait spins: never both */
#include <linux/spinlock.h>
#include <linux/mutex.h>
#include <linux/delay.h>
#include <linux/io.h>

#ifdef CONFIG_IKX_SLEEPY
typedef struct mutex ikx_lock_t;
#define ikx_lock(l)	mutex_lock(l)
#define ikx_unlock(l)	mutex_unlock(l)
#define ikx_wait(us)	usleep_range(us, (us) * 2)
#else
typedef spinlock_t ikx_lock_t;
#define ikx_lock(l)	spin_lock(l)
#define ikx_unlock(l)	spin_unlock(l)
#define ikx_wait(us)	udelay(us)
#endif

struct ikx { ikx_lock_t lock; void __iomem *r; };

int ikx_cmd(struct ikx *k, u32 v)
{
	int i;

	ikx_lock(&k->lock);
	writel(v, k->r);
	for (i = 0; i < 100 && readl(k->r); i++)
		ikx_wait(10);
	ikx_unlock(&k->lock);
	return i < 100 ? 0 : -EIO;
}
