//go:build cgo

package cparse

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
)

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

// TestScanAgreesWithTree: both ways of finding functions find the same ones in
// the samples.
func TestScanAgreesWithTree(t *testing.T) {
	for name, src := range samples(t) {
		tr, err := Parse(src, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var ends, want []int
		for n := tr.FirstChild(0); n != None; n = tr.NextSibling(n) {
			if tr.Kind(n) == KindFunctionDefinition && tr.Mark(n)&MarkMacro == 0 {
				ends = append(ends, tr.End(n))
			}
		}
		for _, f := range Scan(src).Funcs {
			if !strings.HasPrefix(f.Name, "define_") { // a table, which only the tree knows
				want = append(want, f.End)
			}
		}
		if !reflect.DeepEqual(ends, want) {
			t.Errorf("%s: functions end at %v in the tree, at %v in the outline", name, ends, want)
		}
	}
}

func TestOptionsIterators(t *testing.T) {
	src := []byte("void f(void) { walk(x) use(x); }\n")
	for _, known := range []bool{false, true} {
		tr, err := Parse(src, Options{Iterators: map[string]bool{"walk": known}})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(tr.Sprint(0), "while_statement <iterator>"); got != known {
			t.Errorf("known %v: loop %v:\n%s", known, got, tr.Sprint(0))
		}
	}
}

func TestPos(t *testing.T) {
	tr := mustParse(t, "int a;\nint b;\n\nint c;")
	for _, x := range []struct{ off, line, col int }{{0, 1, 1}, {4, 1, 5}, {6, 1, 7}, {7, 2, 1}, {14, 3, 1}, {15, 4, 1}, {21, 4, 7}, {99, 4, 7}, {-1, 1, 1}} {
		if line, col := tr.Pos(x.off); line != x.line || col != x.col {
			t.Errorf("offset %d is %d:%d, want %d:%d", x.off, line, col, x.line, x.col)
		}
	}
}

func TestCondsAt(t *testing.T) {
	src := "#ifdef A\n#if B\nint x;\n#endif\n#endif\n"
	tr := mustParse(t, src)
	var got []string
	for _, i := range tr.CondsAt(strings.Index(src, "x;"), nil) {
		got = append(got, tr.Conds[i].Text)
	}
	if fmt.Sprint(got) != "[A B]" {
		t.Errorf("conditions %v", got)
	}
}

func TestSkipData(t *testing.T) {
	src := []byte(`static const struct row numbers[] = { { 1, 0x10 }, { .reg = 2, .val = 3 }, ROW("x", A), { B } };
static struct ops ops = { .a = 1, .b = 2, .c = 3, .d = 4, .open = my_open, };
int after = 1;
`)
	for _, skip := range []bool{false, true} {
		tr, err := Parse(src, Options{SkipData: skip})
		if err != nil || len(tr.Errors) > 0 {
			t.Fatal(err, tr.Errors)
		}
		checkTree(t, tr)
		text := tr.Sprint(0)
		if got := strings.Contains(text, `string_literal "\"x\""`); got == skip {
			t.Errorf("skip %v: table of numbers is there: %v", skip, got)
		}
		if !strings.Contains(text, `identifier "my_open"`) || !strings.Contains(text, `identifier "after"`) {
			t.Errorf("skip %v: too much is left out:\n%s", skip, text)
		}
		if want := map[bool]int{true: 1}[skip]; len(tr.Skipped) != want {
			t.Errorf("skip %v: skipped %v", skip, tr.Skipped)
		}
	}
}

// TestParallel: files read at the same time do not see each other.
func TestParallel(t *testing.T) {
	all := samples(t)
	want := map[string]string{}
	for name, src := range all {
		tr, err := Parse(src, Options{})
		if err != nil {
			t.Fatal(err)
		}
		want[name] = tr.Sprint(0) + tables(tr)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 5 {
				for name, src := range all {
					tr, err := Parse(src, Options{})
					if err != nil || tr.Sprint(0)+tables(tr) != want[name] {
						t.Errorf("%s reads differently, error %v", name, err)
					}
				}
			}
		})
	}
	wg.Wait()
}
