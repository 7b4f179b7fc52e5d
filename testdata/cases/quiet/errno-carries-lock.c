/* quiet: positive return: locked; zero or negative: not */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct ecl { spinlock_t lock; int credits; bool dead; };

static int ecl_grab(struct ecl *e)
{
	int n;

	if (e->dead)
		return -ESHUTDOWN;
	spin_lock_bh(&e->lock);
	n = e->credits;
	if (n <= 0) {
		spin_unlock_bh(&e->lock);
		return 0;
	}
	return n;
}

int ecl_use(struct ecl *e)
{
	int n;

	while ((n = ecl_grab(e)) == 0)
		usleep_range(500, 1000);
	if (n < 0)
		return n;
	e->credits--;
	spin_unlock_bh(&e->lock);
	msleep(1);
	return n;
}
