package teardown_test

import (
	"strings"
	"testing"
)

// TestSilent holds actors that cannot run on what goes, each with one that can and differs
// in a word.
func TestSilent(t *testing.T) {
	const hrtimer = `struct dev;
struct beat { struct hrtimer timer; int n; };
static enum hrtimer_restart beat_fn(struct hrtimer *t) { struct beat *b = container_of(t, struct beat, timer); b->n++; return HRTIMER_NORESTART; }
static void beats(struct beat *b) { hrtimer_init(&b->timer, 0, 0); b->timer.function = beat_fn; hrtimer_start(&b->timer, 1, 0); }
`
	const thread = `struct dev;
static struct completion gone;
static int watch(void *data) { struct dev *d = data; schedule_work(&d->work); while (!kthread_should_stop()) ask(d); cancel_work_sync(&d->work); complete(&gone); return 0; }
`
	const counted = `struct dev;
struct part { struct tasklet_struct task; atomic_t users; atomic_t others; int n; };
static void part_put(struct part *p) { if (atomic_dec_return(&p->users) == 0) wake_up(&done); }
static void part_fn(struct tasklet_struct *t) { struct part *p = from_tasklet(p, t, task); p->n++; part_put(p); }
static void part_run(struct part *p) { tasklet_setup(&p->task, part_fn); UP tasklet_schedule(&p->task); }
`
	const dma = `struct dev;
static void done_fn(void *data) { struct completion *done = data; complete(done); }
static int transfer(struct dev *d) {
	struct completion done;
	struct dma_async_tx_descriptor *tx = dmaengine_prep_slave_single(d->chan, 0, 8, 0, 0);
	init_completion(&done);
	tx->callback = done_fn;
	tx->callback_param = &done;
	dmaengine_submit(tx);
	dma_async_issue_pending(d->chan);
	WAIT
	return ask(d);
}
`
	const held = `struct dev;
struct filter { struct work_struct work; struct dev *d; };
static void filter_fn(struct work_struct *w) { struct dev *d = container_of(w, struct dev, filter); d->on++; dev_put(d->net); }
static void later(struct dev *d) { INIT_WORK(&d->filter, filter_fn); UP schedule_work(&d->filter); }
`
	const queue = `struct dev;
static struct workqueue_struct *wq;
static void put_on(struct dev *d, struct work_struct *w) { queue_work(WQ, w); }
`
	const flag = `struct dev;
static void again(struct dev *d);
`
	for _, c := range []struct{ name, head, probe, remove, silent, said string }{
		{"a timer that neither waits nor runs", hrtimer, "struct beat *b = d->buf; all(d); beats(b);", "struct beat *b = d->buf; if (TEST(&b->timer)) hrtimer_cancel(&b->timer); kfree(b); kfree(d);", "TEST=hrtimer_active", "TEST=hrtimer_is_queued"},
		{"an interrupt that is off", "", "all(d); ret = request_irq(d->irq, irq_fn, FLAGS, \"x\", d); if (ret) { kfree(d); return ret; } if (ask(d)) { kfree(d); return -1; }", "free_irq(d->irq, d); tasklet_kill(&d->task); kfree(d);", "FLAGS=IRQF_NO_AUTOEN", "FLAGS=IRQF_SHARED"},
		{"an interrupt that was off", "", "all(d); ret = request_irq(d->irq, irq_fn, IRQF_NO_AUTOEN, \"x\", d); if (ret) { kfree(d); return ret; } ON if (ask(d)) { kfree(d); return -1; }", "free_irq(d->irq, d); tasklet_kill(&d->task); kfree(d);", "ON=ask(d);", "ON=enable_irq(d->irq);"},
		{"a work that a thread ends before it says that it has gone", thread, "all(d); d->buf = kthread_run(watch, d, \"x\");", "WAIT kfree(d);", "WAIT=wait_for_completion(&gone);", "WAIT=ask(&gone);"},
		{"the first interrupt by its number", "", "all(d); if (d->on) ret = request_irq(pci_irq_vector(d->pci, 0), idle_fn, 0, \"x\", d); else ret = request_irq(FIRST, irq_fn, 0, \"x\", d); if (ret) { kfree(d); return ret; }", "free_irq(pci_irq_vector(d->pci, 0), d); tasklet_kill(&d->task); kfree(d);", "FIRST=d->pci->irq", "FIRST=d->irq"},
		{"a tasklet with a reference of its own", counted, "struct part *p = d->buf; all(d); part_run(p);", "struct part *p = d->buf; kfree(p); kfree(d);", "UP=atomic_inc(&p->users);", "UP=atomic_inc(&p->others);"},
		{"a callback that says when it has run", dma, "all(d); ret = transfer(d); if (ret) return ret;", "ask(d);", "WAIT=wait_for_completion(&done);", "WAIT=ask(&done);"},
		{"a work with a reference to its interface", held, "all(d); later(d);", "unregister_netdev(d->net); kfree(d);", "UP=dev_hold(d->net);", "UP="},
		{"a queue that a helper puts it on", queue, "all(d); put_on(d, &d->work);", "flush_workqueue(wq); kfree(d);", "WQ=wq", "WQ=system_wq"},
		{"a work that the end forbids", flag, "all(d); mod_timer(&d->timer, 1); again(d);", "d->gone = 1; again(d); timer_delete_sync(&d->timer); kfree(d);", "TEST=d->gone", "TEST=d->on"},
		{"a work that a bit forbids", flag, "all(d); mod_timer(&d->timer, 1); again(d);", "d->gone |= 4; again(d); timer_delete_sync(&d->timer); kfree(d);", "TEST=d->gone & 4", "TEST=d->gone & 2"},
		{"a work that a bit of a map forbids", flag, "all(d); mod_timer(&d->timer, 1); again(d);", "set_bit(3, &d->map); again(d); timer_delete_sync(&d->timer); kfree(d);", "TEST=test_bit(3, &d->map)", "TEST=test_bit(2, &d->map)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			src := func(with string) string {
				word, text, _ := strings.Cut(with, "=")
				s := c.head + driver(c.probe, c.remove)
				s = strings.Replace(s, "int on; int irq;", "int on; int irq; int gone; unsigned long map; struct dma_chan *chan; struct net_device *net; struct work_struct filter; struct pci_dev *pci;", 1)
				if c.head == dma {
					s = strings.Replace(s, "= kzalloc(", "= devm_kzalloc(&pdev->dev, ", 1)
				}
				if c.head == flag {
					s += "static void again(struct dev *d) { if (!(TEST)) schedule_work(&d->work); }\n"
				}
				if strings.Contains(s, "idle_fn") {
					s = "static irqreturn_t idle_fn(int irq, void *data) { note(data); return IRQ_NONE; }\n" + s
				}
				return "struct pci_dev { int irq; };\n" + strings.ReplaceAll(s, word, text)
			}
			if got := left(t, src(c.silent), nil); got != "" {
				t.Errorf("got %q", got)
			}
			if got := left(t, src(c.said), nil); got == "" {
				t.Error("nothing was found")
			}
		})
	}
}

