/* A file that is included writes to the variables of this one. */
#include <linux/spinlock.h>
#include <linux/delay.h>

static DEFINE_SPINLOCK(reed_lock);
static int reed_slow;
#include "reed-set.c"

void reed_play(void)
{
	spin_lock(&reed_lock);
	if (reed_slow)
		msleep(1); /* want "sleep-in-atomic" */
	spin_unlock(&reed_lock);
}
