/* bug: stop_machine() callbacks run with interrupts off */
#include <linux/stop_machine.h>
#include <linux/delay.h>

static int sms_patch(void *data)
{
	*(int *)data = 1;
	msleep(1);	/* want "sleep-in-atomic" */
	return 0;
}

int sms_go(int *p)
{
	return stop_machine(sms_patch, p, NULL);
}
