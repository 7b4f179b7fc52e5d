package value

import (
	"math/rand/v2"
	"testing"
)

// The laws hold for any env and any facts: they are tried on random ones, from
// a few keys so that they meet.

func random(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 9)) }

func someEnv(r *rand.Rand) (Env, map[Term]Term) {
	var e Env
	m := map[Term]Term{}
	for range r.IntN(8) {
		k, v := Term(1+r.IntN(6)), Term(r.IntN(4))
		e, m[k] = e.Set(k, v), v
	}
	return e, m
}

func someFacts(r *rand.Rand) Facts {
	var f Facts
	for range r.IntN(8) {
		f = f.Add(NewFact(Term(1+r.IntN(4)), r.IntN(2) == 0, Term(r.IntN(3))))
	}
	return f
}

// unknown names what a join made of a key, whatever was joined.
func unknown(k Term) Term { return 1000 + k }

func TestEnvIsAMap(t *testing.T) {
	for seed := range uint64(500) {
		e, m := someEnv(random(seed))
		if len(e) != len(m) {
			t.Fatalf("%v has other keys than %v", e, m)
		}
		for i, p := range e {
			if v, ok := m[p.Key]; !ok || v != p.Val || i > 0 && e[i-1].Key >= p.Key {
				t.Fatalf("%v is not %v, sorted", e, m)
			}
		}
		for k := Term(0); k < 8; k++ {
			v, ok := e.Get(k)
			if w, there := m[k]; ok != there || v != w {
				t.Fatalf("Get(%d) of %v: %d, %v", k, e, v, ok)
			}
		}
	}
}

func TestEnvIsImmutable(t *testing.T) {
	for seed := range uint64(200) {
		r := random(seed)
		e, _ := someEnv(r)
		before := append(Env(nil), e...)
		e.Set(Term(1+r.IntN(6)), 7)
		e.Filter(func(p Pair) bool { return p.Key%2 == 0 })
		other, _ := someEnv(r)
		JoinEnv(e, other, unknown)
		if !SameEnv(e, before) {
			t.Fatalf("%v became %v", before, e)
		}
	}
}

func TestFilter(t *testing.T) {
	for seed := range uint64(200) {
		e, m := someEnv(random(seed))
		odd := e.Filter(func(p Pair) bool { return p.Key%2 == 1 })
		n := 0
		for k, v := range m {
			w, ok := odd.Get(k)
			if ok != (k%2 == 1) || ok && v != w {
				t.Fatalf("%v filtered of %v", odd, e)
			}
			n += int(k % 2)
		}
		if len(odd) != n {
			t.Fatalf("%v filtered of %v", odd, e)
		}
	}
}

func TestJoinEnvLaws(t *testing.T) {
	join := func(a, b Env) Env { return JoinEnv(a, b, unknown) }
	for seed := range uint64(1000) {
		r := random(seed)
		a, _ := someEnv(r)
		b, _ := someEnv(r)
		c, _ := someEnv(r)
		if !SameEnv(join(a, a), a) {
			t.Fatalf("not idempotent: %v", a)
		}
		if !SameEnv(join(a, b), join(b, a)) {
			t.Fatalf("not commutative: %v %v", a, b)
		}
		if !SameEnv(join(join(a, b), c), join(a, join(b, c))) {
			t.Fatalf("not associative: %v %v %v", a, b, c)
		}
		j := join(a, b)
		for _, side := range []Env{a, b} {
			for _, p := range side {
				if v, ok := j.Get(p.Key); !ok || v != p.Val && v != unknown(p.Key) {
					t.Fatalf("the join of %v and %v says %v", a, b, j)
				}
			}
		}
		for _, p := range j {
			x, inA := a.Get(p.Key)
			y, inB := b.Get(p.Key)
			if agree := inA && inB && x == y; agree != (p.Val != unknown(p.Key)) {
				t.Fatalf("the join of %v and %v says %v", a, b, j)
			}
		}
		if !SameEnv(join(j, a), j) {
			t.Fatalf("the join of %v and %v does not absorb the first", a, b)
		}
	}
}

func TestJoinFactsLaws(t *testing.T) {
	holds := func(f Facts, n Fact) bool {
		if n.Is {
			for _, x := range f {
				if x == n {
					return true
				}
			}
			return false
		}
		return f.Differs(n.Term, n.C)
	}
	for seed := range uint64(1000) {
		r := random(seed)
		a, b := someFacts(r), someFacts(r)
		if !SameFacts(JoinFacts(a, a), a) {
			t.Fatalf("not idempotent: %v", a)
		}
		j, k := JoinFacts(a, b), JoinFacts(b, a)
		for term := Term(1); term < 5; term++ {
			for c := Term(0); c < 3; c++ {
				for _, is := range []bool{true, false} {
					n := NewFact(term, is, c)
					if both := holds(a, n) && holds(b, n); holds(j, n) != both || holds(k, n) != both {
						t.Fatalf("%v joined with %v says %v", a, b, j)
					}
				}
			}
		}
	}
}

func TestFactsAreKept(t *testing.T) {
	var f Facts
	for i := range 100 {
		f = f.Add(NewFact(Term(i+1), true, 1))
	}
	for i := range 100 {
		if c, ok := f.Equals(Term(i + 1)); !ok || c != 1 {
			t.Fatalf("fact %d was not kept", i)
		}
	}
	if n := len(f.Add(NewFact(100, true, 1))); n != 100 {
		t.Error("what is known is added again")
	}
}

func TestWithoutForgetsOneTerm(t *testing.T) {
	for seed := range uint64(200) {
		f := someFacts(random(seed))
		before := append(Facts(nil), f...)
		for term := Term(1); term < 5; term++ {
			var want Facts
			for _, o := range f {
				if o.Term != term {
					want = append(want, o)
				}
			}
			if got := f.Without(term); !SameFacts(got, want) {
				t.Fatalf("%v without %d is %v", f, term, got)
			}
		}
		if !SameFacts(f, before) {
			t.Fatalf("%v became %v", before, f)
		}
	}
}

func TestTruth(t *testing.T) {
	for _, x := range []Truth{Maybe, Yes, No} {
		if x.Not().Not() != x || (x.Not() == x) != (x == Maybe) {
			t.Errorf("not not %d is %d", x, x.Not().Not())
		}
	}
	if TruthOf(true) != Yes || TruthOf(false) != No {
		t.Error("TruthOf")
	}
}
