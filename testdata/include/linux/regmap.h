/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _LINUX_REGMAP_H
#define _LINUX_REGMAP_H

#include <linux/device.h>

struct regmap;

struct regmap_bus {
	bool fast_io;
	int (*reg_read)(void *context, unsigned int reg, unsigned int *val);
	int (*reg_write)(void *context, unsigned int reg, unsigned int val);
};

struct regmap_config {
	int reg_bits;
	int val_bits;
	bool fast_io;
	bool use_raw_spinlock;
	bool disable_locking;
};

#endif
