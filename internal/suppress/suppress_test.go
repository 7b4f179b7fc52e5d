package suppress

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/rule"
)

const driver = `// SPDX-License-Identifier: GPL-2.0
/* ctxlint:ignore x-x the file is generated */
#include <linux/irq.h>

static void f(void)
{
	msleep(1);	/* ctxlint:ignore a-a on the line */

	/* ctxlint:ignore a-a,b-b above the
	 * line, over two lines */

	msleep(2);
	msleep(3);
}

// ctxlint:ignore a-a the whole function
static int
g(void)
{
	msleep(4);
}

static void h(void)
{
	char *s = "ctxlint:ignore a-a in a string";
	msleep(5);
}
`

// TestCover tries a finding on every line.
func TestCover(t *testing.T) {
	for rule, want := range map[string][]int{
		"a-a": {7, 12, 17, 18, 19, 20, 21},
		"b-b": {12},
		"x-x": lines(1, strings.Count(driver, "\n")),
		"c-c": nil,
	} {
		var silenced []int
		for _, line := range lines(1, strings.Count(driver, "\n")) {
			ds := Parse("f.c", []byte(driver))
			f := diag.Diagnostic{File: "f.c", Rule: rule, Line: line, EndLine: line}
			if len(Apply([]diag.Diagnostic{f}, map[string][]*Directive{"f.c": ds})) == 0 {
				silenced = append(silenced, line)
			}
		}
		if !slices.Equal(silenced, want) {
			t.Errorf("%s is silenced on lines %v, want %v", rule, silenced, want)
		}
	}
}

func lines(from, to int) []int {
	var all []int
	for n := from; n <= to; n++ {
		all = append(all, n)
	}
	return all
}

// TestApplyMultiLine: the comment stands behind the last line of a call that
// spans two.
func TestApplyMultiLine(t *testing.T) {
	text := "int f(void)\n{\n\tcall(a,\n\t     b); /* ctxlint:ignore a-a reason */\n}\n"
	f := diag.Diagnostic{File: "f.c", Rule: "a-a", Line: 3, EndLine: 4}
	if left := Apply([]diag.Diagnostic{f}, map[string][]*Directive{"f.c": Parse("f.c", []byte(text))}); len(left) != 0 {
		t.Error("not silenced")
	}
	f.File = "g.c"
	if left := Apply([]diag.Diagnostic{f}, map[string][]*Directive{"f.c": Parse("f.c", []byte(text))}); len(left) != 1 {
		t.Error("silenced in another file")
	}
}

func TestJudge(t *testing.T) {
	known := rule.Set{{ID: "sleep-in-atomic"}, {ID: "wait-on-self"}}
	for _, c := range []struct {
		comment string
		found   string // rule that finds something on the line
		ran     rule.Set
		want    string
	}{
		{"/* ctxlint:ignore sleep-in-atomic because */", "sleep-in-atomic", known, ""},
		{"// ctxlint:ignore wait-on-self,sleep-in-atomic because", "sleep-in-atomic", known, ""},
		{"/* ctxlint:ignore sleep-in-atomic */", "sleep-in-atomic", known,
			"bad-suppression: the comment gives no reason, and silences nothing: want ctxlint:ignore RULE reason"},
		{"/* ctxlint:ignore */", "sleep-in-atomic", known,
			"bad-suppression: the comment names no rule: want ctxlint:ignore RULE reason"},
		{"/* ctxlint:ignore sleep-in-atmoic because */", "sleep-in-atomic", known,
			`bad-suppression: the comment names "sleep-in-atmoic", which is no rule (did you mean "sleep-in-atomic"?)`},
		{"/* ctxlint:ignore sleep-in-atomic because */", "wait-on-self", known,
			"unmatched-suppression: nothing here is reported by sleep-in-atomic: the comment can go"},
		{"/* ctxlint:ignore sleep-in-atomic because */", "wait-on-self", known[1:], ""}, // did not run
		{"/* see ctxlint:ignore in the documentation */", "wait-on-self", known, ""},
		{"/* ctxlint:ignored sleep-in-atomic because */", "wait-on-self", known, ""},
	} {
		ds := Parse("f.c", []byte("\tmsleep(1); "+c.comment+"\n"))
		left := Apply([]diag.Diagnostic{{File: "f.c", Rule: c.found, Line: 1}}, map[string][]*Directive{"f.c": ds})
		var got []string
		for _, d := range Judge(ds, c.ran, known) {
			got = append(got, fmt.Sprintf("%s: %s", d.Rule, d.Message))
			if d.Line != 1 || d.Column != 13 || d.EndColumn != 13+len(c.comment) {
				t.Errorf("%s: at %d:%d-%d", c.comment, d.Line, d.Column, d.EndColumn)
			}
		}
		if strings.Join(got, "\n") != c.want {
			t.Errorf("%s:\n got %v\nwant %s", c.comment, got, c.want)
		}
		if silenced := len(left) == 0; silenced != (c.want == "" && strings.Contains(c.comment, c.found)) {
			t.Errorf("%s: silenced %v", c.comment, silenced)
		}
	}
}
