package engine

import (
	"slices"
	"sync"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A way through a table of functions is that of the object whose table it is. Where the
// way says which member of a larger struct the object is, and the program gives that
// member tables by its name, then a function of a table that only others are given is
// not called.

// givenTables are those that the objects in members are given, made when first asked for.
type givenTables struct {
	sync.Mutex
	by map[link.OpKey]*tablesOf
}

// tablesOf are the tables that are stored to one member of a struct, by who holds the
// struct: an empty holder for one that is not known. whole: each store is of a table.
type tablesOf struct {
	holders map[string]map[link.OpKey]bool // by table
	to      map[link.OpKey]bool
	whole   bool
}

// otherInstance says of a way through a table that the object has another one, "" if it
// may have that.
func (res *Result) otherInstance(f *Finding) string {
	for i := range f.Chain[:len(f.Chain)-1] {
		fr := &f.Chain[i]
		if fr.Op.Field == "" {
			continue
		}
		member, holder := res.tableOf(f.Chain[:i+1])
		if holder == (link.OpKey{}) {
			continue
		}
		t := res.tablesOf(member)
		if t == nil || !t.whole || !t.to[holder] {
			continue
		}
		if !res.mayBeGiven(t, holder, fr.Op, f.Chain[i+1].Fn) {
			return f.Chain[i+1].Fn.Name + "() is in no table that " + holder.Field + " is given"
		}
	}
	return ""
}

// mayBeGiven: a table with the function is stored to an object that the holder holds, or
// to one of which that is not known.
func (res *Result) mayBeGiven(t *tablesOf, holder, op link.OpKey, fn *link.Func) bool {
	return slices.ContainsFunc(res.Prog.Bindings(op), func(b link.Binding) bool {
		if b.Fn != fn {
			return false
		}
		at := t.holders[b.Global]
		if b.Global == "" || len(at) == 0 || at[link.OpKey{}] || at[holder] {
			return true
		}
		for h := range at {
			if res.Prog.Copied(h, holder) {
				return true
			}
		}
		return false
	})
}

// tableOf is the member that holds the pointer to the table which the last call of a way
// goes through, and the member that the object with it is, if the way says so.
func (res *Result) tableOf(chain []Frame) (member, holder link.OpKey) {
	k := len(chain) - 1
	f := chain[k].Fn
	x := f.CalledThrough(chain[k].In)
	if f.Exprs[x].Op != ir.OpField || f.Exprs[f.Exprs[x].X].Op != ir.OpDeref {
		return link.OpKey{}, link.OpKey{}
	}
	table := f.Exprs[f.Exprs[x].X].X
	if f.Exprs[table].Op != ir.OpField {
		return link.OpKey{}, link.OpKey{}
	}
	member, _ = res.Prog.PlaceKey(f, table)
	return member, res.holderOfMember(chain, k, table)
}

// holderOfMember is the member, or the variable, that is the object of which an
// expression of the frame k names a member.
func (res *Result) holderOfMember(chain []Frame, k int, x ir.ExprID) link.OpKey {
	f := chain[k].Fn
	if holder, _ := res.Prog.HolderOf(f, x); holder != (link.OpKey{}) {
		return holder
	}
	if x = f.Exprs[x].X; f.Exprs[x].Op != ir.OpDeref {
		return link.OpKey{}
	}
	x = passedAs(chain, &k, f.Exprs[x].X)
	f = chain[k].Fn
	if f.Exprs[x].Op == ir.OpField && isArray(res.Prog.TypeOf(f, x)) {
		holder, _ := res.Prog.PlaceKey(f, x)
		return holder
	}
	if f.Exprs[x].Op != ir.OpAddr {
		return link.OpKey{}
	}
	holder, _ := res.Prog.PlaceKey(f, f.Exprs[x].X)
	return holder
}

// tablesOf are the tables that are stored to a member.
func (res *Result) tablesOf(member link.OpKey) *tablesOf {
	g := &res.tables
	g.Lock()
	defer g.Unlock()
	if g.by == nil {
		g.by = map[link.OpKey]*tablesOf{}
		res.eachMemberStore(g.note)
		res.eachMemberStore(g.noteOther)
	}
	return g.by[member]
}

// eachMemberStore lists the stores to members, with the table that is stored, "" for
// something else.
func (res *Result) eachMemberStore(do func(member link.OpKey, table string, holder func() link.OpKey)) {
	for _, f := range res.Prog.Funcs {
		for b := range f.Blocks {
			for i := range f.Blocks[b].Instrs {
				in := &f.Blocks[b].Instrs[i]
				if in.Op != ir.InstrStore || f.Exprs[in.Dst].Op != ir.OpField {
					continue
				}
				member, ok := res.Prog.PlaceKey(f, in.Dst)
				if !ok {
					continue
				}
				do(member, tableNamed(f, in.Src), func() link.OpKey {
					return res.holderOfMember([]Frame{{Fn: f, In: in}}, 0, in.Dst)
				})
			}
		}
	}
}

// tableNamed is the variable whose address an expression is.
func tableNamed(f *link.Func, e ir.ExprID) string {
	x := stripExpr(f, e)
	if x.Op == ir.OpAddr && f.Exprs[x.X].Op == ir.OpGlobal {
		return f.Exprs[x.X].Sym
	}
	return ""
}

func (g *givenTables) note(member link.OpKey, table string, holder func() link.OpKey) {
	if table == "" {
		return
	}
	t := g.by[member]
	if t == nil {
		t = &tablesOf{map[string]map[link.OpKey]bool{}, map[link.OpKey]bool{}, true}
		g.by[member] = t
	}
	if t.holders[table] == nil {
		t.holders[table] = map[link.OpKey]bool{}
	}
	h := holder()
	t.holders[table][h], t.to[h] = true, true
}

func (g *givenTables) noteOther(member link.OpKey, table string, _ func() link.OpKey) {
	if t := g.by[member]; t != nil && table == "" {
		t.whole = false
	}
}
