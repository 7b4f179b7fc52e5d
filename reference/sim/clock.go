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
	more   bool // it went round and was let go on when nothing else could happen
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
// needed to find the first two accesses that nothing orders. The clocks in it are
// never changed, only replaced: see saved.
type history struct {
	w, r     clock // shared: known to the last write, to reads since
	over     clock // known to the runs of its handler that are over, see leave
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
		h.w, h.r = k.keep(s.clock), nil
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
		h.wBy, h.wAt, h.rBy, h.rMany, h.r = s.index+1, at, 0, false, nil
		return
	}
	switch {
	case h.rMany:
		h.r = k.set(h.r, s.index, at)
	case h.rBy == 0 || h.rBy-1 == s.index || h.rAt <= s.clock.of(h.rBy-1):
		h.rBy, h.rAt = s.index+1, at
	default:
		h.rMany = true
		h.r = k.set(k.set(nil, h.rBy-1, h.rAt), s.index, at)
	}
}

// keep copies a clock, and set and merge change a copy of one.
func (k *Kernel) keep(c clock) clock { return k.enlarge(c, len(c)) }

func (k *Kernel) merge(c, d clock) clock {
	m := k.enlarge(c, len(d))
	for i, v := range d {
		m[i] = max(m[i], v)
	}
	return m
}

func (k *Kernel) set(c clock, i int, v uint32) clock {
	d := k.enlarge(c, i+1)
	d[i] = v
	return d
}

// enlarge is a copy of a clock that knows of n strands at least.
func (k *Kernel) enlarge(c clock, n int) clock {
	d := k.alloc(max(n, len(c)))
	clear(d[copy(d, c):])
	return d
}

// clockStore is how much of the clocks' memory is used: a run makes hundreds, and
// garbage would be most of its cost.
type clockStore struct{ chunk, used int }

const clockChunk = 4096

func (k *Kernel) alloc(n int) clock {
	p := &k.clocks
	for ; p.chunk < len(k.chunks); p.chunk, p.used = p.chunk+1, 0 {
		if c := k.chunks[p.chunk]; p.used+n <= len(c) {
			p.used += n
			return c[p.used-n : p.used : p.used]
		}
	}
	k.chunks = append(k.chunks, make(clock, max(clockChunk, n)))
	p.used = n
	return k.chunks[p.chunk][:n:n]
}
