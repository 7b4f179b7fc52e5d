package teardown

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// Drivers of one module may share a probe, and a part of a device may have a driver of its
// own: what the end of a driver gets as the data of its device says which it is about.

// ofOtherData: the end gets data that has nothing to do with the actor, and the end of
// another driver of the module gets what the actor lies in, or what lies in that.
func (c *checker) ofOtherData(a *actor.Actor, root *link.Func) bool {
	mine := c.dataOf(root)
	if mine == "" || len(a.Place) == 0 || c.about(root, mine, a) || c.leads(root, mine, a, 2) || c.handlesHolder(root, a) {
		return false
	}
	return slices.ContainsFunc(c.drivers, func(f *link.Func) bool {
		data := c.dataOf(f)
		return f != root && data != "" && data != mine && c.about(f, data, a)
	})
}

// handlesHolder: what an end runs has a variable of a struct that the actor lies in, which it may
// have got from a core's object.
func (c *checker) handlesHolder(root *link.Func, a *actor.Actor) bool {
	return slices.ContainsFunc(c.w.Reach(root).List, func(f *link.Func) bool {
		return !f.Unit.Header && slices.ContainsFunc(f.Vars, func(v ir.Var) bool {
			t := string(link.Deref(c.w.P.Underlying(v.Type)))
			return slices.ContainsFunc(a.Place, func(k link.OpKey) bool { return k.Struct == t })
		})
	})
}

// about: the actor lies in a struct, or the struct in what holds the actor.
func (c *checker) about(f *link.Func, s string, a *actor.Actor) bool {
	return c.holds(f, s, a) || c.embeds(f, a.Place[0].Struct, s, 4)
}

// leads: a struct points to one that the actor lies in, or that lies in what holds it, by
// some members.
func (c *checker) leads(f *link.Func, s string, a *actor.Actor, depth int) bool {
	def := c.w.P.Struct(f.Unit, ir.Type(s))
	if def == nil {
		return true // it cannot be told
	}
	return slices.ContainsFunc(def.Fields, func(m ir.Field) bool {
		t := m.Type
		for len(t) > 2 && t[len(t)-2:] == "[]" {
			t = t[:len(t)-2]
		}
		to := string(link.Deref(c.w.P.Underlying(t)))
		if !link.IsStruct(ir.Type(to)) || to == s {
			return false
		}
		ofCore := strings.HasPrefix(c.w.P.StructFile(f.Unit, ir.Type(to)), "include/")
		return !ofCore && (c.about(f, to, a) || depth > 0 && c.leads(f, to, a, depth-1))
	})
}

// dataOf is the struct that a function itself gets as the data of a device, "" if it gets
// none, or several.
func (c *checker) dataOf(f *link.Func) string {
	out := ""
	for i := range f.Calls {
		s := &f.Calls[i]
		in := &f.Blocks[s.Block].Instrs[s.Index]
		get, ok := c.w.P.Model.Accessor(s.Name)
		if !ok || get.Setter == "" || in.Dst == 0 {
			continue
		}
		for bi := range f.Blocks {
			for ii := range f.Blocks[bi].Instrs {
				st := &f.Blocks[bi].Instrs[ii]
				if st.Op != ir.InstrStore {
					continue
				}
				src := &f.Exprs[uncast(f, st.Src)]
				if src.Op != ir.OpVar || src.Int != f.Exprs[in.Dst].Int {
					continue
				}
				t := link.Deref(c.w.P.Underlying(c.w.P.TypeOf(f, st.Dst)))
				if !link.IsStruct(t) || out != "" && out != string(t) {
					return ""
				}
				out = string(t)
			}
		}
	}
	return out
}
