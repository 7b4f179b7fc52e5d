// Package godriver runs the engine under go/analysis: one package at a time,
// with facts for what crosses packages. [New] makes an ordinary
// *analysis.Analyzer of a set of rules, so that gopls, nogo, go vet and
// ctxlint vet run them alike.
//
// # What is analysed
//
// [Program] is the analyzer behind all others: it lowers the package, links it
// with what its dependencies exported, runs the engine on the package's own
// entries, and exports what its importers need. Rules only word its result, so
// that a second analyzer costs nothing.
//
// Packages that reach nothing which makes a context atomic are left alone, the
// standard library with them: without such a context no rule has anything to
// say. A helper in such a package that blocks is therefore not known to: the
// direction of error is silence.
//
// # Facts
//
// A fact is the text of the lowered package without the functions that no
// importer needs ([engine.Result.Matters]). Text is deterministic, readable in
// a failing test, and does not change when the engine does. A fact has a byte
// budget; the largest bodies go first, and a function without a body is
// unknown to its callers, again the direction of silence.
//
// # Positions
//
// Findings are reported at positions of the package only: go vet drops others.
// A call that core code makes with a driver's function is judged in the
// driver, by the contract of the callback.
package godriver

import (
	"fmt"
	"go/types"
	"path"
	"path/filepath"
	"reflect"
	"sort"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/golower"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
	"github.com/ctxlint/ctxlint/internal/points"
	"github.com/ctxlint/ctxlint/internal/protocol"
)

// Program lowers, links and analyses a package for the analyzers of the rules.
var Program = &analysis.Analyzer{
	Name:       "ctxlintprogram",
	Doc:        "find out in which context functions run and what they do there, for ctxlint's rules",
	Run:        run,
	ResultType: reflect.TypeFor[*Result](),
	FactTypes:  []analysis.Fact{new(Package)},
}

// Result is what the engine found in a package; Engine is nil for a package
// that was left alone.
type Result struct {
	Engine *engine.Result
	// Files are the package's own files, by their path in the program.
	Files map[string]string
	// Bodies is the number of functions that the fact holds, Dropped of those
	// that did not fit.
	Bodies, Dropped int
}

func run(pass *analysis.Pass) (any, error) {
	imported := importedUnits(pass)
	if len(imported) == 0 && !makesAtomic()[pass.Pkg.Path()] {
		return &Result{}, nil
	}
	dir := directory(pass)
	own := golower.Package(buildSSA(pass), pass.Files, dir)
	prog := link.New(model.Go())
	prog.Packages = true
	for _, text := range imported {
		u, err := ir.Parse("fact", text)
		if err != nil {
			return nil, fmt.Errorf("ctxlint: a fact does not parse: %w", err)
		}
		prog.Add(u)
	}
	res := &Result{Files: map[string]string{}}
	for _, f := range pass.Files {
		name := pass.Fset.PositionFor(f.Package, false).Filename
		res.Files[path.Join(dir, filepath.Base(name))] = name
	}
	for _, u := range own {
		if err := ir.SanityUnit(u); err != nil {
			return nil, fmt.Errorf("ctxlint: internal error: %w", err)
		}
		prog.Add(u)
	}
	points.Link(prog)
	res.Engine = protocol.Run(prog, engine.Options{Jobs: 1, Select: func(file string) bool { return res.Files[file] != "" }})
	fact := res.export(own)
	pass.ExportPackageFact(fact)
	return res, nil
}

// directory stands for the package's directory in paths of the program: the
// import path within its module, so that packages of one module are told apart
// as directories of a tree are.
func directory(pass *analysis.Pass) string {
	p := strings.TrimSuffix(pass.Pkg.Path(), "_test")
	if pass.Module != nil && pass.Module.Path != "" {
		if p == pass.Module.Path {
			return "."
		}
		p = strings.TrimPrefix(p, pass.Module.Path+"/")
	}
	return p
}

// importedUnits are the texts of the packages that the pass depends on, by path.
func importedUnits(pass *analysis.Pass) [][]byte {
	facts := pass.AllPackageFacts()
	sort.Slice(facts, func(i, j int) bool { return facts[i].Package.Path() < facts[j].Package.Path() })
	var out [][]byte
	for _, f := range facts {
		if p, ok := f.Fact.(*Package); ok && f.Package != pass.Pkg {
			out = append(out, p.Units...)
		}
	}
	return out
}

// makesAtomic are the packages with a function after which sleeping is
// forbidden.
var makesAtomic = sync.OnceValue(func() map[string]bool {
	m := model.Go()
	out := map[string]bool{}
	for _, r := range m.Rows() {
		for _, e := range m.Effects(r.Key) {
			if e.Kind == effect.Enter || e.Kind == effect.Acquire && !e.Lock.Sleeping() {
				out[golower.PackageOf(r.Key)] = true
			}
		}
	}
	return out
})

// buildSSA builds the package; of its dependencies only the declarations.
func buildSSA(pass *analysis.Pass) *ssa.Package {
	prog := ssa.NewProgram(pass.Fset, ssa.BuilderMode(0))
	created := map[*types.Package]bool{}
	var create func(pkgs []*types.Package)
	create = func(pkgs []*types.Package) {
		for _, p := range pkgs {
			if !created[p] {
				created[p] = true
				prog.CreatePackage(p, nil, nil, true)
				create(p.Imports())
			}
		}
	}
	create(pass.Pkg.Imports())
	pkg := prog.CreatePackage(pass.Pkg, pass.Files, pass.TypesInfo, false)
	pkg.Build()
	return pkg
}
