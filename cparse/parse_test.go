package cparse

import "testing"

// mustParse reads C that has no error.
func mustParse(t *testing.T, src string) *Tree {
	t.Helper()
	tr, err := Parse([]byte(src), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(tr.Errors) > 0 || len(tr.Lost) > 0 {
		t.Fatalf("errors %v, lost %v in:\n%s\n%s", tr.Errors, tr.Lost, src, tr.Sprint(0))
	}
	return tr
}

func TestParseSimple(t *testing.T) {
	tr := mustParse(t, "static int __init f(void)\n{\n\tlist_for_each_entry(a, b, c)\n\t\tg(a);\n\treturn 0;\n}\n")
	f := tr.FirstChild(tr.Root())
	if tr.Kind(f) != KindFunctionDefinition || tr.Mark(f) != 0 {
		t.Fatal(tr.Sprint(0))
	}
	loops := 0
	for n := f; n < tr.After(f); n++ {
		if tr.Mark(n)&MarkIterator != 0 && tr.Kind(n) == KindWhileStatement {
			loops++
		}
	}
	if loops != 1 {
		t.Fatal(tr.Sprint(0))
	}
}
