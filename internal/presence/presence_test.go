package presence

import (
	"math/rand"
	"slices"
	"strings"
	"testing"
)

// conds reads "A, !B || C": each part is a condition that holds.
func conds(text string) []Cond {
	var out []Cond
	for part := range strings.SplitSeq(text, ", ") {
		out = append(out, Cond{part, true})
	}
	return out
}

func TestPossible(t *testing.T) {
	for text, want := range map[string]bool{
		"A":                            true,
		"A, !A":                        false,
		"A, B":                         true,
		"defined(A), !IS_ENABLED(A)":   false,
		"defined A, !A":                false,
		"A && B, !A":                   false,
		"A || B, !A":                   true,
		"A || B, !A, !B":               false,
		"!(A || B), A":                 false,
		"!(A && B), A, B":              false,
		"(A && !B) || (!A && B), A, B": false,
		"(A && !B) || (!A && B), A":    true,
		"LEVELS > 3, LEVELS == 2":      false,
		"LEVELS > 3, LEVELS == 4":      true,
		"LEVELS > 3, LEVELS < 4":       false,
		"LEVELS >= 3, !(LEVELS > 2)":   false,
		"N != 0, N <= 0":               true,
		"N != 0, N <= 0, N >= 0":       false,
		"N > 1 || A, N < 1, !A":        false,
		"F(x, y) > 1":                  true,
		"F(x), !F(x)":                  false,
		"0":                            false,
		"1":                            true,
		"A && 0":                       false,
		"!0 && A":                      true,
		"BITS_PER_LONG == 64, BITS_PER_LONG == 32": false,
		"": true,
	} {
		if got := Possible(conds(text)); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

func TestNeeds(t *testing.T) {
	for text, want := range map[string]string{
		"A, A":                   "A",
		"B && A, !C":             "A B !C",
		"!(A || B)":              "!A !B",
		"A, A || B":              "A",
		"A || B, !A":             "!A A || B",
		"defined(CONFIG_X) && 1": "CONFIG_X",
		"!(A && B)":              "!(A && B)",
		"N > 3":                  "N > 3",
	} {
		if got := strings.Join(Needs(conds(text)), " "); got != want {
			t.Errorf("%s: needs %q, want %q", text, got, want)
		}
	}
}

// TestPossibleByTable holds the answers against all configurations of random
// conditions over four atoms.
func TestPossibleByTable(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	var random func(depth int) string
	random = func(depth int) string {
		if depth == 0 || r.Intn(3) == 0 {
			return []string{"A", "B", "defined(C)", "IS_ENABLED(D)"}[r.Intn(4)]
		}
		switch r.Intn(3) {
		case 0:
			return "!(" + random(depth-1) + ")"
		case 1:
			return "(" + random(depth-1) + " && " + random(depth-1) + ")"
		}
		return "(" + random(depth-1) + " || " + random(depth-1) + ")"
	}
	for range 500 {
		cs := []Cond{{random(3), r.Intn(2) == 0}, {random(3), r.Intn(2) == 0}, {random(2), true}}
		want := false
		for bits := range 16 {
			model := map[string]bool{"A": bits&1 != 0, "B": bits&2 != 0, "C": bits&4 != 0, "D": bits&8 != 0, "1": true}
			all := true
			for _, c := range cs {
				all = all && parse(c.Text).formula().Eval(model) == c.Holds
			}
			want = want || all
		}
		if got := Possible(cs); got != want {
			t.Fatalf("%v: %v, want %v", cs, got, want)
		}
		// What is needed says the same as the conditions.
		var needs []Cond
		for _, n := range Needs(cs) {
			needs = append(needs, Cond{n, true})
		}
		if want && !Possible(needs) {
			t.Fatalf("%v: needs %v, which is impossible", cs, needs)
		}
	}
}

func TestKeyHasNoOrder(t *testing.T) {
	a, b := newProblem(), newProblem()
	for _, c := range conds("A || B, C, !D") {
		a.add(c)
	}
	cs := conds("A || B, C, !D")
	slices.Reverse(cs)
	for _, c := range cs {
		b.add(c)
	}
	if a.key() != b.key() {
		t.Errorf("%q and %q", a.key(), b.key())
	}
}

func FuzzPossible(f *testing.F) {
	f.Add("A && (B || !C)", "N > 3")
	f.Add("((((", "defined(")
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a)+len(b) > 200 {
			return
		}
		Possible([]Cond{{a, true}, {b, false}})
		Needs([]Cond{{a, true}, {b, false}})
	})
}
