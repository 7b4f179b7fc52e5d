/* Another variable of the same name, which is never set. */
#include <linux/delay.h>
#include "horn.h"

static bool enabled;

void horn_blow(void)
{
	if (!enabled)
		msleep(1); /* want "sleep-in-atomic" */
}
