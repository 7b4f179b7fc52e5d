/* quiet: an error pointer means that nothing is locked */
#include <linux/spinlock.h>
#include <linux/err.h>
#include <linux/delay.h>

struct epl { spinlock_t lock; bool dead; int v; };
static struct epl *epl_table[16];

static struct epl *epl_get(unsigned int i)
{
	struct epl *e;

	if (i >= 16)
		return ERR_PTR(-EINVAL);
	e = epl_table[i];
	spin_lock(&e->lock);
	if (e->dead) {
		spin_unlock(&e->lock);
		return ERR_PTR(-ENODEV);
	}
	return e;
}

int epl_set(unsigned int i, int v)
{
	struct epl *e = epl_get(i);

	if (IS_ERR(e)) {
		msleep(1);
		return PTR_ERR(e);
	}
	e->v = v;
	spin_unlock(&e->lock);
	return 0;
}
