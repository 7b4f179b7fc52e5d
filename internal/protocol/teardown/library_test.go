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

// A module that drivers share is judged from a remove that calls several of its
// functions: each may end what another frees.
func TestSharedBySeveralCalls(t *testing.T) {
	const header = `struct card { struct timer_list timer; int n; };
void card_init(struct card *c);
void card_stop(struct card *c);
void card_free(struct card *c);
`
	const library = header + `static void timer_fn(struct timer_list *t) { struct card *c = from_timer(c, t, timer); c->n++; }
void card_init(struct card *c) { timer_setup(&c->timer, timer_fn, 0); mod_timer(&c->timer, 1); }
void card_stop(struct card *c) { STOP }
void card_free(struct card *c) { FREE kfree(c); }
`
	const driver = header + `static int probe(struct usb_interface *i, const struct usb_device_id *id)
{
	struct card *c = kzalloc(sizeof(*c), GFP_KERNEL);

	card_init(c);
	usb_set_intfdata(i, c);
	return 0;
}
static void disconnect(struct usb_interface *i) { struct card *c = usb_get_intfdata(i); card_stop(c); card_free(c); }
static struct usb_driver driver = { .probe = probe, .disconnect = disconnect };
`
	const wait = "timer_delete_sync(&c->timer);"
	for _, c := range []struct{ name, stop, free, want string }{
		{"the first waits", wait, "", ""},
		{"the second waits before it frees", "", wait, ""},
		{"nobody waits", "timer_delete(&c->timer);", "", "card_free: timer timer_fn()"},
	} {
		t.Run(c.name, func(t *testing.T) {
			lib := strings.NewReplacer("STOP", c.stop, "FREE", c.free).Replace(library)
			got := leftOf(t, [2]string{"drivers/x/lib.c", lib}, [2]string{"drivers/x/usb.c", driver})
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// What a header beside the driver declares may call the ops that it declares, too. What
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
		"unregister_it(d);":           "remove: work work_fn()",
		"cancel_work_sync(&d->work);": "",
	} {
		src := "struct dev;\n" + ops + driver("all(d); schedule_work(&d->work);", call+" kfree(d);")
		got := leftOf(t, [2]string{"drivers/x/bus.h", private}, [2]string{"include/net/core.h", "void unregister_it(struct dev *d);\nvoid *platform_get_drvdata(struct platform_device *p);\n"}, [2]string{"drivers/x/a.c", src})
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
