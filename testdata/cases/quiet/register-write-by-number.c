/* SPDX-License-Identifier: Apache-2.0 */
/* Registers are written in the interrupt, too, but not the one that this waits for. */
#include <linux/delay.h>
#include <linux/io.h>
#include "sdhci.h"

#define CARD_GATE 0x24

static int wide(struct sdhci_host *host, u16 val, int reg)
{
	switch (reg) {
	case SDHCI_HOST_CONTROL2:
		return val & 8;
	case SDHCI_POWER_CONTROL:
		return true;
	}
	return false;
}

static void card_writew(struct sdhci_host *host, u16 val, int reg)
{
	u32 how = 0;

	writew(val, host->ioaddr + reg);
	if (reg == SDHCI_CLOCK_CONTROL)
		usleep_range(20, 100);
	how = wide(host, val, reg);
	if (how)
		msleep(20);
}

static const struct sdhci_ops card_ops = {
	.write_w = card_writew,
};
