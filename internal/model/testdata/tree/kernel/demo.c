#include <linux/demo.h>
void demo_moved_here(struct demo *d)
{
	if (demo_only_called(d, 1, 2))
		return;
}

void demo_naps(void)
{
	msleep(1);
}
static void demo_below(struct mutex *m)
{
	mutex_lock(m);
	mutex_unlock(m);
}
void demo_naps_below(struct mutex *m)
{
	demo_below(m);
}
void demo_wakes(void *p)
{
	kfree(p);
}
void demo_agrees(void)
{
	demo_naps();
	usleep_range(1, 2);
}
/* Atomic callers are spared: no contradiction. */
void demo_asks(void)
{
	if (!in_atomic())
		msleep(1);
}
/* What is not read may do anything. */
void demo_unknown(void)
{
	demo_elsewhere();
}
void demo_told(void)
{
	msleep(1);
}
void demo_stale(void *p)
{
	kfree(p);
}
void demo_stubbed(void)
{
	demo_elsewhere();
}
