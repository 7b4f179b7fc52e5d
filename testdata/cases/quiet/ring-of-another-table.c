/* The ring under the lock is that of the queue, and no table that this is given has a begin_use(). */
#include <linux/mutex.h>
#include <linux/spinlock.h>

struct ring;

struct ring_funcs {
	void (*begin_use)(struct ring *r);
	void (*kick)(struct ring *r);
};

struct ring {
	const struct ring_funcs *funcs;
	int used;
};

struct decoder {
	struct ring ring[2];
	struct mutex lock;
};

struct queue {
	struct ring ring;
	spinlock_t lock;
};

struct gpu {
	struct decoder dec;
	struct queue queue;
};

static void dec_begin_use(struct ring *r)
{
	struct gpu *g = container_of(r, struct gpu, dec.ring[0]);

	mutex_lock(&g->dec.lock);
	r->used++;
	mutex_unlock(&g->dec.lock);
}

static void dec_kick(struct ring *r)
{
	r->used = 0;
}

static void queue_kick(struct ring *r)
{
	r->used = 1;
}

static const struct ring_funcs dec_funcs = {
	.begin_use = dec_begin_use,
	.kick = dec_kick,
};

static const struct ring_funcs queue_funcs = {
	.kick = queue_kick,
};

void gpu_setup(struct gpu *g)
{
	int i;

	for (i = 0; i < 2; i++)
		g->dec.ring[i].funcs = &dec_funcs;
	g->queue.ring.funcs = &queue_funcs;
}

static void ring_alloc(struct ring *r)
{
	if (r->funcs->begin_use)
		r->funcs->begin_use(r);
	r->funcs->kick(r);
}

void gpu_read(struct gpu *g)
{
	struct queue *q = &g->queue;
	struct ring *r = &q->ring;

	spin_lock(&q->lock);
	ring_alloc(r);
	spin_unlock(&q->lock);
}
