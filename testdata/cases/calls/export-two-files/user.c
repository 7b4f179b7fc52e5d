/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/mutex.h>
#include <linux/module.h>
#include "core.h"

static DEFINE_MUTEX(m);

static int user_notify(struct core_client *c, unsigned int what)
{
	mutex_lock(&m); /* want "sleep-in-atomic" */
	mutex_unlock(&m);
	return 0;
}

static struct core_client user = {
	.name = "user",
	.notify = user_notify,
};

static int __init user_init(void)
{
	return core_register(&user);
}
module_init(user_init);
MODULE_LICENSE("GPL");
