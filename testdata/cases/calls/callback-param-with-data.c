/* call: an iterator takes (fn, data) and calls it for each entry with the lock held */
#include <linux/spinlock.h>
#include <linux/list.h>
#include <linux/delay.h>

struct cpd { struct list_head node; int id; };
static LIST_HEAD(cpd_list);
static DEFINE_SPINLOCK(cpd_lock);

static int cpd_each(int (*fn)(struct cpd *, void *), void *data)
{
	struct cpd *c;
	int ret = 0;

	spin_lock(&cpd_lock);
	list_for_each_entry(c, &cpd_list, node) {
		ret = fn(c, data);
		if (ret)
			break;
	}
	spin_unlock(&cpd_lock);
	return ret;
}

static int cpd_power_one(struct cpd *c, void *data)
{
	if (c->id == *(int *)data)
		msleep(3);	/* want "sleep-in-atomic" */
	return 0;
}

int cpd_power(int id)
{
	return cpd_each(cpd_power_one, &id);
}
