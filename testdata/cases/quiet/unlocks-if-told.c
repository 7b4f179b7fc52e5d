/* SPDX-License-Identifier: Apache-2.0 */
/* The call drops the lock, too, and says so in the variable whose address it gets. */
#include <linux/mmap_lock.h>
#include <linux/mm.h>

struct fault {
	struct mm_struct *mm;
	unsigned long addr;
};

static void fault_in(struct fault *f)
{
	int locked = 1;

	mmap_read_lock(f->mm);
	get_user_pages_remote(f->mm, f->addr, 1, FOLL_WRITE, NULL, &locked);
	if (locked)
		mmap_read_unlock(f->mm);
}

void fault_all(struct fault *f)
{
	fault_in(f);
}
