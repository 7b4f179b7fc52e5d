package ask

import (
	"slices"
	"testing"
)

// TestTextTests: what a text is seen to do with a member of the name run.
func TestTextTests(t *testing.T) {
	tests := []struct {
		name string
		does textTest
	}{{"calls", callsMember("run")}, {"reads", readsMember("run")}, {"sets", setsMember("run")}, {"hands", handsToMacro("run")}, {"first", handsFirst("run")}, {"named", callsNamed("run")}}
	for text, want := range map[string][]string{
		"x->run(1);":                    {"calls", "named"},
		"x.run (1);":                    {"calls", "named"},
		"x->ops -> run\n\t(1);":         {"calls", "named"},
		"(*x->run)(1);":                 {"calls"},
		"(x->run )(1);":                 {"calls"},
		"if (x->run) y();":              nil,
		"x->rerun(1); y->run2(1);":      nil,
		"x->run;":                       nil,
		"x->run":                        nil,
		"{ f = x->run; f(1); }":         {"reads"},
		"{ f = t[i].run ;":              {"reads"},
		"r = x->y->run[n * e + s];":     {"reads"},
		"if (a == x->run) { y->run; }":  nil,
		"n += x->run;":                  nil,
		"if (y) f = x->run ?: z;":       {"reads"},
		"n = 1; return x->run;":         {"reads"},
		"return f(x->run);":             nil,
		".run = f,":                     {"sets"},
		"x->run =f;":                    {"sets"},
		"if (x->run == f)":              nil,
		"run = f;":                      nil,
		"call_op(c, run, 1);":           {"hands"},
		"call_op(c, 2, run);":           {"hands"},
		"call_op(f(c), run);":           nil,
		"{ a, run };":                   nil,
		"call_op(run, c);":              {"first"},
		"call_op(run);":                 nil,
		"int run(void)":                 {"named"},
		"x->rerun(1); do_run(x->run())": {"calls", "named"},
	} {
		var got []string
		for _, c := range tests {
			if c.does([]byte(text)) {
				got = append(got, c.name)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// TestMacrosIn: macros with parameters, over all of their lines.
func TestMacrosIn(t *testing.T) {
	got := macrosIn([]byte("#define one 1\n # define two(a, b) \\\n\tf(a, \\\n\t  b)\n/* no define three(x) x */\n#ifdef undefined(c)\n#define four() g()\n#undefine\n"))
	want := [][3]string{{"two", "a, b", " \\\n\tf(a, \\\n\t  b)"}, {"four", "", " g()"}}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
