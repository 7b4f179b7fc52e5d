/* call: the function is called by the name of an object-like macro */
#include <linux/spinlock.h>
#include <linux/delay.h>

static DEFINE_SPINLOCK(adr_lock);
static void adr_v2_settle(unsigned int ms)
{
	msleep(ms);	/* want "sleep-in-atomic" */
}
#define adr_settle adr_v2_settle
#define ADR_DEFAULT_MS 5

void adr_do(void)
{
	spin_lock(&adr_lock);
	adr_settle(ADR_DEFAULT_MS);
	spin_unlock(&adr_lock);
}
