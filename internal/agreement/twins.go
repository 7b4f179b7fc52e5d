package agreement

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/reference/pairs"
)

// The C twin and the Go twin of a pair are the same driver in two languages, so
// that the rules must say the same about both: one finding of one rule, in the
// same function, at the same call, with the same steps.
//
// # Names
//
// Go names are what is left of C names in camel case: a C name has a prefix, the
// driver's or the subsystem's, and the object that a Go method has as its
// receiver. So of functions of the drivers the words of the Go name are the last
// words of the C name (plTerminateAll, pl_terminate_all; close, stream_close),
// and of all others they are words of the C name in their order (LockIrqsave,
// spin_lock_irqsave; Flush, flush_work). What is before the last dot or arrow is
// not compared. synonyms lists the few names that do not follow.
//
// # Text
//
// Everything else in a step is compared word by word, but for file positions and
// for the notes of the model's rows, which speak of each API in its own words.
// Messages are made of the same parts and are not compared: they name the ops
// table, which in Go has no name but that of the function that fills it in.

// synonyms are Go names for what C calls otherwise.
var synonyms = map[string]string{
	"timer_setup":   "Init",
	"schedule_work": "Queue",
}

// TwinDifference says where the twins' findings differ, "" if nowhere.
func TwinDifference(c, g *diag.Diagnostic) string {
	switch {
	case c.Rule != g.Rule:
		return fmt.Sprintf("rule: %s in C, %s in Go", c.Rule, g.Rule)
	case !sameFunction(c.Function, g.Function):
		return fmt.Sprintf("function: %s in C, %s in Go", c.Function, g.Function)
	case !sameText(c.Callee, g.Callee):
		return fmt.Sprintf("flagged call: %s in C, %s in Go", c.Callee, g.Callee)
	case len(c.Steps) != len(g.Steps):
		return fmt.Sprintf("%d steps in C, %d in Go", len(c.Steps), len(g.Steps))
	}
	for i := range c.Steps {
		a, b := &c.Steps[i], &g.Steps[i]
		if !sameFunction(a.Function, b.Function) || !sameText(a.What, b.What) {
			return fmt.Sprintf("step %d:\n  C  %s: %s\n  Go %s: %s", i+1, a.Function, a.What, b.Function, b.What)
		}
	}
	return ""
}

// knownDifferences are pairs whose twins cannot agree, with what TwinDifference
// says about them. One that is listed and agrees fails the test, so that the list
// stays true.
var knownDifferences = map[string]string{}

// words splits a name: at underscores, and before capitals that begin a word.
func words(name string) []string {
	var out []string
	for _, part := range strings.Split(name, "_") {
		rs := []rune(part)
		start := 0
		for i := 1; i < len(rs); i++ {
			begins := unicode.IsUpper(rs[i]) && (!unicode.IsUpper(rs[i-1]) || i+1 < len(rs) && unicode.IsLower(rs[i+1]))
			if begins {
				out, start = append(out, string(rs[start:i])), i
			}
		}
		out = append(out, string(rs[start:]))
	}
	for i := range out {
		out[i] = strings.ToLower(out[i])
	}
	return out
}

// sameFunction: the words of the Go name are the last of the C name.
func sameFunction(c, g string) bool {
	cw, gw := words(c), words(g)
	return len(gw) <= len(cw) && slices.Equal(cw[len(cw)-len(gw):], gw)
}

// sameName: the words of the Go name are words of the C name, in their order.
func sameName(c, g string) bool {
	if synonyms[c] == g {
		return true
	}
	gw := words(g)
	for _, w := range words(c) {
		if len(gw) > 0 && gw[0] == w {
			gw = gw[1:]
		}
	}
	return len(gw) == 0
}

var (
	note     = regexp.MustCompile(` \([^()]*(\([^()]*\)[^()]*)*\)`)
	position = regexp.MustCompile(` at \S+:\d+`)
	because  = regexp.MustCompile(`( may sleep): .*`)
	allows   = regexp.MustCompile(` may sleep: \S+ allows blocking$`)
)

// plain is text without notes and positions.
func plain(s string) string {
	if !allows.MatchString(s) {
		s = because.ReplaceAllString(s, "$1")
	}
	s = note.ReplaceAllString(s, "")
	return position.ReplaceAllString(s, "")
}

// sameText compares word by word; words that differ must be names that agree.
func sameText(c, g string) bool {
	cs, gs := strings.Fields(plain(c)), strings.Fields(plain(g))
	if len(cs) != len(gs) {
		return false
	}
	for i := range cs {
		if cs[i] != gs[i] && !sameName(bare(cs[i]), bare(gs[i])) {
			return false
		}
	}
	return true
}

// bare is the last part of what a word names, without what surrounds it.
func bare(word string) string {
	word = strings.Trim(word, "&*,.:;()'")
	word = strings.TrimSuffix(word, "()")
	if i := strings.LastIndex(word, "->"); i >= 0 {
		word = word[i+2:]
	}
	return word[strings.LastIndexByte(word, '.')+1:]
}

// twinsOf are the findings that a pair's twins must agree in: what is found in
// the C twin, and what the pair's rules find in the function of the Go twin.
func (g *Static) twinsOf(p *pairs.Pair, c *found) (inC, inGo []diag.Diagnostic) {
	for _, d := range g.all {
		if path.Dir(d.File) == p.Package && d.Function == p.Func && slices.Contains(p.Rules, d.Rule) {
			inGo = append(inGo, d)
		}
	}
	return c.bug, inGo
}
