package sim

import (
	"iter"
	"slices"
)

// A context that polls, or a timer that arms itself again, can go on for ever
// while nothing else happens. Exploring that has no end and shows nothing: after
// so many rounds that taught it nothing new, the context waits until there is
// something new to see, or nothing else to do. This is a bound, like that on
// preemptions, and part of what "complete" says: see Options.Rounds.
//
// What a task has changed is new to everybody, and what a device did. What a handler
// did is new to tasks only: handlers that start each other, a timer and a work say,
// would otherwise go round for ever together.
//
// A poll may also give up. One that counts its rounds does so whatever others could
// still do, so at the end of its rounds a poll may persist: go on alone until it
// accesses something else than before. One that does not count never gets there.
//
// Handlers do not persist while others can act. When nothing else can happen they go
// on, for a thousand rounds, and one that ends then has been kept from ending before:
// the search is not complete, and wants more rounds.

// persistence is how many rounds a poll goes on alone, or all that goes round
// together, before it counts as endless.
const persistence = 1000

// loop watches the rounds of a task, from one delay or look at the same variable to
// the next, or those of a handler: its runs.
type loop struct {
	rounds int
	known  clock    // what was known of others when the last round ended
	objs   []uint32 // that this round has accessed, by number
	seen   []uint32 // that the last one has
	ops    []opOn   // of this round, if the one before was in vain
	did    []opOn   // of the last one
	large  bool     // more than is worth remembering: no poll
}

// opOn is an operation.
type opOn struct {
	op string
	on int32 // the object's number
}

// loopObjects is how many objects a round accesses that can be taken for a poll.
const loopObjects = 48

func (l *loop) reset() loop {
	return loop{known: l.known[:0], seen: l.seen[:0], objs: l.objs[:0], ops: l.ops[:0], did: l.did[:0]}
}

func (l *loop) note(o *object) {
	n := uint32(o.nth)
	for _, x := range l.objs {
		if x == n {
			return
		}
	}
	if len(l.objs) == loopObjects {
		l.large = true
		return
	}
	l.objs = append(l.objs, n)
}

// round ends a round of the strand.
func (s *strand) round(k *Kernel, l *loop) {
	if k.tape.repeat {
		return
	}
	if s.learned(k, l) || l.large {
		l.rounds = 0
	} else {
		l.rounds++
	}
	l.known, l.large = append(l.known[:0], s.clock...), false
	l.objs, l.seen = l.seen[:0], l.objs
	l.ops, l.did = l.did[:0], l.ops
}

// turn notes an operation of a round, if the one before was in vain. Whatever is no
// part of a round is something new.
func (k *Kernel) turn(a *actor, op string, o *object) {
	l := a.polls()
	switch {
	case k.tape.repeat:
	case l.rounds == 0:
		if a.strand.root {
			k.vain = 0
		}
	case len(l.ops) < loopObjects:
		l.ops = append(l.ops, opOn{op, o.nth})
	default:
		l.large, k.vain = true, 0
	}
}

// learned reports whether the strand has come to know of a change in this round.
func (s *strand) learned(k *Kernel, l *loop) bool {
	for i, v := range s.clock {
		if since := l.known.of(i); i != s.index && v > since && s.minds(l, k.strands[i], since) {
			return true
		}
	}
	return false
}

// minds reports whether t has changed anything since a time, which counts to a loop
// of s.
func (s *strand) minds(l *loop, t *strand, since uint32) bool {
	return t.wrote > since && (t.root || s.root || l == &s.within)
}

// stale reports whether the strand has gone round often enough, and what it
// looks at is as it was.
func (k *Kernel) stale(s *strand) bool {
	if s == nil || !k.tired(s, &s.loop) {
		return false
	}
	k.held = true
	return true
}

func (k *Kernel) tired(s *strand, l *loop) bool {
	if l.rounds < k.rounds {
		return false
	}
	for _, n := range l.seen {
		o := k.objs[n]
		if !o.cls.shared {
			continue
		}
		for i, v := range o.hist.w {
			if since := s.clock.of(i); v > since && s.minds(l, k.strands[i], since) {
				l.rounds = 0
				return false
			}
		}
	}
	return true
}

// fresh is the wait of a context that polls: there is something new to see, or
// nothing else to do.
type fresh struct{ k *Kernel }

func (f fresh) ready(a *actor) bool { return a.timedOut || !f.k.tired(a.strand, a.polls()) }

// polls is the loop of what a context does while it runs.
func (a *actor) polls() *loop {
	if a.serving == nil {
		return &a.strand.loop
	}
	return &a.strand.within
}

