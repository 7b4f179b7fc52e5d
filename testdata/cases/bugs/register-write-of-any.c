/* SPDX-License-Identifier: Apache-2.0 */
/* Registers are written in the interrupt, too, and this waits for each. */
#include <linux/delay.h>
#include <linux/io.h>
#include "sdhci.h"

static void slot_writew(struct sdhci_host *host, u16 val, int reg)
{
	writew(val, host->ioaddr + reg);
	usleep_range(20, 100); /* want "sleep-in-atomic" */
}

static const struct sdhci_ops slot_ops = {
	.write_w = slot_writew,
};
