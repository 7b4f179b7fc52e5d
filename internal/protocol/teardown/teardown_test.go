package teardown_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/clower"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
	"github.com/ctxlint/ctxlint/internal/points"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
	"github.com/ctxlint/ctxlint/internal/protocol/teardown"
)

// left prints, for each flaw, the function, the call where the memory goes (nothing
// where that is the end of the function) and what still runs.
func left(t *testing.T, src string, selected func(string) bool) string {
	t.Helper()
	return leftWith(t, "", src, selected)
}

// leftWith does it for a driver of a core, whose header is given.
func leftWith(t *testing.T, core, src string, selected func(string) bool) string {
	t.Helper()
	var out []string
	for _, f := range flawsOf(t, core, src, selected) {
		out = append(out, fmt.Sprintf("%s %s: %s", f.Function, f.Callee, f.Actor))
	}
	return strings.Join(out, "; ")
}

func flawsOf(t *testing.T, core, src string, selected func(string) bool) []engine.Flaw {
	t.Helper()
	tree, err := cparse.Parse([]byte(src), cparse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p := link.New(model.Kernel())
	if core != "" {
		header, err := cparse.Parse([]byte(core), cparse.Options{})
		if err != nil {
			t.Fatal(err)
		}
		p.Add(clower.Lower(header, "include/net/core.h", clower.Options{}))
	}
	p.Add(clower.Lower(tree, "drivers/x/a.c", clower.Options{}))
	points.Link(p)
	w := actor.New(p, func(u *link.Unit) *link.Unit { return u })
	flaws, hits := teardown.Check(w, selected)
	if len(hits) > 0 {
		t.Errorf("bounds hit: %v", hits)
	}
	return flaws
}

// driver is one whose probe and remove have the given bodies. What its interrupt and
// its second timer start exists where probe starts those.
func driver(probe, remove string) string {
	starts := func(what, where string) string {
		if strings.Contains(probe, where) {
			return what
		}
		return ""
	}
	return `struct dev {
	struct timer_list timer; struct timer_list second; struct work_struct work; struct tasklet_struct task;
	struct list_head list; int on; int irq; void *buf; void *regs;
};
static void timer_fn(struct timer_list *t) { struct dev *d = from_timer(d, t, timer); d->on++; }
static void rearm_fn(struct timer_list *t) { struct dev *d = from_timer(d, t, second); ` + starts("schedule_work(&d->work);", "mod_timer(&d->second") + ` }
static void work_fn(struct work_struct *w) { struct dev *d = container_of(w, struct dev, work); d->on--; }
static void task_fn(struct tasklet_struct *t) { struct dev *d = from_tasklet(d, t, task); d->on--; }
static irqreturn_t irq_fn(int irq, void *data) { struct dev *d = data; ` + starts("tasklet_schedule(&d->task);", "request_irq") + ` return IRQ_HANDLED; }
static void stop(struct dev *d) { timer_delete_sync(&d->timer); }
static void half_stop(struct dev *d) { if (d->on) return; timer_delete_sync(&d->timer); }
static void release(struct dev *d) { kfree(d); }
static void all(struct dev *d) {
	timer_setup(&d->timer, timer_fn, 0);
	timer_setup(&d->second, rearm_fn, 0);
	INIT_WORK(&d->work, work_fn);
	tasklet_setup(&d->task, task_fn);
}
static int probe(struct platform_device *pdev)
{
	struct dev *d = kzalloc(sizeof(*d), GFP_KERNEL);
	int ret;

	if (!d)
		return -ENOMEM;
	platform_set_drvdata(pdev, d);
	` + probe + `
	return 0;
}
static void remove(struct platform_device *pdev)
{
	struct dev *d = platform_get_drvdata(pdev);

	` + remove + `
}
static struct platform_driver driver = { .probe = probe, .remove = remove };
`
}

func TestRemove(t *testing.T) {
	const timer = "all(d); mod_timer(&d->timer, 1);"
	const work = "all(d); schedule_work(&d->work);"
	const both = "all(d); mod_timer(&d->second, 1);"
	const irq = "all(d); ret = request_irq(d->irq, irq_fn, 0, \"x\", d); if (ret) { kfree(d); return ret; }"
	for _, c := range []struct{ name, probe, remove, want string }{
		{"a timer that nobody waits for", timer, "kfree(d);", "remove kfree: timer timer_fn()"},
		{"a timer that is waited for", timer, "timer_delete_sync(&d->timer); kfree(d);", ""},
		{"a timer that is only taken out", timer, "timer_delete(&d->timer); kfree(d);", "remove kfree: timer timer_fn()"},
		{"a timer that is waited for afterwards", timer, "kfree(d); timer_delete_sync(&d->timer);", "remove kfree: timer timer_fn()"},
		{"a timer that never starts", "all(d);", "kfree(d);", ""},
		{"another timer is waited for", timer, "timer_delete_sync(&d->second); kfree(d);", "remove kfree: timer timer_fn()"},
		{"a timer that a helper waits for", timer, "stop(d); kfree(d);", ""},
		{"a timer that a helper waits for on some ways", timer, "half_stop(d); kfree(d);", ""},
		{"a free in a helper", timer, "release(d);", "release kfree: timer timer_fn()"},
		{"a free in a helper after the wait", timer, "stop(d); release(d);", ""},
		{"a wait under a condition", timer, "if (d->on) timer_delete_sync(&d->timer); kfree(d);", ""},
		{"a wait if it is waiting to run", timer, "if (timer_pending(&d->timer)) timer_delete_sync(&d->timer); kfree(d);", "remove kfree: timer timer_fn()"},
		{"a wait in a loop", timer, "while (d->on) { timer_delete_sync(&d->timer); d->on--; } kfree(d);", ""},
		{"a free on a way that does not wait", timer, "if (d->on) { kfree(d); return; } timer_delete_sync(&d->timer); kfree(d);", "remove kfree: timer timer_fn()"},
		{"a free of something else", timer, "kfree(d->buf); timer_delete_sync(&d->timer); kfree(d);", ""},
		{"a work that nobody waits for", work, "kfree(d);", "remove kfree: work work_fn()"},
		{"a work that is waited for", work, "cancel_work_sync(&d->work); kfree(d);", ""},
		{"a work that is flushed", work, "flush_work(&d->work); kfree(d);", ""},
		{"a work that is cancelled without a wait", work, "cancel_work(&d->work); kfree(d);", "remove kfree: work work_fn()"},
		{"a work that a timer starts again", both, "cancel_work_sync(&d->work); timer_delete_sync(&d->second); kfree(d);", "remove kfree: work work_fn()"},
		{"a work and then the timer, in order", both, "timer_delete_sync(&d->second); cancel_work_sync(&d->work); kfree(d);", ""},
		{"a tasklet that an interrupt starts", irq, "free_irq(d->irq, d); kfree(d);", "remove kfree: tasklet task_fn()"},
		{"a tasklet that an interrupt starts again", irq, "tasklet_kill(&d->task); free_irq(d->irq, d); kfree(d);", "remove kfree: tasklet task_fn()"},
		{"an interrupt and then its tasklet", irq, "free_irq(d->irq, d); tasklet_kill(&d->task); kfree(d);", ""},
		{"an interrupt that nobody waits for", irq, "tasklet_kill(&d->task); kfree(d);", "remove kfree: interrupt handler irq_fn()"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := left(t, driver(c.probe, c.remove), func(string) bool { return true })
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

// A teardown is looked at where its file was selected.
func TestSelection(t *testing.T) {
	src := driver("all(d); mod_timer(&d->timer, 1);", "kfree(d);")
	for file, want := range map[string]bool{"drivers/x/a.c": true, "drivers/x/b.c": false} {
		if got := left(t, src, func(f string) bool { return f == file }); (got != "") != want {
			t.Errorf("%s: %q", file, got)
		}
	}
	if left(t, src, nil) == "" {
		t.Error("nothing is found where all is selected")
	}
}

// Where setting a device up fails, what was started must have ended.
func TestFailingProbe(t *testing.T) {
	const again = "all(d); ret = ask(d); if (ret) { kfree(d); return ret; } "
	for _, c := range []struct{ name, probe, want string }{
		{"a timer that runs when it fails", "all(d); mod_timer(&d->timer, 1); ret = ask(d); if (ret) { kfree(d); return ret; }", "probe kfree: timer timer_fn()"},
		{"a timer that was waited for when it fails", "all(d); mod_timer(&d->timer, 1); ret = ask(d); if (ret) { timer_delete_sync(&d->timer); kfree(d); return ret; }", ""},
		{"a timer that does not run yet when it fails", again + "mod_timer(&d->timer, 1);", ""},
		{"what a timer starts that was waited for when it fails", "all(d); mod_timer(&d->second, 1); ret = ask(d); if (ret) { timer_delete_sync(&d->second); kfree(d); return ret; }", ""},
		{"an interrupt that is left when it fails", "all(d); ret = request_irq(d->irq, irq_fn, 0, \"x\", d); if (ret) { kfree(d); return ret; } ret = ask(d); if (ret) return ret;", "probe : interrupt handler irq_fn()"},
		{"an interrupt that was not had when it fails", "all(d); ret = request_irq(d->irq, irq_fn, 0, \"x\", d); if (ret) { kfree(d); return ret; }", ""},
		{"an interrupt that was given back when it fails", "all(d); ret = request_irq(d->irq, irq_fn, 0, \"x\", d); if (ret) { kfree(d); return ret; } ret = ask(d); if (ret) { free_irq(d->irq, d); tasklet_kill(&d->task); kfree(d); return ret; }", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			remove := "free_irq(d->irq, d); tasklet_kill(&d->task); timer_delete_sync(&d->timer); timer_delete_sync(&d->second); cancel_work_sync(&d->work); kfree(d);"
			got := left(t, driver(c.probe, remove), nil)
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

// What lies in variables of the file must have ended with the module.
func TestModuleExit(t *testing.T) {
	for _, c := range []struct{ name, exit, want string }{
		{"a timer that nobody waits for", "", "leave : timer tick()"},
		{"a timer that is waited for", "timer_delete_sync(&poll);", ""},
		{"a timer that is only taken out", "timer_delete(&poll);", "leave : timer tick()"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := left(t, `static struct timer_list poll;
static int count;
static void tick(struct timer_list *t) { count++; mod_timer(&poll, 1); }
static int __init enter(void) { timer_setup(&poll, tick, 0); mod_timer(&poll, 1); return 0; }
static void __exit leave(void) { `+c.exit+` }
module_init(enter);
module_exit(leave);
`, nil)
			if got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

// The end of a module that unregisters a driver, itself or by a helper, runs its remove.
func TestModuleExitByDriver(t *testing.T) {
	for _, c := range []struct{ remove, want string }{
		{"cancel_work_sync(&job);", ""},
		{"cancel_work(&job);", "leave : work job_fn()"},
	} {
		got := left(t, `static struct work_struct job;
static int count;
static void job_fn(struct work_struct *w) { count++; }
static int part_probe(struct virtio_device *v) { INIT_WORK(&job, job_fn); schedule_work(&job); return 0; }
static void part_remove(struct virtio_device *v) { `+c.remove+` }
static struct virtio_driver part = { .probe = part_probe, .remove = part_remove };
static void unregister_parts(void) { unregister_virtio_driver(&part); }
static int __init enter(void) { return register_virtio_driver(&part); }
static void __exit leave(void) { unregister_parts(); }
module_init(enter);
module_exit(leave);
`, nil)
		if !strings.Contains(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s: got %q, want %q", c.remove, got, c.want)
		}
	}
}
