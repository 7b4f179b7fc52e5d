/* call: v4l2_subdev_call-like macro: checks the op and calls it by member name */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct omf;
struct omf_core_ops { int (*reset)(struct omf *, u32); int (*log)(struct omf *); };
struct omf_ops { const struct omf_core_ops *core; };
struct omf { const struct omf_ops *ops; };

#define omf_call(sd, o, f, args...)						\
({										\
	struct omf *__sd = (sd);						\
	int __r;								\
	if (!__sd)								\
		__r = -ENODEV;							\
	else if (!(__sd->ops->o && __sd->ops->o->f))				\
		__r = -ENOIOCTLCMD;						\
	else									\
		__r = __sd->ops->o->f(__sd, ##args);				\
	__r;									\
})

static int omf_reset(struct omf *o, u32 v)
{
	usleep_range(v, v + 10);	/* want "sleep-in-atomic" */
	return 0;
}
static const struct omf_core_ops omf_core = { .reset = omf_reset };
static const struct omf_ops omf_all = { .core = &omf_core };

struct omf_host { spinlock_t lock; struct omf *sd; };

void omf_bind(struct omf_host *h, struct omf *sd)
{
	sd->ops = &omf_all;
	h->sd = sd;
}

int omf_host_reset(struct omf_host *h)
{
	int ret;

	spin_lock(&h->lock);
	ret = omf_call(h->sd, core, reset, 100);
	spin_unlock(&h->lock);
	return ret;
}
