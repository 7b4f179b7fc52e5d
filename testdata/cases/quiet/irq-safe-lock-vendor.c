/* SPDX-License-Identifier: Apache-2.0 */
/* The wrapper of the process side disables interrupts, in a function of its own. */
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/spinlock.h>

typedef struct { spinlock_t s; unsigned long flags; } OSAL_SPIN;

static void OSAL_SpinLock_IRQ(OSAL_SPIN *l)
{
	unsigned long f;

	spin_lock_irqsave(&l->s, f);
	l->flags = f;
}

static void OSAL_SpinUnlock_IRQ(OSAL_SPIN *l)
{
	unsigned long f = l->flags;

	spin_unlock_irqrestore(&l->s, f);
}

struct vdec { OSAL_SPIN lock; u32 frames; int irq; };

static struct vdec g_vdec;

static irqreturn_t vdec_isr(int irq, void *data)
{
	struct vdec *v = data;

	spin_lock(&v->lock.s);
	v->frames++;
	spin_unlock(&v->lock.s);
	return IRQ_HANDLED;
}

static long vdec_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	u32 n;

	OSAL_SpinLock_IRQ(&g_vdec.lock);
	n = g_vdec.frames;
	OSAL_SpinUnlock_IRQ(&g_vdec.lock);
	return n;
}

const struct file_operations vdec_fops = { .unlocked_ioctl = vdec_ioctl };

int vdec_init(void)
{
	spin_lock_init(&g_vdec.lock.s);
	return request_irq(g_vdec.irq, vdec_isr, 0, "vdec", &g_vdec);
}
