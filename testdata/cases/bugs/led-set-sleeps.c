/* bug: brightness_set must not sleep */
#include <linux/leds.h>
#include <linux/gpio/consumer.h>

struct lss { struct led_classdev cdev; struct gpio_desc *gpio; };

static void lss_set(struct led_classdev *cdev, enum led_brightness b)
{
	struct lss *l = container_of(cdev, struct lss, cdev);

	gpiod_set_value_cansleep(l->gpio, b);	/* want "sleep-in-atomic" */
}

int lss_register(struct device *dev, struct lss *l)
{
	l->cdev.name = "lss";
	l->cdev.brightness_set = lss_set;
	return devm_led_classdev_register(dev, &l->cdev);
}
