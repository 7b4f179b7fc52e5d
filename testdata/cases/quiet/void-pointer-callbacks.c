/* quiet: two requests with their own completions; the tasklet runs only the list of those that do not sleep */
#include <linux/interrupt.h>
#include <linux/workqueue.h>
#include <linux/list.h>
#include <linux/delay.h>

struct vreq { struct list_head node; void (*done)(void *arg); void *arg; };
struct vpc { struct tasklet_struct tl; struct work_struct work; struct vreq *hot; struct vreq *cold; };

static void vpc_hot_done(void *arg) { *(int *)arg += 1; }
static void vpc_cold_done(void *arg) { msleep(1); *(int *)arg = 0; }

static void vpc_tl(struct tasklet_struct *t)
{
	struct vpc *v = from_tasklet(v, t, tl);

	v->hot->done(v->hot->arg);
}

static void vpc_work(struct work_struct *w)
{
	struct vpc *v = container_of(w, struct vpc, work);

	v->cold->done(v->cold->arg);
}

static int vpc_n;
static struct vreq vpc_hot_req = { .done = vpc_hot_done, .arg = &vpc_n };
static struct vreq vpc_cold_req = { .done = vpc_cold_done, .arg = &vpc_n };

void vpc_init(struct vpc *v)
{
	v->hot = &vpc_hot_req;
	v->cold = &vpc_cold_req;
	tasklet_setup(&v->tl, vpc_tl);
	INIT_WORK(&v->work, vpc_work);
	tasklet_schedule(&v->tl);
	schedule_work(&v->work);
}
