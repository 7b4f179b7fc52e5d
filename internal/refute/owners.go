package refute

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A member is told from one of the same name by the struct that it is in: what is stored
// to flags of a socket leaves the flags of a device alone. The struct is that by whose type
// a place was reached; one that was reached by several, or by none that is known, may be
// any. Errs to silence where one struct is written to through the type of another.

// An owner numbers the struct that a member is in.
type owner int32

const (
	unasked owner = iota
	anyOwner
	firstOwner
)

// ownerOf is the struct of a member that an expression is.
func (s *Walker) ownerOf(f *link.Func, e ir.ExprID) owner {
	i := s.info(f)
	if i.owners == nil {
		i.owners = make([]owner, len(f.Exprs))
	}
	if i.owners[e] == unasked {
		i.owners[e] = s.numbered(string(s.prog.Underlying(s.prog.TypeOf(f, f.Exprs[e].X))))
	}
	return i.owners[e]
}

func (s *Walker) numbered(t string) owner {
	t = strings.TrimPrefix(t, "const ")
	if !link.IsStruct(ir.Type(t)) {
		return anyOwner
	}
	if s.structs == nil {
		s.structs = map[string]owner{}
	}
	o, ok := s.structs[t]
	if !ok {
		o = firstOwner + owner(len(s.structs))
		s.structs[t] = o
		s.structNames = append(s.structNames, t)
	}
	return o
}

// owned notes the struct that a place is reached as a member of.
func (t *values) owned(place V, o owner) V {
	if place == none {
		return none
	}
	switch was := t.owners[place]; {
	case was == unasked:
		t.owners[place] = o
	case was != o:
		t.owners[place] = anyOwner
	}
	return place
}

// structOf is the struct that a place is a member of, "" if it is not known, or one of
// several.
func (w *walk) structOf(place V) string {
	if o := w.owners[place]; o >= firstOwner {
		return w.structNames[o-firstOwner]
	}
	return ""
}

// apartOwners: two members of one name are in different structs.
func (t *values) apartOwners(p, q V) bool {
	return t.owners[p] >= firstOwner && t.owners[q] >= firstOwner && t.owners[p] != t.owners[q]
}

// by stands between the name of a member and the struct in which it is stored to: nothing
// stands for any struct, variable for what is no member.
const (
	by       = "@"
	variable = ":"
)

// noteStore notes in m that a function stores to a member or a variable, or to that bit
// of it.
func (s *Walker) noteStore(f *link.Func, e ir.ExprID, bit string, m map[string]bool) {
	x := &f.Exprs[e]
	name := x.Sym + bit
	m[name] = true
	if x.Op == ir.OpGlobal {
		m[name+by+variable] = true
	} else if o := s.ownerOf(f, e); o == anyOwner {
		m[name+by] = true
	} else {
		m[name+by+s.structNames[o-firstOwner]] = true
	}
}

// storedAs: of what noteStore noted something may be this place, of that name.
func (w *walk) storedAs(names map[string]bool, place V, name string) bool {
	if !names[name] {
		return false
	}
	if w.at(place).op == oGlobal {
		return names[name+by+variable]
	}
	o := w.owners[place]
	return o < firstOwner || names[name+by] || names[name+by+w.structNames[o-firstOwner]]
}
