package sim

type choiceKind uint8

const (
	stepActor choiceKind = iota
	enterIRQ
	enterSoftirq
	fireTimer
	fireSource
	storeBuffer
	timeOut
	persist
	decide
)

// choice is one thing that can happen next.
type choice struct {
	kind choiceKind
	cpu  uint8
	a    *actor
	line *IRQ
	tm   *timer
	src  *Source

	value int // of a decision
}

// noCPU is where a choice happens that no CPU makes.
const noCPU = 255

// id names the choice: the same in every run that comes to an equivalent state,
// so that search can tell what it has tried there, and replay whether it still
// sees the same machine.
func (c *choice) id() uint64 {
	id := uint64(c.kind)<<8 | uint64(c.cpu)
	switch c.kind {
	case stepActor, timeOut, persist:
		return mix(c.a.id, id)
	case enterIRQ:
		return mix(c.line.id, id)
	case fireTimer:
		return mix(c.tm.id, id)
	case fireSource:
		return mix(c.src.id, id)
	case decide:
		return mix(c.a.id, id|uint64(c.value)<<16)
	}
	return mix(0, id)
}

// enumerate lists what can happen next. The current actor comes first if it can
// go on, so that choice 0 means "no preemption"; the rest is in creation order,
// never in map order.
func (k *Kernel) enumerate() []choice {
	cs := k.cs[:0]
	cur := k.cur
	k.held = false
	if cur != nil && !cur.done && cur.co != nil && k.cpus[cur.cpu].goesOn(cur) && cur.ready() {
		cs = append(cs, choice{kind: stepActor, cpu: uint8(cur.cpu), a: cur})
	} else {
		cur = nil
	}
	for i := range k.cpus {
		cs = k.enumerateCPU(cs, &k.cpus[i], cur)
	}
	if !k.cfg.Discrete {
		cs = k.enumerateWorld(cs)
	}
	k.behind = k.behind || k.held && len(cs) > 0
	k.cs = cs
	return cs
}

// enumerateWorld lists what no CPU does: devices act, time-outs run out.
func (k *Kernel) enumerateWorld(cs []choice) []choice {
	for _, s := range k.srcs {
		if s.can() {
			cs = append(cs, choice{kind: fireSource, cpu: noCPU, src: s})
		}
	}
	for i := range k.cpus {
		if len(k.cpus[i].stores) > 0 {
			cs = append(cs, choice{kind: storeBuffer, cpu: uint8(i)})
		}
	}
	if k.cfg.Patient {
		return cs
	}
	for _, a := range k.live {
		if a.deadline && !a.done && a.wait != nil && !a.timedOut && !a.ready() {
			cs = append(cs, choice{kind: timeOut, cpu: uint8(a.cpu), a: a})
		}
	}
	if len(cs) == 0 {
		return cs
	}
	for _, a := range k.live { // though something else could happen
		if _, polls := a.wait.(fresh); polls && !a.done && !a.ready() {
			cs = append(cs, choice{kind: persist, cpu: uint8(a.cpu), a: a})
		}
	}
	return cs
}

func (k *Kernel) enumerateCPU(cs []choice, c *cpu, cur *actor) []choice {
	top, passing := c.top(), c.passing()
	if (passing || len(c.irqs) > 0) && c.task != nil && c.task.ready() {
		c.task.passed = true
	}
	if top != nil && top != cur && !passing && !top.done && top.ready() {
		top.passed = true
		cs = append(cs, choice{kind: stepActor, cpu: uint8(c.id), a: top})
	}
	if !passing && (top == nil || !top.pinned()) {
		for _, t := range k.tasks {
			if (t.cpu == c.id || t.cpu < 0 || k.moves(t)) && t != top && t.ready() {
				t.passed = true
				cs = append(cs, choice{kind: stepActor, cpu: uint8(c.id), a: t})
			}
		}
	}
	if !c.irqsOn() || c.in(Hardirq) {
		return cs
	}
	for _, l := range k.lines {
		if l.can(c.id) {
			cs = append(cs, choice{kind: enterIRQ, cpu: uint8(c.id), line: l})
		}
	}
	bh := c.bhOn()
	if passing || bh && (len(c.taken) > 0 || c.runnable()) {
		cs = append(cs, choice{kind: enterSoftirq, cpu: uint8(c.id)})
	}
	if !k.cfg.Discrete {
		for _, t := range k.armed {
			if t.cpu == c.id && t.run == nil && (t.inHardirq() || bh) && !k.stale(t.strand) {
				cs = append(cs, choice{kind: fireTimer, cpu: uint8(c.id), tm: t})
			}
		}
	}
	return cs
}

// moves reports whether a task can come to a CPU from the one that it is on: where
// it is not interrupted.
func (k *Kernel) moves(t *actor) bool {
	if !t.movable() {
		return false
	}
	c := &k.cpus[t.cpu]
	return c.task != t || len(c.irqs) == 0 && !c.passing()
}

// moving is the scheduling point in front of an operation that depends on the CPU.
func (k *Kernel) moving() {
	if a := k.cur; k.running && !k.unwinding && a.co != nil && a.movable() {
		k.mustPoint(nil, "", &a.object)
	}
}

// staying is the scheduling point in front of an operation behind which the caller stays
// on the CPU that it is on then.
func (k *Kernel) staying(w waiter, op string, o *object) {
	if a := k.cur; k.running && !k.unwinding && a.co != nil && a.movable() {
		k.mustPoint(w, op, o)
		return
	}
	k.point(w, op, o)
}

