package pairs

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/dma/mxcsdma"
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

// A mutant is a correct driver, provider or core that lacks one synchronization.
// The sources say where those are, so that a new one cannot be forgotten; the
// simulator leaves one out at a time. Every mutant must be caught by some model;
// one that is not is either a hole in the models or a synchronization that the
// code does not need.
//
// What counts as one is in synchronizing: every call that takes or releases a
// lock, waits for somebody, or tells a waiter. Without a lock its unlock does
// nothing, so that a mutant lacks the pair; a mutant without the unlock keeps it.
// Nothing is left out in silence: TestPrimitives holds the list against what the
// simulator exports, and TestMutants the calls in the sources against those that
// the models come by.

// synchronizing are the functions and methods that synchronize, by name.
var synchronizing = []string{
	// reference/sim
	"Lock", "LockNested", "LockIrq", "LockIrqsave", "LockBh", "TryLock",
	"Unlock", "UnlockIrq", "UnlockIrqrestore", "UnlockBh",
	"Complete", "Wait", "WaitTimeout", "Prepare", "Finish", "WakeUp",
	"Kill", "Flush", "CancelSync", "Synchronize", "Disable", "Free",
	"DecUnlessPositive", "IncUnlessNegative",
	// the cores
	"TerminateSync", "StreamLock", "StreamLockNested", "StreamLockIrq", "StreamLockIrqsave", "StreamUnlock", "StreamUnlockIrq", "StreamUnlockIrqrestore",
	"lock", "lockIrq", "lockNested", "unlock", "unlockIrq", "bufferAccessLock", "bufferAccessUnlock", "syncStop",
}

// otherPrimitives are exported methods of the simulator that do not synchronize,
// or that no driver uses; a use fails the test.
var otherPrimitives = map[string]string{
	"Init": "sets up", "InitTry": "sets up", "InitHard": "sets up", "Share": "sets up", "Reinit": "forgets an answer that came after its time-out; the models end at one",
	"AssertHeld": "checks", "Touch": "checks", "DMA": "checks", "Live": "checks", "Exhausted": "of a device", "Restart": "of a device",
	"Schedule": "starts, or sleeps until a wake-up that Prepare has asked for", "ScheduleTimeout": "sleeps, as Schedule", "Queue": "starts", "Start": "starts",
	"Cancel": "does not wait", "Raise": "of a device", "Clear": "of a device",
	"Load": "reads", "Store": "writes", "Add": "undoes what DecUnlessPositive and IncUnlessNegative do", "Set": "of a device", "Value": "of a device",
	"GetSync": "powers a device", "Put": "powers a device, or writes plain memory", "Get": "reads plain memory", "Active": "reads",
	"Inc": "counts: the mutants of the sources leave it out", "Dec": "as Inc", "DecAndTest": "as Inc", "IncNotZero": unused,
	"CompleteAll": unused, "DisableNosync": unused, "Enable": unused,
}

const unused = "no driver uses it"

// TestPrimitives: every exported method of the simulator's locks, waits, actors
// and shared variables is known to synchronize or not to.
func TestPrimitives(t *testing.T) {
	files, err := filepath.Glob("../sim/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no sources", err)
	}
	seen := 0
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv == nil || !f.Name.IsExported() || strings.HasSuffix(name, "_test.go") || !primitive(f.Recv) {
				continue
			}
			seen++
			reason, other := otherPrimitives[f.Name.Name]
			if slices.Contains(synchronizing, f.Name.Name) == other {
				t.Errorf("%s: is %s a synchronization? (%s)", name, f.Name.Name, reason)
			}
		}
	}
	if seen < 50 {
		t.Errorf("only %d methods", seen)
	}
}

// primitive tells whether a method belongs to something that drivers synchronize
// with.
func primitive(recv *ast.FieldList) bool {
	star, ok := recv.List[0].Type.(*ast.StarExpr)
	if !ok {
		return false
	}
	x := star.X
	if g, ok := x.(*ast.IndexExpr); ok {
		x = g.X
	}
	switch x.(*ast.Ident).Name {
	case "Spinlock", "Mutex", "lock", "Completion", "WaitQueue", "Tasklet", "Work", "Timer", "Hrtimer", "timer", "IRQ", "Int", "RuntimePM", "Source", "Mem", "Var", "Aux", "Refcount":
		return true
	}
	return false
}

// syncSites lists the synchronizations of the correct drivers, providers and
// cores: where they are, and in words that do not change with the lines.
func syncSites(t *testing.T) map[sim.Site]string {
	t.Helper()
	sites := map[sim.Site]string{}
	for _, path := range mutatedFiles(t) {
		if err := syncCalls(t, path, sites); err != nil {
			t.Fatal(err)
		}
	}
	return sites
}

