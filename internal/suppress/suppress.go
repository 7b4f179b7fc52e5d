// Package suppress reads the comments by which a developer silences a finding:
//
//	/* ctxlint:ignore RULE reason */
//	// ctxlint:ignore RULE,RULE reason
//
// Where the comment stands says what it is about:
//
//   - behind code: the findings on that line;
//   - on lines of its own: the findings in the statement's next line of code;
//   - on lines of its own right above a function: the whole function;
//   - above all code of the file, and apart from what follows by an empty line
//     or a preprocessor line: the whole file.
//
// # Honesty
//
// A silenced finding is a claim that the tool is wrong or the bug is wanted;
// the reason is for the next reader. A comment without one does not work and
// is reported, and so is one that silences nothing any more: it would silence
// the next bug at that place. Rules that did not run are not held against a
// comment.
//
// # How functions are found
//
// By layout: a function begins with a line of code in the first column and ends
// with the first line after it that begins with '}'. Kernel style and gofmt both
// write it so. In code that does not, the comment silences less than was meant,
// and is then reported as silencing nothing.
package suppress

import (
	"regexp"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/diag"
)

// Marker is what every directive contains; a file without it has none.
const Marker = "ctxlint:ignore"

// Directive is one comment.
type Directive struct {
	File        string
	Line        int // of the comment
	Column      int
	EndColumn   int
	Rules       []string
	Reason      string
	first, last int // lines that it covers
	used        bool
}

// The rule and the reason end where the comment does.
var directive = regexp.MustCompile(`(/\*|//|\*)[ \t]*` + Marker + `\b[ \t]*([^\s*]*)[ \t]*(.*?)[ \t]*(\*/|$)`)

// Parse finds the directives of a file.
func Parse(file string, text []byte) []*Directive {
	if !strings.Contains(string(text), Marker) {
		return nil
	}
	lines := strings.Split(string(text), "\n")
	code := codeLines(lines)
	var ds []*Directive
	for i, line := range lines {
		m := directive.FindStringSubmatchIndex(line)
		if m == nil {
			continue
		}
		d := &Directive{
			File: file, Line: i + 1, Column: m[0] + 1, EndColumn: m[1] + 1,
			Reason: line[m[6]:m[7]],
		}
		if rules := line[m[4]:m[5]]; rules != "" {
			d.Rules = strings.Split(rules, ",")
		}
		d.first, d.last = cover(lines, code, i)
		ds = append(ds, d)
	}
	return ds
}

// codeLines tells which lines hold code: anything but space and comments.
func codeLines(lines []string) []bool {
	code := make([]bool, len(lines))
	inComment := false
	for i, line := range lines {
		rest := line
		for {
			if inComment {
				_, after, ends := strings.Cut(rest, "*/")
				if !ends {
					break
				}
				inComment, rest = false, after
			}
			before, after, begins := strings.Cut(rest, "/*")
			before, _, _ = strings.Cut(before, "//")
			if strings.TrimSpace(before) != "" {
				code[i] = true
			}
			if !begins {
				break
			}
			inComment, rest = true, after
		}
	}
	return code
}

// cover returns the lines (from 1) that a directive on line i (from 0) is about.
func cover(lines []string, code []bool, i int) (first, last int) {
	if code[i] {
		return i + 1, i + 1
	}
	next := i + 1
	for next < len(lines) && !code[next] {
		next++
	}
	switch {
	case next == len(lines):
		return 1, len(lines)
	case aboveAll(lines, code, i, next):
		return 1, len(lines)
	case beginsTopLevel(lines[next]):
		return next + 1, endOfTopLevel(lines, next)
	}
	return next + 1, next + 1
}

// aboveAll says whether line i stands above all code, and apart from it.
func aboveAll(lines []string, code []bool, i, next int) bool {
	if slices.Contains(code[:i], true) {
		return false
	}
	if strings.HasPrefix(lines[next], "#") || strings.HasPrefix(lines[next], "package ") {
		return true
	}
	for _, line := range lines[i:next] {
		if strings.TrimSpace(line) == "" {
			return true
		}
	}
	return false
}

func beginsTopLevel(line string) bool {
	return line != "" && (line[0] == '_' || 'a' <= line[0] && line[0] <= 'z' || 'A' <= line[0] && line[0] <= 'Z')
}

// endOfTopLevel is the last line of the function or declaration that begins on
// line start (from 0).
func endOfTopLevel(lines []string, start int) int {
	for i := start; i < len(lines); i++ {
		switch {
		case i > start && strings.HasPrefix(lines[i], "}"):
			return i + 1
		case strings.HasSuffix(strings.TrimSpace(lines[i]), ";") && beginsTopLevel(lines[i]):
			return i + 1 // a declaration, or a function on one line
		}
	}
	return len(lines)
}

// names says whether the directive is about a rule.
func (d *Directive) names(rule string) bool { return slices.Contains(d.Rules, rule) }

// works says whether the directive is complete.
func (d *Directive) works() bool { return d.Reason != "" && len(d.Rules) > 0 }

// Apply removes the findings that directives silence, and notes which
// directives did.
func Apply(findings []diag.Diagnostic, byFile map[string][]*Directive) []diag.Diagnostic {
	kept := []diag.Diagnostic{}
	for _, f := range findings {
		silenced := false
		for _, d := range byFile[f.File] {
			if d.works() && d.names(f.Rule) && f.Line <= d.last && max(f.EndLine, f.Line) >= d.first {
				d.used, silenced = true, true
			}
		}
		if !silenced {
			kept = append(kept, f)
		}
	}
	return kept
}
