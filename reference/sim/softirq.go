package sim

import "slices"

// A pass over the tasklets of a CPU, as tasklet_action has it: what is pending is taken
// as a whole and run one after the other, before what is under them on the CPU goes on;
// only hard interrupts come between. What is scheduled meanwhile waits for the next
// pass, and so does a tasklet that runs on another CPU when its turn comes: it is put
// behind all that is pending.
//
// A pass begins when a hard interrupt is over, when a task enables softirqs, and at any
// time else: at the end of an interrupt that no model has, or in ksoftirqd. The kernel
// begins the next one at once, or leaves it to ksoftirqd if there have been many or
// somebody else is to run; so it may begin any time, too.

// waiting reports whether a pass would find anything to run.
func (c *cpu) waiting() bool {
	return slices.ContainsFunc(c.pending, func(t *Tasklet) bool { return t.running == nil })
}

// runnable is waiting without what has gone round often enough.
func (c *cpu) runnable() bool {
	return slices.ContainsFunc(c.pending, func(t *Tasklet) bool { return t.running == nil && !t.k.stale(t.strand) })
}

// take begins a pass.
func (k *Kernel) take(c *cpu) {
	c.taken = append(c.taken, c.pending...)
	c.pending = c.pending[:0]
	k.requeued(c, 18)
}

// requeued makes a change of the queue history that no actor makes.
func (k *Kernel) requeued(c *cpu, what uint64) {
	k.foot.cpus |= 1 << c.id
	if q := c.queue.known; !k.tape.repeat {
		q.h = mix(q.h, what)
		k.sum += q.h
	}
}

// softirq goes on with the pass of the CPU, or begins one.
func (c *cpu) softirq(k *Kernel) *actor {
	begins := len(c.taken) == 0
	if begins {
		k.take(c)
	}
	if len(c.taken) == 0 {
		k.astray()
		return nil
	}
	t := c.taken[0]
	c.taken = slices.Delete(c.taken, 0, 1)
	if t.ran > 0 && (t.ran != c.id+1 || k.cfg.RT) {
		k.meet(&t.object) // with the run before, which may or may not have returned
	}
	if k.passesOver(t) {
		c.pending = append(c.pending, t)
		k.requeued(c, mix(t.id, 19))
		return nil
	}
	prev := k.cur
	a := k.newActor(t.name, Softirq, c.id, t.h, t.serve)
	a.serving, a.strand, a.comes = &t.object, k.strandOf(&t.object), !begins
	k.cur = a
	k.wrote(&c.queue)
	k.wrote(&t.object)
	t.scheduled = false
	t.running, t.ran = a, c.id+1
	c.serves++
	a.exit = func(*actor) {
		k.leave(&t.object)
		if !k.tape.repeat {
			c.queue.hist.over = k.merge(c.queue.hist.over, a.strand.clock)
		}
		t.running = nil
		c.serves--
	}
	k.cur = prev
	return k.push(c, a)
}

// passesOver reports whether the tasklet whose turn it is cannot be run now: it runs on
// another CPU, or has gone round often enough. What decides that is part of the step.
func (k *Kernel) passesOver(t *Tasklet) bool {
	n, ok := k.decided()
	if !ok {
		n = b2i(t.running != nil || k.stale(t.strand))
		k.noteDecision(n)
		switch {
		case t.running != nil:
			k.foot.noteEnd(&t.object)
		case n != 0:
			k.depends(&t.strand.loop)
		}
	}
	return n != 0
}

// passOver is the wait of who enables softirqs, with PREEMPT_RT, for the pass that begins
// with it. Else nobody else can go on.
type passOver struct{ c *cpu }

func (w passOver) ready(*actor) bool { return len(w.c.taken) == 0 && w.c.serves == 0 }

// serves is the pass of a task that has enabled softirqs: local_bh_enable returns behind
// it. It reports whether there was something to run. A task that cannot be preempted
// leaves it to ksoftirqd with PREEMPT_RT.
func (k *Kernel) serves(could bool) bool {
	a := k.cur
	if !could || a.co == nil || a.ctx != Task || !k.running || k.unwinding {
		return false
	}
	c := &k.cpus[a.cpu]
	if !c.waiting() || !k.cfg.RT && !c.bhOn() {
		return false
	}
	k.take(c)
	if k.cfg.RT {
		k.mustPoint(passOver{c}, "local_bh_enable", &c.queue)
	} else {
		k.mustPoint(nil, "", &a.object)
	}
	k.follow(&c.queue)
	return true
}
