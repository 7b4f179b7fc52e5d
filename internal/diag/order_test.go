package diag

import "testing"

// TestSortOfIncludedFile: findings of one file that several modules include differ
// by their contexts only; the order in which the modules were done says nothing.
func TestSortOfIncludedFile(t *testing.T) {
	a := Diagnostic{File: "lib.c", Line: 3, Contexts: []Context{{File: "a.c", Line: 1}}}
	b := Diagnostic{File: "lib.c", Line: 3, Contexts: []Context{{File: "b.c", Line: 1}}}
	c := Diagnostic{File: "lib.c", Line: 3, Contexts: []Context{{File: "b.c", Line: 1, Root: "r"}}}
	for _, ds := range [][]Diagnostic{{a, b, c}, {c, b, a}, {b, c, a}} {
		Sort(ds)
		if ds[0].Contexts[0].File != "a.c" || ds[1].Contexts[0].Root != "" || ds[2].Contexts[0].Root != "r" {
			t.Errorf("%+v", ds)
		}
	}
}
