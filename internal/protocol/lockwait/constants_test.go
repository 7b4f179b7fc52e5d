package lockwait_test

import (
	"strings"
	"testing"
)

// A way that the constants of a call rule out is none; elements of an array that different
// members tell have different locks; and an interrupt is one of those that it may be.
func TestTellsApart(t *testing.T) {
	const takes = "mutex_lock(&d->lock); d->on = 0; mutex_unlock(&d->lock);"
	const mode = `#define NORMAL 0
#define RECOVERY 1
static void end(struct dev *d, int mode) { if (mode != RECOVERY) cancel_work_sync(&d->work); }
void stop(struct dev *d) { mutex_lock(&d->lock); end(d, MODE); mutex_unlock(&d->lock); }
`
	const rings = `struct ring { spinlock_t lock; int n; };
struct hub { struct ring rings[8]; int rx; int tx; struct timer_list timer; };
static void ring_fn(struct timer_list *t) { struct hub *h = from_timer(h, t, timer); struct ring *r = &h->rings[h->tx]; spin_lock(&r->lock); r->n++; spin_unlock(&r->lock); }
void begin(struct hub *h) { timer_setup(&h->timer, ring_fn, 0); mod_timer(&h->timer, 1); }
void stop(struct hub *h) { struct ring *r = &h->rings[h->WHICH]; spin_lock(&r->lock); timer_delete_sync(&h->timer); spin_unlock(&r->lock); }
`
	const vectors = `static irqreturn_t misc_fn(int irq, void *p) { struct dev *d = p; mutex_lock(&d->lock); mutex_unlock(&d->lock); return IRQ_HANDLED; }
static irqreturn_t data_fn(int irq, void *p) { return IRQ_HANDLED; }
int ask_for(struct dev *d) { int ret = request_threaded_irq(vector(d, 0), NULL, misc_fn, 0, "m", d); if (ret) return ret; return request_threaded_irq(vector(d, 1), NULL, SECOND, 0, "d", d); }
void stop(struct dev *d) { mutex_lock(&d->lock); free_irq(d->on, d); mutex_unlock(&d->lock); }
`
	const chain = `static DEFINE_MUTEX(all);
struct node { struct mutex lock; struct work_struct work; struct node *parent; struct node *self; int n; };
struct pair { struct node *node; };
static void node_fn(struct work_struct *w) { struct node *n = container_of(w, struct node, work); mutex_lock(LOCK); n->n++; mutex_unlock(LOCK); }
void node_begin(struct node *n) { INIT_WORK(&n->work, node_fn); schedule_work(&n->work); }
static void node_end(struct node *n) { cancel_work_sync(&n->work); }
static void end_last(struct node *n) { struct node *first = n, *second = first->parent, *third; while (second && (third = second->parent)) { first = second; second = third; } node_end(second); }
void stop(struct node *n) { struct node *one = n; mutex_lock(LOCK); END; mutex_unlock(LOCK); }
`
	parents := strings.ReplaceAll(chain, "LOCK", "&n->lock")
	for _, c := range []struct{ name, src, silent, said string }{
		{"the work of the last parent", parents, "END=end_last(n)", "END=node_end(one)"},
		{"a lock of all", strings.ReplaceAll(chain, "END", "end_last(n)"), "LOCK=&n->lock", "LOCK=&all"},
		{"a mode that leaves the wait out", around(takes, mode), "MODE=RECOVERY", "MODE=NORMAL"},
		{"another element", rings, "WHICH=rx", "WHICH=tx"},
		{"one of two handlers", around(takes, vectors), "SECOND=data_fn", "SECOND=misc_fn"},
	} {
		t.Run(c.name, func(t *testing.T) {
			src := func(with string) string {
				word, text, _ := strings.Cut(with, "=")
				return strings.ReplaceAll(c.src, word, text)
			}
			if got := found(t, src(c.silent), nil); got != "" {
				t.Errorf("got %q", got)
			}
			if got := found(t, src(c.said), nil); got == "" {
				t.Error("nothing was found")
			}
		})
	}
}

// To set a timer up without a function waits for nobody.
func TestSetupIsNoWait(t *testing.T) {
	src := around("mutex_lock(&d->lock); mutex_unlock(&d->lock);", "void stop(struct dev *d) { spin_lock(&d->spin); CALL spin_unlock(&d->spin); }\n")
	if got := found(t, strings.Replace(src, "CALL", "timer_setup(&d->timer, NULL, 0);", 1), nil); got != "" {
		t.Errorf("got %q", got)
	}
	if got := found(t, strings.Replace(src, "CALL", "timer_delete_sync(&d->timer);", 1), nil); got == "" {
		t.Error("nothing was found")
	}
}