// What a driver of another device lies in is not the business of an end that gets other
// data, unless that leads there.
func TestOtherData(t *testing.T) {
	const src = `struct dev { struct work_struct work; struct port *port; int n; };
struct port { struct list_head list; int n; MEMBER };
static void work_fn(struct work_struct *w) { struct dev *d = container_of(w, struct dev, work); d->n++; }
static int port_probe(struct pci_dev *pdev) { struct port *p = devm_kzalloc(&pdev->dev, sizeof(*p), GFP_KERNEL); pci_set_drvdata(pdev, p); return 0; }
static int probe(struct pci_dev *pdev, const struct pci_device_id *id) {
	struct dev *d;
	if (id->driver_data) return port_probe(pdev);
	d = devm_kzalloc(&pdev->dev, sizeof(*d), GFP_KERNEL); INIT_WORK(&d->work, work_fn); schedule_work(&d->work); pci_set_drvdata(pdev, d); return 0;
}
static void remove(struct pci_dev *pdev) { struct dev *d = pci_get_drvdata(pdev); cancel_work_sync(&d->work); }
static void port_remove(struct pci_dev *pdev) { struct port *p = pci_get_drvdata(pdev); list_del(&p->list); }
static struct pci_driver driver = { .probe = probe, .remove = remove };
static struct pci_driver port_driver = { .probe = probe, .remove = port_remove };
`
	for member, said := range map[string]bool{"": false, "void __iomem *regs;": false, "struct dev *dev;": true} {
		if got := left(t, strings.Replace(src, "MEMBER", member, 1), nil); (got != "") != said {
			t.Errorf("%q: got %q", member, got)
		}
	}
	got := left(t, strings.NewReplacer("MEMBER", "struct device *of;", "list_del(&p->list);", "struct dev *d = dev_get_drvdata(p->of); d->n--;").Replace(src), nil)
	if got == "" {
		t.Error("nothing is found of a device that the end handles")
	}
}

