/* SPDX-License-Identifier: Apache-2.0 */
/* Callbacks that run atomically: irq_work, call_rcu, smp_call_function, dma_fence, bio end. */
#include <linux/bio.h>
#include <linux/dma-fence.h>
#include <linux/irq_work.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/smp.h>

struct foo {
	struct irq_work iw;
	struct rcu_head rcu;
	struct dma_fence_cb cb;
	struct mutex m;
};

static void foo_iw(struct irq_work *iw)
{
	mutex_lock(&container_of(iw, struct foo, iw)->m); /* want "sleep-in-atomic" */
}

static void foo_rcu(struct rcu_head *head)
{
	mutex_lock(&container_of(head, struct foo, rcu)->m); /* want "sleep-in-atomic" */
}

static void foo_ipi(void *info)
{
	mutex_lock(&((struct foo *)info)->m); /* want "sleep-in-atomic" */
}

static void foo_fence(struct dma_fence *fence, struct dma_fence_cb *cb)
{
	mutex_lock(&container_of(cb, struct foo, cb)->m); /* want "sleep-in-atomic" */
}

static void foo_end_io(struct bio *bio)
{
	struct foo *f = bio->bi_private;

	mutex_lock(&f->m); /* want "sleep-in-atomic" */
}

void foo_go(struct foo *f, struct dma_fence *fence, struct bio *bio)
{
	init_irq_work(&f->iw, foo_iw);
	irq_work_queue(&f->iw);
	call_rcu(&f->rcu, foo_rcu);
	smp_call_function_single(0, foo_ipi, f, 1);
	dma_fence_add_callback(fence, &f->cb, foo_fence);
	bio->bi_private = f;
	bio->bi_end_io = foo_end_io;
	submit_bio(bio);
}
