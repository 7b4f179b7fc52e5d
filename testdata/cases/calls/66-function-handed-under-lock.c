/* SPDX-License-Identifier: Apache-2.0 */
/* a function handed to an op under a lock of the caller */
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
	return make(s, key);
}

static struct elem *tree_update(struct set *s, const int *key, struct elem *(*make)(struct set *s, const int *key))
{
	return make(s, key);
}

static const struct set_ops hash_ops = { .update = hash_update };
static const struct set_ops tree_ops = { .update = tree_update };

static struct elem *make_slow(struct set *s, const int *key)
{
	msleep(1); /* want "sleep-in-atomic" */
	return NULL;
}

struct elem *set_get(struct set *s, const int *key)
{
	struct elem *e;

	spin_lock(&s->lock);
	e = s->ops->update(s, key, make_slow);
	spin_unlock(&s->lock);
	return e;
}
