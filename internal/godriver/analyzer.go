package godriver

import (
	"fmt"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/golower"
	"github.com/ctxlint/ctxlint/internal/rule"
	"github.com/ctxlint/ctxlint/internal/suppress"
)

// New makes an analyzer of rules: check words what the engine found. The
// analyzer's result is what it reported, with all steps. The first line of its
// documentation is title, then come the rules.
func New(name, title string, rules rule.Set, check func(*engine.Result) []diag.Diagnostic) *analysis.Analyzer {
	a := &analysis.Analyzer{
		Name:       name,
		Doc:        documentation(title, rules),
		Requires:   []*analysis.Analyzer{Program},
		ResultType: reflect.TypeFor[[]diag.Diagnostic](),
	}
	min := a.Flags.String("min-confidence", string(diag.Medium), "report findings of this confidence or better: high, medium, low")
	words := ruleFlag(a)
	a.Run = func(pass *analysis.Pass) (any, error) {
		w := reporter{pass: pass, min: diag.Confidence(*min)}
		switch w.min {
		case diag.High, diag.Medium, diag.Low:
		default:
			return nil, fmt.Errorf("unknown confidence %q; it is one of high, medium, low", *min)
		}
		var err error
		if w.rules, err = selectRules(rules, *words); err != nil {
			return nil, err
		}
		return w.report(check), nil
	}
	return a
}

func ruleFlag(a *analysis.Analyzer) *string {
	return a.Flags.String("rules", "default", "comma-separated rules to run: ids, patterns, all, default, none; -RULE takes one away")
}

func selectRules(rules rule.Set, words string) (rule.Set, error) {
	if words == "none" {
		return nil, nil
	}
	return rules.Select(strings.Split(words, ","))
}

func documentation(title string, rules rule.Set) string {
	var b strings.Builder
	b.WriteString(title + "\n\n")
	for _, r := range rules {
		fmt.Fprintf(&b, "  %-26s %s\n", r.ID, r.Title)
	}
	return b.String()
}

// reporter is one run of an analyzer.
type reporter struct {
	pass  *analysis.Pass
	rules rule.Set
	min   diag.Confidence
}

// report reports the findings in the package's own files.
func (w *reporter) report(check func(*engine.Result) []diag.Diagnostic) []diag.Diagnostic {
	res := w.pass.ResultOf[Program].(*Result)
	if res.Engine == nil {
		return nil
	}
	return w.emit(res, suppress.Apply(check(res.Engine), w.directives(res)))
}

// emit reports what concerns the package, is certain enough and was asked for.
func (w *reporter) emit(res *Result, found []diag.Diagnostic) []diag.Diagnostic {
	pos := positions(w.pass, res)
	var out []diag.Diagnostic
	for _, d := range found {
		if pos[d.File] == nil || !d.Confidence.AtLeast(w.min) || w.rules.Lookup(d.Rule) == nil {
			continue
		}
		d = readable(d)
		w.pass.Report(analysis.Diagnostic{
			Pos: at(pos[d.File], d.Line, d.Column), End: at(pos[d.File], d.EndLine, d.EndColumn),
			Category: d.Rule, Message: d.Message + " [" + d.Rule + "]", Related: related(&d, pos),
		})
		out = append(out, d)
	}
	return out
}

// directives reads the comments that silence findings, by file.
func (w *reporter) directives(res *Result) map[string][]*suppress.Directive {
	out := map[string][]*suppress.Directive{}
	for _, f := range w.pass.Files {
		for name, full := range res.Files {
			if full != w.pass.Fset.PositionFor(f.Package, false).Filename {
				continue
			}
			if data, err := w.pass.ReadFile(full); err == nil {
				out[name] = inComments(w.pass, f, suppress.Parse(name, data))
			}
		}
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// positions are the files of the package by their paths in the program.
func positions(pass *analysis.Pass, res *Result) map[string]*token.File {
	out := map[string]*token.File{}
	for _, f := range pass.Files {
		file := pass.Fset.File(f.Package)
		for name, full := range res.Files {
			if filepath.Base(full) == filepath.Base(file.Name()) {
				out[name] = file
			}
		}
	}
	return out
}

// at is the position of a line and column; NoPos if they are not in the file.
func at(f *token.File, line, column int) token.Pos {
	if f == nil || line < 1 || line > f.LineCount() {
		return token.NoPos
	}
	p := f.LineStart(line) + token.Pos(max(column, 1)-1)
	if int(p) > f.Base()+f.Size() {
		return token.NoPos
	}
	return p
}

// related are the steps. One in another package cannot have a position here:
// it names it, at the place of the step before.
func related(d *diag.Diagnostic, pos map[string]*token.File) []analysis.RelatedInformation {
	var out []analysis.RelatedInformation
	last := at(pos[d.File], d.Line, d.Column)
	for _, s := range d.Steps {
		r := analysis.RelatedInformation{Message: s.Function + ": " + s.What}
		if p := at(pos[s.File], s.Line, 1); p.IsValid() {
			last = p
		} else {
			r.Message = fmt.Sprintf("%s:%d: %s", s.File, s.Line, r.Message)
		}
		r.Pos = last
		out = append(out, r)
	}
	return out
}

// readable turns symbols into what a reader of Go writes. Functions and callees
// are named as declared, as they are for C; text names types and packages too.
func readable(d diag.Diagnostic) diag.Diagnostic {
	d.Message = golower.Display(d.Message)
	d.Function, d.Callee = Name(d.Function), Name(d.Callee)
	d.Contexts = append([]diag.Context(nil), d.Contexts...)
	for i := range d.Contexts {
		c := &d.Contexts[i]
		c.Root, c.Why = Name(c.Root), golower.Display(c.Why)
	}
	d.Steps = append([]diag.Step(nil), d.Steps...)
	for i := range d.Steps {
		s := &d.Steps[i]
		s.Function, s.What = Name(s.Function), golower.Display(s.What)
	}
	return d
}

// Name is the declared name of a function; a literal has that of the function
// around it and a number.
func Name(sym string) string {
	return strings.ReplaceAll(golower.Base(sym), "$", ".func")
}
