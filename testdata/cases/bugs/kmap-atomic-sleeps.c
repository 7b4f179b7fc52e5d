/* SPDX-License-Identifier: Apache-2.0 */
/* kmap_atomic() forbids sleeping until kunmap_atomic(); nested maps end in reverse order. */
#include <linux/highmem.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(m);

void page_copy(struct page *to, struct page *from)
{
	char *src = kmap_atomic(from);
	char *dst = kmap_atomic(to);

	memcpy(dst, src, PAGE_SIZE);
	kunmap_atomic(dst);
	mutex_lock(&m); /* want "sleep-in-atomic" */
	mutex_unlock(&m);
	kunmap_atomic(src);
	mutex_lock(&m);
	mutex_unlock(&m);
}
