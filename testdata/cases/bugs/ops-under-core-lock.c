/* SPDX-License-Identifier: Apache-2.0 */
/* Ops that their core calls under a spinlock: clk enable, irq_mask, input event, uart set_mctrl, LED set. */
#include <linux/clk-provider.h>
#include <linux/i2c.h>
#include <linux/input.h>
#include <linux/irq.h>
#include <linux/leds.h>
#include <linux/serial_core.h>

static struct i2c_client *exp;

static int exp_write(int v)
{
	return i2c_smbus_write_byte_data(exp, 0, v);
}

static int exp_clk_enable(struct clk_hw *hw)
{
	return i2c_smbus_write_byte_data(exp, 1, 1); /* want "sleep-in-atomic" */
}

static const struct clk_ops exp_clk_ops = {
	.prepare = NULL,
	.enable = exp_clk_enable,
};

static void exp_irq_mask(struct irq_data *d)
{
	i2c_smbus_write_byte_data(exp, 2, d->hwirq); /* want "sleep-in-atomic" */
}

static const struct irq_chip exp_chip = { .irq_mask = exp_irq_mask };

static int exp_event(struct input_dev *input, unsigned int type, unsigned int code, int value)
{
	return i2c_smbus_write_byte_data(exp, 3, value); /* want "sleep-in-atomic" */
}

static void exp_set_mctrl(struct uart_port *port, unsigned int mctrl)
{
	i2c_smbus_write_byte_data(exp, 4, mctrl); /* want "sleep-in-atomic" */
}

static const struct uart_ops exp_uart_ops = { .set_mctrl = exp_set_mctrl };

static void exp_led(struct led_classdev *cdev, enum led_brightness b)
{
	i2c_smbus_write_byte_data(exp, 5, b); /* want "sleep-in-atomic" */
}

int exp_setup(struct input_dev *input, struct led_classdev *cdev, struct clk_init_data *init)
{
	input->event = exp_event;
	cdev->brightness_set = exp_led;
	init->ops = &exp_clk_ops;
	return exp_write(0);
}
