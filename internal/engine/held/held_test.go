package held

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/value"
)

func random(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 5)) }

var locks = []effect.Lock{effect.Spin, effect.RawSpin, effect.Mutex, effect.Stream}

// someLock is a lock as spin_lock(), spin_lock_bh() or spin_lock_irqsave() take
// it; n keeps it apart from other locks.
func someLock(r *rand.Rand, n int) (Hold, Released) {
	h := Hold{Lock: locks[r.IntN(len(locks))], Preempt: 1, Place: value.Term(1 + n), Class: Class{Struct: "struct s", Field: string(rune('a' + n))}, API: "lock"}
	on := Released{}
	switch r.IntN(3) {
	case 1:
		h.IRQ, on.IRQ = 1, effect.Restore
	case 2:
		h.BH, on.BH = 1, -1
	}
	return h, on
}

var regions = []string{"rcu", "bh", "preempt", "fault"}

func someRegion(r *rand.Rand) (Hold, string) {
	name := regions[r.IntN(len(regions))]
	h := Hold{API: "enter"}
	switch name {
	case "rcu":
		h.RCU = 1
	case "bh":
		h.BH = 1
	case "preempt":
		h.Preempt = 1
	case "fault":
		h.Fault = 1
	}
	return h, name
}

func release(h Hold, on Released) Drop {
	return Drop{Lock: h.Lock, Place: h.Place, Class: h.Class, On: on}
}

// someContext holds a few locks and regions, and has dropped some of its
// caller's.
func someContext(r *rand.Rand) Context {
	c := Context{Base: effect.Process}
	for n := range r.IntN(4) {
		if r.IntN(3) == 0 {
			h, _ := someRegion(r)
			c = c.Take(h)
			continue
		}
		h, _ := someLock(r, n)
		c = c.Take(h)
	}
	for n := range r.IntN(3) {
		h, on := someLock(r, 10+n)
		c = c.Release(release(h, on), func(*Hold) {})
	}
	return c
}

func nothing(*Hold) {}

func TestTakeAndReleaseAreInverse(t *testing.T) {
	for seed := range uint64(2000) {
		r := random(seed)
		c := someContext(r)
		h, on := someLock(r, 20)
		ended := 0
		got := c.Take(h).Release(release(h, on), func(o *Hold) {
			if o == nil || o.Place != h.Place {
				t.Fatalf("ended %v", o)
			}
			ended++
		})
		if !Same(&got, &c) && !(on.BH < 0 && h.BH == 0) {
			t.Fatalf("%+v\nbecame %+v", c, got)
		}
		if ended != 1 {
			t.Fatalf("%d holds ended", ended)
		}
	}
}

// Locks need not be released in the order in which they were taken.
func TestReleaseOutOfOrder(t *testing.T) {
	for seed := range uint64(500) {
		r := random(seed)
		var taken []Hold
		var ons []Released
		c := Context{}
		for n := range 2 + r.IntN(4) {
			h, on := someLock(r, n)
			taken, ons = append(taken, h), append(ons, on)
			c = c.Take(h)
		}
		for _, i := range r.Perm(len(taken)) {
			c = c.Release(release(taken[i], ons[i]), func(h *Hold) {
				if h == nil || h.Place != taken[i].Place {
					t.Fatalf("released %v, ended %v", taken[i], h)
				}
			})
		}
		if len(c.Holds)+len(c.Drops) != 0 {
			t.Fatalf("left over: %+v", c)
		}
	}
}

func TestRegionsAreInverse(t *testing.T) {
	for seed := range uint64(500) {
		r := random(seed)
		c := someContext(r)
		h, name := someRegion(r)
		got := c.Take(h).Leave(effect.NoLock, name, nothing)
		if !Same(&got, &c) {
			t.Fatalf("%+v\nbecame %+v by %s", c, got, name)
		}
	}
}

// What is dropped from the caller and taken back is as before.
func TestDropAndTakeBack(t *testing.T) {
	for seed := range uint64(1000) {
		r := random(seed)
		c := someContext(r)
		h, on := someLock(r, 20)
		dropped := c.Release(release(h, on), func(o *Hold) {
			if o != nil {
				t.Fatalf("ended %v", o)
			}
		})
		if len(dropped.Drops) != len(c.Drops)+1 {
			t.Fatalf("%+v\nbecame %+v", c, dropped)
		}
		if got := dropped.Take(h); !Same(&got, &c) {
			t.Fatalf("%+v\nbecame %+v", c, got)
		}
		back := h
		back.Place = value.None // taken back through another variable: the class tells
		if got := dropped.Take(back); !Same(&got, &c) {
			t.Fatalf("%+v\nbecame %+v", c, got)
		}
		other, _ := someLock(r, 21)
		if got := dropped.Take(other); len(got.Drops) != len(dropped.Drops) {
			t.Fatalf("another lock took %v back", dropped.Drops)
		}
	}
}

