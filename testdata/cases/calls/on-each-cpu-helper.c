/* call: smp_call_function runs the function in hard interrupt on the other processors */
#include <linux/smp.h>
#include <linux/delay.h>

struct oec { int ms; };

static void oec_settle(struct oec *o)
{
	msleep(o->ms);	/* want "sleep-in-atomic" */
}

static void oec_remote(void *info)
{
	oec_settle(info);
}

void oec_all(struct oec *o)
{
	on_each_cpu(oec_remote, o, 1);
}
