package refute

import (
	"strconv"
	"strings"
)

// A path may need that a member says one thing of an object and another of one of the same
// struct, which is reached in another way, as by what else belongs to a file system. Two
// objects may differ; where nothing leads from the one to the other they are as a rule one.

// saidOtherwise is the member that two conditions of the path need to be different in two
// objects of a struct; "" if there is none.
func (w *walk) saidOtherwise(st *state) string {
	type said struct {
		i    int
		from V
	}
	seen := map[string]said{}
	for i := range st.facts {
		f := &st.facts[i]
		if !w.fromForced(f.from) {
			continue
		}
		var b strings.Builder
		place := none
		if !w.spell(&b, f.v, &place) || place == none {
			continue
		}
		had, known := seen[b.String()]
		if !known {
			seen[b.String()] = said{i, place}
			continue
		}
		if n := st.facts[had.i].meet(*f.info); had.from != place && !n.settle() && w.belongs(had.from) && w.belongs(place) {
			return w.membersOf(place)
		}
	}
	return ""
}

// fromForced: what is known was said by a branch that had to be taken so.
func (w *walk) fromForced(m *mark) bool {
	for t := w.found.path; t != nil && m != nil; t = t.prev {
		if t.forced && t.fr.fn == m.fn && t.block == m.block && t.target == m.target {
			return true
		}
	}
	return false
}

// spell writes a value that is made of one member and constants, by the struct that the
// member is in.
func (w *walk) spell(b *strings.Builder, v V, place *V) bool {
	switch n := w.at(v); n.op {
	case oConst:
		b.WriteString(strconv.FormatInt(n.num, 10))
		return true
	case oGlobal:
		b.WriteString(n.sym)
		return n.num == constantName
	case oLoad:
		path, known := w.memberPath(n.a)
		if *place != none || !known {
			return false
		}
		*place = n.a
		b.WriteString(path)
		return true
	case oUn:
		b.WriteString(n.sym)
		return w.spell(b, n.a, place)
	case oBin:
		b.WriteString(n.sym + "(")
		ok := w.spell(b, n.a, place)
		b.WriteByte(',')
		return ok && w.spell(b, n.b, place)
	}
	return false
}

// memberPath is how a place is reached within its object, and whether that tells the kind of
// object: by its struct, or by a member of a struct inside of it.
func (w *walk) memberPath(place V) (path string, known bool) {
	n := w.at(place)
	for depth := 0; n.op == oField; depth++ {
		path = w.structOf(place) + "." + n.sym + path
		known = known || depth > 0 || w.structOf(place) != ""
		place = n.a
		n = w.at(place)
	}
	return path, known && n.op == oObj
}

// membersOf names the member that a place is, with those that it is inside of.
func (w *walk) membersOf(place V) string {
	name := ""
	for n := w.at(place); n.op == oField; n = w.at(n.a) {
		name = "." + n.sym + name
	}
	return strings.TrimPrefix(name, ".")
}

// belongs: an object is reached through a member of a struct of another kind than its own,
// or by what a call answers: it is not the next, or the parent, of something of the kind,
// nor one of an array.
func (w *walk) belongs(place V) bool {
	of := ""
	for {
		n := w.at(place)
		switch n.op {
		case oField:
			of, place = w.structOf(place), n.a
			continue
		case oObj:
			from := w.at(n.a)
			return from.op == oSym || from.op == oLoad && (of == "" || w.structOf(from.a) != of)
		}
		return false
	}
}
