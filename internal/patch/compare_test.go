package patch

import (
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/internal/diag"
)

// finding is one of callee in the function at the end of way, on a line of file.
func finding(file string, line int, callee string, way ...string) diag.Diagnostic {
	d := diag.Diagnostic{
		Rule: "r", File: file, Line: line, Column: 1, EndLine: line, EndColumn: 100,
		Function: way[len(way)-1], Callee: callee, Message: "m",
		Contexts: []diag.Context{{Kind: "callback", Root: way[0]}},
	}
	for i, f := range way {
		d.Steps = append(d.Steps, diag.Step{File: file, Line: 100 + i, Function: f, What: "step"})
	}
	return d
}

// from adds a context that is not the first.
func from(root string, d diag.Diagnostic) diag.Diagnostic {
	d.Contexts = append(d.Contexts, diag.Context{Kind: "callback", Root: root, Why: "because", Confidence: diag.Medium})
	return d
}

// TestCompareContexts: a context that came or went is named, with the confidence
// of the way from there.
func TestCompareContexts(t *testing.T) {
	const text = "\nmsleep(1);\n"
	one := finding("a.c", 2, "msleep", "t", "h")
	one.Confidence = diag.High
	two := from("irq", one)
	fresh, _ := Compare(side(text, one), side(text, two), Edit{})
	_, gone := Compare(side(text, two), side(text, one), Edit{})
	for _, ds := range [][]diag.Diagnostic{fresh, gone} {
		if len(ds) != 1 || len(ds[0].Contexts) != 1 || ds[0].Contexts[0].Root != "irq" || ds[0].Confidence != diag.Medium {
			t.Fatalf("%+v", ds)
		}
	}
	// With a way of its own it is told by that.
	two.Others = []diag.Diagnostic{finding("a.c", 2, "msleep", "other", "h"), finding("a.c", 2, "msleep", "irq", "x", "h")}
	two.Others[1].Message, two.Others[1].Confidence = "by irq", diag.Medium
	told, _ := Compare(side(text, one), side(text, two), Edit{})
	if len(told) != 1 || told[0].Message != "by irq" || len(told[0].Steps) != 3 || told[0].Fingerprint != fresh[0].Fingerprint || told[0].Confidence != diag.Medium {
		t.Errorf("%+v", told)
	}
	if want := "m (newly reached from irq(): because)"; fresh[0].Message != want {
		t.Errorf("%q, want %q", fresh[0].Message, want)
	}
	if want := "m (no longer reached from irq(): because)"; gone[0].Message != want {
		t.Errorf("%q, want %q", gone[0].Message, want)
	}
}

// TestCompareWays: one more way from the same context is news while the old one
// stands; one way that turned into another is not.
func TestCompareWays(t *testing.T) {
	both := "\nx(d);\nh(d);\nmsleep(1);\n"
	turned := "\nh(d);\n\nmsleep(1);\n"
	way := func(names ...string) diag.Diagnostic {
		d := finding("a.c", 4, "msleep", names...)
		for i := range d.Steps {
			d.Steps[i].Line = 1
			if i > 0 {
				d.Steps[i].Function, d.Steps[i].Line = "t", map[string]int{"x": 2, "h": 3}[names[i]]
			}
		}
		d.Steps = append(d.Steps, diag.Step{File: "a.c", Line: 4, Function: "h"})
		return d
	}
	in := func(text string, d diag.Diagnostic) Side {
		s := side(text, d)
		s.Funcs = func(string) []Func { return []Func{{"t", 1, 3}, {"x", 4, 4}, {"h", 4, 4}} }
		return s
	}
	long, short := way("t", "x", "h"), way("t", "h")
	long.Steps[2].Function, long.Steps[2].Line = "x", 4
	short.Confidence, long.Confidence = diag.High, diag.High
	doubtful := long
	doubtful.Confidence = diag.Low
	for name, c := range map[string]struct {
		before, after Side
		fresh, gone   int
	}{
		"added":      {in(both, long), in(both, short), 1, 0},
		"taken away": {in("\nx(d);\n\nmsleep(1);\n", short), in(both, long), 0, 1},
		"turned":     {in(both, long), in(turned, short), 0, 0},
		"the same":   {in(both, long), in(both, long), 0, 0},
		"less doubt": {in(both, doubtful), in(both, long), 0, 0},
		"surer way":  {in(both, doubtful), in(both, short), 1, 0},
	} {
		fresh, gone := Compare(c.before, c.after, Edit{})
		if len(fresh) != c.fresh || len(gone) != c.gone {
			t.Errorf("%s: %d new, %d gone; want %d, %d", name, len(fresh), len(gone), c.fresh, c.gone)
		}
	}
}

