package sim

import "fmt"

// MightSleep is the annotation that every sleeping primitive starts with.
func (k *Kernel) MightSleep() { k.mightSleep("might_sleep") }

func (k *Kernel) mightSleep(op string) {
	if k.cur.atomic() {
		k.violate(SleepInAtomic, "sleep-in-atomic", op+" may sleep")
	}
}

// InAtomic reports whether the caller must not sleep. Unlike in_atomic() it
// knows about disabled interrupts too.
func (k *Kernel) InAtomic() bool { return k.cur.atomic() }

// InInterrupt reports whether the caller is a hard interrupt or softirq, or has
// softirqs disabled.
func (k *Kernel) InInterrupt() bool { return k.cur.ctx != Task || k.cur.bh > 0 }

func (k *Kernel) PreemptDisable() {
	k.switching(byTask)
	k.cur.preempt++
}

func (k *Kernel) PreemptEnable() {
	k.glance()
	m := k.cur.masked()
	if k.cur.preempt--; k.cur.preempt < 0 {
		k.violate(Unbalanced, "unbalanced-context", "preempt_enable without preempt_disable")
	}
	k.switching(m)
}

func (k *Kernel) LocalIrqDisable() {
	k.switching(byIRQ | bySoftirq | byTask)
	k.cur.irqsOff = true
}

func (k *Kernel) LocalIrqEnable() {
	k.glance()
	m := k.cur.masked()
	k.cur.irqsOff = k.cur.ctx == Hardirq
	k.switching(m)
}

func (k *Kernel) LocalBhDisable() {
	if k.cfg.RT {
		k.takeBH()
		return
	}
	k.switching(bySoftirq | byTask)
	k.cur.bh++
}

// LocalBhEnable also runs the softirqs that are pending.
func (k *Kernel) LocalBhEnable() {
	k.glance()
	a := k.cur
	m, could := a.masked(), !k.cfg.RT || a.preempt == 0 && !a.irqsOff
	if k.cfg.RT {
		k.dropBH()
	} else {
		a.bh--
	}
	if a.bh < 0 {
		k.violate(Unbalanced, "unbalanced-context", "local_bh_enable without local_bh_disable")
	}
	if a.bh == 0 && k.serves(could) {
		return
	}
	k.switching(m)
}

// checkReturn holds a context to leaving as it came.
func (k *Kernel) checkReturn(a *actor) {
	switch {
	case a.queued > 0:
		k.violate(Unbalanced, "", a.name+" returned while it is still on a wait queue")
	case len(a.held) > 0:
		k.violate(Unbalanced, "unbalanced-context", a.name+" returned with lock "+a.held[0].name+" held")
	case a.preempt != 0 || a.bh != 0:
		k.violate(Unbalanced, "unbalanced-context", a.name+" returned with preemption or softirqs disabled")
	case a.ctx != Hardirq && a.irqsOff:
		k.violate(Unbalanced, "unbalanced-context", a.name+" returned with interrupts disabled")
	}
}

// Saved is what CheckContext compares.
type Saved struct {
	preempt, bh, held int
	irqsOff           bool
}

// Context notes the caller's context before it calls out.
func (k *Kernel) Context() Saved {
	a := k.cur
	return Saved{a.preempt, a.bh, len(a.held), a.irqsOff}
}

// CheckContext holds the function just called to having left the context as it
// was.
func (k *Kernel) CheckContext(s Saved, what string) {
	if k.unwinding || k.Context() == s {
		return
	}
	msg := what + " returned with another context than it was called in"
	if a := k.cur; len(a.held) > s.held {
		msg = what + " returned with lock " + a.held[len(a.held)-1].name + " held"
	}
	k.violate(Unbalanced, "unbalanced-context", msg)
}

// Udelay busy-waits: legal everywhere, and a place where others may run.
func (k *Kernel) Udelay(us int) { k.pause("udelay") }

// UsleepRange sleeps.
func (k *Kernel) UsleepRange(minUs, maxUs int) {
	k.mightSleep("usleep_range")
	k.sleep(int64(minUs)*1000, "usleep_range")
}

// Msleep sleeps.
func (k *Kernel) Msleep(ms int) {
	k.mightSleep("msleep")
	k.sleep(int64(ms)*1e6, "msleep")
}

func (k *Kernel) sleep(ns int64, op string) {
	a := k.cur
	if !k.cfg.Discrete {
		k.pause(op)
		return
	}
	a.timedOut = false
	k.setDeadline(a, ns)
	k.point(timeUp{}, op, &a.object)
	a.deadline = false
}

type timeUp struct{}

func (timeUp) ready(a *actor) bool { return a.timedOut }

func (k *Kernel) setDeadline(a *actor, ns int64) {
	a.deadline = true
	a.wakeAt = k.now + ns
}

// advance lets time pass when nothing else can happen: the earliest timeout,
// timer or device event becomes due. It reports whether there was one.
func (k *Kernel) advance() bool {
	const none = int64(1)<<62 - 1
	at, kind, idx := none, 0, 0
	for i, a := range k.live {
		if a.deadline && !a.done && a.wait != nil && !a.timedOut && a.wakeAt < at {
			at, kind, idx = a.wakeAt, 1, i
		}
	}
	if k.cfg.Discrete {
		for i, t := range k.armed {
			if t.at < at {
				at, kind, idx = t.at, 2, i
			}
		}
		for i, s := range k.srcs {
			if s.at < at && s.can() {
				at, kind, idx = s.at, 3, i
			}
		}
	}
	if kind == 0 {
		return k.resume()
	}
	if at > k.now {
		k.now = at
	}
	switch kind {
	case 1:
		k.recordChoice(&choice{kind: timeOut, a: k.live[idx]}, false)
		k.timeOut(k.live[idx])
	case 2:
		k.tape.on = false // see tape
		t := k.armed[idx]
		t.fire(&k.cpus[t.cpu])
	case 3:
		k.tape.on = false
		s := k.srcs[idx]
		s.at = k.now + s.period
		s.run()
	}
	return true
}

