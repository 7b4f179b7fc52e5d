package actor

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// CalledWith tells whether an interrupt's handlers may be called with a struct.
func (a *Actor) CalledWith(s string) bool { return slices.Contains(a.Cookies, s) }

// calledWith tells it of a struct at the same address, too: its first member, or what
// it is the first member of.
func (w *World) calledWith(f *link.Func, a *Actor, s string) bool {
	return slices.ContainsFunc(a.Cookies, func(c string) bool {
		return c == s || w.beginsWith(f, s, c) || w.beginsWith(f, c, s)
	})
}

func (w *World) beginsWith(f *link.Func, outer, inner string) bool {
	for depth := 0; depth < 4 && link.IsStruct(ir.Type(outer)); depth++ {
		s := w.P.Struct(f.Unit, ir.Type(outer))
		if s == nil || len(s.Fields) == 0 {
			return false
		}
		if outer = string(s.Fields[0].Type); outer == inner {
			return true
		}
	}
	return false
}

func (a *Actor) addCookie(s string) {
	if !a.CalledWith(s) {
		a.Cookies = append(a.Cookies, s)
	}
}
