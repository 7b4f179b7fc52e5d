package value

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// some is a random term; local allows parts that belong to one frame.
func some(r *rand.Rand, t *Table, depth int, local bool) Term {
	if depth == 0 {
		switch r.IntN(5) {
		case 0:
			return t.Constant(int64(r.IntN(3)))
		case 1:
			return t.Intern(Node{Op: Global, Sym: "g"})
		case 2:
			return t.Intern(Node{Op: Str, Sym: "s"})
		case 3:
			if local {
				return t.Intern(Node{Op: Local, Num: int64(r.IntN(2))})
			}
		}
		return t.Intern(Node{Op: Param, Num: int64(r.IntN(3))})
	}
	a := some(r, t, depth-1, local)
	switch r.IntN(9) {
	case 0:
		return t.Field(a, []string{"x", "y"}[r.IntN(2)])
	case 1:
		return t.Deref(a)
	case 2:
		return t.Addr(a)
	case 3:
		return t.Cast("struct s*", a)
	case 4:
		return t.Outer("struct o", "m.n", a)
	case 5:
		return t.Intern(Node{Op: Unary, Sym: "!", A: a})
	case 6:
		return t.Intern(Node{Op: Bin, Sym: "+", A: a, B: some(r, t, depth-1, local)})
	case 7:
		return t.Apply("f", []Term{a, some(r, t, depth-1, local)})
	}
	return t.Load(a)
}

func same(Term) (Term, bool) { return None, false }

func TestInverses(t *testing.T) {
	for seed := range uint64(300) {
		r, tab := random(seed), NewTable()
		x := some(r, tab, r.IntN(4), true)
		if got := tab.Deref(tab.Addr(x)); got != x {
			t.Fatalf("*&%s is %s", tab.String(x, nil), tab.String(got, nil))
		}
		if got := tab.Addr(tab.Deref(x)); got != x {
			t.Fatalf("&*%s is %s", tab.String(x, nil), tab.String(got, nil))
		}
		member := tab.Addr(tab.Field(tab.Field(x, "a"), "b"))
		if got := tab.Outer("struct o", "a.b", member); got != tab.Addr(x) {
			t.Fatalf("the outer of a member of %s is %s", tab.String(x, nil), tab.String(got, nil))
		}
		if got := tab.Outer("struct o", "c.b", member); tab.At(got).Op != Outer {
			t.Fatalf("another member's outer is %s", tab.String(got, nil))
		}
		if c := tab.Cast("struct q*", x); tab.Cast("struct q*", c) != c {
			t.Fatalf("casting %s twice", tab.String(x, nil))
		}
	}
}

func TestNoneStaysUnknown(t *testing.T) {
	tab := NewTable()
	for _, got := range []Term{tab.Field(None, "x"), tab.Deref(None), tab.Addr(None), tab.Cast("struct q*", None), tab.Outer("struct q", "m", None), tab.Rewrite(None, same), tab.Adopt(tab.Export(None))} {
		if got != None {
			t.Errorf("of the unknown came %s", tab.String(got, nil))
		}
	}
}

func TestRewriteIdentity(t *testing.T) {
	self := func(tab *Table) func(Term) (Term, bool) {
		return func(x Term) (Term, bool) { return x, tab.At(x).Op == Param }
	}
	for seed := range uint64(500) {
		r, tab := random(seed), NewTable()
		x := some(r, tab, r.IntN(5), false)
		if got := tab.Rewrite(x, self(tab)); got != x {
			t.Fatalf("%s became %s", tab.String(x, nil), tab.String(got, nil))
		}
	}
}

// What belongs to a frame does not leave it.
func TestRewriteKeepsFramesApart(t *testing.T) {
	for seed := range uint64(500) {
		r, tab := random(seed), NewTable()
		x := some(r, tab, r.IntN(5), true)
		private := false
		for id := range Term(tab.Len()) {
			if id != None && (tab.At(id).Op == Local || tab.At(id).Op == Param) && tab.Contains(x, id) {
				private = true
			}
		}
		if got := tab.Rewrite(x, same); (got == None) != private {
			t.Fatalf("%s became %s", tab.String(x, nil), tab.String(got, nil))
		}
	}
}

func TestRewriteSubstitutes(t *testing.T) {
	tab := NewTable()
	p := tab.Intern(Node{Op: Param})
	g := tab.Addr(tab.Intern(Node{Op: Global, Sym: "g"}))
	lock := tab.Load(tab.Field(tab.Deref(p), "lock"))
	got := tab.Rewrite(lock, func(x Term) (Term, bool) { return g, x == p })
	if want := tab.Load(tab.Field(tab.Deref(g), "lock")); got != want {
		t.Errorf("got %s, want %s", tab.String(got, nil), tab.String(want, nil))
	}
	element := tab.Intern(Node{Op: Index, A: tab.Deref(g), B: p})
	if n := tab.At(tab.Rewrite(element, same)); n.Op != Index || n.B != None {
		t.Error("an element whose index is of another frame is no element any more")
	}
}

func TestContainsItsParts(t *testing.T) {
	for seed := range uint64(200) {
		r, tab := random(seed), NewTable()
		a, b := some(r, tab, 2, true), some(r, tab, 2, true)
		for _, whole := range []Term{tab.Intern(Node{Op: Bin, Sym: "&", A: a, B: b}), tab.Apply("f", []Term{b, a}), tab.Apply("f", []Term{a, b}), tab.Load(tab.Field(a, "z"))} {
			if !tab.Contains(whole, a) || !tab.Contains(whole, whole) {
				t.Fatalf("%s does not contain %s", tab.String(whole, nil), tab.String(a, nil))
			}
		}
		if tab.Contains(a, tab.Intern(Node{Op: Global, Sym: "elsewhere"})) {
			t.Fatalf("%s contains what it does not", tab.String(a, nil))
		}
	}
}

