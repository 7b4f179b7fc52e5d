package sim

import (
	"fmt"
	"testing"
)

// litmusClassics are the well-known ones.
var litmusClassics = []litmus{
	{"lost update", Assertion, 2, func(k *Kernel) {
		x := newInt(k, "x", 0)
		inc := func() { v := x.Load(); x.Store(v + 1) }
		k.Go("a", 0, inc)
		k.Go("b", 1, inc)
		k.AtExit(func() { k.Assert(x.Value() == 2, "lost") })
	}},
	{"atomic update", "", 2, func(k *Kernel) {
		x := newInt(k, "x", 0)
		inc := func() { x.Add(1) }
		k.Go("a", 0, inc)
		k.Go("b", 1, inc)
		k.AtExit(func() { k.Assert(x.Value() == 2, "lost") })
	}},
	{"mutex trylock fails while held", Assertion, 2, func(k *Kernel) {
		var m Mutex
		m.Init(k, "m")
		k.Go("a", 0, func() { pass(&m) })
		k.Go("b", 1, func() { k.Assert(m.TryLock(), "trylock failed"); m.Unlock() })
	}},
	{"spin trylock fails while held", Assertion, 2, func(k *Kernel) {
		m := newSpin(k, "m")
		k.Go("a", 0, func() { pass(m) })
		k.Go("b", 1, func() { k.Assert(m.TryLock(), "trylock failed"); m.Unlock() })
	}},
	{"lost wake-up", LostWakeup, 2, func(k *Kernel) {
		q, done := new(WaitQueue), newInt(k, "done", 0)
		q.Init(k, "q")
		k.Go("x", 0, func() {
			if done.Load() == 0 { // wrong: the check must come after Prepare
				q.Prepare()
				q.Schedule()
				q.Finish()
			}
		})
		k.Go("y", 1, func() { done.Store(1); q.WakeUp() })
	}},
	{"ABA", Assertion, 3, func(k *Kernel) {
		// A stack of which a pop reads the top, reads its successor, and compares
		// only the top: another pops two and pushes the first back meanwhile.
		top, next := newInt(k, "top", 1), newInt(k, "next of 1", 2)
		free2 := newInt(k, "2 is free", 0)
		k.Go("pop", 0, func() {
			t := top.Load()
			n := next.Load()
			if t == 1 && top.Value() == 1 { // compare and swap, at once
				top.Set(n)
				k.Assert(n != 2 || free2.Value() == 0, "the new top is free")
			}
		})
		k.Go("other", 1, func() {
			if top.Load() != 1 {
				return
			}
			top.Store(0)   // pop 1, pop 2
			free2.Store(1) // free 2
			next.Store(0)
			top.Store(1) // push 1
		})
	}},
	{"double-checked flag", Assertion, 2, func(k *Kernel) {
		l, ready, value := newSpin(k, "l"), newInt(k, "ready", 0), newInt(k, "value", 0)
		get := func() {
			if ready.Load() == 0 {
				l.Lock()
				if ready.Load() == 0 {
					ready.Store(1) // wrong: before the value is there
					value.Store(1)
				}
				l.Unlock()
			}
			k.Assert(value.Load() == 1, "used before it is set up")
		}
		k.Go("a", 0, get)
		k.Go("b", 1, get)
	}},
	{"double-checked flag, set last", "", 2, func(k *Kernel) {
		l, ready, value := newSpin(k, "l"), newInt(k, "ready", 0), newInt(k, "value", 0)
		get := func() {
			if ready.Load() == 0 {
				l.Lock()
				if ready.Load() == 0 {
					value.Store(1)
					ready.Store(1)
				}
				l.Unlock()
			}
			k.Assert(value.Load() == 1, "used before it is set up")
		}
		k.Go("a", 0, get)
		k.Go("b", 1, get)
	}},
	{"independent reads of independent writes", "", 4, func(k *Kernel) {
		x, y := newInt(k, "x", 0), newInt(k, "y", 0)
		var r [4]int
		k.Go("x", 0, func() { x.Store(1) })
		k.Go("y", 1, func() { y.Store(1) })
		k.Go("a", 2, func() { r[0] = x.Load(); r[1] = y.Load() })
		k.Go("b", 3, func() { r[2] = y.Load(); r[3] = x.Load() })
		k.AtExit(func() { k.Assert(r != [4]int{1, 0, 1, 0}, "the readers disagree on who came first") })
	}},
	{"message passing", "", 2, func(k *Kernel) {
		data, flag := newInt(k, "data", 0), newInt(k, "flag", 0)
		k.Go("w", 0, func() { data.Store(1); flag.Store(1) })
		k.Go("r", 1, func() {
			if flag.Load() == 1 {
				k.Assert(data.Load() == 1, "flag without data")
			}
		})
	}},
	{"store buffering", Assertion, 2, storeBuffering(func(*Kernel) {})},
	{"store buffering with barriers", "", 2, storeBuffering((*Kernel).Mb)},
	{"Dekker's flags with atomics", "", 2, func(k *Kernel) {
		x, y := newInt(k, "x", 0), newInt(k, "y", 0)
		inside := 0
		enter := func(mine, other *Int) func() {
			return func() {
				mine.Add(1)
				if other.Load() == 0 {
					inside++
				}
			}
		}
		k.Go("a", 0, enter(x, y))
		k.Go("b", 1, enter(y, x))
		k.AtExit(func() { k.Assert(inside < 2, "both are inside") })
	}},
	{"a CPU sees its own stores", "", 2, func(k *Kernel) {
		x := newInt(k, "x", 0)
		line := k.RequestIRQ("dev", 0, func() IRQReturn { k.Assert(x.Load() != 1, "between two stores"); return IRQHandled })
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("a", 0, func() {
			k.LocalIrqDisable()
			x.Store(1)
			k.Assert(x.Load() == 1, "its own store")
			x.Store(2)
			k.Assert(x.Load() == 2, "its own store")
			k.LocalIrqEnable()
			line.Free()
		})
		k.Go("b", 1, func() {
			v := x.Load()
			k.Assert(x.Load() >= v, "coherence")
		})
	}},
	{"load buffering", "", 2, func(k *Kernel) {
		x, y := newInt(k, "x", 0), newInt(k, "y", 0)
		r0, r1 := 0, 0
		k.Go("a", 0, func() { r0 = x.Load(); y.Store(1) })
		k.Go("b", 1, func() { r1 = y.Load(); x.Store(1) })
		k.AtExit(func() { k.Assert(r0 == 0 || r1 == 0, "both loads see what comes later") })
	}},
	{"three preemptions", Assertion, 2, func(k *Kernel) {
		s := newInt(k, "s", 0)
		half := func(first int) func() {
			return func() {
				for i := range 3 {
					if s.Load() == 2*i+first {
						s.Store(2*i + first + 1)
					}
				}
			}
		}
		k.Go("a", 0, half(0))
		k.Go("b", 1, half(1))
		k.AtExit(func() { k.Assert(s.Value() != 6, "six") })
	}},
	{"lock order", LockOrder, 2, func(k *Kernel) {
		a, b := newSpin(k, "a"), newSpin(k, "b")
		k.Go("x", 0, func() { passBoth(a, b) })
		k.Go("y", 1, func() { passBoth(b, a) })
	}},
	{"lock order, too many locks for one word", LockOrder, 2, func(k *Kernel) {
		var l [70]*Spinlock
		for i := range l {
			l[i] = newSpin(k, fmt.Sprint("lock ", i))
		}
		k.Go("x", 0, func() {
			for i := range len(l) - 1 {
				passBoth(l[i], l[i+1])
			}
		})
		k.Go("y", 1, func() { passBoth(l[69], l[0]) })
	}},
	{"HARDIRQ-safe to HARDIRQ-unsafe", IRQInversion, 2, func(k *Kernel) {
		a, b := newSpin(k, "a"), newSpin(k, "b")
		line := k.RequestIRQ("dev", 0, func() IRQReturn { pass(a); return IRQHandled })
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("x", 0, func() { pass(b); k.Msleep(1); line.Free() })
		k.Go("y", 1, func() { f := a.LockIrqsave(); pass(b); a.UnlockIrqrestore(f) })
	}},
	{"handler, tasklet and thread of one CPU", "", 1, func(k *Kernel) {
		x := newInt(k, "x", 0)
		tl := new(Tasklet)
		tl.Init(k, "t", func() { x.Add(1) })
		line := k.RequestIRQ("dev", 0, func() IRQReturn { x.Add(1); tl.Schedule(); return IRQHandled })
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("a", 0, func() {
			k.LocalIrqDisable()
			v := x.Load()
			k.Assert(x.Load() == v, "interrupts are off")
			k.LocalIrqEnable()
			k.LocalBhDisable()
			v = x.Load()
			k.Assert(x.Load() <= v+1, "only the interrupt comes, and once")
			k.LocalBhEnable()
			line.Free()
			tl.Kill()
		})
	}},
	{"a window in which interrupts are on", Assertion, 1, func(k *Kernel) {
		x := newInt(k, "x", 0)
		line := k.RequestIRQ("dev", 0, func() IRQReturn { x.Add(1); return IRQHandled })
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("a", 0, func() {
			k.LocalIrqDisable()
			v := x.Load()
			k.LocalIrqEnable()
			k.LocalIrqDisable()
			k.Assert(x.Load() == v, "the interrupt came in between")
			k.LocalIrqEnable()
			line.Free()
		})
	}},
}