func side(text string, ds ...diag.Diagnostic) Side {
	read := func(string) []byte { return []byte(text) }
	diag.Seal(ds, read)
	return Side{Findings: ds, Read: read}
}

func set(names string) map[string]bool {
	m := map[string]bool{}
	for _, n := range strings.Fields(names) {
		m[n] = true
	}
	return m
}

func TestCompare(t *testing.T) {
	const text = "\nmsleep(1);\nmsleep(1);\nmsleep(2);\nold_wait(x);\nnew_wait(x);\n"
	f := finding
	for name, c := range map[string]struct {
		before, after []diag.Diagnostic
		edit          Edit
		fresh, gone   int
	}{
		"same elsewhere":   {[]diag.Diagnostic{f("a.c", 2, "msleep", "t")}, []diag.Diagnostic{f("a.c", 3, "msleep", "t")}, Edit{}, 0, 0},
		"a second one":     {[]diag.Diagnostic{f("a.c", 2, "msleep", "t")}, []diag.Diagnostic{f("a.c", 2, "msleep", "t"), f("a.c", 3, "msleep", "t")}, Edit{}, 1, 0},
		"new":              {nil, []diag.Diagnostic{f("a.c", 2, "msleep", "t")}, Edit{}, 1, 0},
		"fixed":            {[]diag.Diagnostic{f("a.c", 2, "msleep", "t")}, nil, Edit{}, 0, 1},
		"file renamed":     {[]diag.Diagnostic{f("a.c", 2, "msleep", "t")}, []diag.Diagnostic{f("b.c", 2, "msleep", "t")}, Edit{Renamed: map[string]string{"a.c": "b.c"}}, 0, 0},
		"function moved":   {[]diag.Diagnostic{f("a.c", 2, "msleep", "t")}, []diag.Diagnostic{f("b.c", 2, "msleep", "t")}, Edit{}, 0, 0},
		"function renamed": {[]diag.Diagnostic{f("a.c", 2, "msleep", "t", "h")}, []diag.Diagnostic{f("a.c", 2, "msleep", "t", "g")}, Edit{Gone: set("h"), Born: set("g")}, 0, 0},
		"driver renamed":   {[]diag.Diagnostic{f("a.c", 2, "msleep", "t", "h")}, []diag.Diagnostic{f("a.c", 2, "msleep", "u", "g")}, Edit{Gone: set("t h"), Born: set("u g")}, 0, 0},
		"helper extracted": {[]diag.Diagnostic{f("a.c", 2, "msleep", "t")}, []diag.Diagnostic{f("a.c", 2, "msleep", "t", "new")}, Edit{Born: set("new")}, 0, 0},
		"helper merged":    {[]diag.Diagnostic{f("a.c", 2, "msleep", "t", "old")}, []diag.Diagnostic{f("a.c", 2, "msleep", "t")}, Edit{Gone: set("old")}, 0, 0},
		"callee renamed":   {[]diag.Diagnostic{f("a.c", 5, "old_wait", "t")}, []diag.Diagnostic{f("a.c", 6, "new_wait", "t")}, Edit{Gone: set("old_wait"), Born: set("new_wait")}, 0, 0},
		"argument changed": {[]diag.Diagnostic{f("a.c", 2, "msleep", "t")}, []diag.Diagnostic{f("a.c", 4, "msleep", "t")}, Edit{}, 0, 0},
		"other caller":     {[]diag.Diagnostic{f("a.c", 2, "msleep", "t", "h")}, []diag.Diagnostic{f("a.c", 2, "msleep", "irq", "h")}, Edit{}, 1, 0},
		"longer way":       {[]diag.Diagnostic{f("a.c", 2, "msleep", "t", "h")}, []diag.Diagnostic{f("a.c", 2, "msleep", "t", "x", "h")}, Edit{}, 0, 0},
		"caller renamed":   {[]diag.Diagnostic{f("a.c", 2, "msleep", "t", "h")}, []diag.Diagnostic{f("a.c", 2, "msleep", "u", "h")}, Edit{Gone: set("t"), Born: set("u")}, 0, 0},
		"a second context": {[]diag.Diagnostic{f("a.c", 2, "msleep", "t", "h")}, []diag.Diagnostic{from("irq", f("a.c", 2, "msleep", "t", "h"))}, Edit{}, 1, 0},
		"a context less":   {[]diag.Diagnostic{from("irq", f("a.c", 2, "msleep", "t", "h"))}, []diag.Diagnostic{f("a.c", 2, "msleep", "t", "h")}, Edit{}, 0, 1},
		"the first less":   {[]diag.Diagnostic{from("irq", f("a.c", 2, "msleep", "t", "h"))}, []diag.Diagnostic{f("a.c", 2, "msleep", "irq", "h")}, Edit{}, 0, 1},
		"second renamed":   {[]diag.Diagnostic{from("irq", f("a.c", 2, "msleep", "t", "h"))}, []diag.Diagnostic{from("isr", f("a.c", 2, "msleep", "t", "h"))}, Edit{Gone: set("irq"), Born: set("isr")}, 0, 0},
		"other place":      {[]diag.Diagnostic{f("a.c", 2, "msleep", "t")}, []diag.Diagnostic{f("a.c", 2, "msleep", "u")}, Edit{}, 1, 1},
	} {
		fresh, gone := Compare(side(text, c.before...), side(text, c.after...), c.edit)
		if len(fresh) != c.fresh || len(gone) != c.gone {
			t.Errorf("%s: %d new, %d gone; want %d, %d", name, len(fresh), len(gone), c.fresh, c.gone)
		}
		for _, d := range gone {
			if d.File != "a.c" {
				t.Errorf("%s: what is gone was in %s", name, d.File)
			}
		}
	}
}