func TestRoot(t *testing.T) {
	tab := NewTable()
	p := tab.Intern(Node{Op: Param})
	fresh := tab.Intern(Node{Op: Fresh, A: p})
	for x, want := range map[Term]Op{
		tab.Load(tab.Field(tab.Deref(p), "x")):     Param,
		tab.Addr(tab.Intern(Node{Op: Global})):     Global,
		fresh:                                      Fresh,
		tab.Intern(Node{Op: Unary, A: fresh}):      Fresh,
		tab.Intern(Node{Op: Local, Num: 3}):        Local,
		tab.Field(tab.Intern(Node{Op: Str}), "xy"): Str,
	} {
		if got := tab.Root(x); got != want {
			t.Errorf("the root of %s is %d, want %d", tab.String(x, nil), got, want)
		}
	}
}

// Exported terms are equal where they are one term in any table, however they got out.
func TestExportedTermsAreEqual(t *testing.T) {
	equal := 0
	for seed := range uint64(2000) {
		r, tab, other := random(seed), NewTable(), NewTable()
		some(random(seed+1), other, 4, true) // other ids than the first table's
		depth := r.IntN(3)
		x, y := some(r, tab, depth, false), some(r, tab, depth, false)
		p, q := tab.Export(x), other.Export(other.Adopt(tab.Export(y)))
		if got := p.Equal(q); got != (x == y) || got != q.Equal(p) {
			t.Fatalf("%s and %s: %v", tab.String(x, nil), tab.String(y, nil), got)
		}
		if x == y {
			equal++
		}
		if !p.Equal(p) || p.Equal(nil) || (*Portable)(nil).Equal(p) {
			t.Fatalf("%s against itself, or nothing", tab.String(x, nil))
		}
	}
	if equal < 50 || !(*Portable)(nil).Equal(nil) {
		t.Errorf("%d pairs were equal", equal)
	}
}

// A summary outlives the table that it was made in.
func TestExportAdopt(t *testing.T) {
	for seed := range uint64(500) {
		r, tab, other := random(seed), NewTable(), NewTable()
		some(random(seed+1), other, 4, true) // other ids than the first table's
		x := some(r, tab, r.IntN(5), false)
		p := tab.Export(x)
		if got := tab.Adopt(p); got != x {
			t.Fatalf("%s came home as %s", tab.String(x, nil), tab.String(got, nil))
		}
		moved := other.Adopt(p)
		if got := tab.Adopt(other.Export(moved)); got != x {
			t.Fatalf("%s came back as %s", tab.String(x, nil), tab.String(got, nil))
		}
	}
	tab := NewTable()
	local := tab.Load(tab.Intern(Node{Op: Local}))
	for _, x := range []Term{local, tab.Intern(Node{Op: Fresh}), tab.Apply("f", []Term{local}), tab.Intern(Node{Op: Bin, Sym: "+", A: tab.Constant(1), B: local})} {
		if tab.Export(x) != nil {
			t.Errorf("%s left its frame", tab.String(x, nil))
		}
	}
	g := tab.Intern(Node{Op: Global, Sym: "g"})
	if e := tab.Export(tab.Intern(Node{Op: Index, A: g, B: local})); e == nil || e.B != nil {
		t.Error("an element of a global with an index of its own is an element")
	}
}

func TestString(t *testing.T) {
	tab := NewTable()
	p := tab.Intern(Node{Op: Param})
	d := tab.Field(tab.Deref(p), "lock")
	for x, want := range map[Term]string{
		None:             "?",
		tab.Constant(-3): "-3",
		tab.Intern(Node{Op: Object, Sym: "d->v", Type: "struct s"}): "d->v",
		tab.Addr(d):                 "&arg0->lock",
		tab.Load(tab.Field(d, "y")): "arg0->lock.y",
		tab.Intern(Node{Op: Config, Sym: "CONFIG_X"}):                           "CONFIG_X",
		tab.Intern(Node{Op: Bin, Sym: "&", A: tab.Load(d), B: tab.Constant(1)}): "arg0->lock & 1",
		tab.Apply("f", []Term{p, tab.Intern(Node{Op: Str, Sym: "a"})}):          `f(arg0, "a")`,
		tab.Intern(Node{Op: Unary, Sym: "!", A: p}):                             "!arg0",
		tab.Outer("struct big", "m", p):                                         "big",
		tab.Cast(ir.Type("struct q*"), p):                                       "arg0",
		tab.Intern(Node{Op: Index, A: tab.Deref(p), B: tab.Constant(1)}):        "*arg0[]",
		tab.Intern(Node{Op: Fresh, Num: 1}):                                     "?",
	} {
		if got := tab.String(x, nil); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestEqualTermsAreOne(t *testing.T) {
	tab := NewTable()
	ids := map[Term]bool{}
	place := func(i int) Term {
		p := tab.Intern(Node{Op: Param, Num: int64(i)})
		return tab.Field(tab.Deref(p), "member"+strconv.Itoa(i%7))
	}
	const n = 2000 // more than a table has room for at first
	for i := range n {
		ids[place(i)] = true
	}
	known := tab.Len()
	for i := range n {
		if !ids[place(i)] || tab.At(place(i)).Sym != "member"+strconv.Itoa(i%7) {
			t.Fatalf("term %d is another one when it is asked for again", i)
		}
	}
	if len(ids) != n || tab.Len() != known {
		t.Errorf("%d terms of %d, %d and then %d in the table", len(ids), n, known, tab.Len())
	}
}
