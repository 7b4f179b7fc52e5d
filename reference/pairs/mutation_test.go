package pairs

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/dma/pl"
	"github.com/ctxlint/ctxlint/reference/dma/rcar"
	"github.com/ctxlint/ctxlint/reference/dma/sdma"
	"github.com/ctxlint/ctxlint/reference/drivers/dmaclient"
	"github.com/ctxlint/ctxlint/reference/drivers/irqpcm"
	"github.com/ctxlint/ctxlint/reference/drivers/regmap"
	"github.com/ctxlint/ctxlint/reference/drivers/sof"
	"github.com/ctxlint/ctxlint/reference/drivers/vc4hdmi"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/pcm/dmaengine"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// A mutant is a correct driver that lacks one synchronization: a lock taken
// (with its unlock), or a wait. The sources say where those are, so that a new
// one cannot be forgotten; the simulator leaves one out at a time. Every mutant
// must be caught by some model; one that is not is either a hole in the models
// or a synchronization that the driver does not need.

// waits are the methods and functions that synchronize, besides Lock*.
var waits = []string{"Synchronize", "TerminateSync", "Kill", "CancelSync", "Flush", "Wait", "WaitTimeout", "Free"}

// syncSites lists the synchronizations of the correct drivers.
func syncSites(t *testing.T) []sim.Site {
	t.Helper()
	var sites []sim.Site
	for _, dir := range []string{"../dma", "../drivers", "../pcm/dmaengine"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") ||
				strings.HasSuffix(path, "_test.go") || d.Name() == "buggy.go" {
				return err
			}
			ss, err := syncCalls(path)
			sites = append(sites, ss...)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return sites
}

func syncCalls(path string) ([]sim.Site, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, nil, 0)
	if err != nil {
		return nil, err
	}
	name := "reference" + strings.TrimPrefix(filepath.ToSlash(path), "..")
	var sites []sim.Site
	ast.Inspect(file, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok && synchronizes(c) {
			sites = append(sites, sim.Site{File: name, Line: fset.Position(c.Pos()).Line})
		}
		return true
	})
	return sites, nil
}

func synchronizes(c *ast.CallExpr) bool {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name == "Synchronize"
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.SelectorExpr); ok && x.Sel.Name == "Device" {
			return false // the core's call of the provider's op
		}
		if f.Sel.Name == "Free" && len(c.Args) > 0 {
			return false // of memory
		}
		return strings.HasPrefix(f.Sel.Name, "Lock") || slices.Contains(waits, f.Sel.Name)
	}
	return false
}

// victims are the models that mutants are tried on: the fixes, and what they
// leave out.
func victims() []sim.Model {
	var ms []sim.Model
	seen := map[string]bool{}
	for _, p := range All {
		if !seen[p.Fixed.Name] { // mistakes of one driver share their fix
			seen[p.Fixed.Name] = true
			ms = append(ms, p.Fixed)
		}
	}
	return append(ms, extra...)
}

var extra = []sim.Model{
	model("paused when closed", onPL(pl.Probe, dmaengine.Ops, playSuspend)),
	model("sync_stop before the buffer is freed", func(k *sim.Kernel) {
		c := sdma.Probe(k, irqCPU, appCPU, 2, pace)
		p := newPCM(k, dmaengine.Ops(&c.VC.Chan))
		withChannel(k, &c.VC.Chan, c.Remove, func() { playClose(k, &p.Playback) })
	}),
	model("released while running, rcar", func(k *sim.Kernel) {
		c := rcar.Probe(k, irqCPU, 2, pace)
		releaseRunning(k, &c.Chan, c.Remove)
	}),
	model("released while running, sdma", func(k *sim.Kernel) {
		c := sdma.Probe(k, irqCPU, irqCPU, 2, pace)
		releaseRunning(k, &c.VC.Chan, c.Remove)
	}),
	model("released while stopping, pl", func(k *sim.Kernel) {
		c := pl.Probe(k, irqCPU, 2, pace)
		k.Go("record", appCPU, func() {
			ch := &c.VC.Chan
			r := dmaclient.New(k, ch, 0)
			must(k, dma.Request(ch), "request channel")
			must(k, r.StartRx(), "start")
			dma.TerminateAsync(ch)
			dma.ReleaseChannel(ch)
			r.Release()
			c.Remove()
		})
	}),
	model("slave_sg", func(k *sim.Kernel) {
		c := pl.Probe(k, irqCPU, 2, pace)
		withChannel(k, &c.VC.Chan, c.Remove, func() { transferOnce(k, &c.VC.Chan) })
	}),
	model("paused and resumed", onPL(pl.Probe, dmaengine.Ops, func(k *sim.Kernel, s *pcm.Substream) {
		setup(k, s)
		_, err := s.Write(make([]byte, ringBytes))
		must(k, err, "write")
		if s.Pause(true) == nil {
			must(k, s.Pause(false), "resume")
		}
		pcm.Release(s)
	})),
	model("slow register map", func(k *sim.Kernel) {
		var m regmap.Map
		m.Init(k, "slow", false)
		for cpu, name := range []string{"a", "b"} {
			k.Go(name, cpu, func() { m.Write(0, 1) })
		}
	}),
	model("shared interrupt, sdma", func(k *sim.Kernel) {
		c := sdma.Probe(k, irqCPU, irqCPU, 0, pace)
		shared(k, c.HW.Line, c.Remove)
	}),
	model("shared interrupt, rcar", func(k *sim.Kernel) {
		c := rcar.Probe(k, irqCPU, 0, pace)
		shared(k, c.HW.Line, c.Remove)
	}),
	model("shared interrupt, chip", func(k *sim.Kernel) {
		c := irqpcm.New(k, irqCPU, 0, pace)
		shared(k, c.Card.SyncIRQ, c.Remove)
	}),
	model("hdmi paused", func(k *sim.Kernel) {
		c := pl.Probe(k, irqCPU, 2, pace)
		h := vc4hdmi.New(k, &c.VC.Chan)
		withChannel(k, &c.VC.Chan, c.Remove, func() { playSuspend(k, &h.PCM.Playback) })
	}),
	model("sof with a mixer", func(k *sim.Kernel) {
		d := sof.New(k, irqCPU, irqCPU, 1, pace)
		left := 2
		done := func() {
			if left--; left == 0 {
				d.Remove()
			}
		}
		k.Go("aplay", appCPU, func() {
			playClose(k, &d.PCM.Playback)
			done()
		})
		k.Go("amixer", irqCPU, func() {
			must(k, d.SetVolume(), "volume")
			done()
		})
	}),
}