// A caller's lock that was taken with interrupts off leaves them off when it is
// released without them, and is as before when it is taken again.
func TestRetake(t *testing.T) {
	h, _ := someLock(random(1), 0)
	h.Entry, h.IRQ, h.BH, h.Index, h.Lock = true, 1, 0, 0, effect.Spin
	c := Context{Holds: []Hold{h}}
	open := c.Release(release(h, Released{}), nothing)
	if len(open.Holds) != 1 || open.Holds[0].IRQ != 1 || open.Holds[0].Preempt != 0 || open.Holds[0].Lock != effect.NoLock {
		t.Fatalf("%+v", open)
	}
	if got := open.Take(Hold{Lock: h.Lock, Place: h.Place, Class: h.Class, Preempt: 1}); !Same(&got, &c) {
		t.Errorf("%+v", got)
	}
	if got := open.Take(Hold{Lock: h.Lock, Place: 99, Class: Class{Field: "other"}, Preempt: 1}); len(got.Holds) != 2 {
		t.Errorf("another lock: %+v", got)
	}
	bare := h
	bare.Entry, bare.API = false, "" // not an API's: nothing came with it
	if got := (Context{Holds: []Hold{bare}}).Release(release(bare, Released{}), nothing); len(got.Holds) != 0 {
		t.Errorf("%+v", got)
	}
}

// spin_lock_irq() in a region without interrupts, released by spin_unlock_irq(),
// turns them on.
func TestReleaseEndsRegion(t *testing.T) {
	off := Context{}.Take(Hold{IRQ: 1, API: "local_irq_disable"})
	plain := Hold{Lock: effect.Spin, Preempt: 1, Place: 3, API: "spin_lock"}
	if got := off.Take(plain).Release(release(plain, Released{IRQ: -1}), nothing); len(got.Holds) != 0 {
		t.Errorf("interrupts: %+v", got)
	}
	if got := off.Take(plain).Release(release(plain, Released{}), nothing); !Same(&got, &off) {
		t.Errorf("no interrupts: %+v", got)
	}
	soft := Context{}.Take(Hold{BH: 1, API: "local_bh_disable"})
	if got := soft.Take(plain).Release(release(plain, Released{BH: -1}), nothing); len(got.Holds) != 0 {
		t.Errorf("bottom halves: %+v", got)
	}
}

func TestInterruptsAreNotCounted(t *testing.T) {
	c := Context{}.Take(Hold{IRQ: 1}).Take(Hold{IRQ: 1})
	if got := c.Leave(effect.NoLock, "irq", nothing); got.IRQsOff() || len(got.Holds) != 0 {
		t.Errorf("after enabling: %+v", got)
	}
	if got := c.Leave(effect.NoLock, "irq-restore", nothing); !got.IRQsOff() || len(got.Holds) != 1 {
		t.Errorf("after restoring: %+v", got)
	}
	locked := Context{}.Take(Hold{Lock: effect.Spin, Preempt: 1, IRQ: 1, Place: 1})
	got := locked.Leave(effect.NoLock, "irq", nothing)
	if len(got.Holds) != 1 || got.Holds[0].IRQ != 0 || got.Holds[0].Preempt != 1 {
		t.Errorf("enabled under a lock: %+v", got)
	}
	if locked.IRQsOff() {
		t.Error("a lock's own interrupts are no region")
	}
	missing := 0
	got = Context{}.Leave(effect.NoLock, "irq", func(h *Hold) {
		if h == nil {
			missing++
		}
	})
	if missing != 1 || len(got.Drops) != 1 || got.Drops[0].Class != (Class{Struct: RegionClass, Field: "irq"}) {
		t.Errorf("nothing to enable: %+v", got)
	}
	if got = got.Take(Hold{IRQ: 1}); len(got.Drops) != 0 {
		t.Errorf("disabled again: %+v", got)
	}
}

func TestRegionDropIsACountedOne(t *testing.T) {
	c := Context{}
	for range 2 {
		c = c.Release(Drop{Class: Class{Struct: RegionClass, Field: "rcu"}}, nothing)
	}
	if len(c.Drops) != 2 {
		t.Errorf("regions: %+v", c.Drops)
	}
	d := Drop{Lock: effect.Spin, Place: 1}
	if c = (Context{}).Release(d, nothing).Release(d, nothing); len(c.Drops) != 1 {
		t.Errorf("one lock of a list stands for all: %+v", c.Drops)
	}
}

