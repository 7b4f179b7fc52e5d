package sim

import (
	"strings"
	"testing"
)

// outlives is what a test may count in, over all runs.
var outlives = new(int)

// peeked are models whose Go variables nobody watches; want is empty where nothing
// writes one without an order, or none that a model has of its own.
var peeked = []litmus{
	{"counted by two", DataRace, 2, func(k *Kernel) {
		n := 0
		k.Go("a", 0, func() { n++ })
		k.Go("b", 1, func() { n++ })
	}},
	{"counted by two under a lock", "", 2, func(k *Kernel) {
		n, l := 0, newSpin(k, "l")
		inc := func() { l.Lock(); n++; l.Unlock() }
		k.Go("a", 0, inc)
		k.Go("b", 1, inc)
	}},
	{"counted by two, once behind the lock", DataRace, 2, func(k *Kernel) {
		n, l := 0, newSpin(k, "l")
		k.Go("a", 0, func() { l.Lock(); n++; l.Unlock() })
		k.Go("b", 1, func() { l.Lock(); k.Udelay(1); l.Unlock(); n++ })
	}},
	{"through a function in a function", DataRace, 2, func(k *Kernel) {
		on := false
		flip := func() { on = !on }
		k.Go("a", 0, func() { flip() })
		k.Go("b", 1, func() { k.Udelay(1); flip() })
	}},
	{"a string", DataRace, 2, func(k *Kernel) {
		s := ""
		k.Go("a", 0, func() { s += "a" })
		k.Go("b", 1, func() { s += "b" })
	}},
	{"neighbours", "", 2, func(k *Kernel) {
		x, y, z := false, false, false
		k.Go("a", 0, func() { x = !x; k.Udelay(1); x = !x })
		k.Go("b", 1, func() { y = !y; k.Udelay(1); y = !y })
		k.AtExit(func() { k.Assert(!x && !y && !z, "not flipped twice") })
		_ = z
	}},
	{"a work and the task that queues it", "", 2, func(k *Kernel) {
		n := 0
		w := new(Work)
		w.Init(k, "w", 1, func() { n++ })
		k.Go("a", 0, func() { n++; w.Queue(); w.Flush(); n++ })
	}},
	{"a work and the task that has queued it", DataRace, 2, func(k *Kernel) {
		n := 0
		w := new(Work)
		w.Init(k, "w", 1, func() { n++ })
		k.Go("a", 0, func() { w.Queue(); n++; w.Flush() })
	}},
	{"a timer and who arms it", DataRace, 2, func(k *Kernel) {
		n := 0
		t := new(Timer)
		t.Init(k, "t", 1, func() { n++ })
		k.Go("a", 0, func() { t.Start(1); n++; t.CancelSync() })
	}},
	{"a tasklet and a task that keeps it off", "", 2, func(k *Kernel) {
		n := 0
		t := new(Tasklet)
		t.Init(k, "t", func() { n++ })
		k.Go("a", 0, func() { t.Schedule(); k.LocalBhDisable(); n++; k.LocalBhEnable(); t.Kill() })
	}},
	{"a handler and a task that keeps it off", "", 2, func(k *Kernel) {
		n := 0
		line := k.RequestIRQ("dev", 0, func() IRQReturn { n++; return IRQHandled })
		k.NewSource("hw", 2, 1, always, line.Raise)
		k.Go("a", 0, func() { k.LocalIrqDisable(); n++; k.LocalIrqEnable(); line.Free() })
	}},
	{"a handler and a task that does not", DataRace, 2, func(k *Kernel) {
		n := 0
		line := k.RequestIRQ("dev", 0, func() IRQReturn { n++; return IRQHandled })
		k.NewSource("hw", 2, 1, always, line.Raise)
		k.Go("a", 0, func() { n++; line.Free() })
	}},
	{"a handler's thread, and who has waited for it", "", 2, func(k *Kernel) {
		n := 0
		line := k.RequestThreadedIRQ("dev", 0, nil, func() { n++ })
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("a", 1, func() { line.Free(); n++ })
	}},
	{"another device's handler on the line", DataRace, 2, func(k *Kernel) {
		n := 0
		line := k.RequestIRQ("dev", 0, func() IRQReturn { return IRQHandled })
		line.Share(func() IRQReturn { n++; return IRQHandled })
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("a", 1, func() { n++; line.Free() })
	}},
	{"a device and a task", "", 2, func(k *Kernel) {
		n := 0
		k.NewSource("hw", 2, 1, always, func() { n++ })
		k.Go("a", 1, func() { n++; k.Udelay(1); n++ })
	}},
	{"a task and one that it starts", "", 2, func(k *Kernel) {
		n := 0
		k.Go("a", 0, func() { n++; k.Go("b", 1, func() { n++ }) })
	}},
	{"before and behind a completion", "", 2, func(k *Kernel) {
		n, c := 0, newCompletion(k, "c")
		k.Go("a", 0, func() { n++; c.Complete() })
		k.Go("b", 1, func() { c.Wait(); n++ })
	}},
	{"behind a completion both", DataRace, 2, func(k *Kernel) {
		n, c := 0, newCompletion(k, "c")
		k.Go("a", 0, func() { c.Complete(); n++ })
		k.Go("b", 1, func() { c.Wait(); n++ })
	}},
	{"by a task that moves, under a mutex", "", 2, func(k *Kernel) {
		n, m := 0, new(Mutex)
		m.Init(k, "m")
		k.Go("a", -1, func() { m.Lock(); n++; k.CPU(); m.Unlock() })
		k.Go("b", 1, func() { m.Lock(); n++; m.Unlock() })
		k.Go("c", 0, func() { k.Udelay(1); k.Udelay(1) })
	}},
	{"by a task that polls, under a mutex", "", 2, func(k *Kernel) {
		n, m, x := 0, new(Mutex), newInt(k, "x", 0)
		m.Init(k, "m")
		k.Go("a", 0, func() {
			m.Lock()
			for range 8 {
				n++
				x.Load()
			}
			m.Unlock()
		})
		k.Go("b", 1, func() { m.Lock(); n++; m.Unlock() })
		k.Go("c", 0, func() { x.Store(1); k.Udelay(1) })
	}},
	{"what the test counts", "", 2, func(k *Kernel) {
		n := outlives
		k.Go("a", 0, func() { *n++ })
		k.Go("b", 1, func() { *n++ })
	}},
}

