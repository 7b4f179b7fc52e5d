/* bug: clk enable runs under the enable spinlock */
#include <linux/clk-provider.h>
#include <linux/i2c.h>

struct cei { struct clk_hw hw; struct i2c_client *c; };

static int cei_write(struct clk_hw *hw, u8 v)
{
	struct cei *c = container_of(hw, struct cei, hw);

	return i2c_smbus_write_byte_data(c->c, 1, v);	/* want "sleep-in-atomic" */
}

static int cei_enable(struct clk_hw *hw) { return cei_write(hw, 1); }
static void cei_disable(struct clk_hw *hw) { cei_write(hw, 0); }

static const struct clk_ops cei_ops = { .enable = cei_enable, .disable = cei_disable };

int cei_register(struct device *dev, struct cei *c)
{
	struct clk_init_data init = { .name = "cei", .ops = &cei_ops };

	c->hw.init = &init;
	return devm_clk_hw_register(dev, &c->hw);
}
