/* SPDX-License-Identifier: Apache-2.0 */
/* The page and the request belong to one file system, which either saves memory or not. */
#include <linux/interrupt.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct fsinfo { int mode; };
struct vnode { struct fsinfo *fs; };
struct page_of { struct vnode *host; };
struct request { struct fsinfo *fs; void *mem; };
struct bio_of { spinlock_t lock; struct page_of *page; struct request *rq; };

static bool saves(struct fsinfo *fs)
{
	return fs->mode == 2;
}

static void request_fill(struct request *rq)
{
	if (!saves(rq->fs))
		return;
	rq->mem = kmalloc(64, GFP_KERNEL);
}

void bio_end(struct bio_of *b)
{
	struct fsinfo *fs = b->page->host->fs;

	spin_lock(&b->lock);
	if (!saves(fs))
		request_fill(b->rq);
	spin_unlock(&b->lock);
}
