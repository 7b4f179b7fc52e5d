/* SPDX-License-Identifier: Apache-2.0 */
/* a function handed to an op, which calls it for what it finds */
#include <linux/delay.h>
#include <linux/spinlock.h>

struct set;
struct elem;

struct set_ops {
	struct elem *(*update)(struct set *s, const int *key, struct elem *(*make)(struct set *s, const int *key));
};

struct set {
	spinlock_t lock;
	const struct set_ops *ops;
};

static struct elem *hash_update(struct set *s, const int *key, struct elem *(*make)(struct set *s, const int *key))
{
	struct elem *e;

	spin_lock(&s->lock);
	e = make(s, key);
	spin_unlock(&s->lock);
	return e;
}

static const struct set_ops hash_ops = { .update = hash_update };

static struct elem *make_slow(struct set *s, const int *key)
{
	msleep(1); /* want "sleep-in-atomic" */
	return NULL;
}

struct elem *set_get(struct set *s, const int *key)
{
	return s->ops->update(s, key, make_slow);
}
