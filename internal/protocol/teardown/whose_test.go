package teardown_test

import (
	"strings"
	"testing"
)

// TestWhoEnds holds what is taken for the end of an actor that remove does not wait
// for itself, and what is not.
func TestWhoEnds(t *testing.T) {
	const five = `struct dev;
struct part { void (*stop)(struct dev *d); };
static void one(struct dev *d) { WAIT }
static void two(struct dev *d) { d->on = 2; }
static void three(struct dev *d) { d->on = 3; }
static void four(struct dev *d) { d->on = 4; }
static void five(struct dev *d) { d->on = 5; }
static const struct part parts[] = { { one }, { two }, { three }, { four }, { five } };
`
	const thread = `struct dev;
static int poll_fn(void *data) { struct dev *d = data; do { mod_timer(&d->timer, 1); } while (!kthread_should_stop()); WAIT return 0; }
`
	for _, c := range []struct{ name, head, probe, remove, wait, elsewhere string }{
		{"one of five implementers", five, "all(d); schedule_work(&d->work);", "parts[d->on].stop(d); kfree(d);", "cancel_work_sync(&d->work);", "cancel_work(&d->work);"},
		{"a thread, as it ends", thread, "all(d); d->buf = kthread_run(poll_fn, d, \"x\");", "kthread_stop(d->buf); kfree(d);", "timer_delete_sync(&d->timer);", "timer_delete(&d->timer);"},
	} {
		t.Run(c.name, func(t *testing.T) {
			src := c.head + driver(c.probe, c.remove)
			if got := left(t, strings.Replace(src, "WAIT", c.wait, 1), nil); got != "" {
				t.Errorf("it waits, and got %q", got)
			}
			if got := left(t, strings.Replace(src, "WAIT", c.elsewhere, 1), nil); got == "" {
				t.Error("it does not wait, and nothing was found")
			}
		})
	}
}

// A thread that starts a timer, and one that another starts, too.
func TestThreadIsNotAlone(t *testing.T) {
	src := `struct dev;
static int poll_fn(void *data) { struct dev *d = data; timer_delete_sync(&d->timer); return 0; }
` + driver("all(d); mod_timer(&d->timer, 1); d->buf = kthread_run(poll_fn, d, \"x\");", "kthread_stop(d->buf); kfree(d);")
	if got := left(t, src, nil); !strings.Contains(got, "timer timer_fn()") {
		t.Errorf("the timer may start after the thread has waited: %q", got)
	}
}

// The number of an interrupt that a variable has first and a member then is that of the
// member, and a handler may be given back with a pointer to the struct that begins with
// the one that it was requested with.
func TestOneInterrupt(t *testing.T) {
	const scan = `int i; all(d);
	if (d->on) { ret = request_irq(d->irq, irq_fn, 0, "x", d); if (ret) return ret; }
	else { for (i = 0; i < 16; i++) if (!request_irq(i, irq_fn, 0, "x", d)) { STORE break; } }`
	const end = "free_irq(d->irq, d); tasklet_kill(&d->task);"
	if got := left(t, driver(strings.Replace(scan, "STORE", "d->irq = i;", 1), end), nil); got != "" {
		t.Errorf("the member has the number: %q", got)
	}
	const number = `#define AUTO 5
`
	const constant = `all(d); if (d->on) { ret = request_irq(AUTO, irq_fn, 0, "x", d); if (ret) return ret; d->irq = AUTO; }
	else { int n = ask(d); ret = request_irq(n, irq_fn, 0, "x", d); if (ret) return ret; d->irq = n; }`
	if got := left(t, number+driver(constant, end), nil); got != "" {
		t.Errorf("the member has the constant: %q", got)
	}
	if got := left(t, driver(`all(d); ret = request_irq(d->irq, irq_fn, 0, "x", d); if (ret) return ret; ret = request_irq(d->second.expires, irq_fn, 0, "x", d); if (ret) { free_irq(d->irq, d); return ret; }`, end), nil); got == "" {
		t.Error("two members of one handler, of which one is given back")
	}
	const request = "all(d); ret = request_irq(d->irq, irq_fn, 0, \"x\", d); if (ret) return ret;"
	for first, want := range map[string]bool{"struct dev dev; int n;": true, "int n; struct dev dev;": false} {
		src := driver(request, "struct outer *o = (struct outer *)d; free_irq(d->irq, o); tasklet_kill(&d->task);") + "struct outer { " + first + " };\n"
		if got := left(t, src, nil); (got == "") != want {
			t.Errorf("%s: %q", first, got)
		}
	}
}

