// Command model runs small models and prints what becomes of each: the test runs it
// as it is and rewritten.
package main

import (
	"fmt"

	"github.com/ctxlint/ctxlint/reference/sim"
)

// counter is shared by whoever likes.
var counter int

type device struct {
	sim.Mem
	lock  sim.Spinlock
	timer sim.Timer
	k     *sim.Kernel
	line  *sim.IRQ
	count int
	state struct{ busy, gone bool }
	slots []int
	names map[string]int
	next  *device
}

func (d *device) locked(f func()) {
	flags := d.lock.LockIrqsave()
	f()
	d.lock.UnlockIrqrestore(flags)
}

func (d *device) reset() int {
	d.lock.LockIrq()
	d.lock.UnlockIrq()
	return 0
}

// two are two tasks on two CPUs.
func two(a, b func(d *device)) func(k *sim.Kernel) {
	return func(k *sim.Kernel) {
		d := newDevice(k)
		k.Go("a", 0, func() { a(d) })
		k.Go("b", 1, func() { b(d) })
	}
}

func newDevice(k *sim.Kernel) *device {
	d := &device{k: k, slots: make([]int, 2), names: map[string]int{}, next: &device{}}
	d.lock.Init(k, "lock")
	d.count = 1
	return d
}

// each is the same in both tasks.
func each(f func(d *device)) func(k *sim.Kernel) { return two(f, f) }

// handler is a task on CPU 0 beside a handler on the same CPU.
func handler(task, irq func(d *device)) func(k *sim.Kernel) {
	return func(k *sim.Kernel) {
		d := newDevice(k)
		d.line = k.RequestIRQ("dev", 0, func() sim.IRQReturn { irq(d); return sim.IRQHandled })
		started := false
		src := k.NewSource("hw", 1, 1, func() bool { return started }, func() { started = false; d.line.Raise() })
		k.Go("task", 0, func() {
			src.Touch()
			started = true
			task(d)
			d.line.Free()
		})
	}
}

var models = []struct {
	name  string
	build func(k *sim.Kernel)
}{
	{"local variable", func(k *sim.Kernel) {
		x := 0
		inc := func() { x++; k.Udelay(1); x++ }
		k.Go("a", 0, inc)
		k.Go("b", 1, inc)
	}},
	{"local variable, no point between", func(k *sim.Kernel) {
		x := 0
		inc := func() { v := x; x = v + 1 }
		k.Go("a", 0, inc)
		k.Go("b", 1, inc)
	}},
	{"local variables of each", func(k *sim.Kernel) {
		for i := range 2 {
			x := 0
			k.Go("a", i, func() { x++; x++ })
		}
	}},
	{"variable that nobody changes", func(k *sim.Kernel) {
		x := 1
		for i := range 2 {
			k.Go("a", i, func() { k.Assert(x == 1, "x") })
		}
	}},
	{"variable of the package", each(func(*device) { counter++ })},
	{"field", each(func(d *device) { d.count += 2 })},
	{"field that is read", two(func(d *device) { d.count = 2 }, func(d *device) { d.k.Assert(d.count >= 0, "count") })},
	{"field of a structure in it", each(func(d *device) { d.state.busy = true })},
	{"structure and a field of it", two(func(d *device) { s := d.state; _ = s }, func(d *device) { d.state.gone = true })},
	{"two fields of a structure", two(func(d *device) { d.state.busy = true }, func(d *device) { d.state.gone = true })},
	{"element of a slice", each(func(d *device) { d.slots[1]++ })},
	{"two elements of a slice", two(func(d *device) { d.slots[0]++ }, func(d *device) { d.slots[1]++ })},
	{"elements of a map", two(func(d *device) { d.names["a"] = 1 }, func(d *device) { delete(d.names, "b") })},
	{"map that is read", each(func(d *device) { _, ok := d.names["a"]; d.k.Assert(!ok, "a") })},
	{"behind a pointer", each(func(d *device) { p := &d.count; *p++ })},
	{"behind two pointers", each(func(d *device) { d.next.count++ })},
	{"redeclared", each(func(d *device) {
		f := func() { x, y := d.slots, d.next; y, z := &device{}, 1; _, _, _ = x, y, z }
		f()
		d.count, d.state.busy = 1, true
	})},
	{"under a lock", each(func(d *device) { d.locked(func() { d.count++; d.state.busy = true; d.slots[0]++; d.names["a"]++ }) })},
	{"read under a lock, written without", two(func(d *device) { d.locked(func() { d.k.Assert(d.count >= 0, "count") }) }, func(d *device) { d.count++ })},
	{"written after the right side has waited", func(k *sim.Kernel) {
		// As C does it: the store is behind the call, which takes the lock.
		d := newDevice(k)
		var done sim.Completion
		done.Init(k, "done")
		k.Go("a", 0, func() { d.count = 5; done.Complete() })
		k.Go("b", 1, func() { d.count = func() int { done.Wait(); return 1 }() })
	}},
	{"after a completion", func(k *sim.Kernel) {
		d := newDevice(k)
		var done sim.Completion
		done.Init(k, "done")
		k.Go("a", 0, func() { d.count = d.reset(); done.Complete() })
		k.Go("b", 1, func() { done.Wait(); d.count++ })
	}},
	{"handler and task", handler(func(d *device) { d.k.Udelay(1); d.count++ }, func(d *device) { d.count++ })},
	{"handler and task with interrupts disabled", handler(
		func(d *device) { d.k.Udelay(1); d.k.LocalIrqDisable(); d.count++; d.k.LocalIrqEnable() },
		func(d *device) { d.count++ })},
	{"freed with a lock in it", func(k *sim.Kernel) {
		d := newDevice(k)
		k.Kzalloc(&d.Mem, "device", sim.GFPKernel)
		k.Go("a", 0, func() { d.reset() })
		k.Go("b", 1, func() { k.Kfree(&d.Mem) })
	}},
	{"freed with a timer in it", func(k *sim.Kernel) {
		d := newDevice(k)
		d.timer.Init(k, "timer", 1, func() {})
		k.Kzalloc(&d.Mem, "device", sim.GFPKernel)
		k.Go("a", 0, func() { d.timer.Start(1); k.Kfree(&d.Mem) })
	}},
}

func main() {
	for _, m := range models {
		r := sim.Explore(sim.Model{Name: m.name, Build: m.build}, sim.Options{})
		what := r.Status.String()
		if r.Violation != nil {
			what = string(r.Violation.Kind) + ": " + r.Violation.Msg
		}
		fmt.Printf("%s: %s\n", m.name, what)
	}
}
