package conformance_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/dma/pl"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/pcm/dmaengine"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// chip is a driver with switches for its mistakes.
type chip struct {
	sim.Mem
	hw   *conformance.Engine
	lock sim.Spinlock
}

// mistake is what a driver of a test does wrong.
type mistake uint8

const (
	nothing mistake = iota
	noSync
	onlySyncIRQ // which the core does not wait for when a stream is disconnected
	elapsedUnderLock
	sleepsInTrigger
	leaksInProbe // what it has requested, when something after it fails
	keepsLock    // when the hardware does not start
	keepsIRQ
)

func card(m mistake) conformance.Driver {
	return conformance.PCM("chip", func(b *conformance.Bench) *conformance.Device {
		c := &chip{hw: b.Engine("chip.hw")}
		if !b.K.TryKzalloc(c, "chip", sim.GFPKernel) {
			return nil
		}
		c.lock.Init(b.K, "chip.lock")
		c.hw.Line = b.K.RequestIRQ("chip", b.IRQCPU, func() sim.IRQReturn { return c.irq(m) })
		if b.K.Fault("clk_get") {
			if m != leaksInProbe {
				c.hw.Line.Free()
				b.K.Kfree(c)
			}
			return nil
		}
		if m == onlySyncIRQ {
			b.Card.SyncIRQ = c.hw.Line
		}
		p := b.NewPCM(&pcm.Ops{
			Trigger: func(s *pcm.Substream, cmd pcm.Cmd) error { return c.trigger(b.K, m, s, cmd) },
			Pointer: func(*pcm.Substream) int64 { return c.hw.Pos() },
			SyncStop: func(*pcm.Substream) {
				if m != noSync {
					c.hw.Line.Synchronize()
				}
			},
		})
		if m == onlySyncIRQ {
			p.Playback.Ops.SyncStop = nil
		}
		p.Info = pcm.InfoPause | pcm.InfoResume
		return &conformance.Device{Stream: &p.Playback, Remove: func() {
			if m != keepsIRQ {
				c.hw.Line.Free()
			}
			b.K.Kfree(&c.Mem)
		}}
	})
}

func (c *chip) irq(m mistake) sim.IRQReturn {
	c.Touch()
	c.lock.Lock()
	s := c.hw.Ack()
	if s != nil && m == elapsedUnderLock {
		pcm.PeriodElapsed(s)
	}
	c.lock.Unlock()
	if s == nil {
		return sim.IRQNone
	}
	if m != elapsedUnderLock {
		pcm.PeriodElapsed(s)
	}
	return sim.IRQHandled
}

func (c *chip) trigger(k *sim.Kernel, m mistake, s *pcm.Substream, cmd pcm.Cmd) error {
	if m == sleepsInTrigger {
		k.UsleepRange(10, 20)
	}
	f := c.lock.LockIrqsave()
	switch cmd {
	case pcm.TriggerStart, pcm.TriggerResume:
		if err := c.hw.Start(s); err != nil {
			if m != keepsLock {
				c.lock.UnlockIrqrestore(f)
			}
			return err
		}
	case pcm.TriggerStop, pcm.TriggerSuspend:
		c.hw.Stop()
	case pcm.TriggerPausePush, pcm.TriggerPauseRelease:
		c.hw.SetPaused(cmd == pcm.TriggerPausePush)
	}
	c.lock.UnlockIrqrestore(f)
	return nil
}

// TestCard: the scenarios pass a correct driver and find each mistake.
func TestCard(t *testing.T) {
	for m, want := range map[mistake]sim.Kind{
		nothing:          "",
		noSync:           sim.UseAfterFree,
		onlySyncIRQ:      sim.UseAfterFree,
		elapsedUnderLock: sim.LockOrder,
		sleepsInTrigger:  sim.SleepInAtomic,
		keepsIRQ:         sim.Leak,
		leaksInProbe:     sim.Leak,
		keepsLock:        sim.Unbalanced,
	} {
		found := map[sim.Kind]bool{}
		for name, r := range conformance.Check(card(m)) {
			if r.Status != sim.Violated {
				t.Fatalf("mistake %d, %s: %v", m, name, r)
			}
			if want == "" {
				t.Fatalf("%s: %s", name, r.Violation.Splat)
			}
			found[r.Violation.Kind] = true
		}
		if want != "" && !found[want] {
			t.Errorf("mistake %d: want %q, found %v", m, want, found)
		}
	}
}

