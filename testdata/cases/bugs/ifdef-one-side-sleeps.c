/* bug: with CONFIG_IOS_DEBUG the dump under the spinlock sleeps */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct ios { spinlock_t lock; int n; };

#ifdef CONFIG_IOS_DEBUG
static void ios_dump(struct ios *i)
{
	pr_info("n=%d\n", i->n);
	msleep(10);	/* want "sleep-in-atomic" */
}
#else
static inline void ios_dump(struct ios *i) { }
#endif

void ios_tick(struct ios *i)
{
	spin_lock(&i->lock);
	i->n++;
	ios_dump(i);
	spin_unlock(&i->lock);
}