// mutatedFiles are the sources of the correct drivers, providers and cores.
func mutatedFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	for _, dir := range []string{"../dma", "../drivers", "../pcm"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") && d.Name() != "buggy.go" {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

func syncCalls(t *testing.T, path string, sites map[sim.Site]string) error {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, nil, 0)
	if err != nil {
		return err
	}
	name := "reference" + strings.TrimPrefix(filepath.ToSlash(path), "..")
	in := ""
	ast.Inspect(file, func(n ast.Node) bool {
		if f, ok := n.(*ast.FuncDecl); ok {
			in = f.Name.Name
		}
		c, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if otherPrimitives[callName(c)] == unused {
			t.Errorf("%s: %s is used: how does a mutant lack it?", fset.Position(c.Pos()), callName(c))
		}
		if synchronizes(c) {
			site := sim.Site{File: name, Line: fset.Position(c.Pos()).Line}
			if sites[site] != "" {
				t.Errorf("%v: two synchronizations on one line cannot be told apart", site)
			}
			sites[site] = fmt.Sprintf("%s %s: %s", name, in, types.ExprString(c))
		}
		return true
	})
	return nil
}

func callName(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// synchronizes tells a synchronization from other calls of the same name: of an
// ops member, which is a driver's and has its own, and of a method of PCM streams
// or of memory.
func synchronizes(c *ast.CallExpr) bool {
	name := callName(c)
	if f, ok := c.Fun.(*ast.SelectorExpr); ok {
		if x, ok := f.X.(*ast.SelectorExpr); ok && (x.Sel.Name == "Device" || x.Sel.Name == "Ops") {
			return false // the core's call of an op
		}
		if name == "Free" && len(c.Args) > 0 || name == "Complete" && len(c.Args) > 0 {
			return false // of an URB
		}
	}
	return slices.Contains(synchronizing, name)
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
	return append(append(append(ms, extra...), contended()...), coreModels()...)
}

// coreModels are what the PCM core is tried on besides: everything that
// applications do, on an atomic stream and on a nonatomic one, linked streams,
// and removal while playing.
func coreModels() []sim.Model {
	var ms []sim.Model
	for _, d := range drivers {
		if d.Name == "irqpcm" || d.Name == "sof" {
			ms = append(ms, d.Models()...)
		}
	}
	for _, m := range conformance.PCM("irqpcm with sync_irq", func(b *conformance.Bench) *conformance.Device {
		c := irqpcm.New(b.K, b.IRQCPU, b.Periods, pace)
		return &conformance.Device{Stream: &c.PCM.Playback, Exhausted: c.Exhausted, Remove: c.Remove}
	}).Models() {
		if !strings.HasSuffix(m.Name, "/disconnect") { // see pair irq-disconnect
			ms = append(ms, m)
		}
	}
	return append(append(ms, linkedModel("linked streams", false), relinkedModel(), sharedBackEnd()), quietModels()...)
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
	model("released while running, rcar with a work", func(k *sim.Kernel) {
		c := rcar.ProbePMWork(k, irqCPU, irqCPU, 2, pace)
		releaseRunning(k, &c.Chan.Chan, c.Remove)
	}),
	model("released while running, sdma that spins", func(k *sim.Kernel) {
		c := sdma.ProbeBusyWait(k, irqCPU, irqCPU, 2, pace)
		releaseRunning(k, &c.VC.Chan, c.Remove)
	}),
	model("released while running, mxcsdma", func(k *sim.Kernel) {
		c := mxcsdma.Probe(k, irqCPU, irqCPU, 2, pace)
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
		conformance.Setup(k, s)
		_, err := s.Write(make([]byte, ringBytes))
		must(k, err, "write")
		if s.Pause(true) == nil {
			must(k, s.Pause(false), "resume")
		}
		pcm.Release(s)
	})),
	model("asked and moved while it plays", onPL(pl.Probe, dmaengine.Ops, func(k *sim.Kernel, s *pcm.Substream) {
		conformance.Setup(k, s)
		_, err := s.Write(make([]byte, ringBytes))
		must(k, err, "write")
		// What these answer depends on whether an XRUN was faster.
		s.SwParams(1, 0, 0)
		s.Delay()
		s.Rewind(1)
		s.Forward(1)
		s.Reset()
		s.XRun()
		pcm.StopXRun(s)
		pcm.Release(s)
	})),
	model("slow register map", func(k *sim.Kernel) {
		var m regmap.Map
		m.Init(k, "slow", false)
		for cpu, name := range []string{"a", "b"} {
			k.Go(name, cpu, func() { m.Write(0, 1) })
		}
	}),
	model("shared interrupt, pl", func(k *sim.Kernel) {
		c := pl.Probe(k, irqCPU, 0, pace)
		shared(k, c.HW.Line, c.Remove)
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
	line.Share(func() sim.IRQReturn { return sim.IRQHandled })
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
	conformance.Setup(k, s)
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

// victim is a model with the synchronizations that it comes by.
type victim struct {
	sim.Model
	reached map[sim.Site]bool
	size    int
	ends    bool // with two preemptions it is explored to its end
}

// measured explores the victims a little, the smallest first.
func measured(t *testing.T) []victim {
	t.Helper()
	var vs []victim
	for _, m := range victims() {
		v := victim{m, map[sim.Site]bool{}, 0, false}
		r := sim.Explore(m, sim.Options{Preemptions: 2, Schedules: 5_000, Reached: v.reached})
		if r.Violation != nil {
			t.Fatalf("%s: %v\n%s", m.Name, r, r.Violation.Splat)
		}
		v.size, v.ends = r.Schedules, r.Status == sim.Complete
		vs = append(vs, v)
	}
	slices.SortStableFunc(vs, func(a, b victim) int { return a.size - b.size })
	return vs
}

// mutated tells whether a file is one whose synchronizations are left out.
func mutated(file string) bool {
	if path.Base(file) == "buggy.go" {
		return false
	}
	for _, dir := range []string{"reference/dma/", "reference/drivers/", "reference/pcm/"} {
		if strings.HasPrefix(file, dir) {
			return true
		}
	}
	return false
}

func TestMutants(t *testing.T) {
	vs := measured(t)
	sites := syncSites(t)
	for _, v := range vs {
		for s := range v.reached {
			if mutated(s.File) && sites[s] == "" {
				t.Errorf("%v: %s synchronizes here, and the list does not have it", s, v.Name)
				sites[s] = s.String()
			}
		}
	}
	reasons := assertedOnly(t, sites)
	var mu sync.Mutex
	killed, kinds := 0, map[sim.Kind]int{}
	t.Cleanup(func() {
		t.Logf("%d of %d mutants killed, %d of them only because AssertHeld says so: %v",
			killed, len(sites), kinds[sim.LockNotHeld], kinds)
	})
	for _, s := range slices.SortedFunc(maps.Keys(sites), func(a, b sim.Site) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line)
	}) {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			by, kind, reached := kill(vs, s)
			switch {
			case kind == sim.Nondeterminism:
				t.Errorf("%s: the simulator is at fault, not the mutant", by)
			case by != "":
				t.Logf("killed by %s: %s", by, kind)
				switch reason, judged := reasons[sites[s]]; {
				case kind == sim.LockNotHeld && !judged:
					t.Errorf("only AssertHeld notices: write a model that shows what comes of it, or into %s why there is none:\n%s", assertedFile, sites[s])
				case kind != sim.LockNotHeld && judged:
					t.Errorf("%s says that nothing shows it (%s)", assertedFile, reason)
				}
				mu.Lock()
				defer mu.Unlock()
				killed++
				kinds[kind]++
			case !reached:
				t.Error("no model gets there")
			default:
				t.Error("not missed by any model")
			}
		})
	}
}

