/* SPDX-License-Identifier: Apache-2.0 */
/* A prototype if the other module is reachable, or a stub that fails. */
#include <linux/errno.h>
#include <linux/kconfig.h>

#if IS_REACHABLE(CONFIG_HELP_Y)
int help_y_sync(int id);
#else
static inline int help_y_sync(int id)
{
	return -EOPNOTSUPP;
}
#endif
