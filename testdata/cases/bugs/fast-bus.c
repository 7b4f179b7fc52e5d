/* A register bus that says that it is fast is called under a spinlock. */
#include <linux/delay.h>
#include <linux/regmap.h>

static int fast_read(void *context, unsigned int reg, unsigned int *val)
{
	usleep_range(10, 20); /* want "sleep-in-atomic" */
	return 0;
}

static int slow_read(void *context, unsigned int reg, unsigned int *val)
{
	usleep_range(10, 20);
	return 0;
}

static const struct regmap_bus fast_bus = {
	.fast_io = true,
	.reg_read = fast_read,
};

static const struct regmap_bus slow_bus = {
	.reg_read = slow_read,
};
