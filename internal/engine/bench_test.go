package engine

import (
	"bytes"
	"strconv"
	"testing"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
	"github.com/ctxlint/ctxlint/internal/points"
)

// benchProgram is many small drivers: a trigger under the stream lock, helpers
// that take a mask, drop a lock or take it conditionally, and an interrupt.
func benchProgram(b *testing.B, drivers int) *link.Program {
	b.Helper()
	const text = `struct "struct devZZ" { spinlock_t lock; struct mutex m; int on; int irq; }
func static void* allocZZ(struct devZZ* d, gfp_t flags) "drivers/t/ZZ.c":1 {
b0:
  %1 = call kmalloc(64, flags) @2:1
  return %1
}
func static void relaxZZ(struct devZZ* d) "drivers/t/ZZ.c":10 {
b0:
  call spin_unlock(&d->lock) @11:1
  call msleep(10) @12:1
  call spin_lock(&d->lock) @13:1
  return
}
func static int stepZZ(struct devZZ* d, int cmd) "drivers/t/ZZ.c":20 {
b0:
  branch d->on, b1, b2
b1:
  call spin_lock(&d->lock) @21:1
  jump b2
b2:
  %1 = call allocZZ(d, GFP_ATOMIC) @22:1
  branch cmd, b3, b4
b3:
  call relaxZZ(d) @23:1
  jump b4
b4:
  branch d->on, b5, b6
b5:
  call spin_unlock(&d->lock) @24:1
  jump b6
b6:
  return 0
}
func static irqreturn_t handlerZZ(int irq, void* data) "drivers/t/ZZ.c":30 {
b0:
  call spin_lock(&data->lock) @31:1
  %1 = call allocZZ(data, GFP_KERNEL) @32:1
  call spin_unlock(&data->lock) @33:1
  return 1
}
func static int probeZZ(struct devZZ* d) "drivers/t/ZZ.c":40 {
b0:
  %1 = call request_irq(d->irq, handlerZZ, 0, "x", d) @41:1
  %2 = call stepZZ(d, 1) @42:1
  return %1
}
`
	p := link.New(model.Kernel())
	for i := range drivers {
		name := "_" + strconv.Itoa(i)
		u, err := ir.Parse(name, bytes.ReplaceAll([]byte(text), []byte("ZZ"), []byte(name)))
		if err != nil {
			b.Fatal(err)
		}
		u.Path = "drivers/t/" + name + ".c"
		p.Add(u)
	}
	points.Link(p)
	return p
}

// BenchmarkRun measures the engine alone: summaries, roots, interpretation.
//
//	go test -run '^$' -bench Run ./internal/engine
func BenchmarkRun(b *testing.B) {
	p := benchProgram(b, 200)
	b.ReportAllocs()
	interpretations := 0
	for b.Loop() {
		res := Run(p, Options{Jobs: 1})
		if len(res.Findings) < 200 {
			b.Fatalf("%d findings, want one for each handler", len(res.Findings))
		}
		interpretations += res.Stats.Interpretations
	}
	b.ReportMetric(float64(len(p.Funcs)*b.N)/b.Elapsed().Seconds(), "funcs/s")
	b.ReportMetric(float64(interpretations)/float64(b.N), "interpretations/op")
}
