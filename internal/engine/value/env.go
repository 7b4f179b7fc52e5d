package value

import "sort"

// Pair is one entry of an [Env].
type Pair struct{ Key, Val Term }

// Env maps storage to the value it holds; absent means: what it held at entry. It is sorted by key, and immutable.
type Env []Pair

// Get is the value that a storage holds, if it was stored to.
func (e Env) Get(k Term) (Term, bool) {
	i := sort.Search(len(e), func(i int) bool { return e[i].Key >= k })
	if i < len(e) && e[i].Key == k {
		return e[i].Val, true
	}
	return None, false
}

// Set is the env after a store.
func (e Env) Set(k, v Term) Env {
	i := sort.Search(len(e), func(i int) bool { return e[i].Key >= k })
	if i < len(e) && e[i].Key == k {
		if e[i].Val == v {
			return e
		}
		n := append(Env(nil), e...)
		n[i].Val = v
		return n
	}
	n := make(Env, 0, len(e)+1)
	n = append(append(append(n, e[:i]...), Pair{k, v}), e[i:]...)
	return n
}

// Filter keeps the entries that keep accepts; it shares storage when all stay.
func (e Env) Filter(keep func(Pair) bool) Env {
	for i := range e {
		if !keep(e[i]) {
			n := append(make(Env, 0, len(e)), e[:i]...)
			for _, p := range e[i+1:] {
				if keep(p) {
					n = append(n, p)
				}
			}
			return n
		}
	}
	return e
}

// JoinEnv keeps what both agree on; a key that only one side stored to
// becomes unknown.
func JoinEnv(a, b Env, unknown func(k Term) Term) Env {
	if len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0]) {
		return a
	}
	out := make(Env, 0, max(len(a), len(b)))
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case j == len(b) || i < len(a) && a[i].Key < b[j].Key:
			out = append(out, Pair{a[i].Key, unknown(a[i].Key)})
			i++
		case i == len(a) || b[j].Key < a[i].Key:
			out = append(out, Pair{b[j].Key, unknown(b[j].Key)})
			j++
		default:
			v := a[i].Val
			if v != b[j].Val {
				v = unknown(a[i].Key)
			}
			out = append(out, Pair{a[i].Key, v})
			i++
			j++
		}
	}
	return out
}

// SameEnv tells whether two envs hold the same.
func SameEnv(a, b Env) bool {
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
