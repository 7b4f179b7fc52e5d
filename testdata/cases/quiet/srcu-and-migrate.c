/* quiet: srcu sections, migrate_disable() and kmap_local_page() allow sleeping */
#include <linux/srcu.h>
#include <linux/preempt.h>
#include <linux/highmem.h>
#include <linux/delay.h>
#include <linux/uaccess.h>

DEFINE_STATIC_SRCU(sam_srcu);
static int *sam_ptr;

int sam_read(struct page *page, const void __user *from)
{
	int idx, v, err;
	void *k;

	idx = srcu_read_lock(&sam_srcu);
	v = *srcu_dereference(sam_ptr, &sam_srcu);
	msleep(v);
	srcu_read_unlock(&sam_srcu, idx);

	migrate_disable();
	usleep_range(10, 20);
	migrate_enable();

	k = kmap_local_page(page);
	err = copy_from_user(k, from, 8);
	kunmap_local(k);
	return err;
}