func TestLocate(t *testing.T) {
	d := finding("a.c", 50, "msleep", "trigger", "helper", "leaf")
	d.Steps[0].File, d.Steps[1].File = "t.c", "h.c" // lines 100 and 101
	funcs := func(file string) []Func {
		return map[string][]Func{"a.c": {{"leaf", 45, 55}}, "h.c": {{"helper", 90, 120}}}[file]
	}
	for name, c := range map[string]struct {
		marks map[string][]Mark
		by    int
		want  Place
	}{
		"the finding":   {map[string][]Mark{"a.c": {{Line: 50}}, "h.c": {{Line: 101}}}, 0, Place{File: "a.c", Line: 50, Why: "finding"}},
		"a step":        {map[string][]Mark{"a.c": {{Line: 51}}, "h.c": {{Line: 101}}}, 0, Place{File: "h.c", Line: 101, Why: "step"}},
		"the function":  {map[string][]Mark{"a.c": {{Line: 46}, {Line: 53}}}, 0, Place{File: "a.c", Line: 53, Why: "function", Function: "leaf"}},
		"code first":    {map[string][]Mark{"a.c": {{Line: 46}, {Line: 49, Idle: true}}}, 0, Place{File: "a.c", Line: 46, Why: "function", Function: "leaf"}},
		"another's":     {map[string][]Mark{"a.c": {{Line: 2}}, "h.c": {{Line: 99}}}, 0, Place{File: "h.c", Line: 99, Why: "function", Function: "helper"}},
		"a deletion":    {map[string][]Mark{"a.c": {{Line: 50, Cut: true}}}, 0, Place{File: "a.c", Line: 50, Why: "function", Function: "leaf", Deleted: true}},
		"the file":      {map[string][]Mark{"t.c": {{Line: 3}, {Line: 7}}}, 0, Place{File: "t.c", Line: 7, Why: "file"}},
		"the patch":     {map[string][]Mark{"z.c": {{Line: 3}}}, 0, Place{File: "z.c", Line: 3, Why: "patch"}},
		"of this patch": {map[string][]Mark{"a.c": {{Line: 50, Patch: 1}, {Line: 47, Patch: 2}}}, 2, Place{File: "a.c", Line: 47, Why: "function", Function: "leaf"}},
	} {
		ch := &Changes{files: c.marks}
		for file := range c.marks {
			ch.order = append(ch.order, file)
		}
		if got, ok := ch.Locate(&d, c.by, funcs); !ok || got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
	if _, ok := (&Changes{}).Locate(&d, 0, funcs); ok {
		t.Error("a place in a patch without changed lines")
	}
}

func TestMove(t *testing.T) {
	d := finding("a.c", 50, "msleep", "t")
	p := Place{File: "h.c", Line: 7, Why: "step"}
	got := p.Move(d, func(string, int) string { return "\tcall(x);\r" })
	if got.File != "h.c" || got.Line != 7 || got.Column != 2 || got.EndColumn != 10 || got.Fingerprint != d.Fingerprint {
		t.Errorf("%+v", got)
	}
	if want := "the flagged line is a.c:50, outside the patch"; !strings.Contains(got.Message, want) {
		t.Errorf("the message %q does not say %q", got.Message, want)
	}
	if own := (&Place{Why: "finding"}); own.Move(d, nil).Message != d.Message {
		t.Error("a finding on a changed line was moved")
	}
}

func TestReply(t *testing.T) {
	s := texts{"a.c": strings.Repeat("int x;\n", 20)}.state()
	h := hunk(1)
	for range 15 {
		h.Lines = append(h.Lines, Line{' ', "int x;\n"})
	}
	h.Lines = append(h.Lines, Line{'+', "\tmsleep(1);\x1b[31m\n"}, Line{' ', "int x;\n"})
	p := edit("a.c", h)
	p.Subject, p.From = "[PATCH] wait", "Jane Doe"
	if err := s.Apply(p); err != nil {
		t.Fatal(err)
	}
	d := finding("a.c", 16, "msleep", "trigger")
	d.Message = strings.Repeat("several words that need more than one line ", 4)
	d.Message, d.Confidence = d.Message+"and more words", diag.Medium
	d.Contexts = append(d.Contexts, diag.Context{Root: "irq", Why: "because", File: "m.c", Line: 7})
	d.Fixes = []diag.Fix{{Title: "do not"}}
	var out strings.Builder
	c := Comment{Finding: d, Place: Place{File: "a.c", Line: 16, Why: "finding"}, Note: "A note."}
	if err := Reply(&out, p, []Comment{c, c}); err != nil { // two about one line: quoted once
		t.Fatal(err)
	}
	for n, l := range strings.Split(out.String(), "\n") {
		if len(l) > replyWidth && !strings.HasPrefix(l, ">") {
			t.Errorf("line %d has %d columns: %s", n+1, len(l), l)
		}
	}
	for _, want := range []string{"Subject: Re: [PATCH] wait\n", "Jane Doe wrote:\n", "> [...]\n", "> +\tmsleep(1);?[31m\n\n", "Suggestion: do not\n", "A note.\n", "m.c:7: also reached from irq(): because\n", " more words (medium", "\n-- \nFound by ctxlint; `ctxlint explain r` says more.\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	if strings.Count(out.String(), "> +\t") != 1 || strings.Contains(out.String(), "\x1b") {
		t.Error(out.String())
	}
}