// Ops of a driver in several modules may be bound in another one, and what that one calls
// may be in this one.
func TestBoundElsewhere(t *testing.T) {
	const core = `struct dev { struct work_struct work; struct net_device *net; struct ops *ops; int n; };
struct ops { void (*stop)(struct dev *d); };
static void work_fn(struct work_struct *w) { struct dev *d = container_of(w, struct dev, work); d->n++; }
int dev_stop(struct net_device *n) { struct dev *d = netdev_priv(n); cancel_work_sync(&d->work); return 0; }
int dev_open(struct net_device *n) { struct dev *d = netdev_priv(n); schedule_work(&d->work); return 0; }
void dev_halt(struct dev *d) { cancel_work_sync(&d->work); }
static int probe(struct platform_device *pdev) { struct dev *d = kzalloc(sizeof(*d), GFP_KERNEL); platform_set_drvdata(pdev, d); INIT_WORK(&d->work, work_fn); return 0; }
static void remove(struct platform_device *pdev) { struct dev *d = platform_get_drvdata(pdev); END kfree(d); }
static struct platform_driver driver = { .probe = probe, .remove = remove };
`
	const bound = `static const struct net_device_ops netops = { .ndo_open = dev_open, .ndo_stop = dev_stop };
static void stop(struct dev *d) { dev_halt(d); }
static struct ops ops = { .stop = stop };
`
	for end, said := range map[string]bool{"unregister_netdev(d->net);": false, "d->ops->stop(d);": false, "ask(d);": true} {
		got := leftOf(t, [2]string{"drivers/x/a.c", strings.Replace(core, "END", end, 1)}, [2]string{"drivers/y/b.c", bound})
		if (got != "") != said {
			t.Errorf("%q: got %q", end, got)
		}
	}
}

// A driver that nobody takes away, and whose table forbids to take its devices, is not
// asked what its remove leaves.
func TestStaysBound(t *testing.T) {
	for _, c := range []struct {
		bound, by string
		said      bool
	}{
		{".driver = { .suppress_bind_attrs = true }, ", "builtin_platform_driver(driver);", false},
		{".driver = { .suppress_bind_attrs = true }, ", "module_platform_driver(driver);", true},
		{"", "builtin_platform_driver(driver);", true},
	} {
		src := driver("all(d); mod_timer(&d->timer, 1);", "kfree(d);")
		src = strings.Replace(src, "{ .probe", "{ "+c.bound+".probe", 1) + c.by + "\n"
		if got := left(t, src, nil); (got != "") != c.said {
			t.Errorf("%q %q: got %q", c.bound, c.by, got)
		}
	}
}