// What fails with an error pointer has started nothing, however one asks.
func TestErrorPointer(t *testing.T) {
	const thread = `struct dev;
static int poll_fn(void *data) { while (!kthread_should_stop()) ; return 0; }
`
	for test, want := range map[string]bool{"d->buf == ERR_PTR(-ENOMEM)": true, "IS_ERR(d->buf)": true, "ask(d)": false} {
		src := thread + driver("d->buf = kthread_run(poll_fn, d, \"x\"); if ("+test+") return -ENOMEM;", "kthread_stop(d->buf); kfree(d);")
		if got := left(t, src, nil); (got == "") != want {
			t.Errorf("%s: %q", test, got)
		}
	}
}

// What another driver of the module sets up for its own device outlives a device that
// uses it; a core that takes down what failed to come up leaves nothing.
func TestWhose(t *testing.T) {
	const two = `struct hub { int irq; };
struct user { struct hub *hub; struct work_struct work; };
static irqreturn_t hub_fn(int irq, void *data) { return IRQ_HANDLED; }
static int hub_probe(struct platform_device *pdev) {
	struct hub *h = kzalloc(sizeof(*h), GFP_KERNEL);
	platform_set_drvdata(pdev, h);
	return request_irq(h->irq, hub_fn, 0, "hub", h);
}
static void hub_remove(struct platform_device *pdev) { struct hub *h = platform_get_drvdata(pdev); END }
static struct platform_driver hub_driver = { .probe = hub_probe, .remove = hub_remove };
static int user_probe(struct platform_device *pdev) { return 0; }
static void user_remove(struct platform_device *pdev) { struct user *u = platform_get_drvdata(pdev); struct hub *h = u->hub; h->irq++; }
static struct platform_driver user_driver = { .probe = user_probe, .remove = user_remove };
`
	if got := left(t, strings.Replace(two, "END", "free_irq(h->irq, h);", 1), nil); got != "" {
		t.Errorf("the hub's interrupt is not the user's: %q", got)
	}
	if got := left(t, strings.Replace(two, "END", "h->irq = 0;", 1), nil); got != "hub_remove : interrupt handler hub_fn()" {
		t.Errorf("it is the hub's: %q", got)
	}
	const attach = `static irqreturn_t fn(int irq, void *data) { return IRQ_HANDLED; }
static int begin(struct comedi_device *dev, unsigned long c) {
	int ret = request_irq(dev->irq, fn, 0, "x", dev);
	if (ret) return ret;
	return ask(dev) ? -ENODEV : 0;
}
static void end(struct comedi_device *dev) { END }
static struct comedi_driver driver = { .auto_attach = begin, .detach = end };
`
	if got := left(t, strings.Replace(attach, "END", "free_irq(dev->irq, dev);", 1), nil); got != "" {
		t.Errorf("the core calls detach where attaching fails: %q", got)
	}
	if got := left(t, strings.Replace(attach, "END", "dev->irq = 0;", 1), nil); !strings.Contains(got, "begin : interrupt handler fn()") {
		t.Errorf("detach does not free it: %q", got)
	}
}