// timeOut ends a wait that has lasted long enough.
func (k *Kernel) timeOut(a *actor) {
	a.timedOut = true
	a.h = mix(a.h, 4)
	k.sum += a.h
	if a.on.cls != nil { // who ends the wait in time comes before or too late
		k.affect(a, a.on)
	}
	if _, ok := a.wait.(awake); ok && a.state.k != nil {
		k.affect(a, &a.state)
	}
	k.now = max(k.now, a.wakeAt)
	k.foot.cpus |= 1 << a.cpu
	if k.trace != nil {
		k.event(a, "timeout", "")
	}
}

// rest decides what it means that nothing can happen any more: rest, or a
// deadlock. What goes round for ever without anybody waiting for it is neither,
// nor is one waiting who could have gone on and was never let.
func (k *Kernel) rest() {
	for s := range k.circling() {
		k.endless, s.more = true, false // and does not end
	}
	k.outlast()
	if k.gone == 0 {
		k.checkStuck()
	}
}

// stalled reports whether the actor is a work that queues itself again and
// again.
func (a *actor) stalled() bool {
	w, ok := a.wait.(*workStart)
	return ok && w.running == nil && w.k.stale(w.strand)
}

// checkStuck decides, when nothing can happen any more, whether that is rest or
// a deadlock.
func (k *Kernel) checkStuck() {
	for _, a := range k.live {
		if a.done || k.endless && a.passed {
			continue
		}
		k.cur = a
		if a.spinning() {
			k.report(Deadlock, "", "soft lockup: "+a.name+" spins in "+a.op+" on "+a.on.name)
			return
		}
	}
	for _, a := range k.live {
		if a.done || a.stalled() || k.endless && a.passed {
			continue
		}
		k.cur = a
		if a.waiting {
			k.report(LostWakeup, "", "task "+a.name+" waits on "+a.on.name+" and nobody will wake it")
		} else {
			k.report(Deadlock, "", "task "+a.name+" blocked in "+a.op+" on "+a.on.name)
		}
		return
	}
}

// checkHung decides who it is that waits in vain, see resume: he who keeps others from
// the CPU, one who polls, or one who is blocked.
func (k *Kernel) checkHung() {
	k.endless = false
	if k.gone > 0 {
		return
	}
	var worst *actor
	for _, a := range k.live {
		if a.spinning() {
			k.checkStuck()
			return
		}
		if !a.done && a.on != nil && (worst == nil || a.urgency() > worst.urgency()) {
			worst = a
		}
	}
	k.cur = worst
	k.report(Deadlock, "", fmt.Sprintf([...]string{
		"task %s blocked in %s on %s",
		"task %s polls in %s on %s for what nobody will do",
		"soft lockup: %s polls in %s on %s",
	}[worst.urgency()], worst.name, worst.op, worst.on.name))
}

// urgency ranks those who wait when nothing else can happen.
func (a *actor) urgency() int {
	polls := len(a.polls().did) > 0
	switch {
	case polls && a.atomic():
		return 2
	case polls && a.serving == nil:
		return 1
	}
	return 0
}

func (a *actor) spinning() bool {
	l, ok := a.wait.(*Spinlock)
	return ok && !l.sleeps()
}

// checkExit looks for what the model left behind once everything is at rest.
func (k *Kernel) checkExit() {
	k.cur = &k.root
	for _, m := range k.mems {
		if m.state == memLive {
			k.report(Leak, "", "unreferenced object "+m.name)
			return
		}
	}
	for _, l := range k.lines {
		if !l.freed {
			k.report(Leak, "", "interrupt "+l.name+" not freed")
			return
		}
	}
	for _, f := range k.finals {
		k.final(f)
	}
}

func (k *Kernel) final(f func()) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(unwind); !ok {
				k.oops(r)
			}
		}
	}()
	k.running = false
	f()
}

// Assert reports a violation unless ok: WARN_ON for models.
func (k *Kernel) Assert(ok bool, msg string) {
	if !ok {
		k.violate(Assertion, "", msg)
	}
}

// Fail is Assert with a kind and rule of the caller's choice, for the cores
// built on sim that have contracts of their own.
func (k *Kernel) Fail(kind Kind, rule, msg string) { k.violate(kind, rule, msg) }

// InHardirq reports whether the caller is a hard interrupt handler.
func (k *Kernel) InHardirq() bool { return k.cur.ctx == Hardirq }

// EnterCallback marks the current context as running a callback on behalf of
// owner, so that a wait for that callback can tell that it waits for itself.
func (k *Kernel) EnterCallback(owner any) { k.cur.callback = owner }

// LeaveCallback ends EnterCallback.
func (k *Kernel) LeaveCallback() { k.cur.callback = nil }

// InCallback reports whether the caller runs within a callback of owner.
func (k *Kernel) InCallback(owner any) bool { return k.cur.callback == owner }
