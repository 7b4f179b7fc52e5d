/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the request that is waited for has the callback with the lock is a guess. */
#include <linux/mutex.h>
#include <linux/workqueue.h>

struct request {
	struct work_struct work;
	void (*done)(struct request *r);
};

struct foo {
	struct mutex lock;
	struct request read;
	int n;
};

static struct foo *the_foo;

static void read_done(struct request *r)
{
	mutex_lock(&the_foo->lock);
	the_foo->n++;
	mutex_unlock(&the_foo->lock);
}

static void request_work(struct work_struct *work)
{
	struct request *r = container_of(work, struct request, work);

	r->done(r);
}

void request_start(struct request *r)
{
	INIT_WORK(&r->work, request_work);
	schedule_work(&r->work);
}

void foo_read(struct foo *f)
{
	f->read.done = read_done;
	request_start(&f->read);
}

void foo_cancel(struct foo *f, struct request *r)
{
	mutex_lock(&f->lock);
	f->n = 0;
	cancel_work_sync(&r->work);
	mutex_unlock(&f->lock);
}
