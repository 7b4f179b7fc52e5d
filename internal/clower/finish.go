package clower

import "github.com/ctxlint/ctxlint/internal/ir"

// finish ends the last block and copies the function out of the builder.
// Blocks that nothing reaches are dropped, empty ones are skipped over, and a
// branch whose arms meet at once is no branch.
func (b *fn) finish() {
	b.terminate(ir.Term{Kind: ir.TermReturn})
	for i := 0; i < b.nb; i++ {
		if blk := &b.blocks[i]; !blk.done { // only blocks that nothing enters
			blk.term, blk.done = ir.Term{Kind: ir.TermUnreachable}, true
		}
	}
	order := b.reach()
	f := b.f
	f.Blocks = b.l.blocks.take(order)
	for i := 0; i < b.nb; i++ {
		blk := &b.blocks[i]
		at := b.number[i]
		if at == none {
			continue
		}
		for k, to := range blk.term.Targets {
			blk.term.Targets[k] = b.number[to]
		}
		f.Blocks[at] = ir.Block{Instrs: b.l.instrs.copy(blk.instrs), Term: blk.term}
	}
	f.Exprs = b.ar.finish()
	f.Vars = append(make([]ir.Var, 0, len(b.vars)), b.vars...)
	for i := 0; i < b.nb; i++ {
		clear(b.blocks[i].instrs)
	}
}

// follow is the block that control gets to when it is sent to id.
func (b *fn) follow(id ir.BlockID) ir.BlockID {
	for hops := 0; hops < b.nb; hops++ {
		blk := &b.blocks[id]
		if len(blk.instrs) > 0 || blk.term.Kind != ir.TermJump {
			return id
		}
		id = blk.term.Targets[0]
	}
	return id // an empty loop
}

// reach numbers the reachable blocks in the order of their creation, which is
// close to that of the source, and returns how many there are.
func (b *fn) reach() int {
	b.number = b.number[:0]
	for i := 0; i < b.nb; i++ {
		b.number = append(b.number, none)
	}
	work := append(b.work[:0], 0)
	b.number[0] = 0
	for len(work) > 0 {
		blk := &b.blocks[work[len(work)-1]]
		work = work[:len(work)-1]
		t := &blk.term
		for k, to := range t.Targets {
			to = b.follow(to)
			t.Targets[k] = to
			if b.number[to] == none {
				b.number[to] = 0
				work = append(work, to)
			}
		}
		if t.Kind == ir.TermBranch && t.Targets[0] == t.Targets[1] {
			*t = ir.Term{Kind: ir.TermJump, Targets: t.Targets[:1]}
		}
	}
	b.work = work
	n := ir.BlockID(0)
	for i, mark := range b.number {
		if mark != none {
			b.number[i] = n
			n++
		}
	}
	return int(n)
}
