package engine

import "github.com/ctxlint/ctxlint/internal/ir"

// leavesElse: the branch in front of the lock that was taken at pos leaves the
// function otherwise, as in `if (!p) return; lock();`. Then its condition guards all
// that follows, and does not choose between two locks.
func (r *run) leavesElse(pos ir.Pos) bool {
	at := r.blockAt(pos)
	if at < 0 {
		return false
	}
	found := false
	for i := range r.fn.Blocks {
		t := &r.fn.Blocks[i].Term
		if t.Kind != ir.TermBranch {
			continue
		}
		for j, to := range t.Targets {
			if to == at {
				found = true
				if !r.returns(t.Targets[1-j]) {
					return false
				}
			}
		}
	}
	return found
}

// blockAt is the block with the call at pos, -1 if none of this function is there.
func (r *run) blockAt(pos ir.Pos) ir.BlockID {
	for bi := range r.fn.Blocks {
		for ii := range r.fn.Blocks[bi].Instrs {
			if in := &r.fn.Blocks[bi].Instrs[ii]; in.Op == ir.InstrCall && in.Pos == pos {
				return ir.BlockID(bi)
			}
		}
	}
	return -1
}

// returns: a block leads straight out of the function.
func (r *run) returns(b ir.BlockID) bool {
	for range r.fn.Blocks {
		t := &r.fn.Blocks[b].Term
		if t.Kind != ir.TermJump {
			return t.Kind == ir.TermReturn
		}
		b = t.Targets[0]
	}
	return false
}
