package sim

import (
	"fmt"
	"testing"
)

// TestRewind: a search whose runs get back what was known at a choice is the same,
// run by run and step by step, as one whose runs find it out anew.
func TestRewind(t *testing.T) {
	models := []Model{crowd(false), crowd(true), {Name: "device that synchronizes", Config: Config{CPUs: 2}, Build: func(k *Kernel) {
		line := k.RequestIRQ("dev", 1, func() IRQReturn { return IRQHandled })
		hw := k.NewSource("hw", 2, 1, func() bool { return !k.Skip() }, line.Raise)
		l := newSpin(k, "l")
		k.Go("b", 1, func() { pass(l) })
		k.Go("a", 0, func() {
			f := l.LockIrqsave()
			hw.Touch()
			l.AssertHeld()
			line.Clear()
			l.UnlockIrqrestore(f)
			line.Synchronize()
			line.Free()
		})
	}}, {Name: "timer by the clock", Config: Config{CPUs: 2, Discrete: true}, Build: func(k *Kernel) {
		l, fired, timer := newSpin(k, "l"), 0, &Hrtimer{}
		timer.Init(k, "t", 0, func() { fired++ })
		k.Go("a", 0, func() {
			timer.Start(500)
			k.Msleep(1)
			k.Go("d", 0, func() { pass(l); pass(l) })
			k.Go("e", 1, func() { pass(l); pass(l) })
		})
		k.Go("b", 1, func() { k.Msleep(2); pass(l); pass(l) })
		k.Go("c", 1, func() { k.Msleep(2); pass(l); pass(l) })
	}}, {Name: "device by the clock", Config: Config{CPUs: 2, Discrete: true}, Build: func(k *Kernel) {
		l, runs := newSpin(k, "l"), 0
		k.NewSource("hw", 2, 1000, func() bool { return true }, func() { runs++ })
		k.Go("a", 0, func() {
			k.Msleep(1)
			k.Go("d", 0, func() { pass(l); pass(l) })
			k.Go("e", 1, func() { pass(l); pass(l) })
		})
		k.Go("b", 1, func() { k.Msleep(1); pass(l); pass(l) })
		k.Go("c", -1, func() { k.Msleep(1); pass(l); pass(l) })
	}}}
	for _, c := range slicesOf(litmusActors, litmusPlaces, litmusPolls, litmusClassics, litmusMemory, litmusOrder, litmusContexts) {
		models = append(models, Model{Name: c.name, Config: Config{CPUs: max(c.cpus, 2)}, Build: c.f})
	}
	for _, c := range litmusRT {
		models = append(models, Model{Name: c.name, Config: Config{CPUs: 2, RT: true}, Build: c.f})
	}
	for seed := range uint64(150) {
		r := newRandomModel(seed)
		models = append(models, Model{
			Name:   fmt.Sprint("random ", seed),
			Config: Config{CPUs: r.cpus, RT: r.rt, Faults: int(seed % 2)},
			Build: func(k *Kernel) {
				if k.Fault("probe") {
					return
				}
				r.build(k)
			},
		})
	}
	repeated := 0
	for _, m := range models {
		for _, o := range []Options{{}, {Preemptions: 2}, {Preemptions: 3, Unreduced: true}, {Skip: Site{"a.go", 1}, Unasserted: true}} {
			o.Schedules, o.Audit = 400, -1
			got, n := searched(m, o, false)
			want, none := searched(m, o, true)
			if got != want || none > 0 {
				t.Fatalf("%s %+v\ngot  %s\nwant %s", m.Name, o, got, want)
			}
			repeated += n
		}
	}
	if repeated == 0 {
		t.Error("no run has rewound")
	}
}

// searched is all that a search comes to, and how many runs have rewound.
func searched(m Model, o Options, straight bool) (result string, repeated int) {
	o.defaults()
	e := newExplorer(m, o, newScope(m.Config.CPUs, o.Unreduced))
	defer e.k.close()
	e.straight = straight
	e.m.Build = func(k *Kernel) {
		if k.tape.repeat {
			repeated++
		}
		m.Build(k)
	}
	e.exhaust()
	ends := uint64(0)
	for h := range e.last.ends {
		ends += h
	}
	result = fmt.Sprintf("%v, %d steps, %d ends, together %x", e.r, e.r.Steps, len(e.last.ends), ends)
	if v := e.r.Violation; v != nil {
		result += fmt.Sprintf("\n%v\n%s", v.Schedule, v.Splat)
	}
	return result, repeated
}
