/* The object that an op gets has the table that the op is in: it has no op that waits. */
#include <linux/rcupdate.h>
#include <linux/mutex.h>

struct kind;

struct map {
	const struct kind *ops;
	struct mutex lock;
	int n;
};

struct kind {
	void (*release)(struct map *m);
	void (*poke)(struct map *m);
};

static void map_delete(struct map *m)
{
	if (m->ops->poke) {
		mutex_lock(&m->lock);
		m->ops->poke(m);
		mutex_unlock(&m->lock);
	}
	m->n--;
}

static void events_release(struct map *m)
{
	rcu_read_lock();
	map_delete(m);
	rcu_read_unlock();
}

static const struct kind events_kind = {
	.release = events_release,
};

static void calls_poke(struct map *m)
{
	m->n = 0;
}

static const struct kind calls_kind = {
	.release = map_delete,
	.poke = calls_poke,
};

void map_init(struct map *m, int calls)
{
	m->ops = calls ? &calls_kind : &events_kind;
	mutex_init(&m->lock);
}

void map_put(struct map *m)
{
	m->ops->release(m);
}
