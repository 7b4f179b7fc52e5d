/* quiet: the finder returns the object locked, or NULL with nothing locked */
#include <linux/spinlock.h>
#include <linux/list.h>
#include <linux/delay.h>
#include <linux/slab.h>

struct flo { struct list_head node; spinlock_t lock; int id, users; };
static LIST_HEAD(flo_all);
static DEFINE_SPINLOCK(flo_list_lock);

static struct flo *flo_find_lock(int id)
{
	struct flo *f;

	spin_lock(&flo_list_lock);
	list_for_each_entry(f, &flo_all, node) {
		if (f->id == id) {
			spin_lock(&f->lock);
			spin_unlock(&flo_list_lock);
			return f;
		}
	}
	spin_unlock(&flo_list_lock);
	return NULL;
}

int flo_use(int id)
{
	struct flo *f = flo_find_lock(id);

	if (!f) {
		msleep(10);
		f = flo_find_lock(id);
		if (!f)
			return -ENOENT;
	}
	f->users++;
	spin_unlock(&f->lock);
	return 0;
}
