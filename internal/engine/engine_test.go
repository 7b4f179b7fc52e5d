package engine

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
	"github.com/ctxlint/ctxlint/internal/points"
)

// findingsOf links textual units and prints one line per finding: where, what,
// under which origin, with the chain.
func findingsOf(t *testing.T, texts ...string) []string {
	t.Helper()
	return findingsFrom(t, low, texts...)
}

// findingsFrom is findingsOf without the findings of less confidence.
func findingsFrom(t *testing.T, least confidence, texts ...string) []string {
	t.Helper()
	p := link.New(model.Kernel())
	for i, text := range texts {
		u, err := ir.Parse(fmt.Sprintf("t%d.ir", i), []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if u.Path == "" {
			u.Path = fmt.Sprintf("drivers/t/t%d.c", i)
		}
		p.Add(u)
	}
	points.Link(p)
	res := Run(p, Options{Jobs: 1})
	var out []string
	for i := range res.Findings {
		f := &res.Findings[i]
		if confidence(f.Confidence) < least {
			continue
		}
		var chain []string
		for _, fr := range f.Chain {
			chain = append(chain, fr.Fn.Name)
		}
		doubt := ""
		if f.Confidence == int(low) {
			doubt = " in doubt"
		}
		out = append(out, fmt.Sprintf("%s:%d %s under %s %s via %s%s", f.Site().Fn.Name, f.Site().In.Pos.Line, f.Site().Callee, f.Origin.Kind, f.Origin.Fn.Name, strings.Join(chain, ">"), doubt))
	}
	return out
}

func check(t *testing.T, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

const head = `struct "struct dev" { spinlock_t lock; struct mutex m; int on; struct ops* ops; }
`

func TestSleepUnderOwnLock(t *testing.T) {
	check(t, findingsOf(t, head+`
func static void f(struct dev* d) "drivers/t/t0.c":1 {
  var unsigned long fl
b0:
  call spin_lock_irqsave(&d->lock, fl) @2:1
  call msleep(10) @3:1
  call spin_unlock_irqrestore(&d->lock, fl) @4:1
  call msleep(10) @5:1
  return
}
`), "f:3 msleep under lock f via f")
}

func TestConditionalLockKeepsItsCorrelation(t *testing.T) {
	check(t, findingsOf(t, head+`
func static void f(struct dev* d) "drivers/t/t0.c":1 {
b0:
  branch d->on, b1, b2
b1:
  call spin_lock(&d->lock) @2:1
  jump b2
b2:
  call barrier() @3:1
  branch d->on, b3, b4
b3:
  call spin_unlock(&d->lock) @4:1
  jump b4
b4:
  call msleep(10) @5:1
  return
}
`))
}

func TestGFPThroughCalls(t *testing.T) {
	check(t, findingsOf(t, head+`
func static void* inner(struct dev* d, gfp_t flags) "drivers/t/t0.c":1 {
b0:
  %1 = call kmalloc(64, flags) @2:1
  return %1
}
func static void* mid(struct dev* d, gfp_t flags) "drivers/t/t0.c":10 {
b0:
  %1 = call inner(d, flags | __GFP_ZERO) @11:1
  return %1
}
func static void f(struct dev* d) "drivers/t/t0.c":20 {
b0:
  call spin_lock(&d->lock) @21:1
  %1 = call mid(d, GFP_ATOMIC) @22:1
  %2 = call mid(d, GFP_KERNEL) @23:1
  call spin_unlock(&d->lock) @24:1
  return
}
`), "f:23 mid under lock f via f>mid>inner")
}

func TestHelperThatDropsTheLock(t *testing.T) {
	check(t, findingsOf(t, head+`
func static void relax(struct dev* d) "drivers/t/t0.c":1 {
b0:
  call spin_unlock(&d->lock) @2:1
  call msleep(10) @3:1
  call spin_lock(&d->lock) @4:1
  return
}
func static void one(struct dev* d) "drivers/t/t0.c":20 {
b0:
  call spin_lock(&d->lock) @21:1
  call relax(d) @22:1
  call spin_unlock(&d->lock) @23:1
  return
}
func static void two(struct dev* d) "drivers/t/t0.c":30 {
b0:
  call rcu_read_lock() @31:1
  call spin_lock(&d->lock) @32:1
  call relax(d) @33:1
  call spin_unlock(&d->lock) @34:1
  call rcu_read_unlock() @35:1
  return
}
`), "relax:3 msleep under rcu two via two>relax")
}

// Two calls of a driver into one core function that sleeps at one place are two
// places to mend; two ways within the driver to its own sleeping helper are one.
func TestCallsIntoTheCoreAreTold(t *testing.T) {
	check(t, findingsOf(t, head+`
func static void helper(struct dev* d) "drivers/t/t0.c":1 {
b0:
  call msleep(10) @2:1
  return
}
func static void f(struct dev* d) "drivers/t/t0.c":10 {
b0:
  call stop(d, 1) @11:1
  call stop(d, 0) @12:1
  call helper(d) @13:1
  call helper(d) @14:1
  return
}
func static void g(struct dev* d) "drivers/t/t0.c":20 {
b0:
  call spin_lock(&d->lock) @21:1
  call f(d) @22:1
  call spin_unlock(&d->lock) @23:1
  return
}
`, `unit "drivers/core/core.c"
func void stop(struct dev* d, int on) "drivers/core/core.c":1 {
b0:
  call mutex_lock(&d->m) @2:1
  call mutex_unlock(&d->m) @3:1
  return
}
`), "helper:2 msleep under lock g via g>f>helper", "f:11 stop under lock g via g>f>stop", "f:12 stop under lock g via g>f>stop")
}

// An op with many implementers is judged at each of them, in the context that
// its only call is made in, unless the path depends on what the caller passes.
func TestInferredContract(t *testing.T) {
	check(t, findingsOf(t, manyOps("")), "p7:20 msleep under hardirq p7 via p7", "p8:21 msleep under hardirq p8 via p8 in doubt")
	// Another caller of the function that calls the op may come with other objects.
	check(t, findingsOf(t, manyOps(`func void rescan(struct dev* d) "drivers/t/t0.c":30 {
b0:
  call dispatch(d) @31:1
  return
}
`)), "p7:20 msleep under hardirq p7 via p7 in doubt", "p8:21 msleep under hardirq p8 via p8 in doubt")
}

// manyOps is a program with an op that has many implementers and is called from a
// handler.
func manyOps(more string) string {
	var b strings.Builder
	b.WriteString(more + `struct "struct ops" { fn(int) process; }
struct "struct dev" { int ring; struct ops* ops; }
func static void dispatch(struct dev* d) "drivers/t/t0.c":1 {
b0:
  call d->ops->process(d) @2:1
  return
}
func static int handler(int irq, struct dev* d) "drivers/t/t0.c":5 {
b0:
  call dispatch(d) @6:1
  return 1
}
func static int probe(struct dev* d) "drivers/t/t0.c":9 {
b0:
  call request_irq(5, handler, 0, 0, d) @10:1
  return 0
}
`)
	for i := range maxTargets + 1 {
		body := "  return\n"
		switch i {
		case 7:
			body = "  call msleep(1) @20:1\n  return\n"
		case 8:
			body = "  branch d->ring, b1, b2\nb1:\n  call msleep(1) @21:1\n  return\nb2:\n  return\n"
		}
		fmt.Fprintf(&b, "func static void p%d(struct dev* d) \"drivers/t/t0.c\":%d {\nb0:\n%s}\nglobal static struct ops o%d @1:1\ninit o%d.process \"struct ops\".process = p%d @%d:1\n", i, 100+i, body, i, i, i, 200+i)
	}
	return b.String()
}

// What a callee needs to come to its sleep is held against what the caller
// knows: another state of the object, another value of an argument.
func TestDemandsOfCallees(t *testing.T) {
	check(t, findingsOf(t, `struct "struct dev" { spinlock_t lock; int state; }
func static void wake(struct dev* d, int cmd) "drivers/t/t0.c":1 {
b0:
  branch d->state == 2, b1, b2
b1:
  call msleep(1) @2:1
  return
b2:
  branch cmd == 7, b3, b4
b3:
  call msleep(2) @3:1
  return
b4:
  return
}
func static void stopped(struct dev* d, int cmd) "drivers/t/t0.c":10 {
b0:
  call spin_lock(&d->lock) @11:1
  branch d->state == 3, b1, b2
b1:
  branch cmd == 8, b3, b2
b3:
  call wake(d, cmd) @12:1
  jump b2
b2:
  call spin_unlock(&d->lock) @13:1
  return
}
func static void suspended(struct dev* d) "drivers/t/t0.c":20 {
b0:
  call spin_lock(&d->lock) @21:1
  branch d->state == 2, b1, b2
b1:
  call wake(d, 8) @22:1
  jump b2
b2:
  call spin_unlock(&d->lock) @23:1
  return
}
`), "wake:2 msleep under lock suspended via suspended>wake")
}

func TestTrylock(t *testing.T) {
	check(t, findingsOf(t, head+`
func static int take(struct dev* d) "drivers/t/t0.c":1 {
b0:
  %1 = call spin_trylock(&d->lock) @2:1
  branch !%1, b1, b2
b1:
  return 0
b2:
  return 1
}
func static void f(struct dev* d) "drivers/t/t0.c":20 {
b0:
  %1 = call take(d) @21:1
  branch %1, b1, b2
b1:
  call msleep(1) @22:1
  call spin_unlock(&d->lock) @23:1
  return
b2:
  call msleep(1) @24:1
  return
}
`), "f:22 msleep under lock take via f")
}

func TestRoots(t *testing.T) {
	check(t, findingsOf(t, `
struct "struct dev" { spinlock_t lock; int irq; }
func static irqreturn_t handler(int irq, void* data) "drivers/t/t0.c":1 {
b0:
  call helper(data, 0) @2:1
  return 1
}
func static void helper(struct dev* d, bool sleep) "drivers/t/t0.c":10 {
b0:
  branch sleep, b1, b2
b1:
  call msleep(1) @11:1
  return
b2:
  call mutex_lock(&d->m) @12:1
  return
}
func static int probe(struct dev* d) "drivers/t/t0.c":30 {
b0:
  %1 = call request_irq(d->irq, handler, 0, "x", d) @31:1
  return %1
}
`), "helper:12 mutex_lock under hardirq handler via handler>helper")
}

func TestIteratorCallbackUnderLock(t *testing.T) {
	check(t, findingsOf(t, head+`
func void walk(struct dev* d, fn(void) cb) "drivers/t/t0.c":1 {
b0:
  call rcu_read_lock() @2:1
  call cb(d) @3:1
  call rcu_read_unlock() @4:1
  return
}
func static void cb(struct dev* d) "drivers/t/t0.c":10 {
b0:
  call msleep(1) @11:1
  return
}
func static void f(struct dev* d) "drivers/t/t0.c":20 {
b0:
  call walk(d, cb) @21:1
  return
}
`), "cb:11 msleep under rcu walk via walk>cb")
}

func replace(text, old, by string) string { return strings.Replace(text, old, by, 1) }
