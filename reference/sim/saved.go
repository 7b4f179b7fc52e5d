package sim

import "slices"

// saved is what exploration knows at a choice, see tape. It is made of what lies in
// objects, contexts and strands, in the order of their creation.
type saved struct {
	steps int   // of the tape
	run   int32 // and points passed behind the last of them
	objs  []known
	live  []savedActor
	own   []savedStrand
	srcs  []savedSource
	words []uint32 // of the strands: clocks and objects
	ops   []opOn
	waits []buffered // stores of all CPUs
	clock clockStore
	sum   uint64
	count int // operations
	vain  int
}

type savedActor struct {
	books
	timedOut bool
}

type savedStrand struct {
	wrote        uint32
	clock        int
	loop, within savedLoop
}

type savedLoop struct {
	rounds                      int
	large                       bool
	known, objs, seen, ops, did int
}

type savedSource struct {
	last, asked bool
	by          int
}

// save notes what is known now in s, which may have been used before.
func (k *Kernel) save(s *saved) {
	s.steps, s.sum, s.count, s.vain, s.clock = len(k.tape.steps), k.sum, k.steps, k.vain, k.clocks
	if s.run = 0; s.steps > 0 {
		s.run = k.tape.steps[s.steps-1].run
	}
	s.objs, s.live, s.own, s.srcs = s.objs[:0], s.live[:0], s.own[:0], s.srcs[:0]
	s.words, s.ops, s.waits = s.words[:0], s.ops[:0], s.waits[:0]
	for i, left := 0, len(k.objs); left > 0; i, left = i+1, left-knownChunk {
		s.objs = append(s.objs, k.known[i][:min(left, knownChunk)]...)
	}
	for i := range s.objs {
		s.objs[i].plain = s.objs[i].plain.clone()
	}
	for _, a := range k.live {
		s.live = append(s.live, savedActor{a.books, a.timedOut})
	}
	for _, t := range k.strands {
		s.words = append(s.words, t.clock...)
		s.own = append(s.own, savedStrand{t.wrote, len(t.clock), s.loop(&t.loop), s.loop(&t.within)})
	}
	for _, d := range k.srcs {
		s.srcs = append(s.srcs, savedSource{d.last, d.asked, d.by})
	}
	for i := range k.cpus {
		s.waits = append(s.waits, k.cpus[i].stores...)
	}
}

func (s *saved) loop(l *loop) savedLoop {
	for _, w := range [][]uint32{l.known, l.objs, l.seen} {
		s.words = append(s.words, w...)
	}
	s.ops = append(append(s.ops, l.ops...), l.did...)
	return savedLoop{l.rounds, l.large, len(l.known), len(l.objs), len(l.seen), len(l.ops), len(l.did)}
}

// restore gives a run that has come to the same place what was known there.
func (k *Kernel) restore(s *saved) {
	waits := 0
	for i := range k.cpus {
		waits += len(k.cpus[i].stores)
	}
	if len(k.objs) != len(s.objs) || len(k.live) != len(s.live) || len(k.strands) != len(s.own) ||
		len(k.srcs) != len(s.srcs) || waits != len(s.waits) {
		k.astray()
		return
	}
	k.sum, k.steps, k.vain, k.clocks = s.sum, s.count, s.vain, s.clock
	for i, left := 0, s.objs; len(left) > 0; i++ {
		left = left[copy(k.known[i][:], left):]
	}
	for _, o := range k.objs {
		o.plain = o.plain.clone()
	}
	for i, a := range k.live {
		a.books, a.timedOut = s.live[i].books, s.live[i].timedOut
	}
	words, ops := s.words, s.ops
	for i, t := range k.strands {
		x := &s.own[i]
		t.wrote = x.wrote
		t.clock, words = take(t.clock, words, x.clock)
		words, ops = t.loop.restore(&x.loop, words, ops)
		words, ops = t.within.restore(&x.within, words, ops)
	}
	for i, d := range k.srcs {
		d.last, d.asked, d.by = s.srcs[i].last, s.srcs[i].asked, s.srcs[i].by
	}
	left := s.waits
	for i := range k.cpus {
		for j := range k.cpus[i].stores {
			st := &k.cpus[i].stores[j]
			st.at, st.clock, st.h = left[0].at, left[0].clock, left[0].h
			left = left[1:]
		}
	}
}

func (l *loop) restore(x *savedLoop, words []uint32, ops []opOn) ([]uint32, []opOn) {
	l.rounds, l.large = x.rounds, x.large
	l.known, words = take(l.known, words, x.known)
	l.objs, words = take(l.objs, words, x.objs)
	l.seen, words = take(l.seen, words, x.seen)
	l.ops, ops = take(l.ops, ops, x.ops)
	l.did, ops = take(l.did, ops, x.did)
	return words, ops
}

// take copies the first n of from to s, and returns the rest of from as well.
func take[S ~[]E, E any](s S, from []E, n int) (S, []E) {
	return append(s[:0], from[:n]...), from[n:]
}

func (p *plain) clone() *plain {
	if p == nil {
		return nil
	}
	return &plain{p.w, slices.Clone(p.r)}
}
