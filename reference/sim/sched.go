package sim

type choiceKind uint8

const (
	stepActor choiceKind = iota
	enterIRQ
	enterSoftirq
	fireTimer
	fireSource
)

// choice is one thing that can happen next.
type choice struct {
	kind choiceKind
	cpu  uint8
	a    *actor
	line *IRQ
	tm   *timer
	src  *Source
}

// id names the choice within its list, so that replay can tell whether it still
// sees the same machine.
func (c *choice) id() uint64 {
	id := uint64(c.kind)<<8 | uint64(c.cpu)
	switch c.kind {
	case stepActor:
		id |= uint64(c.a.pid) << 16
	case enterIRQ:
		id |= uint64(c.line.idx) << 16
	case fireTimer:
		id |= uint64(c.tm.idx) << 16
	case fireSource:
		id |= uint64(c.src.idx) << 16
	}
	return id
}

// enumerate lists what can happen next. The current actor comes first if it can
// go on, so that choice 0 means "no preemption"; the rest is in creation order,
// never in map order.
func (k *Kernel) enumerate() []choice {
	cs := k.cs[:0]
	cur := k.cur
	if cur != nil && !cur.done && cur != &k.root && k.cpus[cur.cpu].top() == cur && cur.ready() {
		cs = append(cs, choice{kind: stepActor, cpu: uint8(cur.cpu), a: cur})
	} else {
		cur = nil
	}
	for i := range k.cpus {
		cs = k.enumerateCPU(cs, &k.cpus[i], cur)
	}
	if !k.cfg.Discrete {
		for _, s := range k.srcs {
			if s.can() {
				cs = append(cs, choice{kind: fireSource, src: s})
			}
		}
	}
	k.cs = cs
	return cs
}

func (k *Kernel) enumerateCPU(cs []choice, c *cpu, cur *actor) []choice {
	top := c.top()
	if top != nil && top != cur && !top.done && top.ready() {
		cs = append(cs, choice{kind: stepActor, cpu: uint8(c.id), a: top})
	}
	if top == nil || top.ctx == Task && !(top.atomic()) {
		for _, t := range k.tasks {
			if t.cpu == c.id && t != top && t.ready() {
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
	if bh && c.runnable() != nil {
		cs = append(cs, choice{kind: enterSoftirq, cpu: uint8(c.id)})
	}
	if !k.cfg.Discrete {
		for _, t := range k.armed {
			if t.cpu == c.id && (t.hard || bh) {
				cs = append(cs, choice{kind: fireTimer, cpu: uint8(c.id), tm: t})
			}
		}
	}
	return cs
}

// choose picks what happens next and returns the actor that steps. nil ends the
// run: everything is at rest, stuck, or the strategy has seen enough.
func (k *Kernel) choose() *actor {
	for {
		cs := k.enumerate()
		if len(cs) == 0 {
			if k.advance() {
				continue
			}
			k.checkStuck()
			return nil
		}
		if k.steps > k.maxSteps {
			k.halt = true
			k.strat.overrun()
			return nil
		}
		i := 0
		if len(cs) > 1 {
			if i = k.strat.pick(k, cs); i < 0 {
				k.halt = true
				return nil
			}
		}
		if a := k.apply(&cs[i]); a != nil {
			return a
		}
		if k.viol != nil {
			k.halt = true
			return nil
		}
	}
}

func (k *Kernel) apply(c *choice) *actor {
	cp := &k.cpus[c.cpu]
	switch c.kind {
	case stepActor:
		if c.a.ctx == Task {
			if cp.task != c.a && k.trace != nil {
				k.event(c.a, "schedule", "")
			}
			cp.task = c.a
		}
		return c.a
	case enterIRQ:
		return c.line.enter(cp)
	case enterSoftirq:
		return cp.softirq(k)
	case fireTimer:
		return c.tm.fire(cp)
	default:
		c.src.run()
		return nil
	}
}

// irqExit is the end of an interrupt: pending softirqs run at once, on the same
// CPU, before the interrupted context goes on.
func (k *Kernel) irqExit(c *cpu) {
	if c.bhOn() && c.runnable() != nil {
		c.softirq(k)
	}
}

// push makes a handler the innermost context of the CPU.
func (k *Kernel) push(c *cpu, a *actor) *actor {
	a.irqsOff = a.ctx == Hardirq
	c.irqs = append(c.irqs, a)
	if k.trace != nil {
		k.event(a, "enter "+a.ctx.String(), "")
	}
	return a
}

// stateKey identifies the state for pruning: the history, and who occupies
// which CPU, which decides what can happen next.
func (k *Kernel) stateKey() uint64 {
	h := k.sum
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
