package actor

import (
	"testing"

	"github.com/ctxlint/ctxlint/internal/link"
)

func place(parts ...string) Place {
	var p Place
	for i := 0; i+1 < len(parts); i += 2 {
		p = append(p, link.OpKey{Struct: parts[i], Field: parts[i+1]})
	}
	return p
}

// TestPlaces holds which places may be one object: how an object was reached differs
// between functions, what it is called at its end does not.
func TestPlaces(t *testing.T) {
	timer := place("struct dev", "timer")
	for _, c := range []struct {
		name string
		a, b Place
		want bool
	}{
		{"itself", timer, timer, true},
		{"another member", timer, place("struct dev", "other"), false},
		{"the member of another struct", timer, place("struct card", "timer"), false},
		{"the member of a struct that is not known", timer, place(unknown, "timer"), true},
		{"reached from further out", place("struct card", "dev", "struct dev", "timer"), timer, true},
		{"reached from elsewhere", place("struct card", "dev", "struct dev", "timer"), place("struct card", "peer", "struct dev", "timer"), false},
		{"a variable of the file and a member", place("", "timer"), timer, false},
		{"two variables of the file", place("", "timer"), place("", "other"), false},
		{"nothing", timer, nil, false},
	} {
		if c.a.Matches(c.b) != c.want || c.b.Matches(c.a) != c.want {
			t.Errorf("%s: want %v", c.name, c.want)
		}
	}
	deep, global := place("struct card", "dev", "struct dev", "timer"), place("", "poll")
	if deep.Holder() != "struct dev" || global.Holder() != "" || Place(nil).Holder() != "" {
		t.Error("the holder is the innermost struct")
	}
	if deep.Global() || !global.Global() || Place(nil).Global() {
		t.Error("a variable of the file begins without a struct")
	}
	if got := deep.String(); got != "dev.timer" {
		t.Errorf("written as %q", got)
	}
}

// Environments of one content have one key, and others have others.
func TestEnvironments(t *testing.T) {
	a, b := place("struct dev", "timer"), place("struct dev", "other")
	keys := map[string]bool{}
	for _, e := range []Env{nil, {0: a}, {1: a}, {0: b}, {0: a, 1: b}, {0: b, 1: a}} {
		keys[e.Key()] = true
	}
	if len(keys) != 6 {
		t.Errorf("%d keys of six environments", len(keys))
	}
	if (Env{0: a, 1: b}).Key() != (Env{1: b, 0: a}).Key() || (Env{}).Key() != (Env)(nil).Key() {
		t.Error("the key depends on more than the content")
	}
}