// TestPeek: of a model that is not rewritten, what two contexts write without an order
// is seen where it can be.
func TestPeek(t *testing.T) {
	for _, c := range peeked {
		t.Run(c.name, func(t *testing.T) {
			r := peeking(c)
			switch {
			case c.want == "" && r.Status != Complete:
				t.Errorf("%v\n%s", r, splatOf(r))
			case c.want != "" && (r.Violation == nil || r.Violation.Kind != c.want):
				t.Errorf("want %q, got %v", c.want, r)
			case c.want != "" && !strings.Contains(r.Violation.Msg, "a Go variable that sim."):
				t.Errorf("says %q", r.Violation.Msg)
			}
		})
	}
}

// peeking explores a model as if it were another module's.
func peeking(c litmus) Result {
	o := Options{}
	o.defaults()
	m := Model{Name: c.name, Config: Config{CPUs: max(c.cpus, 2)}, Build: c.f}
	e := newExplorer(m, o, newScope(m.Config.CPUs, false))
	defer e.k.close()
	e.peeks = true
	e.exhaust()
	e.audit()
	e.confirm()
	return e.r
}

// TestPeekSilent: models that are right stay so.
func TestPeekSilent(t *testing.T) {
	for _, c := range slicesOf(litmusActors, litmusPlaces, litmusPolls, litmusClassics, litmusMemory, litmusOrder, litmusContexts, litmusCounts, litmusBuilt, litmusAlgorithms) {
		if c.want != "" {
			continue
		}
		if r := peeking(c); r.Status != Complete {
			t.Errorf("%s: %v\n%s", c.name, r, splatOf(r))
		}
	}
}