// The USB core gives back the transfers of an interface before it calls disconnect(),
// unless the driver wants to end softly, but not those of the device's control endpoint;
// tty closes a serial port before it is removed.
func TestBefore(t *testing.T) {
	usb := func(fill, member string) string {
		return `struct dev { struct urb *urb; int n; };
static void done(struct urb *urb) { struct dev *d = urb->context; d->n++; }
static int probe(struct usb_interface *i, const struct usb_device_id *id) {
	struct dev *d = kzalloc(sizeof(*d), GFP_KERNEL);
	usb_set_intfdata(i, d);
	` + fill + `
	return usb_submit_urb(d->urb, GFP_KERNEL);
}
static void disconnect(struct usb_interface *i) { struct dev *d = usb_get_intfdata(i); kfree(d); }
static struct usb_driver driver = { .probe = probe, .disconnect = disconnect, ` + member + ` };
`
	}
	const bulk = "usb_fill_bulk_urb(d->urb, 0, 0, 0, 0, done, d);"
	const control = "usb_fill_control_urb(d->urb, 0, 0, 0, 0, 0, done, d);"
	for _, c := range []struct {
		name, src string
		found     bool
	}{
		{"bulk", usb(bulk, ""), false},
		{"bulk, hard", usb(bulk, ".soft_unbind = 0"), false},
		{"bulk, soft", usb(bulk, ".soft_unbind = 1"), true},
		{"control", usb(control, ""), true},
	} {
		if got := left(t, c.src, nil); (got != "") != c.found {
			t.Errorf("%s: %q", c.name, got)
		}
	}
	serial := func(closing string) string {
		return `struct port { struct work_struct work; int n; };
static void fn(struct work_struct *w) { struct port *p = container_of(w, struct port, work); p->n++; }
static int port_probe(struct usb_serial_port *port) {
	struct port *p = kzalloc(sizeof(*p), GFP_KERNEL);
	INIT_WORK(&p->work, fn);
	usb_set_serial_port_data(port, p);
	return 0;
}
static void port_write(struct usb_serial_port *port) { struct port *p = usb_get_serial_port_data(port); schedule_work(&p->work); }
static void port_close(struct usb_serial_port *port) { struct port *p = usb_get_serial_port_data(port); ` + closing + ` }
static void port_remove(struct usb_serial_port *port) { struct port *p = usb_get_serial_port_data(port); kfree(p); }
static struct usb_serial_driver driver = { .port_probe = port_probe, .port_remove = port_remove, .close = port_close, .write = port_write };
`
	}
	for closing, found := range map[string]bool{"cancel_work_sync(&p->work);": false, "cancel_work(&p->work);": true} {
		if got := left(t, serial(closing), nil); (got != "") != found {
			t.Errorf("%s: %q", closing, got)
		}
	}
}

// What a function has allocated itself, by a helper or not, is nothing that was running
// before.
func TestFresh(t *testing.T) {
	const src = `struct msg { struct work_struct work; int n; };
struct host { struct msg *msg; };
static void fn(struct work_struct *w) { struct msg *m = container_of(w, struct msg, work); m->n++; }
static struct msg *get(void) {
	struct msg *m = kzalloc(sizeof(*m), GFP_KERNEL);
	if (!m) return ERR_PTR(-ENOMEM);
	INIT_WORK(&m->work, fn);
	return m;
}
static void put(struct msg *m) { kfree(m); }
void queue(struct host *h) { schedule_work(&h->msg->work); }
void ask_once(struct host *h) { struct msg *m = SOURCE; put(m); }
`
	for source, found := range map[string]bool{"get()": false, "kzalloc(sizeof(*m), GFP_KERNEL)": false, "h->msg": true} {
		if got := left(t, strings.Replace(src, "SOURCE", source, 1), nil); (got != "") != found {
			t.Errorf("%s: %q", source, got)
		}
	}
	const around = `struct base { struct timer_list timer; };
struct mid { int n; struct base base; };
struct gpu { struct mid mid; };
struct host { struct base *base; };
#define to_mid(b) container_of(b, struct mid, base)
static struct gpu *to_gpu(struct mid *m) { return container_of(m, struct gpu, mid); }
static void tick(struct timer_list *t) { struct base *b = from_timer(b, t, timer); ask(b); }
static void destroy(struct base *b) { struct gpu *g = to_gpu(to_mid(b)); kfree(g); }
void submit(struct base *b) { timer_setup(&b->timer, tick, 0); mod_timer(&b->timer, 1); }
int init(struct host *h) { struct gpu *g = SOURCE; if (ask(g)) { destroy(&g->mid.base); return -1; } return 0; }
`
	for source, found := range map[string]bool{"kzalloc(sizeof(*g), GFP_KERNEL)": false, "to_gpu(to_mid(h->base))": true} {
		if got := left(t, strings.Replace(around, "SOURCE", source, 1), nil); (got != "") != found {
			t.Errorf("%s: %q", source, got)
		}
	}
}

