/* Headers give one name several meanings, one after the other: which one holds depends on the place. */
#include <linux/irqflags.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_MUTEX(mutex);

static void spin_it(void) { spin_lock(&lock); }
static void unspin_it(void) { spin_unlock(&lock); }
static void mutex_it(void) { mutex_lock(&mutex); }
static void unmutex_it(void) { mutex_unlock(&mutex); }

#include "lock-mutex.h"

void with_mutex(void)
{
	LOCK();
	UNLOCK();
}

#include "lock-spin.h"

void with_irqs_off(void)
{
	local_irq_disable();
	LOCK();
	UNLOCK();
	local_irq_enable();
}