func TestContextsAreImmutable(t *testing.T) {
	deep := func(c Context) Context {
		c.Holds, c.Drops = append([]Hold(nil), c.Holds...), append([]Drop(nil), c.Drops...)
		return c
	}
	for seed := range uint64(500) {
		r := random(seed)
		c := someContext(r)
		before := deep(c)
		h, on := someLock(r, r.IntN(4))
		c.Take(h)
		c.Release(release(h, on), nothing)
		for _, region := range append(regions, "irq", "irq-restore") {
			c.Leave(effect.NoLock, region, nothing)
		}
		if !reflect.DeepEqual(before, c) {
			t.Fatalf("%+v\nbecame %+v", before, c)
		}
	}
}

func TestMatch(t *testing.T) {
	cl, other := Class{Struct: "struct s", Field: "lock"}, Class{Struct: "struct s", Field: "mutex"}
	for _, c := range []struct {
		what string
		h    Hold
		lock effect.Lock
		pl   value.Term
		cl   Class
		want int
	}{
		{"same storage", Hold{Lock: effect.Spin, Place: 1}, effect.Spin, 1, cl, 4},
		{"same class", Hold{Lock: effect.Spin, Place: 1, Class: cl}, effect.Spin, 2, cl, 3},
		{"raw or not", Hold{Lock: effect.Spin, Class: cl}, effect.RawSpin, 0, cl, 3},
		{"the caller's counters", Hold{Lock: effect.Spin, Entry: true}, effect.Spin, 2, cl, 2},
		{"one storage unknown, same member", Hold{Lock: effect.Spin, Place: 1, Class: Class{Struct: "struct t", Field: "lock"}}, effect.Spin, 0, cl, 2},
		{"nothing known", Hold{Lock: effect.Spin, Place: 1, Class: cl}, effect.Spin, 2, Class{}, 1},
		{"any member", Hold{Lock: effect.Spin, Place: 1, Class: Class{Struct: "struct t", Field: "*"}}, effect.Spin, 2, cl, 1},
		{"another member", Hold{Lock: effect.Spin, Place: 1, Class: other}, effect.Spin, 2, cl, 0},
		{"another kind", Hold{Lock: effect.Mutex, Place: 1, Class: cl}, effect.Spin, 1, cl, 0},
		{"a counter", Hold{Preempt: 1, Place: 1, Class: cl}, effect.NoLock, 1, cl, 0},
		{"a stream's lock as a mutex", Hold{Lock: effect.Stream, Place: 1}, effect.Mutex, 1, Class{}, 4},
		{"any lock there", Hold{Lock: effect.Mutex, Place: 1}, effect.NoLock, 1, Class{}, 4},
	} {
		if got := Match(&c.h, c.lock, c.pl, c.cl); got != c.want {
			t.Errorf("%s: %d, want %d", c.what, got, c.want)
		}
	}
}

func TestSameFamilyLaws(t *testing.T) {
	for _, a := range locks {
		if !SameFamily(a, a) {
			t.Errorf("%v is not its own kind", a)
		}
		for _, b := range locks {
			if SameFamily(a, b) != SameFamily(b, a) {
				t.Errorf("%v and %v", a, b)
			}
		}
	}
	if SameFamily(effect.Spin, effect.Mutex) || SameFamily(effect.Stream, effect.Semaphore) {
		t.Error("kinds that are told apart")
	}
}

func TestWhy(t *testing.T) {
	for seed := range uint64(300) {
		c := someContext(random(seed))
		want := -1
		for i := range c.Holds {
			if c.Holds[i].Preempt+c.Holds[i].BH+c.Holds[i].IRQ+c.Holds[i].RCU > 0 {
				want = i
			}
		}
		h, forbidden := c.Why()
		if forbidden != (want >= 0) || forbidden && h != &c.Holds[want] {
			t.Fatalf("%+v: %v %v", c, h, forbidden)
		}
	}
	for base, want := range map[effect.Context]bool{effect.Process: false, effect.Atomic: true, effect.Softirq: true, effect.Hardirq: true, effect.NMI: true, effect.AtomicUnlessNonatomic: true, effect.Varies: false} {
		if _, got := (&Context{Base: base}).Why(); got != want {
			t.Errorf("%v: %v", base, got)
		}
	}
	if _, forbidden := (&Context{Holds: []Hold{{Fault: 1, Lock: effect.Mutex}}}).Why(); forbidden {
		t.Error("a fault region and a mutex forbid nothing")
	}
}

