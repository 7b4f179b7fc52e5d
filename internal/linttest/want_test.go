package linttest

import (
	"slices"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/internal/diag"
)

const c = `int a;
	usleep_range(1, 2);	/* want "sleep-in-atomic: usleep_range.*sleep" */
	both();			// want "a-b" "c-d: x(y|z)"
/* want+2 "e-f" */

	far();
	s = "want nothing";
`

func finding(line int, rule, callee, message string) diag.Diagnostic {
	return diag.Diagnostic{File: "f.c", Line: line, Rule: rule, Callee: callee, Message: message}
}

func TestMatch(t *testing.T) {
	wants, err := Wants("f.c", []byte(c))
	if err != nil || len(wants) != 4 {
		t.Fatalf("%v, %v", wants, err)
	}
	all := []diag.Diagnostic{
		finding(2, "sleep-in-atomic", "usleep_range", "may sleep"),
		finding(3, "c-d", "both", "an xz"),
		finding(3, "a-b", "both", ""),
		finding(6, "e-f", "far", ""),
	}
	for _, c := range []struct {
		name     string
		findings []diag.Diagnostic
		want     []string
	}{
		{"all", all, nil},
		{"one is missing", all[1:], []string{"f.c:2: not found: sleep-in-atomic: usleep_range.*sleep"}},
		{"one too many", append(slices.Clone(all), finding(1, "a-b", "", "what")), []string{"f.c:1: unexpected: what [a-b]"}},
		{"one twice", append(slices.Clone(all), all[2]), []string{"f.c:3: unexpected:  [a-b]"}},
		{"another rule", append(slices.Clone(all[:3]), finding(6, "a-b", "far", "m")),
			[]string{"f.c:6: unexpected: m [a-b]", "f.c:6: not found: e-f: "}},
		{"other words", append(slices.Clone(all[1:]), finding(2, "sleep-in-atomic", "msleep", "may sleep")),
			[]string{"f.c:2: unexpected: may sleep [sleep-in-atomic]", "f.c:2: not found: sleep-in-atomic: usleep_range.*sleep"}},
	} {
		if got := Match("f.c", wants, c.findings); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
	}
}

func TestBrokenWants(t *testing.T) {
	for text, want := range map[string]string{
		`x; // want "a-b`:                       "f.c:1: a want comment without its closing quote",
		`x; // want "a-b: ("`:                   "missing closing )",
		`x; // want "a-b: \q"`:                  "invalid syntax",
		`x; // want+99999999999999999999 "a-b"`: "out of range",
	} {
		_, err := Wants("f.c", []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

func TestSteps(t *testing.T) {
	d := finding(1, "a-b", "", "")
	d.Function = "g"
	d.Steps = []diag.Step{{Function: "f"}, {Function: "f"}, {Function: "g"}, {Function: "f"}}
	if got := Steps([]diag.Diagnostic{d}); got != "a-b in g: f > g > f\n" {
		t.Errorf("got %q", got)
	}
}
