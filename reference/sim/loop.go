package sim

// A context that polls, or a timer that arms itself again, can go on for ever
// while nothing else happens. Exploring that has no end and shows nothing: after
// so many rounds that taught it nothing new, the context waits until there is
// something new to see, or nothing else to do. This is a bound, like that on
// preemptions, and part of what "complete" says: see Options.Rounds.

// loop watches the rounds of a strand: from one delay to the next of a task, one
// run of a handler.
type loop struct {
	rounds int
	news   uint64    // what was known of others when the last round ended
	objs   []*object // that this round has accessed
	seen   []*object // that the last one has
	large  bool      // more than is worth remembering: no poll
}

// loopObjects is how many objects a round accesses that can be taken for a poll.
const loopObjects = 48

func (l *loop) note(o *object) {
	for _, x := range l.objs {
		if x == o {
			return
		}
	}
	if len(l.objs) == loopObjects {
		l.large = true
		return
	}
	l.objs = append(l.objs, o)
}

// round ends a round of the strand.
func (s *strand) round() {
	l := &s.loop
	var others uint64
	for i, v := range s.clock {
		if i != s.index {
			others += uint64(v)
		}
	}
	if others == l.news && !l.large {
		l.rounds++
	} else {
		l.rounds = 0
	}
	l.news, l.large = others, false
	l.objs, l.seen = l.seen[:0], l.objs
}

// stale reports whether the strand has gone round often enough, and what it
// looks at is as it was.
func (k *Kernel) stale(s *strand) bool {
	if s == nil || s.loop.rounds < k.rounds {
		return false
	}
	for _, o := range s.loop.seen {
		if o.cls.shared && !s.clock.covers(o.hist.w) {
			s.loop.rounds = 0
			return false
		}
	}
	return true
}

// fresh is the wait of a task that polls: there is something new to see, or
// nothing else to do.
type fresh struct{ k *Kernel }

func (f fresh) ready(a *actor) bool { return a.timedOut || !f.k.stale(a.strand) }

// pause is the scheduling point of a delay.
func (k *Kernel) pause(op string) {
	a := k.cur
	if a.strand == nil || a.ctx != Task || a.atomic() {
		k.point(nil, op, &a.object)
		return
	}
	a.strand.round()
	a.timedOut = false
	if k.stale(a.strand) {
		k.point(fresh{k}, op, &a.object)
		return
	}
	k.point(nil, op, &a.object)
}
