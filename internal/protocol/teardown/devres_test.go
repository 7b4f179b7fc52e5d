package teardown_test

import (
	"strings"
	"testing"
)

// What devres ends because of an action that was left to it: where a setup fails on a way
// that has left it, and by a function of a header as well.
func TestActions(t *testing.T) {
	const driver = `#include "devm.h"
struct dev { struct work_struct work; struct work_struct other; struct drm_device drm; int on; int irq; };
static void work_fn(struct work_struct *w) { struct dev *d = container_of(w, struct dev, work); d->on++; }
static void other_fn(struct work_struct *w) { struct dev *d = container_of(w, struct dev, other); d->on++; }
static irqreturn_t irq_fn(int irq, void *data) { struct dev *d = data; d->on = 0; return IRQ_HANDLED; }
static void quit(void *data) { struct dev *d = data; free_irq(d->irq, d); }
static int probe(struct platform_device *pdev)
{
	struct dev *d = devm_kzalloc(&pdev->dev, sizeof(*d), GFP_KERNEL);
	int ret;

	if (!d)
		return -ENOMEM;
	INIT_WORK(&d->work, work_fn);
	INIT_WORK(&d->other, other_fn);
	BODY
}
static struct platform_driver driver = { .probe = probe };
`
	const header = "static inline void drop_work(void *res) { cancel_work_sync(res); }\n"
	const request = "ret = request_irq(d->irq, irq_fn, 0, \"x\", d); if (ret) return ret; "
	for _, c := range []struct{ name, body, want string }{
		{"an action that gives the interrupt back", request + "ret = devm_add_action_or_reset(&pdev->dev, quit, d); if (ret) return ret; return ask(d);", ""},
		{"an action of an object that outlives it", request + "return drmm_add_action_or_reset(&d->drm, quit, d);", ""},
		{"such one, too late", request + "ret = ask(d); if (ret) return ret; return drmm_add_action_or_reset(&d->drm, quit, d);", "probe : interrupt handler irq_fn()"},
		{"one that is left too late", request + "ret = ask(d); if (ret) return ret; return devm_add_action_or_reset(&pdev->dev, quit, d);", "probe : interrupt handler irq_fn()"},
		{"an action of a header", "schedule_work(&d->work); return devm_add_action(&pdev->dev, drop_work, &d->work);", ""},
		{"one for another work", "schedule_work(&d->work); return devm_add_action(&pdev->dev, drop_work, &d->other);", "probe : work work_fn()"},
		{"none", "schedule_work(&d->work); return 0;", "probe : work work_fn()"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := leftWith(t, header, strings.Replace(driver, "BODY", c.body, 1), nil); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}
