package teardown_test

import (
	"strings"
	"testing"
)

// TestExcused holds ways that cannot be taken, and objects that go by themselves, each
// with one that differs in a word.
func TestExcused(t *testing.T) {
	const made = `static irqreturn_t irq_fn(int irq, void *data);
static void *make(int n, void *d) {
	void *p = kmalloc(8, GFP_KERNEL);
	if (!p) goto out;
	if (request_irq(n, irq_fn, 0, "x", d)) goto free;
	return p;
free:
	kfree(p);
out:
	return NULL;
}
`
	const own = `struct request { struct work_struct work; int n; };
static void request_fn(struct work_struct *w) { struct request *r = container_of(w, struct request, work); FREE }
static void ask_again(void) { struct request *r = kmalloc(sizeof(*r), GFP_KERNEL); INIT_WORK(&r->work, request_fn); schedule_work(&r->work); }
`
	const counted = `struct dev;
struct part { struct work_struct work; atomic_t users; int n; };
static void part_fn(struct work_struct *w) { struct part *p = container_of(w, struct part, work); p->n++; }
static void put(struct part *p) { if (DROP(&p->users)) kfree(p); }
static void begin(struct part *p) { INIT_WORK(&p->work, part_fn); atomic_inc(&p->users); schedule_work(&p->work); }
`
	const global = `struct table { struct work_struct work; int n; };
static struct table *tables;
static void table_fn(struct work_struct *w) { struct table *t = container_of(w, struct table, work); t->n++; }
void told(void) { schedule_work(&tables->work); }
void boot(void) { SOURCE INIT_WORK(&tables->work, table_fn); if (register_it()) { kfree(tables); } }
`
	const turns = `struct dev;
static struct semaphore room;
static void item_done(struct dev *d) { TAKE up(&room); }
`
	const chained = `struct dev;
static int number(struct platform_device *pdev) { return platform_get_irq(pdev, 0); }
static void flow_fn(struct irq_desc *desc) { }
static void unchain(struct device *dev) { struct platform_device *pdev = to_platform_device(dev); int irq; irq = platform_get_irq(pdev, WHICH); irq_set_chained_handler_and_data(irq, NULL, NULL); }
`
	const queue = `struct queue { struct timer_list stuck; int n; };
static void stuck_fn(struct timer_list *t) { struct queue *q = from_timer(q, t, stuck); q->n++; }
static void free_queue(struct queue *q) { kfree(q); }
static int answer(struct queue *q) { if (ask(q)) { free_queue(q); return -1; } return 0; }
void sent(struct queue *q) { timer_setup(&q->stuck, stuck_fn, 0); mod_timer(&q->stuck, 1); }
int make_queue(struct queue *given) { struct queue *q = SOURCE; if (!q) return -1; return answer(q); }
`
	const nothing = `struct dev;
static void *make_part(struct dev *d) { void *p = kmalloc(8, GFP_KERNEL); if (!p) return NULL; mod_timer(&d->timer, 1); return p; }
static void drop_part(void *p, struct dev *d) { if (!p) return; kfree(d); }
`
	const search = `struct dev;
static struct dev *list[4];
`
	const reaper = `struct dev;
static int reap(void *data) { struct dev *d = data; while (d->on) msleep(1); WAIT kfree(d); return 0; }
`
	const passing = `static void tried_fn(struct work_struct *w) { ask(w); }
static DECLARE_WORK(tried, tried_fn);
static int __init try_it(void) { schedule_work(&tried); WAIT return 0; }
static void __exit done(void) { }
module_init(try_it);
module_exit(done);
`
	for _, c := range []struct{ name, head, probe, remove, silent, said string }{
		{"a semaphore that it gives", turns, "all(d); schedule_work(&d->work);", "down(&room); kfree(d);", "TAKE=", "TAKE=down(&room);"},
		{"a chained handler, by the number of a device that is a local", chained, "int irq; all(d); irq = platform_get_irq(pdev, 0); irq_set_chained_handler_and_data(irq, flow_fn, d);", "unchain(d->buf); kfree(d);", "WHICH=0", "WHICH=1"},
		{"what a caller allocated two calls up", queue, "all(d);", "kfree(d);", "SOURCE=kzalloc(sizeof(*q), GFP_KERNEL)", "SOURCE=given"},
		{"a pointer to nothing is handed on", nothing, "all(d); d->buf = make_part(d); if (COND) { drop_part(d->buf, d); return -1; }", "timer_delete_sync(&d->timer); kfree(d);", "COND=!d->buf", "COND=d->on"},
		{"a search that does it and returns", search, "all(d); schedule_work(&d->work);", "int i; for (i = 0; i < 4; i++) if (list[i] == d) { WAIT return; } ask(d);", "WAIT=cancel_work_sync(&d->work);", "WAIT=cancel_work(&d->work);"},
		{"who frees it waits", reaper, "all(d); schedule_work(&d->work); kthread_run(reap, d, \"x\");", "d->on = 0;", "WAIT=cancel_work_sync(&d->work);", "WAIT=cancel_work(&d->work);"},
		{"who starts it waits", passing, "all(d);", "kfree(d);", "WAIT=flush_work(&tried);", "WAIT="},
		{"waits under one large condition", "", "all(d); schedule_work(&d->work);", "if (d->on) { " + strings.Repeat("if (ask(d)) d->irq++; ", 12) + "WAIT } kfree(d);", "WAIT=cancel_work_sync(&d->work);", "WAIT="},
		{"a pointer that is nothing where it failed", made, "all(d); d->buf = make(3, d); if (COND) return -ENODEV;", "free_irq(3, d); tasklet_kill(&d->task); kfree(d);", "COND=!d->buf", "COND=d->on"},
		{"a count of what has begun", made, "int n = 0; all(d); d->buf = make(3, d); if (COND) n++; if (n) return 0; kfree(d); return -ENODEV;", "free_irq(3, d); tasklet_kill(&d->task); kfree(d);", "COND=d->buf", "COND=d->on"},
		{"what a started work starts frees itself", own, "all(d); schedule_work(&d->work);", "schedule_work(&d->work); cancel_work_sync(&d->work); kfree(d);", "FREE=kfree(r);", "FREE=r->n++;"},
		{"a device that is not in use yet", "static void begin(struct dev *d);", "all(d); if (COND) mod_timer(&d->timer, 1); if (ask(d)) { kfree(d); return -1; }", "timer_delete_sync(&d->timer); kfree(d);", "COND=netif_running(pdev)", "COND=ask(pdev)"},
		{"a count that is tested for zero", counted, "struct part *p = d->buf; all(d); begin(p);", "struct part *p = d->buf; put(p); kfree(d);", "DROP=atomic_dec_and_test", "DROP=atomic_dec"},
		{"a variable that was just allocated", global, "all(d);", "kfree(d);", "SOURCE=tables = kcalloc(2, sizeof(*tables), GFP_KERNEL);", "SOURCE="},
	} {
		t.Run(c.name, func(t *testing.T) {
			src := func(with string) string {
				word, text, _ := strings.Cut(with, "=")
				s := strings.ReplaceAll(c.head+driver(c.probe, c.remove), word, text)
				if c.head == turns {
					s = strings.Replace(s, "d->on--;", "d->on--; item_done(d);", 1)
				}
				if c.head == own {
					s = strings.Replace(s, "d->on--;", "ask_again();", 1)
				}
				return s
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

// The steps go the way on which the actor runs, and no other one to the same free.
func TestWayToTheFree(t *testing.T) {
	src := "struct dev;\nstatic void release(struct dev *d);\nstatic int early(struct dev *d) { if (ask(d)) { release(d); return -1; } return 0; }\n" +
		driver("all(d); if (early(d)) return -1; mod_timer(&d->timer, 1); if (ask(d)) { release(d); return -1; }", "timer_delete_sync(&d->timer); kfree(d);")
	var calls []string
	for _, f := range flawsOf(t, "", src, nil) {
		for _, s := range f.Steps {
			if strings.HasPrefix(s.What, "calls ") {
				calls = append(calls, s.Function+" "+s.What)
			}
		}
	}
	if got := strings.Join(calls, "; "); got != "probe calls release()" {
		t.Errorf("got %q", got)
	}
}

// A timer that sets itself up again under a longer name is no other timer that starts it.
func TestOneObjectTwoNames(t *testing.T) {
	const src = `struct tx { struct timer_list retry; int n; };
struct usb { struct tx tx; struct timer_list other; };
static void retry_fn(struct timer_list *t) { struct usb *u = from_timer(u, t, tx.retry); timer_setup(&u->tx.retry, retry_fn, 0); mod_timer(&u->tx.retry, 1); MORE }
static void other_fn(struct timer_list *t) { struct usb *u = from_timer(u, t, other); u->tx.n++; }
static int probe(struct platform_device *pdev)
{
	struct usb *u = kzalloc(sizeof(*u), GFP_KERNEL);
	struct tx *tx = first_of(u);
	platform_set_drvdata(pdev, u);
	timer_setup(&tx->retry, retry_fn, 0);
	mod_timer(&tx->retry, 1);
	timer_setup(&u->other, other_fn, 0);
	mod_timer(&u->other, 1);
	return 0;
}
static void remove(struct platform_device *pdev) { struct usb *u = platform_get_drvdata(pdev); timer_delete_sync(&u->other); timer_delete_sync(&u->tx.retry); kfree(u); }
static struct platform_driver driver = { .probe = probe, .remove = remove };
`
	if got := left(t, strings.Replace(src, "MORE", "", 1), nil); got != "" {
		t.Errorf("got %q", got)
	}
	if got := left(t, strings.Replace(src, "MORE", "mod_timer(&u->other, 1);", 1), nil); !strings.Contains(got, "timer other_fn()") {
		t.Errorf("another timer, got %q", got)
	}
}

// What a core has closed before it lets devres end a port is not left to devres.
func TestClosedBeforeDevres(t *testing.T) {
	const src = `struct priv { struct work_struct work; int n; };
static void work_fn(struct work_struct *w) { struct priv *p = container_of(w, struct priv, work); p->n++; }
static void status(struct urb *urb) { struct priv *p = urb->context; schedule_work(&p->work); }
static void closes(struct usb_serial_port *port) { struct priv *p = usb_get_serial_port_data(port); WAIT }
static int probe(struct usb_serial_port *port)
{
	struct priv *p = devm_kzalloc(&port->dev, sizeof(*p), GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	INIT_WORK(&p->work, work_fn);
	usb_set_serial_port_data(port, p);
	return 0;
}
static struct usb_serial_driver device = { .port_probe = probe, .close = closes };
`
	if got := left(t, strings.Replace(src, "WAIT", "flush_work(&p->work);", 1), nil); got != "" {
		t.Errorf("got %q", got)
	}
	if got := left(t, strings.Replace(src, "WAIT", "cancel_work(&p->work);", 1), nil); got == "" {
		t.Error("nothing was found")
	}
}

// A put in a header runs the release that it is handed.
func TestReleaseThroughHeader(t *testing.T) {
	const header = `static inline int put_ref(struct kref *kref, void (*release)(struct kref *kref)) { if (refcount_dec_and_test(&kref->refcount)) { release(kref); return 1; } return 0; }
`
	const src = `#include "core.h"
struct card { struct pci_dev *pci; struct kref kref; int n; };
static struct card *card;
static irqreturn_t card_irq(int irq, void *p) { struct card *c = p; c->n++; return IRQ_HANDLED; }
static void release(struct kref *k) { struct card *c = container_of(k, struct card, kref); WAIT }
static int probe(struct pci_dev *dev, const struct pci_device_id *id) { return request_irq(dev->irq, card_irq, 0, "x", card); }
static void remove(struct pci_dev *dev) { put_ref(&card->kref, release); }
static struct pci_driver driver = { .probe = probe, .remove = remove };
`
	if got := leftWith(t, header, strings.Replace(src, "WAIT", "free_irq(c->pci->irq, c);", 1), nil); got != "" {
		t.Errorf("got %q", got)
	}
	if got := leftWith(t, header, strings.Replace(src, "WAIT", "c->n = 0;", 1), nil); got == "" {
		t.Error("nothing was found")
	}
}
