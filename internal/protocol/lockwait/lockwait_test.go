package lockwait_test

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
	"github.com/ctxlint/ctxlint/internal/protocol/lockwait"
)

// found prints, for each finding, the functions on the way to the wait, the lock and
// who takes it.
func found(t *testing.T, src string, selected func(string) bool) string {
	t.Helper()
	tree, err := cparse.Parse([]byte(src), cparse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p := link.New(model.Kernel())
	p.Add(clower.Lower(tree, "drivers/x/a.c", clower.Options{}))
	points.Link(p)
	w := actor.New(p, func(u *link.Unit) *link.Unit { return u })
	var out []string
	for _, f := range lockwait.Check(w, selected, engine.Run(p, engine.Options{}).Asker()) {
		var way []string
		for _, fr := range f.Chain {
			way = append(way, fr.Fn.Name)
		}
		out = append(out, fmt.Sprintf("%s holds %s, %s takes it in %s", strings.Join(way, ">"), f.Origin.Lock, f.Object, f.Second.Origin.Fn.Name))
	}
	return strings.Join(out, "; ")
}

const driver = `struct dev {
	struct mutex lock; struct mutex other; struct rw_semaphore sem; spinlock_t spin; int on;
	struct work_struct work; struct timer_list timer;
};
static DEFINE_MUTEX(global_lock);
static struct mutex named_lock;
`

// around is a driver whose work does something, and whose stop() waits for it.
func around(work, stop string) string {
	return driver + `
static void inner(struct dev *d) { mutex_lock(&d->lock); d->on = 0; mutex_unlock(&d->lock); }
static void unlock(struct dev *d) { mutex_unlock(&d->lock); }
static void work_fn(struct work_struct *w) { struct dev *d = container_of(w, struct dev, work); ` + work + ` }
static void timer_fn(struct timer_list *t) { struct dev *d = from_timer(d, t, timer); spin_lock(&d->spin); spin_unlock(&d->spin); }
static int probe(struct dev *d) {
	INIT_WORK(&d->work, work_fn);
	timer_setup(&d->timer, timer_fn, 0);
	schedule_work(&d->work);
	mod_timer(&d->timer, 1);
	return 0;
}
` + stop
}

func TestWaitUnderTheLock(t *testing.T) {
	const takes = "mutex_lock(&d->lock); d->on = 0; mutex_unlock(&d->lock);"
	const never = "if (t > 5 && t < 3) { " + takes + " }"
	const both = "stop holds d->lock, work_fn takes it in work_fn"
	stop := func(body string) string { return "void stop(struct dev *d) { " + body + " }\n" }
	for _, c := range []struct{ name, work, stop, want string }{
		{"under the lock that the work takes", takes, stop("mutex_lock(&d->lock); cancel_work_sync(&d->work); mutex_unlock(&d->lock);"), both},
		{"without a lock", takes, stop("cancel_work_sync(&d->work);"), ""},
		{"before the lock", takes, stop("cancel_work_sync(&d->work); mutex_lock(&d->lock); mutex_unlock(&d->lock);"), ""},
		{"after the lock", takes, stop("mutex_lock(&d->lock); mutex_unlock(&d->lock); cancel_work_sync(&d->work);"), ""},
		{"under another lock", takes, stop("mutex_lock(&d->other); cancel_work_sync(&d->work); mutex_unlock(&d->other);"), ""},
		{"under the lock on one path", takes, stop("if (d->on) mutex_lock(&d->lock); cancel_work_sync(&d->work);"), both},
		{"dropped by a helper", takes, stop("mutex_lock(&d->lock); unlock(d); cancel_work_sync(&d->work); mutex_lock(&d->lock); mutex_unlock(&d->lock);"), ""},
		{"in a loop that drops it at its end", takes, stop("while (d->on) { mutex_lock(&d->lock); d->on--; mutex_unlock(&d->lock); } cancel_work_sync(&d->work);"), ""},
		{"held around a loop with the wait", takes, stop("mutex_lock(&d->lock); while (d->on) { cancel_work_sync(&d->work); d->on--; } mutex_unlock(&d->lock);"), both},
		{"another lock dropped before", takes, stop("mutex_lock(&d->lock); mutex_lock(&d->other); mutex_unlock(&d->other); cancel_work_sync(&d->work);"), both},
		{"a wait for another actor", takes, stop("mutex_lock(&d->lock); timer_delete_sync(&d->timer); mutex_unlock(&d->lock);"), ""},
		{"a timer that takes the spinlock", takes, stop("spin_lock(&d->spin); timer_delete_sync(&d->timer); spin_unlock(&d->spin);"), "stop holds d->spin, timer_fn takes it in timer_fn"},
		{"a cancellation that does not wait", takes, stop("mutex_lock(&d->lock); cancel_work(&d->work); mutex_unlock(&d->lock);"), ""},
		{"a work that takes no lock", "d->on = 0;", stop("mutex_lock(&d->lock); cancel_work_sync(&d->work); mutex_unlock(&d->lock);"), ""},
		{"a work that comes to none of its locks", "int t = d->on;" + strings.Repeat(never, 20), stop("mutex_lock(&d->lock); cancel_work_sync(&d->work); mutex_unlock(&d->lock);"), ""},
		{"a work that takes the lock in more places than are asked about", "int t = d->on;" + strings.Repeat(never, 40) + takes, stop("mutex_lock(&d->lock); cancel_work_sync(&d->work); mutex_unlock(&d->lock);"), both},
		{"a work that only tries", "if (mutex_trylock(&d->lock)) mutex_unlock(&d->lock);", stop("mutex_lock(&d->lock); cancel_work_sync(&d->work); mutex_unlock(&d->lock);"), ""},
		{"a work that may be interrupted", "if (!mutex_lock_interruptible(&d->lock)) mutex_unlock(&d->lock);", stop("mutex_lock(&d->lock); cancel_work_sync(&d->work); mutex_unlock(&d->lock);"), both},
		{"a holder that only tries", takes, stop("if (mutex_trylock(&d->lock)) { cancel_work_sync(&d->work); mutex_unlock(&d->lock); }"), ""},
		{"a work whose helper takes the lock", "inner(d);", stop("mutex_lock(&d->lock); cancel_work_sync(&d->work); mutex_unlock(&d->lock);"), "stop holds d->lock, work_fn takes it in inner"},
		{"a lock of the file", "mutex_lock(&named_lock); mutex_unlock(&named_lock);", stop("mutex_lock(&named_lock); cancel_work_sync(&d->work); mutex_unlock(&named_lock);"), "stop holds named_lock, work_fn takes it in work_fn"},
		{"a lock with a name of its own", "rtnl_lock(); rtnl_unlock();", stop("rtnl_lock(); cancel_work_sync(&d->work); rtnl_unlock();"), "stop holds rtnl_mutex, work_fn takes it in work_fn"},
		{"a lock with a name of its own that was dropped", "rtnl_lock(); rtnl_unlock();", stop("rtnl_lock(); rtnl_unlock(); cancel_work_sync(&d->work);"), ""},
		{"two readers", "down_read(&d->sem); up_read(&d->sem);", stop("down_read(&d->sem); cancel_work_sync(&d->work); up_read(&d->sem);"), ""},
		{"a writer and a reader", "down_read(&d->sem); up_read(&d->sem);", stop("down_write(&d->sem); cancel_work_sync(&d->work); up_write(&d->sem);"), "stop holds d->sem, work_fn takes it in work_fn"},

		{"the lock of the caller", takes, "static void down(struct dev *d) { cancel_work_sync(&d->work); }\n" +
			stop("mutex_lock(&d->lock); down(d); mutex_unlock(&d->lock);"), "stop>down holds d->lock, work_fn takes it in work_fn"},
		{"the lock of the caller, which it dropped", takes, "static void down(struct dev *d) { cancel_work_sync(&d->work); }\n" +
			stop("mutex_lock(&d->lock); mutex_unlock(&d->lock); down(d);"), ""},
		{"the lock of the caller, dropped before the wait", takes, "static void down(struct dev *d) { mutex_unlock(&d->lock); cancel_work_sync(&d->work); mutex_lock(&d->lock); }\n" +
			stop("mutex_lock(&d->lock); down(d); mutex_unlock(&d->lock);"), ""},
		{"the lock of one caller of two", takes, "static void down(struct dev *d) { cancel_work_sync(&d->work); }\nvoid other(struct dev *d) { down(d); }\n" +
			stop("mutex_lock(&d->lock); down(d); mutex_unlock(&d->lock);"), "stop>down holds d->lock, work_fn takes it in work_fn"},
		{"the lock four callers up", takes, "static void d1(struct dev *d) { cancel_work_sync(&d->work); }\nstatic void d2(struct dev *d) { d1(d); }\nstatic void d3(struct dev *d) { d2(d); }\nstatic void d4(struct dev *d) { d3(d); }\n" +
			stop("mutex_lock(&d->lock); d4(d); mutex_unlock(&d->lock);"), "stop>d4>d3>d2>d1 holds d->lock, work_fn takes it in work_fn"},
		{"the lock five callers up", takes, "static void d1(struct dev *d) { cancel_work_sync(&d->work); }\nstatic void d2(struct dev *d) { d1(d); }\nstatic void d3(struct dev *d) { d2(d); }\nstatic void d4(struct dev *d) { d3(d); }\nstatic void d5(struct dev *d) { d4(d); }\n" +
			stop("mutex_lock(&d->lock); d5(d); mutex_unlock(&d->lock);"), "stop>d5>d4>d3>d2>d1 holds d->lock, work_fn takes it in work_fn"},
		{"a caller that calls itself", takes, "static void down(struct dev *d) { if (d->on) down(d); cancel_work_sync(&d->work); }\n" +
			stop("down(d);"), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := found(t, around(c.work, c.stop), nil); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

// A socket is owned, or its spinlock is held: who owns it does not keep out who spins.
func TestTwoKindsOfLockOfOneObject(t *testing.T) {
	const (
		owned = "lock_sock(&d->sock); timer_delete_sync(&d->timer); release_sock(&d->sock);"
		spins = "bh_lock_sock(&d->sock); timer_delete_sync(&d->timer); bh_unlock_sock(&d->sock);"
	)
	for holder, want := range map[string]string{owned: "", spins: "stop holds d->sock, timer_fn takes it in timer_fn"} {
		src := strings.Replace(around("d->on = 0;", "void stop(struct dev *d) { "+holder+" }\n"), "spin_lock(&d->spin); spin_unlock(&d->spin);", "bh_lock_sock(&d->sock); bh_unlock_sock(&d->sock);", 1)
		src = strings.Replace(src, "spinlock_t spin;", "struct sock sock;", 1)
		if got := found(t, src, nil); got != want {
			t.Errorf("%s: got %q, want %q", holder, got, want)
		}
	}
}

// A wait is looked at where its file was selected.
func TestSelection(t *testing.T) {
	src := around("mutex_lock(&d->lock); mutex_unlock(&d->lock);", "void stop(struct dev *d) { mutex_lock(&d->lock); cancel_work_sync(&d->work); mutex_unlock(&d->lock); }\n")
	for file, want := range map[string]bool{"drivers/x/a.c": true, "drivers/x/b.c": false} {
		if got := found(t, src, func(f string) bool { return f == file }); (got != "") != want {
			t.Errorf("%s: %q", file, got)
		}
	}
}
