package sim

import (
	"slices"
	"testing"
)

// TestFaults: every operation that can fail does so in some run, as many in one as
// the model allows, in the constructor too, and the run is replayed.
func TestFaults(t *testing.T) {
	for faults, want := range [][]string{
		{""},
		{"", "a", "b", "p"},
		{"", "a", "ab", "b", "p", "pa", "pab", "pb"},
	} {
		if faults == 2 {
			want = slices.DeleteFunc(want, func(s string) bool { return len(s) > 2 })
		}
		ends := map[string]bool{}
		r := Explore(Model{Config: Config{Faults: faults}, Build: func(k *Kernel) {
			failed := ""
			note := func(s string) {
				if k.Fault(s) {
					failed += s
				}
			}
			note("p")
			k.Go("t", 0, func() { note("a"); note("b") })
			k.AtExit(func() {
				ends[failed] = true
				k.Assert(k.Faulted() == (failed != ""), "faulted")
			})
		}}, Options{Audit: -1})
		if got := keys(ends); r.Status != Complete || !slices.Equal(got, want) {
			t.Errorf("%d faults: %v, runs in which fail %q, want %q", faults, r, got, want)
		}
	}
}

// TestFaultFound: what only a failure shows is found, in whichever order tasks come,
// and what fails is in the trace.
func TestFaultFound(t *testing.T) {
	m := Model{Config: Config{Faults: 1}, Build: func(k *Kernel) {
		m := new(Mem)
		if !k.TryKzalloc(m, "first", GFPKernel) {
			return
		}
		k.Go("t", 0, func() {
			n := new(Mem)
			if !k.TryKzalloc(n, "second", GFPKernel) {
				return // and first leaks
			}
			k.Kfree(n)
			k.Kfree(m)
		})
	}}
	r := Explore(m, Options{})
	if r.Violation == nil || r.Violation.Kind != Leak || r.Violation.Msg != "unreferenced object first" {
		t.Fatal(r, r.Violation)
	}
	i := slices.IndexFunc(r.Violation.Trace.Events, func(e Event) bool { return e.What == "kzalloc(second) fails: yes" })
	if i < 0 {
		t.Errorf("no failure in %+v", r.Violation.Trace.Events)
	}
	m.Config.Faults = 0
	if r := Explore(m, Options{}); r.Status != Complete {
		t.Error(r, r.Violation)
	}
}
