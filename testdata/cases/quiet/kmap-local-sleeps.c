/* SPDX-License-Identifier: Apache-2.0 */
/* kmap_local_page() sections may be preempted and sleep. */
#include <linux/highmem.h>
#include <linux/uaccess.h>
#include <linux/mutex.h>

struct buf {
	struct page *page;
	struct mutex m;
};

int buf_read(struct buf *b, char __user *to, size_t n)
{
	void *p = kmap_local_page(b->page);
	int ret = 0;

	if (copy_to_user(to, p, n))
		ret = -EFAULT;
	mutex_lock(&b->m);
	mutex_unlock(&b->m);
	kunmap_local(p);
	return ret;
}

int buf_fault(struct buf *b, char __user *to, size_t n)
{
	unsigned long left;

	pagefault_disable();
	left = __copy_to_user_inatomic(to, page_address(b->page), n);
	pagefault_enable();
	return left ? buf_read(b, to, n) : 0;
}
