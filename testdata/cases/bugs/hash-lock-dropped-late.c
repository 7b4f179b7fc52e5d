/* bug: the lock of the bucket is held through the error path's sleep */
#include <linux/spinlock.h>
#include <linux/hash.h>
#include <linux/completion.h>

static struct hld { spinlock_t lock; struct completion c; int n; } hld_tab[16];

static struct hld *hld_lock(u32 key)
{
	struct hld *h = &hld_tab[hash_32(key, 4)];

	spin_lock(&h->lock);
	return h;
}

static void hld_unlock(struct hld *h)
{
	spin_unlock(&h->lock);
}

int hld_wait(u32 key)
{
	struct hld *h = hld_lock(key);

	if (!h->n)
		wait_for_completion(&h->c);	/* want "sleep-in-atomic" */
	h->n--;
	hld_unlock(h);
	return 0;
}
