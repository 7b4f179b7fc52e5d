package ir

import "strings"

// defined checks that temporaries are written before they are read, by a
// forward must-analysis over reachable blocks: at a join only what every
// predecessor wrote is known. Temporaries come from the front-end, so a
// violation is a bug of ours, never of the source.
func (c *checker) defined() {
	f := c.f
	temps := 0
	index := make([]int, len(f.Vars)) // 1 + number among the temporaries
	for v := range f.Vars {
		if strings.HasPrefix(f.Vars[v].Name, "%") {
			temps++
			index[v] = temps
		}
	}
	for _, p := range f.Params {
		index[p] = 0
	}
	if temps == 0 {
		return
	}
	d := defs{c: c, index: index, in: make([]bits, len(f.Blocks)), words: (temps + 63) / 64}
	d.in[0] = make(bits, d.words)
	work := []BlockID{0}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		out := append(bits(nil), d.in[b]...)
		d.block(b, out, false)
		for _, s := range f.Blocks[b].Term.Targets {
			if d.in[s] == nil {
				d.in[s] = append(bits(nil), out...)
				work = append(work, s)
			} else if d.in[s].meet(out) {
				work = append(work, s)
			}
		}
	}
	for b := range f.Blocks {
		if d.in[b] != nil {
			d.block(BlockID(b), append(bits(nil), d.in[b]...), true)
		}
	}
}

type bits []uint64

func (b bits) meet(o bits) (changed bool) {
	for i := range b {
		if n := b[i] & o[i]; n != b[i] {
			b[i], changed = n, true
		}
	}
	return changed
}

type defs struct {
	c     *checker
	index []int
	in    []bits
	words int
}

// block moves state over a block; with check it reports reads of temporaries
// that are not in state.
func (d *defs) block(b BlockID, state bits, check bool) {
	blk := &d.c.f.Blocks[b]
	for i := range blk.Instrs {
		in := &blk.Instrs[i]
		if check {
			d.read(b, in.Src, state)
			for _, a := range in.Args {
				d.read(b, a, state)
			}
		}
		if in.Dst == 0 {
			continue
		}
		if e := &d.c.f.Exprs[in.Dst]; e.Op == OpVar {
			if t := d.index[e.Int]; t > 0 {
				state[(t-1)/64] |= 1 << ((t - 1) % 64)
			}
		} else if check {
			d.read(b, in.Dst, state)
		}
	}
	if check {
		d.read(b, blk.Term.Cond, state)
	}
}

func (d *defs) read(b BlockID, id ExprID, state bits) {
	if id == 0 || d.c.err != nil {
		return
	}
	e := &d.c.f.Exprs[id]
	if e.Op == OpVar {
		if t := d.index[e.Int]; t > 0 && state[(t-1)/64]&(1<<((t-1)%64)) == 0 {
			d.c.fail("b%d: %s is read before it is written", b, d.c.f.Vars[e.Int].Name)
		}
		return
	}
	d.read(b, e.X, state)
	d.read(b, e.Y, state)
	for _, a := range e.Args {
		d.read(b, a, state)
	}
}
