package value

// A Fact says of a value that it equals a constant, or that it differs from
// one. Differences are kept for zero only and for switch labels.
type Fact struct {
	Term Term
	Is   bool // term == c, else term != c
	C    Term
}

// NewFact says that t equals c, or that it does not.
func NewFact(t Term, is bool, c Term) Fact { return Fact{Term: t, Is: is, C: c} }

// Facts are what is known on a path, oldest first.
type Facts []Fact

// Equals is what t is known to equal.
func (f Facts) Equals(t Term) (Term, bool) {
	for i := range f {
		if f[i].Term == t && f[i].Is {
			return f[i].C, true
		}
	}
	return None, false
}

// Differs tells whether t is known not to equal c.
func (f Facts) Differs(t, c Term) bool {
	for i := range f {
		if f[i].Term == t && !f[i].Is && f[i].C == c {
			return true
		}
	}
	return false
}

// Add is the facts with one more.
func (f Facts) Add(n Fact) Facts {
	for i := range f {
		if f[i] == n {
			return f
		}
	}
	return append(f[:len(f):len(f)], n)
}

// Without is the facts but those about t; it shares storage when all stay.
func (f Facts) Without(t Term) Facts {
	for i := range f {
		if f[i].Term != t {
			continue
		}
		kept := append(make(Facts, 0, len(f)-1), f[:i]...)
		for _, o := range f[i+1:] {
			if o.Term != t {
				kept = append(kept, o)
			}
		}
		return kept
	}
	return f
}

// JoinFacts keeps what both sides say.
func JoinFacts(a, b Facts) Facts {
	if len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0]) {
		return a
	}
	var out Facts
	for i := range a {
		for j := range b {
			if a[i] == b[j] {
				out = append(out, a[i])
				break
			}
		}
	}
	return out
}

// SameFacts tells whether both say the same, in the same order.
func SameFacts(a, b Facts) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
