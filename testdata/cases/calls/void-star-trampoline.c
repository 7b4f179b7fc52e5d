/* call: a function stored as void * in a request and cast back before the call from a tasklet */
#include <linux/interrupt.h>
#include <linux/delay.h>

typedef void (*vst_fn)(unsigned long);
struct vst { struct tasklet_struct tl; void *fn; unsigned long arg; };

static void vst_slow(unsigned long ms)
{
	msleep(ms);	/* want "sleep-in-atomic" */
}

static void vst_run(struct tasklet_struct *t)
{
	struct vst *v = from_tasklet(v, t, tl);
	vst_fn f = (vst_fn)v->fn;

	f(v->arg);
}

void vst_arm(struct vst *v)
{
	v->fn = (void *)vst_slow;
	v->arg = 10;
	tasklet_setup(&v->tl, vst_run);
	tasklet_schedule(&v->tl);
}