// choose picks what happens next and returns the actor that steps. nil ends the
// run: everything is at rest, stuck, or the strategy has seen enough.
func (k *Kernel) choose() *actor {
	k.doer = k.cur
	for first := true; ; first = false {
		if k.halt || k.scope.grew {
			k.halt = true
			return nil
		}
		if k.tape.repeat {
			if c, ok := k.repeated(); ok {
				if a := k.apply(&c); a != nil {
					return a
				}
			}
			continue
		}
		cs := k.enumerate()
		k.ends()
		if len(cs) == 0 {
			if k.advance() {
				continue
			}
			k.rest()
			return nil
		}
		i := k.pick(cs)
		if i < 0 {
			return nil
		}
		k.recordChoice(&cs[i], first)
		if a := k.apply(&cs[i]); a != nil {
			return a
		}
		if k.viol != nil {
			k.halt = true
			return nil
		}
	}
}

// pick lets the strategy choose if there is a choice.
func (k *Kernel) pick(cs []choice) int {
	if len(cs) == 1 {
		return 0
	}
	i := k.strat.pick(k, cs)
	if i < 0 {
		k.halt = true
		return -1
	}
	k.forget()
	return i
}

// Choose lets something happen in one of n ways, all of which are explored: what
// is in doubt is not who comes first but what the world does.
func (k *Kernel) Choose(n int, what string) int {
	a := k.cur
	if k.unwinding || !k.running && !k.building || n < 2 {
		return 0
	}
	if k.tape.repeat {
		if x, ok := k.again(); ok {
			return int(x.n)
		}
	}
	cs := k.cs[:0]
	for v := range n {
		cs = append(cs, choice{kind: decide, cpu: noCPU, a: a, value: v})
	}
	k.cs = cs
	i := 0
	if !k.halt {
		i = max(0, k.pick(cs))
	}
	k.noteDecision(i)
	k.foot.cpus = ^uint64(0) // a decision commutes with nothing: it is a fork
	a.h = mix(a.h, uint64(i)+11)
	k.sum += a.h
	if k.trace != nil {
		k.event(a, what+": "+[...]string{"no", "yes"}[min(i, 1)], "")
	}
	if k.halt && a.co != nil {
		k.next = nil
		panic(unwind{})
	}
	return i
}

func (k *Kernel) apply(c *choice) *actor {
	if c.cpu != noCPU {
		k.foot.cpus |= 1 << c.cpu
	}
	switch c.kind {
	case stepActor:
		cp := &k.cpus[c.cpu]
		if c.a.ctx == Task {
			if cp.task != c.a {
				k.drainCPU(cp)
				k.depart(c.a)
			}
			c.a.cpu = cp.id
			if cp.task != c.a && k.trace != nil {
				k.event(c.a, "schedule", "")
			}
			cp.task = c.a
		}
		return c.a
	case enterIRQ:
		return c.line.enter(&k.cpus[c.cpu])
	case enterSoftirq:
		return k.cpus[c.cpu].softirq(k)
	case fireTimer:
		return c.tm.fire(&k.cpus[c.cpu])
	case storeBuffer:
		k.flush(&k.cpus[c.cpu])
	case timeOut:
		k.timeOut(c.a)
	case persist:
		k.persist(c.a)
	case fireSource:
		k.doer = c.src.self
		c.src.run()
	}
	return nil
}

// depart takes a task off the CPU that it leaves.
func (k *Kernel) depart(a *actor) {
	if a.cpu < 0 {
		return
	}
	if c := &k.cpus[a.cpu]; c.task == a {
		k.foot.cpus |= 1 << c.id
		k.drainCPU(c)
		c.task = nil
	}
}

// irqExit is the end of an interrupt: pending softirqs run on the same CPU, before the
// interrupted context goes on.
func (k *Kernel) irqExit(c *cpu) {
	if !k.cfg.RT && c.bhOn() && c.waiting() {
		k.take(c)
	}
}

// push makes a handler the innermost context of the CPU.
func (k *Kernel) push(c *cpu, a *actor) *actor {
	if k.cfg.RT && a.ctx == Softirq {
		return k.bottomHalf(c, a)
	}
	a.irqsOff = a.ctx == Hardirq
	c.irqs = append(c.irqs, a)
	v := bySoftirq
	if a.ctx == Hardirq {
		v = byIRQ
	}
	k.scope.visit(c.id, v)
	k.foot.cpus |= 1 << c.id
	if k.trace != nil {
		k.event(a, "enter "+a.ctx.String(), "")
	}
	return a
}

// stateKey identifies the state for pruning: the history, and who occupies
// which CPU, which decides what can happen next. Who has been preempted and can go on
// on that CPU only belongs to it as well.
func (k *Kernel) stateKey() uint64 {
	h := k.sum
	for _, t := range k.tasks {
		if t.any && t.cpu >= 0 && k.cpus[t.cpu].task != t && !t.movable() {
			h += mix(t.id, uint64(t.cpu)+20)
		}
	}
	for i := range k.cpus {
		c := &k.cpus[i]
		if c.task != nil {
			h = mix(h, c.task.h)
		} else {
			h = mix(h, 0)
		}
		for _, a := range c.irqs {
			h = mix(h, a.h)
		}
	}
	return h
}
