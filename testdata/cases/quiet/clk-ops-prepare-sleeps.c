/* quiet: prepare sleeps, enable does not */
#include <linux/clk-provider.h>
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/i2c.h>

struct cop { struct clk_hw hw; void __iomem *r; struct i2c_client *c; };
#define to_cop(h) container_of(h, struct cop, hw)

static int cop_prepare(struct clk_hw *hw)
{
	msleep(2);
	return i2c_smbus_write_byte_data(to_cop(hw)->c, 1, 1);
}

static int cop_enable(struct clk_hw *hw)
{
	writel(1, to_cop(hw)->r);
	udelay(5);
	return 0;
}

static int cop_set_rate(struct clk_hw *hw, unsigned long rate, unsigned long parent)
{
	return i2c_smbus_write_byte_data(to_cop(hw)->c, 2, rate / 1000000);
}

static const struct clk_ops cop_ops = { .prepare = cop_prepare, .enable = cop_enable, .set_rate = cop_set_rate };

int cop_register(struct device *dev, struct cop *c)
{
	struct clk_init_data init = { .name = "cop", .ops = &cop_ops };

	c->hw.init = &init;
	return devm_clk_hw_register(dev, &c->hw);
}
