/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/spi/spi.h>
#include "ring.h"

struct spi_ring {
	struct ring ring;
	struct spi_device *spi;
};

static void spi_ring_kick(struct ring *r)
{
	struct spi_ring *s = container_of(r, struct spi_ring, ring);
	u8 cmd = 1;

	spi_write(s->spi, &cmd, 1); /* want "sleep-in-atomic" */
}

static const struct ring_ops spi_ring_ops = {
	.kick = spi_ring_kick,
};

void spi_ring_init(struct spi_ring *s)
{
	spin_lock_init(&s->ring.lock);
	s->ring.ops = &spi_ring_ops;
	ring_push(&s->ring);
}
