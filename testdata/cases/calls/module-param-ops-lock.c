/* call: list of ops objects walked under a lock, found by registration with a struct */
#include <linux/spinlock.h>
#include <linux/list.h>
#include <linux/delay.h>

struct mpo_driver { struct list_head node; const char *name; int (*match)(const char *); };
static LIST_HEAD(mpo_drivers);
static DEFINE_SPINLOCK(mpo_lock);

void mpo_register(struct mpo_driver *d)
{
	spin_lock(&mpo_lock);
	list_add_tail(&d->node, &mpo_drivers);
	spin_unlock(&mpo_lock);
}

struct mpo_driver *mpo_find(const char *n)
{
	struct mpo_driver *d, *hit = NULL;

	spin_lock(&mpo_lock);
	list_for_each_entry(d, &mpo_drivers, node)
		if (d->match(n)) {
			hit = d;
			break;
		}
	spin_unlock(&mpo_lock);
	return hit;
}

static int mpo_a_match(const char *n)
{
	msleep(1);	/* want "sleep-in-atomic" */
	return n[0] == 'a';
}

static struct mpo_driver mpo_a = { .name = "a", .match = mpo_a_match };

static int __init mpo_a_init(void)
{
	mpo_register(&mpo_a);
	return 0;
}
module_init(mpo_a_init);