// What the caller holds is known by its sum: a release in the callee is not of
// that, it is told to the caller.
func TestSumsStay(t *testing.T) {
	sum := Hold{Entry: true, Index: -1, Preempt: 1, IRQ: 1, RCU: 1, BH: 1}
	c := Context{Holds: []Hold{sum}}
	for _, region := range []string{"rcu", "bh", "preempt", "irq", "irq-restore"} {
		got := c.Leave(effect.NoLock, region, nothing)
		if len(got.Holds) != 1 || got.Holds[0].IRQ != 1 || len(got.Drops) != 1 || got.Drops[0].Class.Field != region {
			t.Errorf("%s: %+v", region, got)
		}
	}
	if c.IRQsOff() {
		t.Error("that the caller disabled interrupts is its own business")
	}
	got := c.Release(Drop{Lock: effect.Spin, Place: 3}, nothing)
	if len(got.Holds) != 1 || len(got.Drops) != 1 {
		t.Errorf("a lock: %+v", got)
	}
	lock := Hold{Lock: effect.Spin, Place: 3, Preempt: 1}
	if got := c.Take(lock).Release(Drop{Lock: effect.Spin, Place: 3, On: Released{IRQ: -1}}, nothing); !Same(&got, &c) {
		t.Errorf("interrupts of the caller: %+v", got)
	}
	if _, forbidden := c.Why(); !forbidden {
		t.Error("a sum forbids")
	}
}

// Same sees everything that later code can depend on.
func TestSame(t *testing.T) {
	h := Hold{Lock: effect.Spin, Preempt: 1, Place: 1, Class: Class{Field: "x"}}
	c := Context{Base: effect.Process, Holds: []Hold{h}, Drops: []Drop{{Lock: effect.Mutex}}}
	for i, change := range []func(*Context){
		func(c *Context) { c.Base = effect.Atomic },
		func(c *Context) { c.Holds = nil },
		func(c *Context) { c.Drops = nil },
		func(c *Context) { c.Drops = []Drop{{Lock: effect.Spin}} },
		func(c *Context) { c.Holds[0].Lock = effect.RawSpin },
		func(c *Context) { c.Holds[0].Place = 2 },
		func(c *Context) { c.Holds[0].Class.Field = "y" },
		func(c *Context) { c.Holds[0].Preempt = 0 },
		func(c *Context) { c.Holds[0].BH = 1 },
		func(c *Context) { c.Holds[0].IRQ = 1 },
		func(c *Context) { c.Holds[0].RCU = 1 },
		func(c *Context) { c.Holds[0].Fault = 1 },
		func(c *Context) { c.Holds[0].Index = 1 },
		func(c *Context) { c.Holds[0].Entry = true },
		func(c *Context) { c.Holds[0].Mode.Field = "m" },
	} {
		d := c
		d.Holds = append([]Hold(nil), c.Holds...)
		change(&d)
		if Same(&c, &d) || Same(&d, &c) {
			t.Errorf("change %d is not seen", i)
		}
	}
	d := c
	d.Holds = append([]Hold(nil), c.Holds...)
	d.Holds[0].API, d.Holds[0].Pos.Line = "other", 7
	if !Same(&c, &d) {
		t.Error("where a lock was taken is seen")
	}
}

func TestRegionName(t *testing.T) {
	for want, e := range map[string]effect.Effect{
		"rcu": {RCU: -1}, "bh": {BH: -1}, "irq": {IRQ: -1}, "irq-restore": {IRQ: effect.Restore}, "fault": {Fault: -1}, "preempt": {Preempt: -1},
	} {
		if got := RegionName(&e); got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if want == "preempt" {
			e.Fault = -1
			if RegionName(&e) != "preempt" {
				t.Error("page faults that are disabled along with preemption")
			}
		}
	}
	if Step(effect.Restore) != -1 && Step(effect.Restore) != 0 || Step(1) != 1 || Step(-1) != -1 || Step(0) != 0 {
		t.Error("Step")
	}
}

func TestOnceAndAmong(t *testing.T) {
	for seed := range uint64(300) {
		r := random(seed)
		var drops []Drop
		for range r.IntN(7) {
			drops = append(drops, Drop{Lock: effect.Spin, Place: value.Term(r.IntN(4))})
		}
		once := Once(drops)
		if !Among(drops, once) || !Among(once, drops) || len(Once(once)) != len(once) {
			t.Fatalf("%v became %v", drops, once)
		}
		for i := range once {
			if Among([]Drop{once[i]}, append(append([]Drop(nil), once[:i]...), once[i+1:]...)) {
				t.Fatalf("%v repeats", once)
			}
		}
	}
}
