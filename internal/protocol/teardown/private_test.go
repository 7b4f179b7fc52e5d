package teardown_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/clower"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
	"github.com/ctxlint/ctxlint/internal/points"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
	"github.com/ctxlint/ctxlint/internal/protocol/teardown"
)

// leftOf prints the flaws of files that are a module each, by the name of the file;
// headers are none.
func leftOf(t *testing.T, files ...[2]string) string {
	t.Helper()
	p := link.New(model.Kernel())
	for _, f := range files {
		tree, err := cparse.Parse([]byte(f[1]), cparse.Options{})
		if err != nil {
			t.Fatal(err)
		}
		p.Add(clower.Lower(tree, f[0], clower.Options{}))
	}
	points.Link(p)
	flaws, _ := teardown.Check(actor.New(p, func(u *link.Unit) *link.Unit { return u }), nil)
	var out []string
	for _, f := range flaws {
		if what := f.Function + ": " + f.Actor; !slices.Contains(out, what) {
			out = append(out, what)
		}
	}
	return strings.Join(out, "; ")
}

// Who is not the driver may call the ops that a header beside the driver declares. What
// the compiler does itself, or a macro that only says what it is, calls none.
func TestWhoCallsPrivateOps(t *testing.T) {
	const private = `struct bus_ops { void (*down)(struct dev *d); };
void bus_leave(struct dev *d);
`
	const ops = `static void down(struct dev *d) { cancel_work_sync(&d->work); }
static const struct bus_ops ops = { .down = down };
#define to_part(d) (&(d)->part)
`
	for call, want := range map[string]string{
		"bus_leave(d);":               "",
		"__builtin_prefetch(d);":      "remove: work work_fn()",
		"d->buf = to_part(d);":        "remove: work work_fn()",
		"unregister_it(d);":           "",
		"kvfree(d->buf);":             "remove: work work_fn()",
		"mutex_lock(&d->lock);":       "remove: work work_fn()",
		"msleep(1);":                  "",
		"cancel_work_sync(&d->work);": "",
	} {
		src := "struct dev;\n" + ops + driver("all(d); schedule_work(&d->work);", call+" kfree(d);")
		got := leftOf(t, [2]string{"drivers/x/bus.h", private}, [2]string{"include/net/core.h", "void unregister_it(struct dev *d);\nstatic inline void *platform_get_drvdata(struct platform_device *p) { return p->data; }\n"}, [2]string{"drivers/x/a.c", src})
		if got != want {
			t.Errorf("%s got %q, want %q", call, got, want)
		}
	}
}

// What a bus has in the driver model's own struct begins and ends its devices.
func TestRemoveOfTheDriverModel(t *testing.T) {
	src := driver("all(d); schedule_work(&d->work);", "END kfree(d);")
	src = src[:strings.Index(src, "static struct platform_driver")] + "static struct client_driver driver = { .driver = { .probe = probe, .remove = remove } };\n"
	src = "struct client_driver { struct device_driver driver; };\n" + src
	if got := left(t, strings.Replace(src, "END", "", 1), nil); got != "remove kfree: work work_fn()" {
		t.Errorf("got %q", got)
	}
	if got := left(t, strings.Replace(src, "END", "cancel_work_sync(&d->work);", 1), nil); got != "" {
		t.Errorf("it waits: %q", got)
	}
}

// What frees a core's object frees what the driver has behind it, unless the driver has put
// that there itself, or has several kinds of it.
func TestFreedWithCoreObject(t *testing.T) {
	const src = `struct card { struct timer_list timer; struct ieee80211_hw *hw; int n; };
struct other { int n; };
static void tick(struct timer_list *t) { struct card *c = from_timer(c, t, timer); c->n++; mod_timer(&c->timer, 1); }
struct card *begin(void) {
	struct ieee80211_hw *hw = ieee80211_alloc_hw(sizeof(struct card), 0);
	struct card *c = hw->priv;
	c->hw = hw;
	timer_setup(&c->timer, tick, 0);
	MORE
	return c;
}
void kick(struct card *c) { mod_timer(&c->timer, 1); }
void end(struct card *c) { WAIT ieee80211_free_hw(c->hw); }
`
	for _, c := range []struct{ more, wait, want string }{
		{"", "", "end: timer tick()"},
		{"", "timer_delete_sync(&c->timer);", ""},
		{"c = kzalloc(sizeof(*c), GFP_KERNEL); hw->priv = c;", "", ""},
		{"struct other *o = hw->priv; o->n = 1;", "", ""},
	} {
		got := leftOf(t, [2]string{"include/net/mac80211.h", "struct ieee80211_hw { void *priv; };\nvoid ieee80211_free_hw(struct ieee80211_hw *hw);\n"},
			[2]string{"drivers/x/a.c", strings.NewReplacer("MORE", c.more, "WAIT", c.wait).Replace(src)})
		if got != c.want {
			t.Errorf("%q %q: got %q, want %q", c.more, c.wait, got, c.want)
		}
	}
}