// TestChannel: a driver on a channel of the bench needs neither to request it nor
// to say when it is exhausted.
func TestChannel(t *testing.T) {
	d := conformance.PCM("client", func(b *conformance.Bench) *conformance.Device {
		p := b.NewPCM(dmaengine.Ops(b.Channel()))
		return &conformance.Device{Stream: &p.Playback}
	})
	d.Preemptions = 1
	for name, r := range conformance.Check(d) {
		t.Errorf("%s: %v %v", name, r, r.Violation)
	}
}

// TestProvider: a provider that calls back with its lock held is found by the PCM,
// one without device_synchronize by the client that frees its buffer.
func TestProvider(t *testing.T) {
	for _, c := range []struct {
		name     string
		probe    func(k *sim.Kernel, cpu, periods int, ns int64) *pl.Chan
		scenario string
		want     sim.Kind
	}{
		{"right", pl.Probe, "client: start and stop", ""},
		{"right", pl.Probe, "client: restart", ""},
		{"locked", pl.ProbeCallbackLocked, "drain", sim.LockOrder},
		{"no synchronize", pl.ProbeNoSynchronize, "client: start and stop", sim.UseAfterFree},
	} {
		d := conformance.DMA(c.name, func(b *conformance.Bench) *conformance.Channel {
			p := c.probe(b.K, b.IRQCPU, b.Periods, conformance.Pace)
			return &conformance.Channel{Chan: &p.VC.Chan, HW: &p.HW, Remove: p.Remove}
		})
		m, err := d.Model(c.scenario)
		if err != nil {
			t.Fatal(err)
		}
		r := sim.Explore(m, d.Options())
		if c.want == "" && r.Status != sim.Complete || c.want != "" && (r.Violation == nil || r.Violation.Kind != c.want) {
			t.Errorf("%s: want %q, got %v %v", m.Name, c.want, r, r.Violation)
		}
	}
}

func run(args ...string) (status int, out, errs string) {
	var o, e strings.Builder
	status = conformance.Run(args, &o, &e, card(noSync))
	return status, o.String(), e.String()
}

// TestRun: what the program of a model prints and how it exits.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	status, out, errs := run("-scenario", "play and close", "-as", "ctxlint sim ./chip", "-steps", "4",
		"-html", file("x.html"), "-json", file("x.json"), "-chrome", file("x.chrome"), "-svg", file("x.svg"))
	if status != 1 || errs != "" {
		t.Fatalf("status %d, %s", status, errs)
	}
	for _, want := range []string{
		"chip/play and close: violated: ", "BUG: KASAN: use-after-free",
		"conformance_test.(*chip).irq at reference/conformance/conformance_test.go:",
		"The same run again: ctxlint sim ./chip --scenario 'chip/play and close' --schedule '0x",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	for _, f := range []string{"x.html", "x.json", "x.chrome", "x.svg"} {
		if info, err := os.Stat(file(f)); err != nil || info.Size() < 1000 {
			t.Errorf("%s: %v", f, err)
		}
	}
	_, schedule, _ := strings.Cut(out, "--schedule '")
	schedule, _, _ = strings.Cut(schedule, "'")
	if status, again, _ := run("-scenario", "chip/play and close", "-schedule", schedule); status != 1 || !strings.Contains(again, "use-after-free") {
		t.Errorf("status %d, replayed %s:\n%s", status, schedule, again)
	}
	if status, out, _ := run("-list"); status != 0 || strings.Count(out, "chip/") != len(conformance.Scenarios) {
		t.Errorf("status %d, list:\n%s", status, out)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"-scenario", "rain"}, `no scenario "rain"; there are:`},
		{[]string{"-schedule", "0"}, "a schedule or a picture is of one scenario"},
		{[]string{"-svg", file("y.svg")}, "a schedule or a picture is of one scenario"},
		{[]string{"-schedules", "-1"}, "a bound below 0"},
		{[]string{"-strategy", "best", "-scenario", "drain"}, `no strategy "best"`},
		{[]string{"rest"}, `unexpected argument "rest"`},
		{[]string{"-scenario", "drain", "-schedule", "0x"}, "schedule: bad"},
		{[]string{"-scenario", "disconnect", "-schedules", "5"}, "not explored to its end: more than 5 schedules"},
	} {
		if status, _, errs := run(c.args...); status != 2 || !strings.Contains(errs, c.want) {
			t.Errorf("%v: status %d, want %q in %q", c.args, status, c.want, errs)
		}
	}
}
