/* quiet: timeout 0 means poll once; the locked caller passes 0 through a struct */
#include <linux/spinlock.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/io.h>

struct tzn { spinlock_t lock; void __iomem *r; };
struct tzn_arg { unsigned int timeout_ms; u32 bit; };

static int tzn_poll(struct tzn *t, struct tzn_arg a)
{
	unsigned long end = jiffies + msecs_to_jiffies(a.timeout_ms);

	for (;;) {
		if (readl(t->r) & a.bit)
			return 0;
		if (!a.timeout_ms)
			return -EBUSY;
		if (time_after(jiffies, end))
			return -ETIMEDOUT;
		usleep_range(100, 200);
	}
}

int tzn_check(struct tzn *t)
{
	int ret;

	spin_lock(&t->lock);
	ret = tzn_poll(t, (struct tzn_arg){ .bit = BIT(3) });
	spin_unlock(&t->lock);
	return ret;
}

int tzn_wait(struct tzn *t)
{
	return tzn_poll(t, (struct tzn_arg){ .timeout_ms = 50, .bit = BIT(3) });
}
