/* SPDX-License-Identifier: Apache-2.0 */
/* Nobody else drops the lock. */
#include <linux/mmap_lock.h>
#include <linux/mm.h>

struct fault {
	struct mm_struct *mm;
	unsigned long addr;
};

static void fault_in(struct fault *f)
{
	int locked = f->addr;

	mmap_read_lock(f->mm);
	get_user_pages_remote(f->mm, f->addr, 1, FOLL_WRITE, NULL, NULL);
	if (locked)
		mmap_read_unlock(f->mm);
} /* want "unbalanced-context" */

void fault_all(struct fault *f)
{
	fault_in(f);
}
