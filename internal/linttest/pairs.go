package linttest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/internal/diag"
)

// Check finds what is wrong in one file; all rules run.
type Check func(t *testing.T, file string) []diag.Diagnostic

// Pairs runs check over every case below dir. A case is a directory:
//
//	case.md    what the bug is, where it was seen, what the mended twin does
//	bad.EXT    the bug, with want comments
//	ok.EXT     the mended twin, in which nothing may be found
//	bad.steps  the way to each finding, without words and line numbers, so
//	           that it holds for the twins in all languages
//
// A line "Known miss: reason" in case.md turns the test of the bug around: it
// fails as soon as the bug is found, so that the line is removed. A case is
// never skipped. The twin must be silent in any case.
func Pairs(t *testing.T, dir, ext string, update bool, check Check) {
	cases, err := filepath.Glob(filepath.Join(dir, "*", "bad."+ext))
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases below %s: %v", dir, err)
	}
	for _, bad := range cases {
		dir := filepath.Dir(bad)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			c := pair{dir: dir, ext: ext, update: update, check: check}
			c.run(t)
		})
	}
}

type pair struct {
	dir, ext string
	update   bool
	check    Check
}

func (c *pair) run(t *testing.T) {
	doc := read(t, filepath.Join(c.dir, "case.md"))
	if got := c.complaints(t, "ok"); len(got) > 0 {
		t.Errorf("the mended twin is not silent:\n%s", strings.Join(got, "\n"))
	}
	got := c.complaints(t, "bad")
	miss := knownMiss(doc)
	switch {
	case miss == "" && len(got) > 0:
		t.Error(strings.Join(got, "\n"))
	case miss != "" && len(got) == 0:
		t.Errorf("found, although case.md says that it is missed (%s): remove that line", miss)
	case miss == "":
		c.steps(t)
	}
}

var missLine = regexp.MustCompile(`(?m)^Known miss: (.+)$`)

func knownMiss(doc string) string {
	if m := missLine.FindStringSubmatch(doc); m != nil {
		return m[1]
	}
	return ""
}

// complaints checks one file of the case against its own comments.
func (c *pair) complaints(t *testing.T, name string) []string {
	file := filepath.Join(c.dir, name+"."+c.ext)
	wants, err := Wants(file, []byte(read(t, file)))
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case name == "ok" && len(wants) > 0:
		t.Fatalf("%s: a mended twin wants nothing", file)
	case name == "bad" && len(wants) == 0:
		t.Fatalf("%s: a bug without a want comment tests nothing", file)
	}
	return Match(file, wants, c.check(t, file))
}

// steps compares the way to each finding with the golden file.
func (c *pair) steps(t *testing.T) {
	file := filepath.Join(c.dir, "bad.steps")
	got := Steps(c.check(t, filepath.Join(c.dir, "bad."+c.ext)))
	if c.update {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if want := read(t, file); got != want {
		t.Errorf("%s: the way to the finding differs (-update rewrites it):\n got:\n%s want:\n%s", file, got, want)
	}
}

// Steps renders findings as "rule in function: a > b > c", one a line: the
// functions on the way, which are the same in every language. A function that
// several steps speak about in a row occurs once.
func Steps(findings []diag.Diagnostic) string {
	var b strings.Builder
	for _, d := range findings {
		var way []string
		for _, s := range d.Steps {
			if len(way) == 0 || way[len(way)-1] != s.Function {
				way = append(way, s.Function)
			}
		}
		fmt.Fprintf(&b, "%s in %s: %s\n", d.Rule, d.Function, strings.Join(way, " > "))
	}
	return b.String()
}

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
