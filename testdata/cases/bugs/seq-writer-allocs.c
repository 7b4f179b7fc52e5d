/* bug: the write side of a seqlock is a spinlock */
#include <linux/seqlock.h>
#include <linux/slab.h>

struct swa { seqlock_t sl; char *name; };

int swa_rename(struct swa *s, const char *n)
{
	char *old;

	write_seqlock(&s->sl);
	old = s->name;
	s->name = kstrdup(n, GFP_KERNEL);	/* want "alloc-in-atomic" */
	write_sequnlock(&s->sl);
	kfree(old);
	return s->name ? 0 : -ENOMEM;
}
