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
	for _, c := range []struct{ name, head, probe, remove, silent, said string }{
		{"a semaphore that it gives", turns, "all(d); schedule_work(&d->work);", "down(&room); kfree(d);", "TAKE=", "TAKE=down(&room);"},
		{"a chained handler, by the number of a device that is a local", chained, "int irq; all(d); irq = platform_get_irq(pdev, 0); irq_set_chained_handler_and_data(irq, flow_fn, d);", "unchain(d->buf); kfree(d);", "WHICH=0", "WHICH=1"},
		{"what a caller allocated two calls up", queue, "all(d);", "kfree(d);", "SOURCE=kzalloc(sizeof(*q), GFP_KERNEL)", "SOURCE=given"},
		{"waits under one large condition", "", "all(d); schedule_work(&d->work);", "if (d->on) { " + strings.Repeat("if (ask(d)) d->irq++; ", 12) + "WAIT } kfree(d);", "WAIT=cancel_work_sync(&d->work);", "WAIT="},
		{"a pointer that is nothing where it failed", made, "all(d); d->buf = make(3, d); if (COND) return -ENODEV;", "free_irq(3, d); tasklet_kill(&d->task); kfree(d);", "COND=!d->buf", "COND=d->on"},
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
