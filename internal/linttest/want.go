// Package linttest checks findings against what sample code says about itself.
//
// A comment on a line says what is to be found there, in C and in Go alike:
//
//	usleep_range(10, 100);	/* want "sleep-in-atomic: usleep_range" */
//	sim.Sleep(10)		// want "sleep-in-atomic"
//
// The text up to the colon is the rule; the rest is a regular expression that
// must match "callee: message". Several findings on one line are several
// strings. want+2 and want-1 speak about a line below or above.
//
// A finding that no comment wants fails the test, and so does a comment that
// no finding meets: silence about correct code is half of what is tested.
package linttest

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/diag"
)

// Want is one expected finding.
type Want struct {
	Line    int
	Rule    string
	Pattern *regexp.Regexp
}

var (
	wantComment = regexp.MustCompile(`(?://|/\*)\s*want([+-]\d+)?((?:\s+"(?:[^"\\]|\\.)*")+)`)
	wantBroken  = regexp.MustCompile(`(?://|/\*)\s*want([+-]\d+)?\s+"`)
	wantString  = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)
)

// Wants reads the comments of one file.
func Wants(name string, src []byte) ([]Want, error) {
	var wants []Want
	n := 0
	for line := range bytes.Lines(src) {
		n++
		m := wantComment.FindSubmatch(line)
		if m == nil {
			if wantBroken.Match(line) {
				return nil, fmt.Errorf("%s:%d: a want comment without its closing quote", name, n)
			}
			continue
		}
		at := n
		if len(m[1]) > 0 {
			by, err := strconv.Atoi(string(m[1]))
			if err != nil {
				return nil, fmt.Errorf("%s:%d: %w", name, n, err)
			}
			at += by
		}
		for _, quoted := range wantString.FindAll(m[2], -1) {
			w, err := parseWant(at, string(quoted))
			if err != nil {
				return nil, fmt.Errorf("%s:%d: %w", name, n, err)
			}
			wants = append(wants, w)
		}
	}
	return wants, nil
}

func parseWant(line int, quoted string) (Want, error) {
	text, err := strconv.Unquote(quoted)
	if err != nil {
		return Want{}, fmt.Errorf("%s: %w", quoted, err)
	}
	rule, pattern, _ := strings.Cut(text, ":")
	re, err := regexp.Compile(strings.TrimSpace(pattern))
	if err != nil {
		return Want{}, err
	}
	return Want{line, strings.TrimSpace(rule), re}, nil
}

// Match compares the findings in one file with what it wants, and returns a
// complaint for each that has no counterpart. A finding meets one want only.
func Match(file string, wants []Want, findings []diag.Diagnostic) []string {
	var complaints []string
	met := make([]bool, len(wants))
	for _, d := range findings {
		i := indexOf(wants, met, &d)
		if i < 0 {
			complaints = append(complaints, fmt.Sprintf("%s:%d: unexpected: %s [%s]", d.File, d.Line, d.Message, d.Rule))
			continue
		}
		met[i] = true
	}
	for i, w := range wants {
		if !met[i] {
			complaints = append(complaints, fmt.Sprintf("%s:%d: not found: %s: %s", file, w.Line, w.Rule, w.Pattern))
		}
	}
	return complaints
}

func indexOf(wants []Want, met []bool, d *diag.Diagnostic) int {
	for i, w := range wants {
		if !met[i] && w.Line == d.Line && w.Rule == d.Rule && w.Pattern.MatchString(d.Callee+": "+d.Message) {
			return i
		}
	}
	return -1
}
