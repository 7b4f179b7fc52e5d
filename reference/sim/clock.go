package sim

// clock is a vector clock: how much is known of each strand.
type clock []uint32

func (c clock) of(i int) uint32 {
	if i < len(c) {
		return c[i]
	}
	return 0
}

// strand is a sequence of actors that never run at once: a task, or the runs of
// one handler.
type strand struct {
	index int
	clock clock
	root  bool   // a task of the model or a device: not started by a handler
	wrote uint32 // its time at the last change it made

	loop   loop
	within loop // polls of a handler while it runs
}

func (k *Kernel) newStrand() *strand {
	n := len(k.strands)
	var s *strand
	if n < cap(k.strands) {
		k.strands = k.strands[:n+1]
		s = k.strands[n]
	} else {
		k.strands = append(k.strands, nil)
	}
	if s == nil {
		s = &strand{}
		k.strands[n] = s
	}
	*s = strand{index: n, clock: s.clock[:0], loop: s.loop.reset(), within: s.within.reset()}
	return s
}

// strandOf is the strand of the handler that serves o.
func (k *Kernel) strandOf(o *object) *strand {
	if o.strand == nil {
		o.strand = k.newStrand()
	}
	return o.strand
}

func (s *strand) join(c clock) {
	for len(s.clock) < len(c) {
		s.clock = append(s.clock, 0)
	}
	for i, v := range c {
		if v > s.clock[i] {
			s.clock[i] = v
		}
	}
}

func (s *strand) tick() uint32 {
	for len(s.clock) <= s.index {
		s.clock = append(s.clock, 0)
	}
	s.clock[s.index]++
	return s.clock[s.index]
}

// history is who has accessed an object. For a shared one it is clocks: an
// access is ordered after all that it conflicts with. For others it is what is
// needed to find the first two accesses that nothing orders.
type history struct {
	w, r     clock // shared: known to the last write, to reads since
	wBy, rBy int   // others: strand of the last write, of the last read, plus 1
	wAt, rAt uint32
	rMany    bool // reads by several strands since the last write: see r
}

// order orders an access to an object, or finds that nothing does.
func (k *Kernel) order(a *actor, o *object, write bool) {
	s := a.strand
	s.loop.note(o)
	if a.serving != nil {
		s.within.note(o)
	}
	if !o.cls.shared {
		if k.unordered(s, o, write) {
			k.scope.share(o.cls)
		}
		k.remember(a, o, write)
		return
	}
	h := &o.hist
	s.join(h.w)
	if write {
		s.join(h.r)
	}
	at := s.tick()
	if write {
		s.wrote = at
		h.w = k.keep(h.w, s.clock)
		h.r = h.r[:0]
		return
	}
	if len(h.r) == 0 {
		h.r = k.keep(h.r, s.clock)
		return
	}
	h.r = k.merge(h.r, s.clock)
}

// unordered reports whether an access conflicts with an earlier one of another
// strand that it is not ordered after.
func (k *Kernel) unordered(s *strand, o *object, write bool) bool {
	return k.conflicts(s.clock, s.index, o, write)
}

// conflicts is unordered for a strand of that index which knows what c does.
func (k *Kernel) conflicts(c clock, index int, o *object, write bool) bool {
	h := &o.hist
	if h.wBy > 0 && h.wAt > c.of(h.wBy-1) && h.wBy-1 != index {
		return true
	}
	if !write {
		return false
	}
	if h.rMany {
		for i, v := range h.r {
			if i != index && v > c.of(i) {
				return true
			}
		}
		return false
	}
	return h.rBy > 0 && h.rAt > c.of(h.rBy-1) && h.rBy-1 != index
}

func (k *Kernel) remember(a *actor, o *object, write bool) {
	s, h := a.strand, &o.hist
	at := s.tick()
	if write {
		s.wrote = at
		h.wBy, h.wAt, h.rBy, h.rMany = s.index+1, at, 0, false
		h.r = h.r[:0]
		return
	}
	switch {
	case h.rMany:
		h.r = k.set(h.r, s.index, at)
	case h.rBy == 0 || h.rBy-1 == s.index || h.rAt <= s.clock.of(h.rBy-1):
		h.rBy, h.rAt = s.index+1, at
	default:
		h.rMany = true
		h.r = k.set(k.set(h.r[:0], h.rBy-1, h.rAt), s.index, at)
	}
}

// keep copies a clock into c, which lives until the end of the run.
func (k *Kernel) keep(c, from clock) clock {
	if cap(c) < len(from) {
		c = k.alloc(len(from))
	}
	c = c[:len(from)]
	copy(c, from)
	return c
}

func (k *Kernel) merge(c, d clock) clock {
	if len(c) < len(d) {
		c = k.grow(c, len(d))
	}
	for i, v := range d {
		c[i] = max(c[i], v)
	}
	return c
}

func (k *Kernel) set(c clock, i int, v uint32) clock {
	if len(c) <= i {
		c = k.grow(c, i+1)
	}
	c[i] = v
	return c
}

func (k *Kernel) grow(c clock, n int) clock {
	old := len(c)
	if cap(c) < n {
		d := k.alloc(n)
		copy(d, c)
		c = d[:old]
	}
	c = c[:n]
	clear(c[old:])
	return c
}

// alloc takes a clock from a store that is emptied after the run: a run makes
// hundreds, and garbage would be most of its cost.
func (k *Kernel) alloc(n int) clock {
	n += 4
	if len(k.clocks) < n {
		k.clocks = make(clock, max(4096, n))
		k.allClocks = append(k.allClocks, k.clocks)
	}
	c := k.clocks[:n:n]
	k.clocks = k.clocks[n:]
	return c
}
