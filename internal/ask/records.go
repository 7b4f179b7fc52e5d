package ask

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Records that point to an ops table say beside it what kind of thing it is for:
//
//	static const struct block_version dm_block = { .type = BLOCK_DISPLAY, .funcs = &dm_funcs };
//
// A core that asks the record before it calls means the tables of such records:
//
//	if (block->version->type != BLOCK_FIRMWARE)
//		continue;
//	block->version->funcs->start(dev);
//
// What is asked of a record on the way to the call is taken for asked of the one that it
// calls through: the direction of error is a context that is missing where a core asks one
// and calls another.

// record is one that points to a table.
type record struct {
	unit   *link.Unit
	global string
	index  int
	path   string // up to its members
}

// recordIndex knows the records by the member that points to a table, and the table.
type recordIndex struct {
	p    *link.Program
	of   map[tableAt][]record
	open map[link.OpKey]bool // members that are set by statements, too
	kept map[recordQuestion]bool
}

// tableAt is a table that a member of a record points to.
type tableAt struct {
	by    link.OpKey
	table string
	unit  *link.Unit
}

type recordQuestion struct {
	f  *link.Func
	c  *link.CallSite
	fn *link.Func
}

func newRecordIndex(p *link.Program) *recordIndex {
	x := &recordIndex{p: p, of: map[tableAt][]record{}, open: map[link.OpKey]bool{}, kept: map[recordQuestion]bool{}}
	for _, u := range p.Units {
		for i := range u.Inits {
			in := &u.Inits[i]
			v := &u.Top.Exprs[in.Value]
			if v.Op != ir.OpAddr || u.Top.Exprs[v.X].Op != ir.OpGlobal || in.Owner == "" || in.Field == "" {
				continue
			}
			gu, g := p.Global(u, u.Top.Exprs[v.X].Sym)
			if g == nil || !x.table(gu, g) {
				continue
			}
			at := tableAt{p.Member(in.Owner, in.Field), g.Name, gu}
			x.of[at] = append(x.of[at], record{u, in.Global, in.Index, strings.TrimSuffix(in.Path, "."+in.Field)})
		}
	}
	x.stores()
	return x
}

// stores notes the members of records that functions store to.
func (x *recordIndex) stores() {
	fields := map[string]bool{}
	for at := range x.of {
		fields[at.by.Field] = true
	}
	for _, f := range x.p.Funcs {
		for b := range f.Blocks {
			for i := range f.Blocks[b].Instrs {
				in := &f.Blocks[b].Instrs[i]
				if in.Op != ir.InstrStore || f.Exprs[in.Dst].Op != ir.OpField || !fields[f.Exprs[in.Dst].Sym] {
					continue
				}
				if k, ok := x.p.PlaceKey(f, in.Dst); ok {
					x.open[k] = true
				}
			}
		}
	}
}

// table: an object is a struct of functions.
func (x *recordIndex) table(u *link.Unit, g *ir.Global) bool {
	return strings.HasPrefix(string(g.Type), "struct ") && len(x.p.TableFuncs(u, g.Name)) > 0
}

// denies: no record that points to a table with the function lets the call be reached.
func (x *recordIndex) denies(f *link.Func, c *link.CallSite, fn *link.Func) bool {
	by, ok := x.pointedBy(f, c)
	if !ok || x.open[by] {
		return false
	}
	q := recordQuestion{f, c, fn}
	denied, known := x.kept[q]
	if !known {
		denied = x.deny(f, c, fn, by)
		x.kept[q] = denied
	}
	return denied
}

func (x *recordIndex) deny(f *link.Func, c *link.CallSite, fn *link.Func, by link.OpKey) bool {
	found := false
	for _, b := range x.p.Bindings(c.Op) {
		if b.Fn != fn {
			continue
		}
		if b.Global == "" {
			return false // filled in by a function
		}
		records := x.of[tableAt{by, b.Global, b.Unit}]
		if len(records) == 0 {
			return false // who points to this table was not seen
		}
		for _, r := range records {
			if x.reached(f, c.Block, by.Struct, &r) {
				return false
			}
		}
		found = true
	}
	return found
}

// pointedBy is the member of a record that holds the table which a call goes through.
func (x *recordIndex) pointedBy(f *link.Func, c *link.CallSite) (link.OpKey, bool) {
	in := &f.Blocks[c.Block].Instrs[c.Index]
	e := &f.Exprs[in.Src]
	for e.Op == ir.OpDeref || e.Op == ir.OpCast {
		e = &f.Exprs[e.X]
	}
	if e.Op != ir.OpField || e.Sym != c.Op.Field {
		return link.OpKey{}, false
	}
	table := e.X
	for f.Exprs[table].Op == ir.OpDeref || f.Exprs[table].Op == ir.OpCast {
		table = f.Exprs[table].X
	}
	if f.Exprs[table].Op != ir.OpField {
		return link.OpKey{}, false
	}
	k, ok := x.p.PlaceKey(f, table)
	return k, ok && k.Struct != ""
}

// reached: a block is, where branches on members of the record's struct go as the record
// has them.
func (x *recordIndex) reached(f *link.Func, block int, owner string, r *record) bool {
	var not []link.Edge
	for b := range f.Blocks {
		t := &f.Blocks[b].Term
		if t.Kind != ir.TermBranch || t.Targets[0] == t.Targets[1] {
			continue
		}
		if yes, ok := x.decide(f, t.Cond, owner, r); ok {
			away := 1
			if !yes {
				away = 0
			}
			not = append(not, link.Edge{From: ir.BlockID(b), Target: away})
		}
	}
	return len(not) == 0 || f.ReachedWithout(not...)[block]
}

// decide is what a condition is of a record, where it compares one member with a number.
func (x *recordIndex) decide(f *link.Func, cond ir.ExprID, owner string, r *record) (yes, ok bool) {
	e := &f.Exprs[cond]
	if e.Op == ir.OpUnary && e.Sym == "!" {
		yes, ok = x.decide(f, e.X, owner, r)
		return !yes, ok
	}
	if e.Op != ir.OpBinary || e.Sym != "==" && e.Sym != "!=" {
		return false, false
	}
	member, number := e.X, e.Y
	if f.Exprs[member].Op != ir.OpField {
		member, number = number, member
	}
	if f.Exprs[member].Op != ir.OpField {
		return false, false
	}
	k, ok := x.p.PlaceKey(f, member)
	want, known := x.p.ConstValue(f.Unit, f.Func, number)
	if !ok || !known || k.Struct != owner {
		return false, false
	}
	have, ok := x.has(r, k.Field)
	return (have == want) == (e.Sym == "=="), ok
}

// has is the number that a record has in a member.
func (x *recordIndex) has(r *record, member string) (int64, bool) {
	u := r.unit
	for i := range u.Inits {
		in := &u.Inits[i]
		if in.Global == r.global && in.Index == r.index && in.Path == r.path+"."+member {
			return x.p.ConstValue(u, u.Top, in.Value)
		}
	}
	return 0, false
}
