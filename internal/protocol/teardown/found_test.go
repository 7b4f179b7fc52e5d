package teardown_test

import (
	"strings"
	"testing"
)

// TestFound holds actors that are left running, each with a twin in which they are not, and
// that differs in a word.
func TestFound(t *testing.T) {
	const two = `struct dev { int irqs[2]; int first; int second; struct tasklet_struct task; struct device *dev; };
static irqreturn_t one_fn(int irq, void *data) { struct dev *d = data; d->first++; return IRQ_HANDLED; }
static irqreturn_t two_fn(int irq, void *data) { struct dev *d = data; d->second++; return IRQ_HANDLED; }
static int start(struct platform_device *pdev, struct dev *d) { int irq, ret; START return 0; }
static int probe(struct platform_device *pdev)
{
	struct dev *d = kzalloc(sizeof(*d), GFP_KERNEL);
	if (!d)
		return -ENOMEM;
	platform_set_drvdata(pdev, d);
	return start(pdev, d);
}
static void remove(struct platform_device *pdev) { struct dev *d = platform_get_drvdata(pdev); END kfree(d); }
static struct platform_driver driver = { .probe = probe, .remove = remove };
`
	request := func(number, fn, then string) string {
		return "ret = request_irq(" + number + ", " + fn + ", 0, \"x\", d); if (ret) return ret; " + then
	}
	elements := request("d->irqs[0]", "one_fn", "") + "ret = request_irq(d->irqs[1], two_fn, 0, \"x\", d); if (ret) { free_irq(d->irqs[0], d); return ret; }"
	members := "irq = platform_get_irq(pdev, 0); " + request("irq", "one_fn", "d->first = irq; ") +
		"irq = platform_get_irq(pdev, 1); ret = request_irq(irq, two_fn, 0, \"x\", d); if (ret) { free_irq(d->first, d); return ret; } d->second = irq;"
	numbers := "irq = platform_get_irq_byname(pdev, \"one\"); " + request("irq", "one_fn", "") +
		"irq = platform_get_irq_byname(pdev, \"two\"); ret = request_irq(irq, two_fn, 0, \"x\", d); if (ret) { irq = platform_get_irq_byname(pdev, NAME); free_irq(irq, d); return ret; }"
	irq := func(start, end string) string {
		return strings.Replace(strings.Replace(two, "START", start, 1), "END", end, 1)
	}

	const rounds = `struct chan { int irq; struct tasklet_struct task; int n; };
struct dev { int n; struct chan chans[4]; };
static void task_fn(struct tasklet_struct *t) { struct chan *c = from_tasklet(c, t, task); c->n++; }
static irqreturn_t irq_fn(int irq, void *data) { struct chan *c = data; tasklet_schedule(&c->task); return IRQ_HANDLED; }
static int probe(struct platform_device *pdev)
{
	struct dev *d = devm_kzalloc(&pdev->dev, sizeof(*d), GFP_KERNEL);
	int i, ret;
	platform_set_drvdata(pdev, d);
	for (i = 0; i < d->n; i++) {
		tasklet_setup(&d->chans[i].task, task_fn);
		ret = devm_request_irq(&pdev->dev, d->chans[i].irq, irq_fn, 0, "x", &d->chans[i]);
		if (ret)
			return ret;
	}
	return 0;
}
static void remove(struct platform_device *pdev)
{
	struct dev *d = platform_get_drvdata(pdev);
	int i;
	for (i = 0; i < d->n; i++) {
		FREE
		tasklet_kill(&d->chans[i].task);
	}
}
static struct platform_driver driver = { .probe = probe, .remove = remove };
`
	const wrapped = `struct dev { struct work_struct work; int n; };
static void work_fn(struct work_struct *w) { struct dev *d = container_of(w, struct dev, work); d->n++; }
static void prepare(struct dev *d, void (*fn)(struct work_struct *)) { INIT_WORK(&d->work, fn); }
static int probe(struct platform_device *pdev)
{
	struct dev *d = kzalloc(sizeof(*d), GFP_KERNEL);
	platform_set_drvdata(pdev, d);
	prepare(d, work_fn);
	schedule_work(&d->work);
	return 0;
}
static void remove(struct platform_device *pdev) { struct dev *d = platform_get_drvdata(pdev); WAIT kfree(d); }
static struct platform_driver driver = { .probe = probe, .remove = remove };
`
	const card = "struct card { struct work_struct work; struct timer_list timer; int n; };\n"
	const theirs = `static void work_fn(struct work_struct *w) { struct card *c = container_of(w, struct card, work); c->n++; }
int begin(struct net *n) { struct card *c = kzalloc(sizeof(*c), GFP_KERNEL); n->data = c; INIT_WORK(&c->work, work_fn); return 0; }
void kick(struct net *n) { struct card *c = n->data; schedule_work(&c->work); }
void end(struct net *n) { struct card *c = n->data; WAIT kfree(c); }
`
	const part = `struct dev { struct delayed_work work; int n; };
static void work_fn(struct work_struct *w) { struct dev *d = container_of(w, struct dev, work.work); d->n++; }
static int part_probe(struct snd_soc_component *c)
{
	struct dev *d = devm_kzalloc(c->dev, sizeof(*d), GFP_KERNEL);
	INIT_DELAYED_WORK(&d->work, work_fn);
	snd_soc_component_set_drvdata(c, d);
	return 0;
}
static int part_trigger(struct snd_soc_component *c, struct snd_pcm_substream *s, int cmd) { struct dev *d = snd_soc_component_get_drvdata(c); schedule_delayed_work(&d->work, 1); return 0; }
static int part_free(struct snd_soc_component *c, struct snd_pcm_substream *s) { struct dev *d = snd_soc_component_get_drvdata(c); CANCEL(&d->work); return 0; }
static const struct snd_soc_component_driver part = { .probe = part_probe, .trigger = part_trigger, .hw_free = part_free };
static int probe(struct platform_device *pdev) { return devm_snd_soc_register_component(&pdev->dev, &part, 0, 0); }
static struct platform_driver driver = { .probe = probe };
`
	const counted = `struct obj { struct kref ref; struct work_struct work; int n; };
static struct workqueue_struct *wq;
static void obj_put(struct obj *o);
static void work_fn(struct work_struct *w) { struct obj *o = container_of(w, struct obj, work); o->n++; PUT }
static void obj_release(struct kref *ref) { struct obj *o = container_of(ref, struct obj, ref); kfree(o); }
static void obj_put(struct obj *o) { kref_put(&o->ref, obj_release); }
struct obj *obj_new(void) { struct obj *o = kzalloc(sizeof(*o), GFP_KERNEL); kref_init(&o->ref); INIT_WORK(&o->work, work_fn); return o; }
void obj_kick(struct obj *o) { GET queue_work(wq, &o->work); }
void obj_drop(struct obj *o) { DROP obj_put(o); }
static int __init enter(void) { wq = alloc_workqueue("x", 0, 0); return 0; }
static void __exit leave(void) { destroy_workqueue(wq); }
module_init(enter);
module_exit(leave);
`
	inMember := "struct counter { struct kref count; int n; };\n" + strings.NewReplacer("struct kref ref;", "struct counter ref;", "&o->ref", "&o->ref.count", "obj, ref)", "obj, ref.count)").Replace(counted)
	const poll = `struct dev { struct napi_struct napi; int n; };
static int poll_fn(struct napi_struct *napi, int budget) { struct dev *d = container_of(napi, struct dev, napi); d->n++; return 0; }
static int probe(struct platform_device *pdev)
{
	struct dev *d = kzalloc(sizeof(*d), GFP_KERNEL);
	platform_set_drvdata(pdev, d);
	netif_napi_add(d->n, &d->napi, poll_fn);
	napi_enable(&d->napi);
	return 0;
}
void kick(struct dev *d) { napi_schedule(&d->napi); }
void rest(struct dev *d) { napi_disable(&d->napi); d->n = 0; napi_enable(&d->napi); }
static void remove(struct platform_device *pdev) { struct dev *d = platform_get_drvdata(pdev); WAIT(&d->napi); kfree(d); }
static struct platform_driver driver = { .probe = probe, .remove = remove };
`
	replaced := func(src string, words ...string) string { return strings.NewReplacer(words...).Replace(src) }
	for _, c := range []struct{ name, core, said, silent, want string }{
		{"an element of an array", "", irq(elements, "free_irq(d->irqs[0], d);"), irq(elements, "free_irq(d->irqs[0], d); free_irq(d->irqs[1], d);"), "two_fn()"},
		{"one element by a variable", "", irq(elements, "free_irq(d->irqs[0], d);"), irq(elements, "int i; for (i = 0; i < 2; i++) free_irq(d->irqs[i], d);"), "two_fn()"},
		{"one variable for two members", "", irq(members, "free_irq(d->first, d);"), irq(members, "free_irq(d->first, d); free_irq(d->second, d);"), "two_fn()"},
		{"one variable for two names", "", strings.Replace(irq(numbers, "free_irq(platform_get_irq_byname(pdev, \"one\"), d); free_irq(platform_get_irq_byname(pdev, \"two\"), d);"), "NAME", `"two"`, 1), strings.Replace(irq(numbers, "free_irq(platform_get_irq_byname(pdev, \"one\"), d); free_irq(platform_get_irq_byname(pdev, \"two\"), d);"), "NAME", `"one"`, 1), "one_fn()"},
		{"what only a failing start gives back", "", irq(request("d->first", "one_fn", "ret = ask(d); if (ret) { free_irq(d->first, d); return ret; }"), ""), irq(request("d->first", "one_fn", "ret = ask(d); if (ret) { free_irq(d->first, d); return ret; } free_irq(d->first, d);"), ""), "one_fn()"},
		{"a wait in a loop that comes too early", "", replaced(rounds, "FREE", ""), replaced(rounds, "FREE", "devm_free_irq(&pdev->dev, d->chans[i].irq, &d->chans[i]);"), "task_fn()"},
		{"a function that a helper is given", "", replaced(wrapped, "WAIT", ""), replaced(wrapped, "WAIT", "cancel_work_sync(&d->work);"), "work_fn()"},
		{"a struct of a header that the module makes", card, replaced(theirs, "WAIT", ""), replaced(theirs, "WAIT", "cancel_work_sync(&c->work);"), "work_fn()"},
		{"a part whose work nobody waits for", "", replaced(part, "CANCEL", "cancel_delayed_work"), replaced(part, "CANCEL", "cancel_delayed_work_sync"), "work_fn()"},
		{"a work without a reference", "", replaced(counted, "GET", "", "PUT", "", "DROP", ""), replaced(counted, "GET", "kref_get(&o->ref);", "PUT", "obj_put(o);", "DROP", ""), "work_fn()"},
		{"a work whose counter lies in a member", "", replaced(inMember, "GET", "", "PUT", "", "DROP", ""), replaced(inMember, "GET", "", "PUT", "obj_put(o);", "DROP", ""), "work_fn()"},
		{"a work without a reference that is waited for", "", replaced(counted, "GET", "", "PUT", "", "DROP", ""), replaced(counted, "GET", "", "PUT", "", "DROP", "cancel_work_sync(&o->work);"), "work_fn()"},
		{"a poll that goes on", "", replaced(poll, "WAIT", "napi_synchronize"), replaced(poll, "WAIT", "napi_disable"), "poll_fn()"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := leftWith(t, c.core, c.said, nil); !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %s", got, c.want)
			}
			if got := leftWith(t, c.core, c.silent, nil); got != "" {
				t.Errorf("nothing is left, and got %q", got)
			}
		})
	}
}