// shared removes a device while another one raises the same interrupt line.
func shared(k *sim.Kernel, line *sim.IRQ, remove func()) {
	k.NewSource("other device", 1, pace, func() bool { return true }, line.Raise)
	k.Go("rmmod", appCPU, remove)
}

func releaseRunning(k *sim.Kernel, ch *dma.Chan, remove func()) {
	k.Go("record", appCPU, func() {
		r := dmaclient.New(k, ch, 0)
		must(k, dma.Request(ch), "request channel")
		must(k, r.StartRx(), "start")
		dma.ReleaseChannel(ch)
		r.Release()
		remove()
	})
}

// transferOnce moves one scatter list and waits for its callback.
func transferOnce(k *sim.Kernel, ch *dma.Chan) {
	var done sim.Completion
	done.Init(k, "done")
	buf := &dma.Buffer{}
	dma.AllocCoherent(k, buf, "buffer", 8, sim.GFPKernel)
	d := dma.PrepSlaveSG(ch, []dma.SG{{Buf: buf, Len: 4}, {Buf: buf, Off: 4, Len: 4}}, dma.MemToDev)
	d.Callback = func(any) { done.Complete() }
	cookie := dma.Submit(d)
	dma.IssuePending(ch)
	done.Wait()
	var st dma.State
	k.Assert(dma.TxStatus(ch, cookie, &st) == dma.Complete, "transfer not complete after its callback")
	must(k, dma.TerminateSync(ch), "terminate")
	dma.FreeCoherent(k, buf)
}

// playSuspend suspends a playing stream and closes it without resuming.
func playSuspend(k *sim.Kernel, s *pcm.Substream) {
	setup(k, s)
	_, err := s.Write(make([]byte, ringBytes))
	must(k, err, "write")
	must(k, pcm.SuspendAll(s.PCM), "suspend")
	pcm.Release(s)
}

func TestExtraModels(t *testing.T) {
	for _, m := range extra {
		t.Run(m.Name, func(t *testing.T) {
			if r := sim.Explore(m, bounded(3)); r.Status != sim.Complete {
				t.Fatalf("%v", r)
			}
		})
	}
}

func TestMutants(t *testing.T) {
	type victim struct {
		sim.Model
		reached map[sim.Site]bool
		size    int
	}
	var vs []victim
	for _, m := range victims() {
		v := victim{m, map[sim.Site]bool{}, 0}
		v.size = sim.Explore(m, sim.Options{Preemptions: 2, Schedules: 20_000, Reached: v.reached}).Schedules
		vs = append(vs, v)
	}
	slices.SortStableFunc(vs, func(a, b victim) int { return a.size - b.size })
	sites := syncSites(t)
	killed := 0
	for _, s := range sites {
		reached := false
		by := ""
		for _, v := range vs {
			if !v.reached[s] {
				continue
			}
			reached = true
			r := sim.Explore(v.Model, sim.Options{Preemptions: 3, Schedules: 50_000, Skip: s})
			if r.Status == sim.Violated {
				by = v.Name + ": " + string(r.Violation.Kind)
				break
			}
		}
		switch {
		case by != "":
			killed++
			t.Logf("%v killed by %s", s, by)
		case !reached:
			t.Errorf("%v: no model gets there", s)
		default:
			t.Errorf("%v: not missed by any model", s)
		}
	}
	t.Logf("%d of %d mutants killed", killed, len(sites))
}
