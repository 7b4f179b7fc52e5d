/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/delay.h>
#include <linux/module.h>
#include "help_y.h"

int help_y_sync(int id)
{
	if (id)
		msleep(id);
	return 0;
}
EXPORT_SYMBOL(help_y_sync);
