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
	b.reach()
	order := b.merge()
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

// merge appends to each block what only it leads to. It numbers the blocks that
// are left in the order of their creation, which is close to that of the
// source, and returns how many there are.
func (b *fn) merge() int {
	preds := b.work[:0]
	for i := 0; i < b.nb; i++ {
		preds = append(preds, 0)
	}
	b.work = preds
	preds[0] = 2 // entered from outside
	for i := 0; i < b.nb; i++ {
		if b.number[i] != none {
			for _, to := range b.blocks[i].term.Targets {
				preds[to]++
			}
		}
	}
	n := 0
	for i := 0; i < b.nb; i++ {
		if b.number[i] == none {
			continue
		}
		blk := &b.blocks[i]
		for blk.term.Kind == ir.TermJump && preds[blk.term.Targets[0]] == 1 {
			to := blk.term.Targets[0]
			blk.instrs = append(blk.instrs, b.blocks[to].instrs...)
			blk.term = b.blocks[to].term
			b.number[to] = none
		}
	}
	for i, mark := range b.number {
		if mark != none {
			b.number[i] = ir.BlockID(n)
			n++
		}
	}
	return n
}

// reach marks the reachable blocks, and leads every edge past empty ones.
func (b *fn) reach() {
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
}
