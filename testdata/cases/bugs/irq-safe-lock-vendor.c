/* SPDX-License-Identifier: Apache-2.0 */
/* The vendor's wrappers: the handler takes the lock plainly, the ioctl does, too. */
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/spinlock.h>

typedef struct { spinlock_t s; } OSAL_SPIN;
#define OSAL_SpinLock(l) spin_lock(&(l)->s)
#define OSAL_SpinUnlock(l) spin_unlock(&(l)->s)

struct vdec { OSAL_SPIN lock; u32 frames; int irq; };

static struct vdec g_vdec;

static irqreturn_t vdec_isr(int irq, void *data)
{
	struct vdec *v = &g_vdec;

	OSAL_SpinLock(&v->lock);
	v->frames++;
	OSAL_SpinUnlock(&v->lock);
	return IRQ_HANDLED;
}

static long vdec_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	u32 n;

	OSAL_SpinLock(&g_vdec.lock); /* want "irq-unsafe-lock" */
	n = g_vdec.frames;
	OSAL_SpinUnlock(&g_vdec.lock);
	return n;
}

const struct file_operations vdec_fops = { .unlocked_ioctl = vdec_ioctl };

int vdec_init(void)
{
	spin_lock_init(&g_vdec.lock.s);
	return request_irq(g_vdec.irq, vdec_isr, 0, "vdec", &g_vdec);
}
