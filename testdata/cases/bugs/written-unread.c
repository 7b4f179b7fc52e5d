/* Macros and inline assembly write to variables that no statement is seen to write to. */
#include <linux/spinlock.h>
#include <linux/delay.h>

static DEFINE_SPINLOCK(pump_lock);
static int pump_on, pump_full, pump_cpu, pump_fast;
#define PUMP_START() (pump_on = 1)
#define PUMP_FULL pump_full
#define PUMP_RUN do { pump_fast = 1; } while (0)

void pump_set(void)
{
	static int dry;
#define PUMP_DRY() (dry = 1)

	PUMP_START();
	PUMP_FULL = 1;
	PUMP_RUN;
	PUMP_DRY();
	asm volatile("mov %0, 1" : "=r"(pump_cpu));
	spin_lock(&pump_lock);
	if (dry)
		msleep(5); /* want "sleep-in-atomic" */
	spin_unlock(&pump_lock);
}

void pump_by_macro(void)
{
	spin_lock(&pump_lock);
	if (pump_on)
		msleep(1); /* want "sleep-in-atomic" */
	spin_unlock(&pump_lock);
}

void pump_by_name(void)
{
	spin_lock(&pump_lock);
	if (pump_full)
		msleep(2); /* want "sleep-in-atomic" */
	spin_unlock(&pump_lock);
}

void pump_by_statement(void)
{
	spin_lock(&pump_lock);
	if (pump_fast)
		msleep(3); /* want "sleep-in-atomic" */
	spin_unlock(&pump_lock);
}

void pump_by_assembly(void)
{
	spin_lock(&pump_lock);
	if (pump_cpu)
		msleep(4); /* want "sleep-in-atomic" */
	spin_unlock(&pump_lock);
}
