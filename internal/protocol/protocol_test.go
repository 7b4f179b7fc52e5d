package protocol

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
	"github.com/ctxlint/ctxlint/internal/points"
)

// analyse links one textual unit and runs everything.
func analyse(t *testing.T, text string) *engine.Result {
	t.Helper()
	p := link.New(model.Kernel())
	u, err := ir.Parse("t0.ir", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "drivers/t/t0.c"
	p.Add(u)
	points.Link(p)
	return Run(p, engine.Options{Jobs: 1})
}

// flawsOf prints one line per flaw: kind, function, line.
func flawsOf(t *testing.T, text string) []string {
	t.Helper()
	var out []string
	res := analyse(t, text)
	for i := range res.Flaws {
		f := &res.Flaws[i]
		out = append(out, fmt.Sprintf("%d %s:%d %s", f.Kind, f.Function, f.Pos.Line, f.Callee))
	}
	return out
}

const port = `struct "struct port" { struct dma_chan* rx; struct dma_chan* saved; dma_addr_t buf; struct device* dev; struct timer_list poll; }
struct "struct dma_device" { int op; }
func static int start(struct port* p) "drivers/t/t0.c":1 {
b0:
  %1 = call dmaengine_prep_dma_cyclic(p->rx, p->buf, 1, 1, 0, 0) @2:1
  call dmaengine_submit(%1) @3:1
  call dma_async_issue_pending(p->rx) @4:1
  return 0
}
`

func stop(body string) string {
	return port + `func static void stop(struct port* p) "drivers/t/t0.c":10 {
b0:
` + body + `
}
`
}

func TestFreeAfterTerminate(t *testing.T) {
	unmap := "  call dma_unmap_single(p->dev, p->buf, 1, 0) @12:1\n  return"
	for _, c := range []struct{ name, body, want string }{
		{"async", "  call dmaengine_terminate_async(p->rx) @11:1\n" + unmap, fmt.Sprintf("%d stop:12 dma_unmap_single", engine.FreeBeforeSynchronize)},
		{"sync", "  call dmaengine_terminate_sync(p->rx) @11:1\n" + unmap, ""},
		{"synchronize between", "  call dmaengine_terminate_async(p->rx) @11:1\n  call dmaengine_synchronize(p->rx) @11:9\n" + unmap, ""},
		{"another name of the channel", "  store p->saved = p->rx @10:5\n  call dmaengine_terminate_async(p->rx) @11:1\n  call dmaengine_synchronize(p->saved) @11:9\n" + unmap, ""},
		{"on one path", "  call dmaengine_terminate_async(p->rx) @11:1\n  branch p->dev, b1, b2\nb1:\n  call dmaengine_synchronize(p->rx) @11:9\n  jump b2\nb2:\n" + unmap, fmt.Sprintf("%d stop:12 dma_unmap_single", engine.FreeBeforeSynchronize)},
		{"never mapped elsewhere", "  call dmaengine_terminate_async(p->rx) @11:1\n  call dma_unmap_single(p->dev, 5, 1, 0) @12:1\n  return", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.Join(flawsOf(t, stop(c.body)), "\n"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestIssueBeforeSynchronize(t *testing.T) {
	text := stop(`  call dmaengine_terminate_async(p->rx) @11:1
  call dma_async_issue_pending(p->rx) @12:1
  call dmaengine_synchronize(p->rx) @13:1
  return`)
	check(t, flawsOf(t, text), fmt.Sprintf("%d stop:12 dma_async_issue_pending", engine.IssueBeforeSynchronize))
	again := stop(`  call dmaengine_terminate_async(p->rx) @11:1
  call dma_async_issue_pending(p->rx) @12:1
  call dmaengine_terminate_async(p->rx) @13:1
  call dmaengine_synchronize(p->rx) @14:1
  return`)
	check(t, flawsOf(t, again))
}

// A timer that is armed: silent as soon as anything waits for it, or it frees
// the object itself.
func TestFreeBeforeQuiesce(t *testing.T) {
	timer := func(handler, end string) string {
		return port + `func static void tick(struct timer_list* t) "drivers/t/t0.c":20 {
  var struct port* p
b0:
` + handler + `  return
}
func static void setup(struct port* p) "drivers/t/t0.c":30 {
b0:
  call timer_setup(&p->poll, tick, 0) @31:1
  call mod_timer(&p->poll, 100) @32:1
  return
}
func static void end(struct port* p) "drivers/t/t0.c":40 {
b0:
` + end + `  call kfree(p) @42:1
  return
}
`
	}
	check(t, flawsOf(t, timer("", "")), fmt.Sprintf("%d end:42 kfree", engine.FreeBeforeQuiesce))
	check(t, flawsOf(t, timer("", "  call timer_delete(&p->poll) @41:1\n")), fmt.Sprintf("%d end:42 kfree", engine.FreeBeforeQuiesce))
	check(t, flawsOf(t, timer("", "  call timer_shutdown_sync(&p->poll) @41:1\n")))
	check(t, flawsOf(t, timer("  call kfree(p) @21:1\n", "")))
	check(t, flawsOf(t, strings.Replace(timer("", ""), "call mod_timer(&p->poll, 100) @32:1", "call barrier() @32:1", 1)))
}

func TestOrderOfFreeAndWait(t *testing.T) {
	text := stop("  call kfree(p) @11:1\n  call timer_delete_sync(&p->poll) @12:1\n  return")
	check(t, flawsOf(t, text), fmt.Sprintf("%d stop:11 kfree", engine.FreeBeforeQuiesce))
}

// provided is a provider whose tasklet has a body, and whose probe sets more.
func provided(body, more string) string {
	return strings.NewReplacer("BODY", body, "MORE", more).Replace(engineUnit)
}

const engineUnit = `struct "struct eng" { struct tasklet_struct task; spinlock_t lock; struct dma_async_tx_descriptor* d; }
func static void task(struct tasklet_struct* t) "drivers/t/t0.c":1 {
  var struct eng* e
b0:
BODY
  return
}
func static int terminate(struct dma_chan* c) "drivers/t/t0.c":10 {
  var struct eng* e
b0:
  call spin_lock(&e->lock) @11:1
  call spin_unlock(&e->lock) @12:1
  return 0
}
func static void sync(struct dma_chan* c) "drivers/t/t0.c":15 {
  var struct eng* e
b0:
  call tasklet_kill(&e->task) @16:1
  return
}
func static int probe(struct eng* e, struct dma_device* dd) "drivers/t/t0.c":20 {
b0:
  call tasklet_setup(&e->task, task) @21:1
  call tasklet_schedule(&e->task) @21:9
  store dd->device_terminate_all = terminate @22:1
MORE
  return 0
}
`

func TestProviderWithoutSynchronize(t *testing.T) {
	invoke := "  call dmaengine_desc_get_callback_invoke(e->d, 0) @3:1"
	check(t, flawsOf(t, provided(invoke, "")), fmt.Sprintf("%d probe:22 terminate", engine.ProviderNoSynchronize))
	check(t, flawsOf(t, provided(invoke, "  store dd->device_synchronize = sync @23:1")))
	check(t, flawsOf(t, provided("", "")))
}

func TestCallbackUnderTheLock(t *testing.T) {
	under := "  call spin_lock(&e->lock) @3:1\n  call dmaengine_desc_get_callback_invoke(e->d, 0) @4:1\n  call spin_unlock(&e->lock) @5:1"
	after := "  call spin_lock(&e->lock) @3:1\n  call spin_unlock(&e->lock) @5:1\n  call dmaengine_desc_get_callback_invoke(e->d, 0) @6:1"
	for body, want := range map[string]int{under: 1, after: 0} {
		n := 0
		for _, f := range analyse(t, provided(body, "  store dd->device_synchronize = sync @23:1")).Findings {
			if f.Kind == engine.CallbackLocked {
				n++
			}
		}
		if n != want {
			t.Errorf("%d findings, want %d, for\n%s", n, want, body)
		}
	}
}

func TestWaitsOfOtherObjects(t *testing.T) {
	for _, c := range []struct {
		a, b class
		want bool
	}{
		{class{Struct: "struct a", Field: "task"}, class{Struct: "struct b", Field: "task"}, false},
		{class{Struct: "struct a", Field: "task"}, class{Struct: "?", Field: "task"}, true},
		{class{Struct: "", Field: "task"}, class{Struct: "struct b", Field: "task"}, true},
		{class{Struct: "struct a", Field: "task"}, class{Struct: "?", Field: "timer"}, false},
	} {
		if got := sameName(c.a, c.b); got != c.want {
			t.Errorf("%v and %v: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

func check(t *testing.T, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
