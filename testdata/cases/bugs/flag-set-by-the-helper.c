/* The memory was zero, but what sets it up sets a bit of it. */
#include <linux/bitops.h>
#include <linux/delay.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct port {
	unsigned long flags;
	spinlock_t lock;
	int speed, parity, stop, bits, mode, baud, fifo, level;
};

int port_read(struct port *p, int reg);

static void port_setup(struct port *p)
{
	p->speed = port_read(p, 1);
	p->parity = port_read(p, 2);
	p->stop = port_read(p, 3);
	p->bits = port_read(p, 4);
	if (p->bits > 8)
		p->bits = 8;
	p->mode = port_read(p, 5);
	p->baud = port_read(p, 6);
	if (!p->baud)
		p->baud = 9600;
	p->fifo = port_read(p, 7);
	p->level = port_read(p, 8);
	if (p->level > p->fifo)
		p->level = p->fifo;
	if (p->mode == 3)
		p->speed *= 2;
	if (p->mode == 4)
		p->speed *= 4;
	set_bit(3, &p->flags);
}

int port_new(void)
{
	struct port *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	port_setup(p);
	spin_lock_init(&p->lock);
	spin_lock(&p->lock);
	if (test_bit(3, &p->flags))
		msleep(1); /* want "sleep-in-atomic" */
	spin_unlock(&p->lock);
	kfree(p);
	return 0;
}
