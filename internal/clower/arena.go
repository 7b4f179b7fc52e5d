package clower

import "github.com/ctxlint/ctxlint/internal/ir"

// arena collects the expressions of one function. Equal expressions get the
// same id: they have no side effect, so one node can stand for all of them,
// which halves the size of a unit and lets places be compared by id.
type arena struct {
	exprs []ir.Expr
	slots []slot // open addressing, a power of two
	gen   uint32 // of the function: older slots are empty
}

type slot struct {
	gen uint32
	id  ir.ExprID
}

func (a *arena) reset() {
	clear(a.exprs) // drop references to strings
	a.exprs = append(a.exprs[:0], ir.Expr{})
	a.gen++
	if a.slots == nil {
		a.slots = make([]slot, 256)
	}
}

// finish returns a copy of the expressions at its final size.
func (a *arena) finish() []ir.Expr {
	out := make([]ir.Expr, len(a.exprs))
	copy(out, a.exprs)
	return out
}

func hash(e *ir.Expr) uint32 {
	h := uint64(e.Op)<<56 ^ uint64(uint32(e.X))<<28 ^ uint64(uint32(e.Y)) ^ uint64(e.Int)*0x9e3779b97f4a7c15
	if n := len(e.Sym); n > 0 {
		h ^= uint64(n) | uint64(e.Sym[0])<<8 | uint64(e.Sym[n-1])<<16 | uint64(e.Sym[n/2])<<24 | uint64(e.Sym[n*3/4])<<32
	}
	h ^= uint64(len(e.Type)) << 40
	h *= 0xff51afd7ed558ccd
	return uint32(h >> 32)
}

// add returns the id of e, which is new if e has arguments.
func (a *arena) add(e ir.Expr) ir.ExprID {
	if e.Args != nil || e.Op == ir.OpInit {
		a.exprs = append(a.exprs, e)
		return ir.ExprID(len(a.exprs) - 1)
	}
	mask := uint32(len(a.slots) - 1)
	i := hash(&e) & mask
	for a.slots[i].gen == a.gen {
		o := &a.exprs[a.slots[i].id]
		if o.Op == e.Op && o.X == e.X && o.Y == e.Y && o.Int == e.Int && o.Sym == e.Sym && o.Type == e.Type {
			return a.slots[i].id
		}
		i = (i + 1) & mask
	}
	id := ir.ExprID(len(a.exprs))
	a.exprs = append(a.exprs, e)
	a.slots[i] = slot{a.gen, id}
	if len(a.exprs)*2 > len(a.slots) {
		a.grow()
	}
	return id
}

func (a *arena) grow() {
	old := a.slots
	a.slots = make([]slot, 2*len(old))
	mask := uint32(len(a.slots) - 1)
	for _, s := range old {
		if s.gen != a.gen {
			continue
		}
		i := hash(&a.exprs[s.id]) & mask
		for a.slots[i].gen == a.gen {
			i = (i + 1) & mask
		}
		a.slots[i] = s
	}
}