// What a work starts in another module is an actor of that one.
func TestStartedInAnotherModule(t *testing.T) {
	const mine = `struct dev { struct work_struct work; struct timer_list timer; int n; };
void poke(void);
static void timer_fn(struct timer_list *t) { struct dev *d = from_timer(d, t, timer); d->n++; }
static void tick(struct timer_list *t) { }
static DEFINE_TIMER(idle, tick);
void used(void) { mod_timer(&idle, 1); }
static void work_fn(struct work_struct *w) { poke(); }
static int probe(struct platform_device *pdev) { struct dev *d = kzalloc(sizeof(*d), GFP_KERNEL); platform_set_drvdata(pdev, d); INIT_WORK(&d->work, work_fn); timer_setup(&d->timer, timer_fn, 0); mod_timer(&d->timer, 1); return 0; }
static void remove(struct platform_device *pdev) { struct dev *d = platform_get_drvdata(pdev); timer_delete_sync(&d->timer); schedule_work(&d->work); WAIT kfree(d); }
static struct platform_driver driver = { .probe = probe, .remove = remove };
`
	const other = `static struct work_struct other;
static void other_fn(struct work_struct *w) { }
void poke(void) { INIT_WORK(&other, other_fn); schedule_work(&other); }
`
	for wait, want := range map[string]string{"cancel_work_sync(&d->work);": "", "": "remove: work work_fn()"} {
		got := leftOf(t, [2]string{"drivers/x/a.c", strings.Replace(mine, "WAIT", wait, 1)}, [2]string{"drivers/x/b.c", other})
		if got != want {
			t.Errorf("%q: got %q, want %q", wait, got, want)
		}
	}
}

// What an interrupt has a core do later waits until the driver has unregistered, unlike a
// work of its own.
func TestUsedByAnotherModule(t *testing.T) {
	const mine = `#include "core.h"
struct dev { struct core core; struct clk *clk; struct work_struct own; int irq; };
void use(struct core *c) { struct dev *d = container_of(c, struct dev, core); clk_enable(d->clk); }
static void own_fn(struct work_struct *w) { struct dev *d = container_of(w, struct dev, own); use(&d->core); }
static irqreturn_t irq_fn(int irq, void *data) { struct dev *d = data; CALL return IRQ_HANDLED; }
static int probe(struct platform_device *pdev) {
	struct dev *d = devm_kzalloc(&pdev->dev, sizeof(*d), GFP_KERNEL);
	INIT_WORK(&d->own, own_fn);
	if (devm_request_irq(&pdev->dev, d->irq, irq_fn, 0, "x", d)) return -1;
	d->clk = devm_clk_get(&pdev->dev, "x");
	return 0;
}
static struct platform_driver driver = { .probe = probe };
`
	const header = `struct core { struct work_struct crash; };
struct clk;
struct clk *devm_clk_get(struct device *dev, const char *id);
void report(struct core *c);
void use(struct core *c);
`
	const core = `#include "core.h"
static void crash_fn(struct work_struct *w) { struct core *c = container_of(w, struct core, crash); use(c); }
void add(struct core *c) { INIT_WORK(&c->crash, crash_fn); }
void report(struct core *c) { schedule_work(&c->crash); }
`
	for call, found := range map[string]bool{"report(&d->core);": false, "schedule_work(&d->own);": true, "clk_enable(d->clk);": true} {
		got := leftOf(t, [2]string{"drivers/x/core.h", header}, [2]string{"drivers/x/a.c", strings.Replace(mine, "CALL", call, 1)}, [2]string{"drivers/x/core.c", core})
		if strings.Contains(got, "interrupt handler irq_fn()") != found {
			t.Errorf("%s got %q", call, got)
		}
	}
}

// What functions for other modules begin and end is theirs, and not of who drives a device
// that handles the same struct.
func TestOfUsers(t *testing.T) {
	const header = `struct host { int irq; int n; };
int host_add(struct host *h);
void host_remove(struct host *h);
`
	const src = `#include "core.h"
static irqreturn_t host_irq(int irq, void *p) { struct host *h = p; h->n++; return IRQ_HANDLED; }
int host_add(struct host *h) { return request_irq(h->irq, host_irq, 0, "x", h); }
void host_remove(struct host *h) { END }
static int probe(struct platform_device *pdev) { struct host *h = platform_get_drvdata(pdev); h->n++; return 0; }
static void remove(struct platform_device *pdev) { struct host *h = platform_get_drvdata(pdev); h->n--; }
static struct platform_driver driver = { .probe = probe, .remove = remove };
`
	for end, want := range map[string]string{"free_irq(h->irq, h);": "", "h->n = 0;": "remove : interrupt handler host_irq()"} {
		if got := leftWith(t, header, strings.Replace(src, "END", end, 1), nil); got != want {
			t.Errorf("%s: got %q, want %q", end, got, want)
		}
	}
}
