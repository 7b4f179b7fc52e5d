/* SPDX-License-Identifier: Apache-2.0 */
/* the function that is handed to an op sleeps, and is called where that is allowed */
#include <linux/delay.h>
#include <linux/spinlock.h>

struct set;
struct elem;

struct set_ops {
	struct elem *(*update)(struct set *s, struct elem *(*make)(struct set *s));
};

struct set {
	spinlock_t lock;
	struct elem *last;
	const struct set_ops *ops;
};

static struct elem *hash_update(struct set *s, struct elem *(*make)(struct set *s))
{
	struct elem *e = make(s);

	spin_lock(&s->lock);
	s->last = e;
	spin_unlock(&s->lock);
	return e;
}

static const struct set_ops hash_ops = { .update = hash_update };

static struct elem *make_slow(struct set *s)
{
	msleep(1);
	return NULL;
}

static struct elem *make_fast(struct set *s)
{
	return s->last;
}

struct elem *set_get(struct set *s)
{
	return s->ops->update(s, make_slow);
}

struct elem *set_get_locked(struct set *s)
{
	struct elem *e;

	spin_lock(&s->lock);
	e = s->ops->update(s, make_fast);
	spin_unlock(&s->lock);
	return e;
}
