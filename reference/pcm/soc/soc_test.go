package soc_test

import (
	"fmt"
	"testing"

	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/pcm/soc"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// front is a front end with hardware of its own, whose periods come from an interrupt
// thread if it is nonatomic.
func front(b *conformance.Bench, nonatomic bool) (*soc.FrontEnd, *conformance.Device) {
	e := b.Engine("fe.hw")
	done := func() {
		if s := e.Ack(); s != nil {
			pcm.PeriodElapsed(s)
		}
	}
	if nonatomic {
		e.Line = b.K.RequestThreadedIRQ("fe", b.IRQCPU, nil, done)
	} else {
		e.Line = b.K.RequestIRQ("fe", b.IRQCPU, func() sim.IRQReturn { done(); return sim.IRQHandled })
	}
	p := b.NewPCM(&pcm.Ops{
		Trigger: func(s *pcm.Substream, cmd pcm.Cmd) error {
			if cmd == pcm.TriggerStart {
				e.Start(s)
			} else {
				e.Stop()
			}
			return nil
		},
		Pointer:  func(*pcm.Substream) int64 { return e.Pos() },
		SyncStop: func(*pcm.Substream) { e.Line.Synchronize() },
	})
	p.Nonatomic = nonatomic
	fe := &soc.FrontEnd{}
	fe.Init(p)
	return fe, &conformance.Device{Stream: &p.Playback, Remove: func() { e.Line.Free() }}
}

// codec is a back end that is told over a slow bus.
func codec(b *conformance.Bench, nonatomic bool, on *int) *soc.BackEnd {
	be := &soc.BackEnd{}
	be.Init(b.Card, func(cmd pcm.Cmd) error {
		if nonatomic {
			b.K.Msleep(1)
		}
		if cmd == pcm.TriggerStart {
			*on++
		} else {
			*on--
		}
		b.K.Assert(*on == 0 || *on == 1, "started twice, or stopped twice")
		return nil
	})
	be.PCM.Nonatomic = nonatomic
	return be
}

// TestAtomicity: what may be connected, and what becomes of the back end.
func TestAtomicity(t *testing.T) {
	for _, c := range []struct {
		fe, be bool
		err    error
		after  bool
	}{
		{false, false, nil, false},
		{false, true, errno.EINVAL, true},
		{true, false, nil, true},
		{true, true, nil, true},
	} {
		sim.Run(conformance.Machine("connect", 1, func(b *conformance.Bench) {
			fe, _ := front(b, c.fe)
			on := 0
			be := codec(b, c.be, &on)
			if err := fe.Connect(be); err != c.err || be.PCM.Nonatomic != c.after {
				t.Errorf("%+v: %v, nonatomic %v", c, err, be.PCM.Nonatomic)
			}
		}))
	}
}

// TestScenarios: a nonatomic front end with a codec that sleeps stands what
// applications do; an atomic one that is connected without the check does not.
func TestScenarios(t *testing.T) {
	make := func(nonatomic, check bool) conformance.Driver {
		return conformance.PCM("dpcm", func(b *conformance.Bench) *conformance.Device {
			fe, d := front(b, nonatomic)
			on := 0
			be := codec(b, true, &on)
			if !check {
				fe.ConnectUnchecked(be)
			} else if err := fe.Connect(be); err != nil {
				b.K.Assert(false, "connect")
			}
			b.K.AtExit(func() { b.K.Assert(on == 0, "the back end runs on") })
			return d
		})
	}
	good := make(true, true)
	good.Periods, good.Preemptions = 2, 1
	for name, r := range conformance.Check(good) {
		t.Errorf("%s: %v %v", name, r, r.Violation)
	}
	m, err := make(false, false).Model("play and close")
	if err != nil {
		t.Fatal(err)
	}
	if r := sim.Explore(m, sim.Options{}); r.Violation == nil || r.Violation.Kind != sim.SleepInAtomic || !r.Violation.Calls("StreamLockNested") {
		t.Errorf("want a mutex under the stream lock, got %v %v", r, r.Violation)
	}
}

// TestShared: two front ends start and stop one back end, which runs while one of
// them does.
func TestShared(t *testing.T) {
	r := sim.Explore(conformance.Machine("shared back end", 1, func(b *conformance.Bench) {
		on := 0
		be := codec(b, false, &on)
		for cpu, name := range []string{"first", "second"} {
			fe, d := front(b, false)
			if err := fe.Connect(be); err != nil {
				b.K.Assert(false, "connect")
			}
			b.K.Go(name, cpu, func() {
				conformance.PlayRing(b.K, d.Stream)
				pcm.Release(d.Stream)
				d.Remove()
			})
		}
		b.K.AtExit(func() { b.K.Assert(on == 0, "the back end runs on") })
	}), sim.Options{Preemptions: 2})
	if r.Status != sim.Complete {
		t.Errorf("%v %v", r, r.Violation)
	}
}

func ExampleFrontEnd_Connect() {
	sim.Run(conformance.Machine("connect", 1, func(b *conformance.Bench) {
		fe, _ := front(b, false)
		on := 0
		fmt.Println("atomic front end, nonatomic back end:", fe.Connect(codec(b, true, &on)))
	}))
	// Output: atomic front end, nonatomic back end: EINVAL
}