// Where devices stay bound, devres undoes only what a failing setup has done: another
// device has to raise the interrupt.
func TestStaysBoundDevres(t *testing.T) {
	const src = `struct dev { struct clk *clk; int irq; };
static irqreturn_t irq_fn(int irq, void *data) { struct dev *d = data; clk_enable(d->clk); return IRQ_HANDLED; }
static int probe(struct platform_device *pdev) {
	struct dev *d = devm_kzalloc(&pdev->dev, sizeof(*d), GFP_KERNEL);
	if (devm_request_irq(&pdev->dev, d->irq, irq_fn, FLAGS, "x", d)) return -1;
	d->clk = devm_clk_get(&pdev->dev, "x");
	return 0;
}
static struct platform_driver driver = { .probe = probe, .driver = { BOUND } };
builtin_platform_driver(driver);
`
	const clk = "struct clk;\nstruct clk *devm_clk_get(struct device *dev, const char *id);\n"
	for _, c := range []struct {
		bound, flags string
		said         bool
	}{{".suppress_bind_attrs = true", "0", false}, {".suppress_bind_attrs = true", "IRQF_SHARED", true}, {".name = \"x\"", "0", true}} {
		if got := left(t, clk+strings.NewReplacer("BOUND", c.bound, "FLAGS", c.flags).Replace(src), nil); (got != "") != c.said {
			t.Errorf("%s, %s: got %q", c.bound, c.flags, got)
		}
	}
}

// A chained handler is taken back by setting none.
func TestChainedHandlerAdvice(t *testing.T) {
	const flow = "static void flow_fn(struct irq_desc *desc) { struct dev *d = irq_desc_get_handler_data(desc); ask(d); }\n"
	src := "struct dev;\n" + flow + driver("all(d); irq_set_chained_handler_and_data(d->irq, flow_fn, d);", "kfree(d);")
	found := flawsOf(t, "", src, nil)
	if len(found) == 0 {
		t.Fatal("nothing was found")
	}
	if got := strings.Join(found[0].Waits, " "); got != "irq_set_chained_handler_and_data(irq, NULL, NULL)" {
		t.Errorf("got %q", got)
	}
}

// What an open requests once, for as long as the device is there, a failing open leaves to
// the end of the device; what the close gives back it does not.
func TestOwnedByDevice(t *testing.T) {
	const src = `struct dev { int irq; int up; };
static irqreturn_t irq_fn(int irq, void *data) { struct dev *d = data; d->up++; return IRQ_HANDLED; }
static int dev_open(struct inode *inode, struct file *file) {
	struct dev *d = file->private_data;
	int ret = request_irq(d->irq, irq_fn, 0, "x", d);
	if (ret) return ret;
	ret = ask(d);
	if (ret < 0) return ret;
	return 0;
}
static int dev_release(struct inode *inode, struct file *file) { struct dev *d = file->private_data; CLOSE return 0; }
static const struct file_operations fops = { .open = dev_open, .release = dev_release };
static int probe(struct platform_device *pdev) { struct dev *d = kzalloc(sizeof(*d), GFP_KERNEL); platform_set_drvdata(pdev, d); return 0; }
static void remove(struct platform_device *pdev) { struct dev *d = platform_get_drvdata(pdev); REMOVE kfree(d); }
static struct platform_driver driver = { .probe = probe, .remove = remove };
`
	for _, c := range []struct {
		in   string
		said bool
	}{{"REMOVE", false}, {"CLOSE", true}} {
		s := strings.Replace(src, c.in, "free_irq(d->irq, d);", 1)
		s = strings.NewReplacer("REMOVE", "", "CLOSE", "").Replace(s)
		if got := left(t, s, nil); strings.Contains(got, "dev_open") != c.said {
			t.Errorf("%s: got %q", c.in, got)
		}
	}
}
