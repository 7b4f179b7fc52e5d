/* SPDX-License-Identifier: Apache-2.0 */
/* the core exports a registration that calls back under its lock */
#include <linux/module.h>
#include <linux/spinlock.h>
#include "core.h"

static DEFINE_SPINLOCK(core_lock);
static struct core_client *clients[8];
static int n_clients;

int core_register(struct core_client *c)
{
	spin_lock(&core_lock);
	clients[n_clients++] = c;
	spin_unlock(&core_lock);
	return 0;
}
EXPORT_SYMBOL_GPL(core_register);

void core_event(unsigned int what)
{
	int i;

	spin_lock(&core_lock);
	for (i = 0; i < n_clients; i++)
		if (clients[i]->notify)
			clients[i]->notify(clients[i], what);
	spin_unlock(&core_lock);
}
EXPORT_SYMBOL_GPL(core_event);