const assertedFile = "testdata/asserted.txt"

// assertedOnly is why no model can show what comes of a mutant but AssertHeld. It must
// not stand for a model that nobody has written.
func assertedOnly(t *testing.T, sites map[sim.Site]string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(assertedFile)
	if err != nil {
		t.Fatal(err)
	}
	known := slices.Collect(maps.Values(sites))
	reasons := map[string]string{}
	for l := range strings.Lines(string(text)) {
		if l = strings.TrimSpace(l); l == "" || l[0] == '#' {
			continue
		}
		site, reason, ok := strings.Cut(l, "\t")
		if !ok || reason == "" || !slices.Contains(known, site) {
			t.Errorf("%s: no synchronization, or no reason: %s", assertedFile, l)
		}
		reasons[site] = reason
	}
	return reasons
}

// kill looks for a model that notices what is missing: a violation, or a run that
// has no end any more. That a lock is not held where AssertHeld says so is a kill
// only if no model shows what comes of that, a data race at the least. Two
// preemptions find nearly all; what they do not is tried with three.
func kill(vs []victim, s sim.Site) (by string, kind sim.Kind, reached bool) {
	for _, o := range []sim.Options{
		{Preemptions: 2, Schedules: 2_000, Skip: s, Unasserted: true},
		{Preemptions: 3, Schedules: 10_000, Skip: s, Unasserted: true},
		{Preemptions: 2, Schedules: 5_000, Skip: s},
		{Preemptions: 3, Schedules: 50_000, Skip: s},
	} {
		for _, v := range vs {
			if !v.reached[s] {
				continue
			}
			reached = true
			r := sim.Explore(v.Model, o)
			switch {
			case r.Status == sim.Violated:
				return v.Name, r.Violation.Kind, true
			case r.Status == sim.BoundExceeded && v.ends && o.Preemptions == 2 && !o.Unasserted:
				return v.Name, "has no end", true
			}
		}
	}
	return "", "", reached
}