// pause is the scheduling point of a delay.
func (k *Kernel) pause(op string) { k.poll(op, &k.cur.object) }

// poll is the scheduling point between two looks of a context at the same things.
func (k *Kernel) poll(op string, o *object) {
	a := k.cur
	if a.strand == nil || a.co == nil || k.unwinding {
		k.point(nil, op, o)
		return
	}
	l := a.polls()
	a.strand.round(k, l)
	if a.alone > 0 {
		if a.alone--; a.alone == 0 {
			k.endure()
		}
	}
	a.timedOut = a.alone > 0
	if k.waits(a) {
		k.drain(a)
		k.ghost = false
		k.mustPoint(fresh{k}, op, o)
		return
	}
	k.point(nil, op, o)
}

// waits reports whether a context that polls has seen all that there is to see.
func (k *Kernel) waits(a *actor) bool {
	n, ok := k.decided()
	if !ok {
		n = b2i(!a.timedOut && k.tired(a.strand, a.polls()))
		k.noteDecision(n)
	}
	return n != 0
}

// persist makes a poll go on alone.
func (k *Kernel) persist(a *actor) {
	a.timedOut, a.alone = true, persistence
	k.depends(a.polls()) // with news it would not have come to this
	a.h = mix(a.h, 15)
	k.sum += a.h
	if k.trace != nil {
		k.event(a, "polls on", "")
	}
}

// depends notes that a step is there because nothing has changed of what a loop looks at.
func (k *Kernel) depends(l *loop) {
	for _, n := range l.seen {
		if o := k.objs[n]; o.cls.shared {
			k.foot.note(o.id, false)
		}
	}
}

// endure ends a run in which a poll goes on for ever.
func (k *Kernel) endure() {
	if k.circles {
		k.forEver[k.began] = true
	}
	k.endless, k.halt, k.next = true, true, nil
	panic(unwind{})
}

// goesOn reports whether a context that polls alone does not let others in now: it
// does what it has done before.
func (a *actor) goesOn(w waiter, op string, o *object) bool {
	if a.alone == 0 {
		return false
	}
	if (w == nil || w.ready(a)) && (o == &a.object || slices.Contains(a.polls().did, opOn{op, o.nth})) {
		return true
	}
	a.alone = 0
	return false
}

// resume lets contexts go on that poll, and handlers that go round, when nothing else
// can happen: what they count may run out, or be what somebody waits for. In the end
// he waits in vain, or what goes round does so for ever.
func (k *Kernel) resume() bool {
	k.tape.on = false // see tape
	any, waits := false, false
	for _, a := range k.live {
		switch _, polls := a.wait.(fresh); {
		case a.done || a.stalled() || a.wait == nil || a.ready():
		case polls:
			a.timedOut, any, waits = true, true, true
			k.foot.cpus |= 1 << a.cpu
		default:
			waits = waits || !a.passed
		}
	}
	if k.vain++; !waits && k.inVain() {
		return false
	}
	for s := range k.circling() {
		s.loop.rounds, s.more, any = 0, true, true
		k.foot.cpus = ^uint64(0)
	}
	k.circles = any && !waits
	if any && k.vain > persistence {
		k.checkHung()
		return false
	}
	return any
}

// inVain reports whether what goes round, when nothing else can happen and nobody waits,
// has been let for long enough. What came of it hangs on the state it began in, and is
// found out once for each.
func (k *Kernel) inVain() bool {
	if k.vain == 1 {
		k.began = k.stateKey()
	}
	if k.vain > persistence/k.rounds {
		k.forEver[k.began] = true
	}
	return k.forEver[k.began]
}

// outlast notices, when nothing can happen any more, that something has gone round more
// often than it is let while others can act, and has then ended by itself.
func (k *Kernel) outlast() {
	k.outlasted = slices.ContainsFunc(k.strands, func(s *strand) bool { return s.more })
}

// circling is what goes round and is not let any more.
func (k *Kernel) circling() iter.Seq[*strand] {
	return func(yield func(*strand) bool) {
		for _, t := range k.armed {
			if k.stale(t.strand) && !yield(t.strand) {
				return
			}
		}
		for _, l := range k.lines {
			if l.pending && !l.freed && k.stale(l.strand) && !yield(l.strand) {
				return
			}
		}
		for i := range k.cpus {
			for _, t := range k.cpus[i].pending {
				if k.stale(t.strand) && !yield(t.strand) {
					return
				}
			}
		}
		for _, a := range k.tasks {
			if a.stalled() && !yield((*Work)(a.wait.(*workStart)).strand) {
				return
			}
		}
	}
}
