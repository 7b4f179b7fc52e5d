/* SPDX-License-Identifier: Apache-2.0 */
/* A seqlock writer is a spinlock section. */
#include <linux/seqlock.h>
#include <linux/slab.h>
#include <linux/string.h>

struct conf {
	seqlock_t seq;
	char *name;
	int v;
};

int conf_rename(struct conf *c, const char *name)
{
	write_seqlock(&c->seq);
	kfree(c->name);
	c->name = kstrdup(name, GFP_KERNEL); /* want "alloc-in-atomic" */
	write_sequnlock(&c->seq);
	return c->name ? 0 : -ENOMEM;
}

int conf_value(struct conf *c)
{
	unsigned int s;
	int v;

	do {
		s = read_seqbegin(&c->seq);
		v = c->v;
	} while (read_seqretry(&c->seq, s));
	return v;
}
