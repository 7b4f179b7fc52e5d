package model

import (
	"strings"
	"testing"
	"testing/fstest"
)

// Every bad row is reported with its file and line, and none of it is loaded.
func TestBadRows(t *testing.T) {
	for _, c := range []struct{ kind, row, want string }{
		{"effects", "f\tsleep", "2 columns"},
		{"effects", "f\tsleep\tall\t", "without name or source"},
		{"effects", "\tsleep\tall\tx.c", "without name or source"},
		{"effects", "f \tsleep\tall\tx.c", "surrounding blanks"},
		{"effects", "f\tsleep\t5.4\tx.c", `unknown version "5.4"`},
		{"effects", "f\tsnooze\tall\tx.c", `unknown effect "snooze"`},
		{"effects", "f\tsleep;\tall\tx.c", "empty clause"},
		{"effects", "f\tacquire\tall\tx.c", "operand missing"},
		{"effects", "f\tacquire latch 0\tall\tx.c", `unknown lock "latch"`},
		{"effects", "f\tacquire spin\tall\tx.c", "operand missing"},
		{"effects", "f\tacquire spin 99\tall\tx.c", `"99" is not an argument`},
		{"effects", "f\tsleep preempt+1\tall\tx.c", `"preempt+1" does not apply`},
		{"effects", "f\tsleep if tired\tall\tx.c", `unknown condition "tired"`},
		{"effects", "f\tsleep if gfp\tall\tx.c", "gfp takes 1 operands"},
		{"effects", "f\tsleep if gfp(1\tall\tx.c", "missing )"},
		{"effects", "f\tsleep if greater(1,x)\tall\tx.c", "invalid syntax"},
		{"effects", "f\tsleep and gfp(1)\tall\tx.c", `"and" without "if"`},
		{"effects", "f\tsleep when done\tall\tx.c", `unknown result "done"`},
		{"effects", "f\tsleep of 1\tall\tx.c", `unknown modifier "of"`},
		{"effects", "f\tpredicate sunny\tall\tx.c", `unknown predicate "sunny"`},
		{"effects", "f\truns 1 limbo; never\tall\tx.c", `unknown context "limbo"`},
		{"effects", "f\tschedule bird 0; never\tall\tx.c", `unknown actor "bird"`},
		{"effects", "f\tfree 0\tall\tx.c", "says nothing about sleeping"},
		{"effects", "f\tsleep; never\tall\tx.c", "both sleeps and never does"},
		{"effects", "f\tsleep\tall\tx.c\nf\tsleep\tall\ty.c", "already given at t.tbl:2"},
		{"ops", "struct s\tf\tlimbo\tall\tx.c", `unknown context "limbo"`},
		{"ops", "s\tf\tatomic\tall\tx.c", `"s" is not a struct type`},
		{"ops", "struct s\tf\tatomic\tall\tx.c\nstruct s\tf\tprocess\tall\tx.c", "already given"},
		{"guards", "g\tacquire spin 0\trelease\tall\tx.c", "operand missing"},
		{"accessors", "a\tfirst\tslot\t-\tall\tx.c", `"first" is not an argument`},
		{"accessors", "a\t0\tslot\tset(x)\tall\tx.c", `"x" is not an argument`},
		{"gfp", "A\tbit 80\tall\tx.c", `"80" is not a bit number`},
		{"gfp", "A\tB | C\tall\tx.c", `unknown part "B"`},
		{"gfp", "A\tA\tall\tx.c", "defined by itself"},
		{"gfp", "__GFP_DIRECT_RECLAIM\tbit 3\tall\tx.c", "must be the bit of model.DirectReclaim"},
		{"values", "V\tmany\tall\tx.c", `"many" is not a number`},
		{"noreturn", "f\tall\tx.c\nf\tall\tx.c", "already given"},
		{"poems", "f\tall\tx.c", `unknown grammar "poems"`},
	} {
		m, err := Load(fstest.MapFS{"t.tbl": {Data: []byte("%table " + c.kind + "\n" + c.row + "\n")}})
		if err == nil || m != nil {
			t.Errorf("%q: loaded", c.row)
			continue
		}
		if !strings.HasPrefix(err.Error(), "t.tbl:") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.row, err, c.want)
		}
	}
}

func TestLoadReportsEveryBadRow(t *testing.T) {
	_, err := Load(fstest.MapFS{
		"a.tbl": {Data: []byte("f\tsleep\tall\tx.c\n")},
		"b.tbl": {Data: []byte("%table effects\n\n# fine\ng\tsnooze\tall\tx.c\nh\tsleep\tall\n")},
	})
	for _, want := range []string{"a.tbl:1: row before the %table line", "b.tbl:4: ", "b.tbl:5: "} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: want %q", err, want)
		}
	}
	if _, err := Load(fstest.MapFS{}); err == nil {
		t.Error("no tables: want an error")
	}
}

// A longer prefix wins over a shorter one, a name over both.
func TestPrefixes(t *testing.T) {
	m, err := Load(fstest.MapFS{"t.tbl": {Data: []byte("%table effects\n" +
		"a_*\tnever\tall\tx.c\na_long_*\tsleep\tall\tx.c\na_long_name\tsleep if gfp(1)\tall\tx.c\n")}})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"a_b": "x.c:a_", "a_long_b": "x.c:a_long_", "a_long_name": "x.c:a_long_name", "b": ""} {
		got := ""
		if e := m.Effects(name); e != nil {
			got = e[0].Source
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
