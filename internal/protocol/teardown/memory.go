package teardown

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// within are the actors that use the memory which a call frees.
func (c *checker) within(f *link.Func, act *actor.Act) set {
	s, ok := c.users[act]
	if ok {
		return s
	}
	freed := c.freed(f, act)
	if act.ByCore && (len(freed) > 2 || len(freed) > 0 && c.assigned[freed[0]]) {
		freed = nil // the core's object is that of one of several kinds, or has its data elsewhere
	}
	for _, t := range freed {
		for i, a := range c.actors {
			if c.holds(f, t, a) {
				s.add(i)
			}
		}
	}
	c.users[act] = s
	return s
}

// uses: an actor uses the memory which a call frees.
func (c *checker) uses(f *link.Func, act *actor.Act, a *actor.Actor) bool {
	s := c.within(f, act)
	return s.has(a.Index)
}

// freed are the structs that a call frees: that of its argument, and what is
// allocated with it. Where a device is taken down, what the function has just
// allocated is no object that something runs on.
func (c *checker) freed(f *link.Func, act *actor.Act) []string {
	if act.Arg == 0 || !c.setup && c.w.Fresh(f, act.Arg) {
		return nil
	}
	var out []string
	for e := act.Arg; ; e = f.Exprs[e].X {
		if t := link.Deref(c.w.P.Underlying(c.w.P.TypeOf(f, e))); link.IsStruct(t) {
			out = append(out, string(t))
			for p := range c.privateOf(string(t)) {
				out = append(out, p)
			}
			return out
		}
		if f.Exprs[e].Op != ir.OpCast {
			return nil
		}
	}
}

// holds: the actor lies in an object of the struct, or is called with one.
func (c *checker) holds(f *link.Func, s string, a *actor.Actor) bool {
	if a.Kind == effect.IRQ {
		return a.CalledWith(s)
	}
	for _, k := range a.Place {
		if k.Struct == s {
			return true
		}
	}
	return len(a.Place) > 0 && c.embeds(f, s, a.Place[0].Struct, 4)
}

// embeds: a struct contains another, in a member or an array of them.
func (c *checker) embeds(f *link.Func, outer, inner string, depth int) bool {
	s := c.w.P.Struct(f.Unit, ir.Type(outer))
	if s == nil || depth == 0 || inner == "" {
		return false
	}
	for i := range s.Fields {
		t := s.Fields[i].Type
		for len(t) > 2 && t[len(t)-2:] == "[]" {
			t = t[:len(t)-2]
		}
		if string(t) == inner || link.IsStruct(t) && string(t) != outer && c.embeds(f, string(t), inner, depth-1) {
			return true
		}
	}
	return false
}

// privateOf are the structs of the driver that lie behind an object of a core, as
// accessors without a setter, or members for that purpose, show.
func (c *checker) privateOf(t string) map[string]bool {
	if c.privates == nil {
		c.privates = map[string]map[string]bool{}
		for _, f := range c.w.P.Funcs {
			if c.w.Module(f.Unit) == c.module {
				c.notePrivates(f)
			}
		}
	}
	return c.privates[t]
}

func (c *checker) notePrivates(f *link.Func) {
	p := c.w.P
	owners := map[int64]string{} // the temporaries of accessors
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			switch {
			case in.Op == ir.InstrCall && in.Dst != 0 && f.Exprs[in.Src].Op == ir.OpGlobal:
				if t := c.ownerOf(f, in, f.Exprs[in.Src].Sym); t != "" {
					owners[f.Exprs[in.Dst].Int] = t
				}
			case in.Op == ir.InstrStore:
				c.noteAssigned(f, in.Dst)
				mine := link.Deref(p.Underlying(p.TypeOf(f, in.Dst)))
				if !link.IsStruct(mine) {
					continue
				}
				src := in.Src
				for f.Exprs[src].Op == ir.OpCast || f.Exprs[src].Op == ir.OpAddr {
					src = f.Exprs[src].X
				}
				owner := ""
				switch x := &f.Exprs[src]; x.Op {
				case ir.OpVar:
					owner = owners[x.Int]
				case ir.OpField:
					if t := string(p.Underlying(p.TypeOf(f, x.X))); p.Model.Is("private-member", t+"."+x.Sym) {
						owner = t
					}
				}
				if owner != "" {
					if c.privates[owner] == nil {
						c.privates[owner] = map[string]bool{}
					}
					c.privates[owner][string(mine)] = true
				}
			}
		}
	}
}

// noteAssigned notes the structs of a core whose member for private memory the driver sets
// itself: what that leads to is not freed with the object.
func (c *checker) noteAssigned(f *link.Func, dst ir.ExprID) {
	x := &f.Exprs[dst]
	if x.Op != ir.OpField {
		return
	}
	if t := string(c.w.P.Underlying(c.w.P.TypeOf(f, x.X))); c.w.P.Model.Is("private-member", t+"."+x.Sym) {
		c.assigned[t] = true
	}
}

// ownerOf is the struct of a core behind which lies what a call yields, "" if it yields
// something else. An accessor of what lies elsewhere is looked into.
func (c *checker) ownerOf(f *link.Func, in *ir.Instr, name string) string {
	p := c.w.P
	if p.Model.Is("private-elsewhere", name) {
		if g := p.Resolve(f.Unit, name); g != nil {
			for i := range g.Calls {
				s := &g.Calls[i]
				if t := c.ownerOf(g, &g.Blocks[s.Block].Instrs[s.Index], s.Name); t != "" {
					return t
				}
			}
		}
		return ""
	}
	a, ok := p.Model.Accessor(name)
	if !ok || a.Setter != "" || int(a.Arg) >= len(in.Args) {
		return ""
	}
	if t := link.Deref(p.Underlying(p.TypeOf(f, in.Args[a.Arg]))); link.IsStruct(t) {
		return string(t)
	}
	return ""
}
