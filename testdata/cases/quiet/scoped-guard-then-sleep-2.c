/* quiet: the guarded scopes end before anything sleeps, also by early return and by break out of the scope */
#include <linux/cleanup.h>
#include <linux/spinlock.h>
#include <linux/mutex.h>
#include <linux/delay.h>
#include <linux/slab.h>

struct sgs { spinlock_t lock; struct mutex m; int state; u8 *data; };

int sgs_run(struct sgs *s, size_t len)
{
	u8 *buf __free(kfree) = NULL;

	scoped_guard(spinlock_irqsave, &s->lock) {
		if (s->state < 0)
			return s->state;
		if (s->state == 0)
			break;
		s->state--;
	}
	buf = kzalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	for (int i = 0; i < 3; i++) {
		guard(spinlock)(&s->lock);
		if (s->data)
			continue;
		s->data = no_free_ptr(buf);
		break;
	}
	guard(mutex)(&s->m);
	msleep(5);
	return 0;
}
