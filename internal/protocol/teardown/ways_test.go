package teardown_test

import (
	"strings"
	"testing"
)

// TestWays holds the roundabout ways on which actors end, each with one that does not.
func TestWays(t *testing.T) {
	const thread = `struct dev;
static int poll_fn(void *data) { while (!kthread_should_stop()) ; return 0; }
static int halt(struct dev *d) { if (!d->buf) return -EIO; WAIT return 0; }
`
	const stages = `struct dev;
struct stage { int (*begin)(struct dev *d); void (*end)(struct dev *d); };
struct profile { struct stage stage[4]; };
static int first(struct dev *d) { return 0; }
static void none(struct dev *d) { d->on = 1; }
static void last(struct dev *d) { WAIT }
#define STAGE(_n, _b, _e) .stage[_n] = { .begin = _b, .end = _e }
static const struct profile profile = { STAGE(0, first, none), STAGE(1, first, last) };
`
	const card = `struct dev;
static void free_chip(struct snd_card *card) { struct dev *d = card->private_data; WAIT }
`
	const work = "all(d); schedule_work(&d->work); "
	for _, c := range []struct{ name, head, probe, remove, wait, instead string }{
		{"a helper whose result nobody asks for", thread, "d->buf = kthread_run(poll_fn, d, \"x\");", "halt(d); kfree(d);", "kthread_stop(d->buf);", "d->on = 2;"},
		{"a stage that a macro fills in", stages, work, "profile.stage[d->on].end(d); kfree(d);", "cancel_work_sync(&d->work);", "cancel_work(&d->work);"},
		{"the destructor of a card", card, work + "card->private_free = free_chip; if (ask(d)) { snd_card_free(card); kfree(d); return -1; }", "cancel_work_sync(&d->work); kfree(d);", "cancel_work_sync(&d->work);", "d->on = 0;"},
	} {
		t.Run(c.name, func(t *testing.T) {
			src := strings.Replace(c.head+driver(c.probe, c.remove), "int ret;", "int ret; struct snd_card *card = d->buf;", 1)
			if got := left(t, strings.Replace(src, "WAIT", c.wait, 1), nil); got != "" {
				t.Errorf("it ends, and got %q", got)
			}
			if got := left(t, strings.Replace(src, "WAIT", c.instead, 1), nil); got == "" {
				t.Error("it does not end, and nothing was found")
			}
		})
	}
}

