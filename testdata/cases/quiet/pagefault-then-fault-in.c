/* quiet: atomic copy first, and the sleeping one only after pagefault_enable() */
#include <linux/uaccess.h>
#include <linux/highmem.h>

int pf_read(struct page *page, const void __user *from, size_t len)
{
	unsigned long left;
	void *kaddr;

	pagefault_disable();
	kaddr = kmap_atomic(page);
	left = __copy_from_user_inatomic(kaddr, from, len);
	kunmap_atomic(kaddr);
	pagefault_enable();
	if (!left)
		return 0;
	kaddr = kmap(page);
	left = copy_from_user(kaddr, from, len);
	kunmap(page);
	return left ? -EFAULT : 0;
}
