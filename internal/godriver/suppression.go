package godriver

import (
	"go/ast"
	"reflect"

	"golang.org/x/tools/go/analysis"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/rule"
	"github.com/ctxlint/ctxlint/internal/suppress"
)

// Part is an analyzer of [New] with what it was made of.
type Part struct {
	*analysis.Analyzer
	Rules rule.Set
	Check func(*engine.Result) []diag.Diagnostic
}

// NewSuppression makes the analyzer that reports comments which silence findings
// and are incomplete, or silence nothing. It is one for all the others, since a
// comment may name rules of several: what they find is cheap to word again, and
// which of their rules run, their flags say. A finding of low confidence counts
// too: a comment that a colleague needs, who looks at them, is not useless.
func NewSuppression(parts ...Part) *analysis.Analyzer {
	known := suppress.Rules()
	for _, p := range parts {
		known = append(known, p.Rules...)
	}
	a := &analysis.Analyzer{
		Name:       "suppression",
		Doc:        documentation("find comments that silence no finding of ctxlint, or do not say why", suppress.Rules()),
		Requires:   []*analysis.Analyzer{Program},
		ResultType: reflect.TypeFor[[]diag.Diagnostic](),
	}
	words := ruleFlag(a)
	a.Run = func(pass *analysis.Pass) (any, error) {
		w := reporter{pass: pass, min: diag.High}
		var err error
		if w.rules, err = selectRules(suppress.Rules(), *words); err != nil {
			return nil, err
		}
		var ran rule.Set
		for _, p := range parts {
			set, err := selectRules(p.Rules, p.Flags.Lookup("rules").Value.String())
			if err != nil {
				return nil, err
			}
			ran = append(ran, set...)
		}
		return w.judge(parts, ran, known), nil
	}
	return a
}

// judge reports the comments of the package's own files. Packages that were left
// alone have none: no rule ran there.
func (w *reporter) judge(parts []Part, ran, known rule.Set) []diag.Diagnostic {
	res := w.pass.ResultOf[Program].(*Result)
	if res.Engine == nil {
		return nil
	}
	directives := w.directives(res)
	for _, p := range parts {
		suppress.Apply(p.Check(res.Engine), directives)
	}
	var found []diag.Diagnostic
	for _, name := range sortedKeys(directives) {
		found = append(found, suppress.Judge(directives[name], ran, known)...)
	}
	return w.emit(res, found)
}

// inComments drops directives that stand in no comment: in Go a string may well
// speak about them.
func inComments(pass *analysis.Pass, file *ast.File, ds []*suppress.Directive) []*suppress.Directive {
	var out []*suppress.Directive
	for _, d := range ds {
		for _, g := range file.Comments {
			from, to := pass.Fset.PositionFor(g.Pos(), false), pass.Fset.PositionFor(g.End(), false)
			after := d.Line > from.Line || d.Line == from.Line && d.Column >= from.Column
			if after && (d.Line < to.Line || d.Line == to.Line && d.Column < to.Column) {
				out = append(out, d)
				break
			}
		}
	}
	return out
}