// A queue that a member has from another is destroyed by either name, and a work that is
// queued without a delay before its queue is flushed does not wait for its time.
func TestQueues(t *testing.T) {
	const src = `struct dev { struct workqueue_struct *own; struct workqueue_struct *lent; struct work_struct work; struct delayed_work late; int on; };
static void fn(struct work_struct *w) { struct dev *d = container_of(w, struct dev, work); d->on++; }
static void late_fn(struct work_struct *w) { struct dev *d = container_of(w, struct dev, late.work); d->on++; }
static int probe(struct platform_device *pdev) {
	struct dev *d = kzalloc(sizeof(*d), GFP_KERNEL);
	platform_set_drvdata(pdev, d);
	d->own = alloc_workqueue("own", 0, 0);
	SOURCE
	INIT_WORK(&d->work, fn);
	INIT_DELAYED_WORK(&d->late, late_fn);
	START
	return 0;
}
static void remove(struct platform_device *pdev) { struct dev *d = platform_get_drvdata(pdev); STOP kfree(d); }
static struct platform_driver driver = { .probe = probe, .remove = remove };
`
	for _, c := range []struct {
		name, source, start, stop string
		found                     bool
	}{
		{"a copy", "d->lent = d->own;", "queue_work(d->lent, &d->work);", "destroy_workqueue(d->own);", false},
		{"a queue of its own", "d->lent = alloc_workqueue(\"lent\", 0, 0);", "queue_work(d->lent, &d->work);", "destroy_workqueue(d->own);", true},
		{"without a delay", "", "queue_delayed_work(d->own, &d->late, 100);", "mod_delayed_work(d->own, &d->late, 0); flush_workqueue(d->own);", false},
		{"with its delay", "", "queue_delayed_work(d->own, &d->late, 100);", "flush_workqueue(d->own);", true},
	} {
		got := left(t, strings.NewReplacer("SOURCE", c.source, "START", c.start, "STOP", c.stop).Replace(src), nil)
		if (got != "") != c.found {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

// Whoever ends with the last reference may be started where the device goes.
func TestStartedByTeardown(t *testing.T) {
	const src = `struct group { COUNT struct work_struct work; int n; };
struct dev { struct group *group; struct timer_list tick; int n; };
static void tick_fn(struct timer_list *t) { struct dev *d = from_timer(d, t, tick); d->n++; }
static void put(struct group *g) { if (refcount_dec_and_test(&g->count)) kfree(g); }
static void fn(struct work_struct *w) { struct group *g = container_of(w, struct group, work); g->n++; }
static int probe(struct platform_device *pdev) {
	struct dev *d = kzalloc(sizeof(*d), GFP_KERNEL);
	platform_set_drvdata(pdev, d);
	d->group = kzalloc(sizeof(*d->group), GFP_KERNEL);
	INIT_WORK(&d->group->work, fn);
	timer_setup(&d->tick, tick_fn, 0);
	mod_timer(&d->tick, 1);
	return 0;
}
static void remove(struct platform_device *pdev) { struct dev *d = platform_get_drvdata(pdev); timer_delete_sync(&d->tick); schedule_work(&d->group->work); PUT }
static struct platform_driver driver = { .probe = probe, .remove = remove };
`
	for count, found := range map[string]bool{"refcount_t count;": false, "int count;": true} {
		put := "put(d->group);"
		if found {
			put = "kfree(d->group);"
		}
		if got := left(t, strings.NewReplacer("COUNT", count, "PUT", put).Replace(src), nil); (got != "") != found {
			t.Errorf("%s: %q", count, got)
		}
	}
}

// A reset that a teardown asks for when something goes wrong does not start what the
// teardown has waited for before, whichever of its functions asks.
func TestResetInTeardown(t *testing.T) {
	const head = `struct dev;
static void work_fn(struct work_struct *w);
static void ask_reset(struct dev *d) { INIT_WORK(&d->work, work_fn); schedule_work(&d->work); FREE }
static void reset(struct dev *d) { mod_timer(&d->timer, 1); }
`
	for _, free := range []string{"cancel_work_sync(&d->work); kfree(d);", "cancel_work_sync(&d->work);"} {
		for first, found := range map[string]bool{"timer_delete_sync(&d->timer); ": false, "": true} {
			src := strings.Replace(head, "FREE", free, 1) + strings.Replace(driver("all(d); mod_timer(&d->timer, 1);", first+"ask_reset(d); kfree(d);"), "d->on--;", "reset(d);", 1)
			if got := left(t, src, nil); strings.Contains(got, "timer timer_fn()") != found {
				t.Errorf("%q, %q: %q", first, free, got)
			}
		}
	}
}

// A bit of a bitmap that the teardown sets keeps a timer from queueing a work, as a flag does.
func TestStopBit(t *testing.T) {
	const src = `struct dev { struct timer_list timer; struct work_struct work; unsigned long state[2]; unsigned long other[2]; int n; };
static void work_fn(struct work_struct *w) { struct dev *d = container_of(w, struct dev, work); d->n++; }
static void timer_fn(struct timer_list *t) { struct dev *d = from_timer(d, t, timer); if (!test_bit(1, d->state)) schedule_work(&d->work); }
static int probe(struct platform_device *pdev) { struct dev *d = kzalloc(sizeof(*d), GFP_KERNEL); platform_set_drvdata(pdev, d); INIT_WORK(&d->work, work_fn); timer_setup(&d->timer, timer_fn, 0); mod_timer(&d->timer, 1); return 0; }
static void remove(struct platform_device *pdev) { struct dev *d = platform_get_drvdata(pdev); set_bit(1, d->FLAGS); cancel_work_sync(&d->work); timer_delete_sync(&d->timer); kfree(d); }
static struct platform_driver driver = { .probe = probe, .remove = remove };
`
	for flags, found := range map[string]bool{"state": false, "other": true} {
		if got := left(t, strings.Replace(src, "FLAGS", flags, 1), nil); (got != "") != found {
			t.Errorf("%s: %q", flags, got)
		}
	}
}

// An op of a core that has a beginning and an end among its ops, and is no bus, may be
// called as the device goes.
func TestOpsOfACore(t *testing.T) {
	const core = `struct dsa_switch { void *priv; };
struct dsa_switch_ops { int (*setup)(struct dsa_switch *ds); void (*teardown)(struct dsa_switch *ds); int (*port_setup_tc)(struct dsa_switch *ds, int port); };
void dsa_unregister_switch(struct dsa_switch *ds);
`
	const src = `struct dev { struct work_struct work; struct dsa_switch *ds; int n; };
static void fn(struct work_struct *w) { struct dev *d = container_of(w, struct dev, work); d->n++; }
static int probe(struct platform_device *pdev) {
	struct dev *d = kzalloc(sizeof(*d), GFP_KERNEL);
	platform_set_drvdata(pdev, d);
	INIT_WORK(&d->work, fn);
	return 0;
}
static int tc(struct dsa_switch *ds, int port) { struct dev *d = ds->priv; if (port) { schedule_work(&d->work); return 0; } WAIT return 0; }
static const struct dsa_switch_ops ops = { .port_setup_tc = tc };
static void remove(struct platform_device *pdev) { struct dev *d = platform_get_drvdata(pdev); dsa_unregister_switch(d->ds); kfree(d); }
static struct platform_driver driver = { .probe = probe, .remove = remove };
`
	for wait, found := range map[string]bool{"cancel_work_sync(&d->work);": false, "cancel_work(&d->work);": true} {
		if got := leftWith(t, core, strings.Replace(src, "WAIT", wait, 1), nil); (got != "") != found {
			t.Errorf("%s: %q", wait, got)
		}
	}
}

// The end of a session takes its object away from a timer under a lock that the timer
// takes, too.
func TestSessions(t *testing.T) {
	const src = `struct dev { struct timer_list timer; spinlock_t lock; struct snd_rawmidi_substream *out, *other; };
static void tick(struct timer_list *t) {
	struct dev *d = from_timer(d, t, timer);
	char c;
	LOCK
	if (d->out) snd_rawmidi_transmit(d->out, &c, 1);
	spin_unlock(&d->lock);
}
static int out_open(struct snd_rawmidi_substream *s) { struct dev *d = s->rmidi->private_data; d->out = s; timer_setup(&d->timer, tick, 0); return 0; }
static void out_trigger(struct snd_rawmidi_substream *s, int up) { struct dev *d = s->rmidi->private_data; mod_timer(&d->timer, 1); }
static int out_close(struct snd_rawmidi_substream *s) {
	struct dev *d = s->rmidi->private_data;
	spin_lock(&d->lock);
	CLEAR
	spin_unlock(&d->lock);
	return 0;
}
static const struct snd_rawmidi_ops ops = { .open = out_open, .close = out_close, .trigger = out_trigger };
`
	for _, c := range []struct {
		name, lock, clear string
		found             bool
	}{
		{"taken away", "spin_lock(&d->lock);", "d->out = NULL;", false},
		{"left", "spin_lock(&d->lock);", "", true},
		{"something else taken away", "", "d->other = NULL;", true},
		{"without the lock", "", "d->out = NULL;", true},
	} {
		if got := left(t, strings.NewReplacer("LOCK", c.lock, "CLEAR", c.clear).Replace(src), nil); (got != "") != c.found {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

// Tests one after the other do not double the ways behind each.
func TestManyTests(t *testing.T) {
	many := strings.Repeat("if (ask(d)) d->on++; ret = ask(d); if (ret > 2) d->on--; ", 16)
	const request = "all(d); ret = request_irq(d->irq, irq_fn, 0, \"x\", d); if (ret) return ret; "
	src := "struct dev; int ask(struct dev *d);\n" + driver(request+many+"ret = ask(d); if (ret < 0) { UNDO return ret; }", "free_irq(d->irq, d); tasklet_kill(&d->task);")
	for undo, found := range map[string]bool{"free_irq(d->irq, d);": false, "": true} {
		if got := left(t, strings.Replace(src, "UNDO", undo, 1), nil); (got != "") != found {
			t.Errorf("undone by %q: %q", undo, got)
		}
	}
}

// What a helper says decides which way a setup goes on, and a positive number is no
// error; what runs on one object is not stopped where another cannot be had.
func TestSetupByHelper(t *testing.T) {
	const head = "struct dev; int ask(struct dev *d);\nstatic irqreturn_t fast_fn(int irq, void *data) { return IRQ_HANDLED; }\n"
	const fast = `static int fast(struct dev *d) { if (request_irq(d->irq, fast_fn, 0, "x", d)) return 0; return FAST; }
`
	probe := `all(d); if (fast(d)) d->on = 1; else { ret = ask(d); if (ret < 0) { kfree(d); return ret; } }`
	for result, found := range map[string]bool{"1": false, "0": true} {
		src := head + strings.Replace(fast, "FAST", result, 1) + driver(probe, "free_irq(d->irq, d);")
		if got := left(t, src, nil); (got != "") != found {
			t.Errorf("it returns %s: %q", result, got)
		}
	}
	const port = `struct port { struct work_struct work; int n; };
static void fn(struct work_struct *w) { struct port *p = container_of(w, struct port, work); p->n++; }
static int add(struct dev *d) {
	struct port *p = kzalloc(sizeof(*p), GFP_KERNEL);
	EARLY
	if (ask(d)) { kfree(p); return -ENODEV; }
	INIT_WORK(&p->work, fn);
	schedule_work(&p->work);
	return 0;
}
`
	for early, found := range map[string]bool{"": false, "INIT_WORK(&p->work, fn); schedule_work(&p->work);": true} {
		src := head + strings.Replace(port, "EARLY", early, 1) + driver("ret = add(d); if (ret) return ret; ret = add(d); if (ret) return ret;", "")
		if got := left(t, src, nil); strings.Contains(got, "add kfree") != found {
			t.Errorf("started first by %q: %q", early, got)
		}
	}
}

// Ends that are waits for an event: the thread says that it has gone, the network core
// calls ndo_uninit() as it unregisters a device.
func TestOtherWaits(t *testing.T) {
	const thread = `struct dev;
static int poll_fn(void *data) { LAST }
`
	probe := `d->buf = kthread_run(poll_fn, &d->gone, "x"); if (ask(d)) { wait_for_completion(&d->gone); return -ENODEV; }`
	for last, found := range map[string]bool{"return 0;": true, "struct dev *d = global; kthread_complete_and_exit(&d->gone, 0);": false} {
		src := strings.Replace(thread, "LAST", last, 1) + driver(probe, "kthread_stop(d->buf);")
		src = "static struct dev *global;\n" + strings.Replace(src, "int on;", "int on; struct completion gone;", 1)
		if got := left(t, src, nil); (got != "") != found {
			t.Errorf("%s: %q", last, got)
		}
	}
	const net = `struct priv { struct work_struct work; int n; };
static void fn(struct work_struct *w) { struct priv *p = container_of(w, struct priv, work); p->n++; }
static void uninit(struct net_device *ndev) { struct priv *p = netdev_priv(ndev); WAIT }
static int xmit(struct sk_buff *skb, struct net_device *ndev) { struct priv *p = netdev_priv(ndev); schedule_work(&p->work); return 0; }
static const struct net_device_ops ops = { .ndo_start_xmit = xmit, .ndo_uninit = uninit };
static int probe(struct platform_device *pdev) {
	struct net_device *ndev = alloc_etherdev(sizeof(struct priv));
	struct priv *p = netdev_priv(ndev);
	INIT_WORK(&p->work, fn);
	platform_set_drvdata(pdev, ndev);
	return register_netdev(ndev);
}
static void remove(struct platform_device *pdev) { struct net_device *ndev = platform_get_drvdata(pdev); unregister_netdev(ndev); free_netdev(ndev); }
static struct platform_driver driver = { .probe = probe, .remove = remove };
`
	for wait, found := range map[string]bool{"cancel_work_sync(&p->work);": false, "cancel_work(&p->work);": true} {
		if got := left(t, strings.Replace(net, "WAIT", wait, 1), nil); (got != "") != found {
			t.Errorf("%s: %q", wait, got)
		}
	}
}