// litmusMemory are about plain memory.
var litmusMemory = []litmus{
	{"data race", DataRace, 2, func(k *Kernel) {
		var x Var[int]
		x.Init(k, "x", 0)
		inc := func() { x.Put(x.Get() + 1) }
		k.Go("a", 0, inc)
		k.Go("b", 1, inc)
	}},
	{"data race between a task and its interrupter", DataRace, 1, func(k *Kernel) {
		var x Var[int]
		x.Init(k, "x", 0)
		line := k.RequestIRQ("dev", 0, func() IRQReturn { x.Put(1); return IRQHandled })
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("a", 0, func() { x.Get(); line.Free() })
	}},
	{"protected by a lock", "", 2, func(k *Kernel) {
		var x Var[int]
		x.Init(k, "x", 0)
		l := newSpin(k, "l")
		inc := func() { l.Lock(); x.Put(x.Get() + 1); l.Unlock() }
		k.Go("a", 0, inc)
		k.Go("b", 1, inc)
		k.AtExit(func() { k.Assert(x.v == 2, "lost") })
	}},
	{"handed over by a completion", "", 2, func(k *Kernel) {
		var x Var[int]
		x.Init(k, "x", 0)
		c := newCompletion(k, "c")
		k.Go("a", 0, func() { x.Put(1); c.Complete() })
		k.Go("b", 1, func() { c.Wait(); k.Assert(x.Get() == 1, "there") })
	}},
	{"readers only", "", 2, func(k *Kernel) {
		var x Var[int]
		x.Init(k, "x", 0)
		k.Go("a", 0, func() { x.Get() })
		k.Go("b", 1, func() { x.Get() })
	}},
	{"a variable that nobody announced", Assertion, 2, func(k *Kernel) {
		x := 0
		inc := func() { v := x; k.Udelay(1); x = v + 1 }
		k.Go("a", 0, inc)
		k.Go("b", 1, inc)
		k.AtExit(func() { k.Assert(x == 2, "lost") })
	}},
	{"a variable that nobody announced, and that decides", Unhashed, 2, func(k *Kernel) {
		x := false
		l, m := newSpin(k, "l"), newSpin(k, "m")
		k.Go("a", 0, func() { pass(l); x = true; pass(m) })
		k.Go("b", 1, func() {
			pass(m)
			if x {
				pass(m)
			}
			pass(l)
		})
	}},
}

func storeBuffering(between func(*Kernel)) func(k *Kernel) {
	return func(k *Kernel) {
		x, y := newInt(k, "x", 0), newInt(k, "y", 0)
		r0, r1 := 1, 1
		k.Go("a", 0, func() { x.Store(1); between(k); r0 = y.Load() })
		k.Go("b", 1, func() { y.Store(1); between(k); r1 = x.Load() })
		k.AtExit(func() { k.Assert(r0 == 1 || r1 == 1, "neither sees the other's store") })
	}
}

// TestSequential: without store buffers, store buffering does not happen.
func TestSequential(t *testing.T) {
	m := Model{Config: Config{SC: true}, Build: storeBuffering(func(*Kernel) {})}
	if r := Explore(m, Options{}); r.Status != Complete {
		t.Errorf("%v\n%s", r, splatOf(r))
	}
}
